"""The command line: one file a command, everything a user reads in Chinese.

A command returns its exit code: 0 done or answered, 1 nothing found, 2 wrong usage or unreadable input.
What takes long to import (jieba, telegram) is imported inside the command that needs it, so ``--help`` is quick.
"""
