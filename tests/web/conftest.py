"""The application on a real server over the example reports, asked over HTTP or by a browser."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from browsers import Seen
from hasila.intake.examples import take_in
from hasila.store import Store, open_store
from hasila.web.app import create_app
from hasila.web.config import Config

from .clients import Known

# Of what asks without a client of its own: five seconds are too few where several test runs share two cores.
for _name in ("connect", "read", "write", "pool"):
    setattr(httpx._config.DEFAULT_TIMEOUT_CONFIG, _name, 60.0)

EXAMPLES = Path(__file__).parents[2] / "examples"


class Served:
    """An application that answers at ``url``; ``store`` is the one that it works on."""

    def __init__(self, url: str, store: Store) -> None:
        self.url = url
        self.store = store


Serve = Callable[..., Served]


def fill(store: Store) -> None:
    """Put the example reports into a store."""
    take_in(store, EXAMPLES, "tester")


@pytest.fixture(scope="session")
def example_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite store with the example reports; copy it, do not change it."""
    path = tmp_path_factory.mktemp("examples") / "store.db"
    with open_store(str(path)) as store:
        fill(store)
    return path


@pytest.fixture
def serve(example_db: Path, tmp_path: Path) -> Iterator[Serve]:
    """Serve a copy of the example store, or the store at ``where``: ``serve(who=…, public=…, …)`` as in Config."""
    with ExitStack() as stack:

        def start(where: str | None = None, **config: Any) -> Served:
            if where is None:
                where = str(tmp_path / "store.db")
                if not Path(where).exists():
                    shutil.copy(example_db, where)
            store = stack.enter_context(open_store(where))
            sock = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            config.setdefault("who", None if config.get("public") else "tester")
            app = create_app(Config(store=store, **config))
            server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
            thread.start()

            def stop() -> None:
                server.should_exit = True
                thread.join()

            stack.callback(stop)
            while not server.started:
                assert thread.is_alive(), "the server did not start"
                time.sleep(0.01)
            return Served(f"http://127.0.0.1:{sock.getsockname()[1]}", store)

        yield start


@pytest.fixture
def known() -> Iterator[Known]:
    """Somebody who has a session, somebody's program: ``known.browser(served.url, served.store, "reviewer")``."""
    with ExitStack() as stack:
        yield Known(stack)


Visit = Callable[..., Seen]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open an address in a browser of its own: ``visit(url, lang="ar", width=…, script=…)``.

    At the end nothing may have been asked of another host, and no page may have complained.
    """
    opened: list[tuple[Any, Seen, str]] = []

    def open_(url: str, *, lang: str = "en", digits: str = "latin", width: int = 1280, script: bool = True) -> Seen:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        host = "/".join(url.split("/")[:3])
        context.add_cookies(
            [{"name": "lang", "value": lang, "url": host}, {"name": "digits", "value": digits, "url": host}]
        )
        page: Page = context.new_page()
        seen = Seen(page)
        opened.append((context, seen, host))
        page.goto(url)
        return seen

    yield open_
    for context, seen, host in opened:
        context.close()
        foreign = [asked for asked in seen.requests if not asked.startswith((f"{host}/", "data:", "blob:"))]
        assert not foreign
        assert not seen.complaints
