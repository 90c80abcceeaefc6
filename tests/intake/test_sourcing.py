"""What became of what sources said, counted from the timelines of incidents."""

from collections.abc import Sequence

from hasila.intake.sourcing import Record, records
from hasila.model import ClaimRef, Contradiction, Incident, Said, TollGroup

EVERYBODY = TollGroup(actor=None, name=None, role="unknown")


def said(voice: str, low: int | None, high: int | None, day: str | None = "2020-05-07", **other: object) -> Said:
    told = {
        "said": day, "harm": "killed", "group": EVERYBODY, "low": low, "high": high, "hedge": "exact",
        "stance": "asserts",
        "voice": voice.title(), "voice_id": voice, "carriers": (), "claims": (ClaimRef(voice, f"{low}"),),
        "state": "standing",
    }  # fmt: skip
    return Said(**(told | other))  # type: ignore[arg-type]


def incident(timeline: Sequence[Said], *against: tuple[str, str]) -> Incident:
    pairs = tuple(
        Contradiction(kind="figures", claims=(ClaimRef(*a.split("#")), ClaimRef(*b.split("#"))), why="")
        for a, b in against
    )
    return Incident(
        id="i",
        place=None,
        date=None,
        means=(),
        belligerents=(),
        claims=(),
        timeline=tuple(timeline),
        contradictions=pairs,
    )


def test_alone_or_not() -> None:
    found = records([
        incident([said("a", 5, 5)]),
        incident([said("a", 5, 5), said("b", 7, 7), said("a", 2, 2, harm="wounded")]),
        # Who denies gives no figure.
        incident([said("a", 5, 5), said("c", 0, 0, stance="denies")]),
    ])  # fmt: skip
    assert found["a"] == Record(voice="A", incidents=3, figures=4, alone=3)
    assert found["b"] == Record(voice="B", incidents=1, figures=1)
    assert found["c"] == Record(voice="C", incidents=1, denied=1)


def test_confirmed_is_a_fitting_figure_of_another_voice_on_a_later_day() -> None:
    for other, expected in (
        (said("b", 5, 5, "2020-05-08"), 1), (said("b", 4, None, "2020-05-08"), 1),
        (said("b", None, 9, "2020-05-08"), 1),
        (said("b", 5, 5, "2020-05-07"), 0), (said("b", 5, 5, None), 0), (said("b", 6, None, "2020-05-08"), 0),
        (said("b", 5, 5, "2020-05-08", stance="unconfirmed"), 0), (said("b", None, None, "2020-05-08"), 0),
        (said("b", 5, 5, "2020-05-08", harm="wounded"), 0), (said("a", 5, 5, "2020-05-08"), 0),
    ):  # fmt: skip
        found = records([incident([said("a", 5, 5), other])])
        assert found["a"].confirmed == expected, other


def test_contradicted_by_another_voice_and_replaced_by_itself() -> None:
    timeline = [said("a", 5, 5, state="superseded"), said("a", 6, 6), said("b", 9, 9)]
    found = records([incident(timeline, ("a#6", "b#9"), ("a#5", "a#6"))])
    assert (found["a"].contradicted, found["a"].replaced) == (1, 1), "itself it does not contradict, it replaces"
    assert (found["b"].contradicted, found["b"].replaced) == (1, 0)
