"""The Jinja2 environment of our pages: translations, addresses, files and Indonesian forms."""

from typing import Any

import jinja2
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from kondusif.site import charts, formats, said


def url(name: str, *args: object, **kwargs: object) -> str:
    """This function will return the address of the view called *name*."""
    return reverse(name, args=args, kwargs=kwargs)


def url_or_none(name: str, *args: object, **kwargs: object) -> str | None:
    """This function will return the address of *name*, or None where the installation lacks that page."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return None


def environment(**options: Any) -> jinja2.Environment:
    """This function will build the environment that Django's Jinja2 backend renders with."""
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = jinja2.Environment(**options)
    env.add_extension("jinja2.ext.i18n")
    env.add_extension("jinja2.ext.do")
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.policies["ext.i18n.trimmed"] = True
    env.filters.update(formats.FILTERS)
    env.globals.update(
        url=url,
        url_or_none=url_or_none,
        static=static,
        language=formats.language,
        countdown=formats.countdown,
        line=charts.line,
        columns=charts.columns,
        event_name=said.event_name,
        subject_name=said.subject_name,
    )
    return env
