"""How one application is set up."""

from typing import Literal

import msgspec

from hasila.store import Store

#: The languages of the interface.
Language = Literal["ar", "en"]
#: Where browsers are on the same machine as the application.
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What ``hasila serve`` was told.

    ``store`` is open and stays so. ``who`` is the person at this machine: nobody has to log in, and ``who`` may do
    everything; without it people log in. ``public``: nobody can log in and nothing can be changed; only published
    incidents are shown. ``two_person``: an incident is published only when a second person agreed to every decision
    about it. ``tiles`` is the address of map tiles ({z}, {x}, {y}), the only thing that a browser may fetch elsewhere.
    ``secure``: the application is reached by https (behind a proxy), so cookies are sent over that alone. ``hosts`` are
    the names that browsers may call it by (empty: any).
    """

    store: Store
    who: str | None = None
    public: bool = False
    two_person: bool = False
    tiles: str | None = None
    lang: Language = "en"
    secure: bool = False
    hosts: tuple[str, ...] = ()
