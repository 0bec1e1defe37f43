"""Putting reports in and taking them out: what is refused and why, what is kept, what a killed program leaves."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from unicodedata import normalize
from zipfile import ZipFile

import pytest
from filelock import FileLock

from corpus import DEMO, errors, load_folder
from corpus.catalog import Entry, read_catalog
from corpus.readers import Source
from corpus.shelving import LARGEST, add, kept_of, remove, restore, shelved
from corpus.versions import ALL, EACH, VERSIONS

OLD = "甲村工作总结\n甲村种植桂花树300亩。\n"
NEW = "甲村工作总结\n甲村种植桂花树500亩。\n"


def text(name: str, words: str) -> Source:
    return Source(name, words.encode())


def state(folder: Path) -> dict[str, str]:
    """What can be seen of the folder: every file and what it holds."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.name[0] != "."}


def test_a_report_is_added_with_what_is_told_of_it(tmp_path: Path) -> None:
    done = add(tmp_path, text("甲村.txt", OLD), Entry("甲村总结", date="2023-12"))
    assert (done.action, done.name, done.kept, done.changed) == ("added", "甲村.txt", 0, True)
    assert [report.title for report in done.reports] == ["甲村总结"]
    assert done.reports == load_folder(tmp_path).reports
    assert done.digest == done.reports[0].digest
    assert kept_of(tmp_path) == []


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    add(tmp_path, text("甲村.txt", OLD), Entry("甲村总结"))
    before = state(tmp_path)
    for entry in (Entry(), Entry("甲村总结")):
        assert add(tmp_path, text("甲村.txt", OLD), entry).action == "same"
    assert state(tmp_path) == before
    assert kept_of(tmp_path) == []


def test_the_same_file_under_another_name_is_not_taken(tmp_path: Path) -> None:
    """A phone hands out a second download as 甲村(1).txt."""
    add(tmp_path, text("甲村.txt", OLD))
    done = add(tmp_path, text("甲村(1).txt", OLD))
    assert (done.action, done.name, done.changed) == ("twin", "甲村.txt", False)
    assert shelved(tmp_path) == ["甲村.txt"]


def test_what_is_told_anew_is_laid_over_what_was_told(tmp_path: Path) -> None:
    add(tmp_path, text("甲村.txt", OLD), Entry("甲村总结", "甲村"))
    done = add(tmp_path, text("甲村.txt", OLD), Entry(title="甲村2023年总结"))
    assert (done.action, done.kept) == ("described", 1)
    assert read_catalog(tmp_path) == {"甲村.txt": Entry("甲村2023年总结", "甲村")}
    restore(tmp_path, "甲村.txt")
    assert read_catalog(tmp_path) == {"甲村.txt": Entry("甲村总结", "甲村")}


def test_replacing_can_be_undone_and_done_again(tmp_path: Path) -> None:
    add(tmp_path, text("甲村.txt", OLD), Entry("旧"))
    done = add(tmp_path, text("甲村.txt", NEW), Entry("新"))
    assert (done.action, done.kept) == ("replaced", 1)
    for words, title in ((OLD, "旧"), (NEW, "新"), (OLD, "旧")):
        back = restore(tmp_path, "甲村.txt")
        assert (back.action, [report.title for report in back.reports]) == ("restored", [title])
        assert (tmp_path / "甲村.txt").read_text(encoding="utf-8") == words
        assert read_catalog(tmp_path)["甲村.txt"].title == title
        assert len(kept_of(tmp_path)) == 1


def test_removing_can_be_undone(tmp_path: Path) -> None:
    add(tmp_path, text("甲村.txt", OLD), Entry("甲"))
    add(tmp_path, text("乙村.txt", NEW))
    before = state(tmp_path)
    done = remove(tmp_path, "甲村.txt")
    assert (done.action, done.kept) == ("removed", 1)
    assert shelved(tmp_path) == ["乙村.txt"]
    assert read_catalog(tmp_path) == {}
    assert load_folder(tmp_path).problems == ()
    restore(tmp_path, "甲村.txt")
    assert state(tmp_path) == before
    assert kept_of(tmp_path) == []


def test_a_chosen_version_comes_back(tmp_path: Path) -> None:
    for number in range(3):
        add(tmp_path, text("甲村.txt", f"{OLD}第{number}版。\n"))
    restore(tmp_path, "甲村.txt", 1)
    assert "第0版" in (tmp_path / "甲村.txt").read_text(encoding="utf-8")
    with pytest.raises(errors.NothingKept):
        restore(tmp_path, "甲村.txt", 99)


def test_versions_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(EACH + 3):
        add(tmp_path, text("甲村.txt", f"{OLD}第{number}版。\n"))
    assert [version.number for version in kept_of(tmp_path)] == [3, 4, 5, 6, 7]
    assert ALL > EACH
    monkeypatch.setattr("corpus.versions.ALL", 4)
    for number in range(4):
        add(tmp_path, text(f"乙{number}.txt", f"{OLD}第{number}份。\n"))
        remove(tmp_path, f"乙{number}.txt")
    assert [version.name for version in kept_of(tmp_path)] == [f"乙{number}.txt" for number in range(4)]


def test_what_somebody_put_among_the_versions_is_passed_over(tmp_path: Path) -> None:
    add(tmp_path, text("甲村.txt", OLD))
    for name in ("000007/甲村.txt", "000007/乙村.txt", "000008/reports.yaml", "笔记/甲村.txt"):
        (tmp_path / VERSIONS / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / VERSIONS / name).write_text("", encoding="utf-8")
    (tmp_path / VERSIONS / "000009").touch()
    assert kept_of(tmp_path) == []
    assert remove(tmp_path, "甲村.txt").kept == 10
    restore(tmp_path, "甲村.txt")
    assert (tmp_path / "甲村.txt").read_text(encoding="utf-8") == OLD


def test_a_name_that_another_system_composed_differently_is_the_same(tmp_path: Path) -> None:
    """A file that a Mac put there is replaced, not joined by a second one that looks the same."""
    mac = normalize("NFD", "é村.txt")
    (tmp_path / mac).write_text(OLD, encoding="utf-8")
    assert add(tmp_path, text("é村.txt", NEW)).action == "replaced"
    assert shelved(tmp_path) == [mac]
    assert remove(tmp_path, "É村.TXT").name == mac
    assert restore(tmp_path, "é村.txt").name == mac


@pytest.mark.parametrize(("source", "error"), [
    (Source("../甲村.txt", OLD.encode()), errors.BadName),
    (Source("reports.yaml", OLD.encode()), errors.BadName),
    (Source("甲村.txt", b"x" * (LARGEST + 1)), errors.TooLarge),
    (Source("甲村.exe", b"MZ\0\0"), errors.ReportError),
    (Source("甲村.txt", b"\xff\xfe\x00\xd8" + bytes(range(256)) * 3), errors.UndecodableReport),
    (Source("甲村.txt", b""), errors.EmptyReport),
])
def test_what_gives_no_report_is_refused_and_changes_nothing(
    tmp_path: Path, source: Source, error: type[Exception]
) -> None:
    add(tmp_path, text("乙村.txt", NEW), Entry("乙"))
    before = state(tmp_path)
    with pytest.raises(error):
        add(tmp_path, source, Entry("甲"))
    assert state(tmp_path) == before
    assert kept_of(tmp_path) == []


def packed(**members: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, words in members.items():
            archive.writestr(f"{name}.txt", words)
    return file.getvalue()


def test_an_archive_is_put_in_and_taken_out_with_what_is_said_of_its_members(tmp_path: Path) -> None:
    done = add(tmp_path, Source("汇编.zip", packed(甲村=OLD, 空="")), Entry("汇编"))
    assert [report.name for report in done.reports] == ["汇编.zip/甲村.txt"]
    assert [problem.code for problem in done.problems] == ["EmptyReport"]
    assert not done.told
    assert read_catalog(tmp_path) == {}
    catalog = "reports:\n  - file: 汇编.zip/甲村.txt\n    title: 甲\n"
    (tmp_path / "reports.yaml").write_text(catalog, encoding="utf-8")
    remove(tmp_path, "汇编.zip")
    assert read_catalog(tmp_path) == {}
    (report,) = restore(tmp_path, "汇编.zip").reports
    assert report.title == "甲"
    assert (tmp_path / "reports.yaml").read_text(encoding="utf-8") == catalog


def test_an_archive_without_a_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.RefusedReport):
        add(tmp_path, Source("汇编.zip", packed(空="", 白=" ")))
    with pytest.raises(errors.UnreadableReport):
        add(tmp_path, Source("汇编.zip", b"PK\x03\x04" + bytes(50)))
    assert list(tmp_path.iterdir()) == []


def test_a_bad_title_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(errors.BadEntry):
        add(tmp_path, text("甲村.txt", OLD), Entry("甲" * 300))
    assert list(tmp_path.iterdir()) == []


def test_a_catalog_that_cannot_be_edited_keeps_everything_as_it_is(tmp_path: Path) -> None:
    add(tmp_path, text("甲村.txt", OLD))
    (tmp_path / "reports.yaml").write_text("reports: [{file: 甲村.txt, title: 甲}]\n", encoding="utf-8")
    before = state(tmp_path)
    with pytest.raises(errors.IntricateCatalog):
        remove(tmp_path, "甲村.txt")
    with pytest.raises(errors.IntricateCatalog):
        add(tmp_path, text("乙村.txt", NEW), Entry("乙"))
    assert state(tmp_path) == before
    assert add(tmp_path, text("乙村.txt", NEW)).action == "added", "what tells nothing of it needs no edit"


def test_the_demo_reports_are_left_alone() -> None:
    before = {path.name: path.stat().st_mtime_ns for path in DEMO.iterdir()}
    name = shelved(DEMO)[0]
    with pytest.raises(errors.FixedFolder):
        add(DEMO, text("甲村.txt", OLD))
    for change in (remove, restore):
        with pytest.raises(errors.FixedFolder):
            change(DEMO, name)
    assert {path.name: path.stat().st_mtime_ns for path in DEMO.iterdir()} == before


def test_what_is_not_there_cannot_be_removed_or_restored(tmp_path: Path) -> None:
    (tmp_path / "文件夹.txt").mkdir()
    for name in ("没有.txt", "文件夹.txt", ".versions", "..", "reports.yaml"):
        with pytest.raises(errors.NotShelved):
            remove(tmp_path, name)
        with pytest.raises(errors.NothingKept):
            restore(tmp_path, name)
    with pytest.raises(errors.FolderNotFound):
        add(tmp_path / "没有", text("甲村.txt", OLD))


def test_a_full_disk_is_told_and_nothing_is_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    add(tmp_path, text("甲村.txt", OLD), Entry("旧"))
    before = state(tmp_path)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(errors.CannotShelve) as caught:
        add(tmp_path, text("甲村.txt", NEW), Entry("新"))
    assert caught.value.detail == os.strerror(errno.ENOSPC)
    with pytest.raises(errors.CannotShelve):
        remove(tmp_path, "甲村.txt")
    assert state(tmp_path) == before
    assert kept_of(tmp_path) == []
    assert not list(tmp_path.rglob("甲村*"))[1:]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(errors.CannotShelve):
        add(tmp_path, text("甲村.txt", OLD))
    tmp_path.chmod(0o700)


def test_another_program_at_work_is_waited_for_and_then_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.writing.PATIENCE", 0.01)
    (tmp_path / VERSIONS).mkdir()
    with FileLock(tmp_path / VERSIONS / ".lock"), pytest.raises(errors.CannotShelve) as caught:
        add(tmp_path, text("甲村.txt", OLD))
    assert "另一个程序" in caught.value.detail


SWEEP = """
import os, shutil, signal, sys
from pathlib import Path
from corpus import load_folder
from corpus.catalog import Entry
from corpus.readers import Source
from corpus.shelving import add, kept_of, remove, restore

OLD, NEW = (f"甲村工作总结\\n甲村种植桂花树{n}亩。\\n".encode() for n in (300, 500))
home = Path(sys.argv[1])
WORKS = {
    "replace": lambda folder: add(folder, Source("甲村.txt", NEW), Entry("新")),
    "remove": lambda folder: remove(folder, "甲村.txt"),
    "restore": lambda folder: restore(folder, "乙村.txt"),
}

model = home.with_name("model")
model.mkdir()
add(model, Source("甲村.txt", OLD), Entry("旧"))
add(model, Source("乙村.txt", NEW + b"x"), Entry("乙"))
remove(model, "乙村.txt")

def prepare():
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(model, home)

def killed_at(n, work):
    # at the n-th time that it opens a file to write, renames, removes or makes something
    if (pid := os.fork()) == 0:
        left = [n]
        def hook(event, arguments):
            writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if writes or event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir"):
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(hook)
        work(home)
        os._exit(0)
    return os.waitpid(pid, 0)[1] != 0

points = 0
for name, work in WORKS.items():
    n = 1
    while prepare() or killed_at(n, work):
        points += 1
        there = home / "甲村.txt"
        assert not there.exists() or there.read_bytes() in (OLD, NEW)
        if name != "remove":
            assert there.exists()
        corpus = load_folder(home) if any(p.suffix == ".txt" for p in home.iterdir()) else None
        kept = [version.path.read_bytes() for version in kept_of(home)]
        assert OLD in kept or there.exists() and (there.read_bytes() == OLD), (name, n)
        assert NEW + b"x" in kept or (home / "乙村.txt").exists(), (name, n)
        try:
            work(home)  # done again, as the bot does it after a restart
        except Exception as error:
            assert (name, type(error).__name__) in {("remove", "NotShelved"), ("restore", "NothingKept")}, (n, error)
        seen = sorted(p.name for p in home.iterdir() if p.name[0] != ".")
        assert seen == {"replace": ["reports.yaml", "甲村.txt"], "remove": ["reports.yaml"],
                        "restore": ["reports.yaml", "乙村.txt", "甲村.txt"]}[name], (name, n, seen)
        catalog = (home / "reports.yaml").read_text()
        assert ("新" in catalog, "旧" in catalog, "乙" in catalog) == {
            "replace": (True, False, False), "remove": (False, False, False), "restore": (False, True, True)}[name], n
        assert not [p for p in home.rglob(".writing-*")], (name, n)
        n += 1
print(points)
"""


def test_killed_at_any_point_nothing_is_lost_and_doing_it_again_completes_it(tmp_path: Path) -> None:
    """kill -9 before every single thing done to the disk, while replacing, removing and restoring."""
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", SWEEP, str(tmp_path / "reports")],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(root)}, encoding="utf-8",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) >= 25
