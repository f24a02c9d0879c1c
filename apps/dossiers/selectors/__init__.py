"""Reads of dossiers, and of what goes into one."""

from apps.dossiers.selectors.dossiers import dossiers_of, downloads_of, files_of_dossiers, own_dossier, ready_dossier
from apps.dossiers.selectors.exhibits import Exhibit, exhibits_of, pages_are_coming
from apps.dossiers.selectors.outline import Outline, outline_of

__all__ = [
    "Exhibit",
    "Outline",
    "dossiers_of",
    "downloads_of",
    "exhibits_of",
    "files_of_dossiers",
    "outline_of",
    "own_dossier",
    "pages_are_coming",
    "ready_dossier",
]
