"""Gold files, prediction files, the pages of errors, and the gate with its floors."""

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from hasila.evaluation import EvaluationError, evaluate, read_gold
from hasila.evaluation.breakdown import BY, breakdown, breakdown_text, calibration, calibration_text
from hasila.evaluation.errors import errors_page, errors_text, wrong_slots

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "incidents"
TEXT = "مقتل 5 مدنيين في غارة على إدلب، بحسب <b>الدفاع المدني</b>"
CLAIM = {"quote": "مقتل 5 مدنيين", "harm": "killed", "low": 5, "high": 5, "hedge": "exact", "group": "مدنيين",
         "role": "civilian", "stance": "asserts", "sources": ["الدفاع المدني"]}  # fmt: skip
REPORT = {"id": "g", "lang": "ar", "published": "2024-03-15", "outlet": "ا", "text": TEXT, "claims": [CLAIM]}


def write(path: Path, *lines: Any) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def test_gold_is_read_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "gold.jsonl", REPORT)
    path.write_text("\n" + path.read_text("utf-8") + "\n\n", encoding="utf-8")
    (report,) = read_gold(path)
    assert (report.id, report.claims[0].sources, report.claims[0].scope) == ("g", ["الدفاع المدني"], "event")


@pytest.mark.parametrize(
    "change",
    [
        {"harm": "maimed"},
        {"hedge": "perhaps"},
        {"stance": "hints"},
        {"role": "warrior"},
        {"colour": "red"},
        {"low": "five"},
        {"group": "جنود"},
        {"quote": "مقتل 6"},
        {"sources": ["رويترز"]},
        {"place": "حلب"},
        {"by": "الجيش"},
    ],
)
def test_gold_against_the_codebook_is_refused_by_line(tmp_path: Path, change: dict[str, Any]) -> None:
    path = write(tmp_path / "gold.jsonl", REPORT, REPORT | {"claims": [CLAIM | change]})
    with pytest.raises(EvaluationError, match=r"gold\.jsonl, line 2"):
        read_gold(path)


def test_predictions_that_are_no_json_are_refused_by_line(tmp_path: Path) -> None:
    pred = tmp_path / "pred.jsonl"
    pred.write_text('{"id": "g", "claims": []}\n{cut\n', encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"pred\.jsonl, line 2"):
        evaluate(write(tmp_path / "gold.jsonl", REPORT), pred)


def test_own_predictions_and_the_same_from_a_file_score_alike(tmp_path: Path) -> None:
    from hasila.evaluation.run import predict

    gold = write(tmp_path / "gold.jsonl", REPORT)
    own = evaluate(gold)
    assert own.score.broken_spans == 0
    again = evaluate(gold, write(tmp_path / "pred.jsonl", *predict(read_gold(gold))))
    assert own.score.figures() == again.score.figures()


def test_errors_tell_gold_prediction_and_slots(tmp_path: Path) -> None:
    wrong = REPORT | {"claims": [CLAIM | {"low": 6, "high": 6}, CLAIM | {"harm": "wounded"}]}
    result = evaluate(write(tmp_path / "gold.jsonl", wrong))
    kinds = {p.kind: p for p in result.pairings}
    assert set(kinds) == {"wrong", "missed"}
    assert wrong_slots(kinds["wrong"])[0] == "count"
    text = errors_text(result)
    assert "[g] wrong count" in text
    assert "gold: killed 6–6" in text
    assert "[g] missed" in text
    assert "wounded" in text


def test_the_page_of_errors_shows_markup_as_text(tmp_path: Path) -> None:
    hostile = REPORT | {"id": "<script>alert(1)</script>", "claims": [CLAIM | {"low": 6}]}
    hostile["claims"][0]["sources"] = ["<b>الدفاع المدني</b>"]
    page = errors_page(evaluate(write(tmp_path / "g<i>.jsonl", hostile)))
    assert "<script>alert" not in page
    assert "<b>الدفاع" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert 'dir="auto"' in page


def test_the_page_shows_each_error_in_its_text_under_its_rule(tmp_path: Path) -> None:
    result = evaluate(write(tmp_path / "gold.jsonl", REPORT | {"claims": [CLAIM | {"low": 6, "high": 6}]}))
    page = errors_page(result)
    assert "<summary>wrong count: 1</summary>" in page
    assert "<summary>ar.count." in page
    assert '<span class="gold pred">' in page or ('<span class="gold">' in page and "pred" in page)
    assert ">6–6</td>" in page


def test_figures_apart_add_up_to_the_whole(tmp_path: Path) -> None:
    second = REPORT | {"id": "h", "style": "post", "claims": [CLAIM, CLAIM | {"harm": "wounded"}]}
    result = evaluate(write(tmp_path / "gold.jsonl", REPORT | {"style": "wire"}, second))
    for by in BY:
        rows = breakdown(result, by)
        assert sum(claims for _, claims, _ in rows) == result.score.gold == 3
    figures = {name: levels for name, _, levels in breakdown(result, "style")}
    assert figures["wire"]["found"] == 1.0
    assert figures["post"]["found"] == pytest.approx(2 / 3)
    assert {name for name, _, _ in breakdown(result, "harm")} == {"killed", "wounded"}
    assert "post" in breakdown_text(result, "style")


def test_calibration_counts_every_claim_that_was_read_once(tmp_path: Path) -> None:
    result = evaluate(write(tmp_path / "gold.jsonl", REPORT, REPORT | {"id": "h", "claims": [CLAIM | {"low": 6}]}))
    rows = calibration(result)
    assert sum(claims for _, claims, _, _ in rows) == result.score.pred == 2
    assert sum(claims * right for _, claims, _, right in rows) == pytest.approx(
        sum(p.kind == "right" for p in result.pairings)
    )
    assert all(low <= mean <= low + 0.1 for low, _, mean, _ in rows)
    assert "off by" in calibration_text(result)


# -- the gate ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("gate", ROOT / "eval" / "gate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "gold" / "ar").mkdir(parents=True)
    write(tmp_path / "gold" / "ar" / "small.jsonl", REPORT)
    monkeypatch.setattr(module, "HERE", tmp_path)
    monkeypatch.setattr(module, "FLOORS", tmp_path / "floors.json")
    return module


def floors(gate: ModuleType) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = json.loads(gate.FLOORS.read_text("utf-8"))
    return found


def test_the_gate_asks_for_floors_and_holds_them(gate: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.main([]) == 1
    assert "ar/small: no floors yet" in capsys.readouterr().err
    assert gate.main(["--raise"]) == 0
    assert {"found", "counted", "grouped", "full", "all.count", "all.stance"} <= set(floors(gate)["ar/small"])
    assert gate.main([]) == 0
    assert capsys.readouterr().err == ""


def test_the_gate_refuses_a_fall_of_any_figure(gate: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    gate.main(["--raise"])
    pinned = floors(gate)
    for name in ("full", "all.hedge"):
        pinned["ar/small"][name] = 1.01
    gate.FLOORS.write_text(json.dumps(pinned), encoding="utf-8")
    capsys.readouterr()
    assert gate.main([]) == 1
    told = capsys.readouterr().err
    assert "ar/small full" in told
    assert "ar/small all.hedge" in told


def test_floors_only_rise(gate: ModuleType) -> None:
    gate.main(["--raise"])
    pinned = floors(gate)
    pinned["ar/small"]["full"] = 1.5
    pinned["ar/small"]["found"] = 0.1
    gate.FLOORS.write_text(json.dumps(pinned), encoding="utf-8")
    assert gate.main(["--raise"]) == 1
    assert floors(gate)["ar/small"]["full"] == 1.5
    assert floors(gate)["ar/small"]["found"] > 0.9


def test_the_gate_misses_a_set_that_is_gone(gate: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    gate.main(["--raise"])
    write(gate.HERE / "gold" / "ar" / "other.jsonl", REPORT)
    (gate.HERE / "gold" / "ar" / "small.jsonl").unlink()
    assert gate.main([]) == 1
    told = capsys.readouterr().err
    assert "ar/small: no gold set" in told
    assert "ar/other: no floors yet" in told


def test_the_gate_refuses_broken_spans(gate: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    gate.main(["--raise"])
    measured = gate.measure()
    measured["ar/small"]["broken_spans"] = 1
    monkeypatch.setattr(gate, "measure", lambda: measured)
    assert gate.main([]) == 1


def test_floors_are_pinned_for_every_gold_set_of_the_project() -> None:
    pinned = json.loads((ROOT / "eval" / "floors.json").read_text("utf-8"))
    sets = {f"{path.parent.name}/{path.stem}" for path in (ROOT / "eval" / "gold").glob("*/*.jsonl")}
    assert sets
    assert {name for name in pinned if not name.startswith("incidents/")} == sets


def test_the_gate_holds_linking_and_reconciling(gate: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    gate.main(["--raise"])
    assert set(floors(gate)) == {"ar/small"}
    shutil.copytree(CASES, gate.HERE / "incidents")
    assert gate.main([]) == 0
    assert "incidents/read: 2 incidents without floors" in capsys.readouterr().out
    assert gate.main(["--raise"]) == 0
    pinned = floors(gate)
    assert pinned["incidents/given"]["links.f1"] == pinned["incidents/read"]["tolls.range"] == 0.997
    assert {"groups.f1", "tolls.best", "tolls.status", "contradictions.f1"} <= set(pinned["incidents/given"])
    pinned["incidents/given"]["tolls.best"] = 1.01
    gate.FLOORS.write_text(json.dumps(pinned), encoding="utf-8")
    capsys.readouterr()
    assert gate.main([]) == 1
    assert "incidents/given tolls.best: 1.0000 is under its floor 1.0100" in capsys.readouterr().err


def test_floors_of_other_cases_are_pinned_anew(gate: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(CASES, gate.HERE / "incidents")
    gate.main(["--raise"])
    pinned = floors(gate)
    pinned["incidents/given"] |= {"tolls.best": 1.01, "tolls.range": 0.5}
    gate.FLOORS.write_text(json.dumps(pinned), encoding="utf-8")
    assert gate.main(["--raise"]) == 1
    assert floors(gate)["incidents/given"]["tolls.best"] == 1.01
    assert floors(gate)["incidents/given"]["tolls.range"] == 0.997
    (gate.HERE / "incidents" / "ariha.yaml").unlink()
    capsys.readouterr()
    assert gate.main([]) == 1
    assert "incidents/given: there are 1 incidents" in capsys.readouterr().err
    assert gate.main(["--raise"]) == 0
    assert floors(gate)["incidents/given"]["tolls.best"] == 0.997
