"""Archives and folders: every report under a name of its own, and nothing that hostile files can do."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import stat
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from govextract.read import LIMITS, Item, Limits, ReadError, open_inputs, read_bytes, read_item
from tests.files import PARAGRAPHS, TEXT, docx, ofd, paragraph, plain_docx, tarred, zipped

REPORT = TEXT.encode()
GB = TEXT.encode("gb18030")
Found = dict[str, str]


def found(path: Path, limits: Limits = LIMITS) -> Found:
    """Name (from the input on) → ``ok``, or the code of the error."""
    out: Found = {}
    for item in open_inputs([path], limits):
        assert item.name not in out, "two inputs of one name"
        try:
            document = read_item(item, limits=limits)
            assert document.source == item.name
            assert PARAGRAPHS[0][:20] in document.text
            out[item.name.removeprefix(path.as_posix()).lstrip("!/")] = "ok"
        except ReadError as e:
            assert e.sentence("zh") and e.sentence("en")
            out[item.name.removeprefix(path.as_posix()).lstrip("!/")] = e.code
    return out


@pytest.fixture
def put(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(data: bytes) -> Path:
        path = tmp_path / "档案"
        path.write_bytes(data)
        return path

    return write


Put = Callable[[bytes], Path]


# --- zip ---------------------------------------------------------------------------------------------------------


def test_a_zip_archive(put: Put) -> None:
    data = zipped([("月报/", b""), ("月报/十一月.txt", GB), ("十二月.docx", plain_docx()), ("空.txt", b"")])
    assert found(put(data)) == {"月报/十一月.txt": "ok", "十二月.docx": "ok", "空.txt": "empty"}


def raw_zip(names: list[bytes], flags: list[int], extra: bytes = b"") -> bytes:
    """A zip archive whose members' names are these bytes."""
    out, listed = b"", b""
    for name, flag in zip(names, flags, strict=True):
        offset = len(out)
        fields = (20, flag, 0, 0, 0x21, zlib.crc32(REPORT), len(REPORT), len(REPORT), len(name))
        out += struct.pack("<IHHHHHIIIHH", 0x04034B50, *fields, 0) + name + REPORT
        entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, *fields, len(extra), 0, 0, 0, 0, offset)
        listed += entry + name + extra
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(names), len(names), len(listed), len(out), 0)
    return out + listed + end


def test_names_in_utf8_and_gb18030_by_member(put: Put) -> None:
    names = [
        "青石镇.txt".encode("gb18030"),
        "柳塘村.txt".encode(),
        "联通.txt".encode("gb18030"),
        "平.txt".encode(),
    ]
    assert list(found(put(raw_zip(names, [0, 0, 0, 0x800])))) == [
        "青石镇.txt",
        "柳塘村.txt",
        "联通.txt",
        "平.txt",
    ]


def test_the_unicode_name_beside_a_local_one(put: Put) -> None:
    local = b"\x80\x81.txt"
    name = "岚溪.txt".encode()
    field = b"\x01" + struct.pack("<I", zlib.crc32(local)) + name
    extra = struct.pack("<HH", 0x7075, len(field)) + field
    assert list(found(put(raw_zip([local], [0], extra)))) == ["岚溪.txt"]


def test_names_with_line_breaks_and_broken_bytes_are_made_readable(put: Put) -> None:
    names = list(
        found(put(raw_zip([b"a\nb\x1b[31m.txt", b"\xff\xfe\x80.txt", b"back\\slash.txt"], [0, 0, 0])))
    )
    assert names == ["a\\x0ab\\x1b[31m.txt", "\\xff\\xfe\\x80.txt", "back/slash.txt"]


def test_two_members_of_one_name(put: Put) -> None:
    assert found(put(raw_zip([b"a.txt", b"a.txt"], [0, 0]))) == {"a.txt": "ok", "a.txt (2)": "ok"}


@pytest.mark.parametrize("name", ["../外.txt", "/etc/外.txt", "C:/外.txt", "..\\外.txt", "月报/../../外.txt"])
def test_names_that_lead_out_of_the_archive(put: Put, name: str) -> None:
    codes = list(found(put(zipped([(name, REPORT), ("好.txt", REPORT)]))).values())
    assert codes == ["unsafe_name", "ok"]


def unix(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def test_links_devices_and_what_systems_leave(put: Put) -> None:
    data = zipped([
        (unix("链接.txt", stat.S_IFLNK | 0o777), b"/etc/passwd"),
        (unix("设备.txt", stat.S_IFCHR | 0o666), b""),
        ("__MACOSX/._好.txt", b"\x00\x05\x16\x07"),
        ("月报/Thumbs.db", b"\xd0\xcf\x11\xe0"),
        ("~$月报.docx", b"x"),
        (unix("好.txt", stat.S_IFREG | 0o644), REPORT),
    ])  # fmt: skip
    assert found(put(data)) == {
        "链接.txt": "link", "设备.txt": "special_file", "__MACOSX/._好.txt": "system_file",
        "月报/Thumbs.db": "system_file", "~$月报.docx": "system_file", "好.txt": "ok",
    }  # fmt: skip


def changed(data: bytes, name: str, at: int, value: bytes) -> bytes:
    """A zip archive with some bytes of a member's entry in the directory changed."""
    out = bytearray(data)
    entry = data.rfind(name.encode()) - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    out[entry + at : entry + at + len(value)] = value
    return bytes(out)


TWO = [("坏.txt", REPORT), ("好.txt", REPORT)]


@pytest.mark.parametrize(
    ("at", "value", "code"),
    [
        (8, b"\x01\x08", "encrypted"),
        (10, b"\x63\x00", "damaged"),  # packed in an unknown way
        (16, b"\x00\x00\x00\x00", "damaged"),  # checksum
        (24, struct.pack("<I", 10), "damaged"),  # larger than stated
        (24, struct.pack("<I", len(REPORT) + 5), "wrong_size"),
        (24, struct.pack("<I", 4_000_000_000), "too_large"),
    ],
)
def test_one_bad_member_costs_only_itself(put: Put, at: int, value: bytes, code: str) -> None:
    assert found(put(changed(zipped(TWO), "坏.txt", at, value))) == {"坏.txt": code, "好.txt": "ok"}


def test_a_zip_archive_cut_off(put: Put) -> None:
    assert found(put(zipped(TWO)[:400])) == {"": "damaged"}


def test_members_that_share_their_bytes(put: Put) -> None:
    data = zipped([("一.txt", REPORT), ("二.txt", REPORT), ("三.txt", REPORT)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.getinfo("一.txt").header_offset
    assert found(put(changed(data, "二.txt", 42, struct.pack("<I", first)))) == {
        "一.txt": "overlap", "二.txt": "overlap", "三.txt": "ok",
    }  # fmt: skip


def test_a_bomb_by_its_ratio(put: Put) -> None:
    limits = replace(LIMITS, floor=3_000_000, ratio=20)
    big = REPORT + b" " * 1_000_000
    codes = list(found(put(zipped([(f"{i}.txt", big) for i in range(6)])), limits).values())
    assert codes == ["ok", "ok", "bomb"]


def test_a_bomb_of_archives_in_archives(put: Put) -> None:
    limits = replace(LIMITS, floor=5_000_000, ratio=20)
    inner = zipped([(f"{i}.txt", REPORT + b" " * 500_000) for i in range(4)])
    for depth in range(2):
        inner = zipped([(f"{depth}-{i}.zip", inner) for i in range(4)])
    codes = found(put(inner), limits)
    assert list(codes.values()).count("ok") < 12
    assert codes[""] == "bomb"


def test_archives_too_deep(put: Put) -> None:
    data = zipped([("底.txt", REPORT)])
    for i in range(5):
        data = zipped([(f"{i}.zip", data), (f"{i}.txt", REPORT)])
    assert list(found(put(data)).values()).count("ok") == 4
    assert "too_deep" in found(put(data)).values()


def test_more_members_than_any_archive(put: Put) -> None:
    limits = replace(LIMITS, members=10)
    assert found(put(zipped([(f"{i}", b"") for i in range(12)])), limits) == {"": "too_many"}


def test_an_empty_archive(put: Put) -> None:
    assert found(put(zipped([]))) == {"": "empty"}


# --- tar and what compresses it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
def test_tar(put: Put, mode: str, form: int) -> None:
    long = "月报/" + "长" * (20 if form == tarfile.USTAR_FORMAT else 60) + ".txt"
    data = tarred([(long, REPORT), ("b.zip", zipped([("c.txt", GB)]))], mode, format=form)
    assert found(put(data)) == {long: "ok", "b.zip!/c.txt": "ok"}


def test_names_in_a_tar_in_gb18030(put: Put) -> None:
    data = tarred([("青石镇.txt", REPORT)], "w", format=tarfile.GNU_FORMAT, encoding="gb18030")
    assert found(put(data)) == {"青石镇.txt": "ok"}


def special(name: str, kind: bytes, size: int = 0) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, "/etc/passwd", size
    return info


def test_links_and_devices_in_a_tar(put: Put) -> None:
    kinds = [
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.CHRTYPE,
        tarfile.BLKTYPE,
        tarfile.FIFOTYPE,
        tarfile.DIRTYPE,
    ]
    data = tarred(
        [*((special(f"{i}", k), b"") for i, k in enumerate(kinds)), ("../外.txt", REPORT), ("好.txt", REPORT)]
    )
    assert found(put(data)) == {
        "0": "link", "1": "link", "2": "special_file", "3": "special_file", "4": "special_file",
        "../外.txt": "unsafe_name", "好.txt": "ok",
    }  # fmt: skip


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_what_comes_before_the_cut_is_read(put: Put, mode: str) -> None:
    rest = os.urandom(40_000)
    data = tarred([("好.txt", REPORT), ("坏.txt", rest)], mode)
    assert found(put(data[: len(data) * 2 // 3])) == {"好.txt": "ok", "": "damaged"}


def test_a_tar_that_lies_about_a_size(put: Put) -> None:
    lie = tarfile.TarInfo("坏.txt")
    lie.size = 8_000_000_000
    good = tarred([("好.txt", REPORT)], "w", format=tarfile.GNU_FORMAT)
    data = good[: 512 + (len(REPORT) + 511) // 512 * 512] + lie.tobuf(tarfile.GNU_FORMAT) + REPORT * 20
    assert found(put(data)) == {"好.txt": "ok", "坏.txt": "too_large", "": "damaged"}


def test_a_huge_header_in_a_tar(put: Put) -> None:
    lie = tarfile.TarInfo("x")
    lie.type, lie.size = tarfile.XHDTYPE, 500_000_000
    assert found(put(lie.tobuf())) == {"": "damaged"}


# --- one compressed file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_single_compressed_file(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "月报.txt.gz"
    path.write_bytes(pack(REPORT))
    assert found(path) == {"月报.txt": "ok"}
    path.write_bytes(pack(REPORT[:50]) + pack(REPORT[50:]))
    assert found(path) == {"月报.txt": "ok"}
    path.write_bytes(pack(REPORT)[:-30])
    assert found(path) == {"": "damaged"}


def test_rubbish_behind_the_end_is_passed_over(put: Put) -> None:
    assert list(found(put(gzip.compress(REPORT) + b"\x00" * 100 + b"garbage")).values()) == ["ok"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_file_that_is_a_bomb(put: Put, pack: Callable[[bytes], bytes]) -> None:
    path = put(pack(bytes(30_000_000)))
    assert list(found(path).values()) == ["too_large"]
    assert list(found(path, replace(LIMITS, floor=1_000_000, ratio=2)).values()) == ["bomb"]


def test_xz_that_asks_for_much_memory(put: Put) -> None:
    data = lzma.compress(REPORT, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}])
    assert found(put(data)) == {"": "damaged"}


def test_json_lines_in_xz(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.xz"
    path.write_bytes(lzma.compress("\n".join(json.dumps({"text": TEXT, "n": i}) for i in range(3)).encode()))
    assert list(found(path)) == ["a.jsonl#1", "a.jsonl#2", "a.jsonl#3"]


# --- 7z ----------------------------------------------------------------------------------------------------------


def sevenzip(files: dict[str, bytes], **options: object) -> bytes:
    py7zr = pytest.importorskip("py7zr", reason="7z archives need py7zr")
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", **options) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return out.getvalue()


def test_7z(put: Put) -> None:
    data = sevenzip(
        {"月报/十一月.txt": GB, "b.zip": zipped([("c.txt", REPORT)]), "大.txt": REPORT + b" " * 11_000_000}
    )
    assert found(put(data)) == {"月报/十一月.txt": "ok", "b.zip!/c.txt": "ok", "大.txt": "too_large"}


def test_7z_with_a_password_and_cut_off(put: Put) -> None:
    assert found(put(sevenzip({"a.txt": REPORT}, password="x"))) == {"": "encrypted"}  # noqa: S106
    assert found(put(sevenzip({"a.txt": REPORT})[:-20])) == {"": "damaged"}


def test_7z_with_one_bad_member(put: Put) -> None:
    data = bytearray(sevenzip({"a.txt": REPORT}))
    data[40] ^= 0xFF
    assert found(put(bytes(data))) == {"a.txt": "damaged"}


def test_7z_without_py7zr(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    data = sevenzip({"a.txt": REPORT})
    monkeypatch.setitem(sys.modules, "py7zr", None)
    (item,) = open_inputs([put(data)])
    assert item.error is not None
    assert item.error.code == "needs_library"
    assert 'pip install "govextract[7z]"' in item.error.sentence("zh")


# --- documents that are packages ---------------------------------------------------------------------------------

ENTITIES = '<!DOCTYPE x [<!ENTITY a "会议"><!ENTITY b "&a;&a;&a;">]>'


def code_of(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(ReadError) as e:
        read_bytes(data, "x", limits=limits)
    return e.value.code


def repacked(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped(
            [(n, change(archive.read(n)) if n == name else archive.read(n)) for n in archive.namelist()]
        )


@pytest.mark.parametrize(("data", "part"), [(plain_docx(), "word/document.xml"), (ofd("<a/>"), "OFD.xml")])
def test_xml_with_entities_or_nested_without_end(data: bytes, part: str) -> None:
    for change in (
        lambda xml: ENTITIES.encode() + xml,
        lambda xml: (ENTITIES + xml.decode()).encode("utf-16"),
        lambda xml: b"<a>" * 100_000 + b"</a>" * 100_000,
    ):
        assert code_of(repacked(data, part, change)) == "xml_bomb"
    assert code_of(repacked(data, part, lambda xml: xml[:-20])) == "damaged"
    assert code_of(repacked(data, part, lambda xml: b"")) == "damaged"
    assert (
        code_of(repacked(data, part, lambda xml: xml + b" " * 2_000_000), replace(LIMITS, part=1_000_000))
        == "bomb"
    )


def test_tables_in_tables_without_end() -> None:
    body = "<w:tbl><w:tr><w:tc>" * 90 + paragraph("会议") + "</w:tc></w:tr></w:tbl>" * 90
    assert code_of(docx(body)) == "xml_bomb"


def test_packages_with_shared_bytes_or_a_password() -> None:
    data = plain_docx()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0].header_offset
    assert code_of(changed(data, "word/document.xml", 42, struct.pack("<I", first))) == "overlap"
    assert code_of(changed(data, "word/document.xml", 8, b"\x01\x00")) == "encrypted"
    assert (
        code_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
        == "encrypted"
    )


# --- folders -----------------------------------------------------------------------------------------------------


def test_a_folder_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("丙.txt", "乙/二.txt", "乙/一.txt", "甲.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(REPORT)
    assert list(found(tmp_path)) == ["丙.txt", "乙/一.txt", "乙/二.txt", "甲.txt"]


def test_inputs_named_twice_are_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(REPORT)
    items = list(open_inputs([tmp_path, tmp_path / "a.txt", str(tmp_path / "*.txt")]))
    assert [i.name for i in items] == [(tmp_path / "a.txt").as_posix()]


def test_patterns_and_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "深").mkdir()
    (tmp_path / "深" / "a.txt").write_bytes(REPORT)
    (tmp_path / "[1].txt").write_bytes(REPORT)
    names = [
        i.name.rpartition("/")[2]
        for i in open_inputs([str(tmp_path / "**/*.txt"), str(tmp_path / "[1].txt")])
    ]
    assert sorted(names) == ["[1].txt", "a.txt"]
    for given in (str(tmp_path / "*.doc"), tmp_path / "没有.txt"):
        (item,) = open_inputs([given])
        with pytest.raises(ReadError) as e:
            item.load()
        assert e.value.code == "missing"


@pytest.mark.skipif(os.name != "posix", reason="links, pipes and names of bytes are made as on Unix")
def test_links_pipes_and_names_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(REPORT)
    (tmp_path / "链.txt").symlink_to("a.txt")
    (tmp_path / "圈").symlink_to(".")
    (tmp_path / "自.txt").symlink_to("自.txt")
    (tmp_path / "断.txt").symlink_to("没有")
    os.mkfifo(tmp_path / "管.txt")
    (tmp_path / "~$a.docx").write_bytes(b"x")
    with open(os.fsencode(tmp_path) + b"/" + "青石".encode("gb18030") + b"\n.txt", "wb") as file:  # noqa: PTH123
        file.write(REPORT)
    assert found(tmp_path) == {
        "a.txt": "ok", "链.txt": "ok", "圈": "link", "自.txt": "link", "断.txt": "missing", "管.txt": "special_file",
        "~$a.docx": "system_file", "青石\\x0a.txt": "ok",
    }  # fmt: skip


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is denied to the superuser"
)
def test_a_folder_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir(mode=0)
    assert found(tmp_path) == {"x": "denied"}


def test_a_file_that_goes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(REPORT)
    (item,) = open_inputs([path])
    path.unlink()
    with pytest.raises(ReadError) as e:
        item.load()
    assert (e.value.code, e.value.source) == ("missing", item.name)


def test_items_survive_pickling_and_load_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped([("b.txt", REPORT), ("../c.txt", REPORT)]))
    (tmp_path / "d.txt").write_bytes(REPORT)
    items = list(open_inputs([tmp_path]))
    again: list[Item] = pickle.loads(pickle.dumps(items))  # noqa: S301 - our own bytes
    assert [i.name for i in again] == [i.name for i in items]
    assert again[0].load() == again[2].load() == REPORT
    assert again[1].error is not None
    assert [i.top.name for i in again] == ["a.zip", "a.zip", "d.txt"]


def test_nothing_is_written_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.tar.gz").write_bytes(tarred([("x/b.zip", zipped([("c.txt", REPORT)]))], "w:gz"))
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert list(found(tmp_path / "a.tar.gz").values()) == ["ok"]
    assert sorted(tmp_path.rglob("*")) == before
