"""Pure functions of dossiers: the manifest, and what is covered for sharing."""
