"""Why a file cannot be read, in words that name the cause and the remedy."""

from __future__ import annotations

from typing import Literal

ReadErrorCode = Literal[
    # the file as such
    "missing", "folder", "denied", "unreadable", "special_file", "link", "system_file", "unsafe_name", "empty",
    "too_large",
    # what it is
    "format", "binary", "container", "needs_program", "needs_library", "needs_ocr", "no_text_field",
    # text
    "undecodable", "unknown_encoding", "wrong_encoding", "no_chinese",
    # damage and malice
    "damaged", "encrypted", "bomb", "overlap", "wrong_size", "too_deep", "too_many", "xml_bomb",
    "too_slow", "too_costly",
    "conversion_failed", "conversion_timeout",
]  # fmt: skip

ReadStatus = Literal["empty", "needs_ocr", "skipped", "failed"]

_STATUSES: dict[ReadErrorCode, ReadStatus] = {
    "empty": "empty",
    "needs_ocr": "needs_ocr",
    "system_file": "skipped",
}

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
    "special_file": {
        "en": ("this is a device, a pipe or a socket, not a file", "leave it out; it holds no report"),
        "zh": ("这是设备、管道或套接字，不是普通文件", "其中没有报告，请不要放入"),
    },
    "link": {
        "en": (
            "this is a link, and links in archives and to folders are not followed",
            "put in the file that it points to",
        ),
        "zh": ("这是一个链接；压缩包里的链接和指向文件夹的链接不会跟随", "请放入链接所指的文件"),
    },
    "system_file": {
        "en": ("this belongs to the operating system or an office program", "nothing is to be done"),
        "zh": ("这是操作系统或办公软件自动生成的文件", "无需处理"),
    },
    "unsafe_name": {
        "en": (
            "its name in the archive leads out of the archive",
            "do not trust this archive; ask for it anew from its sender",
        ),
        "zh": ("压缩包内的文件名指向压缩包之外", "这个压缩包不可信，请向提供者重新索取"),
    },
    "empty": {
        "en": ("the file is empty", "give a file that holds the text of a report"),
        "zh": ("文件是空的", "请换成含有报告正文的文件"),
    },
    "too_large": {
        "en": ("the file is larger than {limit} MB, far more than a report", "split it into one file a report"),
        "zh": ("文件超过 {limit} MB，远大于一份报告", "请拆分成一份报告一个文件"),
    },
    "format": {
        "en": ("this is {kind_en}, not a report in a known format", "save or copy its text as a .txt file"),
        "zh": ("这是{kind_zh}，不是可以读取的报告格式", "请打开后另存（或复制文字）为 .txt 文件"),
    },
    "binary": {
        "en": ("this is not a text file: it holds bytes that no text has", "give the report as a .txt file"),
        "zh": ("这不是文本文件，含有文本中不会出现的字节", "请把报告另存为 .txt 文件"),
    },
    "container": {
        "en": (
            "this is {kind_en} that may hold several reports",
            "read it with: govextract batch {source} --out DIR",
        ),
        "zh": ("这是{kind_zh}，其中可能有多份报告", "请改用：govextract batch {source} --out 输出文件夹"),
    },
    "needs_program": {
        "en": (
            "this is {kind_en}, which only LibreOffice can open here, and LibreOffice was not found",
            "install LibreOffice (libreoffice.org), or save the file as .docx",
        ),
        "zh": (
            "这是{kind_zh}，需要借助 LibreOffice 打开，而本机没有找到 LibreOffice",
            "请安装 LibreOffice（libreoffice.org），或把文件另存为 .docx",
        ),
    },
    "needs_library": {
        "en": (
            "this is {kind_en}, for which an extra part is needed",
            'install it with: pip install "govextract[{extra}]"',
        ),
        "zh": ("这是{kind_zh}，需要另装一个组件", '请执行：pip install "govextract[{extra}]"'),
    },
    "needs_ocr": {
        "en": ("this holds pictures of pages, but no text", "run text recognition (OCR) over it first"),
        "zh": ("这里只有页面的图像，没有文字", "请先做文字识别（OCR）"),
    },
    "no_text_field": {
        "en": (
            "none of its fields or columns is known to hold a report's text",
            "name the one that does: text, content, body, 正文 or 内容",
        ),
        "zh": ("没有可认作报告正文的字段或列", "请把正文所在的字段或列命名为 text、content、body、正文 或 内容"),
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
    "damaged": {
        "en": ("the file is damaged or was cut off ({reason})", "get it again from where it came from"),
        "zh": ("文件损坏或不完整（{reason}）", "请重新获取这个文件"),
    },
    "encrypted": {
        "en": ("the file is protected with a password", "open it with the password and save it without one"),
        "zh": ("文件设有密码", "请用密码打开后另存为不加密的文件"),
    },
    "bomb": {
        "en": (
            "it unpacks to more than {limit} MB, far more than its size would suggest",
            "do not trust this file; if it is yours, pack it in smaller parts",
        ),
        "zh": ("解压后超过 {limit} MB，与文件大小不相称", "请勿信任这个文件；若确属自有，请分成小包"),
    },
    "overlap": {
        "en": ("it shares its bytes with other files of the archive", "do not trust this archive"),
        "zh": ("它与压缩包内其他文件占用同一段数据", "这个压缩包不可信"),
    },
    "wrong_size": {
        "en": ("its size is not what the archive says", "do not trust this archive, or get it again"),
        "zh": ("实际大小与压缩包登记的不符", "这个压缩包不可信或已损坏，请重新获取"),
    },
    "too_deep": {
        "en": ("more than {limit} archives lie in one another", "unpack the outer ones first"),
        "zh": ("压缩包嵌套超过 {limit} 层", "请先解开外层"),
    },
    "too_many": {
        "en": ("it holds more than {limit} parts", "split it into smaller ones"),
        "zh": ("其中的条目超过 {limit} 个", "请拆分后再处理"),
    },
    "xml_bomb": {
        "en": (
            "its XML declares entities or is nested too deep, which no office program writes",
            "do not trust this file",
        ),
        "zh": ("其中的 XML 含有实体声明或嵌套过深，正常的办公软件不会这样写", "请勿信任这个文件"),
    },
    "too_slow": {
        "en": (
            "it could not be read in {seconds} seconds",
            "open it and save it anew, or print it to a new PDF file",
        ),
        "zh": ("在 {seconds} 秒内没有读完", "请打开后另存，或重新打印为 PDF"),
    },
    "too_costly": {
        "en": (
            "reading it needs far more memory than a report, or made the reader crash",
            "open it and save it anew, or print it to a new PDF file",
        ),
        "zh": ("读取它所需内存远超一份报告，或使读取程序崩溃", "请打开后另存，或重新打印为 PDF"),
    },
    "conversion_failed": {
        "en": (
            "LibreOffice could not read this file; it is damaged or not what it seems",
            "open it in Word or WPS and save it as .docx",
        ),
        "zh": ("LibreOffice 无法读取这个文件，文件可能已损坏", "请用 Word 或 WPS 打开后另存为 .docx"),
    },
    "conversion_timeout": {
        "en": (
            "LibreOffice did not finish with this file in {seconds} seconds",
            "open it in Word or WPS and save it as .docx",
        ),
        "zh": ("LibreOffice 在 {seconds} 秒内没有读完这个文件", "请用 Word 或 WPS 打开后另存为 .docx"),
    },
}  # fmt: skip

# What is wrong with a damaged file, in English and in Chinese.
_DAMAGE: dict[str, tuple[str, str]] = {
    "cut": ("it ends too early", "文件中途截断"),
    "checksum": ("its checksum is wrong", "校验和不符"),
    "structure": ("its structure is broken", "内部结构有误"),
    "missing_part": ("a part that it needs is missing", "缺少必要的部分"),
}


class ReadError(ValueError):
    """A file that cannot be read as a report.

    ``code`` is stable; ``source`` names the file, ``cause`` says what is wrong with it and ``remedy`` what to
    do, in English; ``sentence("zh")`` says it in Chinese. ``status`` is what a ledger calls such a file.
    """

    def __init__(self, code: ReadErrorCode, source: str, **details: str) -> None:
        self.code: ReadErrorCode = code
        self.source = source
        self.details = details
        self.cause, self.remedy = self._words("en")
        super().__init__(f"{source}: {self.sentence('en')}")

    @property
    def status(self) -> ReadStatus:
        """What the file counts as: empty, needs_ocr, skipped (nobody misses it), else failed."""
        return _STATUSES.get(self.code, "failed")

    def _words(self, lang: Literal["zh", "en"]) -> tuple[str, str]:
        cause, remedy = _WORDS[self.code][lang]
        values = {"source": self.source, **self.details}
        if self.code == "damaged":
            values["reason"] = _DAMAGE[self.details["reason"]][lang == "zh"]
        return cause.format(**values), remedy.format(**values)

    def sentence(self, lang: Literal["zh", "en"] = "en") -> str:
        """Cause and remedy in one sentence, without the name of the file."""
        cause, remedy = self._words(lang)
        return f"{cause}，{remedy}。" if lang == "zh" else f"{cause}; {remedy}."

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.code, self.source, self.details)


def _again(code: ReadErrorCode, source: str, details: dict[str, str]) -> ReadError:
    return ReadError(code, source, **details)
