"""Refunds a file of lines: `python batch.py in.csv out.csv book.sqlite http://127.0.0.1:PORT`.

in.csv has `id,provider,payment,order,amount,currency`. It may be killed at any moment and started again: a line is
written to the book before it is sent, and a line that may have been sent is never sent again unless the library says
that the very same request is safe. out.csv says of each line what happened and what to do next.
"""

import csv
import sys
import time
from typing import List, Optional

from refundkit import Baseline, NextAction, RefundError, RefundOutcome, money
from shop import Book, Line, NotSent, Shop, send, shops
from tqdm import tqdm

MOST_STEPS = 6
LONGEST_WAIT = 1.5  # seconds; a shop would wait as long as `ask_after_ms` says


def read_lines(path: str) -> List[Line]:
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    return [Line(r["id"], r["provider"], r["payment"], r["order"], money(r["amount"], r["currency"])) for r in rows]


def baseline(shop: Shop, line: Line) -> Optional[Baseline]:
    """What was given back before: it tells this refund from earlier ones."""
    refund = shop.refund(line, None)
    try:
        response = send(shop.provider.build_status_request(refund))
    except NotSent:
        response = None
    found: Optional[Baseline] = shop.provider.parse_status_response(refund, response).snapshot.baseline()
    return found


def once(shop: Shop, refund: object) -> RefundOutcome:
    request = shop.provider.build_request(refund)
    try:
        outcome: RefundOutcome = shop.provider.parse_response(refund, send(request)).outcome
    except NotSent:
        outcome = shop.provider.not_sent(refund)
    return outcome


def ask(shop: Shop, refund: object) -> RefundOutcome:
    try:
        response = send(shop.provider.build_status_request(refund))
    except NotSent:
        response = None
    snapshot = shop.provider.parse_status_response(refund, response).snapshot
    outcome: RefundOutcome = shop.provider.resolve(refund, snapshot)
    return outcome


def settle(book: Book, shop: Shop, line: Line) -> Optional[RefundOutcome]:
    """Brings one line as far as it goes now. None where not even the baseline could be had."""
    found = book.find(line.id)
    if found is None:
        before = baseline(shop, line)
        if before is None:
            return None
        book.add(line, shop.refund(line, before).to_stored())
        found = book.find(line.id)
    assert found
    refund, (_, sent, outcome) = shop.read(found[0]), found
    if not sent:
        book.about_to_send(line.id)
        outcome = book.learn(line.id, once(shop, refund))
    elif outcome is None:
        outcome = book.learn(line.id, shop.provider.parse_response(refund, None).outcome)
    for _ in range(MOST_STEPS):
        if outcome.next_action not in (NextAction.QUERY_STATUS, NextAction.WAIT, NextAction.RESEND_SAME):
            break
        time.sleep(min((outcome.ask_after_ms or 0) / 1000, LONGEST_WAIT))
        if outcome.next_action is NextAction.RESEND_SAME:
            book.about_to_send(line.id)
            news = once(shop, refund)
        else:
            news = ask(shop, refund)
        outcome = book.learn(line.id, outcome.merge(news))
    return outcome


def report(line: Line, outcome: Optional[RefundOutcome], error: str = "") -> List[str]:
    if outcome is None:
        return [line.id, "not_sent", "resend_same", error or "no baseline could be had", ""]
    why = outcome.problem.name.lower() if outcome.problem else outcome.message or ""
    return [line.id, outcome.status.name.lower(), outcome.next_action.name.lower(), why, outcome.refund_id or ""]


def main(source: str, target: str, book_path: str, base: str) -> None:
    book, providers = Book(book_path), shops(base)
    rows = []
    for line in tqdm(read_lines(source), unit="refund"):
        try:
            rows.append(report(line, settle(book, providers[line.provider], line)))
        except RefundError as error:  # the line itself is wrong: nothing was sent
            rows.append([line.id, "refused", "stop", str(error), ""])
    with open(target, "w", newline="") as file:
        csv.writer(file).writerows([["id", "status", "next_action", "why", "refund_id"], *rows])


if __name__ == "__main__":
    main(*sys.argv[1:])
