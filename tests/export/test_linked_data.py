"""Web annotations and schema.org claims: what the specifications ask for, and no judgement of hasila's own."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from hasila.export.formats.webannotation import in_words
from hasila.export.memory import MaterialOf
from hasila.export.names import claim_uri, ids_of, report_uri
from hasila.export.withheld import MASK
from hasila.model import Claim, Report, Span

from . import kit
from .test_exports import materials

TEXT = "😀 قُتل ثلاثة مدنيين في غارة على مدينة إدلب أمس. وقال مصدر إن قُتل ثلاثة مدنيين خبر قديم."
NAMED = "قتل مدني يدعى وليد الحمصاوي في قصف على مدينة إدلب أمس، وأصيب 3 جنود من الجيش السوري في القصف ذاته."
#: https://www.w3.org/TR/annotation-vocab/#motivation
MOTIVATIONS = {
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying",
    "linking", "moderating", "questioning", "replying", "tagging",
}  # fmt: skip
#: Properties of schema.org that the nodes may have, by type.
SCHEMA_ORG = {
    "Claim": {"identifier", "text", "description", "author", "creditText", "about", "appearance"},
    "ClaimReview": {
        "creativeWorkStatus", "claimReviewed", "itemReviewed", "about", "reviewBody", "isBasedOn", "sdDatePublished",
    },
    "CreativeWork": {"identifier", "url", "headline", "inLanguage", "datePublished", "publisher"},
    "Organization": {"identifier", "name"},
    "Event": {"startDate", "endDate", "location"},
    "Place": {"name", "geo"},
    "GeoCoordinates": {"latitude", "longitude"},
}  # fmt: skip


def annotations(told: MaterialOf, *, names: bool = True) -> list[dict[str, Any]]:
    page = json.loads(kit.written(told, "webannotation", names=names))
    assert page["type"] == "AnnotationCollection"
    assert page["first"]["type"] == "AnnotationPage"
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert page["total"] == len(page["first"]["items"])
    items: list[dict[str, Any]] = page["first"]["items"]
    return items


def selectors(item: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {selector["type"]: selector for selector in item["target"]["selector"]}


def check_annotation(item: dict[str, Any], report: Report) -> None:
    """What the W3C's data model asks of an annotation, and what the selectors promise."""
    assert (item["type"], item["motivation"] in MOTIVATIONS) == ("Annotation", True)
    assert item["target"]["type"] == "SpecificResource"
    assert item["target"]["source"]["id"] == report_uri(report.id)
    assert {body["purpose"] for body in item["body"]} <= MOTIVATIONS
    found = selectors(item)
    position, quote = found["TextPositionSelector"], found["TextQuoteSelector"]
    start, end = position["start"], position["end"]
    assert 0 <= start < end <= len(report.text)
    assert report.text[start:end] == quote["exact"]
    prefix, suffix = quote.get("prefix", ""), quote.get("suffix", "")
    assert report.text[:start].endswith(prefix)
    assert report.text[end:].startswith(suffix)
    assert len(prefix) == min(32, start)
    assert len(suffix) == min(32, len(report.text) - end)


@settings(max_examples=60)
@given(materials(half=True))
def test_annotations_keep_to_the_data_model(told: MaterialOf) -> None:
    by_id = {report.id: report for report in told.reports()}
    for item in annotations(told):
        check_annotation(item, by_id[ids_of(item["id"])[0]])


def test_positions_count_code_points_and_tell_equal_words_apart() -> None:
    (report,) = kit.read(TEXT)
    claim = report.claims[0]
    (item, *_) = annotations(kit.material([report]))
    found = selectors(item)
    assert found["TextPositionSelector"]["start"] == claim.quote.start
    quote = found["TextQuoteSelector"]
    whole = quote["prefix"] + quote["exact"] + quote["suffix"]
    assert TEXT.count(quote["exact"]) > 1
    assert TEXT.count(whole) == 1


def test_a_claim_is_told_whole_and_in_words() -> None:
    (report,) = kit.read("قتل 5 مدنيين على الأقل في غارة على مدينة إدلب أمس.")
    (item,) = annotations(kit.material([report]))
    words, claim = item["body"]
    assert words["value"] == "killed, 5 or more (at least), مدنيين; asserted"
    assert msgspec.convert(claim["claim"], Claim) == report.claims[0]
    source = item["target"]["source"]
    assert (source["sha256"], source["language"]) == (report.sha256, "ar")
    assert "via" not in source


def test_the_page_of_a_report_is_where_its_text_came_from() -> None:
    (report,) = kit.read("قتل 5 مدنيين في غارة على مدينة إدلب أمس.")
    told = msgspec.structs.replace(report, url="https://example.org/1")
    (item,) = annotations(kit.material([told]))
    assert item["target"]["source"]["via"] == "https://example.org/1"


def test_a_masked_quote_is_found_by_position_alone_and_no_context_holds_a_name() -> None:
    (report,) = kit.read(NAMED)
    told = kit.material([report])
    assert [c.names_victim for c in report.claims] == [True, False]
    named, other = annotations(told, names=False)
    assert set(selectors(named)) == {"TextPositionSelector"}
    quote = selectors(other)["TextQuoteSelector"]
    assert MASK not in quote["prefix"] + quote["exact"] + quote["suffix"]
    start = selectors(other)["TextPositionSelector"]["start"]
    assert report.text[:start].endswith(quote["prefix"])
    assert quote["prefix"]


@pytest.mark.parametrize(
    ("low", "high", "hedge", "words"),
    [
        (3, 3, "exact", "killed, 3 (exact), people; asserted"),
        (3, None, "more_than", "killed, 3 or more (more than), people; asserted"),
        (None, 9, "at_most", "killed, up to 9 (at most), people; asserted"),
        (3, 5, "range", "killed, 3 to 5 (range), people; asserted"),
    ],
)
def test_claims_in_words(low: int | None, high: int | None, hedge: str, words: str) -> None:
    (report,) = kit.read("قتل 5 مدنيين في غارة على مدينة إدلب أمس.")
    claim = report.claims[0]
    assert claim.group is not None
    count = msgspec.structs.replace(claim.count, low=low, high=high, hedge=hedge)
    group = msgspec.structs.replace(claim.group, span=Span(0, 6, "people"))
    assert in_words(msgspec.structs.replace(claim, count=count, group=group)) == words


# -- schema.org ------------------------------------------------------------------------------------------


def graph(told: MaterialOf, *, names: bool = True) -> list[dict[str, Any]]:
    found = json.loads(kit.written(told, "claimreview", names=names))
    assert found["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = found["@graph"]
    return nodes


def check_node(node: dict[str, Any]) -> None:
    kind = node["@type"]
    assert set(node) - {"@type", "@id"} <= SCHEMA_ORG[kind]
    for value in node.values():
        assert value is not None
        if isinstance(value, dict) and "@type" in value:
            check_node(value)


@settings(max_examples=60)
@given(materials())
def test_nodes_have_properties_of_schema_org_only(told: MaterialOf) -> None:
    for node in graph(told):
        check_node(node)


@pytest.mark.parametrize("name", ["al-zirba", "an-nuhud", "al-udhaym"])
def test_nothing_is_rated_and_nobody_signs(name: str) -> None:
    told = kit.under(kit.example(name), "claimreview")
    nodes = graph(told)
    reviews = [node for node in nodes if node["@type"] == "ClaimReview"]
    for review in reviews:
        assert {"reviewRating", "author", "url", "datePublished"} & set(review) == set()
        assert review["creativeWorkStatus"] == "Draft"
    against = {ref for i in told.incidents() for c in i.contradictions for ref in c.claims}
    assert {r["itemReviewed"]["@id"] for r in reviews} == {claim_uri(ref.report, ref.claim) for ref in against}
    assert len(reviews) == len(against)


def test_a_review_says_by_whom_a_claim_is_contradicted_and_why() -> None:
    told = kit.under(kit.example("an-nuhud"), "claimreview")
    nodes = graph(told)
    claims = {node["@id"]: node for node in nodes if node["@type"] == "Claim"}
    reviews = {node["itemReviewed"]["@id"]: node for node in nodes if node["@type"] == "ClaimReview"}
    pairs = [c for incident in told.incidents() for c in incident.contradictions]
    assert pairs
    for contradiction in pairs:
        one, other = (claim_uri(ref.report, ref.claim) for ref in contradiction.claims)
        assert {"@id": other} in reviews[one]["isBasedOn"]
        assert {"@id": one} in reviews[other]["isBasedOn"]
        assert contradiction.why in reviews[one]["reviewBody"]
        assert reviews[one]["claimReviewed"] == claims[one]["text"]


def test_an_author_is_a_body_that_the_registry_knows() -> None:
    told = kit.read(
        "قال المرصد السوري لحقوق الإنسان إن 5 مدنيين قتلوا في غارة على إدلب أمس.",
        "قال شهود عيان إن 5 مدنيين قتلوا في غارة على إدلب أمس.",
        "قتل 5 مدنيين في غارة على إدلب أمس.",
    )
    known, worded, own = (node for node in graph(kit.material(told)) if node["@type"] == "Claim")
    assert known["author"]["name"] == "Syrian Observatory for Human Rights"
    assert ("author" in worded, "شهود" in worded["creditText"]) == (False, True)
    assert {"author", "creditText"} & set(own) == set()
    assert own["appearance"]["publisher"]["name"] == "منبر 3"
