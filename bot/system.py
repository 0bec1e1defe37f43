"""The operating system's refusals in Chinese."""

from __future__ import annotations

import errno
import os

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


def why(error: OSError) -> str:
    """Return the reason in a few words; the system's own where there is no Chinese one."""
    return WORDS.get(error.errno or 0) or error.strerror or type(error).__name__


def in_chinese(detail: str) -> str:
    """Return the Chinese for one of the system's own refusals, any other *detail* as it is.

    >>> in_chinese("No such file or directory"), in_chinese("第 3 行")
    ('没有这个文件或目录', '第 3 行')
    """
    return next((words for code, words in WORDS.items() if os.strerror(code) == detail), detail)
