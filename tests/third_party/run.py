"""Runs programs that other people wrote against our simulator and our bytes, and holds the table against docs/third-party.md.

`cargo xtask third-party` gives it its environment. Prints the table and `N passed, N failed`; `WRITE_FIXTURES=1` writes the
table anew.
"""

import json
import os
import sys
from importlib.metadata import version
from pathlib import Path

import callbacks
import sberbank
import session
from bank import HERE

PAGE = HERE.parent.parent / "docs" / "third-party.md"
HEAD = "| Client | What it does | | What its caller is told; what moved, in kopecks or cents | Why |\n|---|---|---|---|---|\n"
CLIENTS = sberbank.CLIENTS | callbacks.CLIENTS | session.CLIENTS


def version_of(client):
    package = client.split(",")[0]
    manifest = Path(os.environ["NODE_MODULES"]) / package / "package.json"
    return json.loads(manifest.read_text())["version"] if manifest.exists() else version(package)


def line(client, row):
    return f"| {client} {version_of(client)} | {row.did} | {row.verdict} | `{row.expected}` | {row.why} |\n"


def wrong(client, row):
    """What another than the expected response was, or nothing."""
    seen = row.run()
    return [] if seen == row.expected else [f"FAILED {client}: {row.did}\n  expected {row.expected}\n  seen     {seen}"]


def holds(table):
    """Whether the page has this table and no other."""
    page = PAGE.read_text()
    before, _, rest = page.partition(HEAD)
    after = rest[rest.find("\n\n") :] if "\n\n" in rest else "\n"
    if "WRITE_FIXTURES" in os.environ:
        PAGE.write_text(before + HEAD + table.rstrip("\n") + after)
    return (HEAD + table) in PAGE.read_text()


def main():
    rows = [(client, row) for client, rows in CLIENTS.items() for row in rows]
    table = "".join(line(client, row) for client, row in rows)
    print(HEAD + table)
    failures = [told for client, row in rows for told in wrong(client, row)]
    failures += [] if holds(table) else ["FAILED docs/third-party.md has another table: write it with WRITE_FIXTURES=1"]
    print("\n".join(failures))
    print(f"{len(rows) + 1 - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
