"""Where a business's name begins, of all the places in front of its suffix where it may.

A name begins behind punctuation, behind a word after which names stand, behind a town, or with a place. What
it would then hold speaks against it: “到恒达木业有限公司” holds 到.
"""

from __future__ import annotations

from typing import Final

from govextract.find.bigrams import load_bigrams
from govextract.find.boundary import LISTED, LeftContext
from govextract.find.company_names import is_province, is_region, place_at
from govextract.lexicon import Entry, Lexicon

LONGEST: Final = 32
LEAST_SCORE: Final = -7.5
PLACE: Final = 3.0
"""What a name gains by beginning with a place."""
FULL_PLACE: Final = 4.5
"""The same when the place is written in full (云溪县, 沅江市)."""
UNLISTED: Final = LISTED - 0.5
INNER_SUFFIX: Final = -4.0
INNER_WORKS: Final = -1.5
ACROSS_TOWN: Final = -6.0
UNLIKELY: Final = -1.5
"""A name hardly begins with what a town does with a business."""
INNER_PLACE: Final = -1.5
"""A place written in full is rather a name's beginning than its middle."""
INNER_WORD: Final = -3.0
BEHIND_INNER: Final = -2.6
FIRM_WORD: Final = -3.9
"""A place at the beginning counts for nothing when the name would hold words of this cost."""
ANY_WORD: Final = -1.9
"""Only a legal form or a bank's suffix makes a name of what holds such words."""
BOUND_BEFORE: Final = -2.2
BOUND_BEHIND: Final = -1.2

_JOINTS: Final = ("以及", "和", "与", "及", "暨")
_TOWNS: Final = ("镇", "乡", "街道", "苏木", "社区", "工业园", "产业园", "园区", "开发区", "高新区", "经开区")
_TOGETHER: Final = ("联合", "会同", "携手", "协同", "组织", "邀请", "对接")
"""What a town does with a business."""
_BRANCHES: Final = ("分公司", "支公司", "支行", "分行", "分理处", "营业部", "项目部", "供电公司")
_REGISTERED: Final = ("经营部", "批发部", "商行", "门市部")
"""Endings of shops whose names are written in full, as they are registered."""
_SITES: Final = {"works": ("村",), "shop": ("村", "路", "街", "巷")}
"""Ends of places in which a business is."""
_BRACKETED: Final = ("集团", "控股", "中国", "亚洲", "国际", "海外", "香港")
_FREE: Final = frozenset("的了着在与是")
"""Characters that are prepositions and particles whatever stands beside them."""
_VERBAL: Final = ("left_context.go", "left_context.see", "left_context.at", "left_context.with")


class NameStarts:
    """Chooses the beginning of a name that ends at a suffix.

    ``at_home`` holds words that names hold although a preposition stands in them (泰和, 自来水).
    """

    def __init__(self, lexicon: Lexicon, left: LeftContext) -> None:
        self._left = left
        self._trade = frozenset(w for w in lexicon.forms("enterprise_trade") if len(w) > 1)
        self._inside = {w: INNER_WORD for w, e in lexicon.forms("left_context").items() if _verbal(w, e)}
        self._inside |= {w: float(e.attrs["cost"]) for w, e in lexicon.forms("name_inside").items()}
        self.at_home = tuple(w for w, cost in self._inside.items() if not cost)
        self._nations = tuple(lexicon["left_context.nation"].forms)
        self._lengths = sorted({len(w) for w in self._inside}, reverse=True)

    def best(self, text: str, end: int, form: str, sort: str, ends: frozenset[int]) -> list[int]:
        """The likely beginnings of a name whose suffix ``form`` begins at ``end``, best first.

        ``ends`` are the ends of all suffixes in the text, ``sort`` is that of the suffix.
        """
        low = run_start(text, end)
        costs, starts = self.costs(text, low, end)
        loose = sort != "company"
        registered = form.endswith(_REGISTERED)
        branch = form.endswith(_BRANCHES)
        found: list[tuple[float, int]] = []
        inside = across = 0.0
        for k in range(end - 1, low - 1, -1):
            inside += costs[k - low]
            if loose and inside + across <= ANY_WORD and not _in_place(text, k, low, end):
                break
            if k + 1 in ends and not branch and k + 1 < end and not text.startswith("集团", k - 1):
                slight = text[k] == "厂" or text[k + 1 : end] in self._trade or text[k : k + 2] in self._trade
                inside += INNER_WORKS if slight else INNER_SUFFIX
            if not starts[k - low] or (k > low and text[k - 1] in ")）"):
                continue
            left = self._left.at(text, k, max(0, low - 1))
            weight = left.weight
            if (
                left.length == 1
                and not left.cut
                and k - 2 >= low
                and text[k - 1] not in _FREE
                and bound(text, k - 1, low)
            ):
                weight = UNLISTED  # 基|因 is no 因
            town = (
                sort not in ("bank", "union")
                and text.endswith(_TOWNS, low, k)
                and (place_at(text, k, end) > k or not _in_place(text, k, low, end))  # 桐|乡市 is no town
                and not text.startswith(_TOGETHER, k)
                # 山西枣乡情: a town of one character right behind its province is none.
                and not any(is_province(text[max(low, k - 2 - n) : k - 2]) for n in (2, 3))
            )
            site = text[k - 1 : k] in _SITES.get(sort, ()) and k > low
            if left.cut and left.length < 2 and not town and sort != "shop":
                weight = UNLISTED
            if sort not in ("company", "plain") and left.length > 1 and text.endswith(self._nations, low, k):
                weight = UNLISTED
            if (k > low and costs[k - low - 1] < 0) or (
                k > low and not starts[k - low - 1] and text[k - 1] not in ")）"
            ):
                weight = max(weight, BEHIND_INNER)
            if town or _joined(text, k, ends) or site or (sort == "plain" and text[k - 1 : k] == "村"):
                weight = -1.0
            if text.startswith(_TOGETHER, k):
                weight += UNLIKELY
            score = inside + across
            after = place_at(text, k, end)
            held = inside - sum(costs[k - low : after - low])  # 和静县 holds no 和
            if (
                after > k
                and (after < end or weight > LISTED)
                and text[k:after] not in self._inside
                and held > FIRM_WORD
            ):
                weight += FULL_PLACE if after - k > 2 and text[after - 1] in "省市县区旗州盟" else PLACE
                score = held + across
            elif weight <= LISTED:
                continue
            score += weight
            if score >= LEAST_SCORE:
                found.append((score, -k))
            if after > k + 2 and text[after - 1] in "省市县旗" and form.endswith("公司") and not branch:
                across += 0.0 if _chained(text, k, low) else INNER_PLACE
            if (
                town
                or site
                or (left.cut and sort == "shop" and not self._headed(text, k, low, registered=registered))
            ) and end - k >= 2:
                across += ACROSS_TOWN
        return [_undated(text, -k) for _, k in sorted(found, reverse=True)]

    def _headed(self, text: str, at: int, low: int, *, registered: bool) -> bool:
        """Whether the place that ends here begins where a full name may.

        That is behind punctuation; with an ending that registered names have, also behind a word after which names
        stand (业主是|云溪县恒达经营部).
        """
        return any(
            place_at(text, k, at) == at
            and (self._left.at(text, k).hard or (registered and self._left.at(text, k).weight > LISTED))
            for k in range(max(low, at - 8), at - 2)
        )

    def costs(self, text: str, low: int, end: int) -> tuple[list[float], list[bool]]:
        """The words in a run that hardly stand inside a name.

        For each character: the cost of such a word that begins there; and whether a name can begin there, not
        within such a word or in brackets.
        """
        costs = [0.0] * (end - low)
        starts = [True] * (end - low)
        i = low
        while i < end:
            step = 1
            if text[i] in "(（":
                close = i + 1
                while close < end and text[close] not in ")）":
                    close += 1
                step = min(close + 1, end) - i
                starts[i - low : i - low + step] = [False] * step
            else:
                for length in self._lengths:
                    cost = self._inside.get(text[i : i + length]) if i + length <= end else None
                    if cost is not None and not (
                        length == 1 and text[i] not in _FREE and bound(text, i, low)
                    ):
                        costs[i - low] = cost
                        starts[i - low + 1 : i - low + length] = [False] * (length - 1)
                        step = length
                        break
            i += step
        return costs, starts


def run_start(text: str, end: int) -> int:
    """How far left of ``end`` a name can reach: Chinese and Latin characters, and a place in brackets."""
    low = end
    while low > 0 and end - low < LONGEST:
        c = text[low - 1]
        if c.isalpha() or c.isdecimal() or (c in "·&" and low - 1 > 0):
            low -= 1
        elif c in ")）":
            start = max(text.rfind("(", max(0, low - 8), low - 1), text.rfind("（", max(0, low - 8), low - 1))
            inside = text[start + 1 : low - 1]
            if start <= 0 or not (is_region(inside) or inside in _BRACKETED):
                break
            low = start
        else:
            break
    return low


def bound(text: str, at: int, low: int) -> bool:
    """Whether a character belongs to a common word with its neighbour (基因, 对外), and is no preposition."""
    _, running = load_bigrams()
    if at > low and running.step(text[at - 1], text[at]) > BOUND_BEFORE:
        return True
    return running.step(text[at], text[at + 1 : at + 2]) > BOUND_BEHIND


def _undated(text: str, start: int) -> int:
    """``start`` behind the rest of a date (1999.02青海|, of which 02 would be in the name)."""
    i = start
    while text[i : i + 1].isdigit():
        i += 1
    dated = (
        text[start - 1 : start] in (".", "．", "-", "/") or place_at(text, i, i + 8) > i
    )  # 4北京恒达: an item
    return i if i > start and dated else start


def _in_place(text: str, at: int, low: int, end: int) -> bool:
    """Whether a place's name of three characters or more begins here or goes on here."""
    return any(place_at(text, k, end) > max(at, k + 2) for k in range(max(low, at - 2), at + 1))


def _chained(text: str, at: int, low: int) -> bool:
    """Whether a larger place ends where this one begins (湖南省|沅江市)."""
    return text[at - 1 : at] in ("省", "市", "州", "盟") or any(
        is_province(text[at - n : at]) for n in (2, 3) if at - n >= low
    )


def _joined(text: str, start: int, ends: frozenset[int]) -> bool:
    """Whether 和 stands in front and another business in front of that."""
    return any(text.endswith(j, 0, start) and start - len(j) in ends for j in _JOINTS)


def _verbal(word: str, entry: Entry) -> bool:
    return len(word) > 1 and entry.id in _VERBAL
