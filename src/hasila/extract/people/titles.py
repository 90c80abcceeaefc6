"""One who is named with what happened to him as a title: the martyr X, the freed prisoner Y."""

from typing import TYPE_CHECKING

from hasila.extract.draft import Draft
from hasila.extract.harms.triggers import HELD, Trigger
from hasila.model import Harm

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader


def named_one(reader: "FrameReader", trigger: Trigger) -> Draft | None:
    """Return the draft of one who is named with what happened to him as a title: الشهيد فلان, الأسير المحرر فلان.

    What is named after the dead (مسجد الشهيد فلان) tells of nobody.
    """
    tg, k, word = reader.tg, trigger.start, trigger.word
    if trigger.number != "sg" or word.harm not in ("killed", *HELD):
        return None
    on_duty = not (trigger.definite or word.weak) and _of_what_all_know(reader, trigger.end)
    if not (trigger.definite or on_duty):
        return None
    if tg.any(max(reader.begin, k - 2), k, "subset"):
        return None
    if k > reader.begin and tg.has(k - 1, "placeword", "formation", "employer", "source") and not tg.an[k - 1].art:
        # مستشفى الشهيد فلان; but شيع الأهالي الشهيد فلانا: who has an article is named after nobody.
        return None
    if k > reader.begin and tg.has(k - 1, "kin") and not on_duty:
        return None
    if word.harm in HELD and tg.any(reader.begin, reader.end, "notharm"):
        # سجل الأسير فلان رقما في إضرابه: what is told is not that he is held.
        return None
    phrase = reader.person(trigger.end + 1 if on_duty else k)
    if phrase is None or not phrase.named or (on_duty and phrase.start != trigger.end + 1):
        return None
    if on_duty:
        reader.used.update(range(phrase.start, phrase.end))
    freed = tg.any(trigger.end, phrase.group[0] if phrase.group else trigger.end, "freed")
    harm: Harm = "released" if freed else word.harm
    rules: list[tuple[str, str, tuple[int, int] | None]] = [
        ("harm", f"{word.id}.{'freed' if freed else 'title'}", (k, trigger.end)),
        ("count", phrase.rule, phrase.figure),
    ]
    return Draft(harm, (k, trigger.end), phrase, reader.sentence, rules, word=word)


def _of_what_all_know(reader: "FrameReader", k: int) -> bool:
    """Tell whether a definite word that no list knows makes the noun before it a title: شهيد الواجب."""
    tg = reader.tg
    return (
        k + 1 < reader.end
        and tg.text(k).startswith(tg.lang.article)
        and not tg.known(k)
        and k not in tg.places
        and k not in tg.actors
    )
