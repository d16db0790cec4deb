"""What kind of file some bytes are, by their content; the name's extension is not asked."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A format: its id, and its name in English and Chinese."""

    id: str
    en: str
    zh: str


TEXT = Kind("txt", "a text file", "文本文件")
_SIGNATURES: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"%PDF-", Kind("pdf", "a PDF document", " PDF 文档")),
    (0, b"{\\rtf", Kind("rtf", "an RTF document", " RTF 文档")),
    (0, b"\x89PNG\r\n\x1a\n", Kind("png", "a picture (PNG)", "图片（PNG）")),
    (0, b"\xff\xd8\xff", Kind("jpeg", "a picture (JPEG)", "图片（JPEG）")),
    (0, b"GIF87a", Kind("gif", "a picture (GIF)", "图片（GIF）")),
    (0, b"GIF89a", Kind("gif", "a picture (GIF)", "图片（GIF）")),
    (0, b"II*\x00", Kind("tiff", "a picture (TIFF)", "图片（TIFF）")),
    (0, b"MM\x00*", Kind("tiff", "a picture (TIFF)", "图片（TIFF）")),
    (8, b"WEBP", Kind("webp", "a picture (WebP)", "图片（WebP）")),
    (8, b"WAVE", Kind("wav", "a sound file", "音频文件")),
    (0, b"ID3", Kind("mp3", "a sound file", "音频文件")),
    (4, b"ftyp", Kind("mp4", "a video or sound file", "视频或音频文件")),
    (0, b"Rar!\x1a\x07", Kind("rar", "an archive (RAR)", "压缩包（RAR）")),
    (0, b"7z\xbc\xaf\x27\x1c", Kind("7z", "an archive (7z)", "压缩包（7z）")),
    (0, b"\x1f\x8b\x08", Kind("gz", "a compressed file (gzip)", "压缩文件（gzip）")),
    (0, b"\xfd7zXZ\x00", Kind("xz", "a compressed file (xz)", "压缩文件（xz）")),
    (0, b"SQLite format 3\x00", Kind("sqlite", "a database (SQLite)", "数据库（SQLite）")),
    (0, b"\x7fELF", Kind("program", "a program", "程序文件")),
)
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of parts that tell one zip or OLE container from another.
_IN_ZIP = (
    (b"word/", Kind("docx", "a Word document (docx)", " Word 文档（docx）")),
    (b"xl/", Kind("xlsx", "an Excel workbook (xlsx)", " Excel 工作簿（xlsx）")),
    (b"ppt/", Kind("pptx", "a PowerPoint presentation (pptx)", " PowerPoint 演示文稿（pptx）")),
    (b"OFD.xml", Kind("ofd", "an OFD document", " OFD 文档")),
)
_IN_OLE = (
    ("WordDocument", Kind("doc", "a Word document (doc)", " Word 文档（doc）")),
    ("Workbook", Kind("xls", "an Excel workbook (xls)", " Excel 工作簿（xls）")),
    ("PowerPoint", Kind("ppt", "a PowerPoint presentation (ppt)", " PowerPoint 演示文稿（ppt）")),
)
_LOOK = 1 << 20


def kind_of(data: bytes) -> Kind:
    """The kind of file that ``data`` is; what carries no known signature counts as text."""
    if data.startswith(_ZIP):
        return _part(data, _IN_ZIP, Kind("zip", "an archive (zip)", "压缩包（zip）"))
    if data.startswith(_OLE):
        parts = tuple((name.encode("utf-16-le"), kind) for name, kind in _IN_OLE)
        return _part(data, parts, Kind("ole", "an old Office document", "旧版 Office 文档"))
    for at, signature, kind in _SIGNATURES:
        if data.startswith(signature, at):
            return kind
    return TEXT


def _part(data: bytes, parts: tuple[tuple[bytes, Kind], ...], other: Kind) -> Kind:
    # A container lists its parts at its beginning (zip entries) or at its end (zip directory, OLE directory).
    for name, kind in parts:
        if data.find(name, 0, _LOOK) >= 0 or data.find(name, max(0, len(data) - _LOOK)) >= 0:
            return kind
    return other
