"""Cells are updated over and over in columns without an index: pages keep room, so that no index has to follow."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("statistics", "0004_press_sheets")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE statistics_cell SET (fillfactor = 40)", "ALTER TABLE statistics_cell RESET (fillfactor)"
        ),
    ]
