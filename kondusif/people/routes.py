"""Every route says what it takes: a view without a deed answers nobody, and a test fails for it."""

from collections.abc import Callable
from typing import TypeVar

from kondusif.people.policy import POLICY, PUBLIC, SIGNED_IN

View = TypeVar("View", bound=Callable)


def opens(deed: str, *, methods: str = "GET") -> Callable[[View], View]:
    """
    This function will mark a view with the *deed* an office must give, and the HTTP *methods* it answers.

    ``public`` needs no account, ``signed_in`` needs one without an office. HEAD goes with GET.

    :raises KeyError: if the policy table has no such deed.
    """
    if deed not in {PUBLIC, SIGNED_IN}:
        POLICY[deed]

    def mark(view: View) -> View:
        view.deed = deed
        view.methods = frozenset(methods.split()) | ({"HEAD"} if "GET" in methods.split() else frozenset())
        return view

    return mark


# Routes of packages: they decide for themselves, after this much.
PACKAGE_ROUTES = {
    "allauth": PUBLIC,
    "django.views.static": PUBLIC,
    "django.views.i18n": PUBLIC,
    "ninja": PUBLIC,
}


def deed_of(view: Callable) -> str | None:
    """This function will return the deed that *view* takes, or None if nobody said."""
    view = getattr(view, "func", view)  # a package may bind arguments to its view
    deed = getattr(view, "deed", None) or getattr(getattr(view, "view_class", None), "deed", None)
    if deed:
        return deed
    module = getattr(view, "__module__", "")
    return next(
        (d for package, d in PACKAGE_ROUTES.items() if module == package or module.startswith(package + ".")), None
    )
