"""Offices: titles, what stands in front of them, and the chains they form (县委常委、办公室主任).

A title's head comes from the lexicon; the office reaches left from it to the first word that cannot belong.
Heads that only punctuation joins, with no name between, are one chain: the offices of one person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from govextract.find.namelike_titles import begins_name
from govextract.find.names import is_han
from govextract.find.office_bodies import OfficeBodies, ending
from govextract.find.office_grammar import COORDINATORS, OfficeGrammar
from govextract.find.office_starts import OfficeStarts
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page

MAX_OFFICE: Final = 44
"""Characters that one office, body included, may have in front of its head."""

_LOCAL_BODIES: Final = ("村", "社区", "嘎查", "两委", "两委”", '两委"', "班子")
_ENDS: Final = frozenset("底初末")
_COPULAS: Final = frozenset("系为是")
_BRING: Final = frozenset("带率携领")
_FULL_STOP: Final = re.compile("[\u4e00-\u9fff）)”][.．](?:[\u4e00-\u9fff]|\\s|$)")
_STOPLESS: Final = 150
"""Characters of a text from which it is strange that it has no full stop."""
_BEGIN_NAMES: Final = (
    "和平",
    "和田",
    "和顺",
    "和林",
    "和龙",
    "和静",
    "和硕",
    "和县",
    "和政",
    "和布",
    "和谐",
    "与会",
)
"""Names of places, and words, that begin with a coordinator."""
_WISHED: Final = ("候选人", "人选", "提名人")
"""What stands behind an office that nobody has yet."""
_TEAM: Final = "工作队"
_TOLD_BEFORE: Final = 2000
_CLAUSE: Final = 20
_OWN: Final = re.compile("[我该本](?:们?的?|[校院镇乡县局村区市站所厂队社馆])$")
"""What may point to the reporter's own body between two posts of one person."""
_JOINERS: Final = frozenset({"、", "，", ",", "兼", "兼任", "、兼任"})
_STOPS: Final = frozenset("，,。.；;：:！!？?\n\t\r \u3000()（）《》<>〈〉【】[]〔〕■▲●◆★—–…|/~～、兼※•．")
_SYMBOLS: Final = ("\u2190", "\u2bff")
"""The first and the last of the arrows, boxes, stars and numbers in circles that open an item."""
_SAID: Final = frozenset("。！？!?，,；;…")
_PAIRS: Final = {"”": "“", '"': '"', "’": "‘", "」": "「", ")": "(", "）": "（"}
_DIGITS: Final = frozenset("0123456789０１２３４５６７８９")
_NUMERALS: Final = _DIGITS | frozenset("一二三四五六七八九十")
_UNITS: Final = frozenset("年月日时点分号期届次名位人个批")


class Post(NamedTuple):
    """One title with its body: ``text[start:end]``; ``head`` is where its title begins."""

    start: int
    head: int
    end: int
    private: bool


class Chain(NamedTuple):
    """Posts of one person, in text order."""

    posts: tuple[Post, ...]

    @property
    def start(self) -> int:
        """Where the first post begins."""
        return self.posts[0].start

    @property
    def end(self) -> int:
        """Where the last post ends."""
        return self.posts[-1].end


class OfficeParser:
    """Reads posts and chains of posts. Read-only, safe to share."""

    def __init__(self, lexicon: Lexicon, words: frozenset[str], starts: OfficeStarts) -> None:
        """``words`` are common words of two characters."""
        self._starts = starts
        self._numbered = tuple(lexicon.forms("numbered_body"))
        self._needs_body = frozenset(lexicon.forms("needs_body"))
        self._appointive = tuple(lexicon.forms("appointive"))
        self._bodies = OfficeBodies(lexicon)
        self._company_titles = frozenset(lexicon["title_private.company"].forms)
        self._bodiless = frozenset(lexicon.forms("bodiless_title"))
        self._volunteer = tuple(lexicon.forms("private_body"))
        self._grammar = OfficeGrammar(lexicon, words, starts)
        self._quoted = tuple(lexicon.forms("quoted_body"))
        self._modifiers = frozenset(lexicon.forms("title_modifier"))
        self._modifier_lengths = sorted({len(w) for w in self._modifiers}, reverse=True)
        self._leading = tuple(sorted(lexicon.forms("office_lead"), key=len, reverse=True))

    def heads(self, page: Page) -> list[Hit]:
        """Title heads that no longer title or look-alike covers, in text order."""
        hits = [*page.scan.of("title"), *page.scan.of("title_private"), *page.scan.of("title_guard")]
        hits.sort(key=lambda h: (h.start, -h.end))
        out: list[Hit] = []
        for h in hits:
            if out and h.end <= out[-1].end:
                continue  # inside a longer one
            if out and h.form == "记者" and h.start < out[-1].end:
                continue  # 书记|者怀亮
            # 组织部|部长 or 县委书|记: of two that cross, the one that reaches further right is the head.
            if out and h.start < out[-1].end and out[-1].entry.category != "title_guard":
                out.pop()
            out.append(h)
        return [
            h
            for h in out
            if h.entry.category != "title_guard"
            and not self._in_body(page, h)
            and not begins_name(page, h)
            and not page.text.startswith(_WISHED, h.end)
        ]

    @staticmethod
    def _in_body(page: Page, head: Hit) -> bool:
        """Whether the head's characters belong to a body that runs on behind it (人大常委|会)."""
        near = page.scan.within("organisation", max(head.start - 8, 0), head.end + 8)
        return any(h.start <= head.start and h.end > head.end for h in near)

    def post(self, page: Page, head: Hit, limit: int) -> Post:
        """The post of a head; it does not reach left of ``limit``."""
        start = self._start(page, head, limit)
        post = Post(start, head.start, head.end, head.entry.category == "title_private")
        body = page.text[start : self.title_start(page.text, post)]
        private = (
            post.private or self._bodies.is_company(body) or self._bodies.of_business(page.text, start, body)
        )
        if not body and head.form in self._bodiless:
            # 队长 alone: the body stands somewhere before in the sentence.
            i = max((page.text.rfind(c, 0, start) for c in "。\n"), default=-1)
            # In a report on a team sent to a village its leader is no business's.
            sent = page.text.rfind(_TEAM, max(start - _TOLD_BEFORE, 0), start) >= 0
            of_team = sent and head.form.endswith("队长")
            private |= not of_team and any(w in page.text[i + 1 : start] for w in self._volunteer)
        if not private and body and self._bodies.is_business(page, start, start + len(body)):
            private = True
        if head.form in self._needs_body and not private:
            local = page.text.endswith(_LOCAL_BODIES, start, post.head)
            if head.form == "会计" and not body:  # the village's, where the clause is about villages
                line = page.text[max(start - _CLAUSE, 0) : head.end + _CLAUSE]
                local = any(c in line for c in "村镇") and not any(w in line for w in self._volunteer)
            private = not local and not any(
                h.end == post.head for h in ending(page, "organisation", post.head)
            )
        return post._replace(private=private)

    def _start(self, page: Page, head: Hit, limit: int) -> int:
        text = page.text
        floor = max(limit, head.start - MAX_OFFICE)
        i = head.start
        while i > floor:
            c = text[i - 1]
            if c in _DIGITS:
                inner = self._number_in_body(text, i, floor)
                if inner is None:
                    break
                i = inner
                continue
            if _SYMBOLS[0] <= c <= _SYMBOLS[1]:  # ▷副镇长
                break
            if c in _STOPS and c not in ")）" and not text.startswith("兼职", i - 1):
                break
            if c in "“‘「":
                break
            if c in _PAIRS:
                opening = text.rfind(_PAIRS[c], floor, i - 1)
                # “…涨潮了。”县水利局局长: what was said ends in front of the speaker's office.
                if (
                    opening < 0
                    or text[i - 2] in _SAID
                    or _NUMERALS.issuperset(text[opening + 1 : i - 1])
                    or not self._goes_on(page, i, head, bracket=c in ")）")
                ):
                    break
                i = opening
                continue
            i -= 1
        start = i
        if start > 0 and text[start - 1] in _DIGITS and start < head.start and text[start] in _UNITS:
            start += 1  # 22日|副市长
            start += text[start] in _ENDS  # 3月底|副市长
        keep = [(h.start, h.end) for h in page.scan.within("office_keep", max(start - 3, 0), head.end)]
        keep += [(h.start, h.end) for h in page.scan.within("organisation", start, head.end)]
        keep.append((head.start, head.end))
        for h in page.scan.within("office_break", start, head.start):
            if h.form in COORDINATORS and (
                self._behind_title(page, h.start) or self._at_title(text, h, head)
            ):
                start = max(start, h.end)
            if self._grammar.of_sent(text, h, start):
                continue
            if len(h.form) == 1 and self._starts.in_person(page, start, h.start):
                continue
            if (
                self._grammar.inside_name(page, h, start, head, opened=limit < start == h.start)
                if len(h.form) == 1
                else self._grammar.inside_body(page, h, head)
            ):
                continue
            # A longer word holds the shorter ones in it: 责任 in 责任人为; and 现任|县 is no 任县.
            if not any(
                a < h.end and h.start < b and not h.start <= a < b <= h.end
                for a, b in keep
                if a <= h.start or not h.form.endswith("任")
            ):
                start = max(start, h.end)
        # 市科委、园区管委会|建设处处长: bodies that share one title.
        if start > floor and text[start - 1] == "、" and start < head.start:
            for h in page.scan.within("organisation", max(floor, start - 12), start - 1):
                if h.end == start - 1:
                    return self._start(page, Hit(h.end, head.end, "", head.entry), floor)
        start = self._starts.behind_person(page, start, head.start)
        while start < head.start:
            lead = next((w for w in self._leading if text.startswith(w, start)), None)
            if lead is not None and any(a <= start < b for a, b in keep[:-1]):
                break
            if text[start] == "新" and start + 1 == head.start:
                lead = "新"  # |新|主任
            if text[start] == "记" and text[start - 1 : start] in ("—", "-"):
                lead = "记"  # ——|记|石桥村党支部书记韩立群
            lead = lead or self._left_over(text, start, limit)
            if not lead:
                break
            start += len(lead)
        if start and text[start - 1] in "该我本" and start < head.start:
            title = self.title_start(text, Post(start, head.start, head.end, private=False))
            start = self._starts.behind_pronoun(text, start, title)
        if "。" not in text and len(text) > _STOPLESS and not _FULL_STOP.search(text):
            start = self._starts.unpunctuated(page, start, head.end)
        return min(start, head.start)

    def _at_title(self, text: str, h: Hit, head: Hit) -> bool:
        """Whether nothing but the title stands behind a 和 (顾长岭和|总工程师)."""
        return self.title_start(text, Post(h.end, head.start, head.end, private=False)) == h.end

    @staticmethod
    def _behind_title(page: Page, at: int) -> bool:
        """Whether a title ends at ``at``; a 和 there joins two posts whatever stands behind it."""
        return any(h.end == at for h in ending(page, "title", at))

    def _left_over(self, text: str, start: int, limit: int) -> str:
        """A 与, 和 or 如 at the beginning of an office, which joins it to what stands in front."""
        if text[start] in _BRING and start == limit > 0:
            return text[start]  # 局长韩立群|带|督导室主任
        if text[start] in _COPULAS and start == limit > 0:
            return text[start]  # 组长|系|县审计局副局长
        if text[start] not in (*COORDINATORS, "如") or (start not in (0, limit) and is_han(text[start - 1])):
            return ""
        begins = text[start : start + 2] in _BEGIN_NAMES or self._starts.is_place(text, start)
        if text.startswith("和县", start) and start == limit > 0:
            begins = False  # 县长韩立群|和县发改委主任
        return "" if begins else text[start]

    def _number_in_body(self, text: str, i: int, floor: int) -> int | None:
        """Where a number that belongs to a body begins (武警8520部队, 第3中学), else None."""
        if not text.startswith(self._numbered, i):
            return None
        while i > floor and text[i - 1] in _DIGITS:
            i -= 1
        return i if i > floor and is_han(text[i - 1]) and text[i - 1] not in _UNITS else None

    def _goes_on(self, page: Page, i: int, head: Hit, *, bracket: bool) -> bool:
        """Whether a body's name goes on behind quotation marks or brackets that close at ``i``."""
        if page.text.startswith(self._quoted, i):
            return True
        if head.start == i:  # 县法院“车载法庭”庭长
            opening = page.text.rfind(_PAIRS[page.text[i - 1]], 0, i - 1)
            return any(h.end == opening for h in ending(page, "organisation", opening))
        near = page.scan.within("organisation", i, head.start)
        return any(h.start == i for h in near) if bracket else bool(near)

    def chains(self, page: Page, heads: Sequence[Hit], named: Sequence[int | None]) -> list[Chain]:
        """Chains of posts; ``named[i]`` is the end of the name at ``heads[i]``, None without one."""
        text = page.text
        out: list[Chain] = []
        posts: list[Post] = []
        limit = 0
        for head, name_end in zip(heads, named, strict=True):
            post = self.post(page, head, limit)
            if posts and post.start == posts[-1].end:
                # Nothing stands between: the earlier title is part of this one's body (政协委员|联络委主任).
                whole = self.post(page, head, posts[-1].start)
                if whole.start < post.start:
                    posts.pop()
                    post = whole
            if posts and not self._joined(text, posts, post):
                out.append(Chain(tuple(posts)))
                posts = []
            bare = posts and post.start == self.title_start(text, post) and text[post.start - 1] not in "，,"
            if bare and self._company_post(text, posts[-1]):
                post = post._replace(private=True)  # 光明公司总经理、|党委书记: the same body
            posts.append(post)
            limit = head.end
            if name_end is not None:
                out.append(Chain(tuple(posts)))
                posts = []
                limit = name_end
        if posts:
            out.append(Chain(tuple(posts)))
        return out

    def _joined(self, text: str, posts: Sequence[Post], right: Post) -> bool:
        written = text[posts[-1].end : right.start]
        if self._starts.is_address(text, posts[-1].start, posts[-1].head):
            return False  # 李站长、|县派第一书记
        gap = written.strip(" ")
        if gap.startswith("、") and _OWN.match(gap[1:]):
            return True  # 派出所所长、|我校|法治副校长
        if gap not in _JOINERS and written != " ":
            return False
        # 韩立群担任院长，副书记…: the comma ends what he got.
        before = posts[0].start - (2 if text.startswith("现场", posts[0].start - 2) else 0)
        return gap not in "，," or not text.endswith(self._appointive, 0, before)

    def _company_post(self, text: str, post: Post) -> bool:
        return post.private and (
            text[post.head : post.end] in self._company_titles
            or self._bodies.is_company(text[post.start : self.title_start(text, post)])
        )

    def title_start(self, text: str, post: Post) -> int:
        """Where the post's title begins, its modifiers included (党组|书记, 常务|副县长)."""
        i = post.head
        while True:
            for n in self._modifier_lengths:
                if i - n >= post.start and text[i - n : i] in self._modifiers:
                    i -= n
                    break
            else:
                return i


def clean(text: str) -> str:
    """An office's text without the spaces and line breaks that layout put into it."""
    return "".join(c for c in text if not c.isspace())
