"""Writes the package's types for checkers and editors: `stub.py <generated.py> <fields.json> <__init__.pyi>`.

The generated code alone would not do: its classes with cases are put together at run time, its records have their fields in
`__init__` alone, and what is documented of a field is in `fields.json`. Knows no provider.
"""

import ast
import json
import sys
from pathlib import Path
from textwrap import indent as shifted
from typing import Dict, Iterator, List, Optional, Tuple, Union

from idioms import BASES
from syntax import Told, is_object, key, method, parameters, without_members

BY_HAND = [Path(__file__).parent / "src" / "refundkit" / name for name in ("_conformance.py", "_loop.py")]
OPERATORS = Path(__file__).parent / "src" / "refundkit" / "_money.py"
# Only another object's method makes it, so no argument fits.
OPENED = "    def __init__(self, never: typing.NoReturn, /) -> None: ...\n"
Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]
HEAD = '''import dataclasses
import enum
import typing
from decimal import Decimal

__version__: str


class RefundError(Exception):
    """Something that was given is wrong, or a message proves nothing. What a provider answers is never an error.

    An error of a build call means that nothing was sent. Holds no secret.
    """
    code: str
    """Stable, for programs: `invalid_amount`, `unverified`. All of them are in `docs/error-codes.md`."""
    field: str
    """Path of what is wrong: `refund.goods[1].price`. May be empty."""
    detail: str
    """What is wrong, for people. Not stable."""
    reply: typing.Optional[HttpResponse]
    """The HTTP response to give to whoever sent the message, where there is one to give."""
    def __init__(self, code: str, field: str, detail: str, reply: typing.Optional[HttpResponse] = None) -> None: ...


def money(text: typing.Union[str, Decimal], currency: str) -> Money:
    """An amount from its decimal such as `10.50`, exactly. The ISO 4217 code decides how many decimals there may be."""
'''


def quoted(text: Optional[str], indent: str) -> str:
    return shifted(f'"""{text}"""\n', indent) if text else ""


def document(node: ast.AST, indent: str) -> str:
    text = ast.get_docstring(node)  # type: ignore[arg-type]
    return quoted(text and without_members(text), indent)


def is_none(default: Optional[ast.expr]) -> bool:
    """No default at all, or None; what else there is may not be said in types."""
    return default is None or isinstance(default, ast.Constant) and default.value is None


def function(node: Function, indent: str) -> str:
    node.args.defaults = [default if is_none(default) else ast.Constant(...) for default in node.args.defaults]
    node.args.kw_defaults = [default if is_none(default) else ast.Constant(...) for default in node.args.kw_defaults]
    returned = ast.unparse(node.returns) if node.returns else "None"
    kind = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    head = f"{indent}{kind} {node.name}({ast.unparse(node.args)}) -> {returned}:"
    text = document(node, indent + "    ")
    head = "".join(f"{indent}@{ast.unparse(each)}\n" for each in node.decorator_list) + head
    return f"{head}\n{text}" if text else f"{head} ...\n"


def methods(node: ast.ClassDef) -> Iterator[str]:
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and member.name == "__init__" and member.args.vararg:
            yield OPENED
        elif isinstance(member, ast.FunctionDef) and (member.name == "__init__" or member.name[0] != "_"):
            yield function(member, "    ")


def fields(node: ast.ClassDef, told: Dict[str, str]) -> Iterator[str]:
    init = method(node, "__init__")
    for argument, default in defaults(init) if init else ():
        said = "" if default is None else f" = {ast.unparse(default) if isinstance(default, ast.Constant) else '...'}"
        yield f"    {argument.arg}: {ast.unparse(argument.annotation)}{said}\n"  # type: ignore[arg-type]
        yield quoted(told.get(argument.arg), "    ")


def defaults(init: ast.FunctionDef) -> Iterator[Tuple[ast.arg, Optional[ast.expr]]]:
    positional = len(init.args.args) - 1
    return zip(parameters(init), [None] * positional + init.args.kw_defaults)


def flat(node: ast.ClassDef) -> str:
    lines = [f"class {node.name}(str, enum.Enum):\n{document(node, '    ')}"]
    for member in node.body[1:]:
        lines.append("    " + ast.unparse(member).replace("\n", "\n    ") + "\n")
    return "".join(lines)


def cases(node: ast.ClassDef, found: List[ast.ClassDef], told: Told) -> str:
    lines = [f"class {node.name}:\n{document(node, '    ')}"]
    for case in found:
        name = case.name[len(f"_{node.name}_") :]
        kind = f"typing.Type[{case.name}]" if method(case, "__init__") else f"typing.ClassVar[{node.name}]"
        lines.append(f"    {name}: {kind}\n{document(case, '    ')}")
    lines += methods(node)
    for case in found:
        members = list(fields(case, told.get(key(case.name), {})))
        lines += [f"\n\n@dataclasses.dataclass(frozen=True)\nclass {case.name}({node.name}):\n", *members] if members else []
    return "".join(lines)


def shared(node: ast.ClassDef) -> List[str]:
    """What it has in common with other objects: the protocols beside its own."""
    names = [ast.unparse(base) for base in node.bases if ast.unparse(base) != f"{node.name}Protocol"]
    return [name[: -len("Protocol")] for name in names if name.endswith("Protocol") and "." not in name]


def protocol(node: ast.ClassDef, name: str) -> str:
    head = f"@typing.runtime_checkable\nclass {name}(typing.Protocol):\n{document(node, '    ')}"
    return "".join([head, *methods(node)])


def record(node: ast.ClassDef, reads: Dict[str, str], told: Told) -> str:
    lines = [f"@dataclasses.dataclass(frozen=True, kw_only=True)\nclass {node.name}:\n{document(node, '    ')}"]
    lines += fields(node, told.get(key(node.name), {}))
    lines += taken_apart(node)
    lines += [line for line in methods(node) if "def __init__(" not in line]
    if node.name in reads:
        lines.append(f"    @staticmethod\n    def from_stored(text: str) -> {node.name}:\n{reads[node.name]}")
    lines += operators(node.name, BASES[node.name]) if node.name in BASES else []
    return "".join(lines)


def taken_apart(node: ast.ClassDef) -> Iterator[str]:
    """For `case Money(minor_units, currency):`; of what is made by name alone, a checker would not expect that."""
    init = method(node, "__init__")
    yield f"    __match_args__ = {tuple(argument.arg for argument in parameters(init)) if init else ()}\n"


def operators(name: str, base: str) -> Iterator[str]:
    """What is written by hand for a record."""
    (written,) = (node for node in ast.parse(OPERATORS.read_text()).body if isinstance(node, ast.ClassDef) and node.name == base)
    for member in written.body:
        if isinstance(member, ast.FunctionDef) and (member.name[0] != "_" or member.name.startswith("__")):
            yield function(member, "    ").replace(base, name)


def thing(node: ast.ClassDef) -> str:
    bases = f"({', '.join(shared(node))})" if shared(node) else ""
    return "".join([f"class {node.name}{bases}:\n{document(node, '    ')}", *methods(node)])


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


def stub(module: ast.Module, told: Told) -> Iterator[str]:
    classes = {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"}
    loads = {name: node for name, node in functions.items() if name.endswith("_from_stored")}
    common = {name for node in classes.values() for name in shared(node)}
    reads = {ast.unparse(node.returns): document(node, "        ") for node in loads.values()}  # type: ignore[arg-type]
    yield HEAD
    # What holds keys comes first: it is where a reader begins.
    for name, node in sorted(classes.items(), key=lambda item: not is_object(item[1])):
        base = ast.unparse(node.bases[0]) if node.bases else ""
        if base == "Word":
            yield flat(node)
        elif base == "Case":
            yield cases(node, [case for case in classes.values() if [ast.unparse(of) for of in case.bases] == [name]], told)
        elif base in ("Record", *BASES.values()):
            yield record(node, reads, told)
        elif is_object(node):
            yield protocol(classes[name + "Protocol"], name) if name in common else thing(node)
    yield from (function(node, "") for name, node in functions.items() if name not in loads and name != "money")
    for path in BY_HAND:
        yield from by_hand(ast.parse(path.read_text()))


if __name__ == "__main__":
    source, documented, target = map(Path, sys.argv[1:])
    told = {key(name): texts for name, texts in json.loads(documented.read_text()).items()}
    target.write_text("\n\n".join(stub(ast.parse(source.read_text()), told)))
