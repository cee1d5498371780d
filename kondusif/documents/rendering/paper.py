"""A paper before it is bytes: what every form is given, whether it becomes a PDF or a DOCX."""

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import override

from kondusif.documents.kinds import Kind, kind_of
from kondusif.documents.letterhead import logo_bytes
from kondusif.documents.models import Document
from kondusif.documents.rendering.qr import address_of, qr_svg
from kondusif.documents.rendering.telling import told, told_day
from kondusif.documents.rendering.typst import forms, render_pdf
from kondusif.documents.samples import SAMPLES
from kondusif.people.queries import OFFICE_DAY
from kondusif.people.roles import Classification

LABELS = {
    Classification.OPEN: "",
    Classification.LIMITED: "Terbatas",
    Classification.SECRET: "Rahasia",
    Classification.TOP_SECRET: "Sangat Rahasia",
}


@dataclass(frozen=True)
class Paper:
    """Everything that decides how a paper looks."""

    kind: Kind
    title: str
    data: dict[str, Any]
    frame: dict[str, Any]
    number: str
    classification: Classification
    code: str  # empty for a draft: then nothing can be checked yet
    at: datetime

    def content(self, mark: str = "") -> dict[str, Any]:
        """This function will return what the form is filled with; *mark* goes across every page."""
        head = self.frame["head"]
        return {
            "title": self.title, "author": head["lines"][-1] if head["lines"] else "", "keywords": [self.kind.code],
            "kind": self.kind.code, "heading": self.kind.heading or self.title, "number": self.number,
            "classification": LABELS[self.classification], "frame": self.frame, "draft": not self.code,
            "data": told(self.kind.schema, self.data, zone=self.frame["zone"]),
            "labels": labels_of(self.kind),
            "address": address_of(self.code) if self.code else "",
            "qr": qr_svg(address_of(self.code)) if self.code else "",
            "mark": mark,
        }  # fmt: skip

    def pdf(self, mark: str = "") -> bytes:
        """This function will return the PDF."""
        form = self.kind.typst_name if self.kind.typst_name in forms() else "plain.typ"
        logo = logo_bytes(self.frame["head"]["logo"])
        content = self.content(mark)
        return render_pdf(form, content, logo=logo, at=self.at)

    def docx(self, form: bytes | None = None, mark: str = "") -> bytes:
        """This function will return the Word file; *form* is the office's own, if it has one."""
        from kondusif.documents.rendering.docx import render_docx  # Word's format is asked for now and then only
        from kondusif.documents.rendering.layouts import default_form

        logo = logo_bytes(self.frame["head"]["logo"])
        return render_docx(form or default_form(self.kind), self.content(mark), logo=logo, at=self.at)


@cache
def labels_of(kind: Kind) -> dict[str, str]:
    """This function will return the names of a kind's fields in the language of the papers, whoever renders them."""
    with override("id"):
        return {f.name: str(f.metadata["label"]) for f in fields(kind.schema)}


def paper_of(document: Document) -> Paper:
    """This function will return the paper of a stored document."""
    return Paper(
        kind=kind_of(document.kind), title=document.title, data=document.data, frame=document.frame,
        number=document.number, classification=Classification(document.classification),
        code=document.code if document.number else "", at=document.issued_at or document.created_at,
    )  # fmt: skip


def rehearsed_paper(kind: Kind, *, at: datetime) -> Paper:
    """This function will return an invented paper of *kind* with every part filled in, to try a form on."""
    head = {
        "lines": ["PEMERINTAH KABUPATEN CONTOH", "KANTOR CONTOH"],
        "address": "Jalan Contoh 1",
        "city": "Contoh",
        "logo": "",
    }
    signer = {"above": ["a.n. Bupati Contoh"], "title": "Pejabat Contoh", "name": "Nama Contoh"}
    return Paper(
        kind=kind, title=str(kind.name), data=kind.clean(SAMPLES[kind.code]), number="000/0001/CONTOH/2026",
        frame={"head": head, "zone": "Asia/Jakarta", "on": told_day(at.astimezone(OFFICE_DAY).date()), "signer": signer},
        classification=kind.classification, code="CONTOH", at=at,
    )  # fmt: skip
