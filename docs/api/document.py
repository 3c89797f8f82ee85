"""Writes the Python documentation: `document.py <__init__.pyi> <README.md> <folder>`.

The types are documented, not the classes behind them: those are put together at run time, a case of `RefundAmount` even
as a class inside itself, and know nothing of their fields' documentation.
"""

import sys
import warnings
from pathlib import Path
from typing import Iterator

import pdoc
from pdoc.doc import Class, Doc, Module

warnings.simplefilter("error")


def module(stub: Path, readme: Path, folder: Path) -> Path:
    """The types as a module that can be imported: with the README in front, and with annotations that may look ahead."""
    source = folder / "refundkit.py"
    source.parent.mkdir(parents=True, exist_ok=True)
    front = f"r'''{readme.read_text()}'''\nfrom __future__ import annotations\n"
    source.write_text(front + stub.read_text())
    return source


def undocumented(space: "Module | Class") -> Iterator["Doc[object]"]:
    for member in space.own_members:
        # What makes an object is told by its fields.
        if member.name.startswith("_"):
            continue
        if not member.docstring:
            yield member
        if isinstance(member, Class):
            yield from undocumented(member)


if __name__ == "__main__":
    stub, readme, folder = map(Path, sys.argv[1:])
    sys.path.insert(0, str(module(stub, readme, folder.parent / "python-source").parent))
    pdoc.render.configure(docformat="markdown", show_source=False, search=True)
    pdoc.pdoc("refundkit", output_directory=folder)
    found = [member.fullname for member in undocumented(Module(sys.modules["refundkit"]))]
    print(*(f"undocumented: {name}" for name in found), sep="\n", end="\n" if found else "")
    sys.exit(len(found) > 0)
