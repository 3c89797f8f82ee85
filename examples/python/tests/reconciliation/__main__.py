"""Corrupts true worlds and compares: `PYTHONPATH=. python tests/reconciliation [cases] [seed]` in the example's folder.

Prints tables, and the cases in which something was missed or invented.
"""

import sys
from collections import Counter
from typing import Counter as Counts
from typing import Iterable, List, Tuple

from cases import EVERYWHERE, Case, cases
from reasons import Reason


class Tables:
    def __init__(self) -> None:
        self.columns: Counts[Tuple[str, str, str]] = Counter()
        self.reasons: Counts[Tuple[str, str]] = Counter()
        self.lost: Counts[Tuple[str, str]] = Counter()
        self.bad: List[Case] = []

    def add(self, case: Case) -> None:
        expected, got = case.label.found, case.found
        told = {
            "cases": True, "detectable": bool(expected), "found": bool(expected) and not expected - got, "undetectable": not expected,
            "invented": bool(got - expected or case.invented),
        }  # fmt: skip
        self.columns.update((case.variant, case.where, column) for column, holds in told.items() if holds)
        self.reasons.update((case.where, reason) for _, reason in expected.elements())
        if not expected:
            self.lost[case.where, case.label.lost] += 1
        if not case.is_good:
            self.bad.append(case)

    def print(self) -> None:
        columns = ["cases", "detectable", "found", "undetectable", "invented"]
        rows = [[variant, where, *(self.columns[variant, where, column] for column in columns)] for variant, where in EVERYWHERE]
        total = [sum(count for key, count in self.columns.items() if key[2] == column) for column in columns]
        table(["provider", "compared with", *columns], [*rows, ["all", "", *total]])
        for title, counts in (("reason", self.reasons), ("why it cannot be found", self.lost)):
            names = sorted({name for _, name in counts})
            table([title, "register", "status"], [[name, counts["register", name], counts["status", name]] for name in names])


def table(head: List[str], rows: Iterable[List[object]]) -> None:
    lines: List[List[object]] = [[*head], ["---"] * len(head), *rows]
    print("\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n")


def main(count: str = "100000", seed: str = "1") -> None:
    tables = Tables()
    for case in cases(int(count), int(seed)):
        tables.add(case)
    tables.print()
    unseen = {reason.name.lower() for reason in Reason} - {reason for _, reason in tables.reasons} - {"shows_nothing"}
    print(*tables.bad[:20], f"{len(tables.bad)} bad cases; reasons that no case needed: {sorted(unseen)}", sep="\n")
    sys.exit(bool(tables.bad or unseen))


if __name__ == "__main__":
    main(*sys.argv[1:])
