"""Every table says what in it is personal, and names what must be true."""

import pytest
from django.apps import apps
from django.db import models

MODELS = [model for model in apps.get_models() if model.__module__.startswith("apps.")]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_the_model_declares_its_personal_data(model: type[models.Model]) -> None:
    declared = vars(model).get("personal_data")
    assert isinstance(declared, tuple), "silence is not an answer: write personal_data = () when there is none"
    assert set(declared) <= {field.name for field in model._meta.get_fields()}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_the_model_has_a_name_to_show(model: type[models.Model]) -> None:
    assert "__str__" in {name for base in model.__mro__ if base.__module__.startswith("apps.") for name in vars(base)}
