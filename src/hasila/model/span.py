"""A place in a report's text."""

import msgspec


class Span(msgspec.Struct, frozen=True, order=True):
    """A half-open run of a report's text, with the text itself.

    ``start`` and ``end`` count Unicode code points of the untouched text; ``text`` is always
    ``report.text[start:end]``. Both are kept so that a reader without the text can still read the
    span, and one with it can check it.
    """

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Span":
        """Cut a span out of ``text``.

        Raises:
            ValueError: if the offsets are empty, reversed or outside the text.
        """
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span {start}:{end} does not lie in a text of {len(text)} characters")
        return cls(start, end, text[start:end])

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end
