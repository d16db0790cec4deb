"""Take the picture in the README: the page of a sample report in headless Chromium, in few colours.

Needs Chromium and a Chinese font: ``python docs/picture.py [chromium]``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from govextract import parse_file
from govextract.page import render

HERE = Path(__file__).parent
REPORT = HERE.parent / "data" / "raw" / "township-monthly.txt"
PICTURE = HERE / "images" / "page.png"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--hide-scrollbars",
)


def main() -> None:
    """Render, photograph, and reduce to 96 colours."""
    browser = sys.argv[1] if len(sys.argv) > 1 else "chromium"
    report = parse_file(REPORT)
    # The picture shows the name of the file, not the way to it on somebody's machine.
    document = report.document.model_copy(update={"source": f"data/raw/{REPORT.name}"})
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder) / "page.html", Path(folder) / "page.png"
        page.write_text(render(report.model_copy(update={"document": document})), encoding="utf-8")
        options = (*FLAGS, "--window-size=1280,860", f"--screenshot={shot}", page.as_uri())
        subprocess.run([browser, *options], check=True, capture_output=True)  # noqa: S603
        PICTURE.parent.mkdir(exist_ok=True)
        Image.open(shot).convert("RGB").quantize(96, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
