"""Two runs compared record by record: what the second gained, lost and changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

Json = Mapping[str, Any]
Change = Literal["gained", "lost", "changed"]

PARTS = ("actions", "officials", "villages", "enterprises", "organisations", "places")


class RunError(ValueError):
    """A run cannot be read; ``key`` names the sentence that says so, ``values`` what it speaks of."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(f"{key} {values}")
        self.key, self.values = key, values


class Difference(NamedTuple):
    """A record that one run has and the other has not, or has otherwise.

    ``record`` is a kind of mention, ``office``, ``event`` or ``document``; ``before`` and ``after`` say what
    differs, in words, or hold the whole record where it is lost or gained.
    """

    document: str
    change: Change
    record: str
    start: int | None
    end: int | None
    text: str
    before: str = ""
    after: str = ""


def load_run(path: Path) -> dict[str, Json]:
    """The outputs of a run by document: a folder of JSON files, or one file of JSON or JSON lines.

    Raises:
        RunError: there are none, or a file is none.
    """
    if path.is_dir():
        files = sorted((*path.glob("*.json"), *path.glob("*.jsonl")))
    elif path.exists():
        files = [path]
    else:
        raise RunError("run_missing", path=path)
    out: dict[str, Json] = {}
    seen: Counter[str] = Counter()
    for file in files:
        for output in _outputs(file):
            name = _name(output, file)
            seen[name] += 1
            out[f"{name}#{seen[name]}" if seen[name] > 1 else name] = output
    if not out:
        raise RunError("run_empty", path=path)
    return out


def _outputs(file: Path) -> Iterator[Json]:
    try:
        text = file.read_text(encoding="utf-8")
        lines = [x for x in text.split("\n") if x.strip()] if file.suffix == ".jsonl" else [text]
        found = [json.loads(x) for x in lines]
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as e:
        raise RunError("run_unreadable", file=file, why=e) from e
    for x in found:
        for output in x if isinstance(x, list) else [x]:
            if not isinstance(output, dict) or not {"mentions", "events"} & set(output):
                raise RunError("run_no_output", file=file)
            yield output


def _name(output: Json, file: Path) -> str:
    """Which document it is: by its content where the output says so, else by the file's name."""
    document = output.get("document") or {}
    return str(document.get("id") or file.stem)


def differences(before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[Difference]:
    """What differs, by document, mentions first, then offices, then events, each in text order."""
    for name in sorted({*before, *after}):
        a, b = before.get(name), after.get(name)
        label = _label(name, b or a or {})
        if a is None or b is None:
            yield Difference(label, "gained" if a is None else "lost", "document", None, None, "")
            continue
        yield from _mentions(label, a, b)
        yield from _offices(label, a, b)
        yield from _events(label, a, b)


def _label(name: str, output: Json) -> str:
    source = (output.get("document") or {}).get("source")
    return f"{source} ({name})" if source and source not in {"-", name} else name


# --- mentions -----------------------------------------------------------------------------------------


def _mentions(document: str, a: Json, b: Json) -> Iterator[Difference]:
    old, new = ({(m["kind"], m["start"], m["end"]): m for m in x.get("mentions", ())} for x in (a, b))
    lost = {key: m for key, m in old.items() if key not in new}
    found: list[Difference] = []
    for key, m in new.items():
        kind, start, end = key
        if key in old:
            words = _differing(_mention_words(old[key], a), _mention_words(m, b))
            if any(words):
                found.append(Difference(document, "changed", kind, start, end, m["text"], *words))
            continue
        twin = next((k for k in lost if _same_thing(k, key)), None)
        if twin:
            gone = lost.pop(twin)
            words = (f"{gone['kind']} {gone['text']}", f"{kind} {m['text']}")
            found.append(Difference(document, "changed", kind, start, end, m["text"], *words))
        else:
            said = "; ".join(_mention_words(m, b).values())
            found.append(Difference(document, "gained", kind, start, end, m["text"], "", said))
    for (kind, start, end), m in lost.items():
        said = "; ".join(_mention_words(m, a).values())
        found.append(Difference(document, "lost", kind, start, end, m["text"], said))
    yield from sorted(found, key=_place)


def _same_thing(x: tuple[str, int, int], y: tuple[str, int, int]) -> bool:
    """Whether two mentions are of one thing, with another boundary or taken for another kind."""
    return x[1:] == y[1:] or (x[0] == y[0] and x[1] < y[2] and y[1] < x[2])


def _mention_words(m: Json, output: Json) -> dict[str, str]:
    """What a mention says beside its text, in words."""
    value = m.get("value") or {}
    out = {}
    if m["kind"] == "date":
        out["value"] = f"{value.get('start') or '..'}/{value.get('end') or '..'}"
    elif value:
        out["value"] = str(value.get("text") or f"{value.get('low')}–{value.get('high')} {value.get('unit')}")
    name = next((e["name"] for e in output.get("entities", ()) if e.get("id") == m.get("entity")), "")
    if name and name != m["text"]:
        out["entity"] = f"→ {name}"
    if m.get("status", "done") != "done":
        out["status"] = m["status"]
    return out


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, str]:
    keys = [k for k in dict.fromkeys((*before, *after)) if before.get(k) != after.get(k)]
    first, second = ("; ".join(x[k] for k in keys if k in x) for x in (before, after))
    return first, second


# --- offices ------------------------------------------------------------------------------------------


def _offices(document: str, a: Json, b: Json) -> Iterator[Difference]:
    old, new = (
        {
            e["name"]: [o["text"] for o in e.get("offices", ())]
            for e in x.get("entities", ())
            if e["kind"] == "official"
        }
        for x in (a, b)
    )
    for name in dict.fromkeys((*old, *new)):
        before, after = "、".join(old.get(name, ())), "、".join(new.get(name, ()))
        if before != after:
            change: Change = "changed" if before and after else "lost" if before else "gained"
            yield Difference(document, change, "office", None, None, name, before, after)


# --- events -------------------------------------------------------------------------------------------


def _events(document: str, a: Json, b: Json) -> Iterator[Difference]:
    """Events that are the same but for some field stand once; which is which tells their evidence."""
    old, new = list(a.get("events", ())), list(b.get("events", ()))
    found: list[Difference] = []
    for best in (True, False):  # those of one date first, so that no date changes where an event was split
        for event in list(new):
            twins = [x for x in old if _overlap(x, event) > 0 and (not best or _day(x) == _day(event))]
            if twins:
                twin = max(twins, key=lambda x: (_same(x, event), _overlap(x, event), -x["start"]))
                old.remove(twin)
                new.remove(event)
                before, after = _differing(_event_words(twin), _event_words(event))
                if before or after:
                    found.append(_event(document, "changed", event, before, after))
    found += [_event(document, "gained", e, "", _whole(e)) for e in new]
    found += [_event(document, "lost", e, _whole(e), "") for e in old]
    yield from sorted(found, key=_place)


def _event(document: str, change: Change, event: Json, before: str, after: str) -> Difference:
    text = " ".join(str(event.get("text", "")).split())
    return Difference(document, change, "event", event["start"], event["end"], text, before, after)


def _overlap(x: Json, y: Json) -> int:
    return int(min(x["end"], y["end"]) - max(x["start"], y["start"]))


def _same(x: Json, y: Json) -> int:
    """How many fields two events share."""
    return sum(_event_words(x).get(key) == value for key, value in _event_words(y).items())


def _day(event: Json) -> str:
    date = event.get("date")
    return f"{date['start'] or '..'}/{date['end'] or '..'}" if date else "?"


def _event_words(event: Json) -> dict[str, str]:
    out = {"date": _day(event), "status": str(event.get("status", "done"))}
    for part in PARTS:
        items = [x if isinstance(x, str) else x["name"] for x in event.get(part) or ()]
        if items:
            out[part] = f"{part}: {'、'.join(items)}"
    return out


def _whole(event: Json) -> str:
    return "; ".join(_event_words(event).values())


def _place(d: Difference) -> tuple[int, int, str, str]:
    return (-1 if d.start is None else d.start), (d.end or 0), d.change, d.record


def counts(found: Sequence[Difference]) -> dict[str, Counter[Change]]:
    """How many differences of each sort there are, by record."""
    out: dict[str, Counter[Change]] = {}
    for d in found:
        out.setdefault(d.record, Counter())[d.change] += 1
    return dict(sorted(out.items()))
