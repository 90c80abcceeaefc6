"""What was received: the evidence that reports are read from."""

import hashlib

import msgspec


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes exactly as they were received, with all that is known of how: the evidence for one report.

    A capture is the smallest piece that holds one report: a page, a line of JSON, a row of a table, a message, a record
    of a web archive. The untouched copy, its hash and the time are what the Berkeley Protocol asks for.

    Attributes:
        kind: name of the module in ``hasila.ingest.kinds`` that reads the report in it.
        key: what names the thing itself, wherever and whenever it is met: an address, ``telegram:<chat>/<message>``.
            Different bytes under one key are a newer version of one report. ``None``: the bytes are all that names it.
        body: the bytes.
        source: what the user named: a path, an address, ``-``.
        locator: where in the source, like ``line 3``; empty if the capture is all of it.
        report_id: the id that its report should have, from the source alone and so the same in every run.
        url: the address that the bytes came from, after redirects.
        media_type: as the server declared it, without parameters, in lower case.
        charset: the encoding that the server declared.
        headers: the answer's headers, in order, as received.
        received: UTC time of receipt, ISO 8601 with ``Z``; of a web archive, when the archive received it.
        context: what the report takes from around the bytes, like the name of a channel or the columns of a table.
    """

    kind: str
    key: str | None = None
    body: bytes
    source: str
    locator: str = ""
    report_id: str
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    received: str
    context: dict[str, str] = {}

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the bytes."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def name(self) -> str:
        """What to call it before the user: the source, with the place in it."""
        return f"{self.source}, {self.locator}" if self.locator else self.source
