"""Addresses of the published figures."""

from django.urls import path

from apps.web.views import figure_changes, figures, press

urlpatterns = [
    path("", figures.figures, name="figures"),
    path("history/", figures.figures_history, name="figures-history"),
    path("compare/", figure_changes.figures_compare, name="figures-compare"),
    path("feed.atom", figures.figures_feed, name="figures-feed"),
    path("card/", figures.figures_card, name="figures-card"),
    path("<int:number>/", figures.figures, name="figures-batch"),
    path("<int:number>/figures.json", figures.figures_json, name="figures-json"),
    path("<int:number>/figures.csv", figures.figures_csv, name="figures-csv"),
    path("<int:number>/methods.csv", figures.figures_methods, name="figures-methods"),
    path("<int:number>/press/", press.press_kit, name="figures-press"),
    path("<int:number>/press/<slug:subject>.<slug:language>.pdf", press.press_sheet, name="figures-sheet"),
]
