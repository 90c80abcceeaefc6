"""Nouns for harm done that tell nothing new, in languages that put the verb at the end (``verb_final``)."""

from typing import TYPE_CHECKING

from hasila.extract.people.phrase import Phrase

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader
    from hasila.extract.harms.triggers import Trigger

#: A copula that makes a noun what somebody is at stands at most so many tokens behind the people.
_COPULA = 2


def told_anew(reader: "FrameReader", trigger: "Trigger", found: Phrase) -> bool:
    """Tell whether a noun of harm tells of people who were not told before, and of what was done to them.

    «علت بازداشت این افراد»: they were told; «به دنبال دستگیری مهاجمان هستند»: that is still aimed at.
    """
    tg = reader.tg
    if trigger.word.kind != "event" or found.counted or found.named:
        return True
    if trigger.start > reader.begin and tg.has(trigger.start - 1, "selfsame"):
        # تحقیقات درباره این قتل از متهمان: which one it was is known.
        return False
    if found.start > trigger.start and tg.has(found.start - 1, "selfsame") and found.start - 1 >= trigger.end:
        return False
    aimed = any(tg.has(q, "pursuing") and tg.end(q, "pursuing") == trigger.start for q in range(
        max(reader.begin, trigger.start - 3), trigger.start))  # fmt: skip
    return not (aimed and tg.any(found.end, min(found.end + _COPULA, reader.end), "copula"))
