"""Checks the signatures of the golden fixtures with Python's own cryptography, independent of the Rust code.

Walks over tests/fixtures: what a case accepts must verify, what it refuses as unverified must not. Prints
`N passed, N failed`. Needs the package `cryptography`.
"""

import base64
import hashlib
import hmac
import json
import re
import sys
from pathlib import Path
from urllib.parse import parse_qsl

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

FIXTURES = Path(__file__).parent.parent / "fixtures"

# Who signed a file, and the operation that accepts or refuses it.
MERCHANT, PROVIDER = "merchant", "provider"
SIGNED_FILES = {
    "request.http": (MERCHANT, "build_request"),
    "status-request.http": (MERCHANT, "build_status_request"),
    "finished.http": (MERCHANT, "finish"),
    "webhook.http": (PROVIDER, "parse_webhook"),
    "announced.http": (PROVIDER, "build_webhook"),
}


def public_key(pem):
    data = pem.strip().encode()
    private = re.search(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", data, re.S)
    if private:
        return serialization.load_pem_private_key(private[0], None).public_key()
    if b"CERTIFICATE" in data:
        return x509.load_pem_x509_certificate(data).public_key()
    return serialization.load_pem_public_key(data)


def keys(case, signer):
    """Lists of PEM, each of which must hold a key that verifies."""
    ours, theirs = case.get("credentials", {}), case.get("server", {}).get("credentials", {})
    if signer == MERCHANT:
        lists = [[ours.get("publicKey")], [ours.get("privateKey")], theirs.get("merchantKeys", [])]
    else:
        lists = [ours.get("providerKeys", []), [theirs.get("privateKey")]]
    return [[public_key(pem) for pem in pems if pem] for pems in lists if any(pems)]


def rsa_verifies(key, message, signature):
    try:
        key.verify(base64.b64decode(signature, validate=True), message, padding.PKCS1v15(), hashes.SHA256())
        return True
    except (InvalidSignature, ValueError):
        return False


def rsa_verified(case, signer, message, signature):
    lists = keys(case, signer)
    return bool(lists) and all(any(rsa_verifies(key, message, signature) for key in known) for known in lists)


def read_http(path):
    head, _, body = path.read_bytes().partition(b"\n\n")
    lines = [line.split(": ", 1) for line in head.decode().split("\n")[1:] if ": " in line]
    return [(name.lower(), value) for name, value in lines], body


def partner_sign(case, path):
    """Bank 131, Smart Glocal: RSA PKCS#1 v1.5, SHA-256, Base64, over the exact body."""
    headers, body = read_http(path)
    signatures = [value for name, value in headers if name == "x-partner-sign"]
    return len(signatures) == 1 and rsa_verified(case, SIGNED_FILES[path.name][0], body, signatures[0])


def sandwich(case, path):
    """Tranzzo webhooks: Base64url of SHA-1(secret + data + secret)."""
    fields = dict(parse_qsl(read_http(path)[1].decode(), keep_blank_values=True))
    secret, data = case["credentials"]["apiSecret"].encode(), fields.get("data", "").encode()
    expected = base64.urlsafe_b64encode(hashlib.sha1(secret + data + secret).digest()).rstrip(b"=")
    return hmac.compare_digest(expected, fields.get("signature", "").rstrip("=").encode())


def sorted_pairs(case, path):
    """theMAP notifications: hex of HMAC-SHA256 over the escaped pairs in byte order, without Signature. None without a key."""
    pairs = read_http(path)[1].split(b"&")
    signatures = [pair.partition(b"=")[2] for pair in pairs if pair.startswith(b"Signature=")]
    message = b"&".join(sorted(pair for pair in pairs if not pair.startswith(b"Signature=")))
    key = case["credentials"].get("signingKey")
    if not key:
        return None
    expected = hmac.new(key.encode(), message, hashlib.sha256).hexdigest().encode()
    return len(signatures) == 1 and hmac.compare_digest(expected, signatures[0])


def checksum(case, path):
    """Sberbank callbacks: upper-case hex of HMAC-SHA256, or of RSA, over `name;value;` sorted by name. None where the text
    could have been made of other parameters, which is refused whatever its checksum."""
    first = path.read_text().split("\n", 1)[0]
    query, body = first.partition("?")[2], read_http(path)[1].decode()
    address = case.get("config", {}).get("callbackAddressParameters", []) if query else []
    pairs = [pair for pair in parse_qsl(query or body, keep_blank_values=True) if pair[0] not in address]
    signed = sorted(pair for pair in pairs if pair[0] not in ("checksum", "sign_alias"))
    names = [name for name, _ in signed]
    given = [value for name, value in pairs if name == "checksum"]
    ambiguous = any(";" in part for pair in signed for part in pair) or len(set(names)) < len(names)
    if ambiguous or len(given) > 1 or (query and body) or not {"status", "operation"} <= set(names):
        return None
    message = "".join(f"{name};{value};" for name, value in signed).encode()
    return len(given) == 1 and any(checksum_verifies(case, message, given[0]))


def checksum_verifies(case, message, given):
    """One response for each key that the merchant, or else the provider side, has."""
    keys, config = case.get("credentials", {}), case.get("config", {})
    hash_of = hashes.SHA256() if config.get("callbackHash") == "sha256" else hashes.SHA512()
    for token in keys.get("callbackTokens", []):
        yield hmac.new(token.encode(), message, hashlib.sha256).hexdigest().lower() == given.lower()
    for pem in keys.get("callbackKeys", []):
        try:
            public_key(pem).verify(bytes.fromhex(given), message, padding.PKCS1v15(), hash_of)
            yield True
        except (InvalidSignature, ValueError):
            yield False


# How each provider signs which files: at least every provider of which a webhook is verified.
SCHEMES = {
    "bank131": (partner_sign, SIGNED_FILES),
    "sberbank_legacy": (checksum, ["webhook.http", "announced.http"]),
    "smart_glocal": (partner_sign, SIGNED_FILES),
    "themap": (sorted_pairs, ["webhook.http", "announced.http"]),
    "tranzzo": (sandwich, ["webhook.http", "announced.http"]),
}


def refusals(folder, operation):
    """Codes and fields with which the case refuses the operation."""
    path = folder / "error.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    return [line.removeprefix(operation + " ") for line in lines if line.startswith(operation + " ")]


def refused(folder, operation):
    """Whether the case refuses the operation because of its signature."""
    return any(line.startswith("unverified ") for line in refusals(folder, operation))


def concerned(folder, name):
    """Whether the case has the file and says something of its signature. A webhook may be an unsigned notice instead, and
    one with a doubled field, or that there is no key for, is refused before its signature is looked at."""
    unseen = ("duplicate_field ", "missing_field ")
    lines = refusals(folder, "parse_webhook")
    read = (folder / "event.json").exists() or any(not line.startswith(unseen) for line in lines)
    return (folder / name).exists() and (name != "webhook.http" or read)


def checks(folder):
    """Pairs of a name and whether the check passed."""
    case = json.loads((folder / "case.json").read_text())
    verifies, files = SCHEMES.get(folder.parent.name, (None, []))
    for name in files:
        good = verifies(case, folder / name) if concerned(folder, name) else None
        if good is not None:
            yield name, good != refused(folder, SIGNED_FILES[name][1])
    if (folder / "signature.txt").exists():
        message = json.loads((folder / "prepared.json").read_text())["toSign"].encode()
        good = rsa_verified(case, MERCHANT, message, (folder / "signature.txt").read_text().strip())
        yield "signature.txt", good != refused(folder, "finish")
    if (folder / "digest.txt").exists():
        digest = hashlib.sha256((folder / "to-sign.txt").read_bytes()).hexdigest()
        yield "digest.txt", digest == (folder / "digest.txt").read_text().strip()


def left_out():
    """The providers of which a webhook is verified, and that have no line above."""
    verified = {event.parent.parent.name for event in FIXTURES.glob("*/*/event.json")}
    return sorted(verified - SCHEMES.keys())


def main():
    passed = failed = 0
    for provider in left_out():
        failed += 1
        print(f"FAILED {provider} has no line in SCHEMES")
    for case in sorted(FIXTURES.glob("*/*/case.json")):
        for name, good in checks(case.parent):
            passed, failed = passed + good, failed + (not good)
            if not good:
                print(f"FAILED {case.parent.relative_to(FIXTURES)}/{name}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
