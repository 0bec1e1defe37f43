"""One report's part in the index: its passages, and what its paragraphs are indexed as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from corpus import Paragraph, Report, Section, Sentence
from corpus.codec import Outline, unmade
from corpus.fetched import Fetched, Recent
from retrieval.counts import Counts
from retrieval.fold import fold, fold_long
from retrieval.gazetteer import Gazetteer
from retrieval.segment import Segmenter

Group = tuple["Passage", ...]
"""The passages of one paragraph."""


class Passage(NamedTuple):
    """One sentence where it stands.

    text    the sentence, folded
    region  what says which report it is: title, place, date, file name and article, folded
    around  region and headings, folded
    heading whether it only announces what follows
    order   its place among the sentences of its paragraph, from 0
    """

    report: Report
    paragraph: Paragraph
    sentence: Sentence
    text: str
    region: str
    around: str = ""
    heading: bool = False
    order: int = 0


@dataclass(frozen=True)
class Part:
    """A report as it is indexed. Its passages are made when they are first asked for.

    key         of the report: the same key, the same report
    folded      the report's text, folded
    regions     of each section what says which report it is; empty for a section without a paragraph
    beside      whatever else of it is cut into words, a line each: what does not stand in ``folded`` as it is
    paragraphs  how many there are; sentences likewise
    """

    key: str
    report: Report
    folded: str
    regions: tuple[str, ...]
    beside: str
    paragraphs: int
    sentences: int

    @classmethod
    def of(cls, key: str, report: Report, folded: str, regions: tuple[str, ...]) -> Part:
        """Make the part of *report*; *regions* from :func:`regions_of`."""
        groups = tuple(_groups(report, folded, regions))
        sentences = sum(map(len, groups))
        part = cls(key, report, folded, regions, _beside(report, folded, regions, groups), len(groups), sentences)
        part.__dict__["groups"] = groups
        return part

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The passages of each paragraph."""
        if "_body" in self.__dict__:  # some are made
            return self._body.groups
        return tuple(_groups(self.report, self.folded, self.regions))

    def group(self, at: int) -> Group:
        """Return the passages of the *at*-th paragraph, from 0; of a report that was kept no others are made."""
        made = "groups" in self.__dict__ or ("_body" not in self.__dict__ and not unmade(self.report))
        return self.groups[at] if made else self._body.group(at)

    def texts(self, at: int) -> Sequence[str]:
        """Return the texts of the passages of the *at*-th paragraph."""
        return [passage.text for passage in self.group(at)]

    @cached_property
    def _body(self) -> _Body:
        return _Body(self.report, self.report, self.folded, self.regions, self.paragraphs)

    def documents(self) -> Iterator[str]:
        """Yield each paragraph as it is indexed: with what says which report it is and the headings it stands under."""
        return map(_document, self.groups)

    def holds(self, words: Iterable[str]) -> bool:
        """Whether any of *words* may stand in what is cut into words of this report."""
        return any(word in self.folded or word in self.beside for word in words)

    def grams(self) -> Counts:
        """Count in how many sentences each character and each pair of characters stands."""
        return Counts.of(passage.text for group in self.groups for passage in group)


class Fetching(Part):
    """A part of which only what says which report it is is held; its text and passages are fetched.

    It need not be held apart what of it is cut into words: the engine knows where a word stands.
    """

    def __init__(self, key: str, report: Fetched, regions: tuple[str, ...], paragraphs: int, sentences: int) -> None:
        """Make the part of *report*; *regions* from :func:`regions_of`."""
        same = {region: region for region in regions}  # one string for all sections of an article
        held = tuple([same[region] for region in regions])
        self.__dict__.update(key=key, report=report, regions=held, paragraphs=paragraphs, sentences=sentences, beside="")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fetching) and self.report is other.report and self.regions == other.regions

    def __hash__(self) -> int:
        return hash(self.key)

    def group(self, at: int) -> Group:
        """See :class:`Part`; makes no other."""
        return _body(self).group(at)

    def texts(self, at: int) -> Sequence[str]:
        """See :class:`Part`; makes no passage."""
        return _body(self).texts(at)

    if not TYPE_CHECKING:
        folded = property(lambda self: _body(self).folded)
        groups = property(lambda self: _body(self).groups)


class _Body:
    """Text and passages of a report that was kept; those of a paragraph are made when they are first asked for."""

    def __init__(self, report: Report, whole: Report, folded: str, regions: Sequence[str], paragraphs: int) -> None:
        """Take a *report*, which the passages name, with *whole* what was unpacked of it."""
        self.folded = folded
        self._report, self._regions, self._outline, self._count = report, regions, Outline.of(whole), paragraphs
        self._groups: dict[int, Group] = {}

    def group(self, at: int) -> Group:
        if at not in self._groups:
            section, paragraph = self._outline.paragraph(at)
            self._groups[at] = _group(self._report, paragraph, self.folded, self._regions[section])
        return self._groups[at]

    def texts(self, at: int) -> Sequence[str]:
        return [self.folded[start:end] for start, end in self._outline.sentences(at)]

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(map(self.group, range(self._count)))


_bodies = Recent[_Body]()


def _body(part: Fetching) -> _Body:
    """Return what was fetched of a part, the last ones remembered; a part is known by its report."""
    if (found := _bodies.get(part)) is not None:
        return found
    whole = part.report.whole if isinstance(part.report, Fetched) else part.report
    folded = fold_long(whole.text)
    return _bodies.put(part, _Body(part.report, whole, folded, part.regions, part.paragraphs), len(folded))


def regions_of(report: Report, gazetteer: Gazetteer, segmenter: Segmenter) -> tuple[str, ...]:
    """Return of each section what says where and when it is: the report's title, place, date and name, the article's
    title, and the towns that the article's first paragraphs name."""
    towns: dict[str, str] = {}
    for section in report.sections:
        if section.article not in towns:
            places = gazetteer.places(_opening(section), segmenter)
            names = (name.text for name in places if not name.village and name.stem.strip("*"))
            towns[section.article] = " ".join(dict.fromkeys(names))
    return tuple(_region(report, section, towns[section.article]) if section.paragraphs else "" for section in report.sections)


def _region(report: Report, section: Section, towns: str) -> str:
    stem = report.name.rpartition(".")[0]
    named = dict.fromkeys((report.title, report.place, report.date, stem, section.article))
    return f"{fold(' '.join(filter(None, named)))} {towns}"


def _opening(section: Section) -> str:
    return fold("".join(s.text for paragraph in section.paragraphs[:2] for s in paragraph.sentences[:3]))


def _groups(report: Report, folded: str, regions: Sequence[str]) -> Iterator[Group]:
    for section, region in zip(report.sections, regions, strict=True):
        for paragraph in section.paragraphs:
            yield _group(report, paragraph, folded, region)


def _group(report: Report, paragraph: Paragraph, folded: str, region: str) -> Group:
    around = {headings: f"{region} {fold(' '.join(headings))}" for headings in {s.headings for s in paragraph.sentences}}
    return tuple([
        Passage(report, paragraph, s, folded[s.start : s.end], region, around[s.headings], _announces(s, following), order)
        for order, (s, following) in enumerate(zip_longest(paragraph.sentences, paragraph.sentences[1:]))
    ])


def _document(group: Group) -> str:
    text = "".join(passage.text for passage in group)
    return f"{group[0].around} {text}" if group else text


def _beside(report: Report, folded: str, regions: Sequence[str], groups: Sequence[Group]) -> str:
    """Return what is cut into words and does not stand in the folded text as it is, a line each."""
    headings = (heading for group in groups for passage in group for heading in passage.sentence.headings)
    pieces = [*map(_opening, report.sections), *regions, *map(fold, dict.fromkeys(headings))]
    pieces += ["".join(passage.text for passage in group) for group in groups]
    return "\n".join(piece for piece in dict.fromkeys(pieces) if piece not in folded)


def _announces(sentence: Sentence, following: Sentence | None) -> bool:
    """Whether a sentence is a heading: the next stands under it, or it is a short line without an end mark."""
    words = sentence.text.rstrip("。；：:;！!？?. ")
    if following is not None and any(words == heading.rstrip("。；：:;！!？?. ") for heading in following.headings):
        return True
    return len(words) < 40 and words == sentence.text and "，" not in words and "、" not in words[2:]
