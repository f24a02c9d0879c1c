"""Fingerprints of sellers who filed before: of their e-mail address, and of their store's link in one form."""

from typing import Any

from django.db import migrations

from apps.cases.rules.keys import store_link, token_in_link
from apps.core.fingerprints import fingerprint


def fill(apps: Any, schema_editor: Any) -> None:
    seller = apps.get_model("cases", "Seller")
    account = apps.get_model("cases", "SellerAccount")
    for row in seller.objects.filter(email_fingerprint="", owner__is_active=True).select_related("owner").iterator():
        row.email_fingerprint = fingerprint("email", "", row.owner.email)
        row.save(update_fields=["email_fingerprint"])
    for row in account.objects.exclude(url_fingerprint="").iterator():
        if not row.store_url:  # of somebody who was erased
            continue
        row.url_fingerprint = fingerprint("store_url", row.platform, store_link(row.platform, row.store_url))
        if not row.token_fingerprint:
            token = token_in_link(row.platform, row.store_url)
            row.token_fingerprint = fingerprint("merchant_token", row.platform, token)
        row.save(update_fields=["url_fingerprint", "token_fingerprint"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_sellers_that_are_one")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
