"""What the generated module is made of, as its syntax tree, for `idioms.py` and `stub.py`."""

import ast
import re
from typing import Any, Dict, Iterator, List, Optional

Told = Dict[str, Dict[str, str]]
CONVERTER = "_UniffiFfiConverter"
PRIMITIVES = {"String": "str", "Bytes": "bytes", "Boolean": "bool", "Int64": "int"}
PRIMITIVES |= {"UInt16": "int", "UInt32": "int", "UInt64": "int"}


def key(name: str) -> str:
    """`RefundAmount.FULL` here is `RefundAmount.Full` there."""
    return name.replace("_", "").lower()


def statements(text: str) -> List[ast.stmt]:
    return ast.parse(text).body


def plain(text: str) -> str:
    """An annotation without what only the generated code needs."""
    return re.sub(r"\bSecret\b", "str", re.sub(r"typing\.Union\[object, (.*)\]$", r"\1", text))


def is_class(node: ast.AST, base: str) -> bool:
    return isinstance(node, ast.ClassDef) and base in map(ast.unparse, node.bases)


def is_object(node: ast.ClassDef) -> bool:
    return any(isinstance(member, ast.FunctionDef) and member.name == "_uniffi_make_instance" for member in node.body)


def methods(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    return (member for member in node.body if isinstance(member, ast.FunctionDef))


def method(node: ast.ClassDef, name: str) -> Optional[ast.FunctionDef]:
    return next((member for member in methods(node) if member.name == name), None)


def type_of(converter: str) -> str:
    name = converter[len(CONVERTER) :]
    for prefix, form in (("Optional", "typing.Optional[{}]"), ("Sequence", "typing.List[{}]")):
        if name.startswith(prefix):
            return form.format(type_of(CONVERTER + name[len(prefix) :]))
    return plain(PRIMITIVES.get(name, name[len("Type") :]))


def documented(node: ast.ClassDef, told: Dict[str, str], heading: str = "Fields") -> ast.stmt:
    """What is documented of a class and, for `help`, of what is in it."""
    members = [f"{name}: {' '.join(text.split())}" for name, text in told.items()]
    text = "\n\n".join([ast.get_docstring(node) or "", *(["\n".join([heading + ":", *members])] if members else [])])
    return ast.Expr(ast.Constant(text))


def without_members(text: str) -> str:
    """A class's documentation, where those of its members stand beside them."""
    return re.split("\n\n(?:Fields|Words):\n", text)[0]


def parameters(init: ast.FunctionDef) -> List[ast.arg]:
    return [*init.args.args[1:], *init.args.kwonlyargs]


def choices(node: ast.ClassDef) -> Iterator[str]:
    """The words of an enum, or the cases of a class."""
    for member in node.body:
        if isinstance(member, ast.Assign) and is_class(node, "enum.Enum"):
            yield ast.unparse(member.targets[0])
        elif isinstance(member, ast.ClassDef) and member.decorator_list:
            yield member.name


def takes_nothing(case: ast.ClassDef) -> bool:
    init = method(case, "__init__")
    return not init or not init.args.vararg and not parameters(init)


def defaulted(init: ast.FunctionDef) -> Iterator[Any]:
    """`if split is _DEFAULT: self.split = []`."""
    return (step for step in init.body if isinstance(step, ast.If) and ast.unparse(step.test).endswith(" is _DEFAULT"))


def class_of(name: str, base: str, body: List[ast.stmt], decorator: str = "") -> ast.ClassDef:
    (made,) = statements(f"class {name}({base}): pass")
    assert isinstance(made, ast.ClassDef)
    made.body = body
    made.decorator_list = [ast.parse(decorator, mode="eval").body] if decorator else []
    return made
