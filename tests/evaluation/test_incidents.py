"""The score of incidents on two case files worked by hand, and on the same files with one thing changed."""

import copy
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hasila.evaluation import EvaluationError
from hasila.evaluation.dossiers import read_dossiers
from hasila.evaluation.given import as_report
from hasila.evaluation.gold import GoldClaim, GoldReport
from hasila.evaluation.incident_pairs import says_the_same
from hasila.evaluation.incident_text import faults_text, score_text
from hasila.evaluation.incidents import IncidentEvaluation, evaluate_incidents, link_dossiers, score_run
from hasila.evaluation.scoring import broken_spans
from hasila.export.jsonl import record

CASES = Path(__file__).parent / "incidents"
Files = dict[str, Any]


@pytest.fixture
def files() -> Files:
    return {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(CASES.glob("*.yaml"))}


@pytest.fixture
def measure(tmp_path: Path) -> Callable[..., IncidentEvaluation]:
    def run(files: Files, mode: str = "given") -> IncidentEvaluation:
        for name, data in files.items():
            (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        return evaluate_incidents(tmp_path, mode)

    return run


def changed(result: IncidentEvaluation) -> set[str]:
    """The figures that are not perfect."""
    return {name for name, value in result.score.figures().items() if value != 1.0}


@pytest.mark.parametrize(("mode", "left_out"), [("given", 0), ("read", 1)])
def test_what_is_right_in_all_scores_one(mode: str, left_out: int) -> None:
    result = evaluate_incidents(CASES, mode)
    assert result.faults == []
    assert changed(result) == set()
    assert result.score.left_out == left_out
    assert {"links.f1", "groups.f1", "contradictions.f1", "tolls.range", "tolls.best.gtd"} <= set(
        result.score.figures()
    )
    assert "errors: none" in faults_text(result)


def test_reports_that_cannot_be_read_are_left_out_of_both_sides() -> None:
    given, read = (evaluate_incidents(CASES, mode).score for mode in ("given", "read"))
    assert (given.reports, given.claims, given.rows) == (8, 13, 8)
    assert (read.reports, read.claims, read.rows) == (7, 12, 4)
    assert (given.links.gold, read.links.gold) == (10 + 15, 10 + 10)
    assert (read.contradictions.gold, read.control.gold) == (1, 0)


def test_there_are_two_modes() -> None:
    with pytest.raises(ValueError, match="guess"):
        evaluate_incidents(CASES, "guess")


# -- links -------------------------------------------------------------------------------------------------------------


def test_incidents_held_apart_that_are_one_cost_recall(files: Files, measure: Any) -> None:
    one, other = files["ariha"]["incidents"]
    one["claims"] += other["claims"]
    one["tolls"] += other["tolls"]
    del files["ariha"]["incidents"][1]
    result = measure(files)
    assert (result.score.links.right, result.score.links.gold, result.score.links.pred) == (25, 30, 25)
    assert "ariha: strike-ariha: told apart" in faults_text(result)
    assert {"links.recall", "links.f1"} <= changed(result)
    assert "links.precision" not in changed(result)


def test_incidents_put_together_that_are_two_cost_precision(files: Files, measure: Any) -> None:
    one, other = files["ariha"]["incidents"]
    one["claims"].remove("a-3:0")
    other["claims"].append("a-3:0")
    result = measure(files)
    assert (result.score.links.right, result.score.links.gold, result.score.links.pred) == (21, 22, 25)
    assert "put together" in faults_text(result)


def test_dossiers_are_linked_in_one_run(files: Files, measure: Any) -> None:
    result = measure(files | {"again": copy.deepcopy(files["ariha"])})
    assert result.score.links.recall == 1.0
    assert result.score.links.precision < 1.0
    told = faults_text(result)
    assert "ariha: strike-ariha:" in told
    assert "again: strike-ariha:" in told


@given(st.lists(st.integers(0, 2), min_size=5, max_size=5))
def test_links_are_counted_as_all_pairs_are(homes: list[int]) -> None:
    dossiers = read_dossiers(CASES / "ariha.yaml")
    (dossier,) = dossiers
    refs = ["a-1:0", "a-1:1", "a-1:2", "a-2:0", "a-3:0"]
    data: dict[int, list[str]] = {}
    for ref, home in zip(refs, homes, strict=True):
        data.setdefault(home, []).append(ref)
    strike, shelling = dossier.incidents
    kind = type(strike)
    dossier = type(dossier)(
        name="ariha", about="", reports=dossier.reports,
        incidents=[*(kind(name=f"i{n}", claims=claims) for n, claims in data.items()), shelling],
    )  # fmt: skip
    links = score_run(link_dossiers([dossier], "given")).score.links
    gold = [pair for claims in data.values() for pair in itertools.combinations(claims, 2)]
    assert (links.right, links.gold, links.pred) == (len(gold), len(gold), 10)


@given(st.permutations(range(4)), st.permutations(range(2)))
def test_the_order_of_reports_and_dossiers_is_nothing(reports: list[int], order: list[int]) -> None:
    dossiers = read_dossiers(CASES)
    ariha = dossiers[0]
    moved = type(ariha)(
        name=ariha.name, about=ariha.about, incidents=ariha.incidents, reports=[ariha.reports[n] for n in reports]
    )
    result = score_run(link_dossiers([[moved, dossiers[1]][n] for n in order], "given"))
    assert changed(result) == set()


# -- tolls -------------------------------------------------------------------------------------------------------------


def row(files: Files, dossier: str, harm: str, group: str) -> Any:
    rows = [r for i in files[dossier]["incidents"] for r in i["tolls"] if (r["harm"], r["group"]) == (harm, group)]
    return rows[0]


@pytest.mark.parametrize(
    ("profile", "numbers", "wrong"),
    [
        ("ucdp", [12, 12, 15, False], {"best"}),
        ("ucdp", [11, 15, 15, False], {"range"}),
        ("gtd", [15, 15, 15, True], {"range"}),
        ("acled", [12, 12, 13, False], {"range"}),
        ("full-range", [12, 15, 16, False], {"range", "best"}),
        ("full-range", [None, None, None, False], {"range", "best"}),
    ],
)
def test_numbers_are_asked_of_each_profile(
    files: Files, measure: Any, profile: str, numbers: list[Any], wrong: set[str]
) -> None:
    row(files, "ariha", "killed", "civilians")[profile] = numbers
    result = measure(files)
    assert changed(result) == {f"tolls.{asked}{end}" for asked in wrong for end in ("", f".{profile}")}
    for asked in wrong:
        assert result.score.share(asked, profile) == 7 / 8
        assert result.score.share(asked) == 31 / 32
    (fault,) = result.faults
    assert fault.where == "ariha: strike-ariha: killed civilians"
    assert f"{profile} {' '.join(a for a in ('range', 'best') if a in wrong)}: expected" in fault.lines[0]
    assert "why: 12 and 15 are two voices." in faults_text(result)


def test_a_status_is_asked_of_each_profile(files: Files, measure: Any) -> None:
    row(files, "khan-tuman", "captured", "hezbollah")["status"] = "denied"
    result = measure(files)
    assert result.score.share("status") == 7 / 8
    assert all(name.startswith("tolls.status") for name in changed(result))


def test_a_toll_that_is_not_made_and_one_that_nobody_expects(files: Files, measure: Any) -> None:
    row(files, "ariha", "killed", "children")["group"] = "journalists"
    result = measure(files)
    assert (result.score.groups.right, result.score.groups.gold, result.score.groups.pred) == (7, 8, 8)
    assert result.score.share("range") == 7 / 8
    told = faults_text(result)
    assert "killed journalists" in told
    assert "no such toll" in told
    assert "nobody expects it" in told


def test_a_group_may_be_told_as_a_claim_words_it(files: Files, measure: Any) -> None:
    row(files, "khan-tuman", "killed", "syrian-government-forces")["group"] = "قوات النظام السوري"
    row(files, "ariha", "killed", "children")["group"] = "أطفال"
    assert changed(measure(files)) == set()


# -- contradictions and control ----------------------------------------------------------------------------------------


def test_another_claim_of_the_same_voice_and_figure_will_do(files: Files, measure: Any) -> None:
    files["ariha"]["incidents"][0]["contradictions"] = [["figures", "a-3:0", "a-1:0"]]
    assert changed(measure(files)) == set()


@pytest.mark.parametrize(
    ("pairs", "counts"),
    [
        ([], (2, 2, 3)),
        ([["denial", "a-1:0", "a-2:0"]], (2, 3, 3)),
        ([["figures", "a-1:1", "a-2:0"]], (2, 3, 3)),
        ([["figures", "a-1:0", "a-2:0"], ["figures", "a-1:0", "a-3:0"]], (3, 4, 3)),
    ],
)
def test_contradictions_are_paired_one_to_one(
    files: Files, measure: Any, pairs: list[Any], counts: tuple[int, int, int]
) -> None:
    files["ariha"]["incidents"][0]["contradictions"] = pairs
    result = measure(files)
    found = result.score.contradictions
    assert (found.right, found.gold, found.pred) == counts
    assert {fault.kind for fault in result.faults} == {"contradiction"}
    assert changed(result) <= {"contradictions.precision", "contradictions.recall", "contradictions.f1"}


def test_control_is_right_with_its_status_and_claims(files: Files, measure: Any) -> None:
    files["khan-tuman"]["incidents"][0]["control"][0]["status"] = "lost_control"
    result = measure(files)
    assert (result.score.control.right, result.score.control.gold, result.score.control.pred) == (0, 1, 1)
    assert "got took_control" in faults_text(result)
    assert "expected lost_control" in faults_text(result)


def test_figures_of_nothing_are_left_out(files: Files, measure: Any) -> None:
    result = measure({"ariha": files["ariha"]})
    assert not any(name.startswith("control") for name in result.score.figures())
    assert "control" not in score_text(result.score)


# -- gold claims as read ones ------------------------------------------------------------------------------------------


def test_names_of_the_gold_are_looked_up() -> None:
    reports = {r.id: as_report(r, r.id) for d in read_dossiers(CASES) for r in d.reports}
    for report in reports.values():
        assert broken_spans(report.text, record(report)) == 0
    took, killed, captured = reports["b-1"].claims
    assert took.group is not None
    assert (took.group.actor, took.count.span) == ("jaish-al-fatah", None)
    assert killed.group is not None
    assert killed.group.actor == "syrian-government-forces"
    assert killed.by is not None
    assert (killed.by.actor, killed.sources[0].actor, killed.sources[0].kind) == (
        "jaish-al-fatah", "jaish-al-fatah", "party",
    )  # fmt: skip
    assert killed.place is not None
    assert killed.place.precision in ("town", "village")
    assert killed.place.lat is not None
    (english,) = reports["b-4"].claims
    assert english.group is not None
    assert (english.group.actor, english.sources[0].actor, english.sources[0].kind) == ("hezbollah", "sohr", "monitor")
    assert english.place is not None
    assert english.place.id == killed.place.id
    assert [c.part_of for c in reports["a-1"].claims] == [None, "0", None]
    assert reports["a-1"].claims[1].group is not None
    assert reports["a-1"].claims[1].group.actor is None
    assert captured.group is not None


def gold(text: str, lang: str = "ar", **told: Any) -> Any:
    slots: dict[str, Any] = {
        "quote": "مقتل 5 مدنيين", "harm": "killed", "low": 5, "high": 5, "hedge": "exact", "group": "مدنيين",
        "role": "civilian", "stance": "asserts", "sources": [],
    }  # fmt: skip
    return as_report(GoldReport(id="g", lang=lang, text=text, claims=[GoldClaim(**(slots | told))]), "g").claims[0]


def test_the_nearest_of_equal_names_is_meant() -> None:
    claim = gold("مدنيين كثر. مقتل 5 مدنيين في قصف.")
    assert claim.group.span.start == claim.quote.start + len("مقتل 5 ")


def test_names_that_the_registry_does_not_know_have_no_id() -> None:
    claim = gold("مقتل 5 مدنيين في قرية الشبابيط، بحسب مصدر طبي", place="قرية الشبابيط", sources=["مصدر طبي"])
    assert (claim.place.id, claim.place.precision, claim.place.span.text) == (None, "unknown", "قرية الشبابيط")
    assert (claim.sources[0].actor, claim.sources[0].kind) == (None, "medical")


@pytest.mark.parametrize(
    ("name", "place"),
    [("قصر بن غشير", "Qasr bin Ghashir"), ("مدينة إدلب", "Idlib"), ("قرية الشبابيط", None)],
)
def test_names_are_looked_up_whole_whatever_is_glued_to_them(name: str, place: str | None) -> None:
    # As the text has it, with a preposition, the name may be read as another's.
    assert gold(f"مقتل 5 مدنيين ب{name}", place=name).place.name == place


def test_sources_side_by_side_are_joint() -> None:
    names = ["المرصد السوري لحقوق الإنسان", "الدفاع المدني"]
    both = gold(f"أعلن كل من {names[0]} و{names[1]} مقتل 5 مدنيين", sources=names)
    chain = gold(f"نقل {names[1]} عن {names[0]} مقتل 5 مدنيين", sources=names)
    assert [reason.rule for reason in both.why] == ["gold.joint"]
    assert chain.why == ()


@pytest.mark.parametrize(
    ("lang", "source", "kind"),
    [
        ("en", "a medical source", "medical"),
        ("en", "Police", "official"),
        ("en", "the health ministry", "official"),
        ("en", "Zzyzx", "other"),
        ("fa", "منبع آگاه", "anonymous"),
        ("fa", "سخنگوی استانداری", "official"),
    ],
)
def test_kinds_of_sources_in_other_languages(lang: str, source: str, kind: str) -> None:
    claim = gold(f"{source}: 5 people", lang=lang, quote="5 people", group="people", sources=[source])
    assert claim.sources[0].kind == kind


def test_what_says_the_same() -> None:
    text = "مقتل 5 مدنيين، بحسب الدفاع المدني والمرصد السوري لحقوق الإنسان ومصدر محلي ومصدر محلي في المدينة"
    plain = gold(text)
    monitor, local, longer = (
        gold(text, sources=[name]) for name in ("المرصد السوري لحقوق الإنسان", "مصدر محلي", "مصدر محلي في المدينة")
    )
    assert says_the_same(plain, monitor)
    assert says_the_same(local, longer)
    assert not says_the_same(monitor, local)
    assert not says_the_same(monitor, gold(text, sources=monitor_name(), low=6))
    assert not says_the_same(monitor, gold(text, sources=monitor_name(), stance="denies"))
    assert says_the_same(monitor, gold(text, sources=monitor_name(), stance="admits"))


def monitor_name() -> list[str]:
    return ["المرصد السوري لحقوق الإنسان"]


# -- files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d.update(colour="red"), "colour"),
        (lambda d: d["reports"][0].update(style="wire", tone="dry"), "tone"),
        (lambda d: d["reports"][0]["claims"][0].update(colour="red"), "colour"),
        (lambda d: d["reports"][0]["claims"][0].update(harm="maimed"), "maimed"),
        (lambda d: d["reports"][0]["claims"][1].update(quote="بينهم 4 أطفال"), r"report a-1, claim 1: not in the text"),
        (lambda d: d["reports"][0]["claims"][1].update(sources=["رويترز"]), r"report a-1, claim 1: not in the text"),
        (lambda d: d["reports"][0]["claims"][1].update(part_of=9), r"report a-1, claim 1: part_of"),
        (lambda d: d["reports"][0]["claims"][1].update(date=["2019-7-1", "2019-07-01"]), r"claim 1: no ISO dates"),
        (lambda d: d["reports"][0].update(published="10/7/2019"), "report a-1: published"),
        (lambda d: d["reports"][0].update(contradictions=[[0, 7]]), r"report a-1: contradiction \[0, 7\]"),
        (lambda d: d["reports"][1].update(id="a-1"), "report a-1: there are 2"),
        (lambda d: d["incidents"][0]["claims"].append("a-9:0"), "incident strike-ariha: there is no claim a-9:0"),
        (lambda d: d["incidents"][0]["claims"].append("a-4:0"), "claim a-4:0 stands in 2 places"),
        (lambda d: d["incidents"][0]["claims"].remove("a-1:2"), "claim a-1:2 stands in 0 places"),
        (lambda d: d.update(outside=["a-4:0"]), "outside: claim a-4:0 has the scope event"),
        (lambda d: d["reports"][3]["claims"][0].update(scope="period"), "shelling-saraqib: claim a-4:0 has the scope"),
        (lambda d: d["incidents"][0]["tolls"][0].update(gtd=[1, 2, 3]), "length"),
        (lambda d: d["incidents"][0]["tolls"][0].update(gtd=[3, 2, 3, False]), "killed civilians, gtd"),
        (lambda d: d["incidents"][0]["tolls"][0].update(status="sure"), "sure"),
        (lambda d: d["incidents"][0]["tolls"].append(d["incidents"][0]["tolls"][0]), "2 tolls of killed civilians"),
        (lambda d: d["incidents"][0].update(contradictions=[["figures", "a-1:0", "a-4:0"]]), "strike-ariha: .*a-4:0"),
        (lambda d: d["incidents"][0].update(contradictions=[["hints", "a-1:0", "a-2:0"]]), "hints"),
        (lambda d: d.update(name="other"), "its name is that of the file"),
    ],
)
def test_case_files_against_the_form_are_refused_by_item(
    files: Files, tmp_path: Path, change: Callable[[Any], object], told: str
) -> None:
    change(files["ariha"])
    path = tmp_path / "ariha.yaml"
    path.write_text(yaml.safe_dump(files["ariha"], allow_unicode=True), encoding="utf-8")
    with pytest.raises(EvaluationError, match=rf"ariha\.yaml: .*{told}"):
        read_dossiers(path)


@pytest.mark.parametrize("text", ["- a list", "{open", "\ttabs: no"])
def test_what_is_no_case_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"bad\.yaml"):
        read_dossiers(tmp_path)


def test_a_folder_without_case_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="no case file"):
        read_dossiers(tmp_path)
