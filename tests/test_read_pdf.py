"""PDF documents: paragraphs out of lines, columns, headers and page numbers, pages without text."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from govextract.read import Limits, ReadError, read_bytes
from govextract.read.layout import Line, PrintedPage, paragraphs
from govextract.read.pdf_guard import is_ordinary
from tests.files import CHINESE, PARAGRAPHS, TEXT, TITLE, drawn_pdf, pdf

WIDTH, HEIGHT = A4
Draw = Callable[[Canvas], None]
LONG = [p for p in PARAGRAPHS for _ in range(2)] * 4


def text_of(data: bytes) -> str:
    return read_bytes(data, "月报.pdf").text


def picture(canvas: Canvas) -> None:
    """A page that is one picture."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("L", (60, 80), 200).save(out, "PNG")
    canvas.drawImage(ImageReader(io.BytesIO(out.getvalue())), 0, 0, WIDTH, HEIGHT)


def write(*lines: tuple[float, float, str], size: int = 14) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(CHINESE, size)
        for x, y, text in lines:
            canvas.drawString(x, HEIGHT - y, text)

    return draw


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("size", [10, 12, 16])
def test_lines_become_paragraphs_again(columns: int, size: int) -> None:
    document = read_bytes(pdf(columns=columns, size=size), "月报.pdf")
    assert document.text == TEXT
    assert (document.format, document.replaced, document.notes) == ("pdf", 0, ())


@pytest.mark.parametrize("columns", [1, 2])
def test_paragraphs_go_on_over_columns_and_pages(columns: int) -> None:
    assert text_of(pdf(LONG, columns=columns, header="云岭镇工作简报 第11期")) == "\n".join([TITLE, *LONG])


def test_headers_and_page_numbers_are_left_out() -> None:
    text = text_of(pdf(LONG, header="云岭镇工作简报"))
    assert "工作简报" not in text
    assert not re.search("— [0-9]", text)


def test_the_small_header_of_a_single_page_is_left_out_and_a_title_is_not() -> None:
    assert text_of(pdf(PARAGRAPHS[:1], header="云岭镇工作简报")) == f"{TITLE}\n{PARAGRAPHS[0]}"


@pytest.mark.parametrize("number", ["— 3 —", "-3-", "第3页 共8页", "3", "3/8", "第 3 页"])
def test_the_forms_of_page_numbers(number: str) -> None:
    draw = write((72, 100, "云岭镇召开会议。"), (WIDTH / 2, HEIGHT - 30, number))
    assert text_of(drawn_pdf(draw)) == "云岭镇召开会议。"


def test_a_number_at_the_end_of_the_text_is_kept() -> None:
    assert text_of(drawn_pdf(write((72, 100, "参加会议人数："), (72, 300, "36")))) == "参加会议人数：\n36"


def test_columns_that_the_file_has_line_by_line() -> None:
    left, right = PARAGRAPHS[0][:83], PARAGRAPHS[1][:83]
    rows = [
        (x[i : i + 15], at, 100 + 22 * i / 15)
        for i in range(0, 90, 15)
        for x, at in ((left, 72), (right, 320))
    ]
    text = text_of(drawn_pdf(write(*((at, y, line) for line, at, y in rows))))
    assert text == f"{left}\n{right}"


def test_a_table_is_read_by_rows() -> None:
    rows = [
        ("11月1日", "安全检查", "沈怀谷"),
        ("11月9日", "入户走访", "陆宁"),
        ("11月15日", "义诊", "卫生院"),
    ]
    lines = [(72 + 150 * j, 100 + 30 * i, cell) for i, row in enumerate(rows) for j, cell in enumerate(row)]
    assert text_of(drawn_pdf(write(*lines))) == "\n".join("\t".join(r) for r in rows)


def test_names_set_wide_keep_their_space_and_others_get_none() -> None:
    assert (
        text_of(drawn_pdf(write((72, 100, "镇长陆　宁、书记 沈怀谷到会")))) == "镇长陆　宁、书记 沈怀谷到会"
    )


def test_a_rotated_page() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        for i, line in enumerate(["    11月1日，云岭镇党委书记沈怀谷主持", "召开会议。"]):
            canvas.drawString(100, WIDTH - 200 - 24 * i, line)

    assert "沈怀谷主持" in text_of(drawn_pdf(draw))


# --- pages without text --------------------------------------------------------------------------------------


def test_pictures_of_pages_need_ocr() -> None:
    with pytest.raises(ReadError) as e:
        read_bytes(drawn_pdf(picture, picture), "扫描.pdf")
    assert (e.value.code, e.value.status) == ("needs_ocr", "needs_ocr")


def test_what_a_scanner_prints_on_every_page_is_no_text() -> None:
    def scanned(canvas: Canvas) -> None:
        picture(canvas)
        canvas.setFont(CHINESE, 9)
        canvas.drawString(400, 20, "全能扫描工具 创建")

    for pages in ([scanned], [scanned, scanned, scanned]):
        with pytest.raises(ReadError) as e:
            read_bytes(drawn_pdf(*pages), "扫描.pdf")
        assert e.value.code == "needs_ocr"


def test_one_scanned_page_among_others_is_told() -> None:
    page = write(*((72, 100 + 20 * i, "会议要求各村压实责任，抓好隐患排查整治工作。") for i in range(5)))
    document = read_bytes(drawn_pdf(page, picture, page, picture), "x.pdf")
    assert document.notes == ("pages_without_text:2,4",)
    assert "压实责任" in document.text


def test_letters_drawn_as_shapes_need_ocr() -> None:
    def draw(canvas: Canvas) -> None:
        for i in range(40):
            canvas.line(72, 100 + 5 * i, 400, 120 + 5 * i)

    with pytest.raises(ReadError) as e:
        read_bytes(drawn_pdf(draw), "x.pdf")
    assert e.value.code == "needs_ocr"


def test_a_blank_page_is_empty() -> None:
    with pytest.raises(ReadError) as e:
        read_bytes(drawn_pdf(lambda canvas: None), "x.pdf")
    assert e.value.code == "empty"


def test_a_text_layer_of_senseless_characters_needs_ocr() -> None:
    rare = "锟斤拷烫屯葺邯郸嘏嬷皴膦罱滗氍鳜"
    # No line twice: where the machine has no Chinese font, pdfium drops equal lines that stand near each other.
    draw = write(*((72, 100 + 20 * i, rare[i:] + rare[:i]) for i in range(4)))
    with pytest.raises(ReadError) as e:
        read_bytes(drawn_pdf(draw), "x.pdf")
    assert e.value.code == "needs_ocr"


# --- refusals ------------------------------------------------------------------------------------------------


def test_a_password() -> None:
    with pytest.raises(ReadError) as e:
        read_bytes(drawn_pdf(write((72, 100, "云岭镇召开会议。")), password="x"), "x.pdf")  # noqa: S106
    assert e.value.code == "encrypted"


def test_too_many_pages() -> None:
    with pytest.raises(ReadError) as e:
        read_bytes(pdf(LONG), "x.pdf", limits=Limits(pages=1))
    assert e.value.code == "too_many"


def test_a_pdf_cut_off() -> None:
    with pytest.raises(ReadError) as e:
        read_bytes(pdf()[:700], "x.pdf")
    assert e.value.code in ("damaged", "empty")


def test_rubbish_in_front_of_the_file_is_passed_over() -> None:
    assert text_of(b"\r\n\r\n" + pdf()) == TEXT


# --- files made to be slow -----------------------------------------------------------------------------------


def made_by_hand(content: bytes, filters: bytes, more: bytes = b"") -> bytes:
    """A document of one page with this content stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter%b>>stream\n%b\nendstream" % (len(content), filters, content),
    ]
    out = b"%PDF-1.4\n" + more
    places = []
    for i, x in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (i, x)
    table = b"".join(b"%010d 00000 n \n" % x for x in places)
    start = len(out)
    return (
        out
        + b"xref\n0 5\n0000000000 65535 f \n%btrailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, start)
    )


def test_a_kilobyte_that_fills_the_memory() -> None:
    packed = zlib.compress(zlib.compress(b"q " * 50_000_000, 9), 9)
    with pytest.raises(ReadError) as e:
        read_bytes(made_by_hand(packed, b"[/FlateDecode/FlateDecode]"), "x.pdf", limits=Limits(seconds=3))
    assert e.value.code in ("too_costly", "too_slow")


@pytest.mark.parametrize(
    ("data", "ordinary"),
    [
        (made_by_hand(zlib.compress(b"q Q"), b"/FlateDecode"), True),
        (made_by_hand(zlib.compress(b"q " * 20_000_000), b"/FlateDecode"), False),
        (made_by_hand(b"x", b"/LZWDecode"), False),
        (made_by_hand(b"x", b"/Fl#61teDecode"), False),
        (made_by_hand(b"x", b" 7 0 R"), False),
        (made_by_hand(zlib.compress(b"/A Do"), b"/FlateDecode/Subtype/Form"), False),
        (made_by_hand(zlib.compress(b"/A Do"), b"/FlateDecode"), True),
        (made_by_hand(b"x" * 100_000, b"[/ASCII85Decode/FlateDecode]"), False),
        (made_by_hand(b"x", b"/FlateDecode", b"/Encrypt"), False),
    ],
)
def test_which_files_are_ordinary(data: bytes, ordinary: bool) -> None:
    assert is_ordinary(data) is ordinary


def test_a_file_that_is_not_ordinary_is_read_all_the_same() -> None:
    assert text_of(pdf() + b"\n%/Encrypt") == TEXT
    with pytest.raises(ReadError) as e:
        read_bytes(pdf(LONG) + b"\n%/Encrypt", "x.pdf", limits=Limits(pages=1))
    assert (e.value.code, e.value.details) == ("too_many", {"limit": "1"})


# --- layout by itself ----------------------------------------------------------------------------------------


def page(*lines: tuple[str, float, float]) -> PrintedPage:
    return PrintedPage(600, 800, [Line(t, x, x + 14 * len(t), y, 14) for t, x, y in lines])


def test_a_title_of_two_lines_in_the_middle() -> None:
    title = [Line("云岭镇人民政府关于", 174, 426, 200, 28), Line("工作情况的报告", 202, 398, 240, 28)]
    body = [Line("十" * 30, 100, 520, 300 + 24 * i, 14) for i in range(6)]
    assert paragraphs([PrintedPage(600, 800, [*title, *body])])[0] == "云岭镇人民政府关于工作情况的报告"


def test_words_of_latin_letters_keep_their_space() -> None:
    lines = [
        Line("会议审议了关于实施一带一路项目的报告以及引进的 big", 100, 500, 200, 14),
        Line("data 平台。", 100, 180, 224, 14),
    ]
    assert paragraphs([PrintedPage(600, 800, lines)]) == [
        "会议审议了关于实施一带一路项目的报告以及引进的 big data 平台。"
    ]


def test_items_that_fill_their_lines_stay_apart() -> None:
    full = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九。"
    lines = page(*[(f"{i}.{full}", 100, 200 + 24 * i) for i in range(1, 6)])
    assert len(paragraphs([lines])) == 5


def test_no_lines() -> None:
    assert paragraphs([]) == paragraphs([PrintedPage(600, 800, [])]) == []
