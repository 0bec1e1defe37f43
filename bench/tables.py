"""The tables and curves of bench/scale.py: what was measured, how it grows, and where it is written."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from trial import OURS
from zipf import slope

MOST = 100_000_000
"""Paragraphs for which it is worked out on paper what they would need."""
MARKS = re.compile(r"(<!-- scale: bench/scale\.py --write -->\n).*?(<!-- /scale -->)", re.DOTALL)
WORDS: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("scale.yaml").read_text("utf-8"))
WRITTEN = {"README.md": ("en", True), "README.zh-CN.md": ("zh", True), "docs/scale.md": ("en", False), "docs/scale.zh-CN.md": ("zh", False)}
"""Where the tables go: language, and whether only the short one."""


class Row(NamedTuple):
    """What was measured of one engine at one size, medians of the rounds."""

    engine: str
    size: int
    figures: Mapping[str, Any]


TIMES = {"times": "query_p50", "times_whole": "answer_p50"}
"""What a query of rank-bm25 is compared with: the engine's query, or the whole answer."""


def times(rows: Sequence[Row], row: Row, name: str) -> float | None:
    """Return how many times longer rank-bm25 takes at that size for a query than *row* has in the figure *name*."""
    plain = [other.figures["query_p50"] for other in rows if (other.engine, other.size) == ("rank-bm25", row.size)]
    return plain[0] / row.figures[name] if plain and row.figures.get(name) else None


ENGINE_COLUMNS = ("query_p50", "query_p95", "times", "first", "build_s", "open_s", "disk_mb", "memory_mb")
ANSWER_COLUMNS = ("answer_p50", "answer_p95", "times_whole", "asked", "score", "everywhere", "added_s")


def long_tables(rows: Sequence[Row], names: Mapping[str, str]) -> str:
    """Return everything that was measured: a table of the engines, one of whole answers, and what follows from them."""
    engines = [["paragraphs", "engine", *ENGINE_COLUMNS]]
    engines += [[f"{row.size:,}", row.engine, *(cell(rows, row, name) for name in ENGINE_COLUMNS)] for row in rows]
    whole = [["paragraphs", *ANSWER_COLUMNS]]
    whole += [[f"{row.size:,}", *(cell(rows, row, name) for name in ANSWER_COLUMNS)] for row in rows if row.engine == OURS]
    tables = [caption(rows, names), markdown(engines, names)]
    if len(whole) > 1:
        tables += [markdown(whole, names), on_paper(rows, names)]
    return "\n\n".join([*tables, growths(rows, names)])


def short_table(rows: Sequence[Row], names: Mapping[str, str]) -> str:
    """Return the medians of a query by engine and size, and of a whole answer, its memory and how many are right."""
    sizes = sorted({row.size for row in rows})
    by = {(row.engine, row.size): row for row in rows}
    lines = [[names["paragraphs"], *(f"{size:,}" for size in sizes)]]
    shown = [(engine, "query_p50") for engine in dict.fromkeys(row.engine for row in rows)]
    shown += [(OURS, name) for name in ("answer_p50", "memory_mb", "everywhere")] if OURS in dict(shown) else []
    for engine, name in shown:
        cells = (cell(rows, by[engine, size], name) if (engine, size) in by else "–" for size in sizes)
        lines.append([f"{engine}: {names[name]}", *cells])
    return f"{caption(rows, names)}\n\n{markdown(lines, {})}"


def caption(rows: Sequence[Row], names: Mapping[str, str]) -> str:
    """Return how time was taken."""
    figures = rows[-1].figures
    return names[figures.get("clock", "wall")].format(rounds=figures.get("rounds", 1), cores=os.cpu_count())


def markdown(lines: Sequence[Sequence[str]], names: Mapping[str, str]) -> str:
    """Return a table whose first line is its head."""
    head = [names.get(name, name) for name in lines[0]]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *lines[1:]))


def cell(rows: Sequence[Row], row: Row, name: str) -> str:
    """Return one figure as it is written."""
    value = times(rows, row, TIMES[name]) if name in TIMES else row.figures.get(name)
    if value is None:
        return "–"
    if name in ("first", "score", "everywhere"):
        return f"{value:.0%}"
    return f"{value:,.0f}" if value >= 100 or name == "asked" else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def growth(rows: Sequence[Row], engine: str, name: str) -> float | None:
    """Return the power of the paragraphs that a figure grows with, None when it was measured at one size only."""
    points = [(row.size, row.figures[name]) for row in rows if row.engine == engine and row.figures.get(name)]
    return slope(points) if len({size for size, _ in points}) > 1 else None


def growths(rows: Sequence[Row], names: Mapping[str, str]) -> str:
    """Return what grows how fast, as a table."""
    columns = ("query_p50", "build_s", "disk_mb", "memory_mb", "answer_p50")
    lines = [["grows", *columns]]
    for engine in dict.fromkeys(row.engine for row in rows):
        powers = [growth(rows, engine, name) for name in columns]
        lines.append([engine, *("–" if power is None else f"{power:.2f}" for power in powers)])
    return markdown(lines, names)


def on_paper(rows: Sequence[Row], names: Mapping[str, str], most: int = MOST) -> str:
    """Return what *most* paragraphs would need, worked out from the largest size that ours was measured at."""
    last = max((row for row in rows if row.engine == OURS), key=lambda row: row.size)
    size, figures = last.size, last.figures
    lines = [[names["most"].format(most=most), "sum", "needs"]]
    for name, figure, unit, many in (("cut", "build_s", "s", 3600), ("disk", "disk_mb", "MB", 1000)):
        told = f"{figures[figure]:,.0f} {unit} ÷ {size:,} × {most:,} ÷ {many:,}"
        lines.append([names[name], told, f"{figures[figure] / size * most / many:,.0f}"])
    told = f"{figures['terms']:.0f} × 8 × {most:,} ÷ 1,000,000,000"
    lines.append([names["terms"], told, f"{figures['terms'] * 8 * most / 1e9:,.0f}"])
    if (power := growth(rows, OURS, "answer_p50")) is not None:
        told = f"{figures['answer_p50']:.1f} × ({most:,} ÷ {size:,})^{power:.2f}"
        lines.append([names["answer"], told, f"{figures['answer_p50'] * (most / size) ** power:,.0f}"])
    return markdown(lines, names)


def placed(text: str, tables: str) -> str:
    """Return *text* with the tables between its marks.

    Raises  ValueError when the marks are not there once
    """
    made, count = MARKS.subn(lambda match: f"{match[1]}\n{tables}\n\n{match[2]}", text)
    if count != 1:
        raise ValueError(f"the marks <!-- scale … --> are wanted once, and are there {count} times")
    return made


def write(rows: Sequence[Row], folder: Path) -> None:
    """Put the tables into the files of *folder*: all of them, or none when one has no marks."""
    made = {}
    for name, (language, short) in WRITTEN.items():
        tables = (short_table if short else long_tables)(rows, WORDS[language])
        made[folder / name] = placed((folder / name).read_text("utf-8"), tables)
    for path, text in made.items():
        path.write_text(text, "utf-8")


def draw(rows: Sequence[Row], path: Path) -> None:
    """Draw time and memory against size."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(15, 5))
    curves = (
        ("query_p50", "Ten best paragraphs, p50, ms"), ("build_s", "Making the index, s (cunwen: reading and cutting included)"),
        ("memory_mb", "Resident memory, MB"),
    )  # fmt: skip
    engines = list(dict.fromkeys(row.engine for row in rows))
    for axis, (name, title) in zip(axes, curves, strict=True):
        for engine in engines:
            points = [(row.size, row.figures[name]) for row in rows if row.engine == engine]
            bold = {"linewidth": 3.0, "zorder": 3.0} if engine == OURS else {}
            axis.plot(*zip(*points, strict=True), marker="o", label=engine, **bold)
        axis.set(xscale="log", yscale="log", xlabel="Paragraphs", title=title)
        axis.grid(visible=True, which="major", alpha=0.3)
        axis.yaxis.set_major_formatter("{x:g}")
        axis.yaxis.set_minor_formatter("")
    answers = [(row.size, row.figures["answer_p50"]) for row in rows if row.engine == OURS]
    if answers:
        axes[0].plot(*zip(*answers, strict=True), marker="s", linestyle="--", color="black", label="cunwen, whole answer")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="lower center", ncols=len(engines) + 1, frameon=False)
    figure.tight_layout(rect=(0, 0.06, 1, 1))
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
