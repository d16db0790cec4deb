"""A text as the kinds of files that government offices keep: a Word document, a web page, a zip from Windows.

The same text gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_DOCUMENT}"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_RELATION}" Target="word/document.xml"/></Relationships>',
}
_MENU = ("首页", "政务公开", "工作动态", "通知公告", "互动交流")


def docx(text: str) -> bytes:
    """A Word document, a paragraph a line."""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in _lines(text)
    )
    body = f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body></w:document>'
    parts = {**_PARTS, "word/document.xml": body}
    return _packed([(name, part.encode()) for name, part in parts.items()])


def html(text: str) -> bytes:
    """The page of a government site: the report among menus, in GBK, as many such pages still are."""
    title, *lines = _lines(text)
    menu = "".join(f'<li><a href="#">{name}</a></li>' for name in _MENU)
    article = "\n".join(f"<p>　　{escape(line)}</p>" for line in lines)
    page = f"""<!DOCTYPE html>
<html><head><meta charset="gbk"><title>{escape(title)}_岚溪县人民政府</title></head>
<body><div class="nav"><ul>{menu}</ul></div><div class="position">当前位置：首页 &gt; 工作动态</div>
<div class="main"><h1>{escape(title)}</h1><div class="TRS_Editor">
{article}
</div></div><div class="footer">主办：岚溪县人民政府办公室　版权所有</div></body></html>
"""
    return page.encode("gbk")


def zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip archive with its names in GB18030 and nothing that says so, as Windows makes it in China."""
    names = [name.encode("gb18030") for name, _ in files]
    # Python writes such names as UTF-8; names of the same length stand in for them and are exchanged afterwards.
    stand_ins = [f"%{i:02}{'%' * (len(name) - 3)}" for i, name in enumerate(names)]
    data = _packed([(stand_in, content) for stand_in, (_, content) in zip(stand_ins, files, strict=True)])
    for stand_in, name in zip(stand_ins, names, strict=True):
        data = data.replace(stand_in.encode(), name)
    return data


def _packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name)  # of 1 January 1980, not of today
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]
