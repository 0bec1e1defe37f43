"""Changing one entry of reports.yaml, with every other character of the file left as it is.

The file is somebody's: their comments, their order, their quotes. So it is not written anew from values; the lines of
one entry are put in, changed or taken out, and the result has to say exactly what was wanted, or nothing is done.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from yaml.events import AliasEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.tokens import AliasToken, AnchorToken, ScalarToken

from corpus.catalog import DATE, NAME, Entry, read_catalog
from corpus.errors import BadEntry, IntricateCatalog
from corpus.listing import entries
from corpus.readers import decode

LONGEST = 200
"""Characters of a title, a place …"""


class _Edit(NamedTuple):
    """Put *text* in the place of ``start:end``."""

    start: int
    end: int
    text: str


class _Intricate(Exception):
    """The file is not written as it is described; its entries cannot be told apart line by line."""


class _Loader(yaml.SafeLoader):
    """Gives what is referred to (``*name``) the place where that is done, instead of the one where it is defined."""

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        """As in Composer."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        start, end, referred = event.start_mark, event.end_mark, isinstance(event, AliasEvent)
        node = super().compose_node(parent, index)
        return ScalarNode(node.tag, node.value, start, end) if referred and isinstance(node, ScalarNode) else node


def checked(entry: Entry) -> Entry:
    """Return *entry* with blanks as single spaces.

    Raises    BadEntry for a value that is too long or has characters that cannot be seen, and for a date of another form
              than 2023, 2023-12 or 2023-12-20
    """
    clean = Entry(*(" ".join(value.split()) for value in entry))
    for name, value in clean._asdict().items():
        if not value.isprintable():
            raise BadEntry(Path(NAME), f"{name} 里有看不见的字符")
        if len(value) > LONGEST:
            raise BadEntry(Path(NAME), f"{name} 有 {len(value)} 个字，最多 {LONGEST} 个")
    if clean.date and not DATE.fullmatch(clean.date):
        raise BadEntry(Path(NAME), f"date 不能写“{clean.date}”，要写成 2023、2023-12 或 2023-12-20")
    return clean


def plan(folder: Path, changes: Mapping[str, Entry | None]) -> bytes | None:
    """Return what the folder's reports.yaml has to be so that it says *changes*, None when it does.

    changes   by the name of the report; None takes the entry out
    Raises    BrokenCatalog when the file cannot be read, IntricateCatalog when it is not edited by program, OSError
    """
    before = read_catalog(folder)
    if all(before.get(name) == entry for name, entry in changes.items()):
        return None
    path = folder / NAME
    text = decode(path.read_bytes())[0] if path.exists() and path.stat().st_size else ""
    for name, entry in changes.items():
        try:
            text = edited(text, name, entry)
        except _Intricate:
            raise IntricateCatalog(path, f"“{name}”") from None
    return text.encode()


def edited(text: str, name: str, entry: Entry | None) -> str:
    """Return *text* of a reports.yaml changed so that it says *entry* of the file *name*, and nothing where that is None.

    Raises    _Intricate when no edit gives that, and the other errors of ``entries``
    """
    before = entries(text)
    wanted = {other: before[other] for other in before if other != name or entry is not None}
    if entry is not None:
        wanted[name] = entry
    after = _applied(text, list(_edits(text, name, entry)))
    try:
        said = list(entries(after).items())
    except (ValueError, yaml.YAMLError):
        said = []
    if said != list(wanted.items()):
        raise _Intricate
    return after


def _edits(text: str, name: str, entry: Entry | None) -> Iterator[_Edit]:
    root = yaml.compose(text, Loader=_Loader)
    listed = _value(root, "reports") if isinstance(root, MappingNode) else None
    items = listed.value if isinstance(listed, SequenceNode) else []
    item = next((item for item in items if _file(item) == name), None)
    if item is None and entry is not None:
        yield _added(text, root, listed, name, entry)
    elif item is not None and entry is not None:
        yield from _changed(text, item, entry)
    elif item is not None:
        yield from _removed(text, *_lines(text, item))


def _added(text: str, root: Node | None, listed: Node | None, name: str, entry: Entry) -> _Edit:
    """Put the entry behind the last one."""
    newline = "\r\n" if "\r\n" in text else "\n"
    indent = 2
    if isinstance(listed, SequenceNode) and listed.value:
        indent = listed.start_mark.column
        at = _line_end(text, _last(listed.value[-1]))
    elif isinstance(listed, SequenceNode):  # []
        return _Edit(listed.start_mark.index, listed.end_mark.index, newline + _written(name, entry, indent, newline))
    elif listed is not None:
        at = _line_end(text, _last(listed))
    elif root is None:
        at, lines = len(text), f"reports:{newline}{_written(name, entry, indent, newline)}"
        return _Edit(at, at, lines if not text or text.endswith("\n") else newline + lines)
    else:
        raise _Intricate
    lines = _written(name, entry, indent, newline)
    return _Edit(at, at, lines if text[:at].endswith("\n") else newline + lines)


def _written(name: str, entry: Entry, indent: int, newline: str) -> str:
    """
    >>> _written("甲.txt", Entry(title="甲村总结", date="2023-12"), 2, "|")
    '  - file: 甲.txt|    title: 甲村总结|    date: 2023-12|'
    """
    values = {"file": name, **{key: value for key, value in entry._asdict().items() if value}}
    lines = (f"{key}: {_scalar(value)}" for key, value in values.items())
    return " " * indent + "- " + (newline + " " * (indent + 2)).join(lines) + newline


def _scalar(value: str) -> str:
    """Return *value* as YAML, quoted where YAML needs it."""
    return str(yaml.safe_dump(value, allow_unicode=True, width=10**6)).removesuffix("...\n").rstrip("\n")


def _changed(text: str, item: MappingNode, entry: Entry) -> Iterator[_Edit]:
    """Change the values that differ where they stand, take out those that are gone, put new ones behind the last."""
    newline = "\r\n" if "\r\n" in text else "\n"
    flow = bool(item.flow_style)
    known = {key.value: (key, value) for key, value in item.value}
    new = []
    for name, value in entry._asdict().items():
        if name not in known:
            new += [f"{name}: {json.dumps(value, ensure_ascii=False) if flow else _scalar(value)}"] if value else []
            continue
        key, node = known[name]
        if not value and not flow and key is not item.value[0][0]:  # the first stands behind the dash
            yield from _removed(text, text.rfind("\n", 0, key.start_mark.index) + 1, _line_end(text, _last(node)))
        elif not isinstance(node, ScalarNode) or node.value.strip() != value:
            quoted = json.dumps(value, ensure_ascii=False) if flow else _scalar(value)
            yield from _removed(text, node.start_mark.index, node.end_mark.index, quoted)
    at = _last(item) if flow else _line_end(text, _last(item))
    if new and flow:
        yield _Edit(at, at, "".join(f", {line}" for line in new))
    elif new:
        indent = " " * item.value[0][0].start_mark.column
        lines = "".join(f"{indent}{line}{newline}" for line in new)
        yield _Edit(at, at, lines if text[:at].endswith("\n") else newline + lines.removesuffix(newline))


def _removed(text: str, start: int, end: int, instead: str = "") -> Iterator[_Edit]:
    """Take ``start:end`` out. What is defined there (``&name``) and used later is defined at its next use."""
    yield _Edit(start, end, instead)
    tokens = list(yaml.scan(text, Loader=yaml.SafeLoader))
    for number, token in enumerate(tokens):
        if not isinstance(token, AnchorToken) or not start <= token.start_mark.index < end:
            continue
        uses = (t for t in tokens if isinstance(t, AliasToken) and t.value == token.value)
        use = next((t for t in uses if t.start_mark.index >= end), None)
        value = next((t for t in tokens[number:] if isinstance(t, ScalarToken)), None)
        if use and value:
            words = text[value.start_mark.index : value.end_mark.index]
            yield _Edit(use.start_mark.index, use.end_mark.index, f"&{token.value} {words}")


def _applied(text: str, edits: list[_Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _lines(text: str, item: Node) -> tuple[int, int]:
    """Return where the lines of a list item begin and end, those of its dash included."""
    dash = text.rfind("-", 0, item.start_mark.index)
    start = text.rfind("\n", 0, dash) + 1
    if dash < 0 or text[start:dash].strip():
        raise _Intricate
    return start, _line_end(text, _last(item))


def _last(node: Node) -> int:
    """Return where the last value of *node* ends; the node itself may take the comments behind it for its own."""
    while not isinstance(node, ScalarNode) and node.value:
        node = node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1]
    return int(node.end_mark.index)


def _line_end(text: str, index: int) -> int:
    """Return where the line after that of *index* begins."""
    if text[:index].endswith("\n"):  # a block scalar ends with its line
        return index
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1


def _value(node: MappingNode, key: str) -> Node | None:
    return next((value for name, value in node.value if name.value == key), None)


def _file(item: Node) -> str:
    node = _value(item, "file") if isinstance(item, MappingNode) else None
    return str(node.value).strip() if isinstance(node, ScalarNode) else ""
