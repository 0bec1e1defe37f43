"""What is kept of an index is, read again, as fast to search as it was."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from retrieval.snapshot import _array


@pytest.mark.parametrize("kind", ["<u8", "<i4", "<u2", "|u1"])
def test_arrays_lie_where_numpy_searches_without_copying_them(kind: str) -> None:
    """Within packed bytes an array begins anywhere; it is read back whole, at a multiple of its numbers' size."""
    for length in range(40):
        numbers = np.arange(length).astype(kind)
        read = _array(msgspec.msgpack.encode((kind, numbers.data.cast("B"))))
        assert read.flags.aligned
        assert (read.dtype, read.tolist()) == (numbers.dtype, numbers.tolist())
