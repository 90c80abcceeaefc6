"""Long texts cost no more for each claim than short ones: what is counted is the calls that are made, not time."""

import random
import sys
from types import FrameType
from typing import Any

import pytest

from hasila.model import Report
from hasila.pipeline import read_claims

PLACES = ("حلب", "إدلب", "حمص", "الموصل", "بغداد", "صنعاء", "تعز", "درعا", "حماة", "الرقة")
PEOPLE = ("مدنيا", "جنديا", "مسلحا", "شخصا", "عنصرا")
SOURCES = ("المرصد", "وزارة الصحة", "مصدر طبي", "شهود عيان", "قائد الشرطة", "ناشطون")
GIVEN = ("محمد", "أحمد", "علي", "حسن", "خالد", "سعيد", "يوسف")
LETTERS = "بتثجحخدذرزسشصضطظعغفقكلمنهوي"
#: Six times the claims may take so many times the calls for each of them: what grows as a logarithm is let through,
#: and steps that no claims come to in a short text.
GROWTH = 1.6


def made_up(chance: random.Random) -> str:
    return "".join(chance.choices(LETTERS, k=5))


def lines(kind: str, count: int) -> str:
    """Return a report of so many lines, each with a claim or two."""
    chance = random.Random(1)
    out = []
    for i in range(count):
        place, people, figure, source = PLACES[i % 10], PEOPLE[i % 5], 11 + i % 89, SOURCES[i % 6]
        name = "".join(chance.choices("abdefghiklmnorstu", k=6)).capitalize()
        given = GIVEN[chance.randrange(7)]
        out.append(
            {
                "again": f"قتل {figure} {people} في قصف على مدينة {place}.",
                "different": f"قتل {11 + i} {people} في قصف على مدينة {place}.",
                "sources": f"وقال {source} في {place} {given} {made_up(chance)} إن {figure} {people} قتلوا، وأصيب 3.",
                "names": f"استشهد {given} {made_up(chance)} {made_up(chance)} في {place}.",
                "parts": f"قتل {40 + i} {people} بينهم {3 + i % 30} أطفال و{2 + i % 7} نساء في {place} وفق {source}.",
                "denials": f"أعلنت {SOURCES[1]} مقتل {11 + i} {people} في {place}. ونفى {SOURCES[4]} ذلك.",
                "ground": f"سيطرت قوات النظام على قرية {made_up(chance)} في ريف {place}، ثم استعادت المعارضة المدينة.",
                "en": f"{11 + i} soldiers were killed in Aleppo on Monday, Major Karim {name} of the army said.",
                "fa": f"{11 + i} سرباز در حلب کشته شدند. پلیس گفت.",
            }[kind]
        )
    return "\n".join(out)


def calls(kind: str, count: int) -> float:
    """Return how many calls of Python functions each line of a report takes."""
    report = Report(id="x", lang=kind if len(kind) == 2 else "ar", text=lines(kind, count), published="2016-05-05")
    # What is kept of words is not measured.
    read_claims(report)
    made = 0

    def tell(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal made
        made += event == "call"

    before = sys.getprofile()
    sys.setprofile(tell)
    try:
        read_claims(report)
    finally:
        sys.setprofile(before)
    return made / count


@pytest.mark.parametrize("kind", ["again", "different", "sources", "names", "parts", "denials", "ground", "en", "fa"])
def test_each_line_of_a_long_report_takes_no_more_work(kind: str) -> None:
    assert calls(kind, 240) < GROWTH * calls(kind, 40)


def test_a_sentence_of_a_thousand_claims_is_read() -> None:
    text = "، و".join(f"قتل {11 + i} جنديا في قصف على مدينة {PLACES[i % 10]}" for i in range(1_000))
    assert len(read_claims(Report(id="x", lang="ar", text=text, published="2016-05-05")).claims) > 500
