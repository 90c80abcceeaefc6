"""One tool over one file of articles, in a process of its own; what was measured goes to standard output as JSON.

    python benchmarks/bench_worker.py TOOL ARTICLES.jsonl
    python benchmarks/bench_worker.py command ARTICLES.jsonl OUT.jsonl

A process for each tool, so that none pays for the memory of another (the garbage collector walks over all of it) and
peak memory is its own. No tool is imported before it is asked for.
"""

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from bench_articles import Article, news_page


class Tool(NamedTuple):
    """``prepare`` makes of an article what the tool takes (not timed); ``work`` does the job (timed).

    ``work`` returns how much it found, so that it is seen that it did the job.
    """

    prepare: Callable[[Article], Any]
    work: Callable[[Any], int]


def hasila() -> Tool:
    """Claims of a report whose language is known, as ``hasila extract`` reads them."""
    from hasila.model import Report
    from hasila.pipeline import read_claims

    def prepare(article: Article) -> Report:
        known: dict[str, Any] = {key: article[key] for key in ("id", "lang", "text", "published", "outlet", "title")}
        return Report(**known)

    return Tool(prepare, lambda report: len(read_claims(report).claims))


def trafilatura() -> Tool:
    """The text of the article in its page, with the settings that trafilatura has by default."""
    from trafilatura import extract

    return Tool(news_page, lambda page: bool(extract(page)))


def trafilatura_fast() -> Tool:
    """The same without trafilatura's fallbacks."""
    from trafilatura import extract

    return Tool(news_page, lambda page: bool(extract(page, fast=True)))


def langextract() -> Tool:
    """LangExtract after its model has answered: tokenise the document, align one extraction for each claim."""
    return _aligned("claims")


def langextract_spans() -> Tool:
    """The same with an extraction for each span of the claims, which is what hasila gives the place of."""
    return _aligned("spans")


def _aligned(key: str) -> Tool:
    from langextract.core.data import Document, Extraction
    from langextract.resolver import Resolver

    resolver = Resolver()

    def prepare(article: Article) -> tuple[Any, list[Any]]:
        return Document(text=article["text"]), [Extraction(kind, text) for kind, text, _ in article[key]]

    def work(prepared: tuple[Any, list[Any]]) -> int:
        document, extractions = prepared
        assert document.tokenized_text is not None  # made when it is first asked for
        aligned = resolver.align(extractions, document.text, token_offset=0, char_offset=0)
        return sum(extraction.char_interval is not None for extraction in aligned)

    return Tool(prepare, work)


def langextract_chunks() -> Tool:
    """One extraction for each claim, aligned in chunks of 1,000 characters as ``langextract.extract`` cuts them.

    Each claim is aligned in the chunk that it begins in.
    """
    from langextract.chunking import ChunkIterator
    from langextract.core.data import Document, Extraction
    from langextract.core.tokenizer import RegexTokenizer
    from langextract.resolver import Resolver

    resolver, tokenizer = Resolver(), RegexTokenizer()

    def prepare(article: Article) -> tuple[Any, list[tuple[int, Any]]]:
        made = [(start, Extraction(kind, text)) for kind, text, start in article["claims"]]
        return Document(text=article["text"]), made

    def work(prepared: tuple[Any, list[tuple[int, Any]]]) -> int:
        document, made = prepared
        found = 0
        for chunk in ChunkIterator(
            text=document.tokenized_text, max_char_buffer=1000, document=document, tokenizer_impl=tokenizer
        ):
            at = chunk.char_interval
            inside = [extraction for start, extraction in made if at.start_pos <= start < at.end_pos]
            aligned = resolver.align(inside, chunk.chunk_text, chunk.token_interval.start_index, at.start_pos)
            found += sum(extraction.char_interval is not None for extraction in aligned)
        return found

    return Tool(prepare, work)


TOOLS: dict[str, Callable[[], Tool]] = {
    "hasila": hasila,
    "trafilatura": trafilatura,
    "trafilatura, fast": trafilatura_fast,
    "langextract": langextract,
    "langextract, in chunks": langextract_chunks,
    "langextract, every span": langextract_spans,
}


def peak_megabytes() -> float:
    """Return the most memory that this process held, in MB (10^6 bytes)."""
    try:
        # Of this program alone; what getrusage tells also counts what the parent held when it started the process.
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        kib = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        kib = peak // 1024 if sys.platform == "darwin" else peak
    return kib * 1024 / 1e6


def run_tool(name: str, path: Path) -> dict[str, Any]:
    """Run a tool over all articles: seconds of processor time to load (with the first article) and for all."""
    articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    begun = time.process_time()
    tool = TOOLS[name]()
    tool.work(tool.prepare(articles[0]))
    load = time.process_time() - begun
    prepared = [tool.prepare(article) for article in articles]
    del articles
    gc.collect()
    begun = time.process_time()
    found = sum(map(tool.work, prepared))
    seconds = time.process_time() - begun
    return {"load_seconds": load, "seconds": seconds, "found": found, "peak_megabytes": peak_megabytes()}


def run_command(path: Path, out: Path) -> dict[str, Any]:
    """Run ``hasila extract`` over the file and tell its peak memory.

    Raises:
        RuntimeError: if it did not read every report.
    """
    from hasila.cli import main

    try:
        main(["extract", str(path), "-o", str(out)], standalone_mode=False)
    except SystemExit as end:
        if end.code:
            raise RuntimeError(f"hasila extract ended with status {end.code}") from end
    return {"peak_megabytes": peak_megabytes()}


if __name__ == "__main__":
    asked, *paths = sys.argv[1:]
    measured = run_command(*map(Path, paths)) if asked == "command" else run_tool(asked, Path(paths[0]))
    print(json.dumps(measured))
