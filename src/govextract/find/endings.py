"""Where a business's ending is none: it begins another word (公司治理, 厂房), or ends a common one (人民银行)."""

from __future__ import annotations

from typing import Final

from govextract.find.company_names import is_region
from govextract.lexicon import Lexicon
from govextract.match import Hit

_BANKING: Final = (
    *("卡号", "存款", "账户", "账号", "贷款", "保险", "监管", "对账", "流水", "转账", "汇款", "柜台", "网点"),
)


class Endings:
    """Tells endings of names from the same characters in other words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._never = frozenset(lexicon.forms("enterprise_never"))
        self._lengths = sorted({len(w) for w in self._never}, reverse=True)

    def common(self, text: str, hit: Hit) -> bool:
        """Whether the ending belongs to a word that names no business."""
        longer = (n for n in self._lengths if n >= len(hit.form))
        return any(text[max(0, hit.end - n) : hit.end] in self._never for n in longer) or _goes_on(text, hit)


def in_list(text: str, hit: Hit) -> bool:
    """Whether a list goes on behind the suffix or comes from a little way in front."""
    return (
        text[hit.end : hit.end + 1] in ("、", "和", "与") or "、" in text[max(0, hit.start - 9) : hit.start]
    )


def _goes_on(text: str, hit: Hit) -> bool:
    """Whether the suffix is the beginning of another word (公司治理, 厂房, 银行业)."""
    after = text[hit.end : hit.end + 2]
    if hit.form == "门市":
        return is_region(text[hit.start - 1 : hit.end])  # 玉门市
    if hit.form.endswith("厂"):
        return after[:1] in "房区长家商址界矿子务沟镇乡村路街坪湾坝岭弄桥庄大" and bool(after)
    if hit.form.endswith("公司"):
        return after in ("治理", "化运", "制改", "债券", "债发", "法律")
    if hit.form.endswith("银行"):
        return after[:1] in ("业", "间") or after in _BANKING
    if hit.form.endswith(("酒店", "宾馆")):
        return after == "管理" or (after[:1] in "及业" and bool(after))
    if hit.entry.attrs["sort"] == "shop" and after in ("协会", "行业", "学会", "分会", "管理"):
        return True
    if hit.form.endswith("矿"):
        return after[:1] in "石井业区产长工床脉体化权种带" and bool(after)
    if hit.form.endswith("行") and hit.entry.attrs["sort"] != "bank":
        return after[:1] in "业驶为动政走人列使" and bool(after)
    if hit.form.endswith("集团"):
        return after[:1] in ("化", "军", "式")
    return False
