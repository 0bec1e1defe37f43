"""The text of a reports.yaml becomes its entries; what is wrong in it is told with its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from corpus.catalog import DATE, KEYS, Entry
from corpus.readers import NoText, decode


class _Wrong(ValueError):
    """Something in the catalog is not as it should be: where, and what to do."""

    def __init__(self, node: Node, what: str) -> None:
        super().__init__(f"第 {node.start_mark.line + 1} 行：{what}")


def read_entries(data: bytes) -> dict[str, Entry]:
    """Return what *data*, the bytes of a reports.yaml, says of each file.

    Raises    ValueError, with the line and what to do
    """
    try:
        return entries(decode(data)[0])
    except yaml.YAMLError as error:
        raise ValueError(_syntax(error)) from error
    except NoText as error:
        raise ValueError(str(error)) from error


def entries(text: str) -> dict[str, Entry]:
    """Return what *text*, that of a reports.yaml, says of each file.

    Raises    yaml.YAMLError when it is no YAML, ValueError when it is not of the form described
    """
    return dict(_entries(yaml.compose(text, Loader=yaml.SafeLoader)))


def _syntax(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"第 {mark.line + 1} 行" if mark else "文件中"
    return f"{where}：不是有效的 YAML；请检查缩进（只用空格）、冒号后的空格和引号是否成对"


def _entries(root: Node | None) -> Iterator[tuple[str, Entry]]:
    if root is None:
        return
    listed = _mapping(root, ("reports",), "最外层应是“reports:”，下面每份报告一项").get("reports")
    if listed is None or _is_null(listed):
        return
    if not isinstance(listed, SequenceNode):
        raise _Wrong(listed, "“reports:”下面应是列表，每项以“- file: 文件名”开头")
    seen: set[str] = set()
    for item in listed.value:
        values = {key: _text(node, key) for key, node in _mapping(item, KEYS, "每项应写成“- file: 文件名”").items()}
        name = values.pop("file", "")
        if not _is_report_name(name):
            raise _Wrong(item, "这一项缺少“file:”，请写上本文件夹里的文件名（不带路径；压缩包里的写成“汇编.zip/青里村.docx”）")
        if name in seen:
            raise _Wrong(item, f"“{name}”写了两次，请删去一项")
        seen.add(name)
        if values.get("date") and not DATE.fullmatch(values["date"]):
            what = f"“{name}”的 date 不能写“{values['date']}”，请写成 2023、2023-12 或 2023-12-31，不知道就删去这一行"
            raise _Wrong(_mapping(item, KEYS, "")["date"], what)
        yield name, Entry(**values)


def _is_report_name(name: str) -> bool:
    """Tell whether *name* is that of a file in the folder, or of a member of an archive in it."""
    outer, slash, _ = name.partition("/")
    return bool(name) and (Path(name).name == name or (bool(slash) and outer.lower().endswith(".zip") and ".." not in name))


def _mapping(node: Node, keys: tuple[str, ...], wanted: str) -> dict[str, Node]:
    """Return the values of a mapping node, all of whose keys must be among *keys*."""
    if not isinstance(node, MappingNode):
        raise _Wrong(node, wanted)
    values: dict[str, Node] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode) or key.value not in keys:
            raise _Wrong(key, f"不认识“{getattr(key, 'value', '')}”，可以写的是：{'、'.join(keys)}")
        if key.value in values:
            raise _Wrong(key, f"“{key.value}”写了两次，请删去一个")
        values[key.value] = value
    return values


def _text(node: Node, key: str) -> str:
    if not isinstance(node, ScalarNode):
        raise _Wrong(node, f"“{key}:”后面应是一行文字")
    return "" if _is_null(node) else node.value.strip()


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null"
