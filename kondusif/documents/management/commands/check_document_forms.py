"""Try the PDF forms that count on this installation, an operator's own ones too."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kondusif.documents.kinds import KINDS
from kondusif.documents.rendering.paper import rehearsed_paper


class Command(BaseCommand):
    """Render every kind with every part filled in and name what fails."""

    help = "Mencoba setiap format PDF dokumen. / Try every PDF form."

    def handle(self, *args, **options) -> None:
        faults = []
        for kind in KINDS.values():
            try:
                n_bytes = len(rehearsed_paper(kind, at=timezone.now()).pdf("Uji format"))
            except RuntimeError as error:  # what the compiler says names file and line
                faults.append(f"{kind.typst_name}: {getattr(error, 'diagnostic', '') or error}")
            else:
                self.stdout.write(f"{kind.typst_name}: {n_bytes} bita")
        if faults:
            raise CommandError("\n".join(faults))
