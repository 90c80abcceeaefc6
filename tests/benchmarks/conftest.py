"""The benchmark's modules stand beside ``benchmarks/run.py``, in no package: put them in reach."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
