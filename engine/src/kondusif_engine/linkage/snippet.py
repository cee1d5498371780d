"""A report as linkage sees it."""

from dataclasses import dataclass

from kondusif_engine.checks import ArgumentProblem, real_number


@dataclass(frozen=True, slots=True)
class Snippet:
    """One short report.

    Attributes
    ----------
    id : str or int
        Your own id; each report once.
    text : str
        The message as written.
    lon, lat : float or None
        WGS84 degrees, within ±180 and ±90; both or neither.
    hours : float
        When it happened, hours since any fixed moment (the same one for all reports).
    place_code : str
        Code of the village or subdistrict, digits with or without dots ("35.26.01.2003"), or "".
    category : str
        Your own category, or "".

    Raises
    ------
    ArgumentProblem
        If a field is of another kind, a coordinate is off the globe or half given, or a time is not
        finite or beyond a thousand million hours.
    """

    id: str | int
    text: str
    lon: float | None
    lat: float | None
    hours: float
    place_code: str = ""
    category: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.id, str | int) or isinstance(self.id, bool):
            raise ArgumentProblem("id", f"is {self.id!r}", "give a str or an int")
        for name in ("text", "place_code", "category"):
            if not isinstance(getattr(self, name), str):
                raise ArgumentProblem(name, f"is {type(getattr(self, name)).__name__}, not a string")
        if (self.lon is None) != (self.lat is None):
            raise ArgumentProblem("lon, lat", "are half given", "give both or neither")
        if self.lon is not None:
            _within("lon", self.lon, 180.0)
            _within("lat", self.lat, 90.0)
        _within("hours", self.hours, 1e9)

    @property
    def digits(self) -> str:
        """The place code without dots."""
        return self.place_code.replace(".", "")


def _within(name: str, value: object, most: float) -> None:
    real_number(value, name, least=-most, most=most)
