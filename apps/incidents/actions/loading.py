"""Loading the incidents that come with the project. Running it twice is the same as once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction

from apps.incidents.actions.claims import claims_as_they_stand, note_claims
from apps.incidents.actions.promises import keep_docket
from apps.incidents.actions.reading import FACTS, Record
from apps.incidents.enums import Origin
from apps.incidents.models import Incident


@dataclass
class Loaded:
    """Slugs by what became of them. `kept`: a moderator wrote or changed it; the data file no longer speaks for it."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, list[str]]:
        return asdict(self)


@transaction.atomic
def load_incidents(*, records: Sequence[Record], dry_run: bool = False, now: datetime) -> Loaded:
    """Make the incidents say what the records say. Nothing is written for a record that is already there as it is."""
    loaded = Loaded()
    for record in records:
        known = Incident.objects.select_for_update().filter(slug=record.slug).first()
        if known is None:
            loaded.created.append(record.slug)
        elif known.origin == Origin.MODERATOR:
            loaded.kept.append(record.slug)
            continue
        elif known.data_digest == record.digest:
            loaded.unchanged.append(record.slug)
            continue
        else:
            loaded.changed.append(record.slug)
        if not dry_run:
            _write(known, record, now)
    return loaded


def _write(known: Incident | None, record: Record, now: datetime) -> None:
    """The whole incident anew, keeping its row (cases stand in it) and when it was first loaded."""
    incident = Incident(
        **record.fields,
        pk=known.pk if known else None,
        origin=Origin.DATA,
        data_digest=record.digest,
        docket=known.docket if known else None,
        created_at=known.created_at if known else now,
        changed_at=now,
    )
    before = claims_as_they_stand(incident) if known else {}
    incident.save(force_update=bool(known), force_insert=not known)
    for name, model in FACTS.items():
        if known:
            model._default_manager.filter(incident=incident).delete()
        model._default_manager.bulk_create([model(incident=incident, **row) for row in record.facts[name]])
    note_claims(incident=incident, before=before, by=None, now=now)
    keep_docket(incident=incident, by=None, now=now)
