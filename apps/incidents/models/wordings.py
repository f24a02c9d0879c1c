"""By which numbers notices that are worded alike are found."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from apps.cases.models import Case


class NoticeMarks(models.Model):
    """The wording of a filed case's notice, and the court files it names, as keyed numbers (`rules.minhash`).

    Whoever holds the database without the key learns that two notices are worded alike, and not a word of them.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="notice_marks")
    wording = ArrayField(models.BigIntegerField(), default=list)
    dockets = ArrayField(models.BigIntegerField(), default=list)
    submitted_at = models.DateTimeField(help_text="of the filing that was read")
    made_with = models.CharField(max_length=40, help_text="version of the rules, and key")

    personal_data = ("wording", "dockets")

    class Meta:
        indexes = [
            GinIndex(fields=["wording"], name="notice_wording", fastupdate=False),
            GinIndex(fields=["dockets"], name="notice_dockets", fastupdate=False),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
