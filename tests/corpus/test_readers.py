"""Reading: every encoding a report comes in, and every kind of bytes that are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import EmptyReport, UndecodableReport, UnknownFormat, UnreadableReport, load_file
from corpus.readers import NoText, Raw, decode, open_source
from corpus.readers import read as read_source

SIMPLIFIED = "青里村实施玉米与羊肚菌轮作，村集体增收***万元，群众都说好。\n二、存在的问题：芜头村、荷陂村缺水。"
TRADITIONAL = "青里村實施玉米與羊肚菌輪作，村集體增收***萬元，群眾都說好。"
def read(path: Path) -> Raw:
    return read_source(open_source(path))


LATIN = "Report 12: 140 mu of mushrooms.\n"
HAN = st.text(st.characters(codec="gb2312", min_codepoint=0x4E00), min_size=1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, LATIN], ids=["simplified", "traditional", "latin"])
def test_each_encoding_gives_the_text(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SIMPLIFIED.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + SIMPLIFIED.encode(), "utf-8"),
        (b"\xff\xfe" + SIMPLIFIED.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + SIMPLIFIED.encode("utf-16-be"), "utf-16-be"),
        (SIMPLIFIED.encode("utf-16-be"), "utf-16-be"),
        (SIMPLIFIED.encode("gb18030"), "gb18030"),
    ],
)
def test_the_encoding_is_named(data: bytes, encoding: str) -> None:
    assert decode(data)[1] == encoding


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"], exclude_characters="\ufffd"), max_size=49))
def test_any_text_in_utf_8_is_read(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode())[0] == text


@given(HAN)
def test_a_mark_decides_even_for_rare_characters(text: str) -> None:
    assert decode(b"\xff\xfe" + text.encode("utf-16-le")) == (text, "utf-16-le")


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    """Bytes either decode, strictly and back to themselves, or are refused with the place in Chinese."""
    try:
        text, encoding = decode(data)
    except NoText as error:
        refusal = str(error)
    else:
        refusal = "第 字节"
        assert data.endswith(text.encode(encoding))
        assert "\0" not in text
    assert refusal.startswith("第 ")
    assert "字节" in refusal


BIG5 = (TRADITIONAL.replace("\n", "") * 20).encode("big5")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.7\n1 0 obj", "第 1 字节起：是PDF 文件，不是文本"),
        (b"PK\x03\x04\x14\x00", "第 1 字节起：是Word、Excel 或压缩文件，不是文本"),
        (SIMPLIFIED.encode() + b"\0", f"第 {len(SIMPLIFIED.encode()) + 1} 字节：有空字节，是二进制文件"),
        (b"\x01\x02\x03\x04", "第 1 字节：控制字符太多，是二进制文件"),
        ("种".encode() + b"\xff\xff", "第 4 字节：不是 UTF-8、UTF-16 或 GB18030"),
        (SIMPLIFIED.encode()[:31], "第 31 字节：不是 UTF-8、UTF-16 或 GB18030"),
        (b"\xff\xfe" + SIMPLIFIED.encode("utf-16-le")[:-1], "不是 UTF-16-LE，而文件开头的标记说是"),
        (BIG5, "，像是 Big5"),
        (("\ufffd" * 9 + "种植").encode(), "第 1 字节：乱码太多"),
        (SIMPLIFIED.encode().decode("gb18030", "ignore").encode() * 2, "汉字几乎都是生僻字"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_what_and_where(data: bytes, told: str) -> None:
    with pytest.raises(NoText) as caught:
        decode(data)
    assert told in str(caught.value)


def test_a_stray_control_character_is_left_to_cleaning() -> None:
    assert decode(("种植\x07" + SIMPLIFIED).encode())[0] == "种植\x07" + SIMPLIFIED


@pytest.mark.parametrize("name", ["甲.txt", "甲.TXT", "甲.md"])
def test_the_suffix_chooses_the_reader(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(SIMPLIFIED, encoding="utf-8")
    assert read(tmp_path / name).text == SIMPLIFIED


def test_another_suffix_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "甲.xyz").write_text(SIMPLIFIED, encoding="utf-8")
    with pytest.raises(UnknownFormat) as caught:
        read(tmp_path / "甲.xyz")
    assert caught.value.detail == ".xyz"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t\n", "　\n".encode()])
def test_an_empty_file_is_told_apart(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "甲.txt").write_bytes(data)
    with pytest.raises(EmptyReport):
        read(tmp_path / "甲.txt")


def test_a_file_without_text_names_its_path(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_bytes(b"\x00\x01")
    with pytest.raises(UndecodableReport) as caught:
        load_file(tmp_path / "甲.txt")
    assert caught.value.path == tmp_path / "甲.txt"


def test_what_cannot_be_opened_is_unreadable(tmp_path: Path) -> None:
    """A file that is gone, a link to nothing, a folder, and a pipe, which would wait forever."""
    (tmp_path / "链接.txt").symlink_to(tmp_path / "没有")
    (tmp_path / "目录.txt").mkdir()
    os.mkfifo(tmp_path / "管道.txt")
    for name in ["不在.txt", "链接.txt", "目录.txt", "管道.txt"]:
        with pytest.raises(UnreadableReport) as caught:
            read(tmp_path / name)
        assert caught.value.detail
