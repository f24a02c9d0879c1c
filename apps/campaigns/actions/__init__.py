"""Every write of campaigns."""

from apps.campaigns.actions.bodies import ask_body, join_as_body, leave_as_body
from apps.campaigns.actions.days import tell_of_days
from apps.campaigns.actions.joining import CannotJoin, join_campaign, leave_campaign
from apps.campaigns.actions.keeping import note_entry, save_campaign
from apps.campaigns.actions.leading import (
    add_day,
    change_day,
    lead_campaign,
    note_as_leader,
    remove_day,
    rewrite_campaign,
    write_campaign,
)
from apps.campaigns.actions.mandates import MandateRefused, revoke_mandate, sign_mandate
from apps.campaigns.actions.moves import StageRefused, move_campaign
from apps.campaigns.actions.opening import open_sealed
from apps.campaigns.actions.papers import make_papers
from apps.campaigns.actions.ticking import close_expired, renew_counts
from apps.campaigns.actions.updates import (
    UpdateRefused,
    mail_updates,
    move_update,
    rewrite_update,
    stop_updates,
    wish_for_updates,
    write_update,
)

__all__ = [
    "CannotJoin",
    "MandateRefused",
    "StageRefused",
    "UpdateRefused",
    "add_day",
    "ask_body",
    "change_day",
    "close_expired",
    "join_as_body",
    "join_campaign",
    "lead_campaign",
    "leave_as_body",
    "leave_campaign",
    "mail_updates",
    "make_papers",
    "move_campaign",
    "move_update",
    "note_as_leader",
    "note_entry",
    "open_sealed",
    "remove_day",
    "renew_counts",
    "revoke_mandate",
    "rewrite_campaign",
    "rewrite_update",
    "save_campaign",
    "sign_mandate",
    "stop_updates",
    "tell_of_days",
    "wish_for_updates",
    "write_campaign",
    "write_update",
]
