"""Whether memory stays flat: `python memory.py <calls>`. Prints the growth in KiB; fails above 2 MiB."""

import gc
import resource
import sys
from pathlib import Path

from refundkit import *


def calls(provider: Tranzzo, count: int) -> None:
    refund = TranzzoRefund(order_id="1", amount=RefundAmount.PARTIAL(money("10.50", "UAH")), reference="m")
    wrong = TranzzoRefund(order_id="1", amount=RefundAmount.PARTIAL(Money(minor_units=True, currency="UAH")))
    for index in range(count):
        provider.build_request(refund)
        provider.parse_response(refund, None if index % 2 else HttpResponse(status=200, body=b"{}")).outcome
        if index % 16 == 0:
            try:
                provider.build_request(wrong)
            except RefundError:
                pass
            try:
                provider.parse_webhook(ReceivedRequest(method=HttpMethod.POST, url="/", headers=[], body=b"")).event
            except RefundError:
                pass
            refund = TranzzoRefund.from_stored(refund.to_stored())
            provider = Tranzzo(TranzzoCredentials(pos_id="p", api_key="k", api_secret="s", endpoints_key="e"))


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1024


provider = Tranzzo(TranzzoCredentials(pos_id="p", api_key="k", api_secret="s", endpoints_key="e"))
calls(provider, 2000)
gc.collect()
before = resident()
calls(provider, int(sys.argv[1]) // 2)
gc.collect()
grown = resident() - before
print(f"{grown} KiB more after {sys.argv[1]} calls")
sys.exit(grown > 2048)
