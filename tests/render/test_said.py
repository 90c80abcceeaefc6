"""What each source said, repeats folded."""

import msgspec

from hasila.model import ClaimRef, Incident, Said, Toll
from hasila.render.figures import Index
from hasila.render.said import drawn, figure, folds, outlets
from hasila.render.strings import EN
from hasila.render.strings_ar import AR

from .fixture import reports, toll

INDEX = Index.of(reports())


def incident() -> Incident:
    return toll().incidents[0]


def of(harm: str, actor: str | None) -> Toll:
    return next(t for t in incident().tolls if t.harm == harm and t.group.actor == actor)


def test_claims_of_one_source_and_figure_are_one_item() -> None:
    found = folds(of("killed", "irgc"), incident().timeline, INDEX)
    assert [(f.said.voice if f.said else None, f.refs) for f in found["supports"]] == [
        ("South Monitor", (ClaimRef("monitor-1", "c2"),)),
        ("Islamic Revolutionary Guard Corps", (ClaimRef("party-1", "c2"), ClaimRef("fa-1", "c1"))),
    ]
    assert found["denials"] == found["superseded"] == found["set_aside"] == []


def test_a_sum_rests_on_what_its_parts_rest_on() -> None:
    found = folds(of("killed", None), incident().timeline, INDEX)
    assert {ref for f in found["supports"] for ref in f.refs} == {
        ClaimRef("monitor-1", "c1"),
        ClaimRef("local-1", "c1"),
    }
    assert all(f.said for f in found["supports"])


def test_a_claim_that_the_timeline_lacks_is_told_all_the_same() -> None:
    found = folds(of("captured", "irgc"), incident().timeline, INDEX)
    (aside,) = found["set_aside"]
    assert (aside.said, aside.refs, aside.why) == (None, (ClaimRef("monitor-1", "c6"),), "unconfirmed")
    bare = folds(of("killed", "irgc"), (), INDEX)
    assert [f.refs for f in bare["supports"]] == [(ref,) for ref in of("killed", "irgc").supports]


def test_every_claim_of_a_toll_is_told() -> None:
    for told in incident().tolls:
        found = folds(told, incident().timeline, INDEX)
        assert {r for f in found["supports"] for r in f.refs} == set(told.supports)
        assert {r for f in found["denials"] for r in f.refs} == set(told.denials)
        assert {r for f in found["set_aside"] for r in f.refs} == {r for r, _ in told.set_aside}


def test_outlets_are_counted_from_the_second_claim_on() -> None:
    words = {s.voice_id: outlets(s, EN) for s in incident().timeline if s.harm == "killed" and s.group.actor}
    assert words == {"South Monitor": None, "Islamic Revolutionary Guard Corps": "1 independent source, 2 outlets"}


def test_figures_in_words() -> None:
    told = {(s.harm, s.stance, s.low): figure(s, EN) for s in incident().timeline}
    assert told["killed", "asserts", 43] == "at least 43"
    assert told["captured", "denies", None] == "that there was anybody"
    hospital = msgspec.structs.replace(incident().timeline[0], floor=True)
    assert figure(hospital, EN) == "3 it knows of"


def test_a_chart_has_the_figures_of_its_own_group_and_the_denials() -> None:
    def row(said: Said) -> tuple[str, int | None]:
        return said.voice_id, said.low

    assert [row(s) for s in drawn(of("killed", "irgc"), incident())] == [
        ("South Monitor", 17), ("Islamic Revolutionary Guard Corps", 13),
    ]  # fmt: skip
    assert [row(s) for s in drawn(of("captured", "irgc"), incident())] == [
        ("South Monitor", 5), ("Islamic Revolutionary Guard Corps", None),
    ]  # fmt: skip
    assert drawn(of("killed", None), incident()) == [], "a sum has no figures of its own"


def test_a_sources_figures_stand_together_and_some_of_its_people_are_left_out() -> None:
    first, second = (s for s in incident().timeline if s.harm == "killed" and s.group.actor)
    later = msgspec.structs.replace(first, said="2016-05-09", low=18, high=18)
    old = msgspec.structs.replace(first, state="superseded")
    part = msgspec.structs.replace(first, low=2, high=2, state="set_aside")
    passed = msgspec.structs.replace(second, state="set_aside")
    told = msgspec.structs.replace(incident(), timeline=(old, part, passed, later))
    assert [s.low for s in drawn(of("killed", "irgc"), told)] == [17, 18, 13]


def test_both_tables_of_words_have_the_same_keys_and_the_same_blanks() -> None:
    import re

    assert {key for key in AR if not key.startswith("say:")} == set(EN)
    for key, words in EN.items():
        blanks = set(re.findall(r"\{\w+\}", words))
        told = set(re.findall(r"\{\w+\}", AR[key]))
        # One is written out in Arabic, and so is a month.
        assert told == blanks or (key.endswith(".one") and told == set()), key
