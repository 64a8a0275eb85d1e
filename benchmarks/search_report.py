"""Tables of the search benchmark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.search_corpus import KINDS


def report(corpus: str, documents: int, measured: dict[str, dict[str, Any]]) -> str:
    """Markdown: questions, building, commits, and where totals differ."""
    engines = list(measured)
    lines = [f"\n## {corpus}, {documents:,} documents\n", _row(["question", "hits", *engines]), _rule(len(engines) + 2)]
    for kind in KINDS:
        cells = [measured[engine]["kinds"][kind] for engine in engines]
        shown = [f"{cell['median']:.2f} / {cell['p95']:.2f} (cold {cell['cold']:.1f})" for cell in cells]
        lines.append(_row([kind, f"{cells[0]['hits']:,.0f}", *shown]))
    lines += ["", _row(["building", *engines]), _rule(len(engines) + 1)]
    facts: tuple[tuple[str, Callable[[dict[str, Any]], str]], ...] = (
        ("documents per CPU second", lambda found: f"{documents / found['build_seconds']:,.0f}"),
        ("megabytes on disk", lambda found: f"{found['megabytes']:,.0f}"),
        ("peak memory while building, MB", lambda found: f"{found['peak_mb']:,.0f}"),
        ("own memory after the questions, MB", lambda found: f"{found['own_mb']:,.0f}"),
        ("opening, ms", lambda found: f"{found['open_ms']:,.1f}"),
    )
    for label, value in facts:
        lines.append(_row([label, *(value(measured[engine]) for engine in engines)]))
    for count in next(iter(measured.values()))["commits"]:
        cells = [measured[engine]["commits"][count] for engine in engines]
        shown = [f"{cell['commit_ms']:,.0f} + {cell['next_ms']:,.1f}" for cell in cells]
        lines.append(_row([f"commit of {count} + next search, wall ms", *shown]))
    return "\n".join([*lines, "", *_differences(measured), ""])


def _differences(measured: dict[str, dict[str, Any]]) -> list[str]:
    """Every kind of question where an engine counts otherwise than the first one."""
    first, *others = measured
    out = []
    for other in others:
        for kind in KINDS:
            one, two = measured[first]["kinds"][kind]["totals"], measured[other]["kinds"][kind]["totals"]
            differ = [(a, b) for a, b in zip(one, two, strict=False) if a != b]
            if differ:
                out.append(f"- totals of {other} differ from those of {first} for “{kind}”: {differ[:3]}")
    return out or ["All engines count the same."]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _rule(count: int) -> str:
    return "|" + " --- |" * count
