"""Checks the licensing documents that packages carry: `licensing.py FOLDER COMPILED [FOLDER COMPILED ..]`. Prints `N passed, N failed`.

A bill of materials must satisfy CycloneDX's schema, name what the compiled file shows to be in it, and have a licence text
for everything that others wrote.
"""

import json
import re
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

# Where a panic may come from stands in a compiled file.
COMPILED_IN = re.compile(rb"registry[/\\]src[/\\][^/\\]+[/\\]([A-Za-z0-9_-]+)-(\d+\.\d+\.\d+[^/\\]*)[/\\]src")
HEADING = re.compile(r"^([A-Za-z0-9_-]+) (\d+\.\d+\.\d+\S*) \(.+\)$", re.M)


def named(component):
    return component["name"], component["version"]


def reachable(bill):
    """What the package calls, and what that calls."""
    calls = {entry["ref"]: entry.get("dependsOn", []) for entry in bill["dependencies"]}
    found, waiting = set(), [bill["metadata"]["component"]["bom-ref"]]
    while waiting:
        ref = waiting.pop()
        waiting += [] if ref in found else calls[ref]
        found.add(ref)
    return found


def checks(folder, compiled):
    """Pairs of a name and what is wrong, if anything."""
    text = (folder / "sbom.cdx.json").read_text()
    bill, texts = json.loads(text), (folder / "THIRD-PARTY-LICENSES").read_text()
    components = bill["components"]
    foreign = {named(one) for one in components if "hashes" in one}
    seen = {(name.decode(), version.decode()) for name, version in COMPILED_IN.findall(compiled.read_bytes())}
    refs = {one["bom-ref"] for one in [bill["metadata"]["component"], *components]}
    yield "schema", JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
    yield "licences and addresses", [named(one) for one in components if not (one.get("licenses") and one.get("purl"))]
    yield "who calls whom", refs ^ reachable(bill)
    yield "a text for each crate", foreign ^ set(HEADING.findall(texts))
    yield "no text with a gap", re.findall("<copyright holders>|<year>", texts)
    yield "what was compiled in", (seen - foreign) if seen else "nothing is seen"


def main():
    passed = failed = 0
    pairs = list(map(Path, sys.argv[1:]))
    for folder, compiled in zip(pairs[::2], pairs[1::2]):
        for name, wrong in checks(folder, compiled):
            passed, failed = passed + (not wrong), failed + bool(wrong)
            if wrong:
                print(f"FAILED {folder.name}: {name}: {str(wrong)[:300]}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
