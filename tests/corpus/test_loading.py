"""What was read is taken over, whatever happens to the files, to the data folder and to the process."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus import DEMO, Corpus, EmptyFolder, Report, difference
from corpus.cache import FILE, Cache, Damaged, Unavailable
from corpus.codec import pack, unpack
from corpus.crew import Crew
from corpus.loading import load, load_folder

TEXT = "青里村工作总结\n一、成效\n青里村种植羊肚菌{0}亩，增收{0}万元。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three reports."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for number, name in enumerate(("甲.txt", "乙.md", "丙.txt"), 1):
        write(folder / name, TEXT.format(number))
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data" / FILE


def write(path: Path, text: str | bytes) -> None:
    path.write_bytes(text.encode() if isinstance(text, str) else text)


class Loads:
    """Loads a folder again and again; ``read`` are the files that the last load read, with its characters."""

    def __init__(self, folder: Path, data: Path, stamp: str = "1") -> None:
        self.folder, self.data, self.stamp = folder, data, stamp
        self.read: list[str] = []

    def __call__(self) -> Corpus:
        self.read, before = [], 0

        def progress(done: int, total: int, name: str, characters: int) -> None:
            nonlocal before
            self.read += [name] if characters > before else []
            before = characters

        with closing(Cache(self.data, self.folder, self.stamp)) as cache, Crew(1) as crew:
            return load(self.folder, progress, crew=crew, cache=cache).corpus


@pytest.fixture(params=[0, 10**18], ids=["by times", "by bytes"])
def loads(folder: Path, data: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Loads:
    """A folder loaded once, whose files are known by their times, or too new for that."""
    monkeypatch.setattr("corpus.loading._SETTLED", request.param)
    loads = Loads(folder, data)
    assert loads() == load_folder(folder)
    assert sorted(loads.read) == sorted(["甲.txt", "乙.md", "丙.txt"])
    return loads


def test_nothing_changed_and_nothing_is_read(loads: Loads) -> None:
    assert loads() == load_folder(loads.folder)
    assert loads.read == []


def test_only_what_changed_is_read(loads: Loads) -> None:
    """Changed, added and removed; a file that was only touched, or moved and put back, is not read."""
    write(loads.folder / "甲.txt", TEXT.format(9))
    write(loads.folder / "丁.txt", TEXT.format(4))
    (loads.folder / "乙.md").unlink()
    (loads.folder / "丙.txt").touch()
    assert loads() == load_folder(loads.folder)
    assert sorted(loads.read) == sorted(["甲.txt", "丁.txt"])
    write(loads.folder / "丁.txt", TEXT.format(5))  # as long as before
    assert loads() == load_folder(loads.folder)
    assert loads.read == ["丁.txt"]


def test_what_the_catalog_says_anew_is_taken_up(loads: Loads) -> None:
    (loads.folder / "reports.yaml").write_text("reports:\n- {file: 甲.txt, place: 青里村}\n", encoding="utf-8")
    assert loads() == load_folder(loads.folder)
    assert loads.read == ["甲.txt"]


def test_a_renamed_file_is_said_to_be_one(loads: Loads) -> None:
    before = loads()
    (loads.folder / "甲.txt").rename(loads.folder / "戊.txt")
    change = difference(before, loads())
    assert (change.renamed, change.added, change.removed) == ((("甲.txt", "戊.txt"),), (), ())


def test_another_version_reads_everything_again(loads: Loads) -> None:
    loads.stamp = "2"
    assert loads() == load_folder(loads.folder)
    assert len(loads.read) == 3


def test_a_version_that_was_replaced_keeps_nothing_more(loads: Loads) -> None:
    """An old process that still runs must not write what the new one would take for its own."""
    with closing(Cache(loads.data, loads.folder, "1")) as old, closing(Cache(loads.data, loads.folder, "2")):
        old.keep_cuts("名", {"键": b"..."})
        assert old.trouble
        assert old.cuts("名") == {}


def test_two_folders_share_a_data_folder(loads: Loads, tmp_path: Path) -> None:
    """The same name in another folder is another report."""
    other = tmp_path / "others"
    other.mkdir()
    write(other / "甲.txt", TEXT.format(7))
    assert Loads(other, loads.data)() == load_folder(other)
    assert loads() == load_folder(loads.folder)
    assert loads.read == []


def served(corpus: Corpus) -> dict[str, str]:
    return {report.name: report.text for report in corpus.reports}


def test_a_file_that_fails_keeps_its_last_good_version(loads: Loads) -> None:
    """It is named, with since when, also after a restart; put right it is taken up; removed it is gone."""
    good = served(loads())["甲.txt"]
    write(loads.folder / "甲.txt", b"\x89PNG\r\n\x00")
    first = loads()
    assert served(first)["甲.txt"] == good
    (problem,) = first.problems
    assert (problem.name, problem.code, bool(problem.since)) == ("甲.txt", "UndecodableReport", True)
    assert loads().problems == first.problems
    write(loads.folder / "甲.txt", TEXT.format(8))
    fixed = loads()
    assert (fixed.problems, "8亩" in served(fixed)["甲.txt"]) == ((), True)
    write(loads.folder / "甲.txt", b"\x89PNG\r\n\x00")
    assert "8亩" in served(loads())["甲.txt"]
    (loads.folder / "甲.txt").unlink()
    assert (loads().problems, "甲.txt" in served(loads())) == ((), False)


def test_a_file_that_cannot_be_opened_keeps_its_last_good_version(loads: Loads) -> None:
    path = loads.folder / "甲.txt"
    path.unlink()
    path.symlink_to(loads.folder / "没有")
    corpus = loads()
    assert "甲.txt" in served(corpus)
    assert [(problem.name, problem.code) for problem in corpus.problems] == [("甲.txt", "UnreadableReport")]


def test_a_bad_file_is_tried_once(loads: Loads, monkeypatch: pytest.MonkeyPatch) -> None:
    write(loads.folder / "图.txt", b"\x89PNG\r\n\x00")
    first = loads()
    monkeypatch.setattr("corpus.making.make_report", None)
    assert loads() == first


def test_an_interrupted_load_keeps_what_was_done(folder: Path, data: Path) -> None:
    """Ctrl-C after two of three files: the next load reads the third."""
    loads = Loads(folder, data)

    def progress(done: int, total: int, name: str, characters: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with closing(Cache(data, folder, "1")) as cache, Crew(1) as crew, pytest.raises(KeyboardInterrupt):
        load(folder, progress, crew=crew, cache=cache)
    assert loads() == load_folder(folder)
    assert loads.read == ["甲.txt"]


def test_an_empty_folder_changes_nothing(loads: Loads) -> None:
    """A disk that is not mounted for a moment costs no version kept."""
    aside = loads.folder.rename(loads.folder.with_name("aside"))
    loads.folder.mkdir()
    with pytest.raises(EmptyFolder):
        loads()
    loads.folder.rmdir()
    aside.rename(loads.folder)
    assert loads() == load_folder(loads.folder)
    assert loads.read == []


def test_a_byte_that_turned_is_noticed(loads: Loads) -> None:
    """SQLite itself would hand it on."""
    with closing(sqlite3.connect(loads.data)) as connection, connection:
        connection.execute("update reports set report = cast(replace(report, '羊', '牛') as blob)")
    with pytest.raises(Damaged):
        loads()


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0 and then nothing", b"\0" * 5000])
def test_a_file_that_is_no_database(folder: Path, data: Path, damage: bytes) -> None:
    data.parent.mkdir()
    data.write_bytes(damage)
    if damage:
        with pytest.raises(Damaged):
            Loads(folder, data)()
    else:  # what SQLite makes of a name
        assert Loads(folder, data)() == load_folder(folder)


def test_a_data_folder_that_cannot_be(folder: Path, data: Path) -> None:
    data.parent.write_text("a file", encoding="utf-8")
    with pytest.raises(Unavailable):
        Loads(folder, data)()


def test_a_full_disk_keeps_nothing_and_breaks_nothing(loads: Loads) -> None:
    write(loads.folder / "甲.txt", TEXT.format(6) * 200)
    with closing(Cache(loads.data, loads.folder, "1")) as cache, Crew(1) as crew:
        pages = cache._connection.execute("pragma page_count").fetchone()[0]
        cache._connection.execute(f"pragma max_page_count = {pages}")
        assert load(loads.folder, crew=crew, cache=cache).corpus == load_folder(loads.folder)
        assert "full" in cache.trouble


@pytest.mark.parametrize("report", load_folder(DEMO).reports, ids=lambda report: report.place)
def test_a_report_is_kept_whole(report: Report) -> None:
    """Its sections are made anew when they are asked for, and nothing differs."""
    kept = unpack(pack(report))
    assert "sections" not in vars(kept)
    assert kept == report
    assert (kept.paragraphs, hash(kept)) == (report.paragraphs, hash(report))
    with pytest.raises(AttributeError):
        _ = kept.secctions  # type: ignore[attr-defined]
