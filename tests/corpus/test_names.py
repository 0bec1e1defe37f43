"""What the file of a report may be called: whatever is sent, it names one file of one folder."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import BadName
from corpus.names import LONGEST, key, report_name

TRICKS = st.sampled_from(["..", ".", "/", "\\", "\0", "\n", "\u202e", "C:", "~", " ", "é", "e\u0301", "青", ".txt", "😀", "\ud800"])


@pytest.mark.parametrize(("raw", "told"), [
    ("", "没有文件名"),
    (" \t", "没有文件名"),
    ("..", "路径"),
    ("../青里村.txt", "路径"),
    ("..\\..\\青里村.txt", "路径"),
    ("/etc/passwd", "路径"),
    (".青里村.txt", "隐藏"),
    ("~$青里村.docx", "临时"),
    ("reports.yaml", "清单"),
    ("Reports.YAML", "清单"),
    (".versions", "隐藏"),
    ("青里村\u202etxt.exe", "U+202E"),
    ("青里\n村.txt", "U+000A"),
    ("青里村\0.txt", "U+0000"),
    ("青\ud800.txt", "U+D800"),
    ("CON.txt", "Windows"),
    ("青" * 84 + ".txt", "256 个字节"),
])
def test_what_no_report_is_called(raw: str, told: str) -> None:
    with pytest.raises(BadName) as caught:
        report_name(raw)
    assert told in caught.value.detail
    caught.value.path.name.encode()


@pytest.mark.parametrize("raw", ["青里村（修改稿）2023.12.docx", "a b.txt", "“两委”换届…….txt", "😀.md", "con村.txt", "青" * 83 + ".txt"])
def test_what_a_report_may_be_called(raw: str) -> None:
    assert report_name(raw) == raw


def test_names_that_look_alike_are_one() -> None:
    """A Mac hands out é as two characters; other systems as one."""
    assert report_name(normalize("NFD", "é.txt")) == "é.txt"
    assert key("É.TXT") == key(normalize("NFD", "é.txt"))


@given(st.one_of(st.text(max_size=300), st.lists(st.one_of(TRICKS, st.text(max_size=5)), max_size=8).map("".join)))
def test_no_name_escapes_the_folder(raw: str) -> None:
    """What is taken stands right in the folder, is seen there, can be written, and stays the same name."""
    try:
        name = report_name(raw)
    except BadName:
        return
    folder = Path("/srv/reports")
    assert (folder / name).parent == folder
    assert Path(name).name == name == name.strip()
    assert not name.startswith((".", "~$"))
    assert len(name.encode()) <= LONGEST
    assert report_name(name) == name
