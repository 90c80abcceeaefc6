"""The page in a real browser: no requests, letters joined, hover and keyboard both ways, contrast, width."""

import base64

import msgspec
import pytest
from playwright.sync_api import Page

from hasila.model import Claim, Count, Group, Report, Span, TollReport
from hasila.render import render_page
from hasila.render.strings_ar import AR

from .conftest import Open
from .fixture import reports, toll

NOTHING = TollReport(profile="full-range", reports=1, incidents=())


@pytest.fixture(scope="module")
def html() -> str:
    return render_page(toll(), reports())


def lit(page: Page) -> tuple[set[str], str]:
    """Return the ids of the lit cards, and the lit words of the text."""
    cards, words = page.evaluate(
        """() => [
          Array.from(document.querySelectorAll(".card.on"), (card) => card.id),
          Array.from(document.querySelectorAll(".seg.on"), (seg) => seg.textContent).join(""),
        ]"""
    )
    return set(cards), words


def test_page_makes_no_request_and_no_complaint(open_html: Open, html: str) -> None:
    seen = open_html(html)
    seen.page.hover("#r1-c2")
    seen.page.click("#r1-c2")
    seen.page.wait_for_load_state("networkidle")
    assert len(seen.requests) == 1
    assert seen.requests[0].startswith("file:")
    assert seen.complaints == []


def test_policy_refuses_what_a_report_might_bring_in(open_html: Open, html: str) -> None:
    seen = open_html(html)
    refused = seen.page.evaluate(
        """() => new Promise((resolve) => {
          const refused = [];
          document.addEventListener("securitypolicyviolation", (event) => {
            refused.push(event.effectiveDirective);
            if (refused.length === 3) resolve(refused.sort());
          });
          document.body.append(Object.assign(new Image(), { src: "https://example.org/x.png" }));
          document.body.append(Object.assign(document.createElement("script"), { textContent: "window.owned = 1" }));
          document.body.append(Object.assign(document.createElement("style"), { textContent: "body{display:none}" }));
        })"""
    )
    assert refused == ["img-src", "script-src-elem", "style-src-elem"]
    assert seen.page.evaluate("window.owned") is None


WORDS = ["فقتلت", "والمقاتلين", "بمستشاريه", "الإيراني", "للاجئين", "قُتِلوا", "کشته\u200cشدگان", "ثلاثمئة"]


def cut_words() -> list[Report]:
    """Return a report for each place inside each word, with a highlight that ends or starts there."""
    found = []
    for word in WORDS:
        for n in range(1, len(word)):
            before, after = Span.of(word, 0, n), Span.of(word, n, len(word))
            claims = tuple(
                Claim(
                    id=f"c{number}",
                    harm="killed",
                    count=Count(low=1, high=1, hedge="exact", span=span),
                    group=Group(actor=None, name=None, role="unknown", span=span),
                    stance=stance,
                    quote=span,
                    extractor="test",
                    confidence=1,
                )
                for number, (span, stance) in enumerate([(before, "denies"), (after, "asserts")], 1)  # type: ignore[arg-type]
            )
            found.append(Report(id=f"{word}{n}", lang="ar", text=word, claims=claims))
    return found


WIDTHS = """(breaking) => Array.from(document.querySelectorAll(".text p"), (p) => {
  const copy = p.cloneNode(true);
  const plain = p.cloneNode(false);
  plain.textContent = p.textContent;
  const widths = [copy, plain].map((node) => {
    node.style.width = "max-content";
    node.style.whiteSpace = "nowrap";
    p.parentNode.append(node);
    if (breaking) for (const seg of node.querySelectorAll(".seg")) seg.style.display = "inline-block";
    const width = node.getBoundingClientRect().width;
    node.remove();
    return width;
  });
  return widths;
})"""


def test_letters_stay_joined_at_every_border(open_html: Open, html: str) -> None:
    for content in (html, render_page(NOTHING, cut_words())):
        page = open_html(content).page
        pairs = page.evaluate(WIDTHS, False)
        # The browser rounds each element to a 64th of a pixel; a letter that parts grows by some pixels.
        assert [pair for pair in pairs if abs(pair[0] - pair[1]) > 0.25] == []
        assert max(abs(broken - plain) for broken, plain in page.evaluate(WIDTHS, True)) > 2


INK = """async ([shots, boxes]) => {
  const inks = [];
  for (const shot of shots) {
    const image = new Image();
    image.src = "data:image/png;base64," + shot;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    inks.push(boxes.map(([x, y, width, height]) => {
      const pixels = context.getImageData(x, y, width, height).data;
      let ink = 0;
      for (let n = 0; n < pixels.length; n += 4) ink += 255 - pixels[n];
      return ink;
    }));
  }
  return inks;
}"""


def ink(open_html: Open, cases: list[Report], *, opaque: bool = False) -> list[float]:
    """Return for each report's words how much is painted with highlights cut in, against without.

    The highlights are made white: what they cover of a neighbour's letters is what is missing.
    """
    page = open_html(render_page(NOTHING, cases)).page
    page.evaluate(
        """(opaque) => {
          for (const seg of document.querySelectorAll(".text .seg")) {
            seg.style.textDecoration = "none";
            const alpha = getComputedStyle(seg).backgroundColor.match(/[\\d.]+/g)[3] ?? 1;
            seg.style.background = `rgb(255 255 255 / ${opaque ? 1 : alpha})`;
          }
        }""",
        opaque,
    )
    boxes = page.evaluate(
        """() => Array.from(document.querySelectorAll(".text p"), (p) => {
          const box = p.getBoundingClientRect();
          return [box.left, box.top + scrollY, box.width, box.height].map(Math.round);
        })"""
    )
    shots = [page.screenshot(full_page=True)]
    page.evaluate("() => { for (const p of document.querySelectorAll('.text p')) p.textContent = p.textContent; }")
    shots.append(page.screenshot(full_page=True))
    encoded = [base64.b64encode(shot).decode() for shot in shots]
    cut, whole = open_html("<!doctype html><title>x</title>").page.evaluate(INK, [encoded, boxes])
    return [a / b for a, b in zip(cut, whole, strict=True)]


def test_no_border_swallows_a_letter(open_html: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = cut_words()
    painted = dict(zip((case.id for case in cases), ink(open_html, cases), strict=True))
    assert {name: share for name, share in painted.items() if not 0.97 < share < 1.03} == {}
    # The measure can tell: an opaque highlight that begins inside lam-alef covers the alef.
    monkeypatch.setattr("hasila.render.reading.whole_letters", lambda text, marks: list(marks))
    (share,) = ink(open_html, [case for case in cases if case.id == "الإيراني2"], opaque=True)
    assert share < 0.95


def test_hover_on_a_card_lights_its_words(open_html: Open, html: str) -> None:
    page = open_html(html).page
    page.hover("#r1-c2 header .figure")
    cards, words = lit(page)
    assert cards == {"r1-c2"}
    assert words == reports()[0].claim("c2").quote.text
    slots = page.evaluate("Array.from(document.querySelectorAll('.seg.slot-on'), (seg) => seg.textContent)")
    assert {"17", "مرصد الجنوب", "الجمعة"} <= set(slots)
    page.hover("h1")
    assert lit(page) == (set(), "")


def test_hover_on_overlapping_words_lights_all_their_cards(open_html: Open, html: str) -> None:
    page = open_html(html).page
    page.hover("[data-claims='r1-c1 r1-c2']")
    assert lit(page)[0] == {"r1-c1", "r1-c2"}


def test_clicks_on_overlapping_words_go_through_their_cards(open_html: Open, html: str) -> None:
    page = open_html(html).page
    focused = []
    for _ in range(3):
        page.click("[data-claims='r1-c1 r1-c2']")
        focused.append(page.evaluate("document.activeElement.id"))
        page.mouse.move(0, 0)
        assert lit(page)[0] == {focused[-1]}
    assert focused == ["r1-c1", "r1-c2", "r1-c1"]


def test_click_on_a_card_goes_to_its_words(open_html: Open, html: str) -> None:
    page = open_html(html, width=390).page
    page.click("#r3-c3 .go")
    page.wait_for_function("document.activeElement.textContent.startsWith('إصابة')")
    assert page.evaluate("document.activeElement.dataset.claims") == "r3-c3"
    page.wait_for_function(
        """() => {
          const box = document.activeElement.getBoundingClientRect();
          return box.top >= 0 && box.bottom <= innerHeight;
        }"""
    )


def test_keyboard_goes_both_ways_and_lets_go(open_html: Open, html: str) -> None:
    page = open_html(html).page
    page.focus("#r2-c1")
    assert lit(page)[0] == {"r2-c1"}
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.claims") == "r2-c1"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "r2-c1"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Escape")
    assert lit(page) == (set(), "")


def test_one_tab_stop_for_a_run_of_one_claim(open_html: Open, html: str) -> None:
    page = open_html(html).page
    stops = page.evaluate(
        """Array.from(document.querySelectorAll("#r2 .text a"), (a) => [a.dataset.claims, a.tabIndex])
        .filter((stop) => stop[1] === 0)"""
    )
    assert [claims for claims, _ in stops] == ["r2-c1", "r2-c2"]


def test_links_work_without_script(open_html: Open, html: str) -> None:
    page = open_html(html, script=False).page
    page.click("[data-claims='r2-c1']")
    assert page.url.endswith("#r2-c1")
    page.click("#r2-c2 .go")
    assert page.url.endswith("#r2-c2-text")


CONTRAST = """() => {
  const parse = (value) => value.match(/[\\d.]+/g).map(Number);
  const channel = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const light = (c) => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const behind = (node) => {
    const color = parse(getComputedStyle(node).backgroundColor);
    const alpha = color[3] ?? 1;
    if (alpha === 1) return color;
    const under = node.parentElement ? behind(node.parentElement) : [255, 255, 255];
    return under.slice(0, 3).map((c, n) => alpha * color[n] + (1 - alpha) * c);
  };
  for (const details of document.querySelectorAll("details")) details.open = true;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let worst = [99, ""];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!node.data.trim() || ["SCRIPT", "STYLE"].includes(parent.tagName)) continue;
    const a = light(parse(getComputedStyle(parent).color));
    const b = light(behind(parent));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < worst[0]) worst = [ratio, node.data];
  }
  return worst;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_has_contrast(open_html: Open, html: str, scheme: str) -> None:
    page = open_html(html, scheme=scheme).page
    backgrounds = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ("rgb(21, 23, 27)" in backgrounds) == (scheme == "dark")
    ratio, words = page.evaluate(CONTRAST)
    assert ratio >= 4.5, words
    page.hover("#r1-c2 header .figure")
    ratio, words = page.evaluate(CONTRAST)
    assert ratio >= 4.5, words


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_sticks_out_sideways(open_html: Open, html: str, width: int) -> None:
    long = msgspec.structs.replace(reports()[0], id="ن" * 300, outlet="x" * 300, url="https://example.org/" + "y" * 300)
    for content in (html, render_page(NOTHING, [long]), render_page(toll(), reports(), strings=AR)):
        page = open_html(content, width=width).page
        assert page.evaluate("document.documentElement.scrollWidth") <= width


CHART = """() => Array.from(document.querySelectorAll(".chart .lane:not(.foot)"), (lane) => ({
  marks: Array.from(lane.querySelectorAll(".plot"), (plot) => {
    const frame = plot.getBoundingClientRect();
    return Array.from(plot.querySelectorAll("circle.dot, path.cross"), (mark) => {
      const box = mark.getBoundingClientRect();
      return [box.left + box.width / 2 - frame.left, box.top + box.height / 2 - frame.top, frame.width, frame.height];
    });
  }).flat(),
}))"""


@pytest.mark.parametrize("width", [390, 1280])
def test_marks_stand_within_their_row_and_run_as_the_page_is_read(open_html: Open, html: str, width: int) -> None:
    rows = open_html(html, width=width).page.evaluate(CHART)
    turned = open_html(render_page(toll(), reports(), strings=AR), width=width).page.evaluate(CHART)
    # Killed guards by two sources, captives by one, denied by the other: two marks each, day and number.
    assert [len(row["marks"]) for row in rows] == [2, 2, 2, 2]
    for row, other in zip(rows, turned, strict=True):
        for (x, y, wide, tall), (mirrored, _, space, _) in zip(row["marks"], other["marks"], strict=True):
            assert 0 <= x <= wide
            assert abs(y - tall / 2) < 1
            assert abs(x / wide - (1 - mirrored / space)) < 0.01
    (first, _), (second, _) = rows[0]["marks"], rows[1]["marks"]
    assert first[0] < second[0], "a later day stands further along"


def test_letters_of_the_chart_keep_their_size(open_html: Open, html: str) -> None:
    sizes = [
        open_html(html, width=width).page.evaluate(
            "Array.from(document.querySelectorAll('.lanes text'), (text) => getComputedStyle(text).fontSize)"
        )
        for width in (320, 1280)
    ]
    assert sizes[0] == sizes[1]
    assert set(sizes[0]) == {"12.8px"}


def test_direction_controls_in_a_report_turn_nothing_else_round(open_html: Open) -> None:
    hostile = "\u202e\u2067\u202b\u2069\u202c\u2068"
    plain = reports()[2]
    turned = msgspec.structs.replace(
        plain, outlet=f"Outlet{hostile}", title=f"Title{hostile}", text=plain.text + hostile
    )
    straight = msgspec.structs.replace(plain, outlet="Outlet", title="Title")
    places = []
    for report in (turned, straight):
        page = open_html(render_page(NOTHING, [report])).page
        places.append(
            page.evaluate(
                """() => Array.from(document.querySelectorAll("#r1 h3, #r1 > p, .card"), (node) => {
                  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
                  const places = [];
                  while (walker.nextNode()) {
                    const range = document.createRange();
                    range.selectNodeContents(walker.currentNode);
                    const rect = range.getBoundingClientRect();
                    places.push([walker.currentNode.data.slice(0, 5), Math.round(rect.left), Math.round(rect.width)]);
                  }
                  return places;
                })"""
            )
        )
    # The overrides become a visible sign in the title and the outlet; all that follows keeps its place.
    assert places[0][2:] == places[1][2:]
    published = [next(p for p in found[1] if p[0].startswith(" · pu")) for found in places]
    assert published[0][2] == published[1][2]
    assert published[0][1] > places[0][1][0][1]


def test_paper_shows_all_text_and_no_panes(open_html: Open, html: str) -> None:
    page = open_html(html).page
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.text')).overflowY") == "visible"
    assert page.is_hidden("nav")


def test_paper_shows_the_outlets_that_are_folded(open_html: Open, html: str) -> None:
    page = open_html(html).page
    assert not page.locator(".said details li").first.is_visible()
    page.emulate_media(media="print")
    assert page.evaluate("document.querySelector('.said details ul').getBoundingClientRect().height") > 20
