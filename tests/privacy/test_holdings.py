"""Silence is no answer: every table with personal data is handed out and erased, or says why not."""

import pytest
from django.apps import apps
from django.db.models import Model

from apps.core.encryption import EncryptedTextField
from apps.privacy.enums import WhenErased
from apps.privacy.selectors.copies import columns_of
from apps.privacy.selectors.holdings import HOLDINGS, Holding

OURS = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
PERSONAL = [model for model in OURS if vars(model).get("personal_data")]
BY_MODEL = {holding.model: holding for holding in HOLDINGS}


@pytest.mark.parametrize("model", PERSONAL, ids=lambda model: model._meta.label)
def test_a_table_with_personal_data_is_held_by_somebody(model: type[Model]) -> None:
    assert model in BY_MODEL, "add it to apps/privacy/selectors/holdings.py"


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.model._meta.label)
def test_every_personal_column_is_in_the_copy_or_says_why_not(holding: Holding) -> None:
    if not holding.name:
        assert holding.says, "a table that is not handed out says why"
        return
    told = {field.name for field in columns_of(holding)}
    personal = set(getattr(holding.model, "personal_data", ()))
    assert personal - told - set(holding.leave_out) == set()
    assert all(holding.leave_out.values())


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.model._meta.label)
def test_no_encrypted_text_outlives_its_person(holding: Holding) -> None:
    """What is encrypted identifies somebody: it is emptied, or its row goes."""
    secret = {field.name for field in holding.model._meta.concrete_fields if isinstance(field, EncryptedTextField)}
    if holding.erased != WhenErased.DELETED and holding.model._meta.label != "privacy.LegalHold":
        assert secret == secret & set(holding.blank)


def test_every_table_is_listed_once() -> None:
    assert len(BY_MODEL) == len(HOLDINGS)
    names = [holding.name for holding in HOLDINGS if holding.name]
    assert len(set(names)) == len(names)
