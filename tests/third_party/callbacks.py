"""Our callbacks of Sberbank's legacy gateway at PyPI's check of their RSA checksum."""

from urllib.parse import parse_qsl

from sb_async_cryptography.sberbank_tools import params_string_to_dict, verify_signature
from sb_async_cryptography.signature import public_key_import_from_x509_certificate_file

from bank import FAIL, KEYS, PASS, UNSAFE, Check, announced


def callback(**payment):
    """What our provider side signs with a private key."""
    key = (KEYS / "provider_next_pkcs8.pem").read_text()
    credentials = {"userName": "demo-api", "password": "demo-password", "callbackKey": key}
    return announced("sberbank_legacy", credentials, payment)["body"]


def decoded(**payment):
    return dict(parse_qsl(callback(**payment)))


def verified(parameters):
    key = public_key_import_from_x509_certificate_file(str(KEYS / "provider_next_certificate.pem"))
    return verify_signature(key, parameters["checksum"], parameters)


def without_status():
    """The same text to sign, of other parameters: the status became part of the order number."""
    parameters = decoded()
    parameters["orderNumber"] += ";status;" + parameters.pop("status")
    return parameters


CHECKS = [
    Check("checks our callback", PASS, "true", "SHA-512, whatever `sign_alias` says", lambda: verified(decoded())),
    Check("checks our callback, another status", PASS, "false", "", lambda: verified(decoded() | {"status": "0"})),
    Check("reads our callback itself", PASS, "true", "", lambda: verified(params_string_to_dict(callback()))),
    Check(
        "reads our callback with a Cyrillic order number itself",
        FAIL,
        "false",
        "its reader does not decode `%D0`; the checksum covers decoded values. Give it what a web framework decoded",
        lambda: verified(params_string_to_dict(callback(merchantOrder="заказ 1"))),
    ),
    Check("checks the same, decoded by others", PASS, "true", "", lambda: verified(decoded(merchantOrder="заказ 1"))),
    Check(
        "checks parameters that were moved into each other",
        UNSAFE,
        "true",
        "`orderNumber=order-1;status;1` without a status signs like the callback with one: refuse every `;`, and a missing status",
        lambda: verified(without_status()),
    ),
]

CLIENTS = {"sberbank-async-cryptography": CHECKS}
