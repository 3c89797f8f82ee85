"""The simulator as another's client finds it, our own bytes from the JSON interface, and what came of a call."""

import contextlib
import io
import json
import os
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
KEYS = HERE.parent / "keys"
FIXTURES = HERE.parent / "fixtures"
PAYMENT = "00000000-0000-4000-8000-000000000000"
LOGIN = ("demo-api", "demo-password")

# The client does what the protocol says; it does not; it does, and a merchant loses money by it.
PASS, FAIL, UNSAFE = "pass", "fail", "unsafe"


@dataclass
class Row:
    """One thing that a client does. `expected` is exact, so that a client that changes fails the run, and so do we."""

    did: str
    verdict: str
    expected: str
    why: str
    call: object
    fault: str = ""
    provider: str = "sberbank_legacy"

    def run(self):
        """What the client told its caller, and what moved."""
        with Bank(self.provider, self.fault) as bank:
            seen = told(lambda: self.call(bank))
            return f"{seen}; {bank.moved()} moved"


@dataclass
class Check:
    """The same of a call that needs no simulator."""

    did: str
    verdict: str
    expected: str
    why: str
    call: object

    def run(self):
        return told(self.call)


class Bank:
    """A simulator for one row alone. It ends with its standard input."""

    def __init__(self, provider, fault):
        self.provider, self.fault = provider, fault

    def __enter__(self):
        self.process = subprocess.Popen(
            [os.environ["SIMULATOR"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.address = self.process.stdout.readline().split(",")[0]
        self.url = f"{self.address}/{self.provider}"
        if self.fault:
            post(f"{self.address}/scenario", json.dumps({self.provider: {"refunds": [self.fault]}}), {})
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def moved(self):
        """The simulator's own count of the payment, whatever the client was told."""
        with urllib.request.urlopen(f"{self.address}/orders") as response:
            orders = json.load(response)[self.provider]
        return sum(order["moved"] for order in orders if order["paymentId"] == PAYMENT)


def post(url, body, headers):
    request = urllib.request.Request(url, body.encode(), headers)
    with urllib.request.urlopen(request) as response:
        return response.read()


def told(call):
    """The value or the exception that the caller gets. What the client prints is kept apart."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            value = call()
        except Exception as error:
            return f"raises {type(error).__name__} {error}".strip()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def printed(call):
    """What a call prints."""
    with contextlib.redirect_stdout(io.StringIO()) as output:
        call()
    return output.getvalue()


def dispatch(document):
    """One response of our JSON interface."""
    line = json.dumps(document)
    answered = subprocess.run([os.environ["DISPATCH"]], input=line, capture_output=True, text=True, check=True)
    return json.loads(answered.stdout)["ok"]


def announced(provider, credentials=None, payment=None, reference=None):
    """The webhook that our provider side builds for the case `served`, with other credentials, order or reference."""
    folder = FIXTURES / provider / "served"
    case, update = (json.loads((folder / name).read_text()) for name in ("case.json", "update.json"))
    server = case["server"] | ({"credentials": credentials} if credentials else {})
    update["payment"] |= payment or {}
    update["payment"]["entries"][0] |= {"reference": reference} if reference else {}
    said = {name: case[name] for name in ("url", "nowMs", "seed")}
    return dispatch({"operation": "build_webhook", "update": update, **server, **said})
