"""Random inputs, answered by the core's JSON interface and by Python's own libraries: both must say the same.

Decimals and micros against `decimal`, forms against `urllib`, HMAC, SHA-1 and RSA against `hmac`, `hashlib` and `cryptography`.
`python differential.py DISPATCH [SEED]`; prints the seed and `N passed, N failed`.
"""

import base64
import hashlib
import hmac
import json
import random
import re
import subprocess
import sys
from decimal import Context, Decimal, Inexact
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

KEYS = Path(__file__).parent.parent / "keys"
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(2**32)
CHANCE = random.Random(SEED)
EXACT = Context(prec=60, traps=[Inexact])
MOST = 2**53 - 1
# From ISO 4217, list one.
EXPONENTS = {"RUB": 2, "EUR": 2, "UAH": 2, "JPY": 0, "KRW": 0, "BHD": 3, "KWD": 3, "CLF": 4, "UYW": 4}
RSA = (padding.PKCS1v15(), hashes.SHA256())
LETTERS = "aZ09 -._~+%&=;/?#\"'\\<>()[]{}é☃я中😀\u00a0"


def words(letters=LETTERS, most=24):
    return "".join(CHANCE.choice(letters) for _ in range(CHANCE.randrange(1, most)))


def units(exponent, text):
    """Minor units that Decimal says, or None."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text, re.ASCII):
        return None
    scaled = EXACT.multiply(Decimal(text), Decimal(10) ** exponent)
    return int(scaled) if 1 <= scaled <= MOST and scaled == int(scaled) else None


def decimals():
    """Texts, most of them amounts and some of them nearly."""
    for _ in range(6000):
        currency = CHANCE.choice(list(EXPONENTS))
        whole = str(CHANCE.randrange(10 ** CHANCE.randrange(1, 19)))
        fraction = "".join(CHANCE.choice("0123456789") for _ in range(CHANCE.randrange(0, 6)))
        text = whole + ("." + fraction if fraction else "")
        if CHANCE.random() < 0.2:
            place = CHANCE.randrange(len(text) + 1)
            text = text[:place] + CHANCE.choice(". ,-+eE_0٣") + text[place:]
        wanted = units(EXPONENTS[currency], text)
        question = {"provider": "refundkit", "operation": "money", "text": text, "currency": currency}
        yield question, lambda response, wanted=wanted: response.get("ok", {}).get("minorUnits") == wanted


def formatted():
    for _ in range(1500):
        currency, minor = CHANCE.choice(list(EXPONENTS)), CHANCE.randrange(1, 10 ** CHANCE.randrange(1, 16))
        printed = str(Decimal(minor).scaleb(-EXPONENTS[currency], EXACT))
        money = {"minorUnits": minor, "currency": currency}
        wanted = f"{Decimal(printed):.{EXPONENTS[currency]}f}"
        yield {"provider": "refundkit", "operation": "format", "money": money}, lambda response, wanted=wanted: response == {"ok": wanted}


def micros():
    """Google's micros: exact, or refused where they are no whole number of minor units."""
    header = {"protocolVersion": {"major": 1, "minor": 0, "revision": 0}, "requestId": "r", "requestTimestamp": "1502220434778"}
    for _ in range(1500):
        currency = CHANCE.choice(list(EXPONENTS))
        amount = CHANCE.randrange(1, 10**14) * CHANCE.choice([1, 100, 10_000, 1_000_000])
        scaled = Decimal(amount).scaleb(EXPONENTS[currency] - 6, EXACT)
        fits = scaled == int(scaled) and 1 <= scaled <= MOST and amount < 2**63
        wanted = int(scaled) if fits else None
        body = {"requestHeader": header, "paymentIntegratorAccountId": "a", "captureRequestId": "c"}
        body |= {"currencyCode": currency, "refundAmount": str(amount)}
        request = {"method": "POST", "url": "https://i.example/v1/refund", "headers": [], "body": json.dumps(body)}
        common = {"provider": "google", "config": {"accountIds": ["a"]}, "credentials": {}, "nowMs": 1502220434778}
        read = lambda response: response.get("ok", {}).get("amount", {}).get("minorUnits")
        yield {**common, "operation": "parse_request", "request": request}, lambda response, wanted=wanted: read(response) == wanted


def hook(body, headers=()):
    headers = [["content-type", "application/x-www-form-urlencoded"], *headers]
    return {"method": "POST", "url": "https://shop.example/hook", "headers": headers, "body": body}


def themap():
    """The pairs are signed as they are escaped, in byte order."""
    for _ in range(800):
        order, key = words(), words(most=40)
        pairs = {"MerchantContract": "shop", "Notification": "Refund", "OriginalOrderId": order, "Success": "true", words("abc"): words()}
        spelled = urlencode(pairs, quote_via=CHANCE.choice([quote, lambda text, *rest: quote(text, "").replace("%20", "+")]))
        text = "&".join(sorted(spelled.split("&"))).encode()
        body = f"{spelled}&Signature={hmac.new(key.encode(), text, hashlib.sha256).hexdigest()}"
        common = {"provider": "themap", "config": {"endpoint": "demo"}, "operation": "parse_webhook"}
        credentials = {"key": "shop", "signingKey": key}
        yield {**common, "credentials": credentials, "webhook": hook(body)}, lambda response, order=order: response["ok"]["event"]["merchantOrder"] == order
        other = {**credentials, "signingKey": key + "."}
        yield {**common, "credentials": other, "webhook": hook(body)}, lambda response: response["error"]["code"] == "unverified"


def sberbank():
    """The decoded values are signed, sorted by name."""
    letters = LETTERS.replace(";", "")
    for _ in range(800):
        order, token = words(letters), words(most=40)
        pairs = {"mdOrder": "md", "operation": "refunded", "status": "1", "orderNumber": order, words("xyz"): words(letters)}
        text = "".join(f"{name};{pairs[name]};" for name in sorted(pairs)).encode()
        checksum = hmac.new(token.encode(), text, hashlib.sha256).hexdigest().upper()
        credentials = {"userName": "login", "password": "password", "callbackTokens": [token]}
        question = {"provider": "sberbank_legacy", "operation": "parse_webhook", "credentials": credentials}
        body = urlencode({**pairs, "checksum": checksum})
        yield {**question, "webhook": hook(body)}, lambda response, order=order: response["ok"]["event"]["merchantOrder"] == order


def tranzzo():
    for _ in range(800):
        order, secret = words(), words("abcXYZ019", 40)
        operation = {"pos_id": "pos", "order_id": order, "method": "refund", "operation_id": "o", "status": "success"}
        data = base64.urlsafe_b64encode(json.dumps({**operation, "amount": 1, "currency": "UAH"}, ensure_ascii=CHANCE.random() < 0.5).encode())
        digest = hashlib.sha1(secret.encode() + data + secret.encode()).digest()
        body = urlencode({"data": data, "signature": base64.urlsafe_b64encode(digest)})
        credentials = {"posId": "pos", "apiKey": "key", "apiSecret": secret, "endpointsKey": "endpoints"}
        question = {"provider": "tranzzo", "operation": "parse_webhook", "credentials": credentials, "webhook": hook(body)}
        yield question, lambda response, order=order: response["ok"]["event"]["merchantOrder"] == order


def written_forms():
    """What the provider side writes, urllib reads."""
    entry = {"refundId": "r", "status": "succeeded", "amount": {"minorUnits": 300, "currency": "RUB"}, "chargeback": False}
    for _ in range(800):
        order = words()
        payment = {"paymentId": "p", "merchantOrder": order, "captured": {"minorUnits": 300, "currency": "RUB"}, "entries": [entry]}
        seed = base64.b64encode(bytes(32)).decode()
        question = {"provider": "themap_server", "operation": "build_webhook", "credentials": {"key": "shop", "signingKey": "k"}}
        question |= {"url": "https://shop.example/hook", "update": {"refundId": "r", "payment": payment}, "nowMs": 1539166210100, "seed": seed}
        read = lambda response: dict(parse_qsl(response["ok"]["body"], keep_blank_values=True, strict_parsing=True))
        yield question, lambda response, order=order, read=read: read(response)["OriginalOrderId"] == order


def rsa():
    """Both ways: what Python signs is taken, what the core signs verifies, and one changed bit is neither."""
    pem = (KEYS / "merchant_pkcs8.pem").read_text()
    key = serialization.load_pem_private_key(pem.encode(), None)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    for _ in range(120):
        minor = CHANCE.randrange(1, 10**9)
        metadata = json.dumps({"note": words()}, ensure_ascii=False)
        refund = {"sessionId": "ps_1", "amount": {"partial": {"minorUnits": minor, "currency": "RUB"}}, "metadata": metadata}
        seed = base64.b64encode(CHANCE.randbytes(32)).decode()
        common = {"provider": "bank131", "config": {"endpoint": "demo"}, "refund": refund}
        ours = {**common, "operation": "build_request", "credentials": {"project": "p", "privateKey": pem}, "seed": seed}

        def signed(response):
            given = dict(response["ok"]["headers"])["x-partner-sign"]
            return key.sign(response["ok"]["body"].encode(), *RSA) == base64.b64decode(given)

        yield ours, signed
        body = json.dumps({"type": "payment_refunded", "session": {"id": words("abc"), "status": "accepted", "note": words()}}, ensure_ascii=CHANCE.random() < 0.5)
        signature = bytearray(key.sign(body.encode(), *RSA))
        question = {"provider": "bank131", "config": {"endpoint": "demo"}, "operation": "parse_webhook"}
        question["credentials"] = {"project": "p", "providerKeys": [public]}
        sent = lambda signature: {"method": "POST", "url": "/hook", "headers": [["x-partner-sign", base64.b64encode(signature).decode()]], "body": body}
        yield {**question, "webhook": sent(signature)}, lambda response: response.get("error", {}).get("code") != "unverified"
        signature[CHANCE.randrange(len(signature))] ^= 1 << CHANCE.randrange(8)
        yield {**question, "webhook": sent(signature)}, lambda response: response["error"]["code"] == "unverified"


def main():
    checks = [check for kind in (decimals, formatted, micros, themap, sberbank, tranzzo, written_forms, rsa) for check in kind()]
    asked = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question, _ in checks)
    responses = subprocess.run([sys.argv[1]], input=asked.encode(), capture_output=True, check=True).stdout.decode().splitlines()
    failed = len(checks) - len(responses)
    for (question, holds), line in zip(checks, responses):
        response = json.loads(line)
        good = ("ok" in response or "error" in response) and agrees(holds, response)
        failed += not good
        if not good and failed <= 10:
            print(f"FAILED {json.dumps(question, ensure_ascii=False)[:400]} -> {line[:200]}")
    print(f"seed {SEED}\n{len(checks) - failed} passed, {failed} failed")
    return 1 if failed or not checks else 0


def agrees(holds, response):
    try:
        return holds(response)
    except KeyError:
        return False


if __name__ == "__main__":
    sys.exit(main())
