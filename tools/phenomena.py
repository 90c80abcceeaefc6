"""How many rows of each phenomenon are read right: the table of docs/accuracy.md.

python tools/phenomena.py
"""

import sys

from promote import checks


def main() -> int:
    check = checks()
    print("| phenomenon | rows | read right |\n|---|---|---|")
    for lang in check.available():
        for name, rows in check.phenomena(lang).items():
            right = sum(not row.fails for row in rows)
            print(f"| {name.replace('_', ' ')} ({lang}) | {len(rows)} | {right} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
