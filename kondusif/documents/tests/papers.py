"""A small paper, an authority of its own, and people who sign it: for the tests of signatures."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import typst

from kondusif.documents.signing.authority import LABEL, LocalAuthority
from kondusif.documents.signing.certificates import Draft, subject_name
from kondusif.documents.signing.signers import Signer, pkcs12_signer, seal_signer
from kondusif.documents.signing.stamping import Options, sign_pdf
from kondusif.documents.signing.trust import Trust, trust_in
from tests.support.waiting import RESTART_S

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
YEARS_ON = AT + 3000 * DAY  # programs of others judge by the day on which the test runs
PHRASE = "kata kunci Citra"


@cache
def paper(text: str = "Kami menjaga pemilihan yang damai.") -> bytes:
    """This function will return a PDF of one page that says *text*."""
    source = b'#set document(title: "Komitmen")\n#sys.inputs.text'
    return typst.compile(source, sys_inputs={"text": text}, format="pdf", pdf_standards="a-2b")


@dataclass
class Desk:
    """An authority and what it trusts, in a folder of its own."""

    authority: LocalAuthority

    @property
    def trust(self) -> Trust:
        return trust_in(self.authority)

    @property
    def seal(self) -> Signer:
        return seal_signer(self.authority)

    def person(self, name: str = "Citra Lestari", *, since: datetime = AT - DAY, until: datetime = YEARS_ON) -> Signer:
        """This function will issue a certificate to *name* and open it."""
        subject = subject_name(name, organisation=LABEL, title="Kepala Bakesbangpol Bangkalan")
        issued = self.authority.issue(Draft(subject, since, until), phrase=PHRASE, at=since + timedelta(hours=1))
        return pkcs12_signer(issued.pkcs12, PHRASE, kind="local")

    def signed(self, pdf: bytes, signer: Signer, *, at: datetime = AT, **options) -> bytes:
        """This function will sign *pdf* by *signer*."""
        return sign_pdf(pdf, signer=signer, reason="Setuju", at=at, options=Options(trust=self.trust, **options))


def desk_in(folder: Path, name: str = "Bangkalan") -> Desk:
    """This function will found an authority in *folder*."""
    return Desk(LocalAuthority.opened(folder / "ca", name=name, at=AT - 60 * DAY))


def pdfsig(pdf: bytes, folder: Path, desk: Desk | None = None) -> str:
    """
    This function will return what poppler's pdfsig says of *pdf*.

    With a *desk* its authority and revocation list are put into a certificate store for this one call.
    """
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    words = ["pdfsig"]  # our certificates name no OCSP server, so nothing is called
    if desk is not None:
        words += ["-nssdir", str(_store(folder, desk))]
    return subprocess.run([*words, str(path)], capture_output=True, text=True, timeout=RESTART_S, check=False).stdout


def has(program: str) -> bool:
    """This function will tell whether *program* is installed."""
    return shutil.which(program) is not None


def _store(folder: Path, desk: Desk) -> Path:
    store = folder / "nss"
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir()
    (folder / "list.crl").write_bytes(desk.authority.revocation_list)
    root = str(desk.authority.folder / "ca.crt")
    for words in (
        ["certutil", "-N", "-d", str(store), "--empty-password"],
        ["certutil", "-A", "-d", str(store), "-n", "ca", "-t", "CT,CT,CT", "-i", root],
        ["crlutil", "-I", "-B", "-d", str(store), "-i", str(folder / "list.crl")],
    ):
        subprocess.run(words, check=True, capture_output=True, timeout=RESTART_S)
    return store
