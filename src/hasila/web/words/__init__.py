"""Every word of the interface, in both languages side by side: one file for what all pages share, one for each page.

A file is a map of keys to the languages. What :mod:`hasila.render` has words for (harms, stances, statuses) is taken
from there, with ``r.`` before its key.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from hasila.render.strings import EN
from hasila.render.strings_ar import AR

_SHARED: Mapping[str, Mapping[str, str]] = {"en": EN, "ar": AR}


@cache
def words(lang: str) -> Mapping[str, str]:
    """Return the words of a language of the interface.

    Raises:
        ValueError: if a word has no translation, or two files have one of the same key.
    """
    found: dict[str, str] = {f"r.{key}": said for key, said in _SHARED[lang].items()}
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            told: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
            for key, both in told.items():
                if set(both) != set(_SHARED) or key in found:
                    raise ValueError(
                        f"{file.name}: {key} must have words in {', '.join(_SHARED)}, and stand in one file"
                    )
                found[key] = both[lang]
    return found
