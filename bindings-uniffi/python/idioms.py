"""Turns the module that UniFFI generates into idiomatic Python: `idioms.py <refundkit.py> <version>`, with what is documented of
fields on the standard input. Records become frozen dataclasses, enums get the words of documents, cases with values stand beside
the class that they are cases of. What `_boundary` does better is left out. Knows no provider.
"""

import ast
import json
import re
import sys
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Set

from syntax import CONVERTER, Told, choices, class_of, defaulted, documented, is_class, is_object, key, method, methods
from syntax import parameters, plain, statements, takes_nothing, type_of
from unused import without_unused

# Their words in documents are in upper case, as HTTP writes them.
UPPER_CASE = {"HttpMethod"}
# What a class stands on that has more than data, and what of it is not for callers.
BASES, HIDDEN = {"Money": "Amount"}, {"Money": {"plus", "minus"}}
IMPORTS = ["from .._money import Amount", "from .._values import Case, Default, Record, Word, case, made"]


def shared(objects: List[ast.ClassDef]) -> Set[str]:
    """What the objects of several classes have in common: the protocols beside their own."""
    bases = {(node.name, ast.unparse(base)) for node in objects for base in node.bases}
    return {base[: -len("Protocol")] for name, base in bases if base != name + "Protocol"}


class Reshaper:
    """The classes of the generated module, one by one, as they are to be."""

    def __init__(self, module: ast.Module, told: Told) -> None:
        self.told = {key(name): texts for name, texts in told.items()}
        self.classes = {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}
        self.objects = {name for name, node in self.classes.items() if is_object(node)}
        self.choices = {name: list(choices(node)) for name, node in self.classes.items()}
        self.shared = shared([self.classes[name] for name in self.objects])

    def fields_of(self, name: str, arguments: List[ast.arg]) -> Dict[str, str]:
        """In the order of the fields."""
        told = self.told.get(key(name), {})
        return {argument.arg: told[argument.arg] for argument in arguments if argument.arg in told}

    def default(self, owner: str, argument: ast.arg, given: Optional[ast.expr], made: Dict[str, str]) -> Optional[ast.expr]:
        """A field's default. UniFFI knows none of an enum: there it is the word that the documentation names."""
        kind = ast.unparse(argument.annotation) if argument.annotation else ""
        word = re.search(r"`(\w+)` by default", self.told.get(key(owner), {}).get(argument.arg, ""))
        if argument.arg in made:
            text = made[argument.arg]
        elif given is None and word and word[1].upper() in self.choices.get(kind, ()):
            text = f"{kind}.{word[1].upper()}"
        else:
            return given
        return ast.parse(f"Default({text!r}, {'list' if text == '[]' else 'lambda: ' + text})", mode="eval").body

    def initialiser(self, owner: str, init: ast.FunctionDef) -> ast.FunctionDef:
        made = {ast.unparse(check.body[0].targets[0])[5:]: ast.unparse(check.body[0].value) for check in defaulted(init)}
        arguments = init.args
        arguments.kw_defaults = [self.default(owner, *pair, made) for pair in zip(arguments.kwonlyargs, arguments.kw_defaults)]
        lines = ["fields = self.__dict__"]
        for argument, default in zip(parameters(init), [None] * (len(arguments.args) - 1) + arguments.kw_defaults):
            name = argument.arg
            can_be_made = default is not None and ast.unparse(default).startswith("Default(")
            value = f"{name}() if type({name}) is Default else {name}" if can_be_made else name
            lines.append(f"fields[{name!r}] = {value}")
        init.body = statements("\n".join(lines))
        return init

    def record(self, node: ast.ClassDef) -> ast.ClassDef:
        init, hidden = method(node, "__init__"), HIDDEN.get(node.name, set())
        arguments = parameters(init) if init else []
        body: List[ast.stmt] = [documented(node, self.fields_of(node.name, arguments))]
        body += [self.initialiser(node.name, init)] if init else []
        for member in methods(node):
            member.name = "_" + member.name if member.name in hidden else member.name
            if member.name not in ("__init__", "__str__", "__eq__"):
                body.append(member)
        return class_of(node.name, BASES.get(node.name, "Record"), body)

    def cases(self, node: ast.ClassDef) -> Iterator[ast.stmt]:
        body = [documented(node, {})]
        for member in methods(node):
            if re.match("is_[a-z_]+$", member.name):
                member.body = statements(f"return type(self).__name__ == {member.name[3:].upper()!r}")
                member.body.insert(0, ast.Expr(ast.Constant(f"Whether it is `{member.name[3:].upper()}`.")))
            if not re.match("is_[A-Z_]+$|__init__", member.name):
                body.append(member)
        yield class_of(node.name, "Case", body)
        yield from (self.case(node, found) for found in node.body if isinstance(found, ast.ClassDef))

    def case(self, node: ast.ClassDef, case: ast.ClassDef) -> ast.ClassDef:
        init = method(case, "__init__")
        if init and init.args.vararg:
            init.args = ast.parse(f"def f(self, value: {self.value(node, case)}): ...").body[0].args  # type: ignore[attr-defined]
        arguments = parameters(init) if init else []
        body: List[ast.stmt] = [documented(case, self.fields_of(f"{node.name}.{case.name}", arguments))]
        body += [self.initialiser(case.name, init)] if init and arguments else []
        return class_of(f"_{node.name}_{case.name}", node.name, body, f"case({case.name!r})")

    def value(self, node: ast.ClassDef, case: ast.ClassDef) -> str:
        """The type of a case's one value: the generated reader makes it."""
        reader = self.classes[f"{CONVERTER}Type{node.name}"]
        calls = [call for call in ast.walk(reader) if isinstance(call, ast.Call) and ast.unparse(call.func) == f"{node.name}.{case.name}"]
        (value,) = calls[0].args
        return type_of(ast.unparse(value).split(".")[0])

    def thing(self, node: ast.ClassDef) -> ast.ClassDef:
        """An object, without the protocol that nothing else follows."""
        if node.name not in self.shared:
            node.bases = [base for base in node.bases if ast.unparse(base) != node.name + "Protocol"]
        node.body = [member for member in node.body if not isinstance(member, ast.AnnAssign)]
        return node

    def converter(self, node: ast.ClassDef) -> ast.ClassDef:
        """Words are read and written by `_boundary`, and what is checked before a call is checked there."""
        kind = self.classes.get(node.name[len(CONVERTER + "Type") :])
        if kind and is_class(kind, "enum.Enum"):
            node.body = [ast.Pass()]
        elif not kind or kind.name not in self.objects:
            node.body = [member for member in node.body if not isinstance(member, ast.FunctionDef) or member.name != "check_lower"]
        read = method(node, "read")
        if kind and read and "dataclass" in map(ast.unparse, kind.decorator_list):
            read.body = statements(made_of(kind.name, read))
        return node

    def puts_a_case(self, node: ast.stmt) -> bool:
        """`Endpoint.LIVE = type("Endpoint.LIVE", (Endpoint.LIVE, Endpoint), {})`."""
        owner, point, name = ast.unparse(node.targets[0]).partition(".") if isinstance(node, ast.Assign) else ("", "", "")
        return name in self.choices.get(owner, ())

    def reshaped(self, node: ast.stmt) -> Iterator[ast.stmt]:
        if not isinstance(node, ast.ClassDef):
            if not self.puts_a_case(node):
                yield node
        elif "dataclass" in map(ast.unparse, node.decorator_list):
            yield self.record(node)
        elif is_class(node, "enum.Enum"):
            yield flat(node)
        elif node.name in self.objects:
            yield self.thing(node)
        elif self.choices[node.name]:
            yield from self.cases(node)
        elif node.name.startswith(CONVERTER):
            yield self.converter(node)
        elif not node.name.endswith("Protocol") or node.name[: -len("Protocol")] in self.shared:
            yield node


def made_of(name: str, read: ast.FunctionDef) -> str:
    """A record is read without its initialiser: everything is there."""
    (call,) = (node for node in ast.walk(read) if isinstance(node, ast.Call) and ast.unparse(node.func) == name)
    fields = ", ".join(f"{each.arg!r}: {ast.unparse(each.value)}" for each in call.keywords)
    return f"return made({name}, {{{fields}}})"


def flat(node: ast.ClassDef) -> ast.ClassDef:
    """An enum by its words, whose documentation `help` would not find beside them."""
    told: Dict[str, str] = {}
    for member, after in zip(node.body, node.body[1:]):
        if isinstance(member, ast.Assign):
            name = ast.unparse(member.targets[0])
            member.value = ast.Constant(name if node.name in UPPER_CASE else name.lower())
            told[name] = ast.literal_eval(after.value) if isinstance(after, ast.Expr) else ""
    node.body[0] = documented(node, told, "Words")
    node.bases = [ast.Name("Word")]
    return node


class Calls(ast.NodeTransformer):
    """What is done with the reshaped classes, and with objects alone."""

    def __init__(self, reshaper: Reshaper) -> None:
        self.checked = {f"{CONVERTER}Type{name}" for name in reshaper.objects}
        self.words = {
            f"{name}.{member.name}"
            for name, node in reshaper.classes.items()
            for member in node.body
            if isinstance(member, ast.ClassDef) and member.name in reshaper.choices[name] and takes_nothing(member)
        }

    def visit_Expr(self, node: ast.Expr) -> Optional[ast.AST]:
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "check_lower":
            return node if ast.unparse(call.func.value) in self.checked else None
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and re.match("is_[A-Z_]+$", node.func.attr):
            node.func.attr = node.func.attr.lower()
        return node.func if ast.unparse(node.func) in self.words else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        return ast.parse("value.value", mode="eval").body if ast.unparse(node) == "value._values[0]" else node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        if node.annotation:
            node.annotation = ast.parse(plain(ast.unparse(node.annotation)), mode="eval").body
        return node


def public(module: ast.Module) -> List[str]:
    """What the package shows."""
    names = module.body.pop()
    assert isinstance(names, ast.Assign) and ast.unparse(names.targets[0]) == "__all__"
    left_out = ("Protocol", "_from_stored", "InternalError")
    return [name for name in ast.literal_eval(names.value) if not name.endswith(left_out)]


def idiomatic(source: str, told: Told, version: str) -> str:
    module = ast.parse(source)
    reshaper = Reshaper(module, told)
    calls = Calls(reshaper)
    names = public(module)
    body = [made for node in module.body for made in reshaper.reshaped(node)]
    later = next(index for index, node in enumerate(body) if isinstance(node, ast.Import))
    body[later:later] = statements("\n".join(IMPORTS))
    module.body = body + statements(f"__all__ = {names!r}\n__version__ = {version!r}")
    without_unused(calls.visit(module))
    return "# Made from what UniFFI generates, by idioms.py.\n" + ast.unparse(ast.fix_missing_locations(module)) + "\n"


if __name__ == "__main__":
    target, version = Path(sys.argv[1]), sys.argv[2]
    target.write_text(idiomatic(target.read_text(), json.load(sys.stdin), version))
