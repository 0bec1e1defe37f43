"""What the administrator decides: environment variables, also from a ``.env`` in the working directory.

The environment wins over ``.env``; an empty value means the default. All wrong values are reported at once, each with
the name of the variable, what it holds and what is expected; tokens and secrets are never shown.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.system import why
from corpus import DEMO

T = TypeVar("T")

VARIABLES = (
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_API_URL",
    "CUNWEN_REPORTS",
    "CUNWEN_DATA",
    "CUNWEN_ADMINS",
    "CUNWEN_CHATS",
    "CUNWEN_ENGINE",
    "CUNWEN_MILVUS_URI",
    "CUNWEN_WEBHOOK_URL",
    "CUNWEN_WEBHOOK_SECRET",
    "CUNWEN_LISTEN",
    "CUNWEN_METRICS",
    "CUNWEN_RETENTION_DAYS",
    "CUNWEN_TIMEZONE",
    "CUNWEN_LOG_LEVEL",
)
"""Every variable that is read, in the order of ``.env.example``."""

ENGINES = ("auto", "rank_bm25", "tantivy", "milvus")
"""What CUNWEN_ENGINE may name: those of retrieval/engines/, which take too long to import to be asked here."""
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
CHINA = "Asia/Shanghai"
_ENGINES_TOLD = f"{'、'.join(ENGINES)} 之一"
_MILVUS_TOLD = "Milvus 的地址或本地文件路径"
PUBLIC_API = "https://api.telegram.org"
TOKEN_LIKE = re.compile(r"\d{5,}:[\w-]{10,}")
"""Hidden wherever a value is shown: a token is easily pasted into the wrong variable."""


LISTEN_EXPECTED = "主机:端口，例如 127.0.0.1:8080"


class SettingsError(Exception):
    """A variable holds what cannot be used; ``problems`` has one Chinese sentence a variable."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Address(NamedTuple):
    """Where to listen: a name or number of this machine, and a port."""

    host: str
    port: int


def default_data() -> Path:
    """Return the folder for a user's own data: ``$XDG_DATA_HOME/cunwen``, else ``~/.local/share/cunwen``."""
    home = os.environ.get("XDG_DATA_HOME", "")
    return (Path(home) if Path(home).is_absolute() else Path("~/.local/share").expanduser()) / "cunwen"


LISTEN = Address("127.0.0.1", 8080)


@dataclass(frozen=True)
class Settings:
    """All settings of the bot. ``.env.example`` explains each for the administrator.

    token           of the bot, empty when none is set
    api_url         root of the Bot API, no slash at the end
    reports, data   folders: reports to answer from; SQLite and the index
    admins          user ids that may reload, read the gaps, add reports
    chats           chat ids that are served; empty means all
    webhook_url     empty means long polling
    listen          where the webhook's requests arrive; None: see ``listening``
    metrics         where /healthz and /metrics are; None means nowhere
    retention_days  history older than this is deleted; 0 keeps it
    timezone        whose clock the quiet hours go by
    """

    token: str = field(default="", repr=False)
    api_url: str = PUBLIC_API
    reports: Path = DEMO
    data: Path = field(default_factory=default_data)
    admins: frozenset[int] = frozenset()
    chats: frozenset[int] = frozenset()
    engine: str = "auto"
    milvus_uri: str = field(default="", repr=False)
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    listen: Address | None = None
    metrics: Address | None = None
    retention_days: int = 365
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo(CHINA))
    log_level: str = "INFO"

    @property
    def listening(self) -> Address:
        """Where the webhook listens: for a proxy that holds the certificate; of itself for a URL of this machine."""
        url = urlsplit(self.webhook_url)
        if self.listen is None and url.hostname in ("127.0.0.1", "localhost"):
            return Address(url.hostname, url.port or 80)
        return self.listen or LISTEN


def read_settings(*, reports: Path | None = None, data: Path | None = None) -> Settings:
    """Read every setting; a folder given here (from the command line) wins.

    Raises  SettingsError naming every variable that holds what cannot be used
    """
    reader = _Reader(_environment())
    settings = Settings(
        token=reader.secret("TELEGRAM_BOT_TOKEN", r"\d+:[\w-]+", "BotFather 给的令牌，形如 123456:ABC…"),
        api_url=reader.read("TELEGRAM_API_URL", _url, PUBLIC_API, "以 http:// 或 https:// 开头的地址"),
        reports=reports or reader.read("CUNWEN_REPORTS", _folder, DEMO, "文件夹的路径"),
        data=data or reader.read("CUNWEN_DATA", _folder, default_data(), "文件夹的路径"),
        admins=reader.read("CUNWEN_ADMINS", _ids, frozenset(), "用逗号分开的用户编号（整数）"),
        chats=reader.read("CUNWEN_CHATS", _ids, frozenset(), "用逗号分开的会话编号（整数，群组为负数）"),
        engine=reader.read("CUNWEN_ENGINE", _one_of(ENGINES), "auto", _ENGINES_TOLD),
        milvus_uri=reader.secret("CUNWEN_MILVUS_URI", r".+", _MILVUS_TOLD),
        webhook_url=reader.read("CUNWEN_WEBHOOK_URL", _url, "", "以 http:// 或 https:// 开头的地址"),
        webhook_secret=reader.secret("CUNWEN_WEBHOOK_SECRET", r"[\w-]{1,256}", "1 到 256 个字母、数字、_ 或 -"),
        listen=reader.read("CUNWEN_LISTEN", _address, None, LISTEN_EXPECTED),
        metrics=reader.read("CUNWEN_METRICS", _address, None, LISTEN_EXPECTED),
        retention_days=reader.read("CUNWEN_RETENTION_DAYS", _days, 365, "不小于 0 的整数，0 表示一直保留"),
        timezone=reader.read("CUNWEN_TIMEZONE", _zone, ZoneInfo(CHINA), f"时区的名字，例如 {CHINA} 或 Asia/Urumqi"),
        log_level=reader.read("CUNWEN_LOG_LEVEL", _level, "INFO", "、".join(LOG_LEVELS) + " 之一"),
    )
    reader.finish()
    return settings


def read_folders(reports: Path | None, data: Path | None) -> tuple[Path, Path]:
    """Return the folder of reports and the data folder: those given, else from the environment, else the defaults."""
    reader = _Reader(_environment())
    folders = (
        reports or reader.read("CUNWEN_REPORTS", _folder, DEMO, "文件夹的路径"),
        data or reader.read("CUNWEN_DATA", _folder, default_data(), "文件夹的路径"),
    )
    reader.finish()
    return folders


def read_engine() -> tuple[str, str]:
    """Return the search engine's name and where Milvus is, for a command that opens reports.

    Raises  SettingsError when CUNWEN_ENGINE names none
    """
    reader = _Reader(_environment())
    engine = reader.read("CUNWEN_ENGINE", _one_of(ENGINES), "auto", _ENGINES_TOLD)
    milvus = reader.secret("CUNWEN_MILVUS_URI", r".+", _MILVUS_TOLD)
    reader.finish()
    return engine, milvus


def make_data_folder(folder: Path) -> Path:
    """Create *folder* if need be and make sure that files can be written there.

    Raises  SettingsError saying which folder and why not
    """
    probe = folder / f".write-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SettingsError(
            f"数据目录 {folder} 写不进去（{why(error)}）。请换一个能写的目录：用 --data 目录，或设置 CUNWEN_DATA。"
        ) from error
    return folder


def _environment() -> Mapping[str, str]:
    """Return the environment, with what ``.env`` adds to it."""
    try:
        written = Path(".env").read_text("utf-8")
    except FileNotFoundError:
        return os.environ
    except (OSError, ValueError) as error:  # a folder of that name, no permission, not UTF-8
        raise SettingsError("当前目录的 .env 读不出来。请把它存成 UTF-8 编码的文本文件，并确认有读取权限。") from error
    from dotenv import load_dotenv  # most start without such a file

    load_dotenv(stream=StringIO(written))
    return os.environ


class _Reader:
    """Reads variables one by one and remembers what was wrong."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._problems: list[str] = []

    def read(self, name: str, parse: Callable[[str], T], default: T, expected: str) -> T:
        text = self._env.get(name, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except ValueError:
            shown = TOKEN_LIKE.sub("***", text)
            self._problems.append(f"环境变量 {name} 的值“{shown}”用不了，应为{expected}。")
            return default

    def secret(self, name: str, pattern: str, expected: str) -> str:
        text = self._env.get(name, "").strip()
        if text and not re.fullmatch(pattern, text, re.ASCII):
            self._problems.append(f"环境变量 {name} 的值不合格式（不显示），应为{expected}。")
            return ""
        return text

    def finish(self) -> None:
        if self._problems:
            raise SettingsError(*self._problems)


def _folder(text: str) -> Path:
    return Path(text).expanduser()


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(text)
    return text.rstrip("/")


def _address(text: str) -> Address | None:
    parts = urlsplit(f"//{text}")
    if not parts.hostname or not parts.port or parts.netloc != text or parts.username is not None:
        raise ValueError(text)
    return Address(parts.hostname, parts.port)


def _ids(text: str) -> frozenset[int]:
    return frozenset(int(number) for number in re.split(r"[\s,，、;；]+", text) if number)


def _days(text: str) -> int:
    days = int(text)
    if days < 0:
        raise ValueError(text)
    return days


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, OSError) as error:  # a name that is a folder, or too long for a file
        raise ValueError(text) from error


def _level(text: str) -> str:
    return _one_of(LOG_LEVELS)(text.upper())


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def choose(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return choose
