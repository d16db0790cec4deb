"""Word documents: all that a reader of the page sees, once."""

from __future__ import annotations

import io
import zipfile

import pytest

from govextract.read import ReadError, read_bytes
from govextract.read.numerals import numeral
from tests.files import TEXT, docx, numbered, paragraph, plain_docx, run, table, zipped


def text_of(body: str, parts: dict[str, str] | None = None) -> str:
    return read_bytes(docx(body, parts), "月报.docx").text


def level(number: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, more: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}'
    )


REPORT = numbering(
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
)


def test_paragraphs() -> None:
    document = read_bytes(plain_docx(), "月报.docx")
    assert (document.text, document.format, document.encoding) == (TEXT, "docx", "utf-8")


def test_a_date_in_several_runs_is_one_date() -> None:
    assert (
        text_of(paragraph(run("11") + run("月") + run("1") + run("日，镇党委召开会议。")))
        == "11月1日，镇党委召开会议。"
    )


def test_breaks_tabs_and_hyphens() -> None:
    inner = "<w:r><w:t>第一行</w:t><w:br/><w:t>第二行</w:t><w:tab/><w:t>甲</w:t><w:noBreakHyphen/><w:t>乙</w:t></w:r>"
    assert text_of(paragraph(inner)) == "第一行\n第二行\t甲-乙"


def test_insertions_are_text_and_deletions_are_not() -> None:
    inner = (
        run("镇长")
        + f'<w:ins w:id="1">{run("沈怀谷")}</w:ins>'
        + '<w:del w:id="2"><w:r><w:delText>陆宁</w:delText></w:r></w:del>'
        + run("到村调研。")
    )
    document = read_bytes(docx(paragraph(inner)), "x")
    assert (document.text, document.notes) == ("镇长沈怀谷到村调研。", ("deletions_left_out",))


def test_moved_text_stands_where_it_went() -> None:
    body = paragraph(f"<w:moveFrom>{run('会议在县城召开。')}</w:moveFrom>{run('会议')}") + paragraph(
        f"<w:moveTo>{run('会议在县城召开。')}</w:moveTo>"
    )
    assert text_of(body) == "会议\n会议在县城召开。"


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    body = paragraph("镇党委书记", '<w:rPr><w:del w:id="1"/></w:rPr>') + paragraph("沈怀谷到会。")
    assert text_of(body) == "镇党委书记沈怀谷到会。"


BOX = "<w:txbxContent>{}</w:txbxContent>"


def test_a_text_box_is_read_once_in_whichever_form() -> None:
    box = BOX.format(paragraph("文本框里的会议通知。"))
    new = (
        '<mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic>'
        f"<wps:txbx>{box}</wps:txbx></a:graphic></wp:inline></w:drawing></mc:Choice>"
    )
    old = f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
    both = f"<w:r><mc:AlternateContent>{new}{old}</mc:AlternateContent></w:r>"
    only_old = f"<w:r><mc:AlternateContent>{old}</mc:AlternateContent></w:r>"
    for inner in (both, only_old):
        assert text_of(paragraph(run("正文第一段。") + inner) + paragraph("正文第二段。")) == (
            "正文第一段。\n文本框里的会议通知。\n正文第二段。"
        )


def test_numbers_out_of_the_drawing_are_no_text() -> None:
    place = "<wp:positionH><wp:posOffset>12345</wp:posOffset></wp:positionH>"
    inner = f"<w:r><w:drawing><wp:anchor>{place}</wp:anchor></w:drawing></w:r>"
    assert text_of(paragraph(inner + run("会议"))) == "会议"


def test_a_row_is_a_line() -> None:
    body = table([["时间", "内容", "参加人员"], ["11月1日", "安全生产推进会", "沈怀谷"]])
    assert text_of(body) == "时间\t内容\t参加人员\n11月1日\t安全生产推进会\t沈怀谷"


def test_merged_cells_are_read_once() -> None:
    first = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr>{paragraph("党政办")}</w:tc>'
    going_on = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('')}</w:tc>"
    copied = f'<w:tc><w:tcPr><w:vMerge w:val="continue"/></w:tcPr>{paragraph("党政办")}</w:tc>'
    body = table([[first, "11月1日"], [going_on, "11月2日"], [copied, "11月3日"]])
    assert text_of(body) == "党政办\t11月1日\n11月2日\n11月3日"


def test_a_page_laid_out_in_a_table_keeps_its_paragraphs() -> None:
    long = "11月1日，镇党委书记沈怀谷主持召开安全生产推进会，各村党组织书记参加会议并作表态发言。"
    cell = f"<w:tc>{paragraph('一、安全生产')}{paragraph(long)}</w:tc>"
    assert text_of(table([["汇报内容", cell]])) == f"汇报内容\n一、安全生产\n{long}"


def test_a_table_in_a_table() -> None:
    inner = table([["沈怀谷", "镇长"]])
    assert text_of(table([[f"<w:tc>{inner}{paragraph('')}</w:tc>", "名单"]])) == "沈怀谷\t镇长\t名单"


def test_a_deleted_row_is_gone() -> None:
    row = f'<w:tr><w:trPr><w:del w:id="1"/></w:trPr><w:tc>{paragraph("删去")}</w:tc></w:tr>'
    assert text_of(f"<w:tbl>{row}<w:tr><w:tc>{paragraph('留下')}</w:tc></w:tr></w:tbl>") == "留下"


def test_content_controls_are_seen_through_and_prompts_left_out() -> None:
    shown = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('填写的内容')}</w:sdtContent></w:sdt>"
    content = f"<w:sdtContent>{paragraph('单击此处输入文字。')}</w:sdtContent>"
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>{content}</w:sdt>"
    assert text_of(shown + prompt + paragraph("正文")) == "填写的内容\n正文"


def test_hidden_text_readings_and_field_codes_are_left_out() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("11月1日")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    ruby = f"<w:r><w:ruby><w:rt>{run('shen')}</w:rt><w:rubyBase>{run('沈')}</w:rubyBase></w:ruby></w:r>"
    assert text_of(paragraph(field + ruby + run("怀谷") + run("草稿", "<w:vanish/>"))) == "11月1日沈怀谷"


def test_the_table_of_contents_is_left_out() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    body = paragraph("一、安全生产\t1", '<w:pStyle w:val="11"/>') + paragraph("一、安全生产")
    assert text_of(body, {"styles": styles}) == "一、安全生产"


def test_footnotes_follow_the_text() -> None:
    separator = f'<w:footnote w:type="separator" w:id="0">{paragraph("")}</w:footnote>'
    notes = f'{separator}<w:footnote w:id="1">{paragraph("指云岭镇。")}</w:footnote>'
    inner = run("我镇") + '<w:r><w:footnoteReference w:id="1"/></w:r>' + run("召开会议。")
    assert text_of(paragraph(inner), {"footnotes": notes}) == "我镇召开会议。\n指云岭镇。"


# --- automatic numbering -------------------------------------------------------------------------------------


def test_numbers_that_word_writes_by_itself() -> None:
    body = "".join(
        paragraph(text, numbered(depth))
        for depth, text in [
            (0, "党建工作"), (1, "理论学习"), (1, "主题党日"), (2, "第一支部"), (2, "第二支部"),
            (0, "安全生产"), (1, "隐患排查"),
        ]
    )  # fmt: skip
    assert text_of(body, {"numbering": REPORT}) == (
        "一、党建工作\n（一）理论学习\n（二）主题党日\n1.第一支部\n2.第二支部\n二、安全生产\n（一）隐患排查"
    )


def test_numbering_by_style_and_a_style_it_is_based_on() -> None:
    styles = (
        f'<w:style w:type="paragraph" w:styleId="a"><w:name w:val="标题一"/><w:pPr>{numbered(0)}</w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="我的"/><w:basedOn w:val="a"/></w:style>'
    )
    body = paragraph("党建", '<w:pStyle w:val="a"/>') + paragraph("安全", '<w:pStyle w:val="b"/>')
    off = paragraph("说明", '<w:pStyle w:val="b"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert text_of(body + off, {"styles": styles, "numbering": REPORT}) == "一、党建\n二、安全\n说明"


def test_a_list_that_begins_anew_and_one_that_goes_on() -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    xml = numbering(level(0, "decimal", "%1、"), more=again)
    body = "".join(
        paragraph(t, numbered(0, n)) for n, t in [(1, "甲"), (1, "乙"), (2, "丙"), (2, "丁"), (3, "戊")]
    )
    assert text_of(body, {"numbering": xml}) == "1、甲\n2、乙\n1、丙\n2、丁\n3、戊"


def test_chapters_with_decimal_sections_and_bullets() -> None:
    xml = numbering(
        level(0, "chineseCounting", "第%1章", more="<w:suff w:val='space'/>"),
        level(1, "decimal", "%1.%2", more="<w:isLgl/>"),
        level(2, "bullet", "\uf0b7"),
    )
    body = "".join(paragraph(t, numbered(d)) for d, t in [(0, "总则"), (1, "目的"), (1, "依据"), (2, "要点")])
    assert text_of(body, {"numbering": xml}) == "第一章 总则\n1.1 目的\n1.2 依据\n要点"


@pytest.mark.parametrize(
    ("n", "form", "text"),
    [
        (10, "chineseCounting", "十"), (11, "chineseCountingThousand", "十一"), (20, "japaneseCounting", "二十"),
        (105, "chineseCounting", "一百零五"), (110, "chineseCounting", "一百一十"),
        (1010, "chineseCounting", "一千零一十"), (10001, "chineseCounting", "一〇〇〇一"),
        (2023, "ideographDigital", "二〇二三"), (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographTraditional", "丙"), (12, "ideographZodiac", "亥"), (20, "decimalEnclosedCircleChinese", "⑳"),
        (21, "decimalEnclosedCircle", "21"), (3, "decimalEnclosedParen", "⑶"), (12, "decimalFullWidth", "１２"),
        (7, "decimalZero", "07"), (28, "lowerLetter", "bb"), (4, "upperRoman", "IV"), (1999, "lowerRoman", "mcmxcix"),
        (5, "bullet", ""), (6, "strange", "6"),
    ],
)  # fmt: skip
def test_numerals(n: int, form: str, text: str) -> None:
    assert numeral(n, form) == text


# --- what is no text -----------------------------------------------------------------------------------------


def test_a_document_of_pictures_needs_ocr() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(paragraph("")))) as archive:
        files = [(n, archive.read(n)) for n in archive.namelist()]
    with pytest.raises(ReadError) as e:
        read_bytes(zipped([*files, ("word/media/image1.png", b"\x89PNG")]), "扫描.docx")
    assert (e.value.code, e.value.status) == ("needs_ocr", "needs_ocr")


def test_an_empty_document_is_empty() -> None:
    with pytest.raises(ReadError) as e:
        read_bytes(docx(paragraph("") + table([["", ""]])), "空.docx")
    assert (e.value.code, e.value.status) == ("empty", "empty")


def test_the_strict_form_and_other_prefixes() -> None:
    data = zipped([
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", '<x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:r>'
         "<x:t>镇党委召开会议。</x:t></x:r></x:p></x:body></x:document>"),
    ])  # fmt: skip
    assert read_bytes(data, "x").text == "镇党委召开会议。"
