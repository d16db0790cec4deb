"""Segmenting: sections, paragraphs, sentences and repeats."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govextract.lexicon import Lexicon
from govextract.records import Tree
from govextract.segment import Segmenter, segment
from govextract.sentences import split_sentences

MONTHLY = """青石镇2021年11月份工作小结及12月份工作安排

一、11月份工作小结
（一）安全生产
1.11月3日，镇应急办会同派出所检查加油站2座。
2.11月9日夜，副镇长罗启航带队夜查。
3.11.28，镇市场监管所抽查饭店11家。
截至11月底，累计出动35人次。
（二）党建
11月25日，机关支部开展主题党日。
二、存在问题
人手不够；经费不足。
三、12月份工作安排
1.抓好冬小麦管护，12月10日前完成。
2.12月6日，召开森林防火部署会。
                              青石镇党政办
                              12月1日
"""


def outline(tree: Tree) -> list[tuple[int, str | None, str]]:
    return [(s.level, s.number, s.heading) for s in tree.sections]


def texts(text: str, tree: Tree) -> list[str]:
    return [text[p.start : p.end] for p in tree.paragraphs]


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text, 0, len(text))]


# --- sections --------------------------------------------------------------------------------------


def test_a_monthly_report() -> None:
    tree = segment(MONTHLY)
    assert outline(tree) == [
        (0, None, "青石镇2021年11月份工作小结及12月份工作安排"),
        (1, "一、", "11月份工作小结"),
        (2, "（一）", "安全生产"),
        (2, "（二）", "党建"),
        (1, "二、", "存在问题"),
        (1, "三、", "12月份工作安排"),
    ]
    by_id = {s.id: s for s in tree.sections}
    safety = by_id["s1.1"]
    assert MONTHLY[safety.start : safety.end].startswith("（一）安全生产\n1.11月3日")
    assert MONTHLY[safety.start : safety.end].endswith("累计出动35人次。")
    assert by_id["s1"].end == by_id["s1.2"].end
    headings = [MONTHLY[p.start : p.end] for p in tree.paragraphs if p.heading]
    assert headings == [
        "青石镇2021年11月份工作小结及12月份工作安排",
        "一、11月份工作小结",
        "（一）安全生产",
        "（二）党建",
        "二、存在问题",
        "三、12月份工作安排",
    ]


def test_an_item_number_and_its_date_are_told_apart() -> None:
    tree = segment(MONTHLY)
    first = [MONTHLY[p.sentences[0].start : p.sentences[0].end] for p in tree.paragraphs]
    assert "11月3日，镇应急办会同派出所检查加油站2座。" in first
    assert "11.28，镇市场监管所抽查饭店11家。" in first


@pytest.mark.parametrize(
    "line",
    [
        "3.10.28，镇里召开会议，部署冬季防火工作。",
        "2021.11，全镇完成植树三千亩，超额完成任务。",
        "1.5万元资金已经拨付到村，群众比较满意。",
        "2.5%的农户尚未签约，需要上门做工作。",
        "10.28镇里召开会议，部署冬季防火工作。",
        "二、三组村民参加了院坝会，提出意见五条。",
        "一、二季度全镇共完成植树三千亩。",
        "2021、2022年两年共投入资金三十万元。",
    ],
)
def test_a_line_that_begins_with_an_amount_or_date_has_no_number(line: str) -> None:
    tree = segment("开头一段话。\n" + line)
    sentence = tree.paragraphs[1].sentences[0]
    assert sentence.start == tree.paragraphs[1].start


def test_chapters_sections_and_below() -> None:
    text = """第一章 总体情况
第一节 安全生产
一、强化领导
（一）压实责任。11月1日，镇长部署工作。会后落实。
（二）强化组织领导，压实工作责任。今年以来，开展检查3次。
二、存在问题
1、人手不够；
2、经费不足；
第二节 乡村振兴
一、产业发展
11月3日召开会议。
第二章 下步打算
2.1 工作目标
全年完成任务。
"""
    assert outline(segment(text))[1:] == [
        (1, "第一章", "总体情况"),
        (2, "第一节", "安全生产"),
        (3, "一、", "强化领导"),
        (4, "（一）", "压实责任"),
        (4, "（二）", "强化组织领导，压实工作责任"),
        (3, "二、", "存在问题"),
        (2, "第二节", "乡村振兴"),
        (3, "一、", "产业发展"),
        (1, "第二章", "下步打算"),
        (2, "2.1", "工作目标"),
    ]


def test_a_style_that_restarts_inside_another_is_deeper_though_it_came_first() -> None:
    text = """1．前期准备
前期准备已经完成。
一、安全生产
1．检查情况
开展检查三次。
2．整改情况
整改隐患五处。
二、环境卫生
1．清扫情况
清扫道路八条。
"""
    levels = {(s.number, s.heading): s.level for s in segment(text).sections}
    assert levels["一、", "安全生产"] == levels["二、", "环境卫生"] == 1
    assert levels["2．", "整改情况"] == levels["1．", "清扫情况"] == 2


def test_a_writer_who_changes_the_mark_stays_on_the_level() -> None:
    text = "1、安全生产\n检查三次。\n2.环境卫生\n清扫八次。\n3、信访维稳\n接访四批。\n"
    assert [(s.level, s.number) for s in segment(text).sections[1:]] == [(1, "1、"), (1, "2."), (1, "3、")]


def test_brackets_and_bullets_head_their_paragraphs() -> None:
    text = """防汛专报
【领导关注】8月24日，县长沈国平到青石镇查看水情。
【巡堤值守】镇村干部编成9个组昼夜轮班。
【编辑：某某】
"""
    assert outline(segment(text))[1:] == [(1, None, "领导关注"), (1, None, "巡堤值守")]
    text = "■柳塘村：1月20日，慰问困难户。\n■青石社区：19日，走访老党员。\n▲日前，召开推进会，部署工作。\n"
    assert outline(segment(text))[1:] == [(1, None, "柳塘村"), (1, None, "青石社区")]


def test_headings_without_a_number() -> None:
    text = """青石镇一周要闻
（2023年3月20日至3月26日）

抓好春季生产
3月20日，全镇召开春季生产推进会，部署各项工作，要求各村抓紧抓实。
下周要点：
1、29日，组织村书记观摩；
2、各村要抓好防火。
供稿：镇党政办　审核：沈国平
"""
    tree = segment(text)
    assert outline(tree) == [(0, None, "青石镇一周要闻"), (1, None, "抓好春季生产"), (1, None, "下周要点")]
    assert not any(p.heading for p in tree.paragraphs if text[p.start] in "（1供")


@pytest.mark.parametrize(
    "line",
    [
        "区委办、区政府办：",
        "按照通知要求，现将情况报告如下：",
        "本报记者　周启明",
        "（图为干部巡堤 周启明摄）",
        "11月30日",
        "第9期",
    ],
)
def test_lines_that_head_nothing(line: str) -> None:
    body = "11月1日，镇里召开会议，部署安全生产和环境卫生各项工作，各村参加。"
    text = f"开头的一段话，说明有关情况。\n{line}\n{body}"
    assert len(segment(text).sections) == 1


def test_a_list_is_not_a_row_of_sections() -> None:
    listed = """主要做法

今年以来，全镇抓好以下工作，取得了较好的成效。
1、党建引领
2、部门联动
3、群众参与
4、督查问效
"""
    assert [s.heading for s in segment(listed).sections] == ["主要做法"]
    running = "会议安排三项工作：1、安全生产；2、环境卫生；3、信访维稳。\n散会后各村抓好落实。"
    assert len(segment(running).sections) == 1


def test_ids_follow_the_place_in_the_tree() -> None:
    assert [s.id for s in segment(MONTHLY).sections] == ["s0", "s1", "s1.1", "s1.2", "s2", "s3"]


# --- paragraphs ------------------------------------------------------------------------------------


def wrap(line: str, width: int) -> str:
    return "\n".join(line[i : i + width] for i in range(0, len(line), width))


LONG = (
    "11月3日，镇应急办会同派出所、市场监管所对镇区加油站、餐饮店和农家乐开展安全生产检查，发现隐患十二处，"
    "当场整改九处，其余三处下达整改通知书，要求在本月底以前全部整改到位并由镇应急办逐一复查销号，"
    "对拒不整改的依法从严处理，确保全镇安全生产形势持续稳定向好，为群众营造安全祥和的生活环境。"
)


@pytest.mark.parametrize("width", [30, 36, 45])
def test_wrapped_lines_are_one_paragraph(width: int) -> None:
    text = wrap(LONG, width) + "\n一、环境卫生\n" + wrap(LONG.replace("3日", "5日"), width) + "\n"
    paragraphs = texts(text, segment(text))
    assert [p.replace("\n", "") for p in paragraphs] == [LONG, "一、环境卫生", LONG.replace("3日", "5日")]


def test_lines_that_are_not_wrapped_stay_apart() -> None:
    names = "\n".join(f"青石镇中心小学教学楼及附属设施改造提升工程{c}标段项目" for c in "甲乙丙丁戊己")
    assert len(segment(names).paragraphs) == 6


def test_an_indented_line_opens_a_paragraph() -> None:
    text = "　　" + wrap(LONG, 38) + "\n　　" + wrap(LONG.replace("3日", "5日"), 38)
    assert len(segment(text).paragraphs) == 2


def test_blank_lines_and_wide_spaces_belong_to_no_paragraph() -> None:
    text = "\n\u3000\n  镇里召开会议。\u3000\n\n"
    (paragraph,) = segment(text).paragraphs
    assert text[paragraph.start : paragraph.end] == "镇里召开会议。"


# --- sentences -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "marked",
    [
        "镇里开会。|会后各村落实；村里也开会。|",
        "他说：“要快干。要实干！”|会后，大家去了村里。|",
        "“好！”村民老周说，“继续干。”|然后走了。|",
        "“这很好。”老周说。|“再来。”|",
        "印发《通知。试行》，要求落实。|",
        "他喊“加油！”并挥手。|第二句？！|",
        "（他来了。）|会后走访。|",
        "增长3.5%，见http://a.cn/x?id=3。|完成!|",
        "水位回落……|群众情绪稳定。|",
        "没有标点也是一句|",
        "“话没有说完。|后面还有一句。|",
        "引用“甲。|乙“丙”丁。|戊。|",
        '他说："要快。"|又说："要实。"|',
        "共120人（含党员3人。|其余为群众。|",
    ],
)
def test_sentences_end_where_the_mark_stands(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == marked.rstrip("|").split("|")


# --- repeats ---------------------------------------------------------------------------------------

ITEM = "11月17日，我镇召开环境整治再推进会，对照问题细化任务、明确职责，要求各村逐项抓好落实，确保按期完成。"


def repeats(*paragraphs: str) -> list[int | None]:
    return [p.duplicate_of for p in segment("\n".join(paragraphs)).paragraphs]


def test_a_repeated_paragraph_points_to_the_first() -> None:
    assert repeats(ITEM, "中间一段，说的是别的事情，与上下文都没有关系，只是隔开。", ITEM, ITEM) == [
        None,
        None,
        0,
        0,
    ]


@pytest.mark.parametrize(
    "again",
    [
        ITEM.replace("，", ","),
        ITEM.replace("，", "， "),
        ITEM.replace("11月17日", "１１月１７日"),
        ITEM.replace("抓好落实", "切实抓好落实"),
        ITEM.replace("召开", "组织召开"),
    ],
)
def test_spacing_width_and_weightless_words_make_no_difference(again: str) -> None:
    assert repeats(ITEM, again) == [None, 0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("11月17日", "11月18日"),
        ("我镇", "青石镇"),
        ("再推进会", "推进会"),
        ("各村", "九个村"),
        ("确保", "未能"),
        ("环境整治", "安全生产"),
        ("按期完成", "按期完成，镇长沈国平讲话"),
    ],
)
def test_another_fact_makes_another_paragraph(old: str, new: str) -> None:
    assert repeats(ITEM, ITEM.replace(old, new)) == [None, None]


def test_a_clause_left_out_adds_nothing() -> None:
    long = (
        ITEM + "会议强调，各村要切实提高认识，加强组织领导，压实工作责任，抓实抓细各项措施，坚决打好攻坚战。"
    )
    assert repeats(long, long.replace("抓实抓细各项措施，", "")) == [None, None]
    longer = long + ITEM.replace("11月17日", "会后") + long.replace("11月17日", "次日") + "散会。"
    assert repeats(longer, longer.replace("散会。", "")) == [None, 0]
    assert repeats(longer.replace("散会。", ""), longer) == [None, None]


def test_short_lines_repeat_freely() -> None:
    assert repeats("会议要求抓好落实。", "会议要求抓好落实。") == [None, None]


# --- properties ------------------------------------------------------------------------------------

PIECES = [
    *("一、", "（一）", "1.", "2、", "①", "第一章", "【要求】", "■"),
    *("“", "”", "（", "）", "《", "。", "；", "，", "：", "……", "?"),
    *("11月3日", "10.28", "镇党委召开会议", "柳塘村", "a", LONG[:44]),
    *("\n", "\n\n", "　", " "),
]
SNIPPETS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(max_examples=150, deadline=None)
@given(st.one_of(SNIPPETS, st.text(max_size=200)))
def test_the_tree_is_sound(text: str) -> None:
    tree = segment(text)
    assert tree == segment(text)
    root, *rest = tree.sections
    assert (root.id, root.level, root.start, root.end) == ("s0", 0, 0, len(text))
    ids = [s.id for s in tree.sections]
    assert len(set(ids)) == len(ids)
    by_id = {s.id: s for s in tree.sections}
    for s in rest:
        parent = by_id[s.id.rpartition(".")[0] or "s0"]
        assert parent.start <= s.start < s.end <= parent.end
        assert s.level == parent.level + 1
    covered = []
    last = 0
    for i, p in enumerate(tree.paragraphs):
        assert last <= p.start < p.end
        last = p.end
        covered.append(text[p.start : p.end])
        section = by_id[p.section]
        assert section.start <= p.start and p.end <= section.end
        at = p.start
        for k, sentence in enumerate(p.sentences):
            assert at <= sentence.start < sentence.end <= p.end
            assert k == 0 or not text[at : sentence.start].strip()
            at = sentence.end
            assert tree.sentence(sentence.start) == sentence
        if p.duplicate_of is not None:
            assert p.duplicate_of < i
            assert tree.paragraphs[p.duplicate_of].duplicate_of is None
    assert "".join("".join(covered).split()) == "".join(text.split())


def test_a_segmenter_can_be_pickled() -> None:
    segmenter = Segmenter(Lexicon.load())
    again = pickle.loads(pickle.dumps(segmenter))  # noqa: S301 - our own bytes
    assert again.segment(MONTHLY) == segment(MONTHLY)


def test_an_empty_text_has_a_root() -> None:
    tree = segment("")
    assert outline(tree) == [(0, None, "")]
    assert tree.paragraphs == ()


def test_without_any_full_stop_days_and_opening_words_begin_sentences() -> None:
    text = (
        "11月3日上午，镇里召开防汛工作部署会，各村和社区负责人参加11月5日，工作队入户走访，于11月8日前完成核查"
        "会议要求各村拉网排查当天，镇纪委到石桥村检查，预计11月9日结束"
    )
    assert [text[a:b][:6] for a, b in split_sentences(text, 0, len(text))] == [
        "11月3日上",
        "11月5日，",
        "会议要求各村",
        "当天，镇纪委",
    ]
