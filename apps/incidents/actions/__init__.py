"""Every write of incidents."""

from apps.incidents.actions.editing import save_facts, save_incident
from apps.incidents.actions.loading import Loaded, load_incidents
from apps.incidents.actions.placing import NotPlaceable, place_case, place_own_case, start_affected_case, take_out_case
from apps.incidents.actions.promises import OutcomeRefused, Recorded, keep_docket, record_outcome
from apps.incidents.actions.reading import DataProblems, Record, read_data_files
from apps.incidents.actions.stepping import work_on_steps
from apps.incidents.actions.steps import StepRefused, drop_step, prepare_step, run_step, undo_step
from apps.incidents.actions.surges import (
    Named,
    SurgeRefused,
    dismiss_surge,
    make_incident,
    place_surge,
    watch_surges,
)
from apps.incidents.actions.wordings import read_notices

__all__ = [
    "DataProblems",
    "Loaded",
    "Named",
    "NotPlaceable",
    "OutcomeRefused",
    "Record",
    "Recorded",
    "StepRefused",
    "SurgeRefused",
    "dismiss_surge",
    "drop_step",
    "keep_docket",
    "load_incidents",
    "make_incident",
    "place_case",
    "place_own_case",
    "place_surge",
    "prepare_step",
    "read_data_files",
    "read_notices",
    "record_outcome",
    "run_step",
    "save_facts",
    "save_incident",
    "start_affected_case",
    "take_out_case",
    "undo_step",
    "watch_surges",
    "work_on_steps",
]
