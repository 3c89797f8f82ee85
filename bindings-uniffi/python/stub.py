"""Writes the package's types for checkers and editors: `stub.py <generated.py> <fields.json> <__init__.pyi>`.

The generated code alone would not do: its enums with values are put together at run time, arguments with a default
take any object there, and fields have lost their documentation: `fields.json` has it. Knows no provider.
"""

import ast
import json
import re
import sys
from pathlib import Path
from textwrap import indent as shifted
from typing import Dict, Iterator, List, Optional, Tuple, Union

PRIMITIVES = {"String": "str", "Bytes": "bytes", "Boolean": "bool", "Int64": "int"}
PRIMITIVES |= {"UInt16": "int", "UInt32": "int", "UInt64": "int"}
BY_HAND = [Path(__file__).parent / "src" / "refundkit" / name for name in ("_conformance.py", "_loop.py")]
# Only another object's method makes it, so no argument fits.
OPENED = "    def __init__(self, never: typing.NoReturn, /) -> None: ...\n"
Told = Dict[str, Dict[str, str]]
Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]
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
    """The HTTP response to give to whoever sent the message, where there is one to give."""
    def __init__(self, code: str, field: str, detail: str, reply: typing.Optional[HttpResponse] = None) -> None: ...


def money(text: typing.Union[str, Decimal], currency: str) -> Money:
    """An amount from its decimal such as `10.50`, exactly. The ISO 4217 code decides how many decimals there may be."""
'''


def plain(text: str) -> str:
    """An annotation without what only the generated code needs."""
    text = re.sub(r"typing\.Union\[object, (.*)\]$", r"\1", text)
    return re.sub(r"\bSecret\b", "str", text)


def quoted(text: Optional[str], indent: str) -> str:
    return shifted(f'"""{text}"""\n', indent) if text else ""


def document(node: ast.AST, indent: str) -> str:
    return quoted(ast.get_docstring(node), indent)  # type: ignore[arg-type]


def is_none(default: Optional[ast.expr]) -> bool:
    """No default at all, or None; what else there is may not be said in types."""
    return default is None or isinstance(default, ast.Constant) and default.value is None


def asks(name: str, indent: str) -> str:
    return quoted(f"Whether it is `{name[3:].upper()}`.", indent) if name.startswith("is_") else ""


def function(node: Function, indent: str) -> str:
    for argument in [*node.args.args, *node.args.kwonlyargs]:
        if argument.annotation:
            argument.annotation = ast.parse(plain(ast.unparse(argument.annotation)), mode="eval").body
    node.args.defaults = [default if is_none(default) else ast.Constant(...) for default in node.args.defaults]
    node.args.kw_defaults = [default if is_none(default) else ast.Constant(...) for default in node.args.kw_defaults]
    returned = plain(ast.unparse(node.returns)) if node.returns else "None"
    kind = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    head = f"{indent}{kind} {node.name}({ast.unparse(node.args)}) -> {returned}:"
    text = document(node, indent + "    ") or asks(node.name, indent + "    ")
    return f"{head}\n{text}" if text else f"{head} ...\n"


def type_of(converter: str) -> str:
    name = converter[len("_UniffiFfiConverter") :]
    for prefix, form in (("Optional", "typing.Optional[{}]"), ("Sequence", "typing.List[{}]")):
        if name.startswith(prefix):
            return form.format(type_of("_UniffiFfiConverter" + name[len(prefix) :]))
    return plain(PRIMITIVES.get(name, name[len("Type") :]))


def unnamed(reader: ast.ClassDef, case: str) -> str:
    """The type of a case's one value: the generated reader makes it."""
    calls = [node for node in ast.walk(reader) if isinstance(node, ast.Call) and ast.unparse(node.func) == case]
    (value,) = calls[0].args
    return type_of(ast.unparse(value).split(".")[0])


def valued(kind: str) -> Iterator[str]:
    """A case with a value, also for `case LedgerStep.STORE(step):`."""
    yield '    __match_args__ = ("value",)\n'
    yield f"    def __init__(self, value: {kind}, /) -> None: ...\n"
    yield f"    @property\n    def value(self) -> {kind}: ...\n"
    yield f"    def __getitem__(self, index: int) -> {kind}: ...\n"


def methods(node: ast.ClassDef) -> Iterator[str]:
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and member.name == "__init__" and member.args.vararg:
            yield OPENED
        elif isinstance(member, ast.FunctionDef) and (member.name == "__init__" or member.name[0] != "_"):
            yield function(member, "    ")


def key(name: str) -> str:
    """`RefundAmount.FULL` here is `RefundAmount.Full` there."""
    return name.replace("_", "").lower()


def fields(node: ast.ClassDef, told: Dict[str, str]) -> Iterator[str]:
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and member.name == "__init__":
            for argument in [*member.args.args[1:], *member.args.kwonlyargs]:
                yield f"    {argument.arg}: {plain(ast.unparse(argument.annotation))}\n"  # type: ignore[arg-type]
                yield quoted(told.get(argument.arg), "    ")


def flat(node: ast.ClassDef) -> str:
    lines = [f"class {node.name}(enum.Enum):\n{document(node, '    ')}"]
    for member in node.body[1:]:
        lines.append("    " + ast.unparse(member).replace("\n", "\n    ") + "\n")
    return "".join(lines)


def cases(node: ast.ClassDef, reader: ast.ClassDef, told: Told) -> str:
    found = [member for member in node.body if isinstance(member, ast.ClassDef)]
    lines = [f"class {node.name}:\n{document(node, '    ')}"]
    lines += [f"    {case.name}: typing.Type[_{node.name}_{case.name}]\n{document(case, '    ')}" for case in found]
    lines += [line for line in methods(node) if "__init__" not in line]
    for case in found:
        lines.append(f"\n\nclass _{node.name}_{case.name}({node.name}):\n")
        if "__getitem__" in ast.unparse(case):
            lines += valued(unnamed(reader, f"{node.name}.{case.name}"))
        else:
            lines += [*fields(case, told.get(key(f"{node.name}.{case.name}"), {})), *methods(case)]
    return "".join(lines)


def shared(node: ast.ClassDef) -> List[str]:
    """What it has in common with other objects: the protocols beside its own."""
    names = [ast.unparse(base) for base in node.bases if ast.unparse(base) != f"{node.name}Protocol"]
    return [name[: -len("Protocol")] for name in names if name.endswith("Protocol") and "." not in name]


def protocol(node: ast.ClassDef, name: str) -> str:
    head = f"@typing.runtime_checkable\nclass {name}(typing.Protocol):\n{document(node, '    ')}"
    return "".join([head, *methods(node)])


def record(node: ast.ClassDef, reads: Dict[str, str], members: Iterator[str]) -> str:
    bases = f"({', '.join(shared(node))})" if shared(node) else ""
    lines = [f"class {node.name}{bases}:\n{document(node, '    ')}", *members, *methods(node)]
    if node.name in reads:
        lines.append(f"    @staticmethod\n    def from_stored(text: str) -> {node.name}:\n{reads[node.name]}")
    return "".join(lines) + ("" if len(lines) > 1 else "    def __init__(self) -> None: ...\n")


def by_hand(module: ast.Module) -> Iterator[str]:
    """The loop and the check of a store are written by hand, with their types."""
    for node in module.body:
        if not isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) or node.name not in exported(module):
            continue
        if isinstance(node, ast.ClassDef):
            yield f"class {node.name}({ast.unparse(node.bases[0])}):\n{document(node, '    ')}"
        else:
            yield function(node, "")


def exported(module: ast.Module) -> List[str]:
    assigned = [node for node in module.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"]
    names: List[str] = ast.literal_eval(assigned[0].value)
    return names


def is_data(item: Tuple[str, ast.ClassDef]) -> bool:
    """What holds keys comes first: it is where a reader begins."""
    return not any(isinstance(member, ast.FunctionDef) and member.name == "_uniffi_make_instance" for member in item[1].body)


def stub(module: ast.Module, told: Told) -> Iterator[str]:
    classes = {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"}
    loads = {name: node for name, node in functions.items() if name.endswith("_from_stored")}
    common = {name for node in classes.values() for name in shared(node)}
    reads = {ast.unparse(node.returns): document(node, "        ") for node in loads.values()}  # type: ignore[arg-type]
    yield HEAD
    for name, node in sorted(classes.items(), key=is_data):
        reader = classes.get("_UniffiFfiConverterType" + name)
        if name.startswith("_") or name.endswith(("Protocol", "Error")) or not reader:
            continue
        is_record = "dataclass" in [ast.unparse(decorator) for decorator in node.decorator_list]
        if [ast.unparse(base) for base in node.bases] == ["enum.Enum"]:
            yield flat(node)
        elif any(isinstance(member, ast.ClassDef) for member in node.body):
            yield cases(node, reader, told)
        elif name in common:
            yield protocol(classes[name + "Protocol"], name)
        else:
            yield record(node, reads, fields(node, told.get(key(name), {})) if is_record else iter(()))
    yield from (function(node, "") for name, node in functions.items() if name not in loads and name != "money")
    for path in BY_HAND:
        yield from by_hand(ast.parse(path.read_text()))


if __name__ == "__main__":
    source, documented, target = map(Path, sys.argv[1:])
    told = {key(name): texts for name, texts in json.loads(documented.read_text()).items()}
    target.write_text("\n\n".join(stub(ast.parse(source.read_text()), told)))
