"""Archives: members become reports of their own, whatever their names try, and none eats the memory."""

from __future__ import annotations

import struct
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Problem, load_file, load_folder
from corpus.cache import FILE, Cache
from corpus.crew import Crew
from corpus.errors import UnknownFormat
from corpus.loading import load
from corpus.readers import Source, archives
from corpus.readers.archives import safe_path, sources
from tests.corpus.zips import old_style, packed

TEXT = "青里村工作总结\n今年以来，青里村种植羊肚菌30亩，增收30万元。\n"


def found(data: bytes, name: str = "汇编.zip") -> dict[str, str]:
    """Return what each member gave: its text, or the class of its problem."""
    return {
        item.name: item.code if isinstance(item, Problem) else item.data.decode("utf-8", "replace")
        for item in sources(Source(name, data))
    }


def detail(data: bytes) -> str:
    (problem,) = [item for item in sources(Source("汇编.zip", data)) if isinstance(item, Problem)]
    return problem.detail


def test_a_file_that_is_no_archive_is_itself() -> None:
    source = Source("甲.txt", TEXT.encode())
    assert list(sources(source)) == [source]


def test_members_are_named_below_their_archive_in_order() -> None:
    given_names = ["乙.txt", "2023/甲.txt", "2023/春/丙.txt"]
    assert list(found(packed(dict.fromkeys(given_names, TEXT)))) == [f"汇编.zip/{name}" for name in sorted(given_names)]


def test_what_systems_leave_behind_is_passed_over() -> None:
    litter = ["__MACOSX/._甲.txt", ".DS_Store", "图/Thumbs.db", "desktop.ini", "~$甲.docx", "._甲.txt"]
    assert list(found(packed({**dict.fromkeys(litter, b"\0"), "甲.txt": TEXT}))) == ["汇编.zip/甲.txt"]


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (["青里村总结.txt", "2023/荷陂村.txt"], "gb18030"),
        (["青里村種植情況.txt", "鄉鎮報告.txt"], "cp950"),
        (["青里村总结.txt", "荷陂村.txt"], "utf-8"),
    ],
)
def test_names_of_every_code_page_are_read(names: list[str], encoding: str) -> None:
    data = old_style(dict.fromkeys(names, TEXT), encoding)
    assert list(found(data)) == sorted(f"汇编.zip/{name}" for name in names)


def test_an_archive_within_is_read_and_one_within_that_is_named() -> None:
    inner = packed({"丙.txt": TEXT})
    middle = packed({"乙.txt": TEXT, "最里.zip": inner})
    got = found(packed({"甲.txt": TEXT, "里.zip": middle}))
    assert got == {
        "汇编.zip/甲.txt": TEXT,
        "汇编.zip/里.zip/乙.txt": TEXT,
        "汇编.zip/里.zip/最里.zip": "RefusedReport",
    }


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../../etc/甲.txt", "etc/甲.txt"),
        ("/etc/甲.txt", "etc/甲.txt"),
        ("C:\\旧\\甲.txt", "旧/甲.txt"),
        ("..\\..\\甲.txt", "甲.txt"),
        ("甲\x01\u202e.txt", "甲.txt"),
        ("一/./../二/甲.txt", "一/二/甲.txt"),
    ],
)
def test_paths_that_try_to_climb_out_stay_below(name: str, safe: str) -> None:
    assert found(packed({name: TEXT})) == {f"汇编.zip/{safe}": TEXT}


@given(st.text())
def test_no_name_leaves_its_archive(name: str) -> None:
    path = safe_path(name)
    assert not path.is_absolute()
    assert not {"..", "."} & set(path.parts)
    assert "\\" not in str(path)
    assert safe_path(str(path)) == path or str(path) == "."


def test_two_members_of_one_name_are_both_there() -> None:
    data = packed({"甲.txt": TEXT, "乙.txt": TEXT * 2}).replace("乙".encode(), "甲".encode())
    assert found(data) == {"汇编.zip/甲.txt": TEXT, "汇编.zip/甲(2).txt": TEXT * 2}


def test_a_member_with_a_password_is_named() -> None:
    data = bytearray(packed({"甲.txt": TEXT, "密.txt": TEXT}))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.rfind(mark, 0, data.rfind(b"PK\5\6"))
        data[place + offset] |= 1
    assert found(bytes(data)) == {"汇编.zip/密.txt": "RefusedReport", "汇编.zip/甲.txt": TEXT}
    assert "密码" in detail(bytes(data))


def test_a_damaged_member_hides_no_other() -> None:
    data = bytearray(packed({"甲.txt": TEXT, "乙.txt": TEXT * 9}, zipfile.ZIP_STORED))
    data[data.index(TEXT.encode()) + 3] ^= 0xFF
    assert sorted(found(bytes(data)).values()) == sorted(["UnreadableReport", TEXT * 9])


@pytest.mark.parametrize("cut", [10, 100, -1, -30])
def test_a_damaged_archive_is_one_problem(cut: int) -> None:
    assert found(packed({"甲.txt": TEXT, "乙.txt": TEXT})[:cut]) == {"汇编.zip": "UnreadableReport"}


def test_an_unusual_compression_is_refused_by_name() -> None:
    assert found(packed({"甲.txt": TEXT}, zipfile.ZIP_BZIP2)) == {"汇编.zip/甲.txt": "RefusedReport"}


def test_bombs_are_refused_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """By ratio, by the size of one, of all, and by number; across an archive within too."""
    steep = packed({"甲.txt": bytes(3 << 20)})
    assert "200 倍" in detail(steep)
    monkeypatch.setattr(archives, "STEEPEST", 10**6)
    assert next(iter(found(steep).values())) != "RefusedReport"
    monkeypatch.setattr(archives, "LARGEST_MEMBER", 2 << 20)
    assert "2 MB" in detail(steep)
    monkeypatch.setattr(archives, "LARGEST_MEMBER", 4 << 20)
    monkeypatch.setattr(archives, "MOST_MEMBERS", 20)
    assert "超过 20 个" in detail(packed({f"{number}.txt": b"" for number in range(21)}))
    inner = packed({f"{number}.txt": b"" for number in range(12)})
    got = found(packed({"一.zip": inner, "二.zip": inner}))
    assert got["汇编.zip/二.zip"] == "RefusedReport"
    assert len(got) == 13


def test_a_member_that_lies_about_its_size_is_damaged_and_takes_no_memory() -> None:
    """Its header tells ten bytes, its stream holds three megabytes."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = compressor.compress(bytes(3 << 20)) + compressor.flush()
    name = b"a.txt"
    fields = (20, 0, 8, 0, 0, zlib.crc32(bytes(3 << 20)), len(stream), 10, len(name))
    local = b"PK\3\4" + struct.pack("<HHHHHIIIH", *fields) + struct.pack("<H", 0) + name + stream
    central = b"PK\1\2" + struct.pack("<H", 20) + struct.pack("<HHHHHIIIH", *fields) + struct.pack("<HHHHII", 0, 0, 0, 0, 0, 0) + name
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    assert found(local + central + end) == {"汇编.zip/a.txt": "UnreadableReport"}


def test_a_folder_reads_the_members_of_its_archives(tmp_path: Path) -> None:
    """Each is a report, named in reports.yaml like a file; what is none is a problem by name."""
    (tmp_path / "汇编.zip").write_bytes(packed({"青里村.txt": TEXT, "旧/饶坊村.html": f"<html><body><p>{TEXT}", "表.xyz": "a"}))
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "reports.yaml").write_text(
        "reports:\n- {file: 汇编.zip/青里村.txt, title: 青里村总结, date: 2023-12}\n- file: 汇编.zip/没有.txt\n", encoding="utf-8"
    )
    corpus = load_folder(tmp_path)
    assert [report.name for report in corpus.reports] == ["汇编.zip/旧/饶坊村.html", "汇编.zip/青里村.txt", "甲.txt"]
    assert (corpus.reports[1].title, corpus.reports[1].date) == ("青里村总结", "2023-12")
    assert [(problem.name, problem.code) for problem in corpus.problems] == [
        ("汇编.zip/没有.txt", "UnreadableReport"),
        ("汇编.zip/表.xyz", "UnknownFormat"),
    ]


def test_a_changed_archive_keeps_the_rest_of_its_members(tmp_path: Path) -> None:
    """A member that is damaged keeps its last good version; its neighbours are the new ones; one that is gone is gone."""
    folder = tmp_path / "报告"
    folder.mkdir()
    path = folder / "汇编.zip"
    path.write_bytes(packed({"甲.txt": TEXT, "乙.txt": TEXT * 2, "丙.txt": TEXT * 3}))
    with Crew(1) as crew, closing(Cache(tmp_path / FILE, folder, "1")) as cache:
        assert len(load(folder, crew=crew, cache=cache).corpus.reports) == 3
        path.write_bytes(packed({"甲.txt": TEXT.replace("30", "40"), "乙.txt": b"\0\1"}))
        corpus = load(folder, crew=crew, cache=cache).corpus
        told = [(report.name, "40亩" in report.text) for report in corpus.reports]
        assert told == [("汇编.zip/乙.txt", False), ("汇编.zip/甲.txt", True)]
        assert [(problem.name, bool(problem.since)) for problem in corpus.problems] == [("汇编.zip/乙.txt", True)]
        path.write_bytes(b"PK\3\4")
        corpus = load(folder, crew=crew, cache=cache).corpus
        assert [report.name for report in corpus.reports] == ["汇编.zip/乙.txt", "汇编.zip/甲.txt"]
        assert [problem.name for problem in corpus.problems] == ["汇编.zip"]


def test_an_archive_is_no_report_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "汇编.zip").write_bytes(packed({"青里村.txt": TEXT}))
    with pytest.raises(UnknownFormat):
        load_file(tmp_path / "汇编.zip")
