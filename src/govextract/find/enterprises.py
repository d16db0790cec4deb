"""Find businesses: full names, shops, banks, names without a suffix that a cue proves, short forms.

A suffix (有限公司, 厂, 超市) says where a name ends. Where it begins is chosen among the places where a name
may begin, by what stands in front and by the words that a name would then hold (“到恒达木业有限公司” holds
到).
"""

from __future__ import annotations

import re
from typing import Final

from govextract.find.boundary import LISTED, LeftContext, Masks
from govextract.find.branches import BRANCH, Branches
from govextract.find.company_names import CompanyNames, place_at
from govextract.find.endings import Endings, in_list
from govextract.find.enterprise_lists import EnterpriseLists
from govextract.find.headed_companies import HeadedCompanies
from govextract.find.known_companies import KnownCompanies, can_end
from govextract.find.name_starts import NameStarts, bound
from govextract.find.names import is_han
from govextract.find.quoted_companies import QuotedCompanies
from govextract.find.short_forms import Company, ShortForms
from govextract.find.trades import (
    COUNTED,
    DATED,
    ROUNDS,
    Span,
    Spans,
    TradeNames,
    listed_beside,
    odd,
    strange,
)
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

BRAND: Final = 3
"""A brand that is longer holds a line of business too (宏大|板材)."""

_NO_STEM_END: Final = frozenset("的了等及和与在对后前时中内外里")
_COMPANY_REST: Final = re.compile("([\u4e00-\u9fff]{0,8}?)(?:有限|股份|集团|公司)")
_QUOTED: Final = re.compile('[“"]([\u4e00-\u9fffA-Za-z0-9]{2,8})[”"]([^的等\\W0-9a-zA-Z]{0,4})$')
_JOINTLY: Final = ("联合", "会同", "携手", "共同")
_BEGINNING: Final = frozenset("以同和与对自由为向当")
_LEVELS: Final = frozenset("县市区镇乡")
_STORE: Final = re.compile(
    "(?![一二两三四五六七八九十几多数])[\u4e00-\u9fff]{1,5}(?:分店|门店|店)(?![\u4e00-\u9fff])"
)
"""A shop's branch: 好又来超市|城南店."""
_REGION_ENDS: Final = ("镇", "乡", "县", "市", "区", "旗")
_COUNTED_BEHIND: Final = re.compile(
    "(?:共|达|近|超)?[0-9０-９一二两三四五六七八九十百千多]{1,6}(?:余|多)?[家个](?!单位|企业|公司|机构)"
)
"""A number behind it makes a kind of business of it (发展农机专业合作社|12家)."""
_AT_VILLAGE: Final = re.compile("[^全本我该各每农乡驻某外](?:村|社区)$")
"""A village in front, in which the business is (石桥村|老关庙采石场)."""
_BORN: Final = frozenset("二三四五六七八九幺")
_CALLED: Final = (
    "记",
    "师傅",
    "老大",
    "老二",
    "老三",
    "老四",
    "大姐",
    "大嫂",
    "大妈",
    "二哥",
    "三哥",
    "胖子",
    "氏",
)
_HOMELY: Final = "人家"
"""Inns and restaurants are called so, with a place of two characters in front (渔港|人家)."""
_LETTER: Final = re.compile("(?<![A-Za-zＡ-Ｚ])[A-ZＡ-Ｚ](?![A-Za-z&Ａ-Ｚ])")
"""A letter alone stands for a company that is not to be named."""


class EnterpriseFinder:
    """Finds businesses."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._left = LeftContext(lexicon)
        self._names = CompanyNames(lexicon)
        self._endings = Endings(lexicon)
        self._starts = NameStarts(lexicon, self._left)
        self._quotes = QuotedCompanies(lexicon, self._names, self._endings)
        self._short = ShortForms(self._names, self._left)
        self._surnames = frozenset(lexicon.forms("surname")) - {"区"}
        self._describing = tuple(lexicon.forms("enterprise_describing"))
        self._trades = TradeNames(lexicon, self._names, self._starts, self._left)
        self._heads = HeadedCompanies(lexicon, self._names, self._trades)
        self._branches = Branches(self._names, self._starts)
        self._known = KnownCompanies(self._left, self._trades, self._branches)
        self._lists = EnterpriseLists(lexicon, self._names, self._starts, self._trades)

    def find(self, page: Page) -> list[Mention]:
        """Businesses on the page, in text order."""
        text = page.text
        hits = page.scan.of("enterprise_suffix")
        wholes = page.scan.of("enterprise_whole")
        if not hits and not wholes and not any(map(page.scan.of, ("enterprise_group", "enterprise_head"))):
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

        for quoted in self._quotes.find(text, longest):
            keep(quoted)
        suffixed: list[Span] = []
        doubtful: list[Hit] = []
        for end in sorted(ends, reverse=True):
            span = self._suffixed(text, longest[end], ends)
            if span:
                suffixed.append(span)
            else:
                doubtful.append(longest[end])
        known = frozenset(
            text[s.start : s.end] for s in suffixed if self._left.at(text, s.start).weight > LISTED
        )
        inner = {i: w.start for w in wholes if len(w.form) > BRAND for i in range(w.start + 1, w.end)}
        for span in suffixed:
            start = _trimmed(text, self._widened(text, span), known)
            keep(span._replace(start=inner.get(start, start)))  # 中华联合|财险云溪支公司
        for hit in sorted(wholes, key=_longest_first):
            keep(self._known.find(text, hit))
        for hit in doubtful:
            keep(self._suffixed(text, hit, ends, spans))
        furthest: dict[int, int] = {}  # 新材|料 goes on
        for hit in hits:
            furthest[hit.start] = max(hit.end, furthest.get(hit.start, 0))
        traded = [
            h
            for end, h in sorted(longest.items())
            if h.entry.attrs["sort"] == "trade" and h.start not in taken and end == furthest[h.start]
        ]
        trades = frozenset(hit.end for hit in traded)
        for hit in traded:
            keep(self._trades.find(text, hit, spans, trades, listed=False))
        if spans:
            for hit in (*traded, *reversed(traded)):  # the list's other names may stand on either side
                if hit.start not in taken:
                    keep(self._trades.find(text, hit, spans, trades, listed=True))
        for span in self._heads.find(text, page.scan.of("enterprise_head"), taken):
            keep(span)
        words = [(hit.start, hit.end) for hit in page.scan.of("enterprise_group")]
        for word in (*words, *self._lists.kinds(text)):
            for span in list(self._lists.closed(text, word, longest, spans)):
                keep(span)
        for span in list(self._lists.beside(text, longest, spans)):
            keep(span)
        for start in sorted(spans):
            self._extend(text, spans, start)
        self._branches.join(text, spans)
        companies = [Company(s.start, s.end, text[s.start : s.stem], s.sort) for s in spans.values()]
        for start, end in self._short.find(text, companies):
            keep(Span(start, end, end, "short", "enterprise.short", 0.8))
        return [_mention(text, spans[start]) for start in sorted(spans)]

    # --- names with a suffix
    # ---------------------------------------------------------------------------------

    def _suffixed(self, text: str, hit: Hit, ends: frozenset[int], spans: Spans | None = None) -> Span | None:
        sort = str(hit.entry.attrs["sort"])
        if self._endings.common(text, hit):
            return None
        if sort in ("union", "works") and _COUNTED_BEHIND.match(text, hit.end):
            return None
        if sort in ("shop", "works"):
            if self._longer(text, hit.end):
                return None
            quoted = None if hit.entry.attrs.get("listed") else self._quoted(text, hit)
            if quoted is not None:
                return Span(quoted, hit.end, hit.start, sort, f"enterprise.{sort}", 0.85)
        listed = spans is not None
        if hit.entry.attrs.get("listed") and not (listed and in_list(text, hit)):
            return None
        starts = self._starts.best(text, hit.start, hit.form, sort, ends)[:3]
        homely = hit.start - len("渔港人家")
        if (
            sort == "shop"
            and homely >= 0
            and text.startswith(_HOMELY, homely + 2)
            and is_han(text[homely : homely + 1])
        ):
            starts = [homely] if self._left.at(text, homely).weight > LISTED else starts
        for start in starts:
            if self._believable(
                text, start, hit, listed and listed_beside(text, start, hit.end, spans or {})
            ):
                break
        else:
            return None
        if self._levelled(text, start, hit):
            start += 1
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
            or text.endswith(("某", "各"), 0, start)
            or (sort == "works" and (text.endswith("公司", 0, start) or stem.endswith("公司")))
        ):
            return False
        counted = sort != "company" and (sort != "bank" or hit.form.endswith("银行"))
        if hit.entry.attrs.get("listed") and not listed:
            return False
        if ROUNDS.match(text, start) or (
            counted and COUNTED.search(stem)
        ):  # 三家|银行, and not 四家子乡|信用社
            return False
        if sort in ("shop", "works") and stem.endswith(("大学", "学院")):
            return False
        if (sort == "union" and stem.endswith("村集体")) or (sort == "shop" and stem[-1] in "镇乡村"):
            return False  # the cooperative of a village, the tea gardens of a town
        if sort in ("shop", "plain", "works") and stem.endswith(self._describing):
            return False
        shop = sort in ("works", "shop", "union", "bank")
        parts = self._names.parts(stem, shop=shop, legal=sort == "company")
        left = self._left.at(text, start)
        if sort in ("shop", "works") and left.weight > LISTED and (self._keeper(stem) or stem[2:] == _HOMELY):
            return True
        if sort != "company" and left.length and stem.startswith(_JOINTLY):
            return False
        if parts.placed and not parts.brand and sort == "union" and self._names.branded(stem):
            return left.weight > LISTED  # 红星 is a place too
        if parts.placed and sort == "union" and listed and len(parts.rest) > 1:
            return True
        if (
            parts.placed and not parts.rest and sort != "bank"
        ):  # 太和|加油站: a place's short name may be the brand
            own = sort in ("shop", "works") or hit.form == "集团"
            return (
                hit.form == "供电公司"
                or (hit.form == "公司" and stem.startswith("国网"))
                or (own and left.weight > LISTED and stem[-1] not in "省市县区旗州")
            )
        inside = (sort == "shop" and text[start - 1 : start] in ("路", "街", "巷")) or (
            sort in ("works", "shop", "union") and _AT_VILLAGE.search(text, max(0, start - 3), start)
        )
        if parts.placed or left.cut or inside:
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
        branched = sort == "plain" and left.weight > LISTED and BRANCH.match(text, hit.end)
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
        brand = start + len(parts.brand)
        if sort in ("works", "shop") and left.weight > LISTED and self._strange(text, start, brand, hit):
            return True
        return odd(text, start, brand, least)

    def _keeper(self, stem: str) -> bool:
        """Whether it is what people call who keeps the shop (老何|粮油店, 阿芬|理发屋, 陈记|面馆, 蒋师傅|龙虾馆)."""
        if stem[0] == "老" and len(stem) == len("老何"):
            return stem[1] in self._surnames or stem[1] in _BORN
        if stem[0] == "阿" and len(stem) == len("阿芬"):
            return True
        return stem[0] in self._surnames and stem[1:] in _CALLED

    def _strange(self, text: str, start: int, end: int, hit: Hit) -> bool:
        """Whether the brand is one by custom (阳光), or made of words that never follow each other."""
        brand = text[start:end]
        if "odd" in hit.entry.attrs:
            return False
        if self._names.branded(brand) and (hit.start - start > BRAND or can_end(text, hit.end, self._trades)):
            return True
        return strange(text, start, end) and not self._names.described(brand)

    def _longer(self, text: str, end: int) -> bool:
        """Whether a company's name goes on behind the suffix of a shop (大木山茶园|旅游公司)."""
        rest = _COMPANY_REST.match(text, end)
        return rest is not None and (not rest.group(1) or self._names.trading(rest.group(1)))

    def _quoted(self, text: str, hit: Hit) -> int | None:
        """Where the quoted brand in front of the suffix begins (“好又来”|文具店), if it is one."""
        found = _QUOTED.search(text, max(0, hit.start - 14), hit.start)
        if not found or not self._names.parts(found.group(1), shop=True).brand:
            return None
        if found.group(2) and self._names.parts(found.group(2), shop=True).brand:
            return None
        return found.start()

    def _widened(self, text: str, span: Span) -> Span:
        """With the preposition in front, where one character alone would be the brand (以|岚药业)."""
        stem = text[span.start : span.stem].removesuffix("股份")
        lone = span.sort == "company" and len(stem) > 2 and self._names.trading(stem[1:])
        if lone and text[span.start - 1 : span.start] in _BEGINNING:
            return span._replace(start=span.start - 1)
        return span

    def _levelled(self, text: str, start: int, hit: Hit) -> bool:
        """Whether 县 or the like in front tells only where the business is (县|恒达采石场; 县供电公司 is whole)."""
        if text[start] not in _LEVELS or not self._left.at(text, start).hard:
            return False
        if place_at(text, start, hit.start) > start or bound(text, start + 1, start):
            return False
        stem = text[start + 1 : hit.start]
        brand = self._names.parts(stem, shop=True).brand
        at = start + 1 + stem.index(brand)
        return len(brand) > 1 and odd(text, at, at + len(brand), ODD_SUFFIXED)

    def _extend(self, text: str, spans: dict[int, Span], start: int) -> None:
        """Let a name go on over its legal form, branch and outlet, where these stand behind it."""
        span = spans.get(start)
        if span is None:
            return
        end = self._branches.end(text, span)
        if end > span.end:
            for inner in [s for s in spans if start < s < end]:
                del spans[inner]
            spans[start] = span._replace(end=end)


def _longest_first(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _trimmed(text: str, span: Span, known: frozenset[str]) -> int:
    """Its start without words in front of a name that the document gives elsewhere (发挥|恒达集团)."""
    for start in range(span.start + 2, span.stem - 1):
        grouped = "集团" in text[span.start : start]  # 北岱集团|双河农场 is its daughter's whole name
        # 鑫达|松脂厂, which the text calls 松脂厂 too
        grouped = grouped or (start - span.start == 2 and odd(text, span.start, start, ODD_SUFFIXED))
        if text[start : span.end] in known and not grouped and place_at(text, span.start, start) != start:
            return start
    return span.start


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
