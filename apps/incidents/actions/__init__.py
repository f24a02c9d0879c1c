"""Every write of incidents."""

from apps.incidents.actions.editing import save_facts, save_incident
from apps.incidents.actions.loading import Loaded, load_incidents
from apps.incidents.actions.placing import NotPlaceable, place_case, start_affected_case
from apps.incidents.actions.promises import OutcomeRefused, Recorded, keep_docket, record_outcome
from apps.incidents.actions.reading import DataProblems, Record, read_data_files

__all__ = [
    "DataProblems",
    "Loaded",
    "NotPlaceable",
    "OutcomeRefused",
    "Record",
    "Recorded",
    "keep_docket",
    "load_incidents",
    "place_case",
    "read_data_files",
    "record_outcome",
    "save_facts",
    "save_incident",
    "start_affected_case",
]
