"""Find officials: names that the document gives a public post, at that place and wherever they stand again.

Persons whose only posts are private (company managers, reporters, villagers) come out as ``person``, so that
nobody is taken for an official by a bare name.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from govextract.find.names import DOTS, NameModel, is_han, load_model_data
from govextract.find.offices import Chain, OfficeParser, clean
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page, mention_id
from govextract.records import Mention, OfficeValue

CLOSERS: Final = frozenset("，,。、；;：:！!？?（）()\n\t \u3000”\"’》】]…—-·|/")
_THREE: Final = 1.5
"""Log-odds added for three characters: corpora of old news hold more two-character names than today's reports."""
_FOLLOWED: Final = 2.0
"""Log-odds of a whole word that often follows names."""
_MIN_TITLED: Final = 0.25
_MIN_BARE: Final = 0.55
_DOTTED: Final = re.compile(rf"[\u4e00-\u9fff]{{1,7}}[{DOTS}][\u4e00-\u9fff]{{1,8}}")
_DOCTRINE: Final = re.compile(r"[\u4e00-\u9fff]{0,14}思想")


class Found(NamedTuple):
    """A name at a place, before the document's names are compared; ``posts`` is empty at a bare name."""

    start: int
    end: int
    chain: Chain | None
    office_end: int
    rule: str
    confidence: float


class OfficialFinder:
    """Finds officials and other persons."""

    def __init__(self, lexicon: Lexicon) -> None:
        weights, words = load_model_data()
        surnames = lexicon.forms("surname")
        self._names = NameModel(
            weights,
            frozenset(x for x in surnames if len(x) == 1),
            frozenset(x for x in surnames if len(x) == 2),
            words,
        )
        self._words = words
        self._followers = tuple(lexicon.forms("name_follower"))
        self._appointive = tuple(sorted(lexicon.forms("appointive"), key=len, reverse=True))
        self._honorific = tuple(lexicon.forms("honorific"))
        self._followers_long = tuple(x for x in self._followers if len(x) > 1)
        self._transliteration = frozenset(lexicon.forms("transliteration"))
        self._not_names = frozenset(lexicon.forms("not_a_name"))
        self._offices = OfficeParser(lexicon)

    # --- the page ----------------------------------------------------------------------------------------------

    def find(self, page: Page) -> list[Mention]:
        """Mentions of kind official and person, in text order."""
        heads = self._offices.heads(page)
        quoted = _titles_in_marks(page.text)
        heads = [h for h in heads if not _inside(quoted, h.start)]
        lengths = self._document_lengths(page.text, heads)
        named = [self._name_after(page, h, lengths) for h in heads]
        # A name in front (韩立群书记、…) closes the chain as one behind it does.
        ends = [n[1] if n else h.end if self._addressed(page, h) else None for h, n in zip(heads, named, strict=True)]
        chains = self._offices.chains(page, heads, ends)
        found: list[Found] = []
        by_end = {h.end: n for h, n in zip(heads, named, strict=True)}
        for i, chain in enumerate(chains):
            name = by_end[chain.end]
            if name:
                found.append(Found(name[0], name[1], chain, chain.end, "official.title_name", name[2]))
                following = chains[i + 1].start if i + 1 < len(chains) else len(page.text)
                found += self._list(page, chain, name[1], following, lengths)
            else:
                found += self._before(page, chain, lengths)
        return self._mentions(page, found, quoted)

    # --- names -------------------------------------------------------------------------------------------------

    def _document_lengths(self, text: str, heads: Sequence[Hit]) -> dict[str, int]:
        """For each two-character beginning of a name behind a title, the length that the whole document favours."""
        starts: set[str] = set()
        for h in heads:
            i = h.end + (text[h.end : h.end + 1] == " ")
            if self._names.lengths(text[i : i + 6].ljust(6, "$")) != [0]:
                starts.add(text[i : i + 2])
        out: dict[str, int] = {}
        for two in sorted(starts):
            places = _places(text, two)
            if len(places) < 2:
                continue
            third = defaultdict(list)
            for i in places:
                third[text[i + 2 : i + 3]].append(i)
            best, count = max(((c, len(p)) for c, p in third.items()), key=lambda x: (x[1], x[0]))
            score = 0.0
            for c, where in sorted(third.items()):
                for i in where[:8]:
                    p = self._names.probabilities(text, i, titled=False)
                    odds = math.log((p.get(3, 0.0) + 1e-6) / (p.get(2, 0.0) + 1e-6)) + _THREE
                    # Another third character tells of another name only if a name of three fits there too.
                    score += odds if c == best else min(odds, 0.0)
            if is_han(best) and count > 1 and score > 1.0:
                out[two] = 3
            elif score < -1.0:
                out[two] = 2
        return out

    def _name_after(self, page: Page, head: Hit, lengths: dict[str, int]) -> tuple[int, int, float] | None:
        """The name right behind a title: start, end, confidence."""
        text, start = page.text, head.end
        while text[start : start + 1] in ("同", " ", "\u3000") and start < len(text):
            if text[start] == "同":
                if not text.startswith("同志", start):
                    break
                start += 2
            else:
                start += 1
        if start - head.end > 4:
            return None
        if text[start : start + 1] in ("：", ":") and head.entry.id == "title_private.press":
            start += 1
            while text[start : start + 1] in (" ", "\u3000"):
                start += 1
        return self._name_at(page, start, lengths, titled=True)

    def _name_at(
        self, page: Page, start: int, lengths: dict[str, int], *, titled: bool
    ) -> tuple[int, int, float] | None:
        text = page.text
        dotted = _DOTTED.match(text, start)
        if dotted:
            dot = next(i for i in range(start, dotted.end()) if text[i] in DOTS)
            end = self._run(text, dot + 1, 1, dotted.end())
            if end:
                return start, end, 0.9
        spaced = self._spaced(text, start)
        if spaced:
            return start, spaced, 0.9
        p = self._names.probabilities(text, start, titled=titled)
        none = p.pop(0)
        if p:
            if 3 in p:
                p[3] *= math.exp(_THREE)
            for n in p:  # the model knows characters; a word that often follows names tells more
                if text.startswith(self._followers_long, start + n):
                    p[n] *= math.exp(_FOLLOWED)
                elif text.startswith(self._followers, start + n):
                    p[n] *= math.exp(_FOLLOWED - 0.5)
            total = none + sum(p.values())
            closed = [n for n in p if text[start + n : start + n + 1] in CLOSERS or start + n >= len(text)]
            end_of_run = closed[0] if closed else 0
            length = max(p, key=lambda n: (p[n], n))
            favoured = lengths.get(text[start : start + 2])
            if favoured in p:
                length = favoured
            elif end_of_run == 3 and length == 2 and text[start + 2] not in "说称讲道等同与和任摄报文问答":
                length = 3  # punctuation on both sides settles it
            elif length == 3 and end_of_run != 3 and text[start + 2] in "和与及等" and p.get(2, 0.0) > 0.02 * p[3]:
                length = 2
            name = text[start : start + length]
            mass = sum(p.values()) / total
            # Punctuation right behind makes a name likelier than running text does, unless it is a common word.
            floor = _MIN_TITLED if titled else _MIN_BARE
            settled = end_of_run == length or text.startswith(self._followers_long, start + length)
            if settled and not any(name[i : i + 2] in self._words for i in range(length - 1)):
                floor *= 0.1 if titled else 0.4
            if mass >= floor and self._good(page, start, start + length):
                return start, start + length, round(0.6 + 0.39 * min(mass, 1.0), 2)
        if titled:
            end = self._run(text, start, 2, min(start + 7, len(text)))
            if end and self._foreign(page, start, end):
                return start, end, 0.6
        return None

    def _good(self, page: Page, start: int, end: int) -> bool:
        name = page.text[start:end]
        if name in self._not_names or "某" in name:
            return False
        if page.scan.within("title", start, end + 1) or page.scan.within("title_guard", start, end + 2):
            return False
        # 长安区, 安定镇: the beginning of a place's name is no person.
        tail = page.text[end : end + 2]
        return not (tail[:1] in "镇乡县区市村" and tail[:1] or tail in ("街道", "社区"))

    @staticmethod
    def _spaced(text: str, start: int) -> int | None:
        """The end of a two-character name set with a space (谢 贵), which layout does to even out lists."""
        w = text[start : start + 4]
        if len(w) >= 3 and w[1] in " \u3000" and is_han(w[0]) and is_han(w[2]) and (len(w) == 3 or w[3] in CLOSERS):
            return start + 3
        return None

    def _run(self, text: str, start: int, least: int, stop: int) -> int | None:
        """The end of a run of Hanzi up to punctuation or a word that follows names, None when neither comes."""
        for i in range(start, stop + 1):
            if i - start >= least and (
                i >= len(text) or text[i] in CLOSERS or text.startswith(self._followers, i)
            ):
                return i
            if i >= len(text) or not is_han(text[i]):
                return None
        return None

    def _foreign(self, page: Page, start: int, end: int) -> bool:
        """Whether a run that no surname begins can be a minority name: no common word in it."""
        run = page.text[start:end]
        if not 2 <= len(run) <= 6 or run in self._not_names or not self._good(page, start, end):
            return False
        if page.scan.within("organisation", start, end) or page.scan.within("name_follower", start, start + 2):
            return False
        if sum(c in self._transliteration for c in run) < 0.75 * len(run):
            return False
        # Neither in it nor at its end may a common word stand (叫回|来: 回来).
        return not any(page.text[i : i + 2] in self._words for i in range(start, end))

    # --- chains without a name behind them ------------------------------------------------------------------------

    def _list(
        self, page: Page, chain: Chain, start: int, following: int, lengths: dict[str, int]
    ) -> Iterable[Found]:
        """Further names of a list under one office: 市委常委张曙、曹裕江."""
        text, i = page.text, start
        while i < len(text):
            while text[i : i + 1] == " ":
                i += 1
            if text[i : i + 1] not in ("、", "，", ",") or not text[i : i + 1]:
                return
            mark = text[i]
            i += 1
            while text[i : i + 1] == " ":
                i += 1
            name = self._name_at(page, i, lengths, titled=True)
            if not name or name[2] < 0.7:
                return
            end = name[1]
            rest = text[end : end + 2].lstrip(" ")
            closed = not rest or rest[0] in CLOSERS or rest[0] in "等和及与" or rest == "同志"
            # 、常务副县长…: a title or body that begins like a name is none; after a comma only punctuation will do.
            if following < end + 12 and "".join(text[end:following]).strip(" ") == "" and following > end:
                return
            if not closed and (mark != "、" or not text.startswith(self._followers, end)):
                return
            if following <= i:
                return
            yield Found(i, end, chain, chain.end, "official.list", min(name[2], 0.9))
            i = end

    def _before(self, page: Page, chain: Chain, lengths: dict[str, int]) -> Iterable[Found]:
        """A name in front of its office: 黄某某（村支书）, 韩立群任镇长, 韩立群书记."""
        text, first = page.text, chain.posts[0]
        i = first.start
        if text[i - 1 : i] in ("(", "（") and i > 1:
            name = self._ending_at(page, i - 1)
            if name:
                yield Found(name[0], name[1], chain, chain.end, "official.bracket", name[2])
            return
        verb = next((w for w in self._appointive if text.endswith(w, max(i - 6, 0), i)), None)
        if verb:
            end = i - len(verb)
            if text[max(end - 2, 0) : end] == "同志":
                end -= 2
            name = self._ending_at(page, end)
            if name:
                yield Found(name[0], name[1], chain, chain.end, "official.appointed", name[2])
            return
        if len(chain.posts) == 1:
            # The office parser took the name for the office's beginning: 省委|韩立群|书记.
            head = first.head
            name = self._ending_at(page, head)
            if name and name[0] >= first.start and first.end - head <= 3 and not first.private:
                yield Found(name[0], name[1], chain, chain.end, "official.name_title", min(name[2], 0.85))

    def _addressed(self, page: Page, head: Hit) -> bool:
        name = self._ending_at(page, head.start) if len(head.form) <= 3 else None
        return name is not None and name[2] >= 0.8

    def _ending_at(self, page: Page, end: int) -> tuple[int, int, float] | None:
        """The name that ends at ``end``."""
        text, best = page.text, None
        while text[end - 1 : end] == " ":
            end -= 1
        for n in (3, 2, 4):
            start = end - n
            if start < 0 or not is_han(text[start:end]):
                continue
            p = self._names.probabilities(text, start)
            x = p.get(n, 0.0) * (math.exp(_THREE) if n == 3 else 1.0)
            left = text[start - 1 : start]
            if left and is_han(left) and not self._opens(page, start):
                x *= 0.3
            if x >= 0.2 and (best is None or x > best[2]) and self._good(page, start, end):
                best = (start, end, x)
        return (best[0], best[1], round(min(0.6 + 0.3 * best[2], 0.9), 2)) if best else None

    def _opens(self, page: Page, start: int) -> bool:
        """Whether a new word can begin at ``start``: a word that governs names, or a body, ends there."""
        near = max(start - 6, 0)
        return any(
            h.end == start
            for c in ("office_break", "organisation", "title")
            for h in page.scan.within(c, near, start)
        )

    # --- mentions -------------------------------------------------------------------------------------------------

    def _mentions(self, page: Page, found: Sequence[Found], quoted: Sequence[tuple[int, int]]) -> list[Mention]:
        text = page.text
        public: dict[str, float] = {}
        known: dict[str, float] = {}
        at: dict[int, Found] = {}
        for f in sorted(found, key=lambda f: (f.start, -f.confidence, f.end)):
            if f.chain is None or (f.start in at and f.rule != "official.bracket"):
                continue
            at[f.start] = f  # a bracket behind the name tells more than the word in front of it
            name = text[f.start : f.end]
            known[name] = max(known.get(name, 0.0), f.confidence)
            if any(not p.private for p in f.chain.posts):
                public[clean(name)] = max(public.get(clean(name), 0.0), f.confidence)
        taken = [(f.start, f.end) for f in at.values()]
        for name in sorted(known, key=lambda n: (-len(n), n)):
            for i in _places(text, name):
                end = i + len(name)
                if i in at or _inside(quoted, i) or any(a < end and i < b for a, b in taken):
                    continue
                if self._bare(page, name, i):
                    at[i] = Found(i, end, None, end, "official.bare", min(known[name], 0.9))
                    taken.append((i, end))
        out = []
        for i in sorted(at):
            f = at[i]
            name = text[f.start : f.end]
            if _DOCTRINE.match(text, f.end) and not text.startswith("总书记", f.end):
                continue
            kind = "official" if clean(name) in public else "person"
            out.append(
                Mention(
                    id=mention_id("official" if kind == "official" else "person", f.start, f.end),
                    kind="official" if kind == "official" else "person",
                    start=f.start,
                    end=f.end,
                    text=name,
                    value=self._office(page, f) if kind == "official" else None,
                    rule=f.rule,
                    confidence=f.confidence,
                )
            )
        return out

    def _bare(self, page: Page, name: str, i: int) -> bool:
        """Whether a known name's characters at ``i`` are that name, not a part of something longer."""
        if len(name) > 2:
            return True
        text, end = page.text, i + len(name)
        if text[end : end + 1] in CLOSERS or text.startswith(self._followers, end):
            return name not in self._words or text[i - 1 : i] in CLOSERS
        p = self._names.probabilities(text, i)
        return p.get(2, 0.0) > p.get(3, 0.0) * 2 and name not in self._words

    def _office(self, page: Page, f: Found) -> OfficeValue | None:
        """The public part of the office that stands at a name."""
        if f.chain is None:
            return None
        text = page.text
        posts = [p for p in f.chain.posts if not p.private]
        if not posts:
            return None
        # 县领导 is an office only of those who have no other.
        posts = [p for p in posts if not text[p.head : p.end].endswith("领导")] or posts
        start, end = posts[0].start, posts[-1].end
        if f.rule == "official.name_title":  # 省委|韩立群|书记: the title is split round the name
            office = clean(text[start : f.start] + text[posts[0].head : end])
            body = clean(text[start : f.start])
            return OfficeValue(text=office, start=start, end=end, organisation=body, titles=(text[posts[0].head : end],))
        titles, body = [], ""
        for k, p in enumerate(posts):
            cut = self._offices.title_start(text, p)
            if k == 0:
                body = clean(text[p.start : cut])
                titles.append(clean(text[cut : p.end]))
            else:
                titles.append(clean(text[p.start : p.end]))
        return OfficeValue(text=clean(text[start:end]), start=start, end=end, organisation=body, titles=tuple(titles))


def _places(text: str, part: str) -> list[int]:
    out, i = [], text.find(part)
    while i >= 0:
        out.append(i)
        i = text.find(part, i + len(part))
    return out


def _titles_in_marks(text: str) -> list[tuple[int, int]]:
    """Spans between 《 and 》: names of documents, in which nobody is mentioned."""
    return [(m.start(), m.end()) for m in re.finditer(r"《[^》\n]{0,120}》", text)]


def _inside(spans: Sequence[tuple[int, int]], i: int) -> bool:
    return any(a <= i < b for a, b in spans)
