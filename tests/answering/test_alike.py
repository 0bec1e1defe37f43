"""Names like a word that no report writes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from answering.alike import Alike
from retrieval import Library, sounds_alike


@given(data=st.data())
def test_likeness_is_that_of_every_name_looked_at(demo: Library, data: st.DataObject) -> None:
    """The index of names by sound leaves out none that is like the word."""
    names = sorted(demo.retriever.gazetteer.written)
    name = data.draw(st.sampled_from(names))
    at = data.draw(st.integers(0, len(name) - 1))
    word = name[:at] + data.draw(st.sampled_from("李青轻林锋豊村")) + name[at + 1 :]

    def likeness(other: str) -> float:
        shared = [1.0 if c in other else 0.5 * any(sounds_alike(c, o) for o in other) for c in word]
        return sum(shared) + 0.5 * (word[-1] == other[-1])

    expected = sorted((other for other in names if likeness(other) >= 1), key=lambda other: (-likeness(other), other))
    assert Alike(names).to(word) == expected
