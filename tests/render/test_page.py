import base64
import hashlib
import re
from html.parser import HTMLParser

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hasila.model import (
    Claim,
    ClaimRef,
    Count,
    Group,
    Incident,
    Report,
    Said,
    Source,
    Span,
    Toll,
    TollGroup,
    TollReport,
)
from hasila.render import render_page
from hasila.render.clean import visible
from hasila.render.strings import EN

from .fixture import PERSIAN, reports, toll

VOID = {"meta", "link", "br"}


class Tree(HTMLParser):
    """Collect elements with their attributes and text, and check that every tag is closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str], list[str]]] = []
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, {name: value or "" for name, value in attrs}, list[str]())
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, _, text in self.open:
            text.append(data)

    def all(self, tag: str, **attributes: str) -> list[tuple[dict[str, str], str]]:
        return [
            (attrs, "".join(text))
            for name, attrs, text in self.elements
            if name == tag and all(value in attrs.get(key.rstrip("_"), "").split() for key, value in attributes.items())
        ]


def tree(**options: bool) -> Tree:
    return Tree(render_page(toll(), reports(), **options))


def test_page_asks_for_nothing_and_allows_only_its_own_code() -> None:
    html = render_page(toll(), reports())
    policy = next(attrs["content"] for attrs, _ in Tree(html).all("meta") if "http-equiv" in attrs)
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        (code,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    elements = Tree(html).elements
    assert {tag for tag, attrs, _ in elements if "src" in attrs} == set()
    assert [attrs["href"] for tag, attrs, _ in elements if tag == "link"] == ["data:,"]
    assert not any(name.startswith("on") or name == "style" for _, attrs, _ in elements for name in attrs)
    assert "url(" not in html
    assert "@import" not in html


def test_every_link_inside_the_page_has_its_end_and_every_id_is_one() -> None:
    elements = tree().elements
    ids = [attrs["id"] for _, attrs, _ in elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = {attrs["href"][1:] for _, attrs, _ in elements if attrs.get("href", "").startswith("#")}
    assert targets <= set(ids)
    assert {"r1-c1", "r2-c1", "r4-c2", "i1"} <= targets


def test_text_stands_unchanged_beside_its_claims() -> None:
    page = tree()
    texts = [text for _, text in page.all("div", class_="text")]
    assert texts == [report.text.replace("\n", "") for report in reports()]
    # Once in the card, once beside the toll.
    assert [text for _, text in page.all("blockquote") if "زربه" in text] == 2 * [
        PERSIAN.split("اعلام کرد ")[1].split(" و ۲۱")[0]
    ]
    assert len(page.all("article", class_="card")) == sum(len(report.claims) for report in reports())


def test_overlapping_claims_share_segments() -> None:
    shared = {text: attrs for attrs, text in tree().all("a", class_="seg") if " " in attrs["data-claims"]}
    assert shared["قُتلوا"]["data-claims"] == "r1-c1 r1-c2"
    assert shared["17"]["data-claims"] == "r1-c2 r1-c3"
    assert "r1-c2:count" in shared["17"]["data-slots"]
    assert "d2" in shared["17"]["class"]


def test_segments_of_a_claim_make_up_its_quote() -> None:
    segments = tree().all("a", class_="seg")
    for number, report in enumerate(reports(), 1):
        for place, claim in enumerate(report.claims, 1):
            name = f"r{number}-c{place}"
            assert "".join(t for attrs, t in segments if name in attrs["data-claims"].split()) == claim.quote.text


def test_stance_is_said_in_class_shape_and_word() -> None:
    cards = {attrs["id"]: (attrs["class"], text) for attrs, text in tree().all("article")}
    for anchor, stance, icon in (
        ("r1-c1", "asserts", "●"),
        ("r2-c1", "denies", "✕"),
        ("r2-c2", "admits", "◎"),
        ("r1-c6", "unconfirmed", "?"),
    ):
        assert stance in cards[anchor][0].split()
        assert f"{icon} {stance}" in cards[anchor][1]


def test_direction_is_set_for_each_document_paragraph_and_quote() -> None:
    page = tree()
    assert {attrs["dir"] for attrs, _ in page.all("div", class_="text")} == {"rtl"}
    assert [attrs["lang"] for attrs, _ in page.all("div", class_="text")] == ["ar", "ar", "ar", "fa"]
    assert {attrs["dir"] for attrs, _ in page.all("blockquote")} == {"rtl"}


def test_numbers_stand_in_isolates() -> None:
    assert [t for _, t in tree().all("bdi", class_="range")] == ["46+", "13–17", "3", "1", "0–5", "21"]


def test_victims_are_named_only_in_their_report_unless_asked() -> None:
    html = render_page(toll(), reports())
    incident = html[html.index('id="i1"') : html.index('id="reports"')]
    assert "ريم السعدون" not in incident
    assert "named person" in incident
    named = render_page(toll(), reports(), names=True)
    assert "ريم السعدون" in named[named.index('id="i1"') : named.index('id="reports"')]


def test_toll_shows_rule_voices_denials_and_what_was_set_aside() -> None:
    (captured,) = [text for _, text in tree().all("tbody") if text.startswith("captured")]
    for words in ("0–5", "best 5", "contested", "Minimum 0", "Denied by", "صدى الشام c1", "Set aside", "unconfirmed"):
        assert words in captured


def test_a_source_with_many_outlets_is_one_row_with_its_outlets_folded() -> None:
    (guards,) = [text for attrs, text in tree().all("tbody") if attrs["id"] == "i1-t2"]
    assert "1 independent source, 2 outlets" in guards
    page = tree()
    folded = [text for _, text in page.all("details") if "1 independent source" in text]
    (text,) = folded
    for words in ("صدى الشام c2", "پیک روز c1", "مقتل 13 من مستشاريه", "۱۳ تن از مستشاران"):
        assert words in text


def test_a_replaced_figure_is_struck_out_and_kept_with_its_reason() -> None:
    report = toll()
    (incident,) = report.incidents
    old, *rest = (s for s in incident.timeline if s.harm == "killed" and s.group.actor == "irgc")
    replaced = msgspec.structs.replace(old, state="superseded", why="its own source later says 18")
    tolls = [
        msgspec.structs.replace(t, supports=t.supports[1:], superseded=t.supports[:1])
        if t.harm == "killed" and t.group.actor == "irgc" else t
        for t in incident.tolls
    ]  # fmt: skip
    changed = msgspec.structs.replace(incident, timeline=(replaced, *rest), tolls=tuple(tolls))
    page = Tree(render_page(msgspec.structs.replace(report, incidents=(changed,)), reports()))
    assert [text for _, text in page.all("s")] == ["17"]
    (guards,) = [text for attrs, text in page.all("tbody") if attrs["id"] == "i1-t2"]
    assert "its own source later says 18" in guards


def test_why_of_a_claim_can_be_opened() -> None:
    (card,) = [text for attrs, text in tree().all("article") if attrs["id"] == "r2-c1"]
    assert "stance: ar.denies.verb نفى" in card
    assert "rules-ar/1, confidence 0.93" in card


def test_only_web_addresses_become_links() -> None:
    for url, linked in (("https://example.org/a?b=1&c=2", True), ("javascript:alert(1)", False), ("http://[", False)):
        page = Tree(render_page(toll(), [msgspec.structs.replace(reports()[0], url=url)]))
        assert bool([a for a, _ in page.all("a") if a.get("href") == url]) is linked


def test_empty_page_says_so() -> None:
    html = render_page(TollReport(profile="gtd", reports=0, incidents=()), [])
    assert "No incident was found in these reports." in Tree(html).all("p", class_="panel")[0][1]
    bare = Report(id="x", lang="ar", text="")
    assert "No claim was found in this report." in render_page(
        TollReport(profile="gtd", reports=1, incidents=()), [bare]
    )


HOSTILE = "<img src=x onerror=alert(1)>\"'&amp;</script><!--\u202e\u2067\x00\ud800"


def hostile(words: str) -> Report:
    text = f"قتل {words} هنا"
    whole = Span.of(text, 0, len(text))
    part = Span.of(text, 4, 4 + len(words))
    claim = Claim(
        id=words,
        harm="killed",
        count=Count(low=1, high=1, hedge="exact", span=part),
        group=Group(actor=words, name=words, role="civilian", span=part),
        sources=(Source(actor=None, name=words, kind="media", span=part),),
        part_of=words,
        quote=whole,
        extractor=words,
        confidence=0.5,
    )
    return Report(
        id=words, lang=words, text=text, outlet=words, title=words, published=words, url=words, claims=(claim,)
    )


def test_markup_in_any_field_stays_text() -> None:
    report = hostile(HOSTILE)
    page = TollReport(
        profile=HOSTILE,
        reports=1,
        incidents=(*toll().incidents, charted(HOSTILE)),
        outside=(ClaimRef(HOSTILE, HOSTILE),),
    )
    html = render_page(page, [report])
    html.encode("utf-8")
    found = Tree(html)
    assert found.all("img") == []
    assert len(found.all("script")) == 1
    assert found.all("div", class_="text")[0][1] == visible(report.text)
    assert "\u202e" not in html
    rows = [text for _, text in found.all("title") if text.startswith("<img")]
    assert len(rows) == 2, "the chart names its sources"
    kinds = {tag for tag, _, _ in Tree(render_page(page_of(charted("x")), [hostile("x")])).elements}
    assert {tag for tag, _, _ in found.elements} <= kinds | {tag for tag, _, _ in tree().elements}


def page_of(incident: Incident) -> TollReport:
    return TollReport(profile="gtd", reports=1, incidents=(incident,))


def charted(words: str) -> Incident:
    """Return an incident with a chart whose every text is ``words``."""
    ref = ClaimRef(words, words)
    group = TollGroup(actor=words, name=words, role="civilian")
    timeline = tuple(
        Said(
            said=day, harm="killed", group=group, low=number, high=None, hedge="at_least", stance="asserts",
            voice=words, voice_id=f"v{number}", carriers=(words, words + "2"), claims=(ref, ref), state="standing",
            why=words,
        )
        for number, day in ((3, "2020-05-01"), (7, "2020-05-04"))
    )  # fmt: skip
    told = Toll(harm="killed", group=group, low=3, best=7, high=7, open=True, status="agreed", rule=words,
                supports=(ref,), set_aside=((ref, words),))  # fmt: skip
    return Incident(
        id=words,
        place=None,
        date=None,
        means=(),
        belligerents=(words,),
        claims=(ref,),
        tolls=(told,),
        timeline=timeline,
    )


@settings(max_examples=60)
@given(st.text(st.characters() | st.sampled_from("<>&\"'\u2066\u2067\u2069\u202e\n\r"), min_size=1, max_size=40))
def test_any_text_makes_a_page(words: str) -> None:
    plain = Tree(render_page(page_of(charted("x")), [hostile("x")]))
    shown = msgspec.structs.replace(page_of(charted(words)), profile=words)
    found = Tree(render_page(shown, [hostile(words)]))
    # A further paragraph for each further line, and no other element that the words brought along.
    kinds = {tag for tag, _, _ in plain.elements}
    assert {tag for tag, _, _ in found.elements} <= kinds | {"br"}
    assert all("onerror" not in attrs for _, attrs, _ in found.elements)


def test_every_word_of_the_interface_comes_from_the_table() -> None:
    strings = {key: f"⟪{value}⟫" for key, value in EN.items()}
    html = render_page(toll(), reports(), strings=strings)
    heads = Tree(html).all("th", scope="col")
    assert [text for _, text in heads] == ["⟪Harm⟫", "⟪Who⟫", "⟪Figures⟫", "⟪Status⟫", "⟪Independent sources⟫"]
