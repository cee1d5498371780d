"""The demonstration's key opens with the demonstration's password, and two of its papers restore it."""

from datetime import datetime
from hashlib import pbkdf2_hmac
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import call_command

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import GroupKey
from kondusif.people.tests.factories import make_cast
from kondusif.people.tests.shamir import combine
from kondusif.people.vault.queries import grants_of
from kondusif.regions.models import Tenant
from kondusif.rehearsal.scenes_vault import LETTERS, WORDS, invented, mark_of, play, reading_key, told_of
from kondusif.rehearsal.stage import Stage, demo_password
from kondusif.reports.models import Report, SealedText
from kondusif.reports.queries import follow_up, sealed_words
from kondusif.reports.tests.sealed import REPORT, opened

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Asia/Jakarta"))


def share(paper: str) -> tuple[int, bytes]:
    """This function will read a paper as a person's browser does, the checksum left out."""
    bits = "".join(f"{LETTERS.index(letter):05b}" for letter in paper.replace(" ", ""))
    whole = bytes(int(bits[n : n + 8], 2) for n in range(0, len(bits) - 7, 8))
    return whole[0], whole[1:33]


def test_a_visitor_opens_the_invented_key_and_the_sealed_report(settings):
    with scoped(EVERYWHERE):
        cast = make_cast()
        stage = Stage(Tenant.objects.get(region_id="35.26"), cast.budi, cast.ani, cast.citra, cast.rendra, cast.budi, cast.budi, {})  # fmt: skip
        settings.DEMO = False
        play(stage, NOON)
        assert not GroupKey.objects.exists(), "no office's server ever knows a key"
        settings.DEMO = True
        play(stage, NOON)
        for member in (cast.ani, cast.citra):
            (grant,) = grants_of(member)
            unlock = pbkdf2_hmac("sha256", demo_password().encode(), bytes(grant.salt), grant.iterations)
            raw = AESGCM(unlock).decrypt(bytes(grant.nonce), bytes(grant.wrapped), bytes(grant.key.public_key))
            private = X25519PrivateKey.from_private_bytes(raw)
            assert private.public_key().public_bytes_raw() == bytes(grant.key.public_key)
        report, own = Report.objects.get(), invented("35.26")
        assert (report.synthetic, report.text, SealedText.objects.count()) == (True, "", 1)
        about = REPORT + reading_key(own.reading_code)
        assert opened(private, sealed_words(report).envelope, about) == WORDS
        assert follow_up(own.receipt).report == report
        for two in ((0, 2), (1, 2), (0, 1)):
            x, y = zip(*(share(own.papers[n]) for n in two), strict=True)
            assert combine(list(zip(x, y, strict=True))) == raw
        listed = StringIO()
        call_command("demo_accounts", region="35.26", stdout=listed)
        assert own.papers[1] in listed.getvalue(), "the papers are told beside the accounts"
        settings.DEMO = False
        assert told_of("35.26") == []
        marks = [bytes(one.mark) for one in GroupKey.objects.get().shares.all()]
        assert marks == [mark_of(paper) for paper in own.papers]
