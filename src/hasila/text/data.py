"""The package's own data files: YAML, read to plain values by the fastest loader that PyYAML brings."""

from typing import Any, Final

import yaml

YAMLError = yaml.YAMLError
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(text: str) -> Any:
    """Read a YAML document.

    Raises:
        YAMLError: if the text is no YAML.
    """
    return yaml.load(text, Loader=_LOADER)
