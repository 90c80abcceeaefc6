"""Claims and tolls explained as text."""

from hasila.render.explain import explain_tolls, name_incident

from .fixture import reports, toll

INCIDENT = toll().incidents[0]


def explained() -> dict[str, str]:
    """Return the explanation of each toll by its first line."""
    head, *parts = explain_tolls(INCIDENT, INCIDENT.tolls, reports()).split("\n\n")
    assert head == "inc-1: al-Zirba, 2016-05-06" == name_incident(INCIDENT)
    return {part.split("\n")[0]: part for part in parts}


def test_every_claim_that_gave_a_number_is_listed_by_source() -> None:
    guards = explained()["killed, Islamic Revolutionary Guard Corps: 13–17, best 17 (contested, 2 independent sources)"]
    assert "  rule: Lowest to highest of the claims that stand" in guards
    assert "    17: South Monitor, 2016-05-07" in guards
    admits = guards[guards.index("    admits 13: Islamic Revolutionary Guard Corps, 2016-05-08") :]
    assert "صدى الشام (party-1:c2)  مقتل 13 من مستشاريه" in admits
    assert "پیک روز (fa-1:c1)" in admits


def test_what_was_set_aside_or_denied_is_listed_with_the_reason() -> None:
    (captured,) = [text for head, text in explained().items() if head.startswith("captured")]
    assert "  deny it\n    denies that there was anybody: Islamic Revolutionary Guard Corps, 2016-05-08" in captured
    assert "  set aside\n    monitor-1\n      why: unconfirmed" in captured


def test_every_claim_of_a_toll_is_in_its_explanation() -> None:
    for told, text in zip(INCIDENT.tolls, explained().values(), strict=True):
        for ref in (*told.supports, *told.denials, *(r for r, _ in told.set_aside)):
            assert f"({ref.report}:{ref.claim})" in text


def test_victims_are_not_named() -> None:
    assert "ريم" not in explain_tolls(INCIDENT, INCIDENT.tolls, reports())


def test_control_characters_do_not_reach_the_terminal() -> None:
    import msgspec

    hostile = [msgspec.structs.replace(r, outlet="\x1b[2J\x07x") for r in reports()]
    assert "\x1b" not in explain_tolls(INCIDENT, INCIDENT.tolls, hostile)
