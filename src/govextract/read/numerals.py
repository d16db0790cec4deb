"""Numbers as Word writes them in front of paragraphs: 一, 壹, 甲, ①, iv, b."""

from __future__ import annotations

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_COUNTED = frozenset({
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "koreanCounting",
})  # fmt: skip
_LEGAL = frozenset({"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"})


def numeral(n: int, form: str) -> str:
    """``n`` in one of the number formats of WordprocessingML (ST_NumberFormat); decimal where it has none."""
    if form in ("none", "bullet") or n < 0:
        return ""
    if form in _COUNTED:
        return _counted(n, _DIGITS, "十百千", "〇" if n == 0 else "零", ten="十")
    if form in _LEGAL:
        return _counted(n, _LEGAL_DIGITS, "拾佰仟", "零", ten="壹拾")
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(x)] for x in str(n))
    if form == "ideographTraditional" and 1 <= n <= 10:
        return _STEMS[n - 1]
    if form == "ideographZodiac" and 1 <= n <= 12:
        return _BRANCHES[n - 1]
    if form.startswith("decimalEnclosedCircle") and 1 <= n <= 20:
        return chr(0x2460 + n - 1)
    if form == "decimalEnclosedParen" and 1 <= n <= 20:
        return chr(0x2474 + n - 1)
    if form == "decimalEnclosedFullstop" and 1 <= n <= 20:
        return chr(0x2488 + n - 1)
    if form == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(x)) for x in str(n))
    if form == "decimalZero":
        return f"{n:02}"
    if form in ("upperLetter", "lowerLetter") and 1 <= n <= 780:
        letter = chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("upperRoman", "lowerRoman") and 1 <= n < 4000:
        roman = _roman(n)
        return roman.upper() if form == "upperRoman" else roman
    return str(n)


def _counted(n: int, digits: str, units: str, zero: str, *, ten: str) -> str:
    """``n`` read out with units (一百零五); from ten thousand on by its digits."""
    if n == 0:
        return zero
    if n >= 10_000:
        return "".join(digits[int(x)] for x in str(n))
    out, gap = "", False
    for place in (3, 2, 1, 0):
        digit = n // 10**place % 10
        if digit == 0:
            gap = bool(out)
            continue
        if gap:
            out, gap = out + zero, False
        out += digits[digit] + (units[place - 1] if place else "")
    tens = digits[1] + units[0]
    return ten + out[2:] if out.startswith(tens) and n < 20 else out


def _roman(n: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        while n >= value:
            out, n = out + letters, n - value
    return out
