"""How long reading takes: everything, nothing changed, one file changed; and how long questions take meanwhile.

    python bench/reading.py 2000

Writes so many reports into a folder of its own (sentences of the demo reports in random order, with other places and
figures in them; the same number gives the same reports), opens them as the bot does, and prints a table. Seconds of
this machine; --keep DIR leaves the reports there.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from answering import answer
from bot.shelf import Shelf
from corpus import DEMO, load_folder

CHARACTERS = 2000
"""In one report."""
PLACE = re.compile(r"[一-鿿]{2}(?=[村镇乡])")
FIGURE = re.compile(r"[0-9]+(?=[余多]?(?:亩|万元|户|人|个|名|次|场))")
FIRST = "青白石梅水河沙云龙凤竹松柳桃金银南北东西上下大小新古长永安和"
SECOND = "泉溪坪湾坡岭塘桥田源洲潭禾山林井口店岗坝沟渠园峰坎墩坳滩浦汀"
HEADINGS = ("一、主要做法", "二、工作成效", "三、存在问题", "四、下一步打算")
QUESTIONS = ("哪个村种植羊肚菌", "种了多少亩", "村集体收入增加了多少万元", "谁负责河道保洁", "什么时候举办文化节", "有哪些问题")


def reports(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield (file name, text) of *count* reports."""
    chance = random.Random(seed)
    sentences = [s.text for report in load_folder(DEMO).reports for p in report.paragraphs for s in p.sentences]
    places = [a + b for a in FIRST for b in SECOND]
    for number in range(count):
        town, villages = chance.choice(places), chance.sample(places, 6)
        paragraphs = list(_paragraphs(chance, sentences, villages))
        text = "\n".join((f"{town}镇{2015 + number % 10}年工作总结", *paragraphs))
        yield f"{number:05}{town}镇.txt", text + "\n"


def _paragraphs(chance: random.Random, sentences: list[str], villages: list[str]) -> Iterator[str]:
    for heading in HEADINGS:
        yield heading
        written = 0
        while written < CHARACTERS // len(HEADINGS):
            chosen = chance.sample(sentences, 4)
            paragraph = "".join(_elsewhere(chance, sentence, villages) for sentence in chosen)
            yield paragraph
            written += len(paragraph)


def _elsewhere(chance: random.Random, sentence: str, villages: list[str]) -> str:
    named = PLACE.sub(lambda _: chance.choice(villages), sentence)
    return FIGURE.sub(lambda _: str(int(chance.lognormvariate(4, 1.5)) + 1), named)


def write(folder: Path, count: int) -> int:
    """Write *count* reports; return their characters."""
    folder.mkdir(parents=True, exist_ok=True)
    return sum((folder / name).write_text(text, encoding="utf-8") for name, text in reports(count))


def seconds(work: Callable[[], object]) -> float:
    """Return how long *work* takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def apart(folder: Path, data: Path) -> float:
    """Return how long a process of its own takes to open the library, without its start."""
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom retrieval import open_library\n"
        "if __name__ == '__main__':\n begun = time.perf_counter()\n"
        " open_library(Path(sys.argv[1]), data=Path(sys.argv[2]))\n print(time.perf_counter() - begun)\n"
    )
    script = data / "open.py"
    data.mkdir(parents=True, exist_ok=True)
    script.write_text(code, encoding="utf-8")
    ran = subprocess.run([sys.executable, script, folder, data], check=True, capture_output=True, text=True)
    return float(ran.stdout)


async def while_reloading(shelf: Shelf, changed: Path) -> tuple[float, list[float]]:
    """Change one file and reload; return how long that takes and the seconds of each question asked meanwhile."""
    changed.write_text(changed.read_text("utf-8").replace("一、主要做法", "一、主要做法\n新荷湾村种植贡菊30亩。"), encoding="utf-8")
    begun = time.perf_counter()
    reload, taken = asyncio.create_task(shelf.reload()), []
    while not reload.done():
        asked = time.perf_counter()
        await asyncio.to_thread(answer, QUESTIONS[len(taken) % len(QUESTIONS)], shelf.library)
        taken.append(time.perf_counter() - asked)
    await reload
    in_service = time.perf_counter() - begun
    assert answer("哪个村种植贡菊", shelf.library).answer == "新荷湾村"
    return in_service, taken


async def measure(folder: Path, data: Path, count: int) -> Iterator[tuple[str, str]]:
    """Return the rows of the table."""
    characters = write(folder, count)
    first, second = apart(folder, data), apart(folder, data)
    shelf = Shelf(folder, data)
    calm = [seconds(lambda q=q: answer(q, shelf.library)) for q in QUESTIONS * 5][len(QUESTIONS) :]
    changed = sorted(folder.iterdir())[count // 2]
    reloaded, busy = await while_reloading(shelf, changed)
    return iter([
        ("reports", f"{count}"),
        ("characters", f"{characters / 1e6:.2f} million"),
        ("first load", f"{first:.2f} s"),
        ("second load, nothing changed", f"{second:.2f} s ({second / first:.1%})"),
        ("one file changed, in service after", f"{reloaded:.2f} s"),
        ("a question, calm", _latencies(calm)),
        ("a question while reloading", _latencies(busy)),
    ])


def _latencies(taken: list[float]) -> str:
    return f"median {statistics.median(taken) * 1000:.0f} ms, longest {max(taken) * 1000:.0f} ms ({len(taken)})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=2000)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch) / "reports"
        rows = asyncio.run(measure(folder, Path(scratch) / "data", arguments.count))
        print("| what | measured |\n| --- | --- |")
        for row in rows:
            print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
