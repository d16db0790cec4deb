"""Files that only LibreOffice opens; without it, a sentence that says so."""

from __future__ import annotations

import http.server
import io
import socket
import stat
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from govextract.read import LIMITS, Limits, ReadError, office, open_inputs, read_bytes, read_item, read_items
from govextract.read.kinds import DOC, RTF
from tests.files import PARAGRAPHS, TEXT, TITLE, docx, numbered, paragraph, plain_docx, table, zipped

needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
RICH = docx(
    paragraph(TITLE)
    + paragraph("党建工作", numbered(0))
    + paragraph(PARAGRAPHS[0])
    + paragraph("安全生产", numbered(0))
    + table([["时间", "内容"], ["11月9日", "入户走访"]])
    + paragraph(PARAGRAPHS[4]),
    {"numbering": NUMBERING},
)
RICH_TEXT = (
    f"{TITLE}\n一、党建工作\n{PARAGRAPHS[0]}\n二、安全生产\n时间\t内容\n11月9日\t入户走访\n{PARAGRAPHS[4]}"
)


def code_of(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(ReadError) as e:
        read_bytes(data, "月报.doc", limits=limits)
    return e.value.code


def rtf(text: str) -> bytes:
    coded = "".join(
        c if c.isascii() else f"\\u{ord(c) - 65536 * (ord(c) > 32767)}?"
        for c in text.replace("\n", "\\par\n")
    )
    return f"{{\\rtf1\\ansi\\uc1 {coded}}}".encode("ascii")


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Documents of ours as LibreOffice saves them in old formats."""
    path = office.program()
    if path is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("office")
    (folder / "a.docx").write_bytes(RICH)
    (folder / "b.docx").write_bytes(plain_docx())
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for form in ("doc:MS Word 97", "rtf:Rich Text Format", "odt:writer8"):
        command = [
            path,
            "--headless",
            profile,
            "--convert-to",
            form,
            "--outdir",
            str(folder),
            *map(str, folder.glob("*.docx")),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


@needs_office
@pytest.mark.parametrize("form", ["doc", "rtf", "odt"])
def test_old_formats(saved: dict[str, bytes], form: str) -> None:
    document = read_bytes(saved[f"a.{form}"], f"月报.{form}")
    # LibreOffice itself writes what follows an automatic number wrongly into RTF.
    expected = (
        RICH_TEXT.replace("一、党", "一? 党").replace("二、安", "二? 安") if form == "rtf" else RICH_TEXT
    )
    assert (document.text, document.format) == (expected, form)


@needs_office
def test_several_files_in_one_run_and_a_bad_one_among_them(saved: dict[str, bytes]) -> None:
    good = [saved["a.doc"], saved["b.doc"]]
    bad = saved["a.doc"][:512] + bytes(len(saved["a.doc"]) - 512)
    made = office.convert([good[0], bad, good[1]], ["一", "坏", "二"], DOC, LIMITS)
    assert isinstance(made[1], ReadError)
    assert made[1].source == "坏"
    texts = [office.content(x, "x", DOC, LIMITS).text for x in (made[0], made[2]) if isinstance(x, bytes)]
    assert texts == [RICH_TEXT, TEXT]


@needs_office
def test_many_files_at_once_keep_their_order(saved: dict[str, bytes], tmp_path: Path) -> None:
    for name, data in [
        ("1.doc", saved["a.doc"]),
        ("2.txt", TEXT.encode()),
        ("3.doc", saved["b.doc"]),
        ("4.doc", b""),
    ]:
        (tmp_path / name).write_bytes(data)
    items = [*open_inputs([tmp_path]), *open_inputs([tmp_path / "5.doc"])]
    read = read_items(items)
    assert [x.code if isinstance(x, ReadError) else x.text for x in read] == [
        RICH_TEXT,
        TEXT,
        TEXT,
        "empty",
        "missing",
    ]
    assert [x.source for x in read] == [i.name for i in items]
    assert read[0] == read_item(items[0])


@needs_office
def test_rubbish_is_no_report(saved: dict[str, bytes]) -> None:
    data = saved["a.doc"]
    noise = bytes((i * 37 + i // 7) % 256 for i in range(len(data) - 1024))
    assert code_of(data[:512] + noise + "WordDocument".encode("utf-16-le")) in ("conversion_failed", "empty")
    assert code_of(data[:6000]) in ("damaged", "conversion_failed")


@needs_office
def test_an_rtf_file_written_by_hand() -> None:
    assert read_bytes(rtf(TEXT), "x").text == TEXT


@needs_office
def test_a_workbook_of_old_is_one_report(saved: dict[str, bytes], tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for i, row in enumerate([["标题", "正文"], ["推进会", PARAGRAPHS[0]], ["走访", PARAGRAPHS[1]]]):
            sheet.write_row(i, 0, row)
    path = office.program()
    assert path is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        path,
        "--headless",
        profile,
        "--convert-to",
        "xls:MS Excel 97",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603
    if not (tmp_path / "a.xls").exists():
        pytest.skip("this LibreOffice has no spreadsheets")
    document = read_bytes((tmp_path / "a.xls").read_bytes(), "x.xls")
    assert (document.text.split("\n")[1], document.format) == (f"推进会\t{PARAGRAPHS[0]}", "xls")


@needs_office
def test_no_link_in_a_document_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        urn = "urn:oasis:names:tc:opendocument:xmlns"
        content = (
            f'<office:document-content xmlns:office="{urn}:office:1.0" xmlns:text="{urn}:text:1.0" '
            f'xmlns:draw="{urn}:drawing:1.0" xmlns:svg="{urn}:svg-compatible:1.0" '
            'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body><office:text>'
            f"<text:p>{TITLE}</text:p>"
            '<text:p><draw:frame svg:width="5cm" svg:height="5cm">'
            f'<draw:image xlink:href="{url}/a.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
            '</draw:frame></text:p><text:section text:name="s">'
            f'<text:section-source xlink:href="{url}/b.odt"/><text:p>节</text:p></text:section>'
            "</office:text></office:body></office:document-content>"
        )
        manifest = (
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="/" '
            'm:media-type="application/vnd.oasis.opendocument.text"/><m:file-entry m:full-path="content.xml" '
            'm:media-type="text/xml"/></m:manifest>'
        )
        odt = zipped(
            [
                ("mimetype", "application/vnd.oasis.opendocument.text"),
                ("content.xml", content),
                ("META-INF/manifest.xml", manifest),
            ]
        )
        odt = stored_first(odt)
        assert TITLE in read_bytes(odt, "x.odt").text
        server.shutdown()
    assert asked == []


def stored_first(data: bytes) -> bytes:
    """The archive with its first member not compressed, as OpenDocument wants its type."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for i, name in enumerate(old.namelist()):
            new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED if i else zipfile.ZIP_STORED)
    return out.getvalue()


# --- without it, or with one that misbehaves ---------------------------------------------------------------------


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program in LibreOffice's place; the test writes it."""
    path = tmp_path / "soffice"
    monkeypatch.setenv("GOVEXTRACT_SOFFICE", str(path))
    office.program.cache_clear()
    yield path
    office.program.cache_clear()


def script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_without_libreoffice_a_sentence_says_what_to_install(fake: Path) -> None:
    with pytest.raises(ReadError) as e:
        read_bytes(rtf(TEXT), "月报.rtf")
    assert e.value.code == "needs_program"
    assert "LibreOffice" in e.value.sentence("zh")
    assert "RTF" in e.value.sentence("en")


posix = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="the stand-in is a shell script")


@posix
def test_an_end_without_a_file_is_a_failure(fake: Path) -> None:
    script(fake, "exit 0")
    assert code_of(rtf(TEXT)) == "conversion_failed"


@posix
def test_a_crash_and_a_file_that_is_none(fake: Path) -> None:
    script(fake, "kill -SEGV $$")
    assert code_of(rtf(TEXT)) == "conversion_failed"
    script(fake, 'while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; echo rubbish > "$2/0.docx"')
    assert code_of(rtf(TEXT)) == "conversion_failed"


@posix
def test_one_that_hangs_is_ended_with_all_its_children(fake: Path, tmp_path: Path) -> None:
    script(fake, f"sleep 600 & echo $! > {tmp_path}/child; wait")
    assert code_of(rtf(TEXT), Limits(seconds=1)) == "conversion_timeout"
    child = int((tmp_path / "child").read_text())
    state = Path(f"/proc/{child}/status")
    assert not state.exists() or "Z (zombie)" in state.read_text()


@posix
def test_a_file_that_hangs_it_costs_only_itself(fake: Path) -> None:
    script(
        fake,
        'for a in "$@"; do last=$a; n=$((n+1)); [ "$prev" = --outdir ] && out=$a; prev=$a; done; mkdir -p "$out"\n'
        'for a in "$@"; do case $a in */0.rtf|*/1.rtf|*/2.rtf) grep -q BAD "$a" && sleep 600; b=$(basename "$a" .rtf); '
        'cp "$a" "$out/$b.docx";; esac; done',
    )
    made = office.convert([rtf("一"), b"{\\rtf BAD", rtf("二")], ["a", "b", "c"], RTF, Limits(seconds=1))
    assert [x.code if isinstance(x, ReadError) else "made" for x in made] == [
        "made",
        "conversion_timeout",
        "made",
    ]


def test_an_encrypted_word_file_is_told_before_it_is_tried(fake: Path) -> None:
    script(fake, "exit 0")
    header = bytearray(32)
    header[0:2], header[11] = b"\xec\xa5", 0x01
    data = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + bytes(header)
        + bytes(480)
        + "WordDocument".encode("utf-16-le")
    )
    assert code_of(data) == "encrypted"
