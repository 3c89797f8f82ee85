"""The example's code, and the same without one of its rules."""

import sys
from functools import lru_cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple, Optional
from unittest.mock import patch

EXAMPLE = Path(__file__).parents[2]
# Each after those that it imports.
MODULES = ["reasons", "words", "shown", "matching", "compare", "statuses", "register"]


class Rule(NamedTuple):
    """`text` is the rule, and stands once in the file of the module. Without the rule, `without` stands there.

    `corruption` is one by which it is seen that the rule is necessary, and `variant` where that is rarely seen elsewhere.
    """

    name: str
    corruption: str
    module: str
    text: str
    without: str
    variant: str = ""


class Code(NamedTuple):
    """The modules that a comparison starts from."""

    shown: ModuleType
    statuses: ModuleType
    register: ModuleType


def code(rule: Optional[Rule] = None) -> Code:
    """Loads the modules anew, and leaves those that are loaded as they are."""
    with patch.dict(sys.modules):
        for module in MODULES:
            load(module, rule if rule and rule.module == module else None)
        return Code(*(sys.modules[name] for name in Code._fields))


def load(name: str, rule: Optional[Rule]) -> None:
    sys.modules[name] = module = ModuleType(name)
    exec(compiled(name, rule), module.__dict__)


@lru_cache(maxsize=None)
def compiled(name: str, rule: Optional[Rule]) -> CodeType:
    text = (EXAMPLE / f"{name}.py").read_text(encoding="utf-8")
    if rule:
        assert text.count(rule.text) == 1, f"{rule.name}: {rule.text!r} does not stand once in {name}.py"
        text = text.replace(rule.text, rule.without)
    return compile(text, f"{name}.py", "exec")
