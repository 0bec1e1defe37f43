"""Figures, dates, durations, frequencies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from answering import lexicon
from answering.figures import Figure, find_figures
from answering.question import Question
from answering.spans.span import Span

_YEAR = r"(?:[0-9]{4}|\*{1,4}(?=年\*)|\*{2,4}|今|去|前|当|本|明)年度?"
_MONTH = r"(?:[0-9]{1,2}|\*+)月(?:份)?"
_DAY = r"(?:(?:[0-9]{1,2}|\*+)日|[上中下]旬|初|底)"
_FEAST = "(?:元旦|春节|元宵|清明|五一|端午|中秋|国庆|重阳)节?(?:前后?|期间|假期)?"
_DATE = re.compile(
    rf"{_YEAR}{_FEAST}|每月(?:{_DAY}|[0-9*]+号)|{_YEAR}(?:初|底|末|{_MONTH}{_DAY}?)?(?:[上下]半年)?|{_MONTH}{_DAY}?(?:[至到—-](?:{_MONTH})?{_DAY}|[至到—-]{_MONTH})?前?|[上下]半年|[一二三四]季度"
    r"|(?:[次翌同]年)?年[初中底末](?:前|以前|之前)?|月底前?|换届以来|截至目前|“?[一二三四]五”?(?:期间|时期)|[春夏秋冬]季|每?周[一二三四五六日]晚?上?"
)


_ERA = re.compile(
    r"(?:夏|商|西周|东周|周|春秋|战国|秦|西汉|东汉|汉|三国|西晋|东晋|晋|南北朝|隋|唐|五代|北宋|南宋|宋|辽|金|元|明|清|民国)(?:[朝代末初]|[末初]年|[早中晚末后前]期|时期?|年间)"
    r"(?:[至到及]?(?:[一-鿿]{1,2})?(?:[朝代末初]|[末初]年|[早中晚末]期|时期?))?"
    r"|(?<![一-鿿])[一-鿿]{2}(?:元|[二三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?)年(?:\([0-9]{2,4}年\))?|[0-9]+(?:\.[0-9]+)?[万亿]年前"
    r"|(?:[0-9]{1,2}|[一二三四五六七八九十]+)世纪(?:[初末]|[0-9一二三四五六七八九]+0?十?年代|[早中晚]期|中叶)?"
    r"|(?:元旦|春节|元宵|清明|五一|端午|七夕|中元|中秋|国庆|重阳|腊八|冬至|除夕)(?:节)?(?:当[日天]|前后|期间|前夕|假期)?"
)
"""A time that no calendar date names: a dynasty, the year of a reign, a feast."""
_SMALL = "[一二两三四五六七八九十]"
_VAGUE = frozenset("个人名位些点种样年月日天次家元")
"""Measures that stand behind a small numeral also where nothing is counted: 一个, 一家, 两次."""
_NUMERAL = "(?:[0-9]+|[零一二三四五六七八九十百千两]+)"


def figures(question: Question, text: str) -> Iterator[Span]:
    """Yield figures of the dimension asked for; one with the unit the question names fits best."""
    yield from _measured(question, text)
    ordinal = bool(_ORDINAL.search(question.query.text))
    small = re.search("几[块毛角分]", question.query.text)
    across = re.search("多([宽长高深厚远重])", question.query.text)
    for figure in find_figures(text):
        fit = _fit(question, figure)
        if question.head and question.unit and len(question.head) < 4:  # 几个村: 12个村, not 12个棚
            fit *= 1.2 if question.head in figure.unit or question.head in _counted(text, figure) else 0.8
        if question.dimension == "money" and figure.unit == "块" and not _PRICED.search(text, 0, figure.start):  # 牌匾36块
            continue
        if small and fit and (figure.size or 0) >= 1000:  # 几块钱 is no 1460万元
            fit *= 0.3
        if across and fit:  # 多宽: 拓宽至5.5米, not 全长7.4公里
            fit *= 1.15 if across[1] in re.split("[,;]", text[: figure.start])[-1] else 0.85
        if fit and (ordinal or not figure.ordinal):
            yield Span(((figure.start, figure.end),), fit, "figure")


def _counted(text: str, figure: Figure) -> str:
    """Return the few characters behind *figure* that may say what it counts, up to the next one: not 人 behind 86户372人's first."""
    return re.split("[0-9*,、;。]", text[figure.end : figure.end + 6], maxsplit=1)[0]


_ORDINAL = re.compile(r"第几|几届|第多少|排(?:名|行|在|到)?(?:多少|几|老几)")
"""Which one in a row is asked for, not how many."""


def _measured(question: Question, text: str) -> Iterator[Span]:
    """Yield numbers with the very measure asked for, which may be no unit (几层: 五层), and of what is counted (一个机场).

    Also ordinals without any measure (排行第三) where they are asked for.
    """
    measure = re.search(r"(?P<ordinal>第)?(?:几|多少)(?P<measure>[^\W0-9])", question.query.text[slice(*question.asked_at)])
    if question.dimension == "rank" and _ORDINAL.search(question.query.text):
        yield from (Span((match.span(),), 0.9, "figure") for match in re.finditer(rf"第{_NUMERAL}[位名]?", text))
    if measure and not question.unit:
        for match in re.finditer(rf"{measure['ordinal'] or '(?<!第)'}{_NUMERAL}{measure['measure']}", text):
            yield Span((match.span(),), 1.0, "figure")
    if measure and question.unit == measure["measure"] and question.unit not in _VAGUE:  # 放几部: 一部
        for match in re.finditer(rf"(?<![第每]){_SMALL}{question.unit}", text):
            yield Span((match.span(),), 0.9, "figure")
    if len(question.head) > 1 and question.unit:
        for match in re.finditer(rf"(?<![第每])[一两][个{question.unit}](?={re.escape(question.head)})", text):
            yield Span((match.span(),), 1.0, "figure")


def _fit(question: Question, figure: Figure) -> float:
    asked, unit = question.dimension, question.unit
    if unit and (figure.unit.endswith(unit) or (figure.unit.startswith(unit) and asked in figure.dimensions)):
        return 1.0
    if not asked:
        return 0.3 if figure.dimensions & {"share", "time", "rank"} else 0.7
    if asked in figure.dimensions:
        return 0.75 if unit else 0.9
    if {asked, *figure.dimensions} <= {"count", "people", "times"}:
        generic = unit in ("", "个")
        return 0.85 if generic and figure.unit in ("人", "名", "位") else 0.5 if generic else 0.2
    return 0.0


_PRICED = re.compile("[收卖花交价补赚挣付涨降要掏每元钱](?:[^,;。]{0,4})$")
_PARTS = (("几[号日]|哪一?[天日]", "[日号初底]"), ("哪个?一?月|几月", "月"), ("哪一?年|几几年|何年", "年"))
"""Which part of a date is asked for, and what a date that tells it holds."""
_WEEKDAYS = re.compile(
    "每?(?:周|星期|礼拜)[一二三四五六日天](?:[、和至到](?:周|星期|礼拜)?[一二三四五六日天])*(?:[早晚]上?|上午|下午)?"
)


_HOUR = (
    "(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|夜间|夜里)?(?:[0-9]{1,2}|[一二三四五六七八九十两]{1,2})(?:时|点钟?)(?:[0-9]{1,2}分|半)?"
)
_CLOCK = re.compile(rf"{_HOUR}(?:[至到—-]{_HOUR})?前?")


def times(question: Question, text: str) -> Iterator[Span]:
    """Yield dates, durations or frequencies, whichever is asked."""
    if re.search("(周|星期|礼拜)(?:几|哪天)", question.query.text):
        yield from (Span((match.span(),), 1.2, "weekday") for match in _WEEKDAYS.finditer(text))
        return
    if "几点" in question.query.text:
        yield from (Span((match.span(),), 1.2, "date") for match in _CLOCK.finditer(text))
    frequency = [match.span() for match in lexicon.pattern("frequency").finditer(text)]
    if question.dimension == "duration":
        yield from (Span((span,), 0.7, "frequency") for span in frequency)
    else:
        if re.search("几[号日]", question.query.text):  # a day of the month
            frequency = []
        usually = question.dimension == "frequency" or re.search(r"一般|通常|平时|每次", question.query.text)
        sure = 1.0 if usually else 0.5
        stops = [*(a for a, _ in frequency[1:]), len(text)][: len(frequency)]
        for (a, b), stop in zip(frequency, stops, strict=True):
            leads = 0.3 if _told(question, text[b:stop]) else 0.0  # 每周通报,每月互评: what it governs stands behind it
            yield Span(((a, b),), sure + leads + (0.1 if text[a] in "每一按逐" else -0.4), "frequency")
    if question.dimension == "date":
        part = next((said for asked, said in _PARTS if re.search(asked, question.query.text)), "")
        for match in _DATE.finditer(text):
            fit = 0.9 if match[0][:1] in "*今去前当本明" or match[0].endswith("年") else 1.0  # a day says more than its year
            yield Span((match.span(),), fit if not part or re.search(part, match[0]) else 0.6 * fit, "date")
        yield from (Span((match.span(),), 0.7, "date") for match in _ERA.finditer(text))
        return
    for figure in find_figures(text):
        if "time" in figure.dimensions and not figure.ordinal and figure.unit != "届":
            yield Span(((figure.start, figure.end),), 1.0 if question.dimension == "duration" else 0.5, "duration")


def _told(question: Question, text: str) -> bool:
    """Whether a word of the question, no 一次 or the like, stands in *text*."""
    return any(len(unit.text) > 1 and unit.text[0] not in "一每" and unit.text in text for unit in question.query.units)
