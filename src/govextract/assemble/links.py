"""Links: of which occasion a sentence without a date of its own still tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govextract.assemble.anchors import Stretch
from govextract.assemble.occasion import Occasion, Walk
from govextract.clauses import alternation, words_of
from govextract.lexicon import Lexicon
from govextract.records import Action, Mention, Sentence

_OPENERS = " 　“（(\t"
_NEAR = 40
_HEAD = 20
_LONGEST_LINK = 3  # of the words in front of a date that are no subject (并于)


class Links:
    """Decides by linking words, by who is named and by the layout which occasion a sentence goes on with."""

    def __init__(self, lexicon: Lexicon) -> None:
        returns = lexicon.forms("return")
        what = f"(?P<what>{alternation(returns).pattern})"
        # 考察期间, 座谈会上, 陪同调研 lead back to the occasion that has the action.
        self._return = re.compile(f"在?[^，。]{{0,8}}?{what}[^，。]{{0,4}}?(?:期间|中|时|后|前|上|结束)")
        self._attended = re.compile(f"(?:陪同|参加|参与|随同)了?(?:此次|上述|以上)?{what}")
        self._actions: dict[str, frozenset[Action]] = {
            form: frozenset(e.attrs["actions"]) for form, e in returns.items()
        }
        self._background = words_of(lexicon, "background")
        self._continue = words_of(lexicon, "continue")
        self._reported = words_of(lexicon, "reported")
        self._learned = words_of(lexicon, "learned")
        self._this_time = words_of(lexicon, "this_time")
        self._at_table = words_of(lexicon, "at_table")
        self._on_stage = words_of(lexicon, "on_stage")
        self._held = words_of(lexicon, "held")
        self._speech = words_of(lexicon, "speech_behind")
        self._pronoun_opening = words_of(lexicon, "pronoun_opening")
        self._pronoun = words_of(lexicon, "pronoun")
        self._no_subject = words_of(lexicon, "no_subject")
        self._group = words_of(lexicon, "group")
        self._there = words_of(lexicon, "there")

    def leads_away(self, text: str, start: int) -> bool:
        """Whether a sentence begins as background or as what a reporter heard."""
        at = skip(text, start)
        if self._this_time.search(text, at, at + _HEAD):
            return False
        return bool(self._background.match(text, at) or self._learned.match(text, at))

    def reporter_end(self, text: str, start: int) -> int | None:
        """Where 据某某介绍， ends at the head of a sentence, None where it does not begin so."""
        m = self._reported.match(text, skip(text, start))
        return m.end() if m else None

    def names_group(self, text: str, start: int, end: int) -> bool:
        """Whether the people of an occasion told before act in a stretch (检查组, 一行)."""
        return self._group.search(text, start, end) is not None

    def goes_on(
        self, walk: Walk, sentence: Sentence, current: Occasion | None, *, opening: bool, itemised: bool
    ) -> Occasion | None:
        """The occasion of which a sentence without a date still tells, None where it begins anew.

        ``opening``: it opens its paragraph; ``itemised``: each paragraph of the section is an item by itself.
        """
        text, main = walk.text, walk.main
        at = skip(text, sentence.start)
        adrift, walk.adrift = walk.adrift, walk.adrift and not opening
        if opening and main is not None and current is not None and current.is_empty and current.after(main):
            current = main  # 据悉，…明年3月截稿: a later day on which nothing is told
        if opening and (not itemised or (current is not None and current.parent is not None)):
            back = self._led_back(walk, sentence, at)
            if back is not None:
                return back
            if current is not None and current.parent is not None and not self._at_table.match(text, at):
                return current if self._speaks(walk, current, at) else current.parent
        reported = self._reported.match(text, at) is not None
        if self._background.match(text, at) and self._this_time.search(text, at, at + _HEAD):
            return current if current is not None and current.fine else main
        if self._learned.match(text, at) or (self._background.match(text, at) and (opening or not reported)):
            return None
        if current is not None and self._pronoun_opening.match(text, at):
            return current
        names = [
            m
            for m in walk.mentions_in(sentence.start, sentence.end)
            if m.kind != "date" and m.status != "quoted"
        ]
        linked = self._linked(walk, sentence, at, current, names, opening=opening and itemised)
        if linked is not None:
            return linked
        if opening and itemised:
            return None
        if current is not None and current.aside and names and not (_tallied(current, names) and not opening):
            return None
        walk.adrift = adrift
        return current

    def _linked(
        self,
        walk: Walk,
        sentence: Sentence,
        at: int,
        current: Occasion | None,
        names: Sequence[Mention],
        *,
        opening: bool,
    ) -> Occasion | None:
        """The occasion to which a word or a name in the sentence leads; ``opening``: it opens an item."""
        text, main = walk.text, walk.main
        people = {m.text for m in names if m.kind == "official"}
        for known in (current, main):
            if known is not None and people & known.people():
                return known
        if self._continue.match(text, at):
            stays = (
                current is not None
                and current.anchored
                and (not current.aside or self._at_table.match(text, at))
            )
            return current if stays or main is None else main
        if main is not None and (people or self._on_stage.search(text, sentence.start, sentence.end)):
            # Who spoke or attended belongs to the occasion told before, whatever was told in between.
            held = self._held.search(text, sentence.start, sentence.end)
            if current is None or not current.fine or not opening or held:
                return current if current is not None and current.fine else main
        return None

    def _led_back(self, walk: Walk, sentence: Sentence, at: int) -> Occasion | None:
        back = self._return.match(walk.text, at) or self._attended.search(
            walk.text, sentence.start, sentence.end
        )
        if back is None:
            return None
        found = walk.last_with(self._actions[back["what"]])
        if found is None and self._at_table.match(walk.text, at):
            return walk.main
        return found

    def _speaks(self, walk: Walk, current: Occasion, at: int) -> bool:
        """Whether a paragraph begins with a speech held at the occasion."""
        if not any("meeting" in t.actions for t in current.triggers):
            return False
        near = walk.mentions_in(at, at + _NEAR)
        return any(m.kind == "official" and self._speech.match(walk.text, m.end) for m in near)

    def inherit(self, walk: Walk, stretch: Stretch, last: Occasion, new: Occasion) -> None:
        """Give a new date the subject and the place told before, where it names none (…；8月被判处…)."""
        text = walk.text
        found = walk.mentions_in(stretch.start, stretch.end)
        triggers = walk.triggers_in(stretch.start, stretch.end)
        if not any(m.kind == "village" for m in found) and self._there.search(
            text, stretch.start, stretch.end
        ):
            new.take(last.of("village"))
        if stretch.anchor is None or not triggers or any(m.kind == "official" for m in found):
            return
        before = text[max(stretch.start, walk.clauses.span(stretch.anchor.start)[0]) : stretch.anchor.start]
        if len(before.strip(_OPENERS)) > _LONGEST_LINK and not self._pronoun.search(before):
            return  # 污水处理站2020年3月动工: it has a subject of its own
        end = stretch.anchor.end
        first = triggers[0]
        gap = text[end : max(end, first.start)]
        if gap.startswith("的") or text[first.end : first.end + 1] == "的":
            return
        same = last.paragraph == new.paragraph
        if (same and not gap.strip("，, ")) or any(
            (self._pronoun.search(gap), self._group.search(gap), self._no_subject.match(text, end))
        ):
            new.take(last.subjects.values())
            new.take_subjects(last.subjects.values())


def _tallied(current: Occasion, names: Sequence[Mention]) -> bool:
    """Whether places and businesses are named behind a count of how far things had come (截至15日)."""
    return (
        bool(current.dates)
        and all(d.start is None for d in current.dates)
        and all(m.kind in ("village", "enterprise") for m in names)
    )


def skip(text: str, offset: int) -> int:
    """The first character from ``offset`` that is no space, bracket or quotation mark."""
    while offset < len(text) and text[offset] in _OPENERS:
        offset += 1
    return offset
