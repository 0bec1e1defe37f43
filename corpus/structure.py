"""Clean text becomes sections, paragraphs and sentences that know what they stand under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.headings import Heading, has_figure, is_brief_lead, is_caption, is_lead, is_row, is_title, numbered_headings
from corpus.marks import END
from corpus.model import Paragraph, Section, Sentence
from corpus.sentences import sentence_spans

_ITEM = re.compile(r"(?:^|(?<=[。；：，,！？!?;:”]))[一二三四五六七八九十]{1,2}是(?!否)")
_SUMS_UP = re.compile(r"这些|以上|上述|总之|下一步")
_RUNNING = 600
"""Characters; a longer paragraph has lost its line breaks, and brief sentences within it are headings."""
_UNNUMBERED = 70
"""How deep a heading without a number stands: below every number."""
_TABLE = 75
"""How deep the title of a table stands: below every heading, over its rows only."""

Span = tuple[int, int]
Headings = tuple[str, ...]


def sections(text: str, titles: Sequence[Heading] = (), title: str = "", name: str = "") -> tuple[Section, ...]:
    """Cut *text* into sections that cover it in order; every character that is not blank stands in one sentence.

    titles  where articles begin (see ``articles``)
    title   the report's title where it is known
    name    what the report is called when it is not; it stands in ``Section.article``, but no sentence stands under it
    """
    headings = _headings(text, titles)
    if not headings:
        return ()
    ends = [*(heading.start for heading in headings[1:]), len(text)]
    found: list[Section] = []
    path: list[Heading] = []
    article, number = title, 0
    for heading, end in zip(headings, ends, strict=True):
        path = [above for above in path if above.depth < heading.depth]
        numbered = [above.label for above in path if above.depth]
        if heading.depth == 0:
            article = title if title and len(titles) == 1 else heading.label
            above, under = _told(), _told(article)
        else:
            above = _told(article, *numbered)
            under = _told(*above, heading.label)
        paragraphs = tuple(_paragraphs(text, heading, end, (above, under), number))
        level = min(3, len(numbered) + 1) if heading.depth == _UNNUMBERED and heading.label else heading.level
        found.append(Section(heading.label, level, article or name, heading.start, end, paragraphs))
        number += len(paragraphs)
        path += [heading] if heading.label else []
    return tuple(found)


def _told(*labels: str) -> Headings:
    return tuple(label for label in labels if label)


def _headings(text: str, titles: Sequence[Heading]) -> list[Heading]:
    """Return all headings in order: titles of articles, numbered ones, and lines that look like one.

    An empty one stands before text that has none above it.
    """
    found = {heading.start: heading for heading in _unnumbered(text)}
    found |= {heading.start: heading for heading in numbered_headings(text)}
    found |= {heading.start: heading for heading in titles}
    ordered = _resumed(text, [found[start] for start in sorted(found)])
    if text[: ordered[0].start if ordered else len(text)].strip():
        ordered.insert(0, Heading(0, 0, "", 0, _UNNUMBERED))
    return ordered


def _resumed(text: str, ordered: list[Heading]) -> list[Heading]:
    """Let the heading above a table go on behind its last row: the title of the table holds for the rows only."""
    resumed: list[Heading] = []
    above = Heading(0, 0, "", 0, _UNNUMBERED)
    ends = [other.start for other in ordered[1:]] + [len(text)]
    for heading, end in zip(ordered, ends, strict=False):
        resumed.append(heading)
        if heading.depth != _TABLE:
            above = heading
            continue
        lines = list(re.finditer(r"[^\n]+", text[heading.end : end]))
        after = next((line.start() for line in lines if not is_row(line[0])), None)
        if after is not None:
            resumed.append(above._replace(start=heading.end + after, end=heading.end + after))
    return resumed


def _unnumbered(text: str) -> Iterator[Heading]:
    for line, following in pairwise(re.finditer(r"[^\n]+", text)):
        if is_caption(line[0], following[0]):
            yield Heading(line.start(), line.end(), line[0], 3, _TABLE)
        elif is_title(line[0], following[0]):
            yield Heading(line.start(), line.end(), line[0], 3, _UNNUMBERED)


def _paragraphs(
    text: str, heading: Heading, end: int, headings: tuple[Headings, Headings], number: int
) -> Iterator[Paragraph]:
    """Yield the paragraphs of one section, which are its lines.

    headings  what the words of the heading stand under, and what the rest stands under
    number    of the last paragraph before
    """
    above, under = headings
    lines: list[tuple[list[Span], list[Span]]] = []
    for line in re.finditer(r"[^\n]+", text[heading.start : end]):
        start, stop = heading.start + line.start(), heading.start + line.end()
        middle = max(start, min(stop, heading.end))
        lines.append((list(sentence_spans(text, start, middle)), list(sentence_spans(text, middle, stop))))
    leads = _leads(text, lines)
    for head, rest in lines:
        sentences = [Sentence(a, b, text[a:b], above) for a, b in head]
        sentences += [Sentence(a, b, text[a:b], (*under, *more)) for (a, b), more in _under_leads(text, rest, leads)]
        if sentences:
            number += 1
            yield Paragraph(number, sentences[0].start, sentences[-1].end, tuple(sentences))


def _leads(text: str, lines: list[tuple[list[Span], list[Span]]]) -> set[int]:
    """Return where the sentences start that work as headings of what follows them in their paragraph.

    The first one of a paragraph does when it reads like a heading, or when it is brief and another paragraph of the
    section begins briefly too; in running text that has lost its line breaks every brief one does.
    """
    opening = [rest[0] for head, rest in lines if not head and len(rest) > 1]
    brief = {start for start, end in opening if is_brief_lead(text[start:end])}
    leads = {start for start, end in opening if is_lead(text[start:end])} | (brief if len(brief) > 1 else set())
    for _, rest in lines:
        if rest and rest[-1][1] - rest[0][0] > _RUNNING:
            leads |= {start for start, end in rest[:-1] if is_brief_lead(text[start:end])}
    return leads


def _under_leads(text: str, spans: list[Span], leads: set[int]) -> Iterator[tuple[Span, Headings]]:
    """Yield the sentences of one paragraph, each with the lead of the paragraph and of the item (一是…) above it."""
    lead = item = ""
    for start, end in spans:
        sentence = text[start:end]
        marks = list(_ITEM.finditer(sentence))
        if start in leads or marks or _SUMS_UP.match(sentence):
            item = ""
        if start in leads or _SUMS_UP.match(sentence):
            lead = ""
        yield (start, end), _told(lead, item)
        if start in leads:
            lead = sentence.rstrip(END)
        elif len(marks) == 1:
            item = _item_lead(sentence[marks[0].start() :])


def _item_lead(item: str) -> str:
    """Return what an item of an enumeration is about: its first sentence, or the first clause of a long one."""
    whole = item.rstrip(END)
    if len(whole) <= 40 and not has_figure(whole):
        return whole
    clause = re.split(r"[，,；;：:。]", whole, maxsplit=1)[0]
    return clause if 5 <= len(clause) <= 30 and not has_figure(clause) else ""
