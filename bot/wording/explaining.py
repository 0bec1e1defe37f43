"""From an Explanation to words: a full account for a terminal, a short one for a phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from answering import Reason
from answering.explain import Asked, Candidate, Explanation, Factor, Term, label
from bot.tally import NO_VOTES, Tally
from bot.wording.markup import Run, fit, shorten
from bot.wording.messages import message
from bot.wording.replies import Button, Mark, Reply, vote_buttons

TERMS = 6
FACTORS = 3
"""Features that a phone shows."""
TEXT = 40
"""UTF-16 units of a span or a sentence that is only named."""


def why(explanation: Explanation, mark: Mark | None = None, page: int = 0, votes: Tally = NO_VOTES) -> Reply:
    """Return the message behind the button 为什么: about a dozen short lines, and 收起 back to quote number *page*."""
    answer = explanation.answer
    head = shorten(answer.answer or message("answer.not_found"), 2 * TEXT)
    runs = [Run(head, bold=True), *(Run(f"\n{line}") for line in _lines(explanation, brief=True))]
    if mark is None:
        return Reply(fit(runs))
    voting = vote_buttons(mark, page, votes) if answer.found else ()
    return Reply(fit(runs), (Button(message("buttons.fold"), mark("page", page)), *voting))


def told(explanation: Explanation) -> str:
    """Return the whole account as lines for a terminal."""
    title = message("why.title" if explanation.answer.found else "why.title_refused")
    return "\n".join([f"{title}：", *(f"　{line}" for line in _lines(explanation, brief=False))])


def _lines(explanation: Explanation, *, brief: bool) -> Iterator[str]:
    answer, best = explanation.answer, explanation.best
    if answer.reason:
        yield message(answer.reason.value)
    if explanation.asked:
        yield from _asked(explanation, explanation.asked, brief=brief)
    yield from _words(explanation, brief=brief)
    if best and answer.found:
        yield from _chosen(explanation, best, brief=brief)
    elif best:
        yield _passage(best)
    if best:
        yield from _confidence(explanation, best)
    if best and answer.found:
        yield from (_next(other, best, brief=brief) for other in explanation.others[: 1 if brief else None])


def _asked(explanation: Explanation, asked: Asked, *, brief: bool) -> Iterator[str]:
    answer = explanation.answer
    if not brief and answer.understood != answer.question:
        yield message("why.understood", question=answer.understood)
    yield message("why.asked", kind=label("kinds", asked.kind.value), details="，".join(_details(asked)))
    if explanation.slips:
        yield message("why.slips", slips="、".join(f"{slip.written}→{slip.meant}" for slip in explanation.slips))
    held = {
        "why.places": asked.places, "why.years": asked.years, "why.numbers": asked.numbers,
        "why.excluded": filter(None, [asked.excluded]),
    }  # fmt: skip
    named = [message(code, words="、".join(words)) for code, words in ((c, tuple(w)) for c, w in held.items()) if words]
    if named:
        yield message("why.constraints", constraints="；".join(named))


def _details(asked: Asked) -> Iterator[str]:
    """Yield what is asked for more closely: 面积, 以亩计, 村."""
    if asked.dimension:
        yield label("dimensions", asked.dimension)
    if asked.unit:
        yield message("why.unit", unit=asked.unit)
    person = label("targets", asked.target) if asked.target in ("person", "organisation") else ""
    if (head := asked.head or person) and head != asked.unit:
        yield head
    if asked.wanted:
        yield message("why.wanted", count=asked.wanted)
    elif asked.many:
        yield message("why.all")


def _words(explanation: Explanation, *, brief: bool) -> Iterator[str]:
    """Yield the words that matched, with their weight and what stands for them, and those that did not."""
    found = [term for term in explanation.terms if term.grade]
    if found:
        each = [message("why.term", term=_term(term), share=round(100 * term.share)) for term in found]
        yield message("why.terms" if brief else "why.weights", terms="、".join(each[:TERMS] if brief else each))
    around = [term.text for term in explanation.terms if term.how == "around" and len(term.text) > 1]
    lacking = ("why.around", () if brief else around), ("why.nowhere", explanation.nowhere), ("why.elsewhere", explanation.elsewhere)
    for code, words in lacking:
        if words:
            yield message(code, words="、".join(words[:TERMS]))
    missing = {*explanation.nowhere, *explanation.elsewhere}
    if nearest := [word for word in explanation.answer.nearest if word not in missing]:
        yield message("why.nearest", words="、".join(nearest))


def _term(term: Term) -> str:
    return term.text if term.found == term.text else f"{term.text}→{term.found}"


def _chosen(explanation: Explanation, best: Candidate, *, brief: bool) -> Iterator[str]:
    """Yield where the passage ranked, how the span was cut, and what counted."""
    if rank := explanation.rank:
        yield message(
            "why.rank", paragraph=rank.paragraph, paragraphs=rank.paragraphs, sentence=rank.sentence, sentences=rank.sentences
        )
    yield message("why.rule", rule=label("rules", best.rule))
    if brief:
        yield message("why.counted", factors="、".join(_factors(best.factors[:FACTORS], "why.factor")))
    else:
        yield message("why.score", score=f"{best.score:.2f}")
        yield from _factors(best.factors, "why.factor_full")


def _factors(factors: Iterable[Factor], code: str) -> Iterator[str]:
    for factor in factors:
        yield message(
            code, label=label("features", factor.name), points=f"{factor.points:+.2f}", value=f"{factor.value:.2f}",
            weight=f"{factor.weight:g}",
        )  # fmt: skip


def _confidence(explanation: Explanation, best: Candidate) -> Iterator[str]:
    """Yield how sure the answer is against the threshold; of a refusal in spite of it, what speaks against the passage."""
    sure, enough = f"{explanation.confidence:.2f}", explanation.confidence >= explanation.threshold
    if explanation.answer.found != enough:
        yield from _against(explanation, best, sure)
    else:
        yield message("why.confidence", confidence=sure, threshold=f"{explanation.threshold:.2f}")


def _against(explanation: Explanation, best: Candidate, sure: str) -> Iterator[str]:
    """Yield what decided, where that was not the confidence; a name that is missing has been said already."""
    against = [factor for factor in best.factors if factor.points < 0]
    if explanation.answer.found:
        yield message("why.decided", confidence=sure)
    elif explanation.answer.reason is not Reason.NOT_SAID:
        return
    elif best.rule == "sentence" or not against:
        yield message("why.untyped", confidence=sure)
    else:
        yield message("why.against", confidence=sure, factors="、".join(_factors(against, "why.factor")))


def _passage(best: Candidate) -> str:
    quote = best.quote
    return message(
        "why.passage", title=quote.report.title, paragraph=quote.paragraph.number, text=shorten(quote.text, TEXT)
    )


def _next(other: Candidate, best: Candidate, *, brief: bool) -> str:
    lost = other.lost_by(best)
    said = message(
        "why.next" if brief else "why.next_full", text=shorten("、".join(other.parts), TEXT), behind=f"{other.behind:.2f}",
        title=other.quote.report.title, paragraph=other.quote.paragraph.number,
    )  # fmt: skip
    return said + (message("why.lost", label=label("features", lost)) if lost and not brief else "")
