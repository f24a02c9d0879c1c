"""The tables of the project, for tests that compare what stood in them before and after."""

from django.apps import apps

from apps.statistics.actions import fold


def row_counts() -> dict[str, int]:
    """How many rows each table of the project holds, when figures have been brought up to what happened."""
    while fold():
        pass
    tables = [model for model in apps.get_models() if model._meta.managed]
    return {model._meta.db_table: model._base_manager.count() for model in tables}
