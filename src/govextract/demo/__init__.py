"""A sample folder to try a run on: a year of a town's reports and what else lies about in an archive.

The reports were written for this project; their people, places and firms are invented.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from govextract.demo.formats import docx, html, zipped
from govextract.run_folder import RunError


class Sample(NamedTuple):
    """A file of the sample folder: where it lies, the report in it, and how that is written."""

    path: str
    report: str
    form: Callable[[str], bytes]


def _utf8(text: str) -> bytes:
    return text.encode()


def _bom(text: str) -> bytes:
    return text.encode("utf-8-sig")


def _gb18030(text: str) -> bytes:
    return text.encode("gb18030")


def _cut_off(text: str) -> bytes:
    return docx(text)[:-200]


def _nothing(_: str) -> bytes:
    return b""


SAMPLES = (
    Sample("茶亭坳镇/2023年1月.txt", "2023-01", _utf8),
    Sample("茶亭坳镇/2023年2月.txt", "2023-02", _gb18030),
    Sample("茶亭坳镇/2023年3月.docx", "2023-03", docx),
    Sample("茶亭坳镇/2023年4月.html", "2023-04", html),
    Sample("茶亭坳镇/2023年5月.txt", "2023-05", _bom),
    Sample("茶亭坳镇/2023年6月.docx", "2023-06", docx),
    Sample("县级部门/农业农村局简报.html", "agriculture", html),
    Sample("县级部门/应急管理局通报.txt", "safety", _gb18030),
    Sample("县级部门/应急管理局通报（副本）.txt", "safety", _gb18030),
    Sample("县级部门/会议材料（下载不完整）.docx", "safety", _cut_off),
    Sample("县级部门/空白.txt", "safety", _nothing),
)
"""Files that lie in the folder."""

ARCHIVE = "茶亭坳镇2023年下半年.zip"
ARCHIVED = (
    Sample("茶亭坳镇/2023年7月.txt", "2023-07", _gb18030),
    Sample("茶亭坳镇/2023年8月.docx", "2023-08", docx),
    Sample("茶亭坳镇/2023年9月.txt", "2023-09", _utf8),
    Sample("茶亭坳镇/2023年10月.html", "2023-10", html),
    Sample("茶亭坳镇/2023年11月.txt", "2023-11", _gb18030),
    Sample("茶亭坳镇/2023年12月.docx", "2023-12", docx),
)
"""Files in the zip archive, which has their names as Windows writes them in China."""


JURISDICTION = "湖南省岚州市岚溪县"
"""Whose reports they are: a county that only the sample gazetteer knows."""


def write(folder: Path, places: Path) -> list[Path]:
    """Write the sample reports into a folder, and a gazetteer of their county, as often as one likes.

    Raises:
        RunError: a file of such a name is there that is not ours, or something cannot be written.
    """
    files = {folder / sample.path: sample.form(report(sample.report)) for sample in SAMPLES}
    files[folder / ARCHIVE] = zipped([(x.path, x.form(report(x.report))) for x in ARCHIVED])
    files[places] = _text("places.csv").encode()
    try:
        for path, data in files.items():
            if path.exists() and (not path.is_file() or path.read_bytes() != data):
                raise RunError("demo_foreign", path=path)
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as e:
        raise RunError("out_unusable", path=folder, cause=e.strerror or e) from e
    return sorted(files)


def report(name: str) -> str:
    """The text of a sample report."""
    return _text("reports", f"{name}.txt")


def _text(*path: str) -> str:
    file = resources.files("govextract.demo").joinpath(*path)
    return file.read_text(encoding="utf-8").replace("\r\n", "\n")
