"""Find actions: action words that stand for something done, not for a topic, a body or a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from govextract.clauses import clauses_of, words_of
from govextract.lexicon import Entry, Lexicon
from govextract.match import Hit, Page
from govextract.records import Action, Kind, Mention, OfficeValue, Trigger

SESSION = "action.meeting.session"
"""The entry for words that only refer to an occasion (会议指出): they count where it has no other name."""

# To watch an assembly (收看庆祝大会) is not to hold it.
_WATCHING = "action.study.film"
# Actions that a clause ending in 后 only recalls; a visit or an inspection is often told in such a clause.
_RECALLED: frozenset[Action] = frozenset(
    ("personnel", "ceremony", "construction", "investment", "award", "policy", "meeting")
)
# What a reporter does for his report is none.
_LOOKS: frozenset[Action] = frozenset(("survey", "visit", "meeting"))
_NAMES: frozenset[Kind] = frozenset(("enterprise", "organisation", "person", "official", "village"))
_COORDINATED = re.compile(r"[、和与及并或暨\s+]{0,2}|以及|并且|、并")
_LISTED = re.compile(r"[、+暨和及]")
_PLAIN_MEETINGS = frozenset(("会议", "大会", "例会", "座谈会", "调研会"))
_ENDS_OF_DATES = frozenset("年月日旬号午晚")
_OPENERS = " 　“（(【"
_LONGEST_NAME = 28  # of an occasion, from a word that it contains to its head
_LONGEST_LOOK = 28  # back from an action word, for what its entry asks of the text before it
_LONGEST_TITLE = 60  # of a document in 《》
_LONGEST_WISH = 20  # reach of a verb such as 督促 or 引导
_LONGEST_LIGHT = 16  # from 开展 to the field of work
_BESIDE = 4
_SHORTEST_PREDICATE = 6
_LONGEST_CAPTION = 30


class _Rule(NamedTuple):
    """An entry as the finder uses it; the patterns look at the text right before and behind the word."""

    actions: tuple[Action, ...]
    form: str
    beside: bool
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    after: re.Pattern[str] | None
    takes: re.Pattern[str] | None
    objects: tuple[tuple[tuple[Action, ...], re.Pattern[str]], ...]


class ActionWord(NamedTuple):
    """A word of the lexicon that may tell of work, whatever stands around it in its sentence."""

    start: int
    end: int
    text: str
    actions: tuple[Action, ...]
    form: str
    beside: bool
    rule: str


class ActionFinder:
    """Finds action words by lexicon and keeps those that are predicate or head of their noun phrase."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._rules = {e.id: _rule(e) for e in lexicon.category("trigger")}
        self._causative = frozenset(f for f, e in lexicon.forms("governor").items() if e.attrs.get("strong"))
        self._nominal = words_of(lexicon, "nominal")
        self._topic = words_of(lexicon, "topic")
        self._purpose = words_of(lexicon, "purpose")
        self._recalled_end = words_of(lexicon, "recalled_end")
        self._parting = words_of(lexicon, "parting")
        self._reset = words_of(lexicon, "reset")
        self._body = words_of(lexicon, "body_behind")
        self._subject = words_of(lexicon, "new_subject")
        self._goes = words_of(lexicon, "goes")
        self._office = words_of(lexicon, "office_behind")
        self._spoken_of = words_of(lexicon, "spoken_of")
        self._said_before = words_of(lexicon, "said_before")
        self._paper = words_of(lexicon, "paper_behind")
        self._attribute = words_of(lexicon, "attribute_mark")
        self._audience = words_of(lexicon, "audience")
        self._reporter = words_of(lexicon, "reporter")

    def find(self, page: Page, mentions: Sequence[Mention] = ()) -> list[Trigger]:
        """Action words that count, in text order, each with the types that it names."""
        return self.told(page, self.words(page, mentions))

    def told(self, page: Page, hits: Sequence[ActionWord]) -> list[Trigger]:
        """Those of the words that tell of something done."""
        clauses = clauses_of(page.text)
        found = []
        i = 0
        while i < len(hits):
            start, end = clauses.span(hits[i].start)
            j = i
            while j < len(hits) and hits[j].start < end:
                j += 1
            found += [
                Trigger(start=c.start, end=c.end, text=c.text, actions=c.actions, rule=c.rule)
                for c in self._clause(page, start, end, hits[i:j])
            ]
            i = j
        return found

    def words(self, page: Page, mentions: Sequence[Mention] = ()) -> list[ActionWord]:
        """Lexicon words that stand in no longer one and cross no earlier one, as their entries allow them.

        What overlaps one of the names among ``mentions`` is no word (检查 in 检查站, 清走 in 李世清走访). An
        occasion's name wins over the word that it crosses (专题调度会, not 专题调度).
        """
        names = _spans(mentions)
        text = page.text
        out: list[ActionWord] = []
        end = at = 0
        for h in sorted(page.scan.of("trigger"), key=_by_start):
            while at < len(names) and names[at][1] <= h.start:
                at += 1
            r = self._rules[h.entry.id]
            crosses = h.start < end
            if crosses and not (r.form == "event" and h.end > end and out[-1].form != "event"):
                continue
            if at < len(names) and names[at][0] < h.end:
                continue
            actions = self._named_by(text, h)
            if not actions:
                continue
            if crosses:
                out.pop()
            # 工作会 in 工作会议 is the same word written in full.
            end = h.end + (h.form.endswith("会") and text.startswith("议", h.end))
            out.append(ActionWord(h.start, end, text[h.start : end], actions, r.form, r.beside, h.entry.id))
        return out

    def _named_by(self, text: str, h: Hit) -> tuple[Action, ...]:
        """The types that the word names here; none where the text around it is not as its entry asks."""
        r = self._rules[h.entry.id]
        caption = text.rfind("图", max(0, h.start - _LONGEST_CAPTION), h.start)
        if (
            caption > 0
            and text[caption - 1] in "（(【"
            and not any(x in text[caption : h.start] for x in "）)】")
        ):
            return ()
        title = text.rfind("《", max(0, h.start - _LONGEST_TITLE), h.start)
        if title >= 0 and text.find("》", title, h.start) < 0:
            return ()
        if r.not_before and r.not_before.search(text[max(0, h.start - _LONGEST_LOOK) : h.start]):
            return ()
        if r.not_after and r.not_after.match(text, h.end):
            return ()
        if r.after and not r.after.match(text, h.end):
            return ()
        if r.objects:
            named = (actions for actions, what in r.objects if what.match(text, h.end))
            return tuple(dict.fromkeys(a for actions in named for a in actions))
        return r.actions

    def _clause(self, page: Page, start: int, end: int, hits: Sequence[ActionWord]) -> Iterator[ActionWord]:
        """Those of a clause's candidates that tell of something done."""
        text = page.text
        if self._purpose.match(text, _first(text, start)):
            return
        if self._recalled_end.search(text[start:end]):
            # 当选后，签约后，: told before, and only recalled here.
            hits = [h for h in hits if h.actions[0] not in _RECALLED]
        kept = [c for h in hits if (c := self._qualified(text, start, h)) is not None]
        if not kept:
            return
        lights = [h for h in page.scan.within("light", start, end) if not _inside(h, hits)]
        governors = [h for h in page.scan.within("governor", start, end) if not _inside(h, hits)]
        kept = self._heads(text, kept, lights)
        topics = self._topics(text, start, end, lights)
        named = any(c.form == "event" and c.rule != SESSION for c in kept)
        out: list[ActionWord] = []
        for i, c in enumerate(kept):
            told = not (
                any(a <= c.start < b for a, b in topics)
                or self._governed(text, c, governors, lights)
                or self._object_of(text, c, out, lights)
                or (c.form == "area" and not _headed(text, c, lights))
                or (c.form == "subject" and not self._acts(text, c, end, kept[i + 1 :], lights))
                or (c.form == "convene" and named)
                or (
                    _LOOKS.issuperset(c.actions)
                    and c.form != "event"
                    and self._reporter.search(text, start, c.start)
                )
            )
            if told:
                out.append(c)
        yield from out

    def _qualified(self, text: str, start: int, c: ActionWord) -> ActionWord | None:
        """The candidate, unless the word behind it makes a body, a thing or a topic of it."""
        if c.form == "event" and "meeting" in c.actions:
            if self._paper.match(text, c.end):
                return None
            opens = not text[start : c.start].strip("“”\"'【】 ")
            spoken = opens and self._spoken_of.match(text, c.end)
            if c.text in _PLAIN_MEETINGS and (
                spoken or self._said_before.search(text[max(start, c.start - 4) : c.start])
            ):
                return c._replace(form="weak", rule=SESSION)
            return c
        if c.form in ("subject", "convene"):
            return c
        if c.form in ("work", "act", "area") and self._attribute.match(text, c.end):
            # 查处的案件 tells of no deed, 去年签约的项目 of one with a day of its own.
            return c if text[c.start - 1 : c.start] in _ENDS_OF_DATES else None
        rule = self._rules[c.rule]
        if rule.after is not None or (c.form == "weak" and "survey" in c.actions):
            return c  # its object has been looked at, or is what was looked at
        takes = rule.takes
        if takes is not None and takes.match(text, c.end):
            return c
        return None if self._nominal.match(text, c.end) else c

    def _heads(self, text: str, candidates: Sequence[ActionWord], lights: Sequence[Hit]) -> list[ActionWord]:
        """Candidates that are no part of the name of an occasion that follows (安全检查工作会议)."""
        out: list[ActionWord] = []
        for i, c in enumerate(candidates):
            modifies = False
            for n in candidates[i + 1 :] if c.rule != _WATCHING else ():
                gap = text[c.end : n.start]
                if len(gap) > _LONGEST_NAME or self._parting.search(gap):
                    break
                if any(c.end <= x.start < n.start for x in lights):
                    break
                if c.form == "area" and n.form != "weak":
                    modifies = True
                elif n.form == "event":
                    modifies = not _stands_beside(c, n, gap)
                    break
            if not modifies:
                out.append(c)
        return out

    def _topics(self, text: str, start: int, end: int, lights: Sequence[Hit]) -> list[tuple[int, int]]:
        """The stretches that a preposition (就, 针对, 根据) makes a topic of, up to the verb or the comma."""
        out = []
        for m in self._topic.finditer(text, start, end):
            light = next((x.start for x in lights if x.start >= m.end()), end)
            reset = self._reset.search(text, m.end(), end)
            out.append((m.start(), min(light, reset.start() if reset else end)))
        return out

    def _governed(self, text: str, c: ActionWord, governors: Sequence[Hit], lights: Sequence[Hit]) -> bool:
        """Whether the word is (part of) the object of a verb such as 部署, 落实, 督促."""
        for g in reversed(governors):
            if g.end > c.start or (c.form == "event" and not g.form.endswith("了")):
                continue
            between = text[g.end : c.start]
            if g.form in self._causative:
                if (
                    len(between) <= _LONGEST_WISH
                    and not self._goes.search(between)
                    and not self._office.match(between)
                ):
                    return True
                continue
            if self._body.match(text, g.end) or self._subject.search(between):
                continue
            return not (any(g.end <= x.start < c.start for x in lights) or self._reset.search(between))
        return False

    def _object_of(
        self, text: str, c: ActionWord, before: Sequence[ActionWord], lights: Sequence[Hit]
    ) -> bool:
        """Whether the word belongs to the object of a verb of work before it (调研乡村振兴, 慰问抢险人员)."""
        verb = next((b for b in reversed(before) if b.form in ("work", "weak") and b.rule != SESSION), None)
        if verb is None or (c.form in ("event", "convene", "weak") and verb.rule != _WATCHING):
            return False
        between = text[verb.end : c.start]
        if any(verb.end <= x.start < c.start for x in lights) or self._reset.search(between):
            return False
        return not (c.form == "work" and _COORDINATED.fullmatch(between))

    def _acts(
        self, text: str, c: ActionWord, end: int, after: Sequence[ActionWord], lights: Sequence[Hit]
    ) -> bool:
        """Whether the volunteers are those who act, not some who attend."""
        if self._audience.match(text, c.end, end):
            return False
        # Without a known action word behind them they still do something, if the clause goes on.
        return bool(after) or any(x.start >= c.end for x in lights) or end - c.end >= _SHORTEST_PREDICATE


def _spans(mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """The spans of names and offices, in order; where they overlap, as one."""
    found = sorted(
        span
        for m in mentions
        if m.kind in _NAMES
        for span in (
            (m.start, m.end),
            *(((m.value.start, m.value.end),) if isinstance(m.value, OfficeValue) else ()),
        )
    )
    out: list[tuple[int, int]] = []
    for start, end in found:
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _by_start(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _rule(entry: Entry) -> _Rule:
    attrs = entry.attrs
    objects = tuple((tuple(o["actions"]), re.compile(o["after"])) for o in attrs.get("objects", ()))
    return _Rule(
        actions=tuple(attrs["actions"]),
        form=attrs["form"],
        beside=bool(attrs.get("beside")),
        not_before=_look(attrs.get("not_before")),
        not_after=_look(attrs.get("not_after")),
        after=_look(attrs.get("after")),
        takes=_look(attrs.get("takes")),
        objects=objects,
    )


def _look(pattern: str | None) -> re.Pattern[str] | None:
    return None if pattern is None else re.compile(pattern)


def _first(text: str, start: int) -> int:
    """The first character of a clause that is no space, bracket or quotation mark."""
    while start < len(text) and text[start] in _OPENERS:
        start += 1
    return start


def _inside(hit: Hit, candidates: Sequence[ActionWord]) -> bool:
    return any(c.start < hit.end and hit.start < c.end for c in candidates)


def _stands_beside(c: ActionWord, n: ActionWord, gap: str) -> bool:
    """Whether a word before an occasion's name is an action of its own (环境清理志愿服务, 培训班和座谈会)."""
    if c.form in ("convene", "subject"):
        return False
    if c.rule == n.rule:
        return False
    return (n.beside and len(gap) <= _BESIDE and c.form != "weak") or (
        c.form == "event" and _LISTED.search(gap) is not None
    )


def _headed(text: str, c: ActionWord, lights: Sequence[Hit]) -> bool:
    """Whether a light verb stands before the field of work (开展人居环境整治)."""
    return any(
        0 <= c.start - x.end <= _LONGEST_LIGHT and not any(mark in text[x.end : c.start] for mark in "，,的")
        for x in lights
    )
