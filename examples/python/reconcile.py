"""Compares the book with the providers: `python reconcile.py book.sqlite http://127.0.0.1:PORT > differences.csv`.

Asks for every payment, learns what became of its refunds, and prints the payments where the providers gave back another
sum than the book says.
"""

import csv
import sys
from collections import defaultdict
from typing import Dict, Optional, Tuple

from refundkit import PaymentSnapshot, RefundStatus
from shop import Book, NotSent, Shop, send, shops


def look(shop: Shop, refund: object) -> PaymentSnapshot:
    try:
        response = send(shop.provider.build_status_request(refund))
    except NotSent:
        response = None
    snapshot: PaymentSnapshot = shop.provider.parse_status_response(refund, response).snapshot
    return snapshot


def given_back(snapshot: PaymentSnapshot) -> Optional[int]:
    """Minor units by the provider's total, or by its list."""
    if snapshot.problem:
        return None
    if snapshot.refunded:
        return snapshot.refunded.minor_units
    done = [entry.amount for entry in snapshot.entries if entry.status is RefundStatus.SUCCEEDED]
    return sum(amount.minor_units for amount in done if amount)


def main(book_path: str, base: str) -> None:
    book, providers = Book(book_path), shops(base)
    ours: Dict[Tuple[str, str], int] = defaultdict(int)
    theirs: Dict[Tuple[str, str], Optional[int]] = {}
    for id, provider, payment, _, text in book.all():
        shop = providers[provider]
        refund = shop.read(text)
        snapshot = look(shop, refund)
        outcome = book.learn(id, shop.provider.resolve(refund, snapshot))
        if outcome.status is RefundStatus.SUCCEEDED and outcome.amount:
            ours[provider, payment] += outcome.amount.minor_units
        theirs[provider, payment] = given_back(snapshot)
    table = csv.writer(sys.stdout)
    table.writerow(["provider", "payment", "ours", "theirs"])
    for (provider, payment), total in theirs.items():
        if total != ours[provider, payment]:
            table.writerow([provider, payment, ours[provider, payment], "unknown" if total is None else total])


if __name__ == "__main__":
    main(*sys.argv[1:])
