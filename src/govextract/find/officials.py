"""Find officials: names that the document gives a public post, at that place and wherever they stand again.

Persons whose only posts are private (company managers, reporters, villagers) come out as ``person``, so that
nobody is taken for an official by a bare name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from govextract.find.appointments import Appointments
from govextract.find.name_followers import CLOSERS
from govextract.find.name_reader import Name, NameReader
from govextract.find.name_settings import BODY_ENDS, OPENINGS, NameSettings
from govextract.find.names import is_han
from govextract.find.office_levels import OfficeLevels
from govextract.find.office_starts import OfficeStarts
from govextract.find.offices import Chain, OfficeParser, Post, clean
from govextract.find.titled_names import TitledNames
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page, mention_id, where
from govextract.records import Kind, Mention, OfficeValue

_DOCTRINE: Final = re.compile(r"[\u4e00-\u9fff]{0,14}思想")

_SURE: Final = 0.95
"""Confidence of a name that opens a line and gets an office: no body is called 宋雪为县农业局."""
_SENT_HERE: Final = "（挂职）"
"""A note that belongs to the office."""
_SEX: Final = re.compile(r"[（(][男女](?:[，,、][\u4e00-\u9fff]{1,5}族)?[，,、]$")
"""What stands in a bracket between its beginning and an office."""
_SEX_REACH: Final = 12
_NOTED: Final = re.compile(r"[（(](?:[男女满藏回苗壮彝族，,、 ]{1,8})?(?:得?[0-9]{1,6}票)?[)）](?=[、，,])")
"""What a list notes behind a name, in brackets: sex, people, votes."""
_BLANKS: Final = (" ", "\u3000", "\t")
_STYLES: Final = frozenset(("title.rank", "title_private.people"))
"""Entries whose words stand behind a name as a form of address too."""


class Found(NamedTuple):
    """A name at a place, before the document's names are compared; ``chain`` is None at a bare name."""

    start: int
    end: int
    chain: Chain | None
    rule: str
    confidence: float


class OfficialFinder:
    """Finds officials and other persons."""

    def __init__(self, lexicon: Lexicon, names: NameReader | None = None) -> None:
        """``names`` reads names in the place of the finder's own reader, to try another."""
        self._names = names or NameReader(lexicon)
        self._starts = OfficeStarts(lexicon, self._names)
        self._titled = TitledNames(self._names)
        self._settings = NameSettings(self._names)
        self._offices = OfficeParser(lexicon, self._names.words, self._starts)
        self._levels = OfficeLevels(lexicon)
        self._personnel = tuple(lexicon.forms("personnel_verb"))
        self._modifiers = frozenset(lexicon.forms("title_modifier"))
        self._learned = frozenset(lexicon.forms("learned_title"))
        self._appointments = Appointments(lexicon, self._names)

    # the page

    def find(self, page: Page) -> list[Mention]:
        """Mentions of kind official and person, in text order."""
        heads = self._offices.heads(page)
        quoted = _titles_in_marks(page.text)
        heads = [h for h in heads if not _inside(quoted, h.start)]
        lengths = self._names.document_lengths(page.text, heads)
        # A name in front (韩立群书记、…) closes the chain as one behind it does.
        bodies = {h.end for h in page.scan.of("organisation")}
        named: list[Name | None] = []
        ends: list[int | None] = []
        behind = -1
        posts: list[Hit] = []
        for head in heads:
            if head.start == behind and head.entry.id in _STYLES:
                continue  # 邹启明|上校: the rank of him who was named
            posts.append(head)
            # 县委|书记: where a body ends no name does, and most titles stand behind one.
            in_front = head.start not in bodies and self._addressed(page, head)
            name = None if in_front else self._titled.after(page, head, lengths)
            named.append(name)
            behind = name.end if name else -1
            ends.append(name.end if name else head.end if in_front else None)
        chains = self._offices.chains(page, posts, ends)
        found: list[Found] = []
        by_end = {h.end: n for h, n in zip(posts, named, strict=True)}
        for i, chain in enumerate(chains):
            name = by_end[chain.end]
            if name:
                found.append(Found(*name[:2], chain, "official.title_name", name.confidence))
                following = chains[i + 1].start if i + 1 < len(chains) else len(page.text)
                found += self._list(page, chain, name[1], following, lengths)
            else:
                found += self._before(page, chain)
        return self._mentions(page, found, quoted)

    # chains without a name behind them

    def _list(
        self, page: Page, chain: Chain, start: int, following: int, lengths: dict[str, int]
    ) -> Iterable[Found]:
        """Further names of a list under one office: 市委常委韩立群、宋知远."""
        text, i = page.text, start
        while i < len(text):
            i += 2 if text.startswith("同志", i) else 0
            note = _NOTED.match(text, i)
            i = note.end() if note else i
            blank = i
            while text[i : i + 1] in _BLANKS:
                i += 1
            mark = text[i : i + 1]
            if mark in ("、", "，", ","):
                i += 1
            elif i == blank or not is_han(mark):
                return
            while text[i : i + 1] == " ":
                i += 1
            firm = mark not in ("，", ",") and not chain.posts[-1].private
            name = self._names.at(page, i, lengths, firm=firm)
            if not name or name[2] < 0.7:
                strange = self._settings.strange(page, i, lengths) if mark == "、" else None
                if strange is None:
                    return
                name = strange
            end = name[1]
            rest = text[end : end + 2].lstrip(" ")
            closed = (
                text[end : end + 1] in _BLANKS
                or not rest
                or rest[0] in CLOSERS
                or rest[0] in "等和及与"
                or rest == "同志"
            )
            # 、常务副县长…: a title that begins like a name is none; behind a comma only punctuation will do.
            if following < end + 12 and "".join(text[end:following]).strip(" ") == "" and following > end:
                return
            if not closed and (mark in "，," or not self._names.follows(text, end)):
                return
            if following <= i:
                return
            yield Found(i, end, chain, "official.list", min(name[2], 0.9))
            i = end

    def _collective(self, page: Page, chain: Chain) -> Iterable[Found]:
        """Names in front of the office that they share: 韩立群、宋知远等县领导."""
        text = page.text
        end = chain.start - len("等")
        marks = "、 \u3000"
        while (name := self._names.ending_at(page, end, listed=True)) is not None:
            yield Found(name.start, name.end, chain, "official.list", 0.75)
            end = name.start
            if text[end - 1 : end] not in tuple(marks):
                return
            while text[end - 1] in marks and end > 1:
                end -= 1

    def _roster(self, page: Page, chain: Chain) -> Iterable[Found]:
        """A name set apart in front of its office: 韩立群　副县长."""
        text, i = page.text, chain.start
        while text[i - 1 : i] in _BLANKS:
            i -= 1
        name = self._names.ending_at(page, i, listed=True)
        if name and (not name.start or text[name.start - 1] in "\n\t \u3000：:、（(，,；;"):
            behind = text[chain.end : chain.end + 1]
            if not behind or behind in "\n\t \u3000，,、；;。）)":
                yield Found(name.start, name.end, chain, "official.bracket", min(name.confidence, 0.85))

    def _before(self, page: Page, chain: Chain) -> Iterable[Found]:
        """A name in front of its office: 黄某某（村支书）, 韩立群任镇长, 韩立群书记."""
        text, first = page.text, chain.posts[0]
        i = first.start
        if text[i - 1 : i] == "等" and text.endswith("领导", first.head, chain.end):
            yield from self._collective(page, chain)
            return
        if i > 1 and text[i - 1] in _BLANKS:
            yield from self._roster(page, chain)
            return
        comma = text[i - 1 : i] in ("，", ",", "、")
        sex = _SEX.search(text, max(i - _SEX_REACH, 0), i) if comma else None
        i = sex.start() + 1 if sex else i  # 达娃（女，|副书记）
        if text[i - 1 : i] in ("(", "（") and i > 1:
            name = self._names.ending_at(page, i - 1) or self._settings.bounded(page, i - 1, chain)
            if name:
                yield Found(name[0], name[1], chain, "official.bracket", name[2])
            return
        if text[i - 1 : i] in ("，", ",") and text[chain.end : chain.end + 1] in ("，", ",", "。"):
            named = self._settings.apposed(page, i - 1)
            if named:
                yield Found(named.start, named.end, chain, "official.bracket", 0.8)
                return
        verb = self._appointments.verb(text, i)
        if verb:
            for holder in self._appointments.holders(page, chain, verb):
                sure = text[holder.start - 1 : holder.start] in OPENINGS
                sure |= text.endswith(self._personnel, 0, holder.start)
                trust = max(holder.confidence, _SURE) if sure else holder.confidence
                yield Found(holder.start, holder.end, chain, "official.appointed", trust)
            return
        removed = self._starts.removed(page, i, chain.end)
        if removed:
            yield Found(removed.start, removed.end, chain, "official.appointed", removed.confidence)
            return
        head = first.head
        bare = len(chain.posts) == 1 and first.end - head <= 3 and not first.private
        if bare and head - first.start > 1 and text[head - 1] not in BODY_ENDS:
            # The office parser took the name for the office's beginning: 省委|韩立群|书记.
            name = self._names.ending_at(page, head)
            opened = name and (
                not is_han(text[name.start - 1 : name.start]) or self._names.opens(page, name.start)
            )
            if name and opened and name.start >= first.start:
                yield Found(name[0], name[1], chain, "official.name_title", min(name[2], 0.85))

    def _addressed(self, page: Page, head: Hit) -> bool:
        last = page.text[head.start - 1 : head.start]
        if len(head.form) > 3 or not is_han(last) or last in BODY_ENDS:
            return False
        if page.text[max(head.start - 2, 0) : head.start] in self._modifiers:  # 党组|书记
            return False
        if head.form.startswith("村") and self._titled.after(page, head, {}):  # 徐岗|村支书邢怀远
            return False
        name = self._names.ending_at(page, head.start)
        if name and last == "为" and page.text[name.start - 1 : name.start] == "、":
            return False  # 郁怀远、缪群|为副镇长
        return name is not None and name[2] >= 0.8

    # mentions

    def _mentions(
        self, page: Page, found: Sequence[Found], quoted: Sequence[tuple[int, int]]
    ) -> list[Mention]:
        text = page.text
        public: set[str] = set()
        known: dict[str, float] = {}
        at: dict[int, Found] = {}
        for f in sorted(found, key=lambda f: (f.start, -f.confidence, f.end)):
            held = at[f.start].chain if f.start in at else None
            # 退役军人韩立群当选主任: an office given counts for more than a calling in front.
            given = held is not None and all(p.private for p in held.posts) and f.rule == "official.appointed"
            if f.chain is None or (f.start in at and f.rule != "official.bracket" and not given):
                continue
            if held is not None and f.rule == "official.bracket" and self._is_plain(page, held):
                continue  # 宣传部部长韩立群（街道包保领导）: the first telling counts
            at[f.start] = f  # a bracket behind the name tells more than the word in front of it
            name = text[f.start : f.end]
            for form in (name, clean(name)):
                known[form] = max(known.get(form, 0.0), f.confidence)
            if any(not p.private for p in f.chain.posts):
                public.add(clean(name))
        taken = {i for f in at.values() for i in range(f.start, f.end)}
        places = where(text, known)
        for name in sorted(known, key=lambda n: (-len(n), n)):
            for i in places[name]:
                end = i + len(name)
                if _inside(quoted, i) or not taken.isdisjoint(range(i, end)):
                    continue
                if self._names.stands_at(page, name, i):
                    at[i] = Found(i, end, None, "official.bare", min(known[name], 0.9))
                    taken.update(range(i, end))
        out = []
        for i in sorted(at):
            f = at[i]
            name = text[f.start : f.end]
            if _DOCTRINE.match(text, f.end) and not text.startswith("总书记", f.end):
                continue
            kind: Kind = "official" if clean(name) in public else "person"
            out.append(
                Mention(
                    id=mention_id(kind, f.start, f.end),
                    kind=kind,
                    start=f.start,
                    end=f.end,
                    text=name,
                    value=self._office(page, f) if kind == "official" else None,
                    rule=f.rule,
                    confidence=f.confidence,
                )
            )
        return out

    @staticmethod
    def _is_plain(page: Page, chain: Chain) -> bool:
        """Whether the office in front of a name is a public one that says what its holder does."""
        posts = [p for p in chain.posts if not p.private]
        return any(p.start < p.head and not _is_vague(page, p, followed=True) for p in posts)

    def _office(self, page: Page, f: Found) -> OfficeValue | None:
        """The public part of the office that stands at a name."""
        if f.chain is None:
            return None
        text = page.text
        posts = [p for p in f.chain.posts if not p.private]
        if not posts:
            return None
        now = max((k for k, p in enumerate(posts) if _is_present(text, p)), default=0)
        posts = posts[now:]  # 时任县长、|现市卫健委主任
        # 县领导, 带队干部, 老书记 are offices only of those who have no other.
        posts = [p for k, p in enumerate(posts) if not _is_vague(page, p, k < len(posts) - 1)] or posts
        if now and posts[0].start < posts[0].head:
            posts[0] = posts[0]._replace(start=posts[0].start + 1)
        if posts[0].head == posts[0].start + 1 and text[posts[0].start] == text[f.start]:
            posts[0] = posts[0]._replace(start=posts[0].head)  # 马|镇长（马怀兰）
        start, end = posts[0].start, posts[-1].end
        last = f.chain.posts[-1]
        if last.private and last.start == last.head and text[last.head : last.end] in self._learned:
            end = last.end  # 原所长、研究员
        first = f.chain.posts[0]
        if first.private and text[first.start : first.end] in self._learned:
            start = min(start, first.start)  # 高级农艺师、中心主任
        if f.rule == "official.name_title":  # 省委|韩立群|书记: the title is split round the name
            body = clean(text[start : f.start])
            if not any(h.end == f.start for h in page.scan.within("organisation", start, f.start)):
                body, start = "", f.start
            titles = [text[posts[0].head : end]]
            office = body + titles[0]
        else:
            cut = self._offices.title_start(text, posts[0])
            body = clean(text[posts[0].start : cut])
            titles = [
                clean(text[a:b]) for a, b in [(cut, posts[0].end), *((p.start, p.end) for p in posts[1:])]
            ]
            end += len(_SENT_HERE) * text.startswith((_SENT_HERE, "(挂职)"), end) * (end < f.start)
            office = clean(text[start:end])
        return OfficeValue(
            text=office,
            start=start,
            end=end,
            organisation=body,
            titles=tuple(titles),
            level=self._levels.of(office),
        )


def _is_present(text: str, post: Post) -> bool:
    """Whether a post behind earlier ones is said to be that of today (、|现|市卫健委主任)."""
    return (
        text[post.start] == "现"
        and text[post.start - 1 : post.start] == "、"
        and text[post.start + 1] not in "场代"
    )


def _is_vague(page: Page, post: Post, followed: bool) -> bool:
    """Whether a post says no more than that somebody is a leader, sent to a village, or once had one.

    ``followed`` says that another post of the same person stands behind it.
    """
    title = page.text[post.head : post.end]
    if title.endswith("领导") or page.text[post.head - 1 : post.head] == "老":
        return True
    if not followed or not title.endswith("干部") or title == "挂职干部":
        return False
    return (
        not page.scan.within("organisation", post.start, post.head)
        and "职" not in page.text[post.start : post.head]
    )


def _titles_in_marks(text: str) -> list[tuple[int, int]]:
    """Spans between 《 and 》 in text order: names of documents, in which nobody is mentioned."""
    return [(m.start(), m.end()) for m in re.finditer(r"《[^》\n]{0,120}》", text)]


def _start(span: tuple[int, int]) -> int:
    return span[0]


def _inside(spans: Sequence[tuple[int, int]], i: int) -> bool:
    k = bisect_right(spans, i, key=_start) - 1
    return k >= 0 and spans[k][0] <= i < spans[k][1]
