"""Every field that a provider's document lists, read from the typed objects at the path that its row in `tests/fields` names."""

import enum
import json
import re
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import pytest
import refundkit
from lifted import made, snake, typed

TESTS = Path(__file__).parents[3] / "tests"
FIXTURES = TESTS / "fixtures"
STEPS: Dict[str, Dict[str, Any]] = {step["expect"]: step for step in json.loads((FIXTURES / "steps.json").read_text())}


def message(path: Path) -> Any:
    head, body = path.read_bytes().decode().split("\n\n", 1)
    first, *lines = head.split("\n")
    headers = [header(line) for line in lines]
    start, rest = first.split(" ", 1)
    if start == "HTTP":
        return refundkit.HttpResponse(status=int(rest), headers=headers, body=body.encode())
    return refundkit.ReceivedRequest(method=refundkit.HttpMethod[start], url=rest, headers=headers, body=body.encode())


def header(line: str) -> Any:
    name, value = line.split(": ", 1)
    return refundkit.Header(name=name, value=value)


def rows() -> Iterator[Any]:
    for table in sorted((TESTS / "fields").glob("*.tsv")):
        for line in table.read_text().splitlines()[1:]:
            columns = line.split("\t")
            file = columns[-1].split(" ")[0]
            if (FIXTURES / table.stem).exists() and file in STEPS:
                case, path = columns[0].split("/")[0], columns[-1].split(" ")[1]
                yield pytest.param(table.stem, case, file, path, id=f"{table.stem}/{case}:{path}")


READ: Dict[Tuple[str, str, str], Any] = {}


def read(provider: str, case: str, file: str) -> Any:
    """What the method of the typed API gives for the fixture's message."""
    key = (provider, case, file)
    if key not in READ:
        READ[key] = called(FIXTURES / provider / case, STEPS[file])
    return READ[key]


def called(folder: Path, step: Dict[str, Any]) -> Any:
    document = json.loads((folder / "case.json").read_text())
    side = document["server"] if step.get("side") == "server" else document
    method = getattr(made(side), step["operation"])
    given: List[Any] = []
    for name, hint in method.__annotations__.items():
        if name in ("response", "request", "webhook"):
            given.append(message(folder / step[name]))
        elif name == "now_ms":
            given.append(document["nowMs"])
        elif name != "return":
            given.append(typed(document[name], hint))
    answer = method(*given)
    return getattr(answer, step["member"]) if "member" in step else answer


def at(value: Any, path: str) -> Any:
    """`payments[0].id`, in a typed object or in a document; a text on the way is JSON."""
    for part in re.findall(r"[^.\[\]]+", path):
        if isinstance(value, str):
            value = json.loads(value)
        if isinstance(value, list):
            value = value[int(part)]
        else:
            value = value[part] if isinstance(value, dict) else getattr(value, snake(part))
    return value


def spelled(value: Any) -> str:
    if isinstance(value, enum.Enum):
        return str(value.value)
    return value if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize(("provider", "case", "file", "path"), list(rows()))
def test_a_field_is_at_its_path(provider: str, case: str, file: str, path: str) -> None:
    expected = at(json.loads((FIXTURES / provider / case / file).read_text()), path)
    assert spelled(at(read(provider, case, file), path)) == spelled(expected)


def test_every_table_was_read() -> None:
    assert len(list(rows())) > 600


# Details that a provider's own side is given, read back by the merchant's side.
READERS = {
    "build_response": ["parse_response"],
    "build_status_response": ["parse_status_response"],
    "build_webhook": ["parse_webhook", "parse_notice"],
}
FILES = {"build_response": "given.json", "build_status_response": "status-given.json", "build_webhook": "webhook-given.json"}
CASES = [(folder, operation) for folder in sorted(FIXTURES.glob("*/given_details")) for operation in FILES]


def built(case: Dict[str, Any], operation: str, given: Any) -> Tuple[Any, Any]:
    """The message that the provider's own side builds, and the details as the class that it takes."""
    method = getattr(made(case["server"]), operation)
    members = {**case, **case["server"], "now_ms": case["nowMs"], "details": given}
    hints = {name: hint for name, hint in method.__annotations__.items() if name != "return"}
    values = {name: argument(members[name], name, hint) for name, hint in hints.items()}
    return method(**values), values["details"]


def argument(value: Any, name: str, hint: Any) -> Any:
    if name == "reply":
        return refundkit.RefundReply.ACCEPTED(typed(value["accepted"], refundkit.RefundUpdate))
    return value if name in ("url", "now_ms", "seed") else typed(value, hint)


def read_back(case: Dict[str, Any], operation: str, message: Any) -> Any:
    merchant = made(case)
    reader = next(name for name in READERS[operation] if hasattr(merchant, name))
    if isinstance(message, refundkit.HttpRequest):
        body = (message.body or "").encode()
        message = refundkit.ReceivedRequest(method=message.method, url=message.url, headers=message.headers, body=body)
    method = getattr(merchant, reader)
    hints = {name: hint for name, hint in method.__annotations__.items() if name != "return"}
    return method(**{name: typed(case[name], hint) if name == "refund" else message for name, hint in hints.items()}).details


@pytest.mark.parametrize(("folder", "operation"), CASES, ids=lambda part: part.parent.name if isinstance(part, Path) else part)
def test_details_that_are_given_are_read_back(folder: Path, operation: str) -> None:
    case = json.loads((folder / "case.json").read_text())
    given = json.loads((folder / FILES[operation]).read_text())
    message, details = built(case, operation, given)
    assert read_back(case, operation, message) == details


def test_every_provider_side_was_given_three_details() -> None:
    assert len(CASES) == 18
