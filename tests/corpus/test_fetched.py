"""A report that is fetched is the report that was read, in all it has, and is not held."""

from __future__ import annotations

import pickle
import threading
from pathlib import Path

import pytest

from corpus import DEMO, Quote, Report, load_file
from corpus.cache import FILE, Cache, Packed
from corpus.codec import Outline, pack, pack_head, unpack
from corpus.fetched import Fetched, Gone, Recent, Stacks


@pytest.fixture
def stacks(tmp_path: Path) -> Stacks:
    """The demo reports, kept."""
    cache = Cache(tmp_path / FILE, tmp_path, "this code")
    cache.keep({}, {report.name: Packed(pack(report), b"noted", b"", pack_head(report)) for report in demo()})
    cache.close()
    return Stacks(tmp_path / FILE)


def demo() -> list[Report]:
    """Read the demo reports."""
    return [load_file(path) for path in sorted(DEMO.glob("*.txt"))]


def fetched(report: Report, stacks: Stacks) -> Fetched:
    """Return *report* as it is fetched."""
    return Fetched(report.name, pack_head(report), stacks)


def test_it_has_all_that_the_report_has(stacks: Stacks) -> None:
    """Head, text, sections, places in it; and another process gets it whole."""
    for report in demo():
        made = fetched(report, stacks)
        for name in ("name", "title", "digest", "place", "level", "date", "source", "year", "characters", "extent", "text",
                     "sections", "receipt", "pages", "found", "paragraphs"):  # fmt: skip
            assert getattr(made, name) == getattr(report, name), name
        assert made.whole == pickle.loads(pickle.dumps(made)) == report
        assert Quote(made, 5, 12).text == report.text[5:12]
        assert (made.paragraph_at(300), made.section_at(300)) == (report.paragraph_at(300), report.section_at(300))


def test_its_paragraphs_are_made_one_by_one(stacks: Stacks) -> None:
    for report in demo():
        outline = Outline.of(unpack(pack(report)))
        for at, paragraph in enumerate(report.paragraphs):
            section, made = outline.paragraph(at)
            assert made == paragraph
            assert paragraph in report.sections[section].paragraphs


def test_few_are_held(stacks: Stacks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are asked for; and what is held is the same object while it is."""
    (report, *_) = demo()
    monkeypatch.setattr("corpus.fetched.HELD", 3 * len(report.text))
    cache = Cache(tmp_path / FILE, tmp_path, "this code")
    packed = Packed(pack(report), b"", b"", pack_head(report))
    cache.keep({}, {str(number): packed for number in range(20)})
    cache.close()
    for number in range(20):
        assert stacks.report(str(number)) is stacks.report(str(number))
    assert len(stacks._held) == 3


def test_what_is_too_long_to_be_held_is_held_until_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.fetched.HELD", 10)
    recent = Recent[str]()
    recent.put("a", "first", 5)
    recent.put("b", "second", 11)
    assert (recent.get("a"), recent.get("b"), len(recent)) == (None, "second", 1)
    recent.put("b", "again", 4)
    recent.put("c", "third", 6)
    assert (recent.get("b"), recent.get("c")) == ("again", "third")
    recent.put("d", "fourth", 1)
    assert (recent.get("b"), recent.get("c"), recent.get("d")) == (None, "third", "fourth")


def test_what_is_not_kept_any_more_is_told(stacks: Stacks, tmp_path: Path) -> None:
    (report, *_) = demo()
    with pytest.raises(Gone):
        _ = Fetched("gone", pack_head(report), stacks).text
    stacks.close()
    (tmp_path / FILE).write_bytes(b"no database")
    with pytest.raises(Gone):
        _ = fetched(report, stacks).text


def test_many_threads_fetch(stacks: Stacks) -> None:
    """Answers, explanations and lists are made in different threads."""
    reports, wrong = demo(), list[str]()

    def read() -> None:
        for _ in range(20):
            wrong.extend(report.name for report in reports if fetched(report, stacks).text != report.text)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
