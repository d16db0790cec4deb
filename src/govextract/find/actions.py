"""Find actions: action words that stand for something done, not for a topic, a body or a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from govextract.clauses import Clauses, words_of
from govextract.lexicon import Entry, Lexicon
from govextract.match import Hit, Page
from govextract.records import Action, Trigger

SESSION = "action.meeting.session"
"""The entry for words that only refer to an occasion (会议指出): they count where it has no name of its own."""

# Words that may stand between an action word and the occasion's name without parting them.
_PARTED = re.compile(r"[了着过到在将把对向给并后来往]|[，,。；;：:、](?!.{0,6}[工活行])|随后|期间")
_AFTERWARDS = re.compile(r"(?:后|之后|以来|之际|之前)\s?[，,]$")
_RECALLED = frozenset(("personnel", "ceremony", "construction", "investment", "award", "policy", "meeting"))
_LONGEST_NAME = 28
_LOOK = 28
_LONGEST_TITLE = 60
# How far a verb such as 督促 or 引导 reaches, and what stands behind it when it is part of a body's name.
_LONGEST_WISH = 20
_GOES = re.compile(r"来|到|赴|深入|开会")
# 研究 in 研究院 is part of a name; a title between governor and action word opens a new subject.
_BODY = re.compile(r"[院所室区局办]|总院|中心|示范区|委")
_SUBJECT = re.compile(r"书记|主任|主席|[局县镇市区乡村院部所校厅处科站社队会组]长|一行|同志|等人")
_OFFICE = re.compile(r"部|会|大会|组|员")
_COORDINATED = re.compile(r"[、和与及并或暨\s+]{0,2}|以及|并且|、?并")
_RESET = re.compile(r"并|后|再|又|还|来到|到|前往|赴|随后|同时|先")
# 会议 that is spoken of, not held: 会议指出, 会议室, 会议精神.
_REFERRED = re.compile(
    r"指出|强调|要求|认为|明确|提出|决定|由|上|期间|结束|还|号召|通报|听取|传达|学习|审议|围绕|重点|就|对|在|以|现场|分析|研究|部署|安排|宣读|组织|原文|首先|总结|主要|达成|一致|共|采取|当[天晚日]"
)
_REFERRING = re.compile(r"(?:此次|本次|这次|该次?|上述|本届|参加了?|出席了?|主持了?|列席|在|全体)$")
_NAMELY = re.compile(r"精神|室|中心|纪要|纪律|材料|记录|决议|桌|通知|方案|制度")
_AUDIENCE = re.compile(r"[们]?(?:、|代表|队|服务|组织|协会|等?[^，。；]{0,16}(?:参加|参会|出席|到会))")


class _Rule(NamedTuple):
    """An entry as the finder uses it; the patterns look at the text right before and right behind the word."""

    actions: tuple[Action, ...]
    form: str
    beside: bool
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    after: re.Pattern[str] | None
    objects: tuple[tuple[tuple[Action, ...], re.Pattern[str]], ...]


class _Candidate(NamedTuple):
    start: int
    end: int
    text: str
    actions: tuple[Action, ...]
    form: str
    beside: bool
    rule: str


class ActionFinder:
    """Finds action words by lexicon and keeps those that are the predicate or the head of their noun phrase."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._nominal = words_of(lexicon, "nominal")
        self._topic = words_of(lexicon, "topic")
        self._purpose = words_of(lexicon, "purpose")
        self._strong = frozenset(f for f, e in lexicon.forms("governor").items() if e.attrs.get("strong"))
        self._rules = {e.id: _rule(e) for e in lexicon.category("trigger")}

    def find(self, page: Page) -> list[Trigger]:
        """Action words that count, in text order, each with the types that it names."""
        hits = self._longest(page)
        clauses = Clauses(page.text)
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

    def _longest(self, page: Page) -> list[_Candidate]:
        """Lexicon words that stand in no longer one and cross no earlier one, as their entries allow them."""
        text = page.text
        out: list[_Candidate] = []
        end = 0
        for h in sorted(page.scan.of("trigger"), key=lambda h: (h.start, -h.end)):
            if h.start < end:
                continue
            actions = self._named_by(text, h)
            if not actions:
                continue
            r = self._rules[h.entry.id]
            end = h.end
            out.append(_Candidate(h.start, h.end, h.form, actions, r.form, r.beside, h.entry.id))
        return out

    def _named_by(self, text: str, h: Hit) -> tuple[Action, ...]:
        """The types that the word names here; none where the text around it is not as its entry asks."""
        r = self._rules[h.entry.id]
        title = text.rfind("《", max(0, h.start - _LONGEST_TITLE), h.start)
        if title >= 0 and text.find("》", title, h.start) < 0:
            return ()
        if r.not_before and r.not_before.search(text[max(0, h.start - _LOOK) : h.start]):
            return ()
        if r.not_after and r.not_after.match(text, h.end):
            return ()
        if r.after and not r.after.match(text, h.end):
            return ()
        if r.objects:
            return tuple(dict.fromkeys(a for actions, object_ in r.objects if object_.match(text, h.end) for a in actions))
        return r.actions

    def _clause(self, page: Page, start: int, end: int, hits: Sequence[_Candidate]) -> Iterator[_Candidate]:
        text = page.text
        if self._purpose.match(text, _first(text, start)):
            return
        if _AFTERWARDS.search(text[start:end]):
            # 当选后，签约后，: told before, and only recalled here.
            hits = [h for h in hits if h.actions[0] not in _RECALLED]
        kept = [c for h in hits if (c := self._named(text, start, h)) is not None]
        if not kept:
            return
        lights = [h for h in page.scan.within("light", start, end) if not _inside(h, hits)]
        governors = [h for h in page.scan.within("governor", start, end) if not _inside(h, hits)]
        kept = self._heads(text, kept, lights)
        topics = self._topics(text, start, end, lights)
        out: list[_Candidate] = []
        for i, c in enumerate(kept):
            if any(a <= c.start < b for a, b in topics):
                continue
            if self._governed(text, c, governors, lights):
                continue
            if _object_of(text, c, out, lights):
                continue
            if c.form == "area" and not _headed(text, c, lights):
                continue
            if c.form == "subject" and not _acts(text, c, end, kept[i + 1 :], lights):
                continue
            if c.form == "convene" and any(k.form == "event" and k.rule != SESSION for k in kept):
                continue
            out.append(c)
        yield from out

    def _named(self, text: str, start: int, c: _Candidate) -> _Candidate | None:
        """The candidate, unless the word behind it makes a body, a thing or a topic of it."""
        if c.form == "event" and "meeting" in c.actions:
            if _NAMELY.match(text, c.end):
                return None
            if c.text in ("会议", "大会", "例会", "座谈会", "调研会") and (
                (_REFERRED.match(text, c.end) and not text[start : c.start].strip("“”\"'【】 "))
                or _REFERRING.search(text[max(start, c.start - 4) : c.start])
            ):
                return c._replace(form="weak", rule=SESSION)
            return c
        if c.form in ("subject", "convene"):
            return c
        return None if self._nominal.match(text, c.end) else c

    def _heads(self, text: str, candidates: Sequence[_Candidate], lights: Sequence[Hit]) -> list[_Candidate]:
        """Candidates that are no part of the name of an occasion that follows (安全检查工作会议)."""
        out: list[_Candidate] = []
        for i, c in enumerate(candidates):
            drop = False
            for n in candidates[i + 1 :]:
                gap = text[c.end : n.start]
                if len(gap) > _LONGEST_NAME or _PARTED.search(gap):
                    break
                if any(c.end <= x.start < n.start for x in lights):
                    break
                if c.form == "area" and n.form != "weak":
                    drop = True
                elif n.form == "event" and c.form not in ("convene", "subject") and c.rule != n.rule:
                    beside = n.beside and len(gap) <= 4 and c.form != "weak"
                    beside = beside or (c.form == "event" and bool(re.search(r"[、+暨和及]", gap)))
                    drop = not beside
                    break
                elif n.form == "event":
                    drop = True
                    break
            if not drop:
                out.append(c)
        return out

    def _topics(self, text: str, start: int, end: int, lights: Sequence[Hit]) -> list[tuple[int, int]]:
        """The stretches that a preposition (就, 针对, 根据) makes a topic of, up to the verb or the comma."""
        out = []
        for m in self._topic.finditer(text, start, end):
            light = next((x.start for x in lights if x.start >= m.end()), end)
            reset = _RESET.search(text, m.end(), end)
            out.append((m.start(), min(light, reset.start() if reset else end)))
        return out

    def _governed(self, text: str, c: _Candidate, governors: Sequence[Hit], lights: Sequence[Hit]) -> bool:
        """Whether the word is (part of) the object of a verb such as 部署, 落实, 加强."""
        for g in reversed(governors):
            if g.end > c.start or (c.form == "event" and not g.form.endswith("了")):
                continue
            between = text[g.end : c.start]
            if g.form in self._strong:
                if len(between) <= _LONGEST_WISH and not _GOES.search(between) and not _OFFICE.match(between):
                    return True
                continue
            if _BODY.match(text, g.end) or _SUBJECT.search(between):
                continue
            return not (any(g.end <= x.start < c.start for x in lights) or _RESET.search(between))
        return False


def _rule(entry: Entry) -> _Rule:
    attrs = entry.attrs
    look = [re.compile(attrs[k]) if k in attrs else None for k in ("not_before", "not_after", "after")]
    objects = tuple((tuple(o["actions"]), re.compile(o["after"])) for o in attrs.get("objects", ()))
    return _Rule(tuple(attrs["actions"]), attrs["form"], bool(attrs.get("beside")), *look, objects)


def _first(text: str, start: int) -> int:
    """The first character of a clause that is no space, bracket or quotation mark."""
    while start < len(text) and text[start] in " 　“（(【":
        start += 1
    return start


def _inside(hit: Hit, candidates: Sequence[_Candidate]) -> bool:
    return any(c.start < hit.end and hit.start < c.end for c in candidates)


def _object_of(text: str, c: _Candidate, before: Sequence[_Candidate], lights: Sequence[Hit]) -> bool:
    """Whether the word belongs to the object of a verb of work before it (调研乡村振兴, 慰问抢险人员)."""
    verb = next((b for b in reversed(before) if b.form in ("work", "weak") and b.rule != SESSION), None)
    if verb is None or c.form in ("event", "convene", "weak"):
        return False
    between = text[verb.end : c.start]
    if any(verb.end <= x.start < c.start for x in lights) or _RESET.search(between):
        return False
    return not (c.form == "work" and _COORDINATED.fullmatch(between))


def _headed(text: str, c: _Candidate, lights: Sequence[Hit]) -> bool:
    """Whether a light verb stands before the field of work (开展人居环境整治)."""
    return any(
        0 <= c.start - x.end <= 16 and not re.search(r"[，,的]", text[x.end : c.start]) for x in lights
    )


def _acts(text: str, c: _Candidate, end: int, after: Sequence[_Candidate], lights: Sequence[Hit]) -> bool:
    """Whether the volunteers are those who act, not some who attend."""
    if _AUDIENCE.match(text, c.end, end):
        return False
    return (
        bool(after)
        or any(x.start >= c.end for x in lights)
        or bool(re.match(r"们?[在为向到走分]|们", text[c.end : end]))
    )
