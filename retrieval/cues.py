"""Words that the answering sentence may be expected to hold, given how the question asks (``data/cues.yaml``)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from retrieval.lists import read_list


@cache
def _cues() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((re.compile(cue["asked"]), tuple(cue["written"])) for cue in read_list("cues.yaml"))


@lru_cache(maxsize=256)
def expected(question: str) -> tuple[str, ...]:
    """Return the words to expect in the sentence that answers folded *question*.

    >>> expected("石林在哪里")[:2]
    ('位于', '坐落')
    """
    return tuple(dict.fromkeys(word for asked, written in _cues() if asked.search(question) for word in written))
