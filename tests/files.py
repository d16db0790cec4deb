"""Files in every format, built from text that is known: what the readers are tested and measured with."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from html import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer

TITLE = "云岭镇2023年11月份重点工作情况"
PARAGRAPHS = [
    "11月1日，云岭镇党委书记沈怀谷主持召开安全生产推进会，副镇长陆 宁、各村（社区）党组织书记参加会议，"
    "会议通报了三季度隐患排查整治情况，要求各村压实责任、举一反三，确保岁末年初安全形势稳定。",
    "11月第二周，镇应急管理办公室联合派出所到青石桥村、白鹭洲社区检查消防设施，督促恒达木业有限公司整改隐患3处，"
    "并对6家小餐馆的燃气管路逐一登记，当场更换老化软管11根。",
    "11月15日上午，县农业农村局局长顾长川一行到青石桥村调研油茶产业，实地查看加工车间，投入资金200多万元的冷链"
    "仓库预计12月底前建成。",
    "11月15日上午，县农业农村局局长顾长川一行到青石桥村调研油茶产业，实地查看加工车间，投入资金200多万元的冷链"
    "仓库预计12月底前建成。",
    "11月20日至22日，镇卫生院在白鹭洲社区开展义诊，为120余名老年人测血压、查血糖，发放健康手册300余份，"
    "家庭医生现场签约45户。",
    "11月28日，镇人大主席团组织代表视察集镇污水管网改造，代表们建议加快支管入户，并在次年汛期前完成验收。",
]
"""A report of our own, with a paragraph in it twice, as real reports have."""

TEXT = "\n".join([TITLE, *PARAGRAPHS])

CHINESE = "STSong-Light"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MORE = (
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def zipped(files: Iterable[tuple[str | zipfile.ZipInfo, bytes | str]]) -> bytes:
    """A zip archive of files in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(files: Iterable[tuple[str | tarfile.TarInfo, bytes]], mode: str = "w", **options: object) -> bytes:
    """A tar archive of files in their order; ``mode`` as tarfile has it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, **options) as archive:  # type: ignore[call-overload]
        for name, data in files:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            if info.isreg() and not isinstance(name, tarfile.TarInfo):
                info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


# --- Word ----------------------------------------------------------------------------------------------------


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    """A paragraph of runs, or of plain text."""
    inner = content if content.startswith("<") else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table; a cell is text, or the XML of a whole cell."""
    cells = [
        "".join(c if c.startswith("<w:tc") else f"<w:tc>{paragraph(c)}</w:tc>" for c in row) for row in rows
    ]
    columns = '<w:gridCol w:w="2400"/>' * max(len(row) for row in rows)
    inner = "".join(f"<w:tr>{c}</w:tr>" for c in cells)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{inner}</w:tbl>"


def numbered(level: int, number: int = 1) -> str:
    """The properties of a paragraph in a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def docx(body: str, parts: dict[str, str] | None = None) -> bytes:
    """A Word document with this body; ``parts`` are others beside it: numbering, styles, footnotes."""
    parts = parts or {}
    related = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for i, name in enumerate(parts)
    )
    document = f"<w:document {_W} {_MORE}><w:body>{body}<w:sectPr/></w:body></w:document>"
    types = "".join(
        f'<Override PartName="/word/{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'wordprocessingml.{"document.main" if n == "document" else n}+xml"/>'
        for n in ("document", *parts)
    )
    return zipped([
        ("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
         f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>'),
        ("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="d" '
         f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>'),
        *((f"word/{name}.xml", f"<w:{name} {_W} {_MORE}>{xml}</w:{name}>") for name, xml in parts.items()),
    ])  # fmt: skip


def plain_docx(text: str = TEXT) -> bytes:
    """A Word document of nothing but paragraphs."""
    return docx("".join(paragraph(x) for x in text.split("\n")))


# --- PDF -----------------------------------------------------------------------------------------------------


def pdf(
    paragraphs: Sequence[str] = PARAGRAPHS,
    title: str = TITLE,
    *,
    columns: int = 1,
    header: str = "",
    numbers: bool = True,
    size: int = 14,
) -> bytes:
    """A PDF document set as reports are: a title in the middle, lines indented by two characters."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    width, height = A4
    margin, gap = 72, 24

    def decorate(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont(CHINESE, 9)
        if header:
            canvas.drawCentredString(width / 2, height - 40, header)
        if numbers:
            canvas.drawCentredString(width / 2, 36, f"— {document.page} —")

    column = (width - 2 * margin - gap * (columns - 1)) / columns
    frames = [
        Frame(margin + i * (column + gap), margin, column, height - 2 * margin, 0, 0, 0, 0)
        for i in range(columns)
    ]
    body = ParagraphStyle(
        "body", fontName=CHINESE, fontSize=size, leading=size * 1.6, firstLineIndent=size * 2, wordWrap="CJK"
    )
    heading = ParagraphStyle(
        "title", fontName=CHINESE, fontSize=size * 1.4, leading=size * 2, alignment=1, wordWrap="CJK"
    )
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4, pageTemplates=[PageTemplate(frames=frames, onPage=decorate)])
    flow = [Paragraph(escape(title), heading), Spacer(1, size)] if title else []
    document.build([*flow, *(Paragraph(escape(p), body) for p in paragraphs)])
    return out.getvalue()


def drawn_pdf(*pages: Callable[[Canvas], None], password: str | None = None) -> bytes:
    """A PDF document whose pages are drawn by hand."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=password)
    for draw in pages:
        canvas.setFont(CHINESE, 14)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


# --- OFD -----------------------------------------------------------------------------------------------------


def ofd_line(text: str, x: float, y: float, size: float = 4.0) -> str:
    """A line of text on a page, lengths in millimetres."""
    steps = f' DeltaX="g {len(text) - 1} {size}"' if len(text) > 1 else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y} 200 10" Font="1" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size}"{steps}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def ofd(*pages: str) -> bytes:
    """An OFD document; each page is the XML of what stands on it."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    listed = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
    return zipped([
        ("OFD.xml", f'<ofd:OFD {space} DocType="OFD" Version="1.0"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml'
         "</ofd:DocRoot></ofd:DocBody></ofd:OFD>"),
        ("Doc_0/Document.xml", f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
         f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"),
        *((f"Doc_0/Pages/Page_{i}/Content.xml", f"<ofd:Page {space}><ofd:Content><ofd:Layer ID='2'>{x}</ofd:Layer>"
           "</ofd:Content></ofd:Page>") for i, x in enumerate(pages)),
    ])  # fmt: skip


def set_in_lines(paragraphs: Sequence[str] = PARAGRAPHS, title: str = TITLE, width: int = 36) -> list[str]:
    """Pages of OFD lines: paragraphs broken at ``width`` characters, 40 lines a page."""
    lines = [(title, 60.0)] if title else []
    for text in paragraphs:
        first = text[: width - 2]
        lines.append((first, 33.0))
        lines += [(text[i : i + width], 25.0) for i in range(width - 2, len(text), width)]
    per_page = 40
    chunks = [lines[i : i + per_page] for i in range(0, len(lines), per_page)]
    return ["".join(ofd_line(t, x, 25 + 6 * i) for i, (t, x) in enumerate(chunk)) for chunk in chunks]


# --- web pages -----------------------------------------------------------------------------------------------


def web_page(
    article: str, title: str = TITLE, *, container: str = 'class="TRS_Editor"', head: str = ""
) -> str:
    """The page of a government site, with all that stands round an article."""
    menu = "".join(
        f"<li><a href='/{i}'>{x}</a></li>" for i, x in enumerate(["首页", "政务公开", "互动交流", "走进云岭"])
    )
    news = "".join(f"<li><a href='/n{i}'>{x}</a></li>" for i, x in enumerate(
        ["白鹭洲社区举办邻里节，三百余名居民参加", "我县部署秋冬季森林防火工作", "青石桥村油茶喜获丰收"]))  # fmt: skip
    return f"""<!DOCTYPE html><html><head><title>{title}_岚溪县人民政府</title>{head}<style>p{{margin:0}}</style></head>
<body><div class="header"><ul class="nav">{menu}</ul></div>
<div class="position">当前位置：<a>首页</a> &gt; <a>动态</a></div>
<div class="main"><h1>{title}</h1>
<div class="info"><span>发布时间：2023-12-02 15:30</span>
<span>来源：云岭镇人民政府</span> <span>浏览次数：12次</span></div>
<div {container}>{article}</div>
<p>上一篇：<a href="1">云岭镇开展义诊</a></p><div class="print"><a>打印</a> <a>关闭</a></div></div>
<div class="related"><h3>相关新闻</h3><ul>{news}</ul></div>
<div class="footer">主办：岚溪县人民政府办公室，承办：岚溪县数据局，网站标识码：0000000001，湘ICP备00000000号。</div>
<script>document.write("<p>脚本里的中文，不是正文。</p>")</script></body></html>"""


def in_paragraphs(text: str = "\n".join(PARAGRAPHS)) -> str:
    """The HTML of a text: a ``p`` for each line."""
    return "\n".join(f"<p>　　{escape(x)}</p>" for x in text.split("\n"))
