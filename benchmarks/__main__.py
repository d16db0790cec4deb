"""`make bench`: measure everything and write benchmarks/RESULTS.md, what holds on any machine first."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from benchmarks import backtracking, peers, places, processes, speed
from benchmarks.texts import corpora
from govextract import Extractor, __version__

CHARS = 1_000_000
FLOOR = 0.5  # the pipeline is to be at least half as fast as jieba.cut


def table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, ["---"] * len(head), *rows])


def main() -> None:
    texts = corpora(CHARS)
    extractor = Extractor()
    speeds = {name: speed.compare(extractor, some) for name, some in texts.items()}
    main_name, main_speed = next(iter(speeds.items()))
    plain = {name: speed.compare(Extractor(model=False), some) for name, some in texts.items()}
    print(
        f"{main_name}: {main_speed.pipeline:,.0f} characters/s, {main_speed.ratio:.2f} of jieba.cut",
        flush=True,
    )
    stages = {name: speed.profile(some) for name, some in texts.items()}
    memory, starts = processes.memory(texts[main_name]), processes.starts()
    pumps = backtracking.measure()
    taggers = table(
        ["peer", "pipeline ÷ peer", "peer, chars/s"],
        [
            [p.name, f"could not be imported: {p.absent}", ""]
            if p.absent
            else [p.name, f"**{p.ratio:.1f}**", f"{p.speed:,.0f}"]
            for p in peers.compare(extractor, texts[main_name])
        ],
    )
    resolving = table(
        ["what", "measured", "at most"],
        [
            *(
                [
                    f"resolution ÷ the other stages, {name}",
                    f"{places.share(s):.0%}",
                    f"{places.MOST_SHARE:.0%}",
                ]
                for name, s in stages.items()
            ),
            ["memory of the gazetteer, MB", f"{places.memory():.0f}", str(places.MOST_MB)],
            *(
                [f"look-up of {name}, µs", f"{us:.1f}", f"{places.MOST_MICROSECONDS:.0f}"]
                for name, us in places.look_ups().items()
            ),
        ],
    )
    bare = starts["bare interpreter"]
    against = table(
        [
            "text",
            "characters",
            "pipeline ÷ jieba.cut",
            "least–most",
            "pipeline, chars/s",
            "jieba.cut, chars/s",
            "without the model ÷ jieba.cut",
        ],
        [
            [
                name,
                f"{s.chars:,}",
                f"**{s.ratio:.2f}**",
                f"{s.spread[0]:.2f}–{s.spread[1]:.2f}",
                f"{s.pipeline:,.0f}",
                f"{s.jieba:,.0f}",
                f"{plain[name].ratio:.2f}",
            ]
            for name, s in speeds.items()
        ],
    )
    by_stage = table(
        ["stage", *(f"{name}, µs per character" for name in stages)],
        [
            [
                stage,
                *(
                    f"{seconds.get(stage, 0) / speeds[name].chars * 1e6:.3f}"
                    for name, seconds in stages.items()
                ),
            ]
            for stage in stages[main_name]
        ],
    )
    start = table(
        ["what", "× bare interpreter", "seconds"],
        [[n, f"{s / bare:.1f}", f"{s:.2f}"] for n, s in starts.items()],
    )
    slowest = [p for i, p in enumerate(pumps) if i < 5 or p.steep]
    attack = table(
        ["pattern", "tried", "growth", "µs per character"],
        [
            [
                p.found.where,
                "everywhere" if p.found.swept else "once",
                f"{p.growth:.1f}",
                f"{p.seconds * 1e6:.2f}",
            ]
            for p in slowest
        ],
    )
    page = f"""# Speed, memory and cold start

Written by `make bench`; one process, CPU time, govextract {__version__}.

## Against jieba.cut

The same texts, turn by turn in the same run; the figure is the median ratio of {speed.ROUNDS} rounds. Of the rules
alone (`--no-model`) at least {FLOOR} is asked in the first row, now **{plain[main_name].ratio:.2f}**; by default a
trained model weighs what they find, which costs the rest.

{against}

## Against taggers

Programs that find names too, on the first {peers.CHARS:,} characters of the first row.

{taggers}

## Where the time goes

{by_stage}

## Resolution and the gazetteer

Whose report, which day, which village, who: stages that come behind the finders.

{resolving}

## Cold start

{start}

## Peak memory

{table(["after", "MB"], [[n, f"{mb:,.0f}"] for n, mb in memory.items()])}

## Patterns under attack

Every pattern of the lexicons and of the code ({len(pumps)}) on {2 * backtracking.LENGTH:,} characters made of its own
pieces, tried at every place where the code searches for it. Growth from half the length: 2 is linear, 4 quadratic.
The slowest, and all that grow clearly faster than the text:

{attack}

## Measured on

{platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}
"""
    Path(__file__).with_name("RESULTS.md").write_text(page, encoding="utf-8")
    print(page)
    for p in slowest:
        if p.steep:
            print(
                f"steep: {p.found.where}, ×{p.growth:.1f} on {p.unit!r}: {p.found.pattern[:100]}",
                file=sys.stderr,
            )


if __name__ == "__main__":
    main()
