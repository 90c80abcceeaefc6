"""One incident told in three languages is one incident, and a monitor quoted in all of them is one voice."""

import hasila

TOLD = {
    "ar": (
        "قال المرصد السوري لحقوق الإنسان إن 23 مدنياً قتلوا وأصيب 40 آخرون في غارات جوية على مدينة إدلب يوم الثلاثاء.",
        "وكالة الشمال",
    ),
    "fa": (
        "دیده‌بان حقوق بشر سوریه اعلام کرد ۲۳ غیرنظامی روز سه‌شنبه در حملات هوایی به شهر ادلب کشته "
        "و ۴۰ نفر دیگر زخمی شدند.",
        "خبرگزاری کارون",
    ),
    "en": (
        "At least 23 civilians were killed and 40 others wounded in air strikes on the city of Idlib on Tuesday, "
        "the Syrian Observatory for Human Rights said.",
        "Harbour Wire",
    ),
}
OTHER = "Two doctors in Idlib said on Wednesday that 31 civilians were killed in Tuesday's air strikes on the city."


def test_one_incident_and_one_voice() -> None:
    reports = [
        hasila.read(text, id=lang, published="2019-07-24", outlet=outlet) for lang, (text, outlet) in TOLD.items()
    ]
    assert [report.lang for report in reports] == list(TOLD)
    sources = {claim.sources[0].actor for report in reports for claim in report.claims}
    assert sources == {"sohr"}
    (incident,) = hasila.toll(reports).incidents
    assert len(incident.claims) == 6
    assert {(toll.harm, toll.best, toll.status) for toll in incident.tolls} == {
        ("killed", 23, "single_source"),
        ("wounded", 40, "single_source"),
    }
    another = hasila.read(OTHER, id="other", published="2019-07-25", outlet="Meridian")
    (incident,) = hasila.toll([*reports, another]).incidents
    killed = next(toll for toll in incident.tolls if toll.harm == "killed")
    assert (killed.low, killed.high, killed.status) == (23, 31, "contested")
