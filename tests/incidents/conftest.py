"""Lets the tests here import ``claimkit`` from the folder above, whatever pytest's import mode."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
