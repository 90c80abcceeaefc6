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
    if trigger.number != "sg" or not trigger.definite or word.harm not in ("killed", *HELD):
        return None
    if tg.any(max(reader.begin, k - 2), k, "subset"):
        return None
    if k > reader.begin and tg.has(k - 1, "placeword", "formation", "employer", "source", "kin"):
        return None
    if word.harm in HELD and tg.any(reader.begin, reader.end, "notharm"):
        # سجل الأسير فلان رقما في إضرابه: what is told is not that he is held.
        return None
    phrase = reader.person(k)
    if phrase is None or not phrase.named:
        return None
    freed = tg.any(trigger.end, phrase.group[0] if phrase.group else trigger.end, "freed")
    harm: Harm = "released" if freed else word.harm
    rules: list[tuple[str, str, tuple[int, int] | None]] = [
        ("harm", f"{word.id}.{'freed' if freed else 'title'}", (k, trigger.end)),
        ("count", phrase.rule, phrase.figure),
    ]
    return Draft(harm, (k, trigger.end), phrase, reader.sentence, rules, word=word)
