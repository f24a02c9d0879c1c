"""Writes of people and of the tokens of their programs."""

from apps.accounts.actions.people import (
    NO_ADDRESS,
    NotForRealPeople,
    blur_session,
    choose_language,
    give_demonstration_second_factor,
    join,
    make_moderator,
    renew_second_factor,
    set_preferences,
)
from apps.accounts.actions.replies import Answered, KeyBusy, KeyUsed, answer_once, forget_replies
from apps.accounts.actions.tokens import NewToken, TokenRefused, make_token, note_use, revoke_token

__all__ = [
    "NO_ADDRESS",
    "Answered",
    "KeyBusy",
    "KeyUsed",
    "NewToken",
    "NotForRealPeople",
    "TokenRefused",
    "answer_once",
    "blur_session",
    "choose_language",
    "forget_replies",
    "give_demonstration_second_factor",
    "join",
    "make_moderator",
    "make_token",
    "note_use",
    "renew_second_factor",
    "revoke_token",
    "set_preferences",
]
