"""Django's command line for Kondusif; people use bin/kondusif, which sets up the environment first."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kondusif.site.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        # Nearly always the database is not running: a page of traceback would hide that.
        sys.exit(
            f"Basis data tidak dapat dihubungi: {str(error).splitlines()[0]}\n"
            "Jalankan bin/run dahulu, atau bin/kondusif doctor untuk memeriksa pemasangan."
        )
