"""The refusals of the operating system and of SQLite in Chinese."""

from __future__ import annotations

import errno
import os
import sqlite3

WORDS = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是目录，不是文件",
    errno.ENOTDIR: "路径里有一段不是目录",
    errno.EEXIST: "已有同名的文件",
    errno.EROFS: "文件系统是只读的",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EADDRINUSE: "地址已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    errno.EMFILE: "打开的文件太多",
}

SQLITE = {
    "SQLITE_BUSY": ("database is locked", "正被另一个程序使用"),
    "SQLITE_LOCKED": ("database table is locked", "正被另一个程序使用"),
    "SQLITE_READONLY": ("attempt to write a readonly database", "是只读的"),
    "SQLITE_IOERR": ("disk I/O error", "磁盘读写出错"),
    "SQLITE_CORRUPT": ("database disk image is malformed", "内容已损坏"),
    "SQLITE_FULL": ("database or disk is full", "磁盘满了"),
    "SQLITE_CANTOPEN": ("unable to open database file", "打不开"),
    "SQLITE_NOTADB": ("file is not a database", "不是数据库文件"),
    "SQLITE_PERM": ("access permission denied", "没有权限"),
    "SQLITE_AUTH": ("authorization denied", "没有权限"),
    "SQLITE_NOMEM": ("out of memory", "内存不够"),
    "SQLITE_PROTOCOL": ("locking protocol", "正被另一个程序使用"),
    "SQLITE_SCHEMA": ("database schema has changed", "正被另一个版本使用"),
}
"""By the name of the result code: SQLite's own words, and ours."""
CACHE = {"another version uses it": "正被另一个版本使用", "checksum": "内容与校验和不符"}
"""What ``corpus/cache.py`` says itself."""


def why(error: OSError) -> str:
    """Return the reason in a few words; the system's own where there is no Chinese one."""
    return WORDS.get(error.errno or 0) or error.strerror or type(error).__name__


def in_chinese(detail: str) -> str:
    """Return the Chinese for one of the system's own refusals, any other *detail* as it is.

    >>> in_chinese("No such file or directory"), in_chinese("database is locked"), in_chinese("第 3 行")
    ('没有这个文件或目录', '正被另一个程序使用', '第 3 行')
    """
    system = {os.strerror(code): words for code, words in WORDS.items()}
    return (system | dict(SQLITE.values()) | CACHE).get(detail, detail)


def why_sqlite(error: sqlite3.Error) -> str:
    """Return SQLite's reason in a few words: by its result code, whose refinements (SQLITE_BUSY_SNAPSHOT) say no more.

    >>> why_sqlite(sqlite3.OperationalError("near \\"selec\\": syntax error"))
    'OperationalError'
    """
    name = getattr(error, "sqlite_errorname", "")
    plain = "_".join(name.split("_")[:2])
    known = dict(SQLITE.values())
    return SQLITE[plain][1] if plain in SQLITE else known.get(str(error), name or type(error).__name__)
