"""click in Chinese: headings, the help option and usage errors; nothing here knows a command of ours.

Examples are part of a command (``examples=``) and close its help.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import click

from bot.cli.layout import Formatter

Examples = Sequence[tuple[str, str]]


class Argument(click.Argument):
    """A positional argument that explains itself under 参数."""

    def __init__(self, *names: Any, explain: str = "", **rest: Any) -> None:
        super().__init__(*names, **rest)
        self.explain = explain


class Number(click.ParamType[int]):
    """A whole number, *least* or more where that is given."""

    name = "整数"

    def __init__(self, least: int | None = None) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or fail saying which numbers are taken."""
        wanted = "整数" if self.least is None else f"不小于 {self.least} 的整数"
        try:
            number = int(value)
        except ValueError:
            self.fail(f"“{value}”不是{wanted}", param, ctx)
        if self.least is not None and number < self.least:
            self.fail(f"“{value}”不是{wanted}", param, ctx)
        return number


class OneOf(click.ParamType[str]):
    """One of a few words."""

    name = "选择"

    def __init__(self, *words: str) -> None:
        self.words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Show the words in the help."""
        return "[" + "|".join(self.words) + "]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word, or fail naming those there are."""
        if value not in self.words:
            self.fail(f"“{value}”不在可选的值里，可选：{'、'.join(self.words)}", param, ctx)
        return str(value)


class Context(click.Context):
    """A context whose help is laid out for Chinese."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help is Chinese and ends with examples."""

    context_class = Context

    def __init__(self, *args: Any, examples: Examples = (), **rest: Any) -> None:
        rest.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **rest)
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, and let an error know the command it happened in, so that the message can show how it is used."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return click's own --help with a Chinese text."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示帮助并退出。"
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line 用法：…"""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write 参数 and 选项."""
        arguments = [(p.make_metavar(ctx), p.explain) for p in self.get_params(ctx) if isinstance(p, Argument)]
        options = [p.get_help_record(ctx) for p in self.get_params(ctx) if isinstance(p, click.Option)]
        _section(formatter, "参数", arguments)
        _section(formatter, "选项", [(names, text.replace("[required]", "必填。")) for names, text in filter(None, options)])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write 示例: each command on a line of its own, below what it does."""
        if self.examples:
            with formatter.section("示例"):
                for line, meaning in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}# {meaning}\n")
                    formatter.write(f"{'':{formatter.current_indent}}{line}\n")


class Group(Command, click.Group):
    """A command made of commands."""

    command_class = Command

    def __init__(self, *args: Any, **rest: Any) -> None:
        rest.setdefault("subcommand_metavar", "命令 [参数]…")
        super().__init__(*args, **rest)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write 选项 and 命令."""
        Command.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command with the first sentence of its help."""
        commands = [(name, self.commands[name]) for name in self.list_commands(ctx)]
        _section(formatter, "命令", [(name, command.get_short_help_str(80)) for name, command in commands])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Keep the order in which the commands were added."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or fail naming those that read like it."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise click.UsageError(f"没有“{args[0]}”这个命令。{_meant(args[0], self.commands)}", ctx)
        return super().resolve_command(ctx, args)


def _section(formatter: click.HelpFormatter, heading: str, rows: Sequence[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(heading):
            formatter.write_dl(rows)


def _meant(word: str, known: Any) -> str:
    near = get_close_matches(word, list(known), n=3, cutoff=0.4)
    return f"是不是想用：{'、'.join(near)}？" if near else f"有这些：{'、'.join(known)}。"


def explain(error: click.ClickException) -> str:
    """Say in Chinese what click objects to."""
    match error:
        case click.MissingParameter(param=click.Parameter() as param):
            return f"缺少{_named(param, error.ctx)}。"
        case click.BadParameter(param=click.Parameter() as param):
            return f"{_named(param, error.ctx)}：{error.message}。"
        case click.NoSuchOption():
            options = [name for p in _parameters(error.ctx) for name in p.opts if name.startswith("-")]
            return f"没有“{error.option_name}”这个选项。{_meant(error.option_name, options)}"
        case click.BadOptionUsage():
            flag = any(error.option_name in p.opts and getattr(p, "is_flag", False) for p in _parameters(error.ctx))
            return f"选项“{error.option_name}”{'不带值' if flag else '后面要有一个值'}。"
        case click.UsageError() if extra := re.search(r"unexpected extra arguments? \((.*)\)", error.message):
            return f"多出了参数“{extra[1]}”。"
        case click.UsageError() if error.message.startswith("Missing command"):
            return "缺少命令。"
    return error.format_message()


def _parameters(ctx: click.Context | None) -> list[click.Parameter]:
    return ctx.command.get_params(ctx) if ctx else []


def _named(param: click.Parameter, ctx: click.Context | None) -> str:
    if isinstance(param, click.Argument):
        return f"参数 {param.make_metavar(ctx or click.Context(click.Command('')))}"
    return f"选项 {' / '.join(param.opts)}"


def report(error: click.ClickException) -> str:
    """Return the whole message of a usage error: usage line, sentence, where help is."""
    sentence = f"错误：{explain(error)}"
    ctx = getattr(error, "ctx", None)
    if ctx is None:
        return sentence
    return f"{ctx.get_usage()}\n{sentence}\n查看帮助：{ctx.command_path} --help"
