"""Property tests in a run of their own making: the same examples each time, and none fails for being slow.

``HYPOTHESIS_PROFILE=search`` looks further, with new examples each time.
"""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# What several folders of tests share stands here, beside this file: claimkit, postgreskit.
sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

#: Fixtures for the tests that need a store (one PostgreSQL server for all of them) or a browser (one Chromium), each
#: started when the first one asks.
pytest_plugins = ["browsers", "databases"]

#: Files of few tests that take long: handed out first, so that no process ends long before the others.
_LONG = ("batch/test_on_spark.py", "test_docs.py", "web/test_axe.py", "incidents/test_on_spark.py")


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name a test's bytes by their size: those of a packed file hold the second, which differs between processes."""
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.path.as_posix().endswith(_LONG))
