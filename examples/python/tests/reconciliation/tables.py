"""Tables, as the page has them."""

from typing import Iterable, List


def table(head: List[str], rows: Iterable[List[object]]) -> None:
    lines: List[List[object]] = [[*head], ["---"] * len(head), *rows]
    print("\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n")
