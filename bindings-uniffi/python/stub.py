"""Writes the package's types for checkers and editors, from the generated code: `stub.py <generated.py> <__init__.pyi>`.

The generated code alone would not do: its enums with values are put together at run time, and arguments with a default
take any object there. Knows no provider.
"""

import ast
import re
import sys
from pathlib import Path
from typing import Dict, Iterator, List

PRIMITIVES = {"String": "str", "Bytes": "bytes", "Boolean": "bool", "Int64": "int", "UInt16": "int", "UInt32": "int"}
HEAD = '''import enum
import typing
from decimal import Decimal


class RefundError(Exception):
    """Something that was given is wrong, or a message proves nothing. What a provider answers is never an error.

    An error of a build call means that nothing was sent. Holds no secret.
    """
    code: str
    """Stable, for programs: `invalid_amount`, `unverified`."""
    field: str
    """Path of what is wrong, as in documents: `goods[1].price`. May be empty."""
    detail: str
    """What is wrong, for people. Not stable."""
    reply: typing.Optional[HttpResponse]
    """The HTTP answer to give to whoever sent the message, where there is one to give."""
    def __init__(self, code: str, field: str, detail: str, reply: typing.Optional[HttpResponse] = None) -> None: ...


def money(text: typing.Union[str, Decimal], currency: str) -> Money:
    """An amount from its decimal such as `10.50`, exactly. The ISO 4217 code decides how many decimals there may be."""
'''


def plain(text: str) -> str:
    """An annotation without what only the generated code needs."""
    text = re.sub(r"typing\.Union\[object, (.*)\]$", r"\1", text)
    return re.sub(r"\bSecret\b", "str", text)


def document(node: ast.AST, indent: str) -> str:
    text = ast.get_docstring(node)  # type: ignore[arg-type]
    if not text:
        return ""
    return f'{indent}"""{text}"""\n'.replace("\n", "\n" + indent).rstrip(" ")


def function(node: ast.FunctionDef, indent: str) -> str:
    for argument in [*node.args.args, *node.args.kwonlyargs]:
        if argument.annotation:
            argument.annotation = ast.parse(plain(ast.unparse(argument.annotation)), mode="eval").body
    node.args.defaults = [ast.Constant(...) for _ in node.args.defaults]
    node.args.kw_defaults = [default and ast.Constant(...) for default in node.args.kw_defaults]
    returned = plain(ast.unparse(node.returns)) if node.returns else "None"
    head = f"{indent}def {node.name}({ast.unparse(node.args)}) -> {returned}:"
    text = document(node, indent + "    ")
    return f"{head}\n{text}" if text else f"{head} ...\n"


def type_of(converter: str) -> str:
    name = converter[len("_UniffiFfiConverter") :]
    for prefix, form in (("Optional", "typing.Optional[{}]"), ("Sequence", "typing.List[{}]")):
        if name.startswith(prefix):
            return form.format(type_of("_UniffiFfiConverter" + name[len(prefix) :]))
    return plain(PRIMITIVES.get(name, name[len("Type") :]))


def unnamed(reader: ast.ClassDef, case: str) -> List[str]:
    """The types of a case's values: the generated reader makes them one after the other."""
    calls = [node for node in ast.walk(reader) if isinstance(node, ast.Call) and ast.unparse(node.func) == case]
    return [type_of(ast.unparse(value).split(".")[0]) for value in calls[0].args]


def methods(node: ast.ClassDef) -> Iterator[str]:
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and (member.name == "__init__" or member.name[0] != "_"):
            yield function(member, "    ")


def fields(node: ast.ClassDef) -> Iterator[str]:
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and member.name == "__init__":
            for argument in [*member.args.args[1:], *member.args.kwonlyargs]:
                yield f"    {argument.arg}: {plain(ast.unparse(argument.annotation))}\n"  # type: ignore[arg-type]


def flat(node: ast.ClassDef) -> str:
    lines = [f"class {node.name}(enum.Enum):\n{document(node, '    ')}"]
    for member in node.body[1:]:
        lines.append("    " + ast.unparse(member).replace("\n", "\n    ") + "\n")
    return "".join(lines)


def cases(node: ast.ClassDef, reader: ast.ClassDef) -> str:
    found = [member for member in node.body if isinstance(member, ast.ClassDef)]
    lines = [f"class {node.name}:\n{document(node, '    ')}"]
    lines += [f"    {case.name}: typing.Type[_{node.name}_{case.name}]\n{document(case, '    ')}" for case in found]
    lines += [line for line in methods(node) if "__init__" not in line]
    for case in found:
        lines.append(f"\n\nclass _{node.name}_{case.name}({node.name}):\n")
        values = unnamed(reader, f"{node.name}.{case.name}") if "__getitem__" in ast.unparse(case) else []
        if values:
            names = ", ".join(f"value{index}: {kind}" for index, kind in enumerate(values))
            lines.append(f"    def __init__(self, {names}, /) -> None: ...\n")
            lines.append(f"    def __getitem__(self, index: int) -> {'typing.Any' if len(values) > 1 else values[0]}: ...\n")
        else:
            lines += [*fields(case), *methods(case)]
    return "".join(lines)


def record(node: ast.ClassDef, reads: Dict[str, str], is_record: bool) -> str:
    lines = [f"class {node.name}:\n{document(node, '    ')}", *(fields(node) if is_record else []), *methods(node)]
    if node.name in reads:
        lines.append(f"    @staticmethod\n    def from_json(text: str) -> {node.name}:\n{reads[node.name]}")
    return "".join(lines) + ("" if len(lines) > 1 else "    def __init__(self) -> None: ...\n")


def stub(module: ast.Module) -> Iterator[str]:
    classes = {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"}
    loads = {name: node for name, node in functions.items() if name.endswith("_from_json")}
    reads = {ast.unparse(node.returns): document(node, "        ") for node in loads.values()}  # type: ignore[arg-type]
    yield HEAD
    for name, node in classes.items():
        reader = classes.get("_UniffiFfiConverterType" + name)
        if name.startswith("_") or name.endswith(("Protocol", "Error")) or not reader:
            continue
        is_record = "dataclass" in [ast.unparse(decorator) for decorator in node.decorator_list]
        if [ast.unparse(base) for base in node.bases] == ["enum.Enum"]:
            yield flat(node)
        elif any(isinstance(member, ast.ClassDef) for member in node.body):
            yield cases(node, reader)
        else:
            yield record(node, reads, is_record)
    yield from (function(node, "") for name, node in functions.items() if name not in loads and name != "money")


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    target.write_text("\n\n".join(stub(ast.parse(source.read_text()))))
