"""Why a file cannot be read, in words that name the cause and the remedy."""

from __future__ import annotations

from typing import Literal

ReadErrorCode = Literal[
    "missing", "folder", "denied", "unreadable", "empty", "too_large", "format", "binary", "undecodable",
    "unknown_encoding", "wrong_encoding", "no_chinese",
]  # fmt: skip

# code: (cause, remedy) in English and in Chinese; {…} are the error's details.
_WORDS: dict[ReadErrorCode, dict[str, tuple[str, str]]] = {
    "missing": {
        "en": ("there is no such file", "check the path and the name"),
        "zh": ("找不到这个文件", "请检查路径和文件名"),
    },
    "folder": {
        "en": ("this is a folder, not a file", "name the files in it, such as {source}/*.txt"),
        "zh": ("这是一个文件夹，不是文件", "请指定其中的文件，例如 {source}/*.txt"),
    },
    "denied": {
        "en": ("you have no permission to read this file", "change its permissions or copy it elsewhere"),
        "zh": ("没有读取这个文件的权限", "请修改文件权限，或把文件复制到别处"),
    },
    "unreadable": {
        "en": ("the file cannot be read ({reason})", "check the disk or network drive and try again"),
        "zh": ("文件读取失败（{reason}）", "请检查磁盘或网络盘后重试"),
    },
    "empty": {
        "en": ("the file is empty", "give a file that holds the text of a report"),
        "zh": ("文件是空的", "请换成含有报告正文的文件"),
    },
    "too_large": {
        "en": (
            "the file is larger than {limit} MB, far more than a report",
            "split it into one file a report",
        ),
        "zh": ("文件超过 {limit} MB，远大于一份报告", "请拆分成一份报告一个文件"),
    },
    "format": {
        "en": ("this is {kind_en}, not a text file", "open it and save or copy its text as a .txt file"),
        "zh": ("这是{kind_zh}，不是文本文件", "请打开后另存（或复制文字）为 .txt 文件"),
    },
    "binary": {
        "en": (
            "this is not a text file: it holds bytes that no text has",
            "give the report as a .txt file",
        ),
        "zh": ("这不是文本文件，含有文本中不会出现的字节", "请把报告另存为 .txt 文件"),
    },
    "undecodable": {
        "en": (
            "the text is in none of the encodings UTF-8, GB18030, Big5 and UTF-16, or it is badly damaged",
            "save it as UTF-8, or name its encoding with --encoding",
        ),
        "zh": (
            "文字编码不是 UTF-8、GB18030、Big5 或 UTF-16，或者文件损坏严重",
            "请另存为 UTF-8 编码，或用 --encoding 指明编码",
        ),
    },
    "unknown_encoding": {
        "en": (
            "there is no text encoding named {encoding}",
            "use a name such as utf-8, gb18030, big5 or utf-16",
        ),
        "zh": ("没有名为 {encoding} 的文字编码", "请使用 utf-8、gb18030、big5、utf-16 等名称"),
    },
    "wrong_encoding": {
        "en": ("the file is not in the encoding {encoding}", "leave --encoding out, or name another"),
        "zh": ("文件不是 {encoding} 编码", "请去掉 --encoding，或改用其他编码"),
    },
    "no_chinese": {
        "en": ("the text holds no Chinese", "give a report that is written in Chinese"),
        "zh": ("文中没有汉字", "请换成中文报告"),
    },
}  # fmt: skip


class ReadError(ValueError):
    """A file that cannot be read as a report.

    ``code`` is stable; ``source`` names the file, ``cause`` says what is wrong with it and ``remedy`` what to
    do, in English; ``sentence("zh")`` says it in Chinese.
    """

    def __init__(self, code: ReadErrorCode, source: str, **details: str) -> None:
        self.code: ReadErrorCode = code
        self.source = source
        self.details = details
        self.cause, self.remedy = self._words("en")
        super().__init__(f"{source}: {self.sentence('en')}")

    def _words(self, lang: Literal["zh", "en"]) -> tuple[str, str]:
        cause, remedy = _WORDS[self.code][lang]
        values = {"source": self.source, **self.details}
        return cause.format(**values), remedy.format(**values)

    def sentence(self, lang: Literal["zh", "en"] = "en") -> str:
        """Cause and remedy in one sentence, without the name of the file."""
        cause, remedy = self._words(lang)
        return f"{cause}，{remedy}。" if lang == "zh" else f"{cause}; {remedy}."

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.code, self.source, self.details)


def _again(code: ReadErrorCode, source: str, details: dict[str, str]) -> ReadError:
    return ReadError(code, source, **details)
