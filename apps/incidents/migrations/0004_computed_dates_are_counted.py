from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0003_promises"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="computeddate",
            name="computed_date_has_one_basis",
        ),
        migrations.RemoveField(
            model_name="computeddate",
            name="promised_before",
        ),
        migrations.AlterField(
            model_name="computeddate",
            name="days",
            field=models.PositiveSmallIntegerField(verbose_name="calendar days"),
        ),
        migrations.AlterField(
            model_name="computeddate",
            name="trigger_on",
            field=models.DateField(verbose_name="counted from"),
        ),
    ]
