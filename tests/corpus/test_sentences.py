"""Sentences: where they end and where they go on."""

from __future__ import annotations

import pytest
from hypothesis import given

from corpus.sentences import sentence_spans
from tests.corpus.strategies import anything


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


@pytest.mark.parametrize(
    "sentences",
    [
        ["修了路。", "种了菜；", "好！", "好吗？"],
        ["修了路!", "种了菜;", "好吗?", "好"],
        ["真好！！", "真的？！", "好……好。"],
        ["荣获“红旗党支部”。", "下一步"],
        ["他说：“干！”", "大家就干。"],
        ["“空谈误国，实干兴邦。”", "全镇干起来。"],
        ["“干！”成了大家的口号。", "好。"],
        ["以“比！学！赶！”为主题办活动。", "好。"],
        ["会议（两天；含参观）结束。", "好。"],
        ["吸收党员12名（其中35岁以下9人）。", "好。"],
        ["印发《规划（试行）》。", "好。"],
        ["增长12.5%，达到1.5万元。", "好。"],
        ["打开www.example.com/a?b=1即可。", "好。"],
        ["讲习所“开讲,每周一次。", "大家都来“听课“,收获很大。"],
        ['他说:"干!"', "大家就干。"],
        ["一是抓学习；", "二是抓作风。"],
        ["二、存在问题", "（一）缺水。"],
        ["。", "修了路。"],
    ],
    ids="".join,
)
def test_cuts(sentences: list[str]) -> None:
    """Sentences put together, on one line or on several, are cut apart as they were."""
    assert cut("\n".join(sentences)) == sentences
    if all(sentence[-1] in '。；！？!;?”"' for sentence in sentences[:-1]):
        assert cut("".join(sentences)) == sentences


def test_a_long_quotation_is_cut_at_its_sentences() -> None:
    speech = [f"他说：“{'修路' * 30}。", f"{'种菜' * 30}。”", "大家叫好。"]
    assert cut("".join(speech)) == speech


@given(anything)
def test_every_character_stands_in_one_sentence(text: str) -> None:
    """Sentences are in order, do not overlap, have no blank at either end, and leave out blanks only."""
    done = 0
    for start, end in sentence_spans(text, 0, len(text)):
        assert text[done:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        assert "\n" not in text[start:end]
        done = end
    assert text[done:].strip() == ""
