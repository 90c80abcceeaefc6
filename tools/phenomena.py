"""How many rows of each phenomenon are read right: the table of docs/accuracy.md.

python tools/phenomena.py
"""

import sys

from promote import checks


def main() -> int:
    check = checks()
    print(f"{'phenomenon':<58} rows  read right")
    total = [0, 0]
    for lang in check.available():
        for name, rows in check.phenomena(lang).items():
            right = sum(not row.fails for row in rows)
            total = [total[0] + len(rows), total[1] + right]
            print(f"{lang} {name.replace('_', ' '):<55} {len(rows):>4} {right:>11}")
    print(f"{'all':<58} {total[0]:>4} {total[1]:>11}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
