"""Questions that the text decides: yes or no, and which is more."""

from __future__ import annotations

import re

from answering import lexicon
from answering.choose import Choice
from answering.question import Question

_FIRST = re.compile(r"首个|首次|首家|首款|第一个|第一家|首创|唯一")
_ENDED = re.compile(r"劝退|清退|取消|停止|停办|撤销|关闭|拆除|免职|退出|终止")


def decided(question: Question, choice: Choice) -> str:
    """Return 是 or 否 as the sentence decides it."""
    asked, text = question.query.text, choice.hit.passage.text
    no = _negated(text, choice) != _negated(re.sub(r"(?:没有?|不|否)[?。! ]*$|是不是|是否|有没有|能不能|会不会", "", asked), choice)
    if re.search(r"之前|以前|此前|先前", asked) and _FIRST.search(text):
        no = not no
    if re.search(r"还(?:让|能|可以|在|继续)|继续|接着", asked) and _ENDED.search(text):
        no = not no
    if _rival(question, choice):
        no = not no
    return "否" if no else "是"


def _negated(text: str, choice: Choice) -> bool:
    plain = lexicon.pattern("not_negations").sub("", text)
    if text == choice.hit.passage.text:
        matched = [m.word for m in choice.hit.evidence.matches if m.word and len(m.word) > 1]
        near = [plain[max(0, at - 6) : at] for word in matched if (at := plain.find(word)) >= 0]
        return any(lexicon.pattern("negations").search(piece) for piece in near)
    return bool(lexicon.pattern("negations").search(plain))


def _rival(question: Question, choice: Choice) -> bool:
    """Whether the question's place stands in another scope than the rest of the question's words."""
    if not question.places:
        return False
    text = choice.hit.passage.text
    scope = choice.scope
    own = text[scope.start : scope.end]
    others = [u.text for u in question.query.units if len(u.text) > 1 and not any(p.stem in u.text for p in question.places)]
    held = [word for word in others if word in text]
    return bool(held) and not any(word in own for word in held) and any(p.stem in own for p in question.places)


def compared(question: Question, choices: list[Choice]) -> tuple[Choice, tuple[str, ...]] | None:
    """Return the choice and the answer when like figures of the things compared decide, None when they do not."""
    return None
