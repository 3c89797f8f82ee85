"""PyPI's client of Bank 131 at the simulator, under both names of the protocol, and our webhooks at its verifier."""

import ast
import json

from bank131.client import Bank131Client
from bank131.webhooks_core import Bank131WebhookHandler

from bank import FAIL, HERE, PAYMENT, PASS, UNSAFE, Check, Row, announced, post, printed

KEYS = HERE.parents[1] / "simulator" / "keys"


def client(url=""):
    """Pointed by its own option."""
    return Bank131Client("demo-project", str(KEYS / "merchant.pem"), base_url=url + "/api/v1")


def refund(bank, currency, **more):
    """It has no method for refunds: its own signing and sending of the documented body."""
    amount = {"amount": 2500, "currency": currency}
    return entries(
        client(bank.url)._request("session/refund", {"session_id": PAYMENT, "amount_details": amount} | more)
    )


def status(bank):
    return client(bank.url)._request("session/status", {"session_id": PAYMENT})


def entries(response):
    """The refunds of the first payment, as far as a merchant asks for them."""
    refunds = response["session"]["acquiring_payments"][0]["refunds"]
    return [[entry["status"], entry["amount_details"]["amount"], entry.get("metadata")] for entry in refunds]


def read_in_the_log(bank):
    """A status query prints its body and its headers: they are a refund of everything that is left."""
    lines = dict(line.split(": ", 1) for line in printed(lambda: status(bank)).splitlines())
    headers, body = ast.literal_eval(lines["HEADERS"]), lines["BODY"]
    return entries(json.loads(post(bank.url + "/api/v1/session/refund", body, headers)))


def verified(webhook, **changed):
    """Its own check, of a webhook that was parsed first."""
    signature = dict(webhook["headers"])["x-partner-sign"]
    body = json.loads(webhook["body"]) | changed
    return client().signer.verify_signature(str(KEYS / "provider_public.pem"), body, signature)


def handled():
    """Its webhook handler has no place for a signature."""
    return Bank131WebhookHandler(None).handle("payment_finished", {"session": {"id": "forged"}})


def rows(provider, currency):
    return [
        Row(
            "refunds 25.00 of 100.00 by its `_request`",
            PASS,
            '[["accepted", 2500, null]]; 2500 moved',
            "it has no method for refunds; its signature is accepted",
            lambda bank: refund(bank, currency),
            provider=provider,
        ),
        Row(
            "the same with a reference in Cyrillic",
            PASS,
            '[["accepted", 2500, "возврат 2041"]]; 2500 moved',
            "signed as the UTF-8 that leaves",
            lambda bank: refund(bank, currency, metadata="возврат 2041"),
            provider=provider,
        ),
        Row(
            "asks for the status by its `_request`",
            PASS,
            "[]; 0 moved",
            "",
            lambda bank: entries(status(bank)),
            provider=provider,
        ),
        Row(
            "asks for the status by `get_payment_status`",
            FAIL,
            'raises Bank131Error Ошибка 400: {"status":"error","error":{"code":"invalid_request","description":"session_id: is missing"}}; 0 moved',
            "it sends `session` instead of `session_id`",
            lambda bank: client(bank.url).get_payment_status(PAYMENT),
            provider=provider,
        ),
        Row(
            "asks for the status, and somebody reads its output",
            UNSAFE,
            '[["accepted", 10000, null]]; 10000 moved',
            "it prints body and signature of every request, and a signed status query is byte for byte a signed full refund",
            read_in_the_log,
            provider=provider,
        ),
    ]


CALLBACKS = [
    Check("checks our webhook", PASS, "true", "", lambda: verified(announced("bank131"))),
    Check(
        "checks our webhook, another type",
        PASS,
        "false",
        "",
        lambda: verified(announced("bank131"), type="payment_finished"),
    ),
    Check(
        "checks our webhook with a reference in Cyrillic",
        FAIL,
        "false",
        "it signs what `json.dumps` makes of the parsed body, not the bytes that came: one escaped letter and a true webhook is refused",
        lambda: verified(announced("bank131", reference='"возврат"')),
    ),
    Check(
        "handles a forged webhook",
        UNSAFE,
        '{"status": "ok"}',
        "its handler takes no signature, and does not know `payment_refunded`",
        handled,
    ),
]

CLIENTS = {"bank131": rows("bank131", "rub") + CALLBACKS, "bank131, as Smart Glocal's": rows("smart_glocal", "usd")}
