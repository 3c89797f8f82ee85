"""Corrupts true worlds and compares: `PYTHONPATH=. python tests/reconciliation [cases] [seed]` in the example's folder.

Prints tables, and the cases in which something was missed or invented.
"""

import sys
from collections import Counter
from typing import Counter as Counts
from typing import List, Tuple

from cases import EVERYWHERE, Case, cases, outcome
from facts import VARIANTS
from reasons import Reason
from tables import table
from without import code

COLUMNS = ["cases", "detectable", "found", "undetectable", "invented"]
Cells = Counts[Tuple[str, str, str]]


class Tables:
    """Of each variant and what it was compared with: how many cases, by what was to be found, and by why nothing could be."""

    def __init__(self) -> None:
        self.columns: Cells = Counter()
        self.reasons: Cells = Counter()
        self.lost: Cells = Counter()
        self.bad: List[Tuple[object, ...]] = []
        self.code = code()

    def add(self, case: Case) -> None:
        expected, got = case.label.found, outcome(case, self.code)
        counted = [True, bool(expected), bool(expected) and not got.missed, not expected, bool(got.invented)]
        self.columns.update((case.where, case.variant, column) for column, is_so in zip(COLUMNS, counted) if is_so)
        self.reasons.update((case.where, case.variant, reason) for _, reason in expected)
        self.lost.update([] if expected else [(case.where, case.variant, case.label.lost)])
        if got.missed or got.invented:
            self.bad.append((case.variant, case.where, case.seed, case.corruption, case.label, got))

    def print(self) -> None:
        rows = [[variant, where, *(self.columns[where, variant, column] for column in COLUMNS)] for variant, where in EVERYWHERE]
        all_of = [sum(count for key, count in self.columns.items() if key[2] == column) for column in COLUMNS]
        table(["provider", "compared with", *COLUMNS], [*rows, ["all", "", *all_of]])
        for where in ("register", "status"):
            for title, cells in (("cases in which it must be found", self.reasons), ("cases in which nothing can be found, since", self.lost)):
                names = sorted({name for place, _, name in cells if place == where})
                counts = [[name, *(cells[where, variant, name] for variant in VARIANTS)] for name in names]
                table([f"{where}: {title}", *VARIANTS], counts)


def main(count: str = "100000", seed: str = "1") -> None:
    tables = Tables()
    for case in cases(int(count), int(seed)):
        tables.add(case)
    tables.print()
    unseen = {reason.name.lower() for reason in Reason} - {reason for _, _, reason in tables.reasons} - {"shows_nothing", "unopened"}
    print(*tables.bad[:20], f"{len(tables.bad)} bad cases; reasons that no case needed: {sorted(unseen)}", sep="\n")
    sys.exit(bool(tables.bad or unseen))


if __name__ == "__main__":
    main(*sys.argv[1:])
