"""What every page is rendered with: its words, who asks, how figures are shown."""

import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from litestar import Request
from litestar.enums import MediaType
from litestar.response import Response
from markupsafe import Markup

from hasila import __version__
from hasila.intake.actors import actors
from hasila.model import Claim, Incident, Place, Toll, TollGroup, When
from hasila.model.codec import to_json
from hasila.render import markup
from hasila.render.chart import HUES
from hasila.render.clean import snippet
from hasila.render.figures import Ranged, toll_range, when_words
from hasila.render.names import actor_name, place_name
from hasila.render.reading import headline, is_web
from hasila.render.strings import EN, Strings
from hasila.render.strings_ar import AR
from hasila.store import StoreError
from hasila.web.digits import Digits, html_in_digits, in_digits
from hasila.web.people import Person, person
from hasila.web.words import words

#: The menu: key of the word, address, who may see it.
MENU: Final = (
    ("home", "/", "reader"), ("explore", "/explore", "reader"), ("add", "/add", "reviewer"),
    ("review", "/review", "reviewer"), ("sources", "/sources", "reader"), ("people", "/people", "admin"),
)  # fmt: skip
#: What the public sees of it.
PUBLIC_MENU: Final = (("explore", "/explore", "reader"),)
#: Decisions that one form makes, as the address of the page after it has them: a number, or the first and the last.
_DONE: Final = re.compile(r"([0-9]{1,15})(?:-([0-9]{1,15}))?")
_MOST_DONE: Final = 500
Asked = Request[Any, Any, Any]


class View:
    """One request's way of showing things. ``strings`` are the words that :mod:`hasila.render` works with."""

    def __init__(self, request: Asked) -> None:
        """Read the reader's choices from the request."""
        self.request = request
        self.config = request.app.state.config
        chosen = request.cookies.get("lang")
        self.lang = chosen if chosen in ("ar", "en") else self.config.lang
        self.digits: Digits = "arabic" if request.cookies.get("digits") == "arabic" else "latin"
        self.words = words(self.lang)

    @cached_property
    def strings(self) -> Strings:
        """The words that pages and texts share, with the names that people wrote of actors."""
        if self.lang != "ar":
            return EN  # claims have their English names with them
        try:
            with self.config.store.reading() as connection:
                known = actors(connection)
        except StoreError:
            return AR  # this may be the page that says so
        return {**AR, **{f"actor.{one}": known.display(one, "ar") for one in known.written}} if known.written else AR

    @property
    def person(self) -> Person:
        """Who asks."""
        return person(self.request)

    def say(self, key: str, **values: object) -> str:
        """Return a word of the interface; figures in it are shown in the reader's digits."""
        shown = {name: self.figure(value) if isinstance(value, int) else value for name, value in values.items()}
        return self.words[key].format(**shown) if values else self.words[key]

    def figure(self, value: object) -> str:
        """Return a figure or a day in the reader's digits."""
        return in_digits(f"{value:,}" if isinstance(value, int) else str(value), self.digits)

    def isolated(self, text: object) -> Markup:
        """Return one line of somebody's text (a name, a title), so that it cannot move what stands around it."""
        return Markup(markup.isolate("" if text is None else str(text)))  # isolate escapes

    def num(self, value: object) -> Markup:
        """Return a figure, a range or a day of ours, set apart from the direction around it."""
        return Markup(markup.bdi(self.figure(value), "num"))  # bdi escapes

    def ours(self, html: str) -> Markup:
        """Return what :mod:`hasila.render` drew, in the reader's digits; it escaped whatever is not ours."""
        return Markup(html_in_digits(html, self.digits))

    def link(self, path: str, **query: object) -> str:
        """Return the address of a page with a query; what is ``None`` or empty is left out."""
        told = [
            (name, one)
            for name, value in query.items()
            for one in (value if isinstance(value, (list, tuple)) else [value])
            if one not in (None, "")
        ]
        return f"{path}?{urlencode(told)}" if told else path

    def page(self, template: str, status: int = 200, **values: Any) -> Response[str]:
        """Render a template of ``templates/`` as the answer. Everything in it is escaped unless it is ``Markup``."""
        return Response(self.part(template, **values), media_type=MediaType.HTML, status_code=status)

    def part(self, template: str, **values: Any) -> Markup:
        """Render a template as a part of a page."""
        return Markup(_environment().get_template(template).render(
            v=self, say=self.say, num=self.num, iso=self.isolated, link=self.link, person=self.person,
            config=self.config, version=__version__, csrf=self.csrf, **values,
        ))  # fmt: skip

    def value_of(self, slot: str, value: str) -> str:
        """Return a value of a claim's slot in words."""
        key = f"{slot}.{value}"
        return self.words[key] if key in self.words else self.strings.get(key, value.replace("_", " "))

    def place_name(self, place: Place) -> str:
        """Return a place's name in the language of the interface where the gazetteer has it, else as it was worded."""
        return place_name(place, self.strings)

    def days(self, when: When | None) -> str:
        """Return the days of an incident in words."""
        return when_words(when, self.strings)

    def main_tolls(self, incident: Incident) -> list[Toll]:
        """Return one toll for each harm, that of all people where there is one: what a line of a list has room for."""
        found: dict[str, Toll] = {}
        for toll in incident.tolls:
            everybody = toll.group.actor is None and toll.group.name is None
            if toll.harm not in found or everybody:
                found[toll.harm] = toll
        return list(found.values())[:3]

    def hue(self, harm: str) -> str:
        """Return the hue of a harm: the end of its class in ``page.css``."""
        return HUES.get(harm, "else")

    def range_of(self, toll: Ranged | None) -> str:
        """Return the range of a toll in words, also where there is none."""
        return self.strings["no-figure"] if toll is None else toll_range(toll, self.strings)

    def minute(self, time: str) -> str:
        """Return the time of a row (ISO 8601, UTC) as day and minute."""
        return f"{time[:10]} {time[11:16]} UTC"

    def group_of(self, group: TollGroup) -> str:
        """Return whose toll it is, nothing where it is that of all."""
        return actor_name(group.actor, self.strings) or group.name or group.actor or ""

    def headline(self, claim: Claim) -> str:
        """Return a claim in a few words: how many, and what happened to them."""
        return headline(claim, self.strings)

    def is_web(self, url: str | None) -> bool:
        """Tell whether an address may be linked to: one of another scheme may be a program."""
        return url is not None and is_web(url)

    def plain(self, text: str) -> str:
        """Return a name as plain text that cannot move what stands around it (Unicode's isolates)."""
        return f"\u2068{snippet(text)}\u2069"

    def places(self) -> list[tuple[str, str, str]]:
        """Return the pages of the menu that who asks may see: key of its word, address, role."""
        asking = "reader" if self.config.public else self.person.role
        shown = PUBLIC_MENU if self.config.public else MENU
        return [one for one in shown if Person(name="", role=asking).may(one[2])]  # type: ignore[arg-type]

    def at(self, path: str) -> bool:
        """Tell whether a page of the menu is this one or above it."""
        here = self.request.url.path
        return here == path or (path != "/" and here.startswith(f"{path}/"))

    def here(self) -> str:
        """Return this page's own address, with its query."""
        query = self.request.url.query
        return f"{self.request.url.path}?{query}" if query else self.request.url.path

    def done(self) -> range:
        """Return the numbers of the decisions that led here."""
        found = _DONE.fullmatch(self.request.query_params.get("done", ""))
        if found is None:
            return range(0)
        first, last = int(found[1]), int(found[2] or found[1])
        return range(first, min(last, first + _MOST_DONE - 1) + 1)

    def here_without(self, *left_out: str) -> str:
        """Return this page's own address without some of its query."""
        kept = [(name, one) for name, one in self.request.query_params.multi_items() if name not in left_out]
        return f"{self.request.url.path}?{urlencode(kept)}" if kept else self.request.url.path

    def csrf(self) -> Markup:
        """Return the hidden field that every form that posts must have."""
        # A page that is not there has no guard that would have made one (:mod:`hasila.web.access`).
        cookie = "__Host-csrf" if self.config.secure else "csrf"
        token = self.request.scope["state"].get("csrf") or self.request.cookies.get(cookie, "")
        return Markup('<input type="hidden" name="_csrf_token" value="{}">').format(token)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("hasila.web", "templates"), undefined=StrictUndefined,
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def problem(request: Asked, status: int, words_key: str, detail: str | None = None) -> Response[Any]:
    """Return an error as a page, or as JSON below ``/api``."""
    view = View(request)
    known: Mapping[str, str] = view.words
    told = known.get(words_key, known["error.500" if status >= 500 else "error.400"])
    if request.url.path.startswith("/api"):
        said = to_json({"status": status, "error": told if detail is None else detail})
        return Response(said.encode(), media_type=MediaType.JSON, status_code=status)
    return view.page("error.html", status, told=told, detail=detail)
