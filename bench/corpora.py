#!/usr/bin/env python3
"""Make a corpus of any size: township reports written by a grammar, with planted facts and the questions they answer.

    python bench/corpora.py --paragraphs 100000 --out DIR [--seed 1] [--jobs 2] [--check]

Writes DIR/reports/*.txt, a hundred paragraphs each, one a line, and DIR/gold.jsonl in the form of tests/cases. The grammar
is bench/corpora.yaml, made up for this; what is left open in it is filled with jieba's dictionary, the frequent words often
(Zipf's law), and each report comes back to words of its own. The same seed gives the same bytes, and a larger corpus begins
with the smaller one. So the first FIRST reports, which hold FACTS facts each, put the same questions to every size; after
them every tenth report holds one. --check prints the statistics of words beside those of the demo reports (bench/zipf.py).
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import jieba
import yaml

from corpus import DEMO, load_folder
from zipf import table

PARAGRAPHS = 100
"""In one report."""
FIRST, FACTS, EVERY = 10, 6, 10
"""The first reports hold FACTS facts each, after them each EVERY-th holds one."""
YEARS = range(2018, 2023)
"""Each town reports once a year."""
NAMES = 24_000
"""Names of a kind at most."""
RESERVED = 6000
"""Place names that only planted facts have."""
SECTIONS, SUBSECTIONS = 4, 3
TOPIC, FAITHFUL = 60, 0.4
"""Words of a kind that a report comes back to, and how often it does."""
FLAT = 10.0
"""How much evener the most frequent words are than Zipf's law alone has it (Mandelbrot's constant)."""
MASKED = 0.02
"""Figures hidden behind asterisks."""
OPEN = {"n": "n", "v": "v", "vn": "vn", "a": "a"}
"""What is left open in the grammar, and how jieba's dictionary marks it."""
COUNTED = 20
"""How often jieba's dictionary counts a word at least that is used."""
_CHUNK = 50
"""Reports that a process writes at a time."""

Parts = tuple[tuple[str, str | None], ...]
"""A line of the grammar: literal text, and the name of what follows it."""


class Written(NamedTuple):
    """One report: its file's name, its text, a paragraph a line, and the questions it answers, as in a gold file."""

    name: str
    text: str
    gold: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Stock:
    """What every report is written with.

    own, rare  names of places and crops that only planted facts have, a fact's at its number
    planted    the facts of the grammar: kind, told and asked
    """

    words: dict[str, Sequence[str]]
    rules: dict[str, tuple[Parts, ...]]
    towns: Sequence[str]
    villages: Sequence[str]
    own: Sequence[str]
    rare: Sequence[str]
    planted: tuple[dict[str, Any], ...]


@cache
def stock() -> Stock:
    """Read the grammar and jieba's dictionary."""
    given = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    words = {name: text.split() for name, text in given["words"].items()} | _dictionary()
    towns = _names(NAMES, words["name1"], words["name2"])
    long = _names(NAMES + RESERVED, words["name1"], words["name1"], words["name2"])
    crops = _names(NAMES, words["cropkind"], words["crophead"])
    half = len(crops) // 2
    words["crop"] = [*words["crop0"], *crops[half:]]
    rules = {name: tuple(map(_parts, lines)) for name, lines in given["rules"].items()}
    return Stock(
        words, rules, towns, [*towns, *long[RESERVED:]], long[:RESERVED], crops[:half], tuple(given["planted"])
    )


def _dictionary() -> dict[str, Sequence[str]]:
    """Return jieba's words of two to four ideographs that the grammar leaves open, the most frequent first."""
    counted: dict[str, list[tuple[int, str]]] = {name: [] for name in OPEN}
    with jieba.dt.get_dict_file() as file:
        for line in file.read().decode("utf-8").splitlines():
            word, count, kind = line.split(" ")
            if kind in counted and 2 <= len(word) <= 4 and int(count) >= COUNTED:
                counted[kind].append((-int(count), word))
    return {name: [word for _, word in sorted(counted[kind])] for name, kind in OPEN.items()}


def _names(count: int, *lists: Sequence[str]) -> list[str]:
    """Return so many different names, each of one word of each list, in an order of chance."""
    unlike = [list(dict.fromkeys(words)) for words in lists]
    total = math.prod(map(len, unlike))
    made = []
    for number in random.Random(0).sample(range(total), min(count, total)):
        parts = []
        for words in unlike:
            number, place = divmod(number, len(words))
            parts.append(words[place])
        made.append("".join(parts))
    return made


def _parts(line: str) -> Parts:
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(line))


def zipf(words: Sequence[str], share: float) -> str:
    """Return the word at *share* (0 … 1) of the Zipf-Mandelbrot distribution: that of rank r as often as 1 / (FLAT + r).

    >>> [zipf("abcdefgh", share) for share in (0.0, 0.5, 0.99)]
    ['a', 'd', 'h']
    """
    return words[int(FLAT * ((len(words) + FLAT) / FLAT) ** share - FLAT)]


class Author:
    """Writes one report."""

    def __init__(self, number: int, seed: int) -> None:
        self._stock, self._number, self._seed = stock(), number, seed
        town = random.Random(f"{seed}/town/{number // len(YEARS)}")
        names = self._stock.towns
        self._town = names[(number // len(YEARS) + seed) % len(names)] + town.choice("镇镇镇乡")
        self._county = zipf(names, town.random()) + "县"
        self._villages = [zipf(self._stock.villages, town.random()) + "村" for _ in range(town.randint(7, 14))]
        chance = self._chance = random.Random(f"{seed}/{number}")
        self._random = chance.random
        self._year = YEARS[number % len(YEARS)]
        self._people = [self._new_person() for _ in range(12)]
        self._crops = [zipf(self._stock.words["crop"], chance.random()) for _ in range(6)]
        self._topic = {name: [zipf(self._stock.words[name], chance.random()) for _ in range(TOPIC)] for name in OPEN}
        self._given = self._givers()

    def _givers(self) -> dict[str, Callable[[], str]]:
        def between(least: float, times: float) -> str:
            """Evenly many figures of each order of magnitude, as figures are (Benford's law)."""
            return str(int(least * times ** self._random())) if self._random() > MASKED else "***"

        given: dict[str, Callable[[], str]] = {
            "town": lambda: self._town,
            "county": lambda: self._county,
            "village": lambda: zipf(self._villages, self._random()),
            "villages": lambda: "、".join(self._chance.sample(self._villages, 3)),
            "person": lambda: zipf(self._people, self._random()),
            "year": lambda: str(self._year),
            "month": lambda: str(self._chance.randint(1, 12)),
            "crop": lambda: zipf(self._crops, self._random()),
            "small": lambda: between(2, 15),
            "num": lambda: between(10, 200),
            "big": lambda: between(1000, 30),
            "pct": lambda: f"{100 * self._random():.1f}%",
            "money": lambda: between(3, 1000) + "万元",
        }
        return given | {name: partial(self._open, name) for name in OPEN}

    def _open(self, name: str) -> str:
        words = self._topic if self._random() < FAITHFUL else self._stock.words
        return zipf(words[name], self._random())

    def _new_person(self) -> str:
        words, draw = self._stock.words, self._random
        return zipf(words["surname"], draw()) + "".join(zipf(words["given"], draw()) for _ in range(1 + (draw() < 0.8)))

    def say(self, name: str) -> str:
        """Return a text for *name*: what the report has, a word, or a line of the rule of that name."""
        if given := self._given.get(name):
            return given()
        if words := self._stock.words.get(name):
            return zipf(words, self._random())
        lines = self._stock.rules[name]
        return self._filled(lines[int(self._random() * len(lines))])

    def _filled(self, parts: Parts) -> str:
        return "".join([literal + self.say(name) if name else literal for literal, name in parts])

    def report(self) -> Written:
        """Write it."""
        title = self.say("title")
        name = f"{self._number:06}{title}.txt"
        lines, bodies = self._lines(title)
        gold = []
        for fact in facts(self._number):
            told, question = self._planted(fact)
            if told:
                at = self._chance.choice(bodies)
                sentence = re.sub(r"[\[\]]", "", told)
                lines[at] += sentence
                question |= {"answers": re.findall(r"\[(.*?)\]", told), "evidence": [{"report": name, "text": sentence}]}
            gold.append(question)
        return Written(name, "\n".join(lines) + "\n", tuple(gold))

    def _lines(self, title: str) -> tuple[list[str], list[int]]:
        """Return the paragraphs, and which of them are no headings."""
        lines, bodies = [title, self.say("opening")], [1]
        for number in range(SECTIONS * SUBSECTIONS):
            section, below = divmod(number, SUBSECTIONS)
            if not below:
                lines.append(f"{'一二三四五六七八'[section]}、{self.say('heading')}")
            start = f"（{'一二三四五六七八'[below]}）{self.say('subheading')}"
            for left in range(self._long(number, len(lines))):
                bodies.append(len(lines))
                lines.append(("" if left else start) + "".join([self.say("sentence") for _ in range(self._chance.randint(1, 4))]))
        return lines, bodies

    def _long(self, number: int, written: int) -> int:
        """Return how many paragraphs a subsection has, so that in the end there are PARAGRAPHS."""
        all_left = SECTIONS * SUBSECTIONS - number
        paragraphs = PARAGRAPHS - written - (all_left - 1) // SUBSECTIONS
        return paragraphs if all_left == 1 else paragraphs // all_left + self._chance.randint(-2, 2)

    def _planted(self, fact: int) -> tuple[str, dict[str, Any]]:
        """Return what tells the fact, its answer in brackets, and its question; nothing tells what is to be refused."""
        every = self._stock.planted
        kind = every[fact % len(every)]
        own, rare = (names[fact % len(names)] for names in (self._stock.own, self._stock.rare))
        names = {"{own}": own, "{rare}": rare, "{crop}": self.say("crop")}  # the same where it is told and where it is asked
        question = kind["asked"][fact // len(every) % len(kind["asked"])]
        told, asked = (self._filled(_parts(_named(text, names))) for text in (kind["told"], question))
        return told, {"id": f"fact-{fact:05}", "kind": kind["kind"], "style": "plain", "question": asked, "answers": [],
                      "match": "any", "evidence": [], "masked": False}  # fmt: skip


def _named(text: str, names: dict[str, str]) -> str:
    for name, given in names.items():
        text = text.replace(name, given)
    return text


def facts(number: int) -> range:
    """Return the numbers of the facts that are planted in report *number*."""
    if number < FIRST:
        return range(number * FACTS, (number + 1) * FACTS)
    first = FIRST * FACTS + (number - FIRST) // EVERY
    return range(first, first + (number % EVERY == 0))


def written(numbers: range, seed: int = 1) -> list[Written]:
    """Return the reports of these numbers."""
    return [Author(number, seed).report() for number in numbers]


def reports(count: int, seed: int = 1, jobs: int = 1) -> Iterator[Written]:
    """Yield the first *count* reports in order, written by *jobs* processes."""
    chunks = [range(at, min(at + _CHUNK, count)) for at in range(0, count, _CHUNK)]
    if jobs == 1:
        yield from itertools.chain.from_iterable(map(partial(written, seed=seed), chunks))
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        for some in pool.map(partial(written, seed=seed), chunks):
            yield from some


def write(folder: Path, paragraphs: int, seed: int = 1, jobs: int = 1) -> int:
    """Write the corpus of so many paragraphs into *folder*; return its characters.

    Raises  ValueError when the paragraphs fill no whole report; FileExistsError when there is one already
    """
    count, rest = divmod(paragraphs, PARAGRAPHS)
    if rest or not count:
        raise ValueError(f"{paragraphs} paragraphs: must be a multiple of {PARAGRAPHS}")
    (folder / "reports").mkdir(parents=True)
    characters = 0
    with (folder / "gold.jsonl").open("w", encoding="utf-8") as gold:
        for report in reports(count, seed, jobs):
            characters += (folder / "reports" / report.name).write_text(report.text, encoding="utf-8")
            gold.writelines(json.dumps(question, ensure_ascii=False) + "\n" for question in report.gold)
    return characters


def check(paragraphs: int, seed: int) -> str:
    """Return how words are distributed in the demo reports and in what is written here."""
    demo = "\n".join(report.text for report in load_folder(DEMO).reports)
    ours = "".join(report.text for report in reports(paragraphs // PARAGRAPHS, seed))
    return table({"demo": demo, "generated": ours})


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paragraphs", type=lambda text: int(float(text)), default=1000, help="a multiple of 100, 1e6 for a million")
    parser.add_argument("--out", type=Path, help="a folder that is not there yet, or is empty")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--check", action="store_true", help="print how words are distributed")
    options = parser.parse_args(arguments)
    if options.check:
        print(check(options.paragraphs, options.seed))
    if options.out:
        begun = time.perf_counter()
        try:
            characters = write(options.out, options.paragraphs, options.seed, options.jobs)
        except (ValueError, FileExistsError) as error:
            parser.error(str(error))
        print(f"{options.paragraphs} paragraphs, {characters / 1e6:.2f} million characters in {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
