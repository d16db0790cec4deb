"""OFD documents: text objects on pages, paragraphs made of them."""

from __future__ import annotations

import pytest

from govextract.read import Limits, ReadError, read_bytes
from tests.files import PARAGRAPHS, TEXT, ofd, ofd_line, set_in_lines


def text_of(*pages: str) -> str:
    return read_bytes(ofd(*pages), "公文.ofd").text


def test_lines_become_paragraphs_again() -> None:
    document = read_bytes(ofd(*set_in_lines()), "公文.ofd")
    assert (document.text, document.format) == (TEXT, "ofd")


def test_paragraphs_go_on_over_pages() -> None:
    paragraphs = PARAGRAPHS * 5
    pages = set_in_lines(paragraphs, title="")
    assert len(pages) > 1
    assert text_of(*pages) == "\n".join(paragraphs)


def test_page_numbers_are_left_out() -> None:
    pages = [page + ofd_line(f"— {i} —", 98, 280, 3) for i, page in enumerate(set_in_lines(), 1)]
    assert text_of(*pages) == TEXT


def test_a_line_of_several_pieces() -> None:
    piece = (
        '<ofd:TextObject ID="1" Boundary="20 20 100 10" Size="4">'
        '<ofd:TextCode X="0" Y="4" DeltaX="4 4">11月</ofd:TextCode>'
        '<ofd:TextCode X="12" Y="4">1日</ofd:TextCode></ofd:TextObject>'
        '<ofd:TextObject ID="2" Boundary="40 20 100 10" Size="4">'
        '<ofd:TextCode X="0" Y="4">，会议召开。</ofd:TextCode></ofd:TextObject>'
    )
    assert text_of(piece) == "11月1日，会议召开。"


def test_enlarged_and_hidden_objects() -> None:
    large = (
        '<ofd:TextObject ID="1" Boundary="20 20 100 10" Size="2" CTM="2 0 0 2 0 0"><ofd:TextCode X="0" Y="2">云岭镇'
        "</ofd:TextCode></ofd:TextObject>"
    )
    hidden = large.replace("云岭镇", "草稿").replace("<ofd:TextObject", '<ofd:TextObject Visible="false"')
    assert text_of(f"<ofd:PageBlock>{large}</ofd:PageBlock>{hidden}") == "云岭镇"


def test_hanzi_that_only_look_like_hanzi() -> None:
    assert text_of(ofd_line("⼈⺠政府⻓江⾏动", 20, 20)) == "人民政府长江行动"


PICTURE = '<ofd:ImageObject ID="9" Boundary="0 0 210 297" ResourceID="3"/>'


def test_pages_of_pictures_need_ocr() -> None:
    with pytest.raises(ReadError) as e:
        read_bytes(ofd(PICTURE, PICTURE), "扫描.ofd")
    assert e.value.code == "needs_ocr"
    assert read_bytes(ofd(ofd_line("镇党委召开会议。", 20, 20), PICTURE), "x").notes == (
        "pages_without_text:2",
    )


def test_refusals() -> None:
    for data, limits, code in [
        (ofd(""), Limits(), "empty"),
        (ofd(*["<a/>"] * 5), Limits(pages=4), "too_many"),
        (
            ofd(ofd_line("会议", 20, 20)).replace(b"Pages/Page_0/Content.xml", b"Pages/Page_9/Content.xml"),
            Limits(),
            "damaged",
        ),
    ]:
        with pytest.raises(ReadError) as e:
            read_bytes(data, "x", limits=limits)
        assert e.value.code == code


@pytest.mark.parametrize("value", ["x y z w", "1 2", "", "nan nan nan nan", "1e999 0 0 0"])
def test_numbers_that_are_none(value: str) -> None:
    line = ofd_line("镇党委召开会议。", 20, 20)
    assert text_of(line.replace("20 20 200 10", value).replace("g 7 4.0", "g x 4 g")) == "镇党委召开会议。"
