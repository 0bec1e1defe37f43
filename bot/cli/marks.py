"""What ``cunwen eval`` shows of a scorecard: figures, shares by kind, style and report, and the misses with their cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.cli.common import text_of
from bot.cli.layout import table
from bot.wording.messages import message

if TYPE_CHECKING:
    from answering.diagnosis import Diagnosis
    from answering.scoring import GoodOf, Scorecard

FIELDS = {"kind": "种类", "style": "问法", "report": "报告"}
"""What a scorecard can be divided by, and the heading of that."""
SHOWN = 80
"""Characters of a quote that a terminal shows."""


def figures(card: Scorecard) -> str:
    """Return the figures, one a line."""
    return table([(name, "—" if value is None else str(value)) for name, value in card.figures().items()])


def shares(field: str, groups: Mapping[str, GoodOf]) -> str:
    """Return a table of one field's values: right, all, share."""
    rows = [(value or "（应拒答）", str(good), str(all_), f"{good / all_:.2f}") for value, (good, all_) in groups.items()]
    return table([(FIELDS[field], "对", "共", "比率"), *rows])


def shares_json(groups: Mapping[str, GoodOf]) -> dict[str, Any]:
    """Return the same for a program."""
    return {value: {"right": good, "all": all_, "share": round(good / all_, 4)} for value, (good, all_) in groups.items()}


def causes(diagnoses: Sequence[Diagnosis]) -> str:
    """Return what lost the answers, and how many; the wrong refusals by their reason too."""
    from answering.diagnosis import Cause, counted, reasons

    lines = ["没答好的原因"]
    for cause, count in counted(diagnoses).items():
        lines.append(f"{count:4}  {message(f'causes.{cause}')}")
        if cause is Cause.REFUSED:
            lines += [f"{of:8}  {message(reason.value)}" for reason, of in reasons(diagnoses).items()]
    return "\n".join(lines)


def told(diagnosis: Diagnosis) -> str:
    """Return one miss in a few lines: what was asked, wanted and got, where it was lost, where the passage had got to."""
    gold, answer = diagnosis.mark.gold, diagnosis.mark.answer
    quote = answer.quotes[0].text if answer.quotes else ""
    lines = [
        ("", f"{gold.id}  {gold.kind}  {gold.style}"),
        ("问", gold.question),
        ("补全", answer.understood if answer.understood != gold.question else ""),
        ("应答", " / ".join(gold.answers) or "（拒答）"),
        ("实答", answer.answer or "（拒答）"),
        ("引文", quote[:SHOWN] + "…" * (len(quote) > SHOWN)),
        ("原因", _cause(diagnosis)),
        ("出处", _place(diagnosis) if gold.evidence else ""),
        ("读作", diagnosis.read_as if diagnosis.read_as != gold.kind else ""),
    ]
    return text_of("\n".join(f"  {name}：{words}" if name else words for name, words in lines if words))


def _cause(diagnosis: Diagnosis) -> str:
    reason = diagnosis.mark.answer.reason
    return message(f"causes.{diagnosis.cause}") + (f"。拒答理由：{message(reason.value)}" if reason else "")


def _place(diagnosis: Diagnosis) -> str:
    ranks = {"段落": diagnosis.paragraph, "句子": diagnosis.retrieved, "选取": diagnosis.chosen}
    return "，".join(f"{name}第 {rank}" if rank else f"{name}未入列" for name, rank in ranks.items())


def as_json(card: Scorecard, fields: Sequence[str], diagnoses: Sequence[Diagnosis], misses: int) -> dict[str, Any]:
    """Return everything for a program, at most so many of the *misses*."""
    from answering.diagnosis import counted, reasons

    return {
        **card.figures(),
        **({"by": {field: shares_json(card.by(field)) for field in fields}} if fields else {}),
        "causes": {cause.value: count for cause, count in counted(diagnoses).items()},
        "reasons": {reason.value: count for reason, count in reasons(diagnoses).items()},
        **({"misses": [_miss(diagnosis) for diagnosis in diagnoses[:misses]]} if misses else {}),
    }


def _miss(diagnosis: Diagnosis) -> dict[str, Any]:
    gold, answer = diagnosis.mark.gold, diagnosis.mark.answer
    return {
        "id": gold.id,
        "kind": gold.kind,
        "style": gold.style,
        "question": gold.question,
        "understood": answer.understood,
        "read_as": diagnosis.read_as,
        "gold": list(gold.answers),
        "got": answer.answer,
        "quote": answer.quotes[0].text if answer.quotes else None,
        "reason": answer.reason.value if answer.reason else None,
        "cause": diagnosis.cause.value,
        "paragraph": diagnosis.paragraph,
        "retrieved": diagnosis.retrieved,
        "chosen": diagnosis.chosen,
    }
