"""The command line from outside: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from govextract import __version__, cli, parse
from govextract.pipeline import Extractor

TEXT = "云岭镇2023年3月份工作情况\n3月2日，云岭镇召开安全生产推进会，镇党委书记沈怀谷主持会议。\n"
needs_posix = pytest.mark.skipif(os.name != "posix", reason="signals, terminals and devices of POSIX")


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one report in it; the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GOVEXTRACT_LANG", raising=False)
    path = Path("报告.txt")
    path.write_text(TEXT, encoding="utf-8")
    Path("文件").touch()
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


class Run:
    """Runs the program in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> Done:
        code = cli.main(arguments)
        out, err = self.capsys.readouterr()
        return Done(code, out, err)


def spawn(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "govextract", *arguments]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, **{**pipes, **options})  # type: ignore[call-overload, no-any-return]  # noqa: S603


# --- results ------------------------------------------------------------------------------------


def test_json_of_one_file_is_the_contract(report: Path, run: Run) -> None:
    done = run("parse", str(report), "--format", "json", "--date=2023-04-01")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert found["schema"] == 1
    assert {"document", "sections", "mentions", "entities", "events", "unresolved"} <= set(found)
    assert "text" not in found
    assert "沈怀谷" in done.out  # Chinese stands unescaped
    for mention in found["mentions"]:
        assert TEXT[mention["start"] : mention["end"]] == mention["text"]


def test_json_of_several_files_is_an_array(report: Path, run: Run) -> None:
    Path("b.txt").write_text(TEXT, encoding="gb18030")
    found = json.loads(run("parse", str(report), "b.txt", "--format", "json").out)
    assert [x["document"]["source"] for x in found] == ["报告.txt", "b.txt"]
    done = run("parse", str(report), "missing.txt", "--format", "json")
    assert done.code == 3
    assert len(json.loads(done.out)) == 1
    assert json.loads(run("parse", "no.txt", "missing.txt", "--format", "json").out) == []


def test_a_pipe_gets_a_line_of_json_a_document(report: Path, run: Run) -> None:
    lines = run("parse", str(report), str(report)).out.splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0]) == json.loads(lines[1])


def test_table_on_request(report: Path, run: Run) -> None:
    done = run("parse", str(report), "--format", "table")
    assert "事项类型" in done.out
    assert "沈怀谷" in done.out
    assert "Actions" in run("parse", str(report), "--format", "table", "--lang", "en").out


def test_standard_input(report: Path) -> None:
    process = spawn("parse", "-", "--format", "json")
    out, err = process.communicate(report.read_bytes())
    assert (process.returncode, err) == (0, b"")
    assert json.loads(out)["document"]["source"] == "-"


@needs_posix
def test_a_terminal_gets_a_table(report: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    process = spawn(
        "parse", str(report), stdout=theirs, env={**os.environ, "COLUMNS": "100", "TERM": "xterm"}
    )
    os.close(theirs)
    found = b""
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # Linux's way to say that the other end is closed
            break
        if not chunk:
            break
        found += chunk
    os.close(ours)
    assert process.wait() == 0
    assert "事项类型" in found.decode()


def test_options_reach_the_extractor(report: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}

    def spy(self: Extractor, source: object, **options: object) -> object:
        seen.update(options)
        return extraction

    extraction = parse(TEXT)
    monkeypatch.setattr(Extractor, "parse", spy)
    run("parse", str(report), "--date", "2023-04-01", "--jurisdiction", "浙江省湖州市德清县")
    assert str(seen["published"]) == "2023-04-01"
    assert seen["jurisdiction"] == "浙江省湖州市德清县"


def test_encoding_and_lexicon(report: Path, run: Run) -> None:
    report.write_bytes(TEXT.encode("gb18030"))
    found = json.loads(run("parse", str(report), "--encoding", "gb18030", "--format", "json").out)
    assert found["document"]["encoding"] == "gb18030"
    Path("my.yaml").write_text(
        "category: trigger\nentries:\n"
        "  - {id: my.drill, forms: 推演, attrs: {actions: [drill], form: event}, example: 举行推演}\n",
        encoding="utf-8",
    )
    report.write_text("3月2日，云岭镇举行防汛推演。\n", encoding="utf-8")
    with_mine = json.loads(run("parse", str(report), "--lexicon", "my.yaml", "--format", "json").out)
    assert [e["actions"] for e in with_mine["events"]] == [["drill"]]


@pytest.mark.parametrize("name", ["结果.xlsx", "页.html", "记录.json", "记录.jsonl", "表.txt"])
def test_the_files_name_tells_the_format(report: Path, run: Run, name: str) -> None:
    done = run("parse", str(report), "--out", name)
    assert (done.code, done.out) == (0, "")
    assert name in done.err
    assert Path(name).stat().st_size > 100


def test_csv_writes_a_folder(report: Path, run: Run) -> None:
    assert run("parse", str(report), "--format", "csv", "--out", "结果").code == 0
    assert Path("结果/events.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert Path("结果/dictionary.csv").exists()
    assert not [p for p in Path("结果").iterdir() if p.name.startswith(".")]


def test_html_of_several_documents_is_a_folder_of_pages(report: Path, run: Run) -> None:
    Path("sub").mkdir()
    Path("sub/报告.txt").write_text(TEXT + "另一份。", encoding="utf-8")
    assert run("parse", str(report), "sub/报告.txt", "--format", "html", "--out", "页").code == 0
    pages = sorted(p.name for p in Path("页").iterdir())
    assert len(pages) == 2
    assert "报告.html" in pages


def test_explain_names_rules_and_can_be_narrowed(report: Path, run: Run) -> None:
    done = run("explain", str(report))
    assert done.code == 0
    assert "置信度" in done.out
    assert "date" in done.out
    some = run("explain", str(report), "--kind", "official", "--lang", "en").out
    assert "official" in some
    assert "Events\n" not in some


# --- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["parse"], "缺少 FILE…"),
        (["parse", "x", "--format", "pdf"], "--format 只能是以下之一：table, json"),
        (["parse", "x", "--fromat", "csv"], "没有 --fromat 这个选项。您是不是要用 --format"),
        (["prase", "x"], "没有 prase 这个命令。您是不是要用 parse"),
        (["parse", "x", "--date", "2023-02-30"], "--date 2023-11-30"),
        (["parse", "x", "--date", "３月"], "不是有效日期"),
        (["parse", "x", "--date", "20230301"], "不是有效日期"),
        (["parse", "x", "--encoding", "klingon"], "不认识编码“klingon”"),
        (["parse", "x", "--encoding", "base64"], "不认识编码"),
        (["parse", "x", "--lexicon", "none.yaml"], "none.yaml 打不开"),
        (["parse", "x", "--lang", "fr"], "--lang 只能是以下之一：zh, en"),
        (["parse", "x", "--format", "csv"], "需要一个文件夹"),
        (["parse", "x", "--format", "xlsx"], "--out 文件名.xlsx"),
        (["parse", "x", "--out", "noidea"], "看不出要写哪种格式"),
        (["parse", "报告.txt", "--out", "报告.txt", "--force"], "就是要解析的报告本身"),
        (["parse", "报告.txt", "--out", "no/such/x.json"], "不存在"),
        (["parse", "报告.txt", "--format", "csv", "--out", "文件"], "需要文件夹"),
        (["parse", "报告.txt", "--format", "json", "--out", "."], "需要文件"),
        (["explain", "x", "--kind", "foo"], "--kind 只能是以下之一：event, date"),
    ],
)
def test_wrong_use_is_a_sentence_and_code_2(report: Path, run: Run, arguments: list[str], words: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert words in done.err
    assert "Traceback" not in done.err


def test_a_bad_lexicon_is_named(report: Path, run: Run) -> None:
    Path("bad.yaml").write_text("category: title\nentries:\n  - {id: Bad Id, forms: 甲}\n", encoding="utf-8")
    done = run("parse", str(report), "--lexicon", "bad.yaml")
    assert done.code == 2
    assert "bad.yaml" in done.err
    Path("latin.yaml").write_bytes("category: é".encode("latin-1"))
    assert "UTF-8" in run("parse", str(report), "--lexicon", "latin.yaml").err


def test_nothing_is_replaced_without_force(report: Path, run: Run) -> None:
    Path("r.json").write_text("mine", encoding="utf-8")
    done = run("parse", str(report), "--out", "r.json")
    assert (done.code, Path("r.json").read_text(encoding="utf-8")) == (2, "mine")
    assert "--force" in done.err
    assert run("parse", str(report), "--out", "r.json", "--force").code == 0
    assert json.loads(Path("r.json").read_text(encoding="utf-8"))["schema"] == 1
    for form, out in (("csv", "tables"), ("html", "pages")):
        arguments = ["parse", str(report), str(report), "--format", form, "--out", out]
        assert run(*arguments).code == 0
        assert run(*arguments).code == 2
        assert run(*arguments, "--force").code == 0


def test_files_that_cannot_be_read_are_named_and_the_rest_done(report: Path, run: Run) -> None:
    Path("empty.txt").touch()
    Path("data.txt").write_bytes(bytes(range(256)))
    done = run("parse", "empty.txt", str(report), ".", "data.txt", "gone.txt", "--format", "jsonl")
    assert done.code == 3
    assert len(done.out.splitlines()) == 1
    for name in ("empty.txt", "data.txt", "gone.txt"):
        assert f"未能读取 {name}：" in done.err
    assert len(done.err.splitlines()) == 4


def test_no_document_at_all_is_code_4_and_writes_nothing(report: Path, run: Run) -> None:
    for out in ("x.xlsx", "x.json", "x.html"):
        assert run("parse", "gone.txt", "--out", out).code == 4
    assert run("parse", "gone.txt", "--format", "csv", "--out", "x").code == 4
    assert run("explain", "gone.txt").code == 4
    assert [p.name for p in sorted(Path().iterdir())] == ["报告.txt", "文件"]


def test_a_bug_is_told_politely(report: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("in the works")

    monkeypatch.setattr(Extractor, "parse", broken)
    done = run("parse", str(report), "--out", "x.json")
    assert done.code == 1
    assert "ZeroDivisionError: in the works" in done.err
    assert "--debug" in done.err
    assert "Traceback" not in done.err
    assert not Path("x.json").exists()
    with pytest.raises(ZeroDivisionError):
        run("parse", str(report), "--debug")


def test_english_is_spoken_when_asked(report: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is not a day" in run("parse", "x", "--date", "soon", "--lang", "en").err
    assert "is not a day" in run("--lang=en", "parse", "x", "--date", "soon").err
    assert "there is no such file" in run("parse", "x", "--lang", "en").err
    monkeypatch.setenv("GOVEXTRACT_LANG", "en")
    assert "There is no option" in run("parse", "--nope").err
    assert "没有" in run("parse", "--nope", "--lang", "zh").err


@needs_posix
def test_a_reader_that_goes_away_is_no_error(report: Path) -> None:
    process = spawn("parse", *[str(report)] * 50, "--format", "json")
    assert process.stdout
    assert process.stderr
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0


@needs_posix
def test_an_interruption_is_code_130(report: Path) -> None:
    # A shell starts what runs in the background deaf to interruptions, and children inherit that.
    hearing = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = spawn("parse", str(report), "-", preexec_fn=hearing)
    assert process.stdout
    assert process.stdout.readline().startswith(b'{"schema"')  # it now waits for standard input
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert "已中断" in err.decode()


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
def test_a_full_disk_is_a_sentence(report: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        process = spawn("parse", str(report), "--format", "json", stdout=full)
        _, err = process.communicate()
    assert process.returncode == 2
    assert "标准输出" in err.decode()
    assert "Traceback" not in err.decode()


@needs_posix
def test_a_name_that_is_no_utf8(report: Path, run: Run) -> None:
    odd = os.fsdecode("三月".encode("gbk") + b".txt")
    try:
        Path(odd).write_text(TEXT, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    done = run("parse", odd, "--format", "json")
    assert done.code == 0
    assert json.loads(done.out)["document"]["source"].endswith(".txt")
    assert run("parse", odd, "--format", "html", "--out", "pages").code == 0


@needs_posix
def test_devices_are_written_to_and_never_replaced(report: Path, run: Run) -> None:
    assert run("parse", str(report), "--format", "json", "--out", "/dev/null", "--force").code == 0
    assert Path("/dev/null").is_char_device()
    assert run("parse", str(report), "--format", "xlsx", "--out", "/dev/null", "--force").code == 2


@needs_posix
def test_a_link_stays_a_link(report: Path, run: Run) -> None:
    Path("link.json").symlink_to("real.json")
    assert run("parse", str(report), "--out", "link.json").code == 0
    assert Path("link.json").is_symlink()
    assert json.loads(Path("real.json").read_text(encoding="utf-8"))["schema"] == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user without all rights")
def test_a_folder_without_write_permission(report: Path, run: Run) -> None:
    Path("locked").mkdir(mode=0o500)
    done = run("parse", str(report), "--out", "locked/x.json")
    assert done.code == 2
    assert "无法写入" in done.err


# --- help ---------------------------------------------------------------------------------------


def test_version(run: Run) -> None:
    assert run("--version") == Done(0, f"govextract {__version__}\n", "")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", [[], ["parse"], ["explain"]])
def test_help_has_examples_and_fits(
    run: Run, monkeypatch: pytest.MonkeyPatch, lang: str, command: list[str]
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", "80")
    done = run(*command, "--help", "--lang", lang)
    assert done.code == 0
    assert "govextract parse" in done.out or "govextract explain" in done.out
    assert "--lang zh|en" in done.out
    prose = [x for x in done.out.splitlines() if not x.startswith("  govextract")]
    assert max(map(cell_len, prose)) <= 80


def test_no_arguments_show_the_help(run: Run) -> None:
    done = run()
    assert done.code == 2
    assert "govextract explain" in done.err


def test_shell_completion_offers_commands_and_options() -> None:
    words = {"_GOVEXTRACT_COMPLETE": "complete_bash", "COMP_WORDS": "govextract parse --f", "COMP_CWORD": "2"}
    process = spawn(env={**os.environ, **words})
    out, _ = process.communicate()
    assert {"--format", "--force"} <= set(out.decode().split())


def test_heavy_libraries_stay_out_of_a_plain_parse(report: Path) -> None:
    code = (
        "import sys; from govextract.cli import main; main(['parse', '报告.txt', '--format', 'json']);"
        "print([m for m in ('pandas', 'spacy', 'xlsxwriter', 'rich') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)  # noqa: S603
    assert done.stderr.decode().strip() == "[]"


def test_output_is_utf8_whatever_the_locale(report: Path) -> None:
    process = spawn("parse", str(report), env={**os.environ, "PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"})
    out, _ = process.communicate()
    assert "沈怀谷" in out.decode("utf-8")
