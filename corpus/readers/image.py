"""Pictures of text: photographs, scans and screenshots, read by the extra ``cunwen[ocr]``."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import RefusedReport, ReportError, UnreadableReport
from corpus.readers.apart import run
from corpus.readers.layout import lines
from corpus.readers.ocr import INSTALL, as_pieces, installed, recognised, told
from corpus.readers.paragraphs import compose
from corpus.readers.raw import Raw, Source

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 60_000_000
"""A picture that says it is larger is not opened: a small file can unpack to any size."""
MAX_FRAMES = 100
_TOO_LARGE = f"图片太大，请缩小到 {MAX_PIXELS // 10_000} 万像素以内"


def read(source: Source) -> Raw:
    """Recognise the text of a picture, in a process of its own.

    Raises    as ``read_here``; UnreadableReport also when that process hangs or dies over it
    """
    return run(read_here, source)


def read_here(source: Source) -> Raw:
    """Recognise the text of a picture; the frames of a TIFF are its pages.

    Raises    UnreadableReport when the picture is broken; RefusedReport when it is too large or the extra is missing
    """
    path = Path(source.name)
    if not installed():
        raise RefusedReport(path, f"图片要先识别文字；请安装：{INSTALL}")
    try:
        found = [recognised(frame) for frame in _frames(source)]
    except ReportError:
        raise
    except Exception as error:  # what a broken picture makes of a decoder
        raise UnreadableReport(path, f"图片已损坏（{type(error).__name__}）；请重新保存或拍摄") from error
    composed = compose([lines(as_pieces(seen, 1.0)) for seen in found])
    more = told(dict(enumerate(found, 1)))
    pages = composed.pages if len(found) > 1 else ()
    return Raw(source.data, composed.text, "image", "", pages, (), (*more.cuts, *composed.cuts), more.warnings)


def _frames(source: Source) -> list[Image]:
    from PIL import Image, ImageOps, ImageSequence

    path = Path(source.name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of a size that is refused here, and of odd metadata
        try:
            picture = Image.open(io.BytesIO(source.data))
        except Image.DecompressionBombError as error:
            raise RefusedReport(path, _TOO_LARGE) from error
        with picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise RefusedReport(path, _TOO_LARGE)
            if (count := getattr(picture, "n_frames", 1)) > MAX_FRAMES:
                raise RefusedReport(path, f"图片有 {count} 页，最多读 {MAX_FRAMES} 页；请拆成几个文件")
            return [ImageOps.exif_transpose(frame).convert("RGB") for frame in ImageSequence.Iterator(picture)]
