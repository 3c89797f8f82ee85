"""Receives webhooks: `python webhooks.py book.sqlite http://127.0.0.1:SIMULATOR [port]`, with FastAPI.

Verifies the raw body first, settles what the event says against the stored refunds, stores, and only then responds.
"""

import sys

import uvicorn
from fastapi import FastAPI, Request, Response
from refundkit import Header, HttpMethod, HttpResponse, ReceivedRequest, RefundError, RefundEvent
from shop import Book, Shop, shops


def reply(response: HttpResponse) -> Response:
    headers = {header.name: header.value for header in response.headers}
    return Response(content=response.body, status_code=response.status, headers=headers)


def settle(book: Book, provider: str, shop: Shop, event: RefundEvent) -> None:
    about = {event.payment_id, event.merchant_order, *event.other_ids}
    for id, name, payment, order, text in book.all():
        if name == provider and (payment in about or order in about):
            book.learn(id, shop.provider.settle(shop.read(text), event))


def application(book: Book, base: str) -> FastAPI:
    app, providers = FastAPI(), shops(base)

    @app.post("/{provider}")
    async def receive(provider: str, request: Request) -> Response:
        shop = providers.get(provider)
        if shop is None or not hasattr(shop.provider, "parse_webhook"):
            return Response(status_code=404)
        headers = [Header(name=name, value=value) for name, value in request.headers.items()]
        body = await request.body()
        webhook = ReceivedRequest(method=HttpMethod.POST, url=str(request.url), headers=headers, body=body)
        try:
            event: RefundEvent = shop.provider.parse_webhook(webhook).event
        except RefundError as error:
            return reply(error.reply) if error.reply else Response(status_code=400)
        if book.is_new(event.dedupe_key):
            settle(book, provider, shop, event)
            book.seen(event.dedupe_key)
        return reply(event.acknowledgement)

    return app


if __name__ == "__main__":
    port = int(sys.argv[3]) if len(sys.argv) > 3 else 8081
    uvicorn.run(application(Book(sys.argv[1]), sys.argv[2]), host="127.0.0.1", port=port, log_level="warning")
