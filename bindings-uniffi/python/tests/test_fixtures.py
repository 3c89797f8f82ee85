"""The golden fixtures, byte for byte, through the JSON interface. Knows no provider: `steps.json` says what is made how."""

import json
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

import pytest
import refundkit

FIXTURES = Path(__file__).parents[3] / "tests" / "fixtures"
STEPS: List[Dict[str, Any]] = json.loads((FIXTURES / "steps.json").read_text())
INPUTS = {(row.provider, row.operation): row.inputs for row in refundkit.operations()}


def side(case: Dict[str, Any], step: Dict[str, Any]) -> Dict[str, Any]:
    return case["server"] if step.get("side") == "server" else case


def messages_are_there(folder: Path, step: Dict[str, Any]) -> bool:
    files = [value for name, value in step.items() if name != "expect" and isinstance(value, str)]
    return all((folder / file).exists() for file in files if file.endswith(".http"))


def steps() -> Iterator[Any]:
    for path in sorted(FIXTURES.glob("*/*/case.json")):
        folder, case = path.parent, json.loads(path.read_text())
        for step in STEPS:
            if (folder / step["expect"]).exists():
                yield pytest.param(folder, case, step, None, id=f"{folder.parent.name}/{folder.name}:{step['expect']}")
        errors = folder / "error.txt"
        for line in errors.read_text().splitlines() if errors.exists() else ():
            operation = line.split(" ")[0]
            step = next(s for s in STEPS if s["operation"] == operation and messages_are_there(folder, s))
            yield pytest.param(folder, case, step, line, id=f"{folder.parent.name}/{folder.name}:{line}")


def read_http(data: bytes) -> Dict[str, Any]:
    head, body = data.decode().split("\n\n", 1)
    first, *lines = head.split("\n")
    method, rest = first.split(" ", 1)
    message: Dict[str, Any] = {"status": int(rest)} if method == "HTTP" else {"method": method, "url": rest}
    return {**message, "headers": [line.split(": ", 1) for line in lines], "body": body}


def print_http(message: Dict[str, Any]) -> str:
    first = f"HTTP {message['status']}" if "status" in message else f"{message['method']} {message['url']}"
    headers = "".join(f"{name}: {value}\n" for name, value in message.get("headers", []))
    return f"{first}\n{headers}\n{message.get('body', '')}"


def read_input(name: str, path: Path) -> Any:
    data = path.read_bytes()
    if path.suffix == ".json":
        return json.loads(data)
    if path.suffix == ".txt":
        return data.decode().rstrip()
    if data.strip() in (b"lost", b"notSent"):
        return data.decode().strip()
    message = read_http(data)
    return {"response": message} if name == "response" else message


def document(folder: Path, case: Dict[str, Any], step: Dict[str, Any]) -> Dict[str, Any]:
    own, operation = side(case, step), step["operation"]
    made: Dict[str, Any] = {"provider": own["provider"], "operation": operation}
    inputs = INPUTS[own["provider"], operation]
    for name in [*(["config"] if "credentials" in inputs else []), *inputs]:
        file: Optional[str] = step.get(name)
        if file and ((folder / file).exists() or file.endswith(".http")):
            made[name] = read_input(name, folder / file)
        elif name in own:
            made[name] = own[name]
        elif name in case and name != "config":
            made[name] = case[name]
    return made


def printed(value: Any, step: Dict[str, Any]) -> str:
    value = value[step["member"]] if "member" in step else value
    form = Path(step["expect"]).suffix
    if form == ".http":
        return print_http(value)
    return str(value) if form == ".txt" else json.dumps(value, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize(("folder", "case", "step", "refusal"), list(steps()))
def test_step(folder: Path, case: Dict[str, Any], step: Dict[str, Any], refusal: Optional[str]) -> None:
    response = json.loads(refundkit.dispatch(json.dumps(document(folder, case, step))))
    kind = "error" if refusal or step.get("refused") else "ok"
    assert list(response) == [kind], response
    if refusal:
        assert f"{step['operation']} {response['error']['code']} {response['error']['field']}".strip() == refusal
    else:
        assert printed(response[kind], step) == (folder / step["expect"]).read_bytes().decode()


def test_every_provider_has_steps() -> None:
    names: Tuple[str, ...] = tuple({folder.parent.name for folder in FIXTURES.glob("*/*/") if folder.is_dir()})
    assert {provider for provider, _ in INPUTS if not provider.endswith(("_server", "_caller"))} <= set(names)
