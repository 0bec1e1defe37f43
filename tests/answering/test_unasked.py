"""Answers to questions that people ask each other: talk gets none, what is asked about the reports most of the time one."""

from __future__ import annotations

import pytest

from answering import Answer, answer, worth_saying
from retrieval import Library

TALK = """今晚几点吃饭？ 谁有老王的电话？ 明天会议在哪开？ 书记在吗？ 谁负责？ 谁去县里？ 车在哪里？ 怎么去镇上？ 还有多少没完成？
村里停水了吗？ 什么时候发钱？ 党员大会几点开始？ 合作社的章在谁那？ 网格员名单发了吗？ 大棚的照片谁拍了？ 路修好了吗？
今年项目资金下来了吗？ 这次培训谁参加？ 支部书记今天去哪了？ 驻村工作队几号换？ 青禾镇明天开会吗？ 青里村的人到了没有？"""


@pytest.mark.parametrize("question", TALK.split())
def test_talk_among_people_is_not_answered(demo: Library, question: str) -> None:
    """Also where some sentence would do for an answer, and where a village is named."""
    assert not worth_saying(answer(question, demo), demo)


def test_of_the_questions_about_the_reports_most_are(demo: Library, demo_answers: list[Answer]) -> None:
    """Never one that the reports do not answer."""
    said = [worth_saying(each, demo) for each in demo_answers]
    assert sum(said) > 0.7 * sum(each.found for each in demo_answers)
    assert not any(told and not each.found for told, each in zip(said, demo_answers, strict=True))


@pytest.mark.parametrize("question", ["谁种羊肚菌？", "青里村集体增收多少？", "哪个村玉米羊肚菌轮作？"])
def test_a_crop_a_village_and_what_it_has_is_about_the_reports(demo: Library, question: str) -> None:
    assert worth_saying(answer(question, demo), demo)
