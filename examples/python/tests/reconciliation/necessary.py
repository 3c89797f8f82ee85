"""Takes out each rule of the comparison, one at a time: `PYTHONPATH=. python tests/reconciliation/necessary.py [cases]`.

Prints in how many cases of a corruption something is then missed, or invented. Without a number, one such case is looked for.
"""

import sys
from collections import Counter
from functools import lru_cache
from itertools import islice
from typing import Counter as Counts
from typing import List, Tuple

from cases import Case, cases_of, outcome
from rules import RULES
from tables import table
from without import Code, Rule, code

KINDS = ["missed", "invented", "ends with an error"]
# How many cases of its corruption a rule is looked for in, and how many of them are made at once.
MOST, AT_ONCE = 900, 36


def main(number: str = "") -> None:
    counts = [(rule, counted(rule, int(number)) if number else first(rule)) for rule in RULES]
    if number:
        rows = [[rule.name, " ".join([rule.corruption, rule.variant]).strip(), *(count[kind] for kind in KINDS)] for rule, count in counts]
        table(["without the rule", f"{number} cases of", *KINDS], rows)
    needless = [rule.name for rule, count in counts if not count]
    print(f"{len(RULES)} rules; without these nothing was missed or invented: {needless}")
    sys.exit(bool(needless))


def counted(rule: Rule, number: int) -> Counts[str]:
    without = code(rule)
    return Counter(kind for case in islice(cases_of(rule.corruption, 1, rule.variant), number) for kind in wrong(case, without))


def first(rule: Rule) -> Counts[str]:
    """Of the first case that shows it."""
    without = code(rule)
    made = (case for block in range(MOST // AT_ONCE) for case in some(rule.corruption, rule.variant, block))
    return Counter(next(filter(None, (wrong(case, without) for case in made)), []))


@lru_cache(maxsize=None)
def some(corruption: str, variant: str, block: int) -> Tuple[Case, ...]:
    return tuple(islice(cases_of(corruption, block, variant), AT_ONCE))


def wrong(case: Case, without: Code) -> List[str]:
    try:
        got = outcome(case, without)
    except Exception:  # of any kind, where a guard is gone
        return ["ends with an error"]
    return ["missed"] * bool(got.missed) + ["invented"] * bool(got.invented)


if __name__ == "__main__":
    main(*sys.argv[1:])
