"""Readers that lean on native libraries work in a process of their own: a file made to hang, to crash or to fill the
memory takes that process with it, and nothing else.

The process is started with the first such file and kept for the next ones; it ends with its parent. Both sides write a
length and that many bytes of pickle; a length of 0 only says that the work goes on.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import selectors
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import IO, Any

from corpus import errors
from corpus.errors import ReportError, UnreadableReport
from corpus.readers.raw import Raw, Source

SILENCE = 120.0
"""Seconds without a sign of life after which a reader is given up; a page is one."""
MEMORY = 4 << 30
"""Bytes of address space that a reader may take."""

Reader = Callable[[Source], Raw]
_START = "from corpus.readers.apart import serve; serve()"
_HEAD = 8
_LOCK = Lock()
_out: IO[bytes] | None = None
"""Where the worker writes; None in every other process."""


def run(reader: Reader, source: Source) -> Raw:
    """Return what *reader*, a function of a module, makes of *source* in the other process.

    Raises    the reader's ReportError; UnreadableReport when it was given up or died
    """
    with _LOCK:
        worker = _worker()
        try:
            _send(_pipe(worker.stdin), pickle.dumps((reader, source)))
            good, told = pickle.loads(_answer(worker))
        except (OSError, EOFError, TimeoutError) as error:
            _stop(worker)
            late = isinstance(error, TimeoutError)
            why = f"{SILENCE:.0f} 秒没有读完一页" if late else "读它的进程中断了，可能要占太多内存"
            raise UnreadableReport(Path(source.name), f"{why}；文件可能已损坏，请另存或打印成新的文件") from error
    if good:
        raw: Raw = told
        return raw
    kind, detail = told
    raise getattr(errors, kind)(Path(source.name), detail)


def tick() -> None:
    """Say that the work goes on."""
    if _out:
        _send(_out, b"")


def serve() -> None:
    """Read files for the parent until it is gone."""
    import resource

    global _out
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between
    while request := _receive(sys.stdin.buffer):
        reader, source = pickle.loads(request)
        answer: tuple[bool, Any]
        try:
            answer = True, reader(source)
        except ReportError as error:
            answer = False, (type(error).__name__, error.detail)
        except MemoryError:
            answer = False, (UnreadableReport.__name__, "要占太多内存")
        except Exception as error:  # a mistake of ours or of a library's: no fault of the process, nor perhaps of the file
            answer = False, (UnreadableReport.__name__, _mistake(error))
        _send(_out, pickle.dumps(answer))


def _mistake(error: Exception) -> str:
    """Say which mistake it was and where it was made, without a word of the file."""
    *_, last = traceback.extract_tb(error.__traceback__)
    where = f"{Path(last.filename).name} 第 {last.lineno} 行"
    return f"读取程序自己出了错（{type(error).__name__}，{where}），文件不一定有问题；请另存或打印成新的文件再试，并把这一行报告给开发者"


_started: tuple[int, subprocess.Popen[bytes]] | None = None


def _worker() -> subprocess.Popen[bytes]:
    """Return the process that reads, started by this one and still alive."""
    global _started
    if _started and _started[0] == os.getpid() and _started[1].poll() is None:
        return _started[1]
    paths = os.pathsep.join(os.path.abspath(path) for path in sys.path)  # noqa: PTH100  (as Python itself does)
    worker = subprocess.Popen(
        [sys.executable, "-c", _START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
    )
    _started = os.getpid(), worker
    atexit.register(_stop, worker)
    return worker


def _stop(worker: subprocess.Popen[bytes]) -> None:
    if _started and _started == (os.getpid(), worker):
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            with contextlib.suppress(OSError):  # what was still to be written finds nobody
                _pipe(pipe).close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(_HEAD, "big") + message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    """Return one message, empty at the end."""
    return pipe.read(int.from_bytes(pipe.read(_HEAD), "big"))


def _answer(worker: subprocess.Popen[bytes]) -> bytes:
    """Return the answer, past the signs of life.

    Raises    TimeoutError when there is none for too long, EOFError when the process is gone
    """
    pipe = _pipe(worker.stdout)
    waiting = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if not selector.select(SILENCE):
                raise TimeoutError
            piece = os.read(pipe.fileno(), 1 << 20)
            if not piece:
                raise EOFError
            waiting += piece
            while len(waiting) >= _HEAD:
                size = int.from_bytes(waiting[:_HEAD], "big")
                if len(waiting) < _HEAD + size:
                    break
                if size:
                    return waiting[_HEAD:]
                waiting = waiting[_HEAD:]
