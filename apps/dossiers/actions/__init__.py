"""Writes of dossiers.

request_dossier(case, language, variant, by, now) -> Dossier   raises DossierRefused; a double click makes one
cancel_dossier(dossier, by, now) -> bool                       False where nothing was left to cancel
make_next_dossier(clock) -> bool                               a worker's turn; False when none waits
sweep_dossiers(now) -> int                                     those whose time is over
discard_dossiers(cases, by, now) -> int                        all of some cases, whose words are erased
"""

from apps.dossiers.actions.asking import DossierRefused, cancel_dossier, request_dossier
from apps.dossiers.actions.making import claim_dossier, make_next_dossier
from apps.dossiers.actions.sweeping import KEPT, discard_dossiers, sweep_dossiers

__all__ = [
    "KEPT",
    "DossierRefused",
    "cancel_dossier",
    "claim_dossier",
    "discard_dossiers",
    "make_next_dossier",
    "request_dossier",
    "sweep_dossiers",
]
