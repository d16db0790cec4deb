"""Find quantities: numbers in front of a unit, with the words that make them a range or about right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from govextract.lexicon import Entry, Lexicon
from govextract.match import Hit, Page, mention_id
from govextract.records import Mention, QuantityValue

_DIGIT = "[0-9０-９]"
_GROUPED = f"{_DIGIT}{{1,3}}(?:,{_DIGIT}{{3}}){{1,4}}(?:[.．]{_DIGIT}{{1,6}})?"
_ARABIC = f"(?:{_GROUPED}|{_DIGIT}{{1,12}}(?:[.．]{_DIGIT}{{1,6}})?)"
_HAN = "[零〇一二两三四五六七八九十百千万亿几数半]{1,12}"
_SCALE = "[十百千万亿]{0,3}"
_MORE = "[多余来几]?"
_NUMBER = f"(?:{_ARABIC}|{_HAN})"
_JOINT = "(?:[-－—–~～〜]{1,2}|至|到)"
# A number up to its unit, perhaps the second of a range.
_BEFORE_UNIT = re.compile(
    f"(?:(?P<from>{_NUMBER})(?P<from_scale>{_SCALE}){_JOINT})?"
    f"(?P<number>{_NUMBER})(?P<more>{_MORE})(?P<scale>{_SCALE})(?P<more2>{_MORE})[ \u3000]?$"
)
_BEHIND_PERCENT = re.compile(_NUMBER)
_NUMERIC = frozenset("0123456789０１２３４５６７８９零〇一二两三四五六七八九十百千万亿几数半多余来")
_WALK = _NUMERIC | frozenset(".．,-－—–~～〜至到 \u3000")
_REACH = 32
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_CALENDAR_YEAR = re.compile(f"[12１２]{_DIGIT}{{3}}$")
_MORE_BEHIND = re.compile("多(?![次个样种元方家名功位年数少])")
_CONFIDENCE = 0.7  # names keep the characters that a quantity would take from them


_PASSING = frozenset(("minute", "day", "month", "year"))


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


class _Number(NamedTuple):
    """A number as written; ``step`` is one of its last digit that is not nought (700 → 100, 2.2万 → 1000)."""

    low: float
    high: float
    step: float

    def times(self, by: int) -> _Number:
        return _Number(self.low * by, self.high * by, self.step * by)


class _About:
    """Words that tell how sure a number is, the longest first."""

    def __init__(self, words: Sequence[tuple[str, Entry]]) -> None:
        self._words = tuple(words)
        self._forms = tuple(w for w, _ in words)

    def ahead_of(self, text: str, at: int) -> tuple[str, str] | None:
        """The word in front of ``at`` and its side."""
        if not text.endswith(self._forms, max(0, at - 4), at):
            return None
        word, entry = next(x for x in self._words if text.endswith(x[0], 0, at))
        not_after = entry.attrs.get("not_after")
        if not_after and text.endswith(_words(not_after), 0, at - len(word)):
            return None
        return word, entry.attrs["side"]

    def behind(self, text: str, at: int) -> tuple[str, str] | None:
        """The word behind ``at`` and its side."""
        if not text.startswith(self._forms, at):
            return None
        return next((w, e.attrs["side"]) for w, e in self._words if text.startswith(w, at))


class QuantityFinder:
    """Finds quantities with their value in the base unit of their dimension."""

    def __init__(self, lexicon: Lexicon) -> None:
        about = [(form, e) for e in lexicon.category("quantity_about") for form in e.forms]
        about.sort(key=lambda x: (-len(x[0]), x[0]))
        self._before = _About([x for x in about if x[1].attrs["where"] == "before"])
        self._before_scale = _About([x for x in about if x[1].attrs["where"] in ("before", "scale")])
        self._behind = _About([x for x in about if x[1].attrs["where"] == "behind"])

    def find(self, page: Page) -> list[Mention]:
        """A mention for each quantity, in text order, none inside another."""
        found: list[Mention] = []
        covered = 0
        for hit in sorted(_units(page), key=_start):
            if hit.start < covered:
                continue
            percent = hit.entry.category == "quantity_percent"
            mention = self._percent(page.text, hit) if percent else self._counted(page.text, hit)
            if mention and mention.start >= covered:
                found.append(mention)
                covered = mention.end
        return found

    def _counted(self, text: str, hit: Hit) -> Mention | None:
        m = _BEFORE_UNIT.search(text, _walk_back(text, hit.start), hit.start)
        if not m or not _counts(text, m, hit):
            return None
        number = _read(m["number"], m["scale"])
        if number is None:
            return None
        start, (low, high, step) = m.start(), number
        if m["from"]:
            first = _read(m["from"], m["from_scale"] or ("" if m["number"][-1] in _SCALES else m["scale"]))
            if first is None or first.low >= high:
                return None
            low = first.low
        bare_scale = m["number"] in ("百", "千", "万", "亿")
        before = self._before_scale if bare_scale else self._before
        if bare_scale and not before.ahead_of(text, start):
            return None
        end = hit.end + (
            hit.entry.attrs.get("tail") == "yes" and _MORE_BEHIND.match(text, hit.end) is not None
        )
        more = bool(m["more"] or m["more2"]) or hit.entry.attrs.get("more") == "yes" or end > hit.end
        high += step * more
        about = more or (low < high and not m["from"])
        return self._mention(text, (start, end), _Number(low, high, step), hit.entry, before, about=about)

    def _percent(self, text: str, hit: Hit) -> Mention | None:
        m = _BEHIND_PERCENT.match(text, hit.end)
        number = _read(m[0], "") if m else None
        if m is None or number is None:
            return None
        return self._mention(text, (hit.start, m.end()), number, hit.entry, self._before, about=False)

    def _mention(
        self,
        text: str,
        span: tuple[int, int],
        number: _Number,
        entry: Entry,
        before: _About,
        *,
        about: bool,
    ) -> Mention:
        (start, end), (low, high, step) = span, number
        sides = []
        ahead, behind = before.ahead_of(text, start), self._behind.behind(text, end)
        if ahead:
            sides.append(ahead[1])
            start -= len(ahead[0])
        if behind:
            sides.append(behind[1])
            end += len(behind[0])
        if low == high:
            low -= ("below" in sides) * (step if low > step else step / 10)
            high += ("above" in sides) * step
        factor = float(entry.attrs.get("factor", 1))
        return Mention(
            id=mention_id("quantity", start, end),
            kind="quantity",
            start=start,
            end=end,
            text=text[start:end],
            value=QuantityValue(
                low=round(low * factor, 6),
                high=round(high * factor, 6),
                unit=entry.attrs["unit"],
                approximate=about or bool(sides),
            ),
            rule=entry.id,
            confidence=_CONFIDENCE,
        )


def _start(hit: Hit) -> int:
    return hit.start


def _units(page: Page) -> Iterator[Hit]:
    """The longest unit at each place with a numeral in front of it, and each 百分之."""
    text = page.text
    longest = {h.start: h for h in page.scan.of("quantity_unit")}
    for start, hit in longest.items():
        if start and (text[start - 1] in _NUMERIC or text[start - 1] in " \u3000"):
            yield hit
    yield from page.scan.of("quantity_percent")


def _walk_back(text: str, at: int) -> int:
    """Where the run of numerals that ends at ``at`` begins."""
    begin = at
    while begin > 0 and at - begin < _REACH and text[begin - 1] in _WALK:
        begin -= 1
    return begin


def _counts(text: str, m: re.Match[str], hit: Hit) -> bool:
    """Whether a number in front of a unit counts it: no ordinal, no date, no slogan, no other word."""
    written, start, end = m["number"], m.start(), hit.end
    before = text[start - 1 : start]
    if before in ("第", "届", "〔", "№") or (before.isascii() and before.isalnum()):
        return False
    if before in (".", "．", ":", "：") and text[start - 2 : start - 1].isdecimal():
        return False
    attrs = hit.entry.attrs
    not_before, only_before = attrs.get("not_before"), attrs.get("only_before")
    if not_before and text.startswith(_words(not_before), end):
        return False
    if only_before and end < len(text) and not text.startswith((*_words(only_before), "\n"), end):
        return False
    if hit.form == "年" and _CALENDAR_YEAR.match(written):
        return False
    if written[0].isdecimal():
        return not (before == "前" and hit.form == "名")
    return _counts_in_han(text, m, hit)


def _counts_in_han(text: str, m: re.Match[str], hit: Hit) -> bool:
    """The same for Chinese numerals, which stand in many words that count nothing."""
    written, attrs = m["number"], hit.entry.attrs
    before = text[m.start() - 1 : m.start()]
    several = written[0] in "几数"
    if attrs.get("han") == "no" and not m["more"]:
        return False
    if before in ("“", '"', "‘", "初", "周", "前", "每", "哪", "开", "皇") or text.startswith(
        hit.form, hit.end
    ):
        return False
    if several:
        return attrs["unit"] not in _PASSING
    if len(written) > 1 or m["more"] or m["scale"]:
        return True
    if written == "半":
        return attrs["unit"] in _PASSING and before not in ("上", "下", "大", "多")
    if written == "一":
        return attrs.get("one") == "yes" and not text.endswith("最后", 0, m.start())
    return written != "二"  # one counts 两; 二 names (二处, 二元)


def _read(written: str, scale: str) -> _Number | None:
    """The value of a number with the scale behind it (1.1, 万)."""
    by = 1
    for c in scale:
        by *= _SCALES[c]
    if not written[0].isdecimal():
        number = _read_han(written)
        return number.times(by) if number else None
    plain = written.replace(",", "").replace("．", ".")
    fraction = plain.partition(".")[2]
    step = 10.0 ** -len(fraction) if fraction else _last_place(int(plain))
    return _Number(float(plain), float(plain), step).times(by)


def _last_place(value: int) -> float:
    digits = str(value)
    return 10.0 ** (len(digits) - len(digits.rstrip("0"))) if value else 1.0


def _read_han(written: str) -> _Number | None:
    """A number in Chinese numerals (三万二千, 数百, 十几, 七八, 半)."""
    if written == "半":
        return _Number(0.5, 0.5, 0.5)
    if written == "十几":
        return _Number(11, 19, 1)
    if written[0] in "几数":
        by = _read_han("一" + written[1:]) if written[1:] else _Number(1, 1, 1)
        return _Number(2 * by.low, 9 * by.low, by.low) if by and not set(written[1:]) - set(_SCALES) else None
    for i in range(len(written) - 1):
        a, b = _DIGITS.get(written[i]), _DIGITS.get(written[i + 1])
        if a and b and b > a:
            low, high = (
                _read_han(written[: i + 1] + written[i + 2 :]),
                _read_han(written[:i] + written[i + 1 :]),
            )
            return _Number(low.low, high.high, low.step) if low and high else None
    return _read_plain_han(written)


def _read_plain_han(written: str) -> _Number | None:
    total = section = digit = 0.0
    last = 1.0
    for c in written:
        scale = _SCALES.get(c)
        if scale is None and c not in _DIGITS:
            return None
        if scale is None:
            digit, last = float(_DIGITS[c]), 1.0
            continue
        if scale < 10_000 and not digit and section:
            return None  # 千百 is no number
        last = float(scale)
        if scale < 10_000:
            section, digit = section + (digit or 1.0) * scale, 0.0
        else:
            total, section, digit = (total + ((section + digit) or 1.0)) * scale, 0.0, 0.0
    value = total + section + digit
    return _Number(value, value, last) if value else None
