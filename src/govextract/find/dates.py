"""Find calendar expressions: each place where a word or a number could begin one is read once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govextract.find.date_reader import DateReader
from govextract.find.date_terms import (
    CENTURY,
    DASH,
    DASHED,
    DECADE,
    DIGIT,
    GLUED,
    HAN_DIGITS,
    JOIN,
    NAMED_YEAR,
    SPACE,
    Expression,
    Part,
    Term,
)
from govextract.find.date_words import stands
from govextract.find.pointed_dates import pointed_days
from govextract.lexicon import Entry, Lexicon
from govextract.match import Hit, Page, mention_id
from govextract.records import Mention

_NUMBER = (
    f"(?:{DIGIT} {DIGIT} {DIGIT} {DIGIT}(?= )|{DIGIT} {DIGIT}(?= )|{DIGIT}{{1,4}}"
    f"|[〇零○{HAN_DIGITS}十廿元]{{1,4}})"
)
# The numbers in front of a unit: the last, and those that share its unit (7、8、9月).
_BEFORE_UNIT = re.compile(f"(?:{_NUMBER}{JOIN}){{0,3}}(?P<last>{_NUMBER}){SPACE}$")
_BLANKS = "[ \u3000\xa0]{0,8}"
_ITEM_NUMBER = f"[0-9]{{1,2}}[.．、)）]|[（(][0-9{HAN_DIGITS}十]{{1,3}}[)）]"
# What may stand between the head of a line and a date without units (3.10.28，).
_MARK = "(?:[■●▲◆·•*◇□※-]|【[^】\n]{1,20}】|\\[[^]\n]{1,20}\\])"
_HEAD = re.compile(f"{_BLANKS}(?:{_MARK}{_BLANKS})?(?:{_ITEM_NUMBER})?{_BLANKS}")
_POINTED_AGAIN = f"(?:{DASH}|至){SPACE}{DIGIT}{{1,2}}[.．]{DIGIT}{{1,2}}[）)，, \n]"
_AFTER_POINT = re.compile(f"{SPACE}(?:[，,）)]|[上下中]午|凌晨|晚|{_POINTED_AGAIN})")
_MEASURE = re.compile("[ ]?(?:[万亿千百余多元吨米斤亩户人件个倍%％‰℃寸]|公[里斤顷分]|平方|立方|总第|版)")
_ISSUE = re.compile("年?第[0-9０-９一二三四五六七八九十]{1,3}[号期]")
_YEARS_BEFORE = re.compile("(?:(?<![0-9])[12][0-9]{3}[、和及]){1,5}$")
_ITEM_LENGTH = 500
_ITEM = re.compile("([0-9]{1,2})、")
_LISTED_ITEM = re.compile(f"[0-9０-９{HAN_DIGITS}十]{{1,3}}、")
# Every month, on these days: no day of the calendar, however many are listed.
_RECURRING = re.compile(
    "每(?:逢|[年月周季天日]逢?)(?:[0-9０-９]{1,2}[月日号]|周[一二三四五六日]|[、和及与至到]){0,12}$"
)
# Every year, about this time: what is told of no year is no date either (每年可种两茬，5月到8月种西红柿).
_HABIT = re.compile(
    "每年|每到|每逢|(?<![0-9０-９今去明前本次同])年年|往年|历年|常年|一般(?:在|从|于|是|要|到)|通常|惯例"
)
_NAME_QUOTED = re.compile('[^“”‘’"，。！？、；,;\n]{1,12}[”’"]')
_CLOCK_TO = ("时至", "点至", "分至", "时到", "点到")  # 23时至次日5时
# 5月6日（周一）; behind it a clock time makes all of it one time, of which the day is marked alone.
_BRACKETED_WEEKDAY = re.compile("[）)](?![0-9])")
# The number of an item in the line (；3.9月上旬).
_INLINE_ITEM = re.compile("[。；;：:\n][0-9]{1,2}[.．]$")
_COUNTED_AFTER = frozenset(
    "余多万亿千百个名人户家亩吨米斤元件册场次份棵株头只台套辆条张座项所间栋类款种平公立毫度级届号位块里步天日月岁股例例支根艘颗粒克升字页村组队篇期卷届票本桶袋箱车桌盏把片面处宗起批笔盒瓶枚口眼床匹羽尾遍趟杯顿分秒时点瓦伏对双副幅顶捆筐圈层幢架部罐担工块圈扇道孔班型版"
)
_NO_YEAR_BEFORE = tuple("第约近达共号超〔[［-—－–./．:：+＋~～至到")
# Behind a month in Chinese numerals: what makes a name of it, and what shows that it is one.
_FLOWERS = (*"花红槐雪飞天是里诗三五七九初 ", "流火", "的鲜花", "桃花")
_OF_MONTH = (
    "工作",
    "纪事",
    "大事",
    "动态",
    "简报",
    "简讯",
    "总结",
    "小结",
    "计划",
    "安排",
    "打算",
    "要情",
    "要事",
    "忙",
)
_ENTERED = ("进了", "进入", "到了", "来到", "入", "转入", "已是", "正值", "时值")
_NAMED_LENGTH = 30
_PLANNED = ("计划", "愿景", "协同", "总规", "总体", "规划", "远景", "年", "工程")
_CLAUSE = ("。", "；", "，", ";", ",", "“", "\n")
# 今天的中国 is that of our days; in front of an occasion (今天的签约仪式) it is the day.
_OUR_DAYS = ("date_day.today", "date_day.today_formal")
_OCCASION = re.compile(
    "的[^，。；、！？\n]{0,8}?(?:(?<!社)会|仪式|活动|典礼|签约|发布|培训|讲座|[授听]?课|论坛|比赛|赛事|演出|演练|彩排|采访|检查|任务|工作|安排|行程"
    "|节目|决赛|训练|访谈|集市|贯通|开通|通车|竣工|报告|发言|主题|天气|气温|行动)"
)
_THAT_DAY = ("当天", "当日", "当晚", "这天", "这一天")
_AND = ("、", "和", "及")
_QUOTES = tuple('“"‘「＂')
_WORDS = ("relative", "weekday", "year_part", "month_part", "vague", "lunar")


class DateFinder:
    """Finds the calendar expressions of a page, with exact spans; what days they mean is settled later."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._units: dict[str, Entry] = {e.attrs["unit"]: e for e in lexicon.category("date_unit")}

    def find(self, page: Page) -> list[Mention]:
        """A mention for each expression, in text order, none inside another."""
        reader = DateReader(page)
        found: list[Mention] = []
        quarters: set[tuple[int, Part]] = set()
        pointed = pointed_days(page.text, [h for h in page.scan.of("date_digits") if h.form in ".．"])
        covered = 0
        for start in sorted(pointed.union(_starts(page))):
            if start < covered:
                continue
            e = reader.read(start)
            if e is None:
                continue
            if not self._is_date(page, e, pointed) or _named_again(page.text, e, quarters):
                covered = e.end if _opens_hours(page.text, e) else covered
                continue
            covered = e.end
            found.append(
                Mention(
                    id=mention_id("date", start, covered),
                    kind="date",
                    start=start,
                    end=covered,
                    text=page.text[start:covered],
                    rule=e.rule,
                )
            )
        return found

    def _is_date(self, page: Page, e: Expression, pointed: frozenset[int]) -> bool:
        """Whether this is a date: in no title, no duration, no number of another kind."""
        text = page.text
        if _in_title(text, e.start) or _RECURRING.search(text, max(0, e.start - 24), e.start):
            return False
        r = e.first.relative
        if _is_habit(text, e) or (r and r.anchor == "text" and text.endswith(_CLOCK_TO, 0, e.start)):
            return False
        if (
            e.first.weekday is not None
            and _NAME_QUOTED.match(text, e.end)
            and text.startswith(_QUOTES, e.start - 1)
        ):
            return False  # “周三夜学”: the name of what comes every week
        if e.rule == "date.calendar":
            return self._is_calendar_date(text, e)
        if e.first.vague and text[e.start - 1 : e.start] == "日" and text.endswith(_THAT_DAY, e.start, e.end):
            return False  # 10月1日国庆节当天: the day is told
        if e.rule in _OUR_DAYS and text.startswith("的", e.end):
            return _OCCASION.match(text, e.end) is not None
        if _is_bracketed_weekday(text, e):
            return _BRACKETED_WEEKDAY.match(text, e.end) is not None and text[e.start - 2] in "日号"
        if e.rule == "date.digits":
            return _is_dashed_date(text, e)
        if e.rule == "date.named_year":
            return _names_occasion(page, e)
        if e.rule == "date.point":
            whole = e.last is None or e.last.day is not None  # 3.1至6月: the number of an item
            heads = whole and _heads_line(text, e.start) and _AFTER_POINT.match(text, e.end) is not None
            return heads or e.start in pointed
        return True

    def _is_calendar_date(self, text: str, e: Expression) -> bool:
        before = text[e.start - 1] if e.start else "\n"
        term, digit = e.first, text[e.start].isdecimal()
        unit = "year" if term.year is not None else "month" if term.month is not None else "day"
        if digit and (before.isdecimal() or (unit == "year" and before.isascii() and before.isalpha())):
            return False
        bare = e.last is None and e.open is None and _nothing_finer(term, unit)
        if not stands(text, self._units[unit], e.start, e.end if bare else len(text)):
            return False
        if unit == "year":
            return term.month is not None or _ISSUE.match(text, e.end - 1) is None
        whole = term.month is not None and term.day is not None
        fraction = before in ".．:：/" and text[e.start - 2 : e.start - 1].isdecimal()
        item = _heads_line(text, e.start) or _INLINE_ITEM.search(text, max(0, e.start - 5), e.start)
        if fraction and not whole and not item:
            return False
        numbered = not whole and _LISTED_ITEM.match(text, e.start) is not None
        if numbered and (_heads_line(text, e.start) or _numbers_item(text, e.start)):
            return False
        if unit == "month":
            return digit or text[e.start] == "元" or _is_han_month(text, e)
        return _is_bare_day(text, e)


def _starts(page: Page) -> Iterator[int]:
    """Where expressions may begin."""
    text, of = page.text, page.scan.of
    for role in _WORDS:
        for hit in of(f"date_{role}"):
            yield hit.start
    for role in ("plan", "festival"):
        for hit in of(f"date_{role}"):
            if text.startswith(_QUOTES, max(0, hit.start - 1), hit.start):
                yield hit.start - 1
            yield hit.start
    for hit in of("date_unit"):
        m = _BEFORE_UNIT.search(text, max(0, hit.start - 16), hit.start)
        if m:
            yield m.start()
            yield m.start("last")
            if hit.form == "年" and text[m.start() - 1 : m.start()] in _AND:
                years = _YEARS_BEFORE.search(text, max(0, m.start() - 25), m.start())
                if years:
                    yield years.start()
    for hit in of("date_decade"):
        pattern = CENTURY if hit.form == "世纪" else DECADE
        m = pattern.search(text, max(0, hit.start - 8), hit.start)
        if m:
            yield m.start()
    for hit in of("date_digits"):
        if hit.form in ".．":
            yield from _point_starts(text, hit)
        elif (
            DASHED.match(text, hit.start) or GLUED.match(text, hit.start) or NAMED_YEAR.match(text, hit.start)
        ):
            yield hit.start


def _is_bracketed_weekday(text: str, e: Expression) -> bool:
    return e.first.weekday is not None and text[e.start - 1 : e.start] in ("（", "(")


def _opens_hours(text: str, e: Expression) -> bool:
    """Whether days of the week in brackets are hours of opening (（周一至周五）), both ends of them."""
    return e.last is not None and _is_bracketed_weekday(text, e)


def _is_habit(text: str, e: Expression) -> bool:
    """Whether a month or festival without a year is told of as what happens every year."""
    t = e.first
    if not (t.vague or (t.month is not None and t.day is None)) or t.of_year or e.open is not None:
        return False
    if t.vague and not e.rule.startswith(("date_festival", "date_lunar")):
        return False
    begin = max(text.rfind(c, max(0, e.start - 60), e.start) for c in "。；\n")
    return _HABIT.search(text, max(begin + 1, e.start - 60), e.start) is not None


def _names_occasion(page: Page, e: Expression) -> bool:
    """Whether a year without 年 stands in the name of an occasion (2023清溪文化节), and is no number."""
    text, start = page.text, e.start
    before = text[start - 1 : start]
    if before and (
        before.isdecimal() or before in _NO_YEAR_BEFORE or (before.isascii() and before.isalpha())
    ):
        return False
    if e.first.year_part is not None:
        return True
    if text[e.end] in _COUNTED_AFTER:
        return False
    stop = min(len(text), e.end + _NAMED_LENGTH)
    stop = min((x for c in "，。；、,;\n" if (x := text.find(c, e.end, stop)) >= 0), default=stop)
    if page.scan.within("date_year_name", e.end, stop):
        return True
    return not text.startswith(_PLANNED, e.end) and _is_year_here(text, e.first.year or 0)


def _is_year_here(text: str, year: int) -> bool:
    """Whether the text is of this time: it writes the year, or one beside it, with 年."""
    return any(text.find(f"{y}年") >= 0 for y in (year, year - 1, year + 1))


def _point_starts(text: str, hit: Hit) -> Iterator[int]:
    """Where the number in front of a point begins, if it heads a line."""
    at = hit.start
    while at > 0 and hit.start - at < 2 and text[at - 1].isdecimal():
        at -= 1
    if at < hit.start and _heads_line(text, at):
        yield at


def _in_title(text: str, at: int) -> bool:
    """Whether ``at`` stands inside 《》."""
    begin = text.rfind("《", max(0, at - 100), at)
    return begin >= 0 and text.find("》", begin, at) < 0 and "\n" not in text[begin:at]


def _heads_line(text: str, at: int) -> bool:
    """Whether nothing but an item's number or a mark stands between the head of the line and ``at``."""
    if text[at - 1 : at] in ("（", "("):
        return True
    begin = text.rfind("\n", max(0, at - 40), at) + 1
    if begin == 0 and at > 40:
        return False
    m = _HEAD.match(text, begin)
    return m is not None and (m.end() == at or not text[begin:at].strip(" \u3000\xa0"))


def _numbers_item(text: str, at: int) -> bool:
    """Whether a number with 、 is that of an item in the line: the one before it opens an item as well."""
    m = _ITEM.match(text, at)
    if m is None or text[at - 1 : at] not in tuple("。；;：:"):
        return False
    found = text.rfind(f"{int(m[1]) - 1}、", max(0, at - _ITEM_LENGTH), at)
    return found == 0 or (found > 0 and text[found - 1] in "。；;：:\n")


def _nothing_finer(term: Term, unit: str) -> bool:
    """Whether nothing finer is written than the unit."""
    if unit == "day":
        return term.day_part is None
    if unit == "month":
        return term.day is None and term.week is None and term.month_part is None
    return term.month is None and term.year_part is None


def _is_dashed_date(text: str, e: Expression) -> bool:
    before, after = text[e.start - 1 : e.start], text[e.end : e.end + 2]
    if before and (before in "./-_=%&" or (before.isascii() and before.isalnum()) or before.isdecimal()):
        return False
    if after and after[0] in "./_%&" and after[1:].isalnum():
        return False
    return e.first.day is not None or e.last is not None or not _MEASURE.match(text, e.end)


def _is_han_month(text: str, e: Expression) -> bool:
    """A month in Chinese numerals alone is mostly a name (五月花); a day, a part or 份 makes it a date."""
    term = e.first
    before, after = text[e.start - 1 : e.start], text[e.end : e.end + 1]
    if term.day is not None:
        return before not in ("闰", "历")
    if term.month_part is not None or term.week is not None or text[e.end - 1] == "份" or e.open is not None:
        return True
    if e.last is not None and e.last.month is not None:
        return before != "每"  # 一至四月, 七八月
    if before in ("", *"，。；、\n ,至从自于在到") and after in tuple("，,。至到"):
        return True
    if before in _QUOTES or before == "的" or text.startswith(_FLOWERS, e.end):
        return False
    if text[e.start] == "一":  # 一月: also 'per month'
        return before in ("", "\n") and after in ("", "\n", "：", ":")
    opens = not before.isalnum() or text.endswith(_ENTERED, max(0, e.start - 2), e.start)
    return opens or text.startswith(_OF_MONTH, e.end)


def _is_bare_day(text: str, e: Expression) -> bool:
    """A day without a month; 号 and Chinese numerals need more (15号上午, 二十五日晚)."""
    term = e.first
    if "号" in text[e.start : e.end] and term.day_part is None:
        return text[e.start - 1 : e.start] in _CLAUSE and text[e.end : e.end + 1] in tuple("，,就要那")
    if text[e.start].isdecimal():
        return True
    return term.day is not None and term.day > 10 and (term.day_part is not None or e.last is not None)


def _named_again(text: str, e: Expression, quarters: set[tuple[int, Part]]) -> bool:
    """Whether a quarter only names work (第四季度党建工作): its year stood with it in the paragraph."""
    term, part = e.first, e.first.year_part
    if part is None or part.precision != "quarter":
        return False
    here = text.rfind("\n", 0, e.start), part
    if term.of_year:
        quarters.add(here)
        return False
    return here in quarters and text[e.start] == "第" and text[e.end : e.end + 1] not in tuple("，,。、；")
