"""Make the model of names anew, from the corpora and the unlabelled news.

    OMP_NUM_THREADS=1 python models/ner/build.py DATA_DIR WORK_DIR

``DATA_DIR`` holds ``ner/`` and ``text/`` (README.md says which files). No text that ``held_out.txt`` names is
read for training. In ``WORK_DIR`` come, in this order, ``pretrained`` (the layer that reads characters),
``teacher`` (names, from the corpora alone), ``model`` (corpora and news, over the pretrained layer) and
``alone`` (the same without it). A step whose folder is there is not done again. All seeds are fixed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

import spacy
from corpora import read_corpora
from model import TrainedModel
from pretrain import tagged
from silver import agreed, read_news, renamed, rule_sentences, unseen, village_names
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config
from training_docs import write_names, write_tags

HERE: Final = Path(__file__).parent
SEED: Final = 20211101
CHECKED: Final = 2_500
"""Held-out sentences that a training is checked on."""
TAGGED: Final = 600
STEPS: Final = 2_000
"""Steps of the trainings on corpora and news; the others' stand in their configurations."""
PEOPLE: Final = frozenset({"PERSON", "VILLAGE", "COMPANY", "ORG"})
RARE: Final = frozenset({"VILLAGE", "COMPANY"})
"""What a sentence of the general news must hold to be taken: local news are dense in all labels."""


def main(arguments: Sequence[str]) -> int:
    """All steps that are not done yet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    options = parser.parse_args(arguments)
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    nlp = spacy.blank("zh")

    corpus, held_out = read_corpora(options.data / "ner")
    Random(SEED).shuffle(held_out)
    local, news = _texts(options.data / "text")
    rows = [*rule_sentences(local, PEOPLE), *rule_sentences(news, RARE)]
    _say("sentences of the corpora", len(corpus), "held out", len(held_out), "of the news", len(rows))

    if not (work / "pretrained").exists():
        texts = [text for text, _ in rows]
        Random(SEED).shuffle(texts)
        write_tags(nlp, tagged(texts[TAGGED:]), work / "tags.spacy")
        write_tags(nlp, tagged(texts[:TAGGED]), work / "tags-dev.spacy")
        _train("pretrain.cfg", work, "tags", "tags-dev", "pretrained")

    write_names(nlp, held_out[:CHECKED], work / "names-dev.spacy")
    if not (work / "teacher").exists():
        write_names(nlp, corpus, work / "corpora.spacy")
        _train("ner.cfg", work, "corpora", "names-dev", "teacher", layer=work / "pretrained")

    silver = agreed(rows, TrainedModel(work / "teacher").names, "news")
    both = [*corpus, *silver, *renamed(silver, village_names(), Random(SEED))]
    _say("sentences of both", len(both), "labels", sum(len(s.spans) for s in both))
    write_names(nlp, both, work / "both.spacy")
    for name, layer in (("model", work / "pretrained"), ("alone", None)):
        if not (work / name).exists():
            _train("ner.cfg", work, "both", "names-dev", name, layer=layer, max_steps=STEPS)
    return 0


def _texts(folder: Path) -> tuple[list[str], list[str]]:
    """The texts of the local and of the general news that may be learnt from."""
    local, general = read_news(folder / "local.jsonl.xz"), read_news(folder / "archive.jsonl.xz")
    free = unseen([*local, *general])
    of_local = {text for _, text in local}
    return [t for t in free if t in of_local], [t for t in free if t not in of_local]


def _train(
    config: str, work: Path, data: str, dev: str, name: str, *, layer: Path | None = None, **changes: object
) -> None:
    """Train by a configuration of this folder, with ``changes`` to its training.

    The layer that reads characters is new without ``layer``.
    """
    settings = load_config(HERE / config, overrides={f"training.{k}": v for k, v in changes.items()})
    settings["paths"].update(train=str(work / f"{data}.spacy"), dev=str(work / f"{dev}.spacy"))
    if config == "ner.cfg":
        fresh = load_config(HERE / "pretrain.cfg")["components"]["tok2vec"]
        settings["components"]["tok2vec"] = {"source": str(layer)} if layer else fresh
    _say("training", name)
    with TemporaryDirectory(dir=work) as folder:
        train(init_nlp(settings), Path(folder), stdout=sys.stdout, stderr=sys.stderr)
        (Path(folder) / "model-last").rename(work / name)  # the averaged weights of the last step


def _say(*words: object) -> None:
    print(*words, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
