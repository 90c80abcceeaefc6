"""Takes the pictures of the web application: ``docs/images/web-*.png``.

    python tools/docs_pictures_web.py

Serves the example reports with ``hasila serve --demo`` and looks at its pages in Chromium (``HASILA_CHROMIUM``, or
``chromium`` on the path), in both languages and on the width of a phone.
"""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

from docs_pictures import ARGUMENTS, ROOT

#: Name of the picture: page, language, width, height.
PICTURES = {
    "overview-ar": ("/", "ar", 1200, 820),
    "incident": ("INCIDENT", "en", 1200, 1100),
    "incident-ar": ("INCIDENT", "ar", 1200, 1100),
    "incident-phone": ("INCIDENT", "ar", 390, 844),
    "report-ar": ("/report?id=zirba-recap", "ar", 1200, 820),
    "review": ("/review", "en", 1200, 760),
    "sources": ("/sources", "en", 1200, 760),
    "explore-map-ar": ("/explore?view=map", "ar", 1200, 900),
    "explore-timeline": ("/explore?view=timeline", "en", 1200, 900),
}
#: The incident with most reports stands in the overview; its address is asked for there.
FIRST = """
    [...document.querySelectorAll('.lines a[href^="/incident/"]')]
    .find(a => a.closest('li').innerText.includes('50')).getAttribute('href')
"""


def main() -> int:
    """Write the pictures; return the exit status."""
    chromium = os.environ.get("HASILA_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        print("no Chromium found; set HASILA_CHROMIUM", file=sys.stderr)
        return 1
    command = [
        sys.executable,
        "-c",
        "from hasila.cli import main; main()",
        "serve",
        "--demo",
        "--port",
        "0",
        "--who",
        "Sara",
    ]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        url = next(part for part in server.stdout.readline().split() if part.startswith("http")).rstrip("/")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            for name, (path, lang, width, height) in PICTURES.items():
                context = browser.new_context(viewport={"width": width, "height": height})
                context.add_cookies([{"name": "lang", "value": lang, "url": url}])
                page = context.new_page()
                if path == "INCIDENT":
                    page.goto(f"{url}/")
                    path = page.evaluate(FIRST)
                page.goto(url + path)
                if page.locator(".map").count():
                    page.locator("[data-ready]").first.wait_for(state="attached")
                page.wait_for_load_state("networkidle")
                page.screenshot(path=str(ROOT / "docs" / "images" / f"web-{name}.png"))
                context.close()
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
