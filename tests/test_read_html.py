"""Web pages: the article and nothing else, in the lines that a browser shows."""

from __future__ import annotations

from datetime import date

import pytest

from govextract.read import ReadError, read_bytes
from tests.files import PARAGRAPHS, TEXT, TITLE, in_paragraphs, web_page


def text_of(page: str) -> str:
    return read_bytes(page.encode(), "动态.html").text


# --- which part of the page --------------------------------------------------------------------------------------

CONTAINERS = [
    'class="TRS_Editor"',
    'id="zoom"',
    'id="vsb_content"',
    'class="x7f"',
    "",
    'class="article-content main"',
]


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("count", [1, 2, 6])
def test_the_article_without_the_page(container: str, count: int) -> None:
    page = web_page(in_paragraphs("\n".join(PARAGRAPHS[:count])), container=container)
    document = read_bytes(page.encode(), "动态.html")
    assert document.text == "\n".join([TITLE, *PARAGRAPHS[:count]])
    assert (document.format, document.published, document.origin) == (
        "html",
        date(2023, 12, 2),
        "云岭镇人民政府",
    )


def test_meta_data_come_before_the_page() -> None:
    head = (
        '<meta name="ArticleTitle" content="云岭镇抓实安全生产"><meta name="PubDate" content="2023-11-30 09:00">'
        '<meta name="ContentSource" content="县融媒体中心">'
    )
    document = read_bytes(web_page(in_paragraphs(), head=head).encode(), "x")
    assert document.text.startswith("云岭镇抓实安全生产\n11月1日")
    assert (document.published, document.origin) == (date(2023, 11, 30), "县融媒体中心")


def test_a_page_of_nested_tables() -> None:
    menu = "".join(f"<tr><td><a href='{x}'>{x}</a></td></tr>" for x in ("领导信息", "政策文件", "工作动态"))
    rows = f"<tr><td align=center><b>{TITLE}</b></td></tr><tr><td>来源：本站　更新时间：2023-12-02</td></tr>"
    body = "<br>".join(f"&nbsp;&nbsp;{p}" for p in PARAGRAPHS)
    page = (
        f"<html><head><title>岚溪县人民政府 - {TITLE}</title></head><body><form><table>"
        f"<tr><td><table>{menu}</table></td>"
        f"<td><table>{rows}<tr><td>{body}</td></tr>"
        "<tr><td>【<a>打印</a>】【<a>关闭</a>】</td></tr></table></td></tr>"
        "<tr><td colspan=2>版权所有：岚溪县人民政府，未经许可，不得转载。</td></tr></table></form></body></html>"
    )
    assert text_of(page) == TEXT


def test_word_saved_as_a_page_is_all_article() -> None:
    body = "".join(
        f"<p class=MsoNormal><span lang=EN-US>{p}<o:p></o:p></span></p>" for p in [TITLE, *PARAGRAPHS]
    )
    assert (
        text_of(f"<html xmlns:o='urn:x'><body lang=ZH-CN><div class=WordSection1>{body}</div></body></html>")
        == TEXT
    )


def test_equal_paragraphs_are_all_kept() -> None:
    assert text_of(web_page(in_paragraphs())).count(PARAGRAPHS[2]) == 2


def test_a_page_nested_ever_so_deep() -> None:
    deep = "<div>" * 20_000 + in_paragraphs() + "</div>" * 20_000
    assert text_of(web_page(deep)) == TEXT


def test_furniture_by_name_is_kept_where_it_holds_the_article() -> None:
    page = f'<body><div class="main-bottom"><h1>{TITLE}</h1>{in_paragraphs()}</div><div class="nav">首页</div></body>'
    assert text_of(page) == TEXT


def test_minutes_with_time_and_place_are_no_information_of_the_page() -> None:
    body = in_paragraphs("时间：2023年11月3日\n地点：镇政府三楼会议室\n" + PARAGRAPHS[0])
    assert "时间：2023年11月3日\n地点：镇政府三楼会议室" in text_of(web_page(body))


def test_attachments_stay_and_their_neighbours_go() -> None:
    text = text_of(
        web_page(in_paragraphs() + "<p><a href=x>附件1：任务清单.docx</a></p><p><a href=y>返回列表页</a></p>")
    )
    assert text.endswith("附件1：任务清单.docx")


def test_a_page_without_prose() -> None:
    rows = "".join(
        f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in [("青石桥村", "120户"), ("白鹭洲社区", "85户")]
    )
    assert text_of(f"<html><body><table>{rows}</table></body></html>") == "青石桥村\t120户\n白鹭洲社区\t85户"


# --- lines -------------------------------------------------------------------------------------------------------


def article(inner: str) -> str:
    return text_of(f"<html><body><div>{inner}</div></body></html>")


def test_inline_tags_part_nothing() -> None:
    assert (
        article("<p><span>11</span><font>月</font><b>1</b>\n<i>日</i>，镇党委<u>召开</u>会议。</p>")
        == "11月1日，镇党委召开会议。"
    )


def test_blanks_as_a_browser_shows_them() -> None:
    assert (
        article("<p>　　副镇长陆  宁\n 到村&nbsp;调研  APP\n  Store 推广。</p>")
        == "副镇长陆 宁到村\u00a0调研 APP Store 推广。"
    )


def test_breaks_and_blocks_part_lines() -> None:
    assert (
        article("一、党建<br>二、安全<div>三、卫生</div>四、其他<hr>五、打算")
        == "一、党建\n二、安全\n三、卫生\n四、其他\n五、打算"
    )


def test_entities_are_characters() -> None:
    assert article("<p>&#x4E91;&#23725;&ldquo;三会一课&rdquo;&lt;试行&gt;</p>") == "云岭“三会一课”<试行>"


def test_tables_are_lines_of_cells() -> None:
    rows = "<tr><th>时间</th><th>内容</th></tr><tr><td rowspan=2>11月1日</td><td>开会</td></tr><tr><td>调研</td></tr>"
    assert article(f"<p>{PARAGRAPHS[0]}</p><table>{rows}</table>").endswith("时间\t内容\n11月1日\t开会\n调研")


def test_what_is_not_shown_is_not_read() -> None:
    hidden = "<p style='display:none'>草稿一。</p><p hidden>草稿二。</p><script>var a='中文。'</script>"
    hidden += "<style>中{}</style><!-- 注释。 -->"
    assert article(f"<p>{PARAGRAPHS[0]}</p>{hidden}") == PARAGRAPHS[0]


def test_preformatted_text_keeps_its_lines() -> None:
    assert article("<pre>一、党建\n二、安全</pre>") == "一、党建\n二、安全"


# --- encodings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "big5", "nonsense"])
def test_a_charset_that_lies(written: str, declared: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    document = read_bytes(web_page(in_paragraphs(), head=head).encode(written), "x.html")
    assert document.text == TEXT
    assert document.encoding.startswith(written.replace("utf-16", "utf-16-"))


def test_the_charset_counts_where_nothing_else_does() -> None:
    rare = "囧囬囪囫囮囯囱囲図囶囷囸囻囼圀圁圂圅圇圌圎圏圐圑圔圕圗圙"
    page = f'<html><head><meta charset="gbk"></head><body><p>{rare}</p></body></html>'
    assert rare in read_bytes(page.encode("gbk"), "x").text


def test_the_user_s_encoding_counts_before_all() -> None:
    page = web_page(in_paragraphs()).encode("gb18030")
    assert read_bytes(page, "x", encoding="gbk").text == TEXT
    with pytest.raises(ReadError) as e:
        read_bytes(page, "x", encoding="utf-8")
    assert e.value.code == "wrong_encoding"


# --- what is a page, and what is none ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE html><p>",
        "<?xml version='1.0'?><html><body><p>",
        "\ufeff\n <!-- x --><div>",
        "<P ALIGN=center>",
        "<TABLE><tr><td>",
    ],
)
def test_pages_are_told_by_their_beginning(start: str) -> None:
    assert read_bytes(f"{start}{PARAGRAPHS[0]}".encode(), "x.txt").format == "html"


def test_text_with_a_few_signs_is_text() -> None:
    assert read_bytes(f"<关于安全生产的通知>\n{PARAGRAPHS[0]}".encode(), "x.html").format == "txt"


def test_a_page_without_text_is_empty() -> None:
    with pytest.raises(ReadError) as e:
        read_bytes(b"<html><body><img src=scan.jpg></body></html>", "x.html")
    assert e.value.code == "empty"


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li>" * 60_000,
        "".join(f"<font color={i}>" for i in range(3000)) + "<p>" * 100_000,
        "<b><i>" * 150_000,
        "<table><a>" * 60_000,
        "<p>" * 450_000,
        "<p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">",
    ],
)
def test_markup_made_to_be_slow_is_read_the_plain_way(markup: str) -> None:
    document = read_bytes(
        f"<html><head><title>x</title></head><p>{PARAGRAPHS[0]}</p>{markup}".encode(), "x.html"
    )
    assert (document.text, document.notes) == (PARAGRAPHS[0], ("markup_not_understood",))
