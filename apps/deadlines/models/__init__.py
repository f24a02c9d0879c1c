"""Tables of dockets: events, deadlines with their history, reminders and how a person wants them."""

from apps.deadlines.models.dockets import Deadline, DeadlineEvent, Docket, Pause, TriggerEntry
from apps.deadlines.models.reminders import CalendarLink, Reminder, ReminderSettings
from apps.deadlines.models.stand_ins import StandIn

__all__ = [
    "CalendarLink",
    "Deadline",
    "DeadlineEvent",
    "Docket",
    "Pause",
    "Reminder",
    "ReminderSettings",
    "StandIn",
    "TriggerEntry",
]
