"""Files made to harm their reader: an error that names the file, and the next file is read."""

from __future__ import annotations

import contextlib
import os
import random
import re
import resource
import signal
import time
from unittest import mock

import pytest

from corpus import ReportError, UnreadableReport
from corpus.readers import Raw, Source, apart, pdf
from tests.corpus.pdfs import by_hand, objects, stream, table, written
from tests.corpus.test_pdf import FACT, OPENING, fact


def _hangs(source: Source) -> Raw:
    time.sleep(60)
    return Raw(source.data, "", "pdf")


def _dies(source: Source) -> Raw:
    os.kill(os.getpid(), signal.SIGSEGV)
    return Raw(source.data, "", "pdf")


def _fills(source: Source) -> Raw:
    return Raw(source.data, "x" * apart.MEMORY, "pdf")


def _prints(source: Source) -> Raw:
    os.write(1, b"a library that talks")
    apart.tick()
    return Raw(source.data, "好" * 100_000, "pdf")


def _limit(source: Source) -> Raw:
    return Raw(source.data, str(resource.getrlimit(resource.RLIMIT_AS)[0]), "pdf")


@pytest.mark.parametrize("reader", [_hangs, _dies, _fills])
def test_what_harms_the_reader_harms_nothing_else(reader: apart.Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SILENCE", 10.0 if reader is not _hangs else 3.0)
    with pytest.raises(UnreadableReport):
        apart.run(reader, Source("坏.pdf", b""))
    monkeypatch.undo()
    assert apart.run(pdf.read_here, Source("好.pdf", written([fact]))).text == FACT


def test_what_a_library_prints_gets_between_nothing() -> None:
    assert len(apart.run(_prints, Source("好.pdf", b"")).text) == 100_000


def test_forms_within_forms_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SILENCE", 2.0)
    pieces = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        stream(b"/X Do " * 10),
    ]
    for number in range(6, 18):
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length 60>>" % number
        pieces.append(head + b"stream\n" + b"/X Do " * 10 + b"\nendstream")
    with pytest.raises(UnreadableReport, match="没有读完一页"):
        pdf.read(Source("套.pdf", objects([*pieces, stream(b"")])))


SEEDS = (
    written([fact, lambda canvas: table(canvas, [["村名", "作物"], ["柳湾村", "黄花菜"]], [90, 90])]),
    written([fact], password=""),
    by_hand(f"{OPENING[:30]}\n⼀村", upright=True),
    by_hand(FACT),
)


def _unrecognised(source: Source) -> Raw:
    """Read without recognising: that takes seconds a page."""
    with mock.patch.object(pdf, "installed", return_value=False):
        return pdf.read_here(source)


def _damaged(data: bytes, chance: random.Random) -> bytes:
    """Return *data* cut off, with a number changed, a piece doubled or bytes overwritten."""
    at, other = chance.randrange(len(data)), chance.randrange(len(data))
    numbers = list(re.finditer(rb"\d+", data))
    number = chance.choice(numbers)
    worse = str(chance.choice([0, -1, 99_999_999, 2**31, 2**63, chance.randrange(100)])).encode()
    noise = bytearray(data)
    for _ in range(chance.randrange(1, 40)):
        noise[chance.randrange(len(noise))] = chance.randrange(256)
    return chance.choice(
        [
            data[: at + 1],
            data[: number.start()] + worse + data[number.end() :],
            data[:at] + data[other : other + 300] + data[at:],
            data[:at] + data[at + 200 :],
            bytes(noise),
        ]
    )


def test_two_hundred_damaged_files_are_read_or_named() -> None:
    chance = random.Random(20_261_122)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read = 0
    for _ in range(200):
        data = _damaged(chance.choice(SEEDS), chance)
        with contextlib.suppress(ReportError):
            read += bool(apart.run(_unrecognised, Source("损坏.pdf", data)).format)
    assert 20 < read < 180
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kilobytes
    assert int(apart.run(_limit, Source("好.pdf", b"")).text) == apart.MEMORY


def _mistaken(source: Source) -> Raw:
    return Raw(source.data, str(dict[str, str]()["text of the file"]), "pdf")


def test_a_mistake_of_the_reader_is_told_as_such() -> None:
    """Not as a process that was ended; where it was made, and nothing of the file; the process goes on."""
    with pytest.raises(UnreadableReport) as caught:
        apart.run(_mistaken, Source("好.pdf", b""))
    assert re.search(r"读取程序自己出了错（KeyError，test_apart.py 第 \d+ 行）", caught.value.detail)
    assert "text of the file" not in caught.value.detail
    assert apart.run(pdf.read_here, Source("好.pdf", written([fact]))).text == FACT
