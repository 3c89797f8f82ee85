"""Leaves out of a generated module what nothing in it uses: private functions and classes, imports, functions of the library."""

import ast
from typing import Iterator, Set

LIBRARY = "_UniffiLib."


def without_unused(module: ast.Module) -> ast.Module:
    """What is left out may have been the only user of something else."""
    before = 0
    while before != len(module.body):
        before = len(module.body)
        names = set(used(module))
        module.body = [node for node in module.body if is_kept(node, names)]
    return module


def used(module: ast.Module) -> Iterator[str]:
    for top in module.body:
        if declared(top):
            continue
        own = getattr(top, "name", None)
        for node in ast.walk(top):
            if isinstance(node, ast.Name) and node.id != own and not isinstance(getattr(node, "ctx", None), ast.Store):
                yield node.id
            elif isinstance(node, ast.Attribute) and ast.unparse(node.value) + "." == LIBRARY:
                yield node.attr


def declared(node: ast.stmt) -> str:
    """The function of the library whose types a statement declares: `_UniffiLib.name.argtypes = (..)`."""
    target = ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else ""
    is_declared = target.startswith(LIBRARY) and target.endswith((".argtypes", ".restype"))
    return target.split(".")[1] if is_declared else ""


def is_kept(node: ast.stmt, names: Set[str]) -> bool:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return node.names[0].name in names | {"annotations"}
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_DEFAULT":
        return "_DEFAULT" in names
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name.startswith("_"):
        return node.name in names or bool(node.decorator_list)
    return not declared(node) or declared(node) in names
