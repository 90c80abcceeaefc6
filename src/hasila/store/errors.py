"""What can go wrong with a store."""


class StoreError(Exception):
    """A store cannot be opened, read or written.

    ``reason`` says what is wrong and ``advice`` what to do about it, each a sentence without its full stop.
    """

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason}; {advice}")
        self.reason = reason
        self.advice = advice


class UnknownError(StoreError):
    """Something is asked for by a name that the store does not know."""
