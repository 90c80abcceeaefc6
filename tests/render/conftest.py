"""Pages opened from a file."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from browsers import Seen

Open = Callable[..., Seen]


@pytest.fixture
def open_html(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Open a page from a file: ``open_html(html, width=…, scheme=…, script=…)``."""
    contexts = []

    def open_(html: str, *, width: int = 1280, scheme: str = "light", script: bool = True) -> Seen:
        path = tmp_path_factory.mktemp("page") / "page.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
        )
        contexts.append(context)
        seen = Seen(context.new_page())
        seen.page.goto(path.as_uri())
        return seen

    yield open_
    for context in contexts:
        context.close()
