#!/usr/bin/env python3
"""Switch off one feature at a time and say what that costs.

    python bench/ablate.py GOLD:REPORTS … [--only NAME …] [--limit N]
    python bench/ablate.py GOLD:REPORTS … --groups

The first row has the figures with everything on, the others how they change without one feature: -0.050 is what the
feature is worth, +0.010 means that the questions come out better without it. ``lost`` and ``won`` count the questions
that go wrong and those that come right without it. --groups does the same for each group of the thesaurus, asking only
the questions in which it fires.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from itertools import count
from typing import Any
from unittest.mock import patch

from answering import features, pipeline, question, refusal
from answering.dialogue import Completed
from answering.features import weights
from answering.question import read_question
from answering.scope import Scope
from answering.scoring import Mark, Scorecard
from bot.cli.common import Progress
from bot.cli.layout import table
from goldsets import GoldSet, open_set, respond_from
from retrieval import Gazetteer, Library, fold, part, read_list, retriever
from retrieval.evidence import Scale
from retrieval.retriever import Retriever
from retrieval.segment import Segmenter
from retrieval.spelling import Speller
from retrieval.thesaurus import Thesaurus

FIGURES = ("score", "answer", "quote@1", "quote@3", "refused")

Without = Callable[[Library], AbstractContextManager[Library]]
"""Gives, while it is entered, a library that answers without one feature."""


@dataclass(frozen=True)
class Feature:
    """Something that can be switched off, and what it is."""

    name: str
    what: str
    without: Without


def unweighted(name: str) -> Without:
    """Set one weight of the ranking to 0."""

    @contextmanager
    def without(library: Library) -> Iterator[Library]:
        with patch.dict(weights(), {name: 0.0}):
            yield library

    return without


def replaced(owner: Any, name: str, value: Any, *, reindex: bool = False) -> Without:
    """Put *value* in the place of *owner*'s *name*; the reports are indexed anew where the index depends on it."""

    @contextmanager
    def without(library: Library) -> Iterator[Library]:
        with patch.object(owner, name, value):
            yield Library.of(library.corpus) if reindex else changed(library)

    return without


def with_thesaurus(thesaurus: Thesaurus) -> Without:
    """Answer with another thesaurus."""

    @contextmanager
    def without(library: Library) -> Iterator[Library]:
        yield changed(library, thesaurus=thesaurus)

    return without


def changed(library: Library, **parts: Any) -> Library:
    """Return *library* with some parts of its retriever changed, and nothing remembered of the old ones."""
    return Library(library.corpus, replace(library.retriever, **parts))


def _text_alone(group: part.Group) -> str:
    return "".join(passage.text for passage in group)


WEIGHTS = tuple(Feature(f"weight:{name}", f"{name} of weights.yaml", unweighted(name)) for name in weights())
RULES = (
    Feature("thesaurus", "words that may stand for one another", with_thesaurus(Thesaurus({}))),
    Feature("spelling", "slips of the input method put right", replaced(Speller, "respell", lambda _, text, *__: text)),
    Feature("learned", "words learned from the reports", replaced(Gazetteer, "words", frozenset(), reindex=True)),
    Feature("bigrams", "pairs of characters in the index", replaced(Segmenter, "terms", Segmenter.words, reindex=True)),
    Feature("headings", "headings and titles in the index", replaced(part, "_document", _text_alone, reindex=True)),
    Feature("context", "what stands around the sentence", replaced(Scale, "_context", lambda *_: 0.0)),
    Feature("light", "light words weigh less", replaced(retriever, "light_words", frozenset)),
    Feature("regions", "a name that only says which report weighs less", replaced(Retriever, "is_region", lambda *_: False)),
    Feature("scopes", "a place governs what is said until the next", replaced(features, "scopes", lambda text, *_: [Scope(0, len(text))])),
    Feature("numbers", "figures match however written", replaced(question, "_with_numbers", lambda query: query)),
    Feature("politeness", "prefaces and thanks are dropped", replaced(question, "strip_politeness", str.strip)),
    Feature("foreign", "places, years and numbers the passage must hold", replaced(features, "foreign", lambda *_: 0.0)),
    Feature("lacking", "a known crop the passage must hold", replaced(refusal, "lacks_product", lambda *_: False)),
    Feature("decisive", "what the passage must say of the thing asked about", replaced(refusal, "decided_against", lambda *_: False)),
    Feature("refusal", "anything is refused", replaced(pipeline, "refuses", lambda _, choices, *__: None)),
    Feature("decided", "the text or like figures decide", replaced(pipeline, "decide", lambda *_: None)),
    Feature("dialogue", "follow-ups are completed", replaced(pipeline, "complete", lambda asked, *_: Completed(asked))),
)
FEATURES = (*RULES, *WEIGHTS)


def ablated(sets: Sequence[GoldSet], feature: Feature | None, told: Callable[[], None] = lambda: None) -> list[Scorecard]:
    """Score each set without *feature*, with everything on when it is None."""
    cards = []
    for gold in sets:
        if feature is None:
            cards.append(gold.scored(respond_from(gold.library), told))
        else:
            with feature.without(gold.library) as library:
                cards.append(gold.scored(respond_from(library), told))
    return cards


def changes(whole: Sequence[Mark], without: Sequence[Mark]) -> tuple[list[str], list[str]]:
    """Return the ids of the questions lost without a feature, and of those won."""
    pairs = list(zip(whole, without, strict=True))
    lost = [before.gold.id for before, after in pairs if before.good and not after.good]
    return lost, [before.gold.id for before, after in pairs if after.good and not before.good]


def pooled(cards: Iterable[Scorecard]) -> Scorecard:
    """Return the marks of several sets as one card."""
    return Scorecard(tuple(mark for card in cards for mark in card.marks), (0, 0))


def costs(name: str, whole: Scorecard, without: Sequence[tuple[str, Scorecard]]) -> str:
    """Return the table of one set, what costs most first."""
    base = whole.figures()
    rows = []
    for feature, card in without:
        figures, (lost, won) = card.figures(), changes(whole.marks, card.marks)
        less = [_difference(figures[figure], base[figure]) for figure in FIGURES]
        rows.append((figures["score"], (feature, *less, str(len(lost)), str(len(won)))))
    rows.sort(key=lambda row: (row[0], row[1][0]))
    first = (f"{name} ({len(whole.marks)})", *(_shown(base[figure]) for figure in FIGURES), "", "")
    return table([("without", *FIGURES, "lost", "won"), first, *(row for _, row in rows)])


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _difference(value: float | None, base: float | None) -> str:
    if value is None or base is None:
        return "-"
    return f"{value - base:+.3f}" if value != base else "0"


Group = tuple[str, ...]


@dataclass(frozen=True)
class GroupCost:
    """What one group of the thesaurus is worth where it fires: ids of the questions lost and won without it."""

    group: Group
    asked: int
    lost: tuple[str, ...]
    won: tuple[str, ...]


def fired(gold: GoldSet, card: Scorecard, groups: Iterable[Group]) -> dict[Group, list[int]]:
    """Return each folded group in which a word of a question has a synonym that the reports hold, with the numbers of
    the conversations."""
    holding: dict[str, list[Group]] = {}
    for group in groups:
        for word in group:
            holding.setdefault(word, []).append(group)
    marks, found = iter(card.marks), dict[Group, list[int]]()
    for number, golds in enumerate(gold.conversations):
        units = [u for _ in golds for u in read_question(next(marks).answer.understood, gold.library.retriever).query.units]
        for group in dict.fromkeys(g for unit in units for g in holding.get(unit.text, ()) if {*unit.synonyms} & {*g}):
            found.setdefault(group, []).append(number)
    return found


def without_group(whole: Thesaurus, groups: Iterable[Group], left_out: Group) -> Thesaurus:
    """Return the thesaurus *whole* of folded *groups* without one of them; only its words are worked out anew."""
    others = Thesaurus.of(group for group in groups if group != left_out and {*group} & {*left_out})
    kept = {word: synonyms for word, synonyms in whole.groups.items() if word not in left_out}
    return Thesaurus(kept | {word: others.groups[word] for word in left_out if word in others.groups})


def group_costs(gold: GoldSet, told: Callable[[int, int, str], None] = lambda *_: None) -> list[GroupCost]:
    """Ask the questions in which a group fires without that group, for each group that does; the costliest first."""
    groups = [tuple(fold(str(word)) for word in group) for group in read_list("thesaurus.yaml")]
    whole, marks = Thesaurus.of(groups), gold.scored(respond_from(gold.library))
    firing, found = fired(gold, marks, groups), []
    for done, (group, numbers) in enumerate(firing.items(), 1):
        some = replace(gold, conversations=tuple(gold.conversations[number] for number in numbers))
        with with_thesaurus(without_group(whole, groups, group))(gold.library) as library:
            without = some.scored(respond_from(library)).marks
        ids = {mark.gold.id for mark in without}
        lost, won = changes([mark for mark in marks.marks if mark.gold.id in ids], without)
        found.append(GroupCost(group, len(without), tuple(lost), tuple(won)))
        told(done, len(firing), group[0])
    return sorted(found, key=lambda cost: (len(cost.won) - len(cost.lost), cost.group))


def show_groups(sets: Sequence[GoldSet]) -> None:
    """Print what each group is worth, those that change nothing only counted."""
    for gold in sets:
        with Progress("groups") as progress:
            found = group_costs(gold, progress)
        rows = [("、".join(cost.group[:4]), str(cost.asked), " ".join(cost.lost) or "-", " ".join(cost.won) or "-")
                for cost in found if cost.lost or cost.won]
        print(f"\n{gold.name}: {len(found)} groups fire, {len(found) - len(rows)} of them change no mark")
        if rows:
            print(table([("without the group", "asked", "lost", "won"), *rows]))


def show_features(sets: Sequence[GoldSet], chosen: Sequence[Feature]) -> None:
    """Print a table for each set, and one of all together."""
    total = sum(len(gold.conversations) for gold in sets) * (len(chosen) + 1)
    with Progress("ablate") as progress:
        done = count(1)

        def telling(name: str) -> Callable[[], None]:
            return lambda: progress(next(done), total, name)

        whole = ablated(sets, None, telling("all on"))
        without = [(feature.name, ablated(sets, feature, telling(feature.name))) for feature in chosen]
    for number, gold in enumerate(sets):
        print("\n" + costs(gold.name, whole[number], [(name, cards[number]) for name, cards in without]))
    if len(sets) > 1:
        print("\n" + costs("together", pooled(whole), [(name, pooled(cards)) for name, cards in without]))


def picked(patterns: Sequence[str]) -> list[Feature]:
    """Return the features that *patterns* name, all of them without any.

    Raises  SystemExit naming what there is when a pattern names nothing
    """
    unknown = [pattern for pattern in patterns if not any(fnmatch(feature.name, pattern) for feature in FEATURES)]
    if unknown:
        raise SystemExit(f"no feature {', '.join(unknown)}; there are: {', '.join(feature.name for feature in FEATURES)}")
    return [f for f in FEATURES if not patterns or any(fnmatch(f.name, pattern) for pattern in patterns)]


def main(arguments: Sequence[str] | None = None) -> None:
    listed = "\n".join(f"  {feature.name:18} {feature.what}" for feature in FEATURES)
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=f"features:\n{listed}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sources", nargs="+", metavar="GOLD:REPORTS")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="features to switch off; weight:* for all weights")
    parser.add_argument("--groups", action="store_true", help="the groups of the thesaurus instead of the features")
    parser.add_argument("--limit", type=int, help="at most so many conversations of each set")
    options = parser.parse_args(arguments)
    chosen = picked(options.only)
    try:
        sets = [open_set(source, options.limit) for source in options.sources]
    except argparse.ArgumentTypeError as error:
        parser.error(str(error))
    if options.groups:
        show_groups(sets)
    else:
        show_features(sets, chosen)


if __name__ == "__main__":
    main()
