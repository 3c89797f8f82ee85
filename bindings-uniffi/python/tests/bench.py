"""The wheel beside hand-written Python, in one run. `python bench.py golden.json [rounds]`; `cargo xtask bench` does both.

Prints a line of JSON a task: microseconds of every round, of this thread's processor time, so that a busy machine disturbs less.
"""

import base64
import hashlib
import hmac
import json
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any, Callable
from urllib.parse import parse_qsl

import refundkit
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from refundkit import *

ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 25
STEPS = json.loads(Path(sys.argv[1]).read_text())
RSA: Any = (padding.PKCS1v15(), hashes.SHA256())


def step(name: str) -> Any:
    """What a golden step hands in, and what must come out."""
    found = next(each for each in STEPS if each["name"].startswith(name))
    return {**json.loads(found["document"]), "ok": json.loads(found["response"])["ok"], "document": found["document"]}


def timed(call: Callable[[], object]) -> float:
    count, start = 0, time.thread_time_ns()
    while time.thread_time_ns() - start < 8_000_000:
        for _ in range(8):
            call()
        count += 8
    return (time.thread_time_ns() - start) / count / 1000


def peak(call: Callable[[], object]) -> int:
    """The most bytes of Python's own that a call holds at once."""
    call()
    tracemalloc.start()
    call()
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    call()
    most = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    return max(0, most)


def task(name: str, ours: Callable[[], object], by_hand: Callable[[], object]) -> None:
    for _ in range(min(3, ROUNDS)):
        timed(ours), timed(by_hand)
    rounds = [(timed(ours), timed(by_hand)) for _ in range(ROUNDS)]
    line = {"task": name, "ours": [one for one, _ in rounds], "byHand": [other for _, other in rounds]}
    print(json.dumps({**line, "bytes": [peak(ours), peak(by_hand)]}), flush=True)


def sent(step: Any, ours: HttpRequest, by_hand: tuple[str, list[tuple[str, str]], str]) -> None:
    """Both are the bytes of the golden step."""
    wanted = (step["ok"]["url"], [tuple(header) for header in step["ok"]["headers"]], step["ok"]["body"])
    assert (ours.url, [(header.name, header.value) for header in ours.headers], ours.body) == wanted == by_hand


def stored(kind: str, refund: Any) -> str:
    return json.dumps({"version": 1, "kind": kind, "data": refund})


def webhook(step: Any) -> ReceivedRequest:
    given = step["webhook"]
    headers = [Header(name=name, value=value) for name, value in given["headers"]]
    return ReceivedRequest(method=HttpMethod.POST, url=given["url"], headers=headers, body=given["body"].encode())


def response_of(step: Any) -> HttpResponse:
    given = step["response"]["response"]
    return HttpResponse(status=given["status"], body=given["body"].encode())


def themap_config(endpoint: Any) -> TheMapConfig:
    return TheMapConfig(endpoint=endpoint, encoding=TheMapEncoding.JSON, unsigned_notifications=TheMapUnsigned.REFUSED)


def themap() -> None:
    build, parse = step("themap/served: build_request"), step("themap/served: parse_response")
    credentials = TheMapCredentials(key=build["credentials"]["key"], signing_key=build["credentials"]["signingKey"])
    ours = TheMap(credentials, themap_config(Endpoint.LOOPBACK("http://127.0.0.1:8080")))
    refund = TheMapRefund.from_stored(stored("themap_refund", build["refund"]))
    response = response_of(parse)

    def build_by_hand() -> Any:
        given = build["refund"]
        body = {"key": build["credentials"]["key"], "map_order_id": given["mapOrderId"], "amount": given["amount"]["minorUnits"]}
        return "http://127.0.0.1:8080/Refund", [("content-type", "application/json")], json.dumps(body, separators=(",", ":"))

    def parse_by_hand() -> Any:
        read, given = json.loads(response.body), parse["refund"]
        return read["Success"] is True and read["OrderId"] == given["merchantOrderId"] and isinstance(read["NewAmount"], int)

    sent(build, ours.build_request(refund), build_by_hand())
    assert ours.parse_response(refund, response).outcome.status == RefundStatus.SUCCEEDED and parse_by_hand()
    task("build theMAP", lambda: ours.build_request(refund), build_by_hand)
    task("parse theMAP", lambda: ours.parse_response(refund, response).outcome, parse_by_hand)
    task("build theMAP by document", lambda: refundkit.dispatch(build["document"]), build_by_hand)
    task("parse theMAP by document", lambda: refundkit.dispatch(parse["document"]), parse_by_hand)


def tranzzo() -> None:
    build, parse = step("tranzzo/partial: build_request"), step("tranzzo/full_succeeded: parse_response")

    def made(credentials: Any) -> Tranzzo:
        names = {"pos_id": "posId", "api_key": "apiKey", "api_secret": "apiSecret", "endpoints_key": "endpointsKey"}
        return Tranzzo(TranzzoCredentials(**{name: credentials[wire] for name, wire in names.items()}))

    ours, reader = made(build["credentials"]), made(parse["credentials"])
    refund = TranzzoRefund.from_stored(stored("tranzzo_refund", build["refund"]))
    full = TranzzoRefund.from_stored(stored("tranzzo_refund", parse["refund"]))
    response = response_of(parse)

    def build_by_hand() -> Any:
        keys, given = build["credentials"], build["refund"]
        amount = given["amount"]["partial"]
        body = {
            "pos_id": keys["posId"],
            "order_id": given["orderId"],
            "order_currency": amount["currency"],
            "refund_amount": amount["minorUnits"] // 100,
            "comment": given["reference"],
            "server_url": given["serverUrl"],
        }
        headers = [("content-type", "application/json"), ("x-api-auth", f"CPAY {keys['apiKey']}:{keys['apiSecret']}")]
        headers.append(("x-api-key", keys["endpointsKey"]))
        return "https://cpay.tranzzo.com/api/v1/refund", headers, json.dumps(body, separators=(",", ":"))

    def parse_by_hand() -> Any:
        read, given = json.loads(response.body), parse["refund"]
        wanted = given["amount"]["full"]["expected"]
        exact = round(read["amount"] * 100) == wanted["minorUnits"] and read["currency"] == wanted["currency"]
        return read["status"] == "success" and read["order_id"] == given["orderId"] and exact

    sent(build, ours.build_request(refund), build_by_hand())
    assert reader.parse_response(full, response).outcome.status == RefundStatus.SUCCEEDED and parse_by_hand()
    task("build Tranzzo", lambda: ours.build_request(refund), build_by_hand)
    task("parse Tranzzo", lambda: reader.parse_response(full, response).outcome, parse_by_hand)


def webhooks() -> None:
    given = step("themap/webhook_vector: parse_webhook")
    key, body = given["credentials"]["signingKey"], given["webhook"]["body"]
    ours = TheMap(
        TheMapCredentials(key=given["credentials"]["key"], signing_key=key),
        themap_config(Endpoint.DEMO),
    )
    notification = webhook(given)

    def notification_by_hand() -> bool:
        pairs = dict(parse_qsl(body, keep_blank_values=True))
        signature = pairs.pop("Signature")
        text = "&".join(f"{name}={pairs[name]}" for name in sorted(pairs))
        return hmac.compare_digest(hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest(), signature)

    assert ours.parse_webhook(notification).event.dedupe_key and notification_by_hand()
    task("verify theMAP (HMAC-SHA256)", lambda: ours.parse_webhook(notification).event, notification_by_hand)

    legacy = step("sberbank_legacy/callback_refunded_with_id: parse_webhook")
    token, text = legacy["credentials"]["callbackTokens"][0], legacy["webhook"]["body"]
    bank = SberbankLegacy(SberbankLegacyCredentials(user_name="login", password="password", callback_tokens=[token]))
    callback = webhook(legacy)

    def callback_by_hand() -> bool:
        pairs = dict(parse_qsl(text, keep_blank_values=True))
        checksum = pairs.pop("checksum")
        covered = "".join(f"{name};{pairs[name]};" for name in sorted(pairs))
        return hmac.compare_digest(hmac.new(token.encode(), covered.encode(), hashlib.sha256).hexdigest().upper(), checksum)

    assert bank.parse_webhook(callback).event.dedupe_key and callback_by_hand()
    task("verify Sberbank (HMAC-SHA256)", lambda: bank.parse_webhook(callback).event, callback_by_hand)

    of_tranzzo = step("tranzzo/served: parse_webhook")
    keys, form = of_tranzzo["credentials"], of_tranzzo["webhook"]["body"]
    shop = Tranzzo(TranzzoCredentials(pos_id=keys["posId"], api_key=keys["apiKey"], api_secret=keys["apiSecret"], endpoints_key=keys["endpointsKey"]))
    announced = webhook(of_tranzzo)

    def announced_by_hand() -> bool:
        pairs = dict(parse_qsl(form))
        secret, data = keys["apiSecret"].encode(), pairs["data"].encode()
        digest = base64.urlsafe_b64encode(hashlib.sha1(secret + data + secret).digest()).decode()
        json.loads(base64.urlsafe_b64decode(data + b"=" * (-len(data) % 4)))
        return hmac.compare_digest(digest, pairs["signature"])

    assert shop.parse_webhook(announced).event.dedupe_key and announced_by_hand()
    task("verify Tranzzo (SHA-1)", lambda: shop.parse_webhook(announced).event, announced_by_hand)


def bank131() -> None:
    given = step("bank131/served: build_request")
    config = SessionConfig(endpoint=Endpoint.LOOPBACK("http://127.0.0.1:8080"), api_version=SessionApiVersion.V1)
    bank = Bank131(SessionCredentials(project=given["credentials"]["project"]), config)
    refund = SessionRefund.from_stored(stored("session_refund", given["refund"]))
    key: Any = serialization.load_pem_private_key(given["credentials"]["privateKey"].encode(), None)

    def ours() -> HttpRequest:
        prepared = bank.prepare(refund)
        return bank.finish(prepared, key.sign(prepared.to_sign.encode(), *RSA))

    def by_hand() -> Any:
        asked = given["refund"]
        amount = {"amount": asked["amount"]["partial"]["minorUnits"], "currency": asked["amount"]["partial"]["currency"].lower()}
        data = {"session_id": asked["sessionId"], "amount_details": amount, "metadata": json.loads(asked["metadata"])}
        body = json.dumps(data, separators=(",", ":"))
        headers = [("content-type", "application/json"), ("x-partner-project", given["credentials"]["project"])]
        headers.append(("x-partner-idempotency-key", asked["idempotencyKey"]))
        headers.append(("x-partner-sign", base64.b64encode(key.sign(body.encode(), *RSA)).decode()))
        return "http://127.0.0.1:8080/api/v1/session/refund", headers, body

    sent(given, ours(), by_hand())
    task("build Bank 131 (RSA-2048, the host's key)", ours, by_hand)


def start() -> None:
    script = "import time; start = time.process_time(); import refundkit; print(time.process_time() - start)"
    runs = [subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True) for _ in range(min(9, ROUNDS))]
    print(json.dumps({"start": "Python: import, ms", "rounds": [float(run.stdout) * 1000 for run in runs]}))


for part in (themap, tranzzo, webhooks, bank131, start):
    part()
