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
LATIN = "Report 12: 140 mu of mushrooms.\n"
KOREAN = "주민들은 작년에 심은 표고버섯을 수확하며 소득이 늘었다고 말했다. 이 마을은 삼백 가구가 살고 있다."
JAPANESE = "村では椎茸の栽培が盛んで、昨年は三百戸の農家が参加した。収入は一戸当たり二十万円増えたという。"
HAN = st.text(st.characters(codec="gb2312", min_codepoint=0x4E00), min_size=1)


def read(path: Path) -> Raw:
    return read_source(open_source(path))


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
        (TRADITIONAL.encode("gb18030"), "gb18030"),
        (TRADITIONAL.encode("big5"), "big5"),
        ((TRADITIONAL + "碁").encode("cp950"), "cp950"),
        ((TRADITIONAL + "嘅咗").encode("big5hkscs"), "big5hkscs"),
        ("联通".encode("gbk"), "gb18030"),
        (b"\xff\xfe\0\0" + SIMPLIFIED.encode("utf-32-le"), "utf-32-le"),
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


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.7\n1 0 obj", "第 1 字节起：是PDF 文件，不是文本"),
        (b"PK\x03\x04\x14\x00", "第 1 字节起：是Word、Excel 或压缩文件，不是文本"),
        (SIMPLIFIED.encode() + b"\0", f"第 {len(SIMPLIFIED.encode()) + 1} 字节：有空字节，是二进制文件"),
        (b"\x01\x02\x03\x04", "第 1 字节：控制字符太多，是二进制文件"),
        ("种".encode() + b"\xff\xff", "第 4 字节：不是 UTF-8、UTF-16、GB18030 或 Big5"),
        ("种植".encode() + b"\0", "第 7 字节：有空字节，是二进制文件"),
        (SIMPLIFIED.encode()[:-1], "这里的 UTF-8 坏了（全文坏 1 处）"),
        (SIMPLIFIED.encode() + b"\n\xfe" + SIMPLIFIED.encode(), "第 3 行）：这里的 UTF-8 坏了（全文坏 1 处）"),
        (KOREAN.encode("euc_kr"), "，像是 EUC-KR"),
        (JAPANESE.encode("shift_jis"), "，像是 Shift-JIS"),
        (JAPANESE.encode("euc_jp"), "不是 UTF-8、UTF-16、GB18030 或 Big5"),
        (SIMPLIFIED.encode("gb18030") + b"\n" + SIMPLIFIED.encode() * 2, "字节"),
        (b"\xff\xfe" + SIMPLIFIED.encode("utf-16-le")[:-1], "不是 UTF-16-LE，而文件开头的标记说是"),
        (("\ufffd" * 9 + "种植").encode(), "第 1 字节：乱码太多"),
        (("甲\n" + "".join(map(chr, range(0x9F00, 0x9FA0)))).encode(), "汉字几乎都是生僻字"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_what_and_where(data: bytes, told: str) -> None:
    with pytest.raises(NoText) as caught:
        decode(data)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("right", "wrong", "how"),
    [
        ("utf-8", "gb18030", "UTF-8 的文字被当作 GBK 读过"),
        ("utf-8", "latin-1", "UTF-8 的文字被当作西文读过"),
        ("utf-8", "cp932", "UTF-8 的文字被当作 Shift-JIS 读过"),
        ("gb18030", "latin-1", "GBK 的文字被当作西文读过"),
        ("gb18030", "cp950", "GBK 的文字被当作 Big5 读过"),
        ("cp950", "gb18030", "Big5 的文字被当作 GBK 读过"),
    ],
)
def test_what_was_garbled_before_it_was_saved_is_refused_with_how(right: str, wrong: str, how: str) -> None:
    """Also when only one line of many is garbled; the piece, what it should read and its line are told."""
    words = (TRADITIONAL if right == "cp950" else SIMPLIFIED).partition("\n")[0]
    garbled = words.encode(right).decode(wrong, "ignore")
    with pytest.raises(NoText) as caught:
        decode((f"{SIMPLIFIED}\n" * 20 + garbled + f"\n{SIMPLIFIED}").encode())
    assert how in str(caught.value)
    assert "第 41 行" in str(caught.value)
    assert f"原文像是“{words[:2]}" in str(caught.value)


@pytest.mark.parametrize("lost", ["锟斤拷", "ï¿½"])
def test_what_lost_its_characters_in_a_conversion_is_refused(lost: str) -> None:
    with pytest.raises(NoText, match="丢了字"):
        decode((SIMPLIFIED + lost).encode())


@pytest.mark.parametrize(
    "text",
    [
        "氢氦锂铍硼碳氮氧氟氖钠镁铝硅磷硫氯氩钾钙钪钛钒铬锰铁钴镍铜锌镓锗砷硒溴氪铷锶钇锆铌钼",
        "黄颡鱼、翘嘴鲌、鳜鱼、鲥鱼、鲟鱼、鳡鱼、鳤鱼、鯮鱼、鳊鱼、鲂鱼、鲴鱼、鲮鱼、鲹鱼",
        "日语为“チャンピオンまつり”，韩语为“주민들은 작년에”，英语为“résumé naïve café”。",
        "········　——……①②③ № ㎡ ℃ ×÷±°",
        "鱻犇羴骉猋麤",
    ],
)
def test_rare_characters_are_no_garble(text: str) -> None:
    """What cannot be undone is not condemned: lists of elements and fishes, foreign words, ornaments."""
    assert decode((SIMPLIFIED + text).encode()) == (SIMPLIFIED + text, "utf-8")


@pytest.mark.parametrize("count", [8, 20, 60])
def test_big5_and_gb18030_are_told_apart_at_any_length(count: int) -> None:
    text = (TRADITIONAL * 3)[:count]
    assert decode(text.encode("big5")) == (text, "big5")
    assert decode(text.encode("gb18030")) == (text, "gb18030")


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
