"""One who is named with what happened to him as a title: the martyr X, the freed prisoner Y."""

from typing import TYPE_CHECKING

from hasila.extract.draft import Draft
from hasila.extract.harms.triggers import HELD, Trigger
from hasila.extract.people.names import is_name
from hasila.extract.people.reader import Phrase
from hasila.model import Harm

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader


def named_one(reader: "FrameReader", trigger: Trigger) -> Draft | None:
    """Return the draft of one who is named with what happened to him as a title: الشهيد فلان, الأسير المحرر فلان.

    What is named after the dead (مسجد الشهيد فلان) tells of nobody.
    """
    tg, k, word = reader.tg, trigger.start, trigger.word
    if trigger.number in ("pl", "du"):
        return _first_named(reader, trigger)
    if trigger.number != "sg" or word.harm not in ("killed", *HELD):
        return None
    on_duty = not (trigger.definite or word.weak) and _of_what_all_know(reader, trigger.end)
    if not (trigger.definite or on_duty):
        return None
    if tg.any(max(reader.begin, k - 2), k, "subset"):
        return None
    body = k > reader.begin and tg.has(k - 1, "source") and not _someone(reader, k - 1)
    if k > reader.begin and (body or tg.has(k - 1, "placeword", "formation", "employer")) and not tg.an[k - 1].art:
        # مستشفى الشهيد فلان; but شيع الأهالي الشهيد فلانا: who has an article is named after nobody.
        return None
    whose = k > reader.begin and (tg.has(k - 1, "kin") or _someone(reader, k - 1)) and not on_duty
    if word.harm in HELD and tg.any(reader.begin, reader.end, "notharm"):
        # سجل الأسير فلان رقما في إضرابه: what is told is not that he is held.
        return None
    phrase = reader.person(trigger.end + 1 if on_duty else k)
    if phrase is None or not phrase.named or (on_duty and phrase.start != trigger.end + 1):
        return None
    near = phrase.group is not None and phrase.group[0] <= trigger.end + 1 and is_name(tg, phrase.group[0])
    if whose and not (_in_full(phrase) and near):
        # والد الشهيد فلان: who is told of by one name is known already.
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


def _first_named(reader: "FrameReader", trigger: Trigger) -> Draft | None:
    """Return the draft of the first of several who are named behind their title: ذوي الشهيدين فلان وفلان."""
    k, word = trigger.start, trigger.word
    if not trigger.definite or word.harm not in ("killed", *HELD):
        return None
    phrase = reader.person(trigger.end) if trigger.end < reader.end else None
    if phrase is None or not phrase.named or phrase.start != trigger.end or not _in_full(phrase):
        return None
    reader.used.update(range(phrase.start, phrase.end))
    rules: list[tuple[str, str, tuple[int, int] | None]] = [
        ("harm", f"{word.id}.title", (k, trigger.end)),
        ("count", phrase.rule, phrase.figure),
    ]
    return Draft(word.harm, (k, trigger.end), phrase, reader.sentence, rules, word=word)


def _someone(reader: "FrameReader", k: int) -> bool:
    """Tell whether a word that may tell a source is one for persons, as kin are: ذوي الشهيد, أرملة الشهيد."""
    sense = reader.tg.sense(k, "source")
    return sense is not None and sense.id == "director"


def _in_full(phrase: Phrase) -> bool:
    """Tell whether somebody is told by more than one name."""
    return phrase.group is not None and phrase.group[1] - phrase.group[0] > 1


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
