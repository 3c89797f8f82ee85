"""Builds, signs and parses refunds for six payment providers, and keeps the ledger of each payment. It does no I/O.

    tranzzo = Tranzzo(TranzzoCredentials(pos_id=.., api_key=.., api_secret=.., endpoints_key=..))
    ledger = tranzzo.ledger(LedgerSettings(account="my-shop"), TranzzoPayment(order_id="123"), money("100.00", "UAH"), row)
    ledger.request("return-2041", TranzzoRequest(amount=money("10.50", "UAH")))
    run_ledger(ledger, load, store, send)

Providers: Bank131, SmartGlocal, SberbankLegacy, SberbankGateway, TheMap, Tranzzo, GoogleIntegrator. Each has its Credentials, its
Config and its Ledger (GoogleCaptureLedger, since Google asks you); with Server at its end (TranzzoServer) it is the provider's own side, for simulators.
Loop: run_ledger, run_ledger_async, NotSent; LedgerStep, LedgerRow, RefundLedger; check_store, check_store_async.
Values: Money, money, HttpRequest, HttpResponse, ReceivedRequest, RefundOutcome, RefundStatus, RefundError.
With JSON in and out: dispatch, operations.

`help(refundkit.Tranzzo)` tells of one of them. The README has examples to copy.
"""

from . import _boundary, _conformance, _loop
from ._native.refundkit import *
from ._native.refundkit import __version__ as __version__
from ._boundary import RefundError, money
from ._conformance import check_store, check_store_async
from ._loop import NotSent, run_ledger, run_ledger_async
