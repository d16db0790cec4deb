"""Take the pictures in the README, in headless Chromium and few colours: the page of a report, the report of a run.

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
IMAGES = HERE / "images"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--hide-scrollbars",
)


def main() -> None:
    """Render and photograph both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _shot(_page(folder), IMAGES / "page.png", "1280,860")
        _shot(_report(folder), IMAGES / "report.png", "1280,1010")


def _page(folder: Path) -> Path:
    report = parse_file(REPORT)
    # The picture shows the name of the file, not the way to it on somebody's machine.
    document = report.document.model_copy(update={"source": f"data/raw/{REPORT.name}"})
    page = folder / "page.html"
    page.write_text(render(report.model_copy(update={"document": document})), encoding="utf-8")
    return page


def _report(folder: Path) -> Path:
    program = Path(sys.executable).with_name("govextract")
    subprocess.run([program, "demo", "示例"], cwd=folder, check=True, capture_output=True)  # noqa: S603
    return folder / "示例" / "结果" / "report.html"


def _shot(page: Path, picture: Path, size: str) -> None:
    """Photograph a page, and reduce the picture to 96 colours."""
    browser = sys.argv[1] if len(sys.argv) > 1 else "chromium"
    shot = page.with_suffix(".png")
    options = (*FLAGS, f"--window-size={size}", f"--screenshot={shot}", page.as_uri())
    subprocess.run([browser, *options], check=True, capture_output=True)  # noqa: S603
    picture.parent.mkdir(exist_ok=True)
    Image.open(shot).convert("RGB").quantize(96, dither=Image.Dither.NONE).save(picture, optimize=True)
    print(f"{picture}: {picture.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
