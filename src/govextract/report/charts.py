"""Charts as inline SVG: drawn from numbers and our own words, with no script and no style attribute.

What a report says gets in only as escaped text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import accumulate

from govextract.report.periods import Period, years

WIDTH, HEIGHT = 960, 250
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 20, 42
YEAR = 38
"""Pixels that the number of a year needs."""

ROOM = 26
"""Pixels that a column needs for its number and its label."""


def columns(periods: tuple[Period, ...], counts: Sequence[int], title: str, tips: Sequence[str]) -> str:
    """A column a period, with an axis of numbers and one of months and years."""
    step = tick(max(counts))
    top = step * -(-max(counts) // step)
    inner, base = WIDTH - LEFT - RIGHT, HEIGHT - BOTTOM
    slot = inner / len(periods)
    out = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>"
    ]
    for value in range(0, top + 1, step):
        y = base - (base - TOP) * value / top
        out.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,}</text>'
        )
    for i, (period, n, tip) in enumerate(zip(periods, counts, tips, strict=True)):
        x, height = LEFT + slot * i, (base - TOP) * n / top
        middle = x + slot / 2
        if n:
            width = min(slot * 0.72, 56)
            out.append(
                f'<rect class="bar" x="{middle - width / 2:.1f}" y="{base - height:.1f}" width="{width:.1f}"'
                f' height="{max(height, 1):.1f}"><title>{escape(tip)}</title></rect>'
            )
        if slot >= ROOM:
            if n:
                out.append(
                    f'<text x="{middle:.1f}" y="{base - height - 5:.1f}" text-anchor="middle">{n:,}</text>'
                )
            if period.months < 12:
                out.append(
                    f'<text class="tick" x="{middle:.1f}" y="{base + 16}" text-anchor="middle">{period.short}</text>'
                )
    out += _years(periods, slot, base)
    out.append(f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{base}" y2="{base}"/></svg>')
    return "".join(out)


def _years(periods: tuple[Period, ...], slot: float, base: int) -> Iterator[str]:
    """Years below an axis, each where it begins, as far as there is room for them."""
    starts = [LEFT + slot * i for i, _ in years(periods)]
    free = 0.0
    for x, (_, year), following in zip(starts, years(periods), [*starts[1:], float(WIDTH)], strict=True):
        if x >= free and (following - x >= YEAR or periods[0].months == 12):
            free = x + YEAR
            yield (
                f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{base}" y2="{base + 36}"/>'
                f'<text class="year" x="{x + 4:.1f}" y="{base + 34}">{year}</text>'
            )


def tick(most: int) -> int:
    """The distance of round numbers on an axis up to ``most``, with four or five of them."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * 5 >= most:
                return step
        size *= 10


def bar(number: int, most: int) -> str:
    """A bar beside a number in a table."""
    width = 100 * number / most if most else 0
    return (
        '<svg class="inline" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="bar" width="{width:.1f}" height="10"/></svg>'
    )


def stack(parts: Sequence[tuple[str, int]], title: str) -> str:
    """One bar cut into parts, given by style class and number."""
    total = sum(n for _, n in parts) or 1
    starts = accumulate((n for _, n in parts), initial=0)
    rects = "".join(
        f'<rect class="{escape(name)}" x="{1000 * start / total:.2f}" width="{1000 * n / total:.2f}" height="20"/>'
        for (name, n), start in zip(parts, starts, strict=False)
        if n
    )
    return (
        '<svg class="stack" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(title)}">{rects}</svg>'
    )
