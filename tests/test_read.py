"""Reading: encodings with and without damage, and every way a file can be refused."""

from __future__ import annotations

import io
import pickle
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govextract import read
from govextract.read import ReadError, read_bytes, read_file, read_stdin, read_text
from govextract.read.content import clean
from govextract.read.kinds import kind_of

REPORT = (
    "青石镇11月份重点工作情况汇报\n"
    "11月1日，镇党委书记周启明主持召开安全生产工作会议，各村（社区）负责人参加会议。会议要求，要压实责任，"
    "抓好隐患排查整治，确保全镇安全形势稳定。\n"
    "11月9日上午，县农业农村局副局长贺文涛到柳塘村调研乡村振兴工作，实地查看了产业基地和道路建设情况。\n"
)
TRADITIONAL = (
    "青石鎮召開工作會議，部署安全生產和環境衛生工作。\n"
    "鎮長要求各村加強組織領導，認真開展檢查，確保責任落實到人。\n"
)  # fmt: skip
ENCODINGS = [
    ("utf-8", "utf-8"),
    ("utf-8-sig", "utf-8-sig"),
    ("gb2312", "gb18030"),
    ("gbk", "gb18030"),
    ("gb18030", "gb18030"),
    ("utf-16-le", "utf-16-le"),
    ("utf-16-be", "utf-16-be"),
]


@pytest.mark.parametrize(("written", "recorded"), ENCODINGS)
def test_the_encoding_is_found_and_recorded(written: str, recorded: str) -> None:
    document = read_bytes(REPORT.encode(written), "报告.txt")
    assert document.text == REPORT
    assert (document.encoding, document.replaced, document.source) == (recorded, 0, "报告.txt")


@pytest.mark.parametrize("bom", [b"\xff\xfe", b"\xfe\xff"])
def test_utf16_with_a_bom(bom: bytes) -> None:
    name = "utf-16-le" if bom == b"\xff\xfe" else "utf-16-be"
    document = read_bytes(bom + REPORT.encode(name), "x")
    assert (document.text, document.encoding) == (REPORT, name)


def test_big5() -> None:
    document = read_bytes(TRADITIONAL.encode("big5"), "x")
    assert (document.text, document.encoding) == (TRADITIONAL, "big5")


def test_a_few_hanzi_are_enough() -> None:
    assert read_bytes("你好".encode("gbk"), "x").text == "你好"
    assert read_bytes("你好".encode(), "x").encoding == "utf-8"


def test_line_ends_become_newlines() -> None:
    assert read_bytes("一、党建\r\n二、安全\r三、卫生".encode(), "x").text == "一、党建\n二、安全\n三、卫生"


def test_a_megabyte_of_blanks_within_lines_and_at_their_ends() -> None:
    blanks = " " * 1_000_000
    assert clean([f"{blanks}防火\u3000 ", f"巡河{blanks}"]) == f"{blanks}防火\n巡河"


def test_the_mark_of_a_word_file_quoted_in_a_text() -> None:
    assert read_bytes('请核对 progid="Word.Document" 一项。'.encode(), "x").format == "txt"


def test_the_id_comes_from_the_bytes() -> None:
    a, b = read_bytes(REPORT.encode(), "a"), read_bytes(REPORT.encode(), "b")
    assert a.id == b.id == a.sha256[:16]
    assert a.id != read_bytes(REPORT.encode("gbk"), "a").id


# --- damage ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("seed", range(4))
def test_changed_bytes_cost_little_more_than_themselves(encoding: str, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - chooses bytes to damage, no secret
    data = bytearray((REPORT * 4).encode(encoding))
    for _ in range(5):
        data[rng.randrange(len(data))] = rng.randrange(0x80, 0x100)
    document = read_bytes(bytes(data), "x")
    assert document.encoding == encoding
    kept = sum(line in document.text for line in (REPORT * 4).split("\n"))
    assert kept >= len((REPORT * 4).split("\n")) - 6


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le"])
def test_a_lost_byte_does_not_shift_the_rest(encoding: str) -> None:
    line = REPORT.split("\n")[1]
    data = bytearray(line.encode(encoding))
    del data[40]
    document = read_bytes(bytes(data), "x")
    assert document.encoding == encoding
    assert document.text.endswith(line[24:])
    assert 1 <= document.replaced <= 2


def test_a_lost_byte_in_big5() -> None:
    data = bytearray(TRADITIONAL.encode("big5"))
    del data[20]
    document = read_bytes(bytes(data), "x")
    assert document.encoding in ("big5", "cp950", "big5hkscs")
    assert document.text.startswith(TRADITIONAL[:10])
    assert document.text.endswith(TRADITIONAL[14:])


def test_a_stray_zero_byte_is_damage() -> None:
    data = REPORT.encode().replace("会议".encode(), b"\x00", 1)
    document = read_bytes(data, "x")
    assert (document.replaced, document.text.count("\ufffd"), "\x00" in document.text) == (1, 1, False)


# --- the user's encoding ---------------------------------------------------------------------------


def test_a_named_encoding_overrides() -> None:
    data = TRADITIONAL.encode("big5")
    assert read_bytes(data, "x", encoding="big5").text == TRADITIONAL
    assert read_bytes(data, "x", encoding="gb18030").encoding == "gb18030"
    assert read_bytes(data, "x", encoding="gb18030").text != TRADITIONAL


def test_gb2312_is_read_as_what_contains_it() -> None:
    text = "镕基镇召开会议"
    document = read_bytes(text.encode("gbk"), "x", encoding="GB2312")
    assert (document.text, document.encoding) == (text, "gb18030")


@pytest.mark.parametrize("name", ["utf-99", "base64"])
def test_an_unknown_encoding(name: str) -> None:
    with pytest.raises(ReadError) as e:
        read_bytes(REPORT.encode(), "x", encoding=name)
    assert e.value.code == "unknown_encoding"


def test_a_wrong_encoding() -> None:
    with pytest.raises(ReadError) as e:
        read_bytes(REPORT.encode("gbk"), "x", encoding="utf-8")
    assert e.value.code == "wrong_encoding"
    assert "utf-8" in str(e.value)


# --- refusals --------------------------------------------------------------------------------------

REFUSED = [
    (b"", "empty"),
    (b" \r\n\t", "empty"),
    ("\ufeff\u3000\n".encode(), "empty"),
    (b"Minutes of the meeting, 3 May.", "no_chinese"),
    (b"caf\xe9 " * 40, "undecodable"),
    ("Краткий отчёт о работе за месяц, без единого иероглифа".encode("koi8-r"), "undecodable"),
    (bytes(range(256)) * 8, "binary"),
    (b"%PDF-1.7\n\xe2\xe3", "damaged"),
    (b"\x89PNG\r\n\x1a\n\x00\x00", "needs_ocr"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "needs_ocr"),
    (b"PK\x03\x04\x14\x00word/document.xml", "damaged"),
    (b"PK\x03\x04\x14\x00notes/a.txt", "container"),
    (b"SQLite format 3\x00", "format"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
]


@pytest.mark.parametrize(("data", "code"), REFUSED)
def test_what_is_no_report_is_refused_in_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as raised:
        read_bytes(data, "附件.txt")
    e = raised.value
    assert (e.code, e.source) == (code, "附件.txt")
    assert str(e) == f"附件.txt: {e.cause}; {e.remedy}."
    zh = e.sentence("zh")
    assert zh.endswith("。") and "{" not in zh + str(e)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"PK\x03\x04....xl/workbook.xml", "xlsx"),
        (b"PK\x03\x04....readme", "zip"),
        (b"{\\rtf1", "rtf"),
        (b"GIF89a", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBP", "webp"),
        (REPORT.encode(), "txt"),
    ],
)
def test_kinds_are_told_by_content(data: bytes, name: str) -> None:
    assert kind_of(data).id == name


def test_a_database_is_called_one() -> None:
    with pytest.raises(ReadError, match=r"database \(SQLite\).*\.txt") as e:
        read_bytes(b"SQLite format 3\x00", "月报.txt")
    assert "数据库" in e.value.sentence("zh")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as missing:
        read_file(tmp_path / "没有.txt")
    assert missing.value.code == "missing"
    with pytest.raises(ReadError) as folder:
        read_file(tmp_path)
    assert folder.value.code == "folder"
    with pytest.raises(ReadError) as odd:
        read_file("月报\x00.txt")
    assert odd.value.code == "unreadable"


def test_a_file_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "月报.dat"
    path.write_bytes(REPORT.encode("gbk"))
    document = read_file(path)
    assert (document.text, document.source) == (REPORT, str(path))
    assert read_file(str(path), encoding="gbk").text == REPORT


def test_standard_input() -> None:
    assert read_stdin(stream=io.BytesIO(REPORT.encode())).source == "-"


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "一行.txt"
    with path.open("wb") as f:
        f.truncate(50_000_000)
    monkeypatch.setattr(read, "read_bytes", None)
    with pytest.raises(ReadError, match="larger than 10 MB") as e:
        read_file(path)
    assert e.value.code == "too_large"


def test_endless_input_is_refused() -> None:
    with pytest.raises(ReadError, match="larger"):
        read_stdin(stream=io.BytesIO(b"a" * (read.MAX_BYTES + 5)))


def test_an_error_survives_pickling() -> None:
    raised = ReadError("format", "a.txt", kind_en="a picture", kind_zh="图片")
    e = pickle.loads(pickle.dumps(raised))  # noqa: S301 - our own bytes
    assert (e.code, e.sentence("zh")) == (
        "format",
        "这是图片，不是可以读取的报告格式，请打开后另存（或复制文字）为 .txt 文件。",
    )


def test_text_in_memory_is_never_refused() -> None:
    assert read_text("").text == ""
    assert read_text("\ufeffa\r\nb").text == "a\nb"
    assert read_text("\ud800").id != read_text("\ud801").id


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    try:
        document = read_bytes(data, "x")
    except ReadError as e:
        assert e.cause and e.remedy
    else:
        assert document.replaced == document.text.count("\ufffd")
        assert "\r" not in document.text and "\x00" not in document.text


@settings(max_examples=40, deadline=None)
@given(
    st.text(alphabet="镇村党委会议检查安全生产的和在，。11月日", min_size=12, max_size=80),
    st.sampled_from(["utf-8", "gb18030", "utf-16-le", "utf-16-be"]),
)
def test_common_text_comes_back_from_every_encoding(text: str, encoding: str) -> None:
    if not any(c >= "\u4e00" for c in text):
        return
    assert read_bytes(text.encode(encoding), "x").text == text
