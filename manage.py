"""Django's command line for Kondusif; people use bin/kondusif, which sets up the environment first."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kondusif.site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
