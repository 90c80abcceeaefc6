"""Takes the pictures of the page that the README shows: ``docs/images/page-light.png`` and ``page-dark.png``.

    python tools/docs_pictures.py

Each is two cuts of the page of ``hasila toll examples/al-zirba``: the first tolls of the incident that has most, and
a report with its claims beside it. Needs Chromium (``HASILA_CHROMIUM``, or ``chromium`` on the path).
"""

import base64
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
REPORTS = "examples/al-zirba"
#: The report to show: one that asserts, admits and denies.
REPORT = "zirba-state"
TOLLS = 4
WIDTH = 1100
#: Longest cut of the report, in pixels: more than this makes the README's readers scroll past it.
TALLEST = 800
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
MEASURE = """([report, tolls]) => {
  const size = element => element.querySelectorAll("tbody").length;
  const top = element => element.getBoundingClientRect().top + scrollY;
  const incident = [...document.querySelectorAll("section.incident")].sort((a, b) => size(b) - size(a))[0];
  const rows = [...incident.querySelectorAll("tbody")].slice(0, tolls);
  const shown = [...document.querySelectorAll("section.report")].find(s => s.textContent.includes(report));
  return {
    incident: [top(incident) - 10, rows.at(-1).getBoundingClientRect().bottom + scrollY + 4],
    report: [top(shown) - 14, top(shown) + shown.getBoundingClientRect().height + 6],
    background: getComputedStyle(document.body).backgroundColor,
  };
}"""


def picture(browser: Browser, page_file: Path, scheme: str) -> bytes:
    """Return a PNG of the two cuts, one above the other, in the colour scheme ``light`` or ``dark``."""
    page = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(page_file.as_uri())
    found = page.evaluate(MEASURE, [REPORT, TOLLS])
    cuts = []
    for top, bottom in (found["incident"], found["report"]):
        clip = {"x": 0, "y": top, "width": WIDTH, "height": min(bottom - top, TALLEST)}
        cuts.append(page.screenshot(full_page=True, clip=clip))  # type: ignore[arg-type]
    images = "<div style='height:26px'></div>".join(
        f"<img style='display:block' src='data:image/png;base64,{base64.b64encode(cut).decode()}'>" for cut in cuts
    )
    whole = browser.new_page(viewport={"width": WIDTH, "height": 100})
    whole.set_content(f"<body style='margin:0;background:{found['background']}'>{images}")
    return whole.screenshot(full_page=True)


def main() -> int:
    """Write both pictures; return the exit status."""
    chromium = os.environ.get("HASILA_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        print("no Chromium found; set HASILA_CHROMIUM", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder, "page.html")
        command = [sys.executable, "-c", "from hasila.cli import main; main()", "toll", REPORTS, "--format", "html"]
        subprocess.run([*command, "-o", str(page_file)], cwd=ROOT, check=True)
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for scheme in ("light", "dark"):
            target = ROOT / "docs" / "images" / f"page-{scheme}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(picture(browser, page_file, scheme))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
