"""What kind of file some bytes are, by their content; the name's extension is not asked."""

from __future__ import annotations

import io
import re
from typing import IO, NamedTuple

from govextract.read.errors import ReadError
from govextract.read.limits import LIMITS
from govextract.read.zips import HEAD, open_zip


class Kind(NamedTuple):
    """A format: its id, and its name in English and Chinese."""

    id: str
    en: str
    zh: str


TEXT = Kind("txt", "a text file", "文本文件")
HTML = Kind("html", "a web page", "网页")
JSON = Kind("json", "JSON data", " JSON 数据")
TABLE = Kind("csv", "a table (CSV)", "表格（CSV）")
ZIP = Kind("zip", "an archive (zip)", "压缩包（zip）")
TAR = Kind("tar", "an archive (tar)", "压缩包（tar）")
SEVENZIP = Kind("7z", "an archive (7z)", "压缩包（7z）")
GZIP = Kind("gz", "a compressed file (gzip)", "压缩文件（gzip）")
BZIP2 = Kind("bz2", "a compressed file (bzip2)", "压缩文件（bzip2）")
XZ = Kind("xz", "a compressed file (xz)", "压缩文件（xz）")
DOCX = Kind("docx", "a Word document (docx)", " Word 文档（docx）")
XLSX = Kind("xlsx", "an Excel workbook (xlsx)", " Excel 工作簿（xlsx）")
OFD = Kind("ofd", "an OFD document", " OFD 文档")
PDF = Kind("pdf", "a PDF document", " PDF 文档")
DOC = Kind("doc", "a Word document (doc)", " Word 文档（doc）")
RTF = Kind("rtf", "an RTF document", " RTF 文档")
ODT = Kind("odt", "an OpenDocument text", " OpenDocument 文档")
WORDML = Kind("wordml", "a Word document (XML)", " Word 文档（XML）")
XLS = Kind("xls", "an Excel workbook (xls)", " Excel 工作簿（xls）")
LOCKED = Kind("locked", "an encrypted Office document", "加密的 Office 文档")
OLE = Kind("ole", "an old Office document", "旧版 Office 文档")
_PICTURE, _SOUND, _FILM = (
    ("a picture", "图片"),
    ("a sound file", "音频文件"),
    ("a video or sound file", "视频或音频文件"),
)

_SIGNATURES: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"{\\rtf", RTF),
    (0, b"\x89PNG\r\n\x1a\n", Kind("png", *_PICTURE)),
    (0, b"\xff\xd8\xff", Kind("jpeg", *_PICTURE)),
    (0, b"GIF87a", Kind("gif", *_PICTURE)),
    (0, b"GIF89a", Kind("gif", *_PICTURE)),
    (0, b"II*\x00", Kind("tiff", *_PICTURE)),
    (0, b"MM\x00*", Kind("tiff", *_PICTURE)),
    (8, b"WEBP", Kind("webp", *_PICTURE)),
    (8, b"WAVE", Kind("wav", *_SOUND)),
    (0, b"ID3", Kind("mp3", *_SOUND)),
    (4, b"ftypheic", Kind("heic", *_PICTURE)),
    (4, b"ftyp", Kind("mp4", *_FILM)),
    (0, b"Rar!\x1a\x07", Kind("rar", "an archive (RAR)", "压缩包（RAR）")),
    (0, b"7z\xbc\xaf\x27\x1c", SEVENZIP),
    (0, b"\x1f\x8b\x08", GZIP),
    (0, b"\xfd7zXZ\x00", XZ),
    (0, b"(\xb5/\xfd", Kind("zst", "a compressed file (zstd)", "压缩文件（zstd）")),
    (0, b"\x1f\x9d", Kind("z", "a compressed file (compress)", "压缩文件（compress）")),
    (0, b"MSCF", Kind("cab", "an archive (cab)", "压缩包（cab）")),
    (0, b"SQLite format 3\x00", Kind("sqlite", "a database (SQLite)", "数据库（SQLite）")),
    (0, b"\x7fELF", Kind("program", "a program", "程序文件")),
    (0, b"MZ\x90\x00", Kind("program", "a program", "程序文件")),
)
ARCHIVES: frozenset[Kind] = frozenset({ZIP, TAR, SEVENZIP, GZIP, BZIP2, XZ})
"""Kinds that hold other files."""

OFFICE: frozenset[Kind] = frozenset({DOC, RTF, ODT, WORDML, XLS})
"""Kinds that LibreOffice is asked for."""

PICTURES: frozenset[str] = frozenset({"png", "jpeg", "gif", "tiff", "webp", "heic", "bmp"})
"""Kinds that show a page, perhaps, but hold no text."""

_TAR_HEADER, _LOOK = 512, 1 << 20
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Parts that tell one zip file from another. A folder's name counts only beside the list of content types.
_TYPES = "[content_types].xml"
_OFFICE = (
    ("word/", DOCX),
    ("xl/", XLSX),
    ("ppt/", Kind("pptx", "a PowerPoint presentation (pptx)", " PowerPoint 演示文稿（pptx）")),
)
_OPEN = Kind("opendocument", "an OpenDocument file", " OpenDocument 文件")
_OPENDOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."
_IN_OLE = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("PowerPoint", Kind("ppt", "a PowerPoint presentation (ppt)", " PowerPoint 演示文稿（ppt）")),
)

_BEGINS_HTML = re.compile(
    rb"\s*(?:<\?xml(?![^>]{0,400}mso-application)|<!--|<!doctype\s+html|"
    rb"<(?:html|head|body|meta|title|div|p|table|span|h[1-6]|article|section|script|style|link|center|font)[\s>/])",
    re.IGNORECASE,
)
_TAG = re.compile(rb"</?(?:p|br|div|span|strong|table|td|tr|a|li|font)[\s>/]", re.IGNORECASE)
_MANY_TAGS = 8
_WORD_XML = re.compile(rb'<\?mso-application[^>]{0,100}progid="Word\.Document"')
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(data: bytes) -> Kind:
    """The kind of file that ``data`` is; what carries no known signature counts as text."""
    if is_zip(data):
        return zip_kind(io.BytesIO(data))
    if data.startswith(_OLE_START):
        return next((kind for name, kind in _IN_OLE if data.find(name.encode("utf-16-le")) >= 0), OLE)
    return kind_of_head(data[:HEAD]) or TEXT


def is_zip(head: bytes) -> bool:
    """Whether a zip file begins here."""
    return head.startswith(_ZIP_STARTS)


def starts_package(head: bytes) -> bool:
    """Whether a zip or an old Office file begins here, whose kind only its list of parts tells."""
    return head.startswith((*_ZIP_STARTS, _OLE_START))


def kind_of_head(head: bytes) -> Kind | None:
    """The kind of file that begins with ``head`` (4 KB of it); None where more of the file must be seen."""
    if starts_package(head):
        return None
    for at, signature, kind in _SIGNATURES:
        if head.startswith(signature, at):
            return kind
    if head.startswith(b"BZh") and head[4:10] == b"1AY&SY":
        return BZIP2
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        return Kind("bmp", *_PICTURE)
    if is_tar_header(head):
        return TAR
    # Two bytes a character are seen as one, so that UTF-16 is told as well.
    bare = next((head.removeprefix(b) for b in _BOMS if head.startswith(b)), head).replace(b"\x00", b"")
    if _WORD_XML.search(bare):
        return WORDML
    if _BEGINS_HTML.match(bare) or len(_TAG.findall(bare)) >= _MANY_TAGS:
        return HTML
    if bare.lstrip()[:1] in (b"{", b"[") and re.match(rb"\s*(?:\{\s*\"|\[\s*\{\s*\")", bare):
        return JSON
    return None


def is_cut(data: bytes) -> bool:
    """Whether an old Office file ends before the list of its parts begins."""
    sector = 1 << min(int.from_bytes(data[30:32], "little"), 16)
    return (int.from_bytes(data[48:52], "little") + 2) * sector > len(data)


def zip_kind(file: IO[bytes]) -> Kind:
    """What a zip file is: a document made of parts, or an archive."""
    file.seek(0)
    head = file.read(200)
    if _OPENDOCUMENT in head:
        return ODT if b"opendocument.text" in head else _OPEN
    try:
        listed = open_zip(file, "", LIMITS).filelist
        names = {x.filename.replace("\\", "/").lower() for x in listed}
    except ReadError:
        # Cut off: what it was going to be is told by the parts that are still there.
        file.seek(0)
        start = file.read(_LOOK)
        return next(
            (kind for name, kind in _OFFICE if name.encode() in start), OFD if b"OFD.xml" in start else ZIP
        )
    if "ofd.xml" in names:
        return OFD
    if _TYPES in names:
        return next((kind for folder, kind in _OFFICE if any(n.startswith(folder) for n in names)), ZIP)
    return ZIP


def is_tar_header(head: bytes) -> bool:
    """Whether a tar archive begins here: the sum of its first header's bytes stands in it."""
    header = head[:_TAR_HEADER]
    if len(header) < _TAR_HEADER or not header[0]:
        return False
    try:
        stated = int(header[148:156].strip(b" \x00") or b"x", 8)
    except ValueError:
        return False
    return stated == sum(header[:148]) + 8 * 32 + sum(header[156:])
