"""The clients of Sberbank's legacy gateway that PyPI and npm have, at the simulator."""

import json
import os
import subprocess
import types

import pysberbps.pysberbps as pysberbps
import sber_payments
from gocream_pysberbank import SberbankClient

from bank import FAIL, HERE, LOGIN, PASS, PAYMENT, UNSAFE, Row


def gocream(bank):
    """Pointed by its own option."""
    return SberbankClient(*LOGIN, url=bank.url + "/payment/{api_type}/{method}")


def refunded_twice(bank):
    """What a caller does whom the exception invites to try again."""
    try:
        return gocream(bank).refund(PAYMENT, 2500)
    except Exception:
        return gocream(bank).refund(PAYMENT, 2500)["errorCode"]


def refunded_and_asked(bank):
    gocream(bank).refund(PAYMENT, 2500)
    return state(gocream(bank).order_status_extended(PAYMENT))


def sber(bank, password=LOGIN[1]):
    """Has its host in an attribute of the class."""
    client = sber_payments.Client(LOGIN[0], password)
    client.URL = bank.url + "/payment/rest/"
    return client


def wrapper(bank):
    """Pointed by its own option."""
    paths = {"refund": "refund.do", "status_ext": "getOrderStatusExtended.do"}
    return pysberbps.SberWrapper(*LOGIN, urls={name: f"{bank.url}/payment/rest/{path}" for name, path in paths.items()})


def wrapper_of_its_time(bank):
    """The same where `json.loads` takes an encoding, as it did before Python 3.9."""
    pysberbps.json = types.SimpleNamespace(loads=lambda text, encoding: json.loads(text))
    return wrapper(bank)


def node(bank, method, *parameters):
    """npm's client in a process of Node; has its host in a member of the object."""
    command = [
        "node",
        str(HERE / "sberbank_acquiring.cjs"),
        bank.url + "/payment/rest/",
        method,
        json.dumps(parameters),
    ]
    environment = os.environ | {"NODE_PATH": os.environ["NODE_MODULES"]}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout.strip()


def state(response):
    """What a merchant asks for: the order's status and how much went back."""
    return [response["orderStatus"], response["paymentAmountInfo"]["refundedAmount"]]


GOCREAM = [
    Row(
        "refunds 25.00 of 100.00",
        PASS,
        "0; 2500 moved",
        "",
        lambda bank: gocream(bank).refund(PAYMENT, 2500)["errorCode"],
    ),
    Row(
        "refunds 100.01 of 100.00",
        PASS,
        "raises SberbankApiException Error 7: Refund amount exceeds deposited amount; 0 moved",
        "a refusal is an exception",
        lambda bank: gocream(bank).refund(PAYMENT, 10001),
    ),
    Row(
        "asks after a refund of 25.00",
        PASS,
        "[4, 2500]; 2500 moved",
        "4 does not tell a part from all: read the amount",
        refunded_and_asked,
    ),
    Row(
        "asks by `getOrderStatus.do`",
        FAIL,
        "raises SberbankRequestException; 0 moved",
        "ours: the older query is not served here, 404. Use `order_status_extended`",
        lambda bank: gocream(bank).order_status(PAYMENT),
    ),
    Row(
        "its response gets lost",
        UNSAFE,
        "raises SberbankRequestException; 2500 moved",
        'one exception for "nothing was sent" and for "sent, and no response came": the money has moved',
        lambda bank: gocream(bank).refund(PAYMENT, 2500),
        "drop_after",
    ),
    Row(
        "its response gets lost, and it is called again",
        UNSAFE,
        "0; 5000 moved",
        "given back twice. Ask for the status instead: `refund.do` has no key unless `externalRefundId` is sent, which it can't",
        refunded_twice,
        "drop_after",
    ),
]

SBER = [
    Row(
        "refunds 25.00 of 100.00",
        PASS,
        "0; 2500 moved",
        "a POST with everything, the password too, in the URL: servers log URLs",
        lambda bank: sber(bank).refund(PAYMENT, 2500)["errorCode"],
    ),
    Row(
        "refunds, without an amount",
        UNSAFE,
        "0; 10000 moved",
        "`amount` is 0 by default, and 0 means the whole order",
        lambda bank: sber(bank).refund(PAYMENT)["errorCode"],
    ),
    Row(
        "refunds 100.01 of 100.00",
        UNSAFE,
        '{"errorCode": "7", "errorMessage": "Refund amount exceeds deposited amount"}; 0 moved',
        "a refusal comes back like a success: HTTP 200 says nothing here, `errorCode` has to be read",
        lambda bank: sber(bank).refund(PAYMENT, 10001),
    ),
    Row(
        "refunds, with a wrong password",
        UNSAFE,
        '{"errorCode": "5", "errorMessage": "Доступ запрещен"}; 0 moved',
        "the same",
        lambda bank: sber(bank, "x").refund(PAYMENT, 2500),
    ),
    Row("asks for the status", PASS, "[2, 0]; 0 moved", "", lambda bank: state(sber(bank).get_order_status(PAYMENT))),
]

WRAPPER = [
    Row(
        "refunds 25.00 of 100.00",
        UNSAFE,
        "raises SberError JSONDecoder.__init__() got an unexpected keyword argument 'encoding'; 2500 moved",
        "since Python 3.9 it fails on every response, after the money has moved",
        lambda bank: wrapper(bank).refund(PAYMENT, 2500),
    ),
    Row(
        "refunds 25.00, with `json` as before Python 3.9",
        PASS,
        "Обработка запроса прошла без системных ошибок; 2500 moved",
        "",
        lambda bank: wrapper_of_its_time(bank).refund(PAYMENT, 2500),
    ),
    Row(
        "refunds 100.01 of 100.00, the same",
        PASS,
        "raises SberRequestError refund error 7: Refund amount exceeds deposited amount; 0 moved",
        "",
        lambda bank: wrapper_of_its_time(bank).refund(PAYMENT, 10001),
    ),
    Row(
        "asks for the status, the same",
        PASS,
        "[2, 0]; 0 moved",
        "",
        lambda bank: state(wrapper_of_its_time(bank).status_ext(PAYMENT)),
    ),
]

NODE = [
    Row(
        "refunds 25 of 100",
        PASS,
        "0; 2500 moved",
        "",
        lambda bank: json.loads(node(bank, "refund", PAYMENT, 25))["errorCode"],
    ),
    Row(
        "refunds 19.99",
        FAIL,
        "Error 5: Неверная сумма; 0 moved",
        "roubles times 100 in floating point: it sends `amount=1998.9999999999998`. Money is integers",
        lambda bank: node(bank, "refund", PAYMENT, 19.99),
    ),
    Row(
        "refunds 0",
        UNSAFE,
        "0; 10000 moved",
        "0 means the whole order",
        lambda bank: json.loads(node(bank, "refund", PAYMENT, 0))["errorCode"],
    ),
    Row(
        "refunds 100.01 of 100",
        PASS,
        "Error 7: Refund amount exceeds deposited amount; 0 moved",
        "",
        lambda bank: node(bank, "refund", PAYMENT, 100.01),
    ),
    Row("asks for the status by id", PASS, "2; 0 moved", "", lambda bank: node(bank, "status", PAYMENT)),
    Row(
        "asks for the status by order number",
        PASS,
        "2; 0 moved",
        "",
        lambda bank: node(bank, "status", None, "order-0"),
    ),
    Row(
        "asks for an order that is not there",
        PASS,
        "null; 0 moved",
        "",
        lambda bank: node(bank, "status", PAYMENT[:-1] + "f"),
    ),
]

CLIENTS = {"gocream-pysberbank": GOCREAM, "sber-payments": SBER, "pysberbps": WRAPPER, "sberbank-acquiring": NODE}
