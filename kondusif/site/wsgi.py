"""Django's own door; the front in ``asgi.py`` stands before it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kondusif.site.settings")
application = get_wsgi_application()
