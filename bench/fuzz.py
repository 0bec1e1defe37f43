#!/usr/bin/env python3
"""Read damaged files by the thousand: each must give a report or an error of its own, never a crash, a hang or wrong text.

    python bench/fuzz.py [--count 1000] [--seed 1] [--memory 4096] [--seconds 20] [SAMPLE …]

Every sample of bench/samples.py is cut off, overwritten, cut up and put together again, also the members within it where
it is a package, and read from bytes to report. Each sample has a process of its own with a limit to its memory (MB); a
file that takes longer than the given seconds hangs. Prints a line a sample; exit code 1 when any file failed, with the
command that shows it again.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import resource
import signal
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from corpus import Problem, ReportError
from corpus.catalog import Entry
from corpus.making import make_report
from corpus.readers import Source
from corpus.readers.archives import sources
from samples import SAMPLES

TELLING = (b"\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"<", b">", b"]]>", b"&", b'"', b"%", b"PK\3\4", b"PK\1\2", b"\n")


def cut_off(data: bytes, chance: random.Random) -> bytes:
    """End a file early, as a download that broke off."""
    return data[: chance.randrange(len(data))]


def flip(data: bytes, chance: random.Random) -> bytes:
    """Change a few bytes."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 30, 300))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def blank(data: bytes, chance: random.Random) -> bytes:
    """Overwrite a stretch with zeros, as a disk that failed."""
    begin, end = _stretch(data, chance)
    return data[:begin] + chance.choice((b"\0", b"\xff", b" ")) * (end - begin) + data[end:]


def drop(data: bytes, chance: random.Random) -> bytes:
    """Leave a stretch out."""
    begin, end = _stretch(data, chance)
    return data[:begin] + data[end:]


def double(data: bytes, chance: random.Random) -> bytes:
    """Say a stretch several times."""
    begin, end = _stretch(data, chance)
    return data[:end] + data[begin:end] * chance.choice((1, 2, 50)) + data[end:]


def insert(data: bytes, chance: random.Random) -> bytes:
    """Put bytes in that mean something to some format."""
    place = chance.randrange(len(data))
    return data[:place] + chance.choice(TELLING) * chance.choice((1, 1, 4, 1000)) + data[place:]


def swap(data: bytes, chance: random.Random) -> bytes:
    """Put the second half of a file first."""
    place = chance.randrange(len(data))
    return data[place:] + data[:place]


def number(data: bytes, chance: random.Random) -> bytes:
    """Write another number in the place of one."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return flip(data, chance)
    begin, end = chance.choice(found).span()
    return data[:begin] + chance.choice((b"0", b"-1", b"99999999999", b"1e999", b"65536", b"x")) + data[end:]


def member(data: bytes, chance: random.Random) -> bytes:
    """Damage one member of a package and pack it again, so that no checksum tells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = {info.filename: package.read(info) for info in package.infolist()}
    except Exception:  # it is no package
        return chance.choice(PLAIN)(data, chance)
    name = chance.choice(sorted(name for name in members if members[name]))
    members[name] = chance.choice(PLAIN)(members[name], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


PLAIN: tuple[Callable[[bytes, random.Random], bytes], ...] = (cut_off, flip, blank, drop, double, insert, swap, number)
WAYS = (*PLAIN, *([member] * len(PLAIN)))


def _stretch(data: bytes, chance: random.Random) -> tuple[int, int]:
    begin = chance.randrange(len(data))
    return begin, min(len(data), begin + chance.choice((1, 10, 100, 1000)))


def damaged(name: str, data: bytes, seed: int) -> bytes:
    """Return a sample damaged in one to three ways; the same for the same seed."""
    chance = random.Random(f"{name} {seed}")
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = chance.choice(WAYS)(data, chance) or b"\0"
    return data


class WrongText(AssertionError):
    """A text is not made of what its report's source says."""


def outcome(name: str, data: bytes) -> str:
    """Read a file as a folder would; return ``report`` or the name of the error of the first that gives none.

    Raises    whatever is no ReportError, and WrongText when a quote could not be made
    """
    told = "empty"
    for found in sources(Source(name, data)):
        if isinstance(found, Problem):
            return found.code
        try:
            report = make_report(found, Entry())
        except ReportError as error:
            return type(error).__name__
        sentences = [sentence for paragraph in report.paragraphs for sentence in paragraph.sentences]
        if any(report.text[sentence.start : sentence.end] != sentence.text for sentence in sentences):
            raise WrongText(name)
        told = "report"
    return told


class Hang(Exception):
    """A file took too long."""


def _ring(_: int, __: FrameType | None) -> None:
    raise Hang


def work(name: str, first: int, count: int, seconds: int) -> None:
    """Read damaged files, a line each: its number, and what came of it."""
    data = SAMPLES[name]()
    signal.signal(signal.SIGALRM, _ring)
    for seed in range(first, first + count):
        print(seed, end=" ", flush=True)
        signal.alarm(seconds)
        try:
            told = outcome(name, damaged(name, data, seed))
        except Exception as error:
            told = f"! {type(error).__name__}: {str(error)[:100]!r}"
        signal.alarm(0)
        print(told, flush=True)


def fuzz(name: str, first: int, count: int, memory: int, seconds: int) -> tuple[Counter[str], list[int]]:
    """Run ``work`` in processes of their own, a next one after each that died.

    Returns   how often each thing came of a file, and the numbers of those that failed
    """
    told: Counter[str] = Counter()
    failed: list[int] = []
    end = first + count
    while first < end:
        lines, code = _run(name, first, end - first, memory, seconds)
        if not lines:
            raise RuntimeError(f"{name}: the process ends before the first file, with code {code}")
        for seed, _, came in lines:
            told[came or f"! died {code}"] += 1
            failed += [int(seed)] if not came or came.startswith("!") else []
        first = int(lines[-1][0]) + 1
    return told, failed


def _run(name: str, first: int, count: int, memory: int, seconds: int) -> tuple[list[tuple[str, str, str]], int]:
    """Run ``work`` in a process of its own; return its lines and its exit code."""
    command = [sys.executable, __file__, "--work", "--seed", str(first), "--count", str(count), "--seconds", str(seconds), name]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (memory << 20, memory << 20)),
    )
    return [line.partition(" ") for line in done.stdout.splitlines()], done.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples", nargs="*", metavar="SAMPLE", help=f"one of {', '.join(SAMPLES)}; all by default")
    parser.add_argument("--count", type=int, default=1000, help="damaged files a sample")
    parser.add_argument("--seed", type=int, default=1, help="number of the first of them")
    parser.add_argument("--memory", type=int, default=4096, help="MB a process may have; for PDF and pictures 4096 at least")
    parser.add_argument("--seconds", type=int, default=20, help="time a file may take")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    names = given.samples or list(SAMPLES)
    if given.work:
        work(names[0], given.seed, given.count, given.seconds)
        return 0
    bad = 0
    for name in names:
        try:
            SAMPLES[name]()
        except ModuleNotFoundError as error:
            print(f"{name}: not made, {error.name} is not installed")
            continue
        told, failed = fuzz(name, given.seed, given.count, given.memory, given.seconds)
        print(f"{name}: {', '.join(f'{came} {times}' for came, times in told.most_common())}", flush=True)
        bad += len(failed)
        for seed in failed[:5]:
            print(f"    python bench/fuzz.py --work --count 1 --seed {seed} {name}")
    return 1 if bad else 0


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
