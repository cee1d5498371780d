"""What may stand in an address: the forms in which a protocol answers."""


class Form:
    """JSON or XML, as the end of an Open311 address says."""

    regex = "json|xml"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
