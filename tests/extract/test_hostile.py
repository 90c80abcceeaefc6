"""Texts made to hurt: they are read within a bound of processor time that only a runaway pattern can pass."""

import json
import subprocess
import sys

#: Seconds of processor time for one text; well-behaved, none takes more than one or two.
BOUND = 20
N = 40_000
TEXTS = [
    "قتل" * 3 * N,
    "ق." * N,
    "ق.ت" * N,
    "قـ." * N,
    "ـ." * N,
    "ق*" * N,
    "قُ" * N,
    "ق" + "\u064e" * N,
    "\u200f" * N,
    '" ' * N,
    "« " * N,
    "( " * N,
    "/ " * N,
    "5 " * N,
    "1," * N,
    "1." * N,
    "و" * N,
    "ال" * N,
    "\n" * N,
    "قتل" + " " * N + "جندي",
    "ثلاثة و" * N,
    "جنود " * N,
    "بينهم 3 جنود " * (N // 4),
    "قال مصدر إن " * (N // 4),
    "#قتل_" * N,
    " ".join(f"قتل {n} جنود في حلب." for n in range(300)),
]
SCRIPT = f"""
import json, resource, sys, time, hasila
for number, text in enumerate(json.load(sys.stdin)):
    print(number, flush=True)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + {BOUND}, resource.RLIM_INFINITY))
    hasila.read(text, lang="ar", published="2024-03-15")
"""


def test_hostile_texts_are_read() -> None:
    command, given = [sys.executable, "-c", SCRIPT], json.dumps(TEXTS).encode()
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    begun = [int(number) for number in done.stdout.split()]
    failed = done.stderr.decode()[-500:] or f"more than {BOUND} s of processor time"
    assert done.returncode == 0, f"{TEXTS[begun[-1]][:20]!r}: {failed}"
    assert begun == list(range(len(TEXTS)))
