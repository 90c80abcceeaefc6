"""Pauses between requests to one host, on a clock of our own: nothing here waits."""

import threading

import pytest

from hasila.ingest.polite import Fetcher
from hasila.ingest.web import FetchError, Page, Validators


class World:
    """A clock that moves when somebody sleeps, and a web that notes when it was asked for what."""

    def __init__(self) -> None:
        self.now = 100.0
        self.asked: list[tuple[float, str]] = []
        self.retry_after: dict[str, float] = {}
        self.validators: list[Validators | None] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def get(self, url: str, *, validators: Validators | None) -> Page:
        self.asked.append((self.now, url))
        self.validators.append(validators)
        if url in self.retry_after:
            raise FetchError("the server answered 503", "later", status=503, retry_after=self.retry_after[url])
        return Page(url, b"", "", None, status=304 if validators else 200)

    def fetcher(self) -> Fetcher:
        return Fetcher(clock=lambda: self.now, sleep=self.sleep, get=self.get, pause=2.0, patience=30.0)


def test_one_host_is_asked_with_pauses_and_another_at_once() -> None:
    world = World()
    fetch = world.fetcher()
    for url in ("http://a.example/1", "http://A.example:80/2", "http://b.example/", "https://a.example./3"):
        fetch(url)
    assert [moment for moment, _ in world.asked] == [100.0, 102.0, 102.0, 104.0]


def test_no_pause_is_made_where_time_has_passed_anyway() -> None:
    world = World()
    fetch = world.fetcher()
    fetch("http://a.example/1")
    world.now = 150.0
    fetch("http://a.example/2")
    assert world.now == 150.0


@pytest.mark.parametrize(("wish", "asked_again"), [(10.0, True), (30.0, True), (31.0, False), (3600.0, False)])
def test_a_host_that_asks_for_rest_gets_it(wish: float, asked_again: bool) -> None:
    world = World()
    world.retry_after["http://a.example/busy"] = wish
    fetch = world.fetcher()
    with pytest.raises(FetchError, match="503"):
        fetch("http://a.example/busy")
    if asked_again:
        fetch("http://a.example/2")
        assert world.asked[-1] == (100.0 + wish, "http://a.example/2")
    else:
        with pytest.raises(FetchError, match="left alone") as caught:
            fetch("http://a.example/2")
        assert caught.value.retry_after == wish
        assert len(world.asked) == 1
    fetch("http://b.example/")  # others are not kept waiting
    assert world.now == 100.0 + (wish if asked_again else 0.0)


def test_many_that_wait_for_their_turn_are_not_turned_away() -> None:
    world = World()
    fetch = world.fetcher()
    threads = [threading.Thread(target=fetch, args=[f"http://a.example/{n}"]) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(world.asked) == 40


def test_what_is_no_address_is_left_to_the_fetching() -> None:
    world = World()
    page = world.fetcher()("http://[")
    assert page
    assert page.url == "http://["


def test_hosts_are_forgotten_when_they_may_be_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hasila.ingest.polite._MAX_HOSTS", 100)
    world = World()
    fetch = world.fetcher()
    for n in range(1000):
        fetch(f"http://h{n}.example/")
        world.now += 1.0
    assert len(fetch._turns) <= 100


def test_a_page_that_has_not_changed_is_none() -> None:
    world = World()
    fetch = world.fetcher()
    assert fetch("http://a.example/", etag='"x"', modified="yesterday") is None
    assert fetch("http://a.example/") is not None
    assert world.validators == [Validators('"x"', "yesterday"), Validators()]


def test_how_long_a_host_wants_to_be_left_alone() -> None:
    world = World()
    world.retry_after["http://a.example/busy"] = 90.0
    fetch = world.fetcher()
    assert fetch.rest("http://a.example/") == 0.0
    with pytest.raises(FetchError):
        fetch("http://a.example/busy")
    world.now += 30.0
    assert fetch.rest("http://a.example/other") == 60.0
    assert fetch.rest("http://b.example/") == 0.0
    world.now += 100.0
    assert fetch.rest("http://a.example/") == 0.0
