"""Find businesses: full names, shops, banks, names without a suffix that a cue proves, short forms.

A suffix (有限公司, 厂, 超市) says where a name ends. Where it begins is chosen among the places where a name
may begin, by what stands in front and by the words that a name would then hold (“到恒达木业有限公司” holds
到).
"""

from __future__ import annotations

import re
from typing import Final

from govextract.find.boundary import LISTED, LeftContext, Masks
from govextract.find.company_names import CompanyNames, place_at
from govextract.find.name_starts import NameStarts
from govextract.find.names import is_han
from govextract.find.short_forms import Company, ShortForms
from govextract.find.trades import COUNTED, DATED, Span, Spans, TradeNames, listed_beside, odd
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page, mention_id
from govextract.records import Mention

ODD_SUFFIXED: Final = 5.0
"""Mean surprise as running text of a brand in front of 厂, 超市, 公司, which follow common words too."""
ODD_ALONE: Final = 3.5
"""The same for a shop or factory between a word after which names stand and punctuation."""
ODD_UNION: Final = 2.5
"""The same for a cooperative: theirs are plain words (惠农, 富民)."""

ODD_LEGAL: Final = 0.5
"""The same where the suffix is a legal form."""

_NO_STEM_END: Final = frozenset("的了等及和与在对后前时中内外里")
_STORE: Final = re.compile("[\u4e00-\u9fff]{1,5}(?:分店|门店|店)(?![\u4e00-\u9fff])")
"""A shop's branch: 好又来超市|城南店."""
_REGION_ENDS: Final = ("镇", "乡", "县", "市", "区", "旗")
_LEGAL_REST: Final = re.compile("(?:股份)?有限(?:责任)?公司")
"""The legal form behind a 集团 that the name begins with (恒达集团|有限责任公司)."""
_BRANCH: Final = re.compile(
    "[^的在与和及了到对向为被等由将把以是\\W0-9a-zA-Z]{2,7}?(?:分公司|支公司|分行|支行|营业部)(?!行长|经理室)"
)
"""A branch behind its company (安泰财险|云溪支公司)."""
_COUNTED_BEHIND: Final = re.compile(
    "(?:共|达|近|超)?[0-9０-９一二两三四五六七八九十百千多]{1,6}(?:余|多)?[家个](?!单位|企业|公司|机构)"
)
"""A number behind it makes a kind of business of it (发展农机专业合作社|12家)."""
_LETTER: Final = re.compile("(?<![A-Za-zＡ-Ｚ])[A-ZＡ-Ｚ](?![A-Za-z&Ａ-Ｚ])")
"""A letter alone stands for a company that is not to be named."""


class EnterpriseFinder:
    """Finds businesses."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._left = LeftContext(lexicon)
        self._names = CompanyNames(lexicon)
        self._starts = NameStarts(lexicon, self._left)
        self._short = ShortForms(self._names, self._left)
        self._never = frozenset(lexicon.forms("enterprise_never"))
        self._describing = tuple(lexicon.forms("enterprise_describing"))
        self._never_lengths = sorted({len(w) for w in self._never}, reverse=True)
        self._trades = TradeNames(lexicon, self._names, self._starts, self._left)

    def find(self, page: Page) -> list[Mention]:
        """Businesses on the page, in text order."""
        text = page.text
        hits = page.scan.of("enterprise_suffix")
        wholes = page.scan.of("enterprise_whole")
        if not hits and not wholes and not page.scan.of("enterprise_group"):
            return []
        masks = Masks(text)
        longest: dict[int, Hit] = {}  # by end: the longest suffix
        for hit in hits:
            if hit.end not in longest or hit.start < longest[hit.end].start:
                longest[hit.end] = hit
        ends = frozenset(e for e, h in longest.items() if h.entry.attrs["sort"] != "trade")
        spans: dict[int, Span] = {}
        taken: set[int] = set()

        def keep(span: Span | None) -> None:
            if span and not masks.covers(span.start) and taken.isdisjoint(range(span.start, span.end)):
                spans[span.start] = span
                taken.update(range(span.start, span.end))

        suffixed, doubtful = [], []
        for end in sorted(ends, reverse=True):
            span = self._suffixed(text, longest[end], ends)
            if span:
                suffixed.append(span)
            else:
                doubtful.append(longest[end])
        known = frozenset(
            text[s.start : s.end] for s in suffixed if self._left.at(text, s.start).weight > LISTED
        )
        for span in suffixed:
            keep(_trimmed(text, span, known))
        for hit in sorted(wholes, key=_longest_first):
            keep(self._whole(text, hit))
        for hit in doubtful:
            keep(self._suffixed(text, hit, ends, spans))
        traded = [
            h for _, h in sorted(longest.items()) if h.entry.attrs["sort"] == "trade" and h.start not in taken
        ]
        trades = frozenset(hit.end for hit in traded)
        for hit in traded:
            keep(self._trades.find(text, hit, spans, trades, listed=False))
        if spans:
            for hit in (*traded, *reversed(traded)):  # the list's other names may stand on either side
                if hit.start not in taken:
                    keep(self._trades.find(text, hit, spans, trades, listed=True))
        for hit in page.scan.of("enterprise_group"):
            for span in list(self._trades.grouped(text, hit, spans)):
                keep(span)
        for start in sorted(spans):
            self._extend(text, spans, start)
        companies = [Company(s.start, s.end, text[s.start : s.stem], s.sort) for s in spans.values()]
        for start, end in self._short.find(text, companies):
            keep(Span(start, end, end, "short", "enterprise.short", 0.8))
        return [_mention(text, spans[start]) for start in sorted(spans)]

    # --- names with a suffix
    # ---------------------------------------------------------------------------------

    def _suffixed(self, text: str, hit: Hit, ends: frozenset[int], spans: Spans | None = None) -> Span | None:
        sort = str(hit.entry.attrs["sort"])
        if self._forbidden(text, hit) or _goes_on(text, hit):
            return None
        if sort == "union" and _COUNTED_BEHIND.match(text, hit.end):
            return None
        listed = spans is not None
        if hit.entry.attrs.get("listed") and not (listed and _in_list(text, hit)):
            return None
        for start in self._starts.best(text, hit.start, hit.form, sort, ends)[:3]:
            if self._believable(
                text, start, hit, listed and listed_beside(text, start, hit.end, spans or {})
            ):
                break
        else:
            return None
        sure = sort in ("company", "union", "bank")
        store = _STORE.match(text, hit.end) if sort == "shop" else None
        end = store.end() if store else hit.end
        return Span(start, end, hit.start, sort, f"enterprise.{sort}", 0.95 if sure else 0.85)

    def _believable(self, text: str, start: int, hit: Hit, listed: bool) -> bool:
        """Whether what stands in front of the suffix names one business: a place and more, or a brand.

        Between other businesses of a list (``listed``) common words may be a brand too.
        """
        stem, sort = text[start : hit.start], hit.entry.attrs["sort"]
        if (
            len(stem) < 2
            or self._names.common(stem.replace("（", "(").partition("(")[0])
            or (stem[-1] in _NO_STEM_END and not stem.endswith(self._starts.at_home))
            or "某" in stem
            or _LETTER.search(stem)
            or DATED.search(stem)
        ):
            return False
        counted = sort != "company" and (sort != "bank" or hit.form.endswith("银行"))
        if hit.entry.attrs.get("listed") and not listed:
            return False
        if counted and COUNTED.search(stem):  # 三家|银行, and not 四家子乡|信用社
            return False
        if sort in ("shop", "works") and stem.endswith(("大学", "学院")):
            return False
        if sort in ("shop", "plain", "works") and stem.endswith(self._describing):
            return False
        shop = sort in ("works", "shop", "union", "bank")
        parts = self._names.parts(stem, shop=shop, legal=sort == "company")
        left = self._left.at(text, start)
        if (
            parts.placed and not parts.rest and sort != "bank"
        ):  # 太和|加油站: a place's short name may be the brand
            own = sort in ("shop", "works") or hit.form == "集团"
            return hit.form == "供电公司" or (own and left.weight > LISTED and stem[-1] not in "省市县区旗州")
        if parts.placed or left.cut:
            return (
                len(parts.brand) > 1
                or sort == "bank"
                or (
                    parts.placed
                    and len(parts.rest) > 1
                    and (sort in ("company", "plain", "works") or hit.form.endswith(("部", "行")))
                )
            )
        if sort == "company":
            return len(parts.brand.split("(")[0].split("（")[0]) > 1
        if sort == "bank" and (stem.endswith(_REGION_ENDS) or self._names.bank_in(stem)):
            return True
        if len(parts.brand) < 2:
            return False
        branched = sort == "plain" and left.weight > LISTED and _BRANCH.match(text, hit.end)
        if sum(c.isascii() and c.isalpha() for c in parts.brand) > 1 or listed or branched:
            return True
        least = float(hit.entry.attrs.get("odd", ODD_SUFFIXED))
        if sort in ("plain", "shop", "works") and left.weight > LISTED and len(parts.brand) < len(parts.rest):
            least = min(least, ODD_ALONE)  # brand and line of business: 在合力科技|集团, 惠农种子|经营部
            if sort == "plain" and left.hard and not is_han(text[hit.end : hit.end + 1]):
                least = ODD_UNION
        if sort == "plain" and left.hard and self._trades.cued_after(text, hit.end):
            least = ODD_UNION if len(parts.brand) > 2 else ODD_ALONE  # ，泰康保险|集团董事长
        if sort == "union" and left.weight > LISTED:
            least = ODD_LEGAL if "专业合作社" in hit.form else ODD_UNION
        # 到蓝天宾馆, 到蓝天宾馆检查
        alone = not is_han(text[hit.end : hit.end + 1]) or self._trades.cued_after(text, hit.end)
        if sort in ("shop", "works") and left.weight > LISTED and alone:
            least = min(least, ODD_ALONE)
        return odd(text, start, start + len(parts.brand), least)

    def _forbidden(self, text: str, hit: Hit) -> bool:
        """Whether a body or thing that is no business ends here (人民银行, 爱心超市)."""
        longer = (n for n in self._never_lengths if n >= len(hit.form))
        return any(text[max(0, hit.end - n) : hit.end] in self._never for n in longer)

    def _extend(self, text: str, spans: dict[int, Span], start: int) -> None:
        """Let a company's name go on over its legal form and its branch, where these stand behind it."""
        span = spans.get(start)
        if span is None or span.sort not in ("company", "plain", "whole", "bank"):
            return
        end = span.end
        legal = _LEGAL_REST.match(text, end) if text.endswith("集团", start, end) else None
        end = legal.end() if legal else end
        branch = _BRANCH.match(text, end)
        if branch and not text.endswith(("分公司", "支公司", "分行", "支行"), start, end):
            end = branch.end()
        if end > span.end:
            for inner in [s for s in spans if start < s < end]:
                del spans[inner]
            spans[start] = span._replace(end=end)

    # --- names without a suffix
    # ------------------------------------------------------------------------------

    def _whole(self, text: str, hit: Hit) -> Span | None:
        """A well-known company or bank, where no longer word holds it (中国银行业, 施工行为)."""
        before, after = text[hit.start - 1 : hit.start], text[hit.end : hit.end + 1]
        if after in "业动为政走列人" and after:
            return None
        if text.startswith(_NO_COMPANY_AFTER, hit.end):
            return None
        if len(hit.form) <= 3 and not hit.entry.attrs.get("sure"):
            left = self._left.at(text, hit.start)
            if left.weight <= LISTED or (is_han(after) and not self._trades.cued_after(text, hit.end)):
                return None
        elif (
            before
            and is_han(before)
            and self._left.at(text, hit.start).weight <= LISTED
            and before in "省市县区"
        ):
            return None
        group = next((w for w in ("集团公司", "集团", "公司") if text.startswith(w, hit.end)), "")
        return Span(hit.start, hit.end + len(group), hit.end, "whole", "enterprise.known", 0.85)


_BANKING: Final = (
    *("卡号", "存款", "账户", "账号", "贷款", "保险", "监管", "对账", "流水", "转账", "汇款", "柜台", "网点"),
)
_NO_COMPANY_AFTER: Final = ("大学", "学院", "科学", "协会", "学会", "和化工", "研究", "文联", "作协", "文学")


def _longest_first(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _trimmed(text: str, span: Span, known: frozenset[str]) -> Span:
    """The span without words in front of a name that the document gives elsewhere (发挥|恒达集团)."""
    for start in range(span.start + 2, span.stem - 1):
        if text[start : span.end] in known and place_at(text, span.start, start) != start:
            return span._replace(start=start)
    return span


def _in_list(text: str, hit: Hit) -> bool:
    """Whether a list goes on behind the suffix or comes from a little way in front."""
    return (
        text[hit.end : hit.end + 1] in ("、", "和", "与") or "、" in text[max(0, hit.start - 9) : hit.start]
    )


def _goes_on(text: str, hit: Hit) -> bool:
    """Whether the suffix is the beginning of another word (公司治理, 厂房, 银行业)."""
    after = text[hit.end : hit.end + 2]
    if hit.form.endswith("厂"):
        return after[:1] in "房区长家商址界矿子务" and bool(after)
    if hit.form.endswith("公司"):
        return after in ("治理", "化运", "制改", "债券", "债发", "法律")
    if hit.form.endswith("银行"):
        return after[:1] in ("业", "间") or after in _BANKING
    if hit.form.endswith(("酒店", "宾馆")):
        return after == "管理" or (after[:1] in "及业" and bool(after))
    if hit.entry.attrs["sort"] == "shop" and after in ("协会", "行业", "学会", "分会", "管理"):
        return True
    if hit.form.endswith("矿"):
        return after[:1] in "石井业区产长工床脉体化权种带" and bool(after)
    if hit.form.endswith("车行"):
        return after[:1] in "业驶" and bool(after)
    if hit.form.endswith("集团"):
        return after[:1] in ("化", "军", "式")
    return False


def _mention(text: str, span: Span) -> Mention:
    return Mention(
        id=mention_id("enterprise", span.start, span.end),
        kind="enterprise",
        start=span.start,
        end=span.end,
        text=text[span.start : span.end],
        rule=span.rule,
        confidence=span.confidence,
    )
