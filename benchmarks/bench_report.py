"""What was measured, as text."""

from collections.abc import Sequence
from typing import Any


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Set rows under their header: the first column to the left, the others to the right.

    Raises:
        ValueError: if a row has not as many cells as the header.
    """
    lines = [header, *rows]
    if any(len(line) != len(header) for line in lines):
        raise ValueError(f"each row takes {len(header)} cells")
    widths = [max(len(line[n]) for line in lines) for n in range(len(header))]
    ruled = [lines[0], ["-" * width for width in widths], *lines[1:]]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))]).rstrip()
        for line in ruled
    )


def best(rounds: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Put the rounds of one tool together: least time (what disturbs only adds to it), most memory.

    Raises:
        ValueError: if there are no rounds, or they did not find the same.
    """
    if len({measured["found"] for measured in rounds}) != 1:
        raise ValueError("the rounds of one tool over the same articles found different things")
    return {
        "load_seconds": min(measured["load_seconds"] for measured in rounds),
        "seconds": min(measured["seconds"] for measured in rounds),
        "found": rounds[0]["found"],
        "peak_megabytes": max(measured["peak_megabytes"] for measured in rounds),
    }


def speed(tool: str, measured: dict[str, Any], documents: int, size: int, hasila_seconds: float) -> dict[str, Any]:
    """Work out what a tool does in a second: ``documents``, and MB (10^6 bytes) of ``size`` bytes of text.

    ``hasila_ratio`` says how many times the tool's speed hasila has.
    """
    seconds, load = measured["seconds"], measured["load_seconds"]
    return {
        "tool": tool,
        **measured,
        "documents_per_second": documents / seconds,
        "documents_per_second_with_load": documents / (seconds + load),
        "megabytes_per_second": size / 1e6 / seconds,
        "hasila_ratio": seconds / hasila_seconds,
    }


def render(result: dict[str, Any]) -> str:
    """Set out a whole run, as ``--json`` writes it, for reading in a terminal."""
    articles, machine = result["articles"], result["machine"]
    parts = [
        f"{articles['documents']:,} articles, {articles['bytes'] / 1e6:.2f} MB of text, "
        f"{articles['claims']:,} claims with {articles['spans']:,} spans",
        ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
        + f"; {machine['system']}, {'one core' if machine['pinned'] else 'not held on one core'}",
        "",
        table(
            ("speed", "articles/s", "with loading", "MB/s", "peak MB", "found", "hasila is"),
            [
                (
                    row["tool"],
                    f"{row['documents_per_second']:.1f}",
                    f"{row['documents_per_second_with_load']:.1f}",
                    f"{row['megabytes_per_second']:.2f}",
                    f"{row['peak_megabytes']:.0f}",
                    f"{row['found']:,}",
                    f"{row['hasila_ratio']:.2f} x",
                )
                for row in result["speed"]
            ],
        ),
        "",
        table(
            ("start-up (median)", "seconds", "processor"),
            [(row["what"], f"{row['seconds']:.3f}", f"{row['processor_seconds']:.3f}") for row in result["startup"]],
        ),
    ]
    if "long" in result:
        row = result["long"]
        parts += [
            "",
            f"one text of {row['bytes'] / 1e6:.1f} MB, {row['found']:,} claims: {row['seconds']:.1f} s, for each byte "
            f"{row['ratio']:.2f} times what the articles cost",
        ]
    if result["memory"]:
        rows = [(f"hasila extract, {row['documents']:,}", f"{row['peak_megabytes']:.0f}") for row in result["memory"]]
        parts += ["", table(("memory, reports", "peak MB"), rows)]
    return "\n".join(parts)
