from django.apps import AppConfig


class MarketplacesConfig(AppConfig):
    name = "apps.marketplaces"
    label = "marketplaces"
