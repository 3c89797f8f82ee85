"""Receives webhooks: `python webhooks.py refunds.sqlite http://127.0.0.1:SIMULATOR [port]`, with FastAPI.

Verifies the raw body first, stores what the event says in the ledger, and only then responds.
"""

import sys
import time
from typing import List

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from refundkit import HttpResponse, RefundError, RefundEvent
from refundkit.clients import starlette_request
from shop import SETTINGS, Place, Shop, line_of


def reply(response: HttpResponse) -> Response:
    headers = {header.name: header.value for header in response.headers}
    return Response(content=response.body, status_code=response.status, headers=headers)


def heard(shop: Shop, place: Place, event: RefundEvent) -> HttpResponse:
    """Tells the ledger that the event is about: it stores, responds, and sends nothing meanwhile."""
    texts = [text for key in place.provider.ledger_keys_of(SETTINGS, event) for _, text in shop.table.lines(key)]
    if not texts:
        return event.acknowledgement
    ledger = shop.open(line_of(texts[0]))
    ledger.listen()
    ledger.webhook(event, time.time_ns() // 1_000_000)
    responses: List[HttpResponse] = []
    shop.run(ledger, responses.append)
    return responses[0] if responses else HttpResponse(status=503, body=b"")  # it comes again


def application(shop: Shop) -> FastAPI:
    app = FastAPI()

    @app.api_route("/{provider}", methods=["GET", "POST"])  # Sberbank calls by either
    async def receive(provider: str, request: Request) -> Response:
        place = shop.places.get(provider)
        if place is None or not hasattr(place.provider, "parse_webhook"):
            return Response(status_code=404)
        try:
            event: RefundEvent = place.provider.parse_webhook(await starlette_request(request)).event
        except RefundError as error:
            return reply(error.reply) if error.reply else Response(status_code=400)
        return reply(await run_in_threadpool(heard, shop, place, event))

    return app


if __name__ == "__main__":
    port = int(sys.argv[3]) if len(sys.argv) > 3 else 8081
    uvicorn.run(application(Shop(*sys.argv[1:3])), host="127.0.0.1", port=port, log_level="warning")
