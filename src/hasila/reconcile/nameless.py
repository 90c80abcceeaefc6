"""Who has a name among the sources, and who is only described. The words are data (``nameless.yaml``)."""

from functools import cache
from importlib import resources

from hasila.model import Source
from hasila.reconcile.groups import bare
from hasila.text import fold_word
from hasila.text.data import load_yaml

#: Kinds of source that may have no name: a ministry of health has one, a doctor or a resident has none.
_MAYBE = frozenset({"local", "medical", "other"})


def is_named(source: Source) -> bool:
    """Tell whether a source has a name: one that the registry knows, a body's, an office's or a person's.

    Without one is who is kept anonymous, whoever is called a source, and who is only described: a doctor, residents.
    A calling with the article before a name (*the doctor Nabil*) names a person.
    """
    if source.actor:
        return True
    words = fold_word(source.span.text.split("،")[0].split(",")[0]).lower().split()
    if source.kind == "anonymous" or not words:
        return False
    nameless = _words("sources") if source.kind not in _MAYBE else _words("sources") | _words("described")
    if words[0].isascii():
        # English puts the noun last: a hospital doctor.
        return not nameless.intersection(words)
    if (
        words[0].startswith("ال")
        and words[1:]
        and not words[1].startswith("ال")
        and bare(words[0]) in _words("callings")
    ):
        return True
    return bare(words[0]) not in nameless | (_words("callings") if source.kind in _MAYBE else frozenset())


@cache
def _words(kind: str) -> frozenset[str]:
    text = resources.files("hasila.reconcile").joinpath("nameless.yaml").read_text(encoding="utf-8")
    return frozenset(bare(word) for word in load_yaml(text)[kind])
