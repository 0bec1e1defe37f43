"""The Chinese sentences of ``data/messages.yaml``, by code."""

from __future__ import annotations

from functools import cache

from corpus.lists import read_list


@cache
def sentences() -> dict[str, str]:
    """Return every sentence: class names and reasons by themselves, the others as ``section.name``."""
    sections: dict[str, dict[str, str]] = read_list("messages.yaml", "bot")
    bare = {"corpus_errors", "bot_errors", "reasons"}
    return {
        code if section in bare else f"{section}.{code}": words
        for section, codes in sections.items()
        for code, words in codes.items()
    }


def message(code: str, **facts: object) -> str:
    """Return the sentence for *code* with *facts* filled in.

    code    a class name of ``corpus/errors.py`` or ``bot/errors.py``, a value of Reason, or ``section.name``
    Raises  KeyError for an unknown code or a fact that the sentence needs and did not get
    >>> message("forget.turns", count=3)
    '提问 3 条'
    """
    return sentences()[code].format(**facts).replace("（）", "")
