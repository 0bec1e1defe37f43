"""Every error and every reason has its sentence, and every sentence can be filled in."""

from __future__ import annotations

import ast
import re
import sqlite3
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
import bot.errors
import corpus.errors
from answering import Reason
from answering.diagnosis import Cause
from bot.system import SQLITE, in_chinese, why_sqlite
from bot.wording.faults import fault
from bot.wording.messages import message, sentences
from bot.wording.notices import menu
from corpus.cleaning import STEPS

HERE = Path(bot.__file__).parent


def names(base: type) -> list[str]:
    """Return the names of *base* and of everything below it."""
    below: list[type] = base.__subclasses__()
    return [base.__name__, *(name for error in below for name in names(error))]


@pytest.mark.parametrize("error", names(corpus.errors.CorpusError))
def test_every_corpus_error_has_a_sentence(error: str) -> None:
    said = message(error, path="甲.txt", detail="细节")
    assert "甲.txt" in said
    assert not said.isascii()


@pytest.mark.parametrize("error", names(bot.errors.BotError))
def test_every_bot_error_has_a_sentence(error: str) -> None:
    assert message(error, path="甲.db", detail="细节", folder="目录", address="地址")


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence(reason: Reason) -> None:
    assert message(reason.value)


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_of_a_miss_has_a_name_and_what_it_means(cause: Cause) -> None:
    assert re.fullmatch(r"[一-鿿]{2,6}：[^：]+", message(f"causes.{cause}"))


@pytest.mark.parametrize("step", STEPS)
def test_every_cleaning_step_has_a_name(step: str) -> None:
    assert not message(f"cleaning.{step}").isascii()


def test_a_fact_that_is_empty_leaves_no_brackets() -> None:
    assert "（" not in message("UndecodableReport", path="甲.txt", detail="")


def test_every_code_in_the_source_has_a_sentence_with_those_facts() -> None:
    """``message("section.name", fact=…)`` anywhere in the package: the sentence asks for no other facts."""
    found = [call for path in sorted(HERE.rglob("*.py")) for call in calls(path)]
    assert len(found) > 40
    for code, given in found:
        wanted = {field for _, field, _, _ in string.Formatter().parse(sentences()[code]) if field}
        assert "**" in given or wanted <= given, f"{code} needs {wanted}, gets {given}"


def calls(path: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield code and names of the facts of every call of message() in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("message", "sentence"):
            codes = [str(part.value) for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
            for code in codes:
                if re.fullmatch(r"\w+\.\w+", code):
                    yield code, {keyword.arg or "**" for keyword in node.keywords}


def test_facts_are_not_read_as_templates() -> None:
    assert message("answer.understood", question="{total} {0} %s") == "按“{total} {0} %s”查找"


def test_only_administrators_are_shown_what_only_they_may_do() -> None:
    theirs = {"reload", "status", "gaps", "add", "remove"}
    assert theirs <= {name for name, _ in menu("zh", admin=True)}
    for shown in (menu("zh"), menu("zh", group=True)):
        assert not theirs & {name for name, _ in shown}


def test_menus_are_within_telegrams_limits() -> None:
    for language in ("zh", "en"):
        for name, description in menu(language, admin=True):
            assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
            assert 1 <= len(description) <= 256


def test_every_refusal_of_sqlite_has_chinese_words() -> None:
    """By the result codes that SQLite has, whatever refines them, and by its own words for them."""
    for name, (told, words) in SQLITE.items():
        error = sqlite3.OperationalError(told)
        assert why_sqlite(error) == in_chinese(told) == words
        error.sqlite_errorname = f"{name}_SNAPSHOT"
        assert why_sqlite(error) == words


@pytest.mark.parametrize("code", ["UnreadableReport", "UndecodableReport", "BrokenCatalog"])
def test_advice_is_given_once(code: str) -> None:
    """A fact that says itself what to do stands alone."""
    assert fault(code, "甲.pdf", "没有读完；请另存成新的文件").count("请") == 1
    assert fault(code, "甲.pdf", "没有权限").count("请") >= 1
