from __future__ import annotations

import pickle
from functools import cache
from pathlib import Path

import pytest

import govextract
from govextract.assemble import Assembler
from govextract.find.actions import ActionFinder
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.qualify import Qualifier
from govextract.records import Event, Reference, Tree
from govextract.segment import segment
from tests.marked import read_marks

HERE = Path(__file__).parent


@cache
def stages() -> tuple[Matcher, ActionFinder, Qualifier, Assembler]:
    lexicon = Lexicon.load()
    return Matcher(lexicon), ActionFinder(lexicon), Qualifier(lexicon), Assembler(lexicon)


def events(text: str, references: tuple[Reference, ...] = ()) -> list[Event]:
    """The events of a marked-up report."""
    matcher, finder, qualifier, assembler = stages()
    plain, mentions, entities = read_marks(text)
    page = Page(plain, segment(plain), matcher.scan(plain))
    told, triggers, _ = qualifier.qualify(page, mentions, finder.find(page))
    return assembler.assemble(page, told, triggers, entities, references)


def row(event: Event, wanted: str) -> str:
    """The event as a spec writes it; roles only where the spec gives them."""
    when = "?"
    if event.date is not None:
        start, end = event.date.start or "..", event.date.end or ".."
        when = str(start) if start == end else f"{start}/{end}"
    people = [f"{p.name}:{p.role}" if ":" in wanted else p.name for p in event.officials]
    cells = (" ".join(x) or "-" for x in (event.actions, people, event.villages, event.enterprises))
    return " | ".join((when, event.status, *cells))


def specs() -> list[tuple[str, str, list[str]]]:
    out = []
    for block in (HERE / "specs" / "events.txt").read_text(encoding="utf-8").split("\n\n"):
        lines = [x for x in block.split("\n") if x]
        text = "\n".join(x for x in lines if not x.startswith(("#", "=>")))
        if text:
            title = next(x for x in lines if x.startswith("#")).strip("# ")
            out.append((title, text, [x.removeprefix("=>").strip() for x in lines if x.startswith("=>")]))
    return out


@pytest.mark.parametrize(("text", "wanted"), [x[1:] for x in specs()], ids=[x[0] for x in specs()])
def test_marked_up_reports(text: str, wanted: list[str]) -> None:
    found = events(text)
    assert [row(e, w) for e, w in zip(found, wanted, strict=False)] == wanted
    assert len(found) == len(wanted)


def test_evidence_is_the_text_at_its_span_and_ids_are_unique() -> None:
    text = "{d 3月5日=2024-03-05}，镇里召开例会。\n{d 3月6日=2024-03-06}、{d 7日=2024-03-07}，镇里召开例会。"
    plain = read_marks(text)[0]
    found = events(text)
    assert [plain[e.start : e.end] for e in found] == [e.text for e in found]
    assert len({e.id for e in found}) == len(found) == 3


def test_the_same_text_gives_the_same_ids() -> None:
    text = "{d 3月5日=2024-03-05}，镇里召开例会。"
    assert [e.id for e in events(text)] == [e.id for e in events(text)]
    assert [e.id for e in events(text)] == [e.id for e in events("\n\n" + text)]


def test_a_repeated_paragraph_points_to_the_first_copy() -> None:
    item = "{d 6月13日=2024-06-13}，我镇召开防返贫监测集中排查部署会，镇长{o 李有田}主持会议，各村书记参加。"
    found = events(f"一、乡村振兴\n{item}\n{item}\n")
    assert [e.actions for e in found] == [("meeting",), ("meeting",)]
    assert found[0].duplicate_of is None
    assert found[1].duplicate_of == found[0].id != found[1].id
    assert [e.counted for e in found] == [True, False]


def test_a_word_for_a_company_stands_for_it() -> None:
    text = "{d 3月5日=2024-03-05}，安监站检查{e 玉峰砖厂}。{d 3月9日=2024-03-09}，安监站对该厂复查。"
    plain = read_marks(text)[0]
    at = plain.index("该厂")
    there = Reference(
        start=at, end=at + 2, text="该厂", means="玉峰砖厂", entity="enterprise:玉峰砖厂", rule="reference.x"
    )
    assert [e.enterprises for e in events(text, (there,))] == [("玉峰砖厂",), ("玉峰砖厂",)]


def test_each_item_of_a_list_stands_by_itself() -> None:
    text = (
        "一、安全生产\n"
        "1、{d 11月8日=2024-11-08}，应急办检查{e 美乐超市}。\n"
        "2、司法所调解邻里纠纷。\n"
        "二、存在问题\n"
        "1、河道保洁有反弹。"
    )
    assert [row(e, "") for e in events(text)] == [
        "2024-11-08 | done | inspection | - | - | 美乐超市",
        "? | done | mediation | - | - | -",
    ]


def test_a_label_gives_its_action_to_its_item() -> None:
    (event,) = events("【巡堤值守】{d 8月21日=2024-08-21}，镇人大主席{o 周立本}带四个组轮班。")
    assert "inspection" in event.actions


def test_bylines_and_captions_make_no_event() -> None:
    text = "发布日期：{d 2024-03-05=2024-03-05} 来源：县融媒体中心\n（图为副镇长{o 陈立}走访农户 摄影 某某）"
    assert events(text) == []


def test_a_page_without_paragraphs_has_no_events() -> None:
    matcher, finder, _, assembler = stages()
    text = "镇里召开例会。"
    page = Page(text, Tree(sections=(), paragraphs=()), matcher.scan(text))
    assert assembler.assemble(page, [], finder.find(page), [], []) == []


def test_the_whole_pipeline_makes_the_event() -> None:
    text = "2024年3月5日，镇党委书记高振邦到枫树湾村走访慰问困难群众，镇长李有田陪同。"
    (event,) = govextract.parse(text).events
    assert row(event, ":") == "2024-03-05 | done | visit | 高振邦:visitor 李有田:attendee | 枫树湾村 | -"


def test_the_assembler_can_be_pickled() -> None:
    assembler = stages()[3]
    copy = pickle.loads(pickle.dumps(assembler))  # noqa: S301 - our own
    text = "3月5日，镇里召开例会。"
    matcher, finder = stages()[:2]
    page = Page(text, segment(text), matcher.scan(text))
    triggers = finder.find(page)
    assert copy.assemble(page, [], triggers, [], []) == assembler.assemble(page, [], triggers, [], [])
