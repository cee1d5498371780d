from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory, guard_territory_and_above


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_initial"), ("core", "0001_initial")]
    operations = [
        # A regency's commitment reaches the heads of subdistricts and villages who sign it.
        guard_territory_and_above("commitments_commitment"),
        guard_by_parent("commitments_textversion", "commitments_commitment", "commitment_id"),
        guard_by_parent("commitments_party", "commitments_commitment", "commitment_id"),
        guard_by_parent("commitments_breach", "commitments_commitment", "commitment_id"),
        guard_by_parent("commitments_monitoringevent", "commitments_commitment", "commitment_id"),
        guard_by_parent("commitments_signinglink", "commitments_party", "party_id"),
        guard_by_parent("commitments_signing", "commitments_party", "party_id"),
        guard_by_parent("commitments_scancheck", "commitments_signing", "signing_id"),
        guard_territory("commitments_certificate"),
    ]
