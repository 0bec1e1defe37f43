"""Callback data: small, signed, and worth nothing elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.records.database import open_database
from bot.wire.buttons import ACTIONS, Forged, Press, Signer, signing_key

SIGNER = Signer(b"k" * 32)
ID = st.integers(-(10**13) - 1, 2**52)
PRESSES = st.builds(
    Press, st.sampled_from([*ACTIONS]), st.integers(0, 2**31), st.integers(0, 16**7 - 1), ID,
    st.text("0123456789abcdef", min_size=8, max_size=8),
)


@given(PRESSES, ID)
def test_a_press_comes_back_as_it_was_within_64_bytes(press: Press, chat: int) -> None:
    data = SIGNER.pack(press, chat)
    assert len(data.encode()) <= 64
    assert SIGNER.unpack(data, chat) == press


@given(PRESSES, ID, st.data())
def test_changing_any_character_or_the_chat_is_noticed(press: Press, chat: int, data: st.DataObject) -> None:
    packed = SIGNER.pack(press, chat)
    at = data.draw(st.integers(0, len(packed) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != packed[at]))
    with pytest.raises(Forged):
        SIGNER.unpack(packed[:at] + other + packed[at + 1 :], chat)
    with pytest.raises(Forged):
        SIGNER.unpack(packed, chat + 1)
    with pytest.raises(Forged):
        Signer(b"x" * 32).unpack(packed, chat)


@given(st.text())
def test_rubbish_is_forged(data: str) -> None:
    with pytest.raises(Forged):
        SIGNER.unpack(data, 1)


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    def key() -> bytes:
        with open_database(tmp_path) as db:
            assert isinstance(db, Database)
            return signing_key(db)

    assert key() == key()
    assert len(key()) == 32
