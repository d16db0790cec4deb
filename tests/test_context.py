"""Whose report it is, what it is called, who issued it."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import govextract
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.records import Context, Period, Place
from govextract.resolve.context import find_context
from govextract.segment import segment

SPECS = Path(__file__).parent / "specs" / "jurisdictions.txt"


@cache
def matcher() -> Matcher:
    return Matcher(Lexicon.load())


def context(text: str, jurisdiction: str | None = None) -> Context:
    page = Page(text, segment(text), matcher().scan(text))
    return find_context(page, [], jurisdiction, None, None)


def lines() -> list[tuple[str, str]]:
    out = []
    for line in SPECS.read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            expected, text = line.split(" <- ")
            out.append((expected, text.replace("⏎", "\n")))
    return out


@pytest.mark.parametrize(("expected", "text"), lines())
def test_jurisdiction(expected: str, text: str) -> None:
    found = context(text)
    if expected in "?-":
        assert found.jurisdiction is None
        assert (len(found.alternatives) > 1) == (expected == "?")
    else:
        assert found.jurisdiction is not None
        assert found.jurisdiction.path == expected
        assert found.alternatives == ()


def test_the_place_says_where_it_was_read_and_how_sure_it_is() -> None:
    text = "问安镇9月份工作总结\n9月3日，我镇召开推进会。\n问安镇人民政府\n9月30日"
    place = context(text).jurisdiction
    assert place is not None
    source, span = (place.evidence or "").split(":")
    start, end = map(int, span.split("-"))
    assert source == "issuer"
    assert text[start:end] == "问安镇"
    weak = context(
        "9月3日，工作人员到会。宜昌市派员指导，宜昌市另派专家到场，宜昌市财政局拨款。"
    ).jurisdiction
    assert weak is not None
    assert 0 < weak.confidence < place.confidence <= 1


def test_towns_that_issue_a_report_together() -> None:
    found = context("枝江市问安镇、七星台镇联合巡河简报\n9月3日，我镇出动人员20名。")
    assert [p.town for p in found.alternatives] == ["问安镇", "七星台镇"]
    assert found.jurisdiction is not None
    assert found.jurisdiction.path == "湖北省宜昌市枝江市"
    assert not context("枝江市问安镇、七星台镇发生交通事故\n9月3日，一人受伤。").alternatives


def test_alternatives_are_places_of_the_name() -> None:
    found = context("太平镇11月份重点工作总结\n11月2日，我镇召开会议。")
    assert {p.town for p in found.alternatives} == {"太平镇"}
    assert len({p.path for p in found.alternatives}) == len(found.alternatives)


@pytest.mark.parametrize(
    ("given_path", "path"),
    [
        ("湖北省宜昌市枝江市问安镇", "湖北省宜昌市枝江市问安镇"),
        ("枝江市", "湖北省宜昌市枝江市"),
        ("广东省韶关市始兴县 太平镇", "广东省韶关市始兴县太平镇"),
        ("湖北省宜昌市枝江市新霞镇", "湖北省宜昌市枝江市新霞镇"),
    ],
)
def test_the_option_overrides_the_text(given_path: str, path: str) -> None:
    place = context("紫阳县召开会议\n5月6日，县委书记讲话。", given_path).jurisdiction
    assert place is not None
    assert (place.path, place.confidence, place.evidence) == (path, 1.0, "option:jurisdiction")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("问安镇9月份工作总结\n9月3日，我镇召开推进会，部署工作。", "湖北省宜昌市枝江市问安镇"),
        ("问安镇召开会议。9月3日，我镇部署秋收，全镇动员。", "湖北省宜昌市枝江市问安镇"),
        ("9月3日，枝江市领导到问安镇检查秋收。\n9月4日，全市召开会议。", "湖北省宜昌市枝江市"),
        ("紫阳县简报\n9月3日，我县召开会议。", "湖北省宜昌市枝江市"),
    ],
)
def test_an_option_of_a_county_leaves_its_towns_their_own_reports(text: str, path: str) -> None:
    place = context(text, "湖北省宜昌市枝江市").jurisdiction
    assert place is not None
    assert place.path == path


def test_an_option_of_several_places_is_settled_by_the_text_or_left_open() -> None:
    settled = context("澄江镇简报\n3月5日，我镇开展检查，泰和县派员指导。", "澄江镇").jurisdiction
    assert settled is not None
    assert settled.path == "江西省吉安市泰和县澄江镇"
    unsettled = context("3月5日，开展检查。", "澄江镇")
    assert unsettled.jurisdiction is None
    assert len(unsettled.alternatives) == 5
    assert context("3月5日，开展检查。", "无此地").jurisdiction is None


def test_title() -> None:
    assert context("问安镇9月份工作总结\n9月3日，我镇召开推进会，部署工作。").title == "问安镇9月份工作总结"
    assert (
        context("问安镇党委、政府做好各项工作，现总结如下：\n9月3日，我镇召开推进会，部署工作。").title
        is None
    )


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("防汛简报\n8月1日，开展巡堤。\n人员在岗。\n问安镇人民政府\n8月2日", "问安镇人民政府"),
        ("防汛简报\n8月1日，开展巡堤。\n人员在岗。\n云溪街道办事处 2020年8月2日", "云溪街道办事处"),
        (
            "防汛专报\n第9期\n锡尼镇防汛抗旱指挥部办公室　　2018年8月27日\n8月1日，开展巡堤。",
            "锡尼镇防汛抗旱指挥部办公室",
        ),
        (
            "县领导调研\n时间:2020-07-10 来源:紫阳县融媒体中心 作者:方川\n7月9日，县领导调研。",
            "紫阳县融媒体中心",
        ),
        ("县领导调研\n7月9日，县领导调研。\n（来源：紫阳发布）", "紫阳发布"),
        ("县领导调研\n7月9日，县领导调研茶园。\n一行人查看了茶园。", None),
    ],
)
def test_issuer(text: str, issuer: str | None) -> None:
    assert context(text).issuer == issuer


def test_publication_and_period_are_passed_on() -> None:
    text = "7月9日，开展检查。"
    page = Page(text, segment(text), matcher().scan(text))
    period = Period(start=date(2020, 7, 1), end=date(2020, 7, 31))
    found = find_context(page, [], None, date(2020, 7, 10), period)
    assert (found.published, found.period) == (date(2020, 7, 10), period)


@given(st.text(alphabet="我镇全县市区委省乡太平问安枝江宜昌湖北在到，。\n0123456789月日电", max_size=80))
def test_any_text_has_a_context(text: str) -> None:
    found = context(text)
    assert found == context(text)
    if found.jurisdiction is not None:
        assert isinstance(found.jurisdiction, Place)
        assert found.jurisdiction.province
        assert found.alternatives == ()


def test_a_partner_s_province_is_not_the_report_s() -> None:
    report = "茶亭坳镇6月份工作总结\n6月27日，我镇与广东粤岚电子科技有限公司签订投资协议。"
    assert govextract.parse(report).document.jurisdiction is None
