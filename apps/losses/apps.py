from django.apps import AppConfig


class LossesConfig(AppConfig):
    name = "apps.losses"
    label = "losses"
