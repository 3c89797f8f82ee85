"""What the providers' documents say that is shown of a refund. Written from them alone: nothing here knows the comparison."""

from typing import Dict, List, NamedTuple, Optional, Tuple

SUCCEEDED, PENDING, DECLINED, UNKNOWN = "succeeded", "pending", "declined", "unknown"

Words = Dict[str, List[str]]


class Facts(NamedTuple):
    """`id` is how ids of refunds look; `learned`: a response tells them; `echoes`: our reference comes back, or `always_echoes`.

    `spelled` is how the currency is written, and `in_status` whether a status has it. `as_json`: the reference is a JSON text.
    `status` is a list, a total, both, or a state. `ids`: the fields in which our ledger has the id.
    """

    provider: str
    currency: str
    words: Words
    status: str
    id: Optional[str] = None
    learned: bool = False
    echoes: bool = False
    always_echoes: bool = False
    spelled: List[str] = [""]
    in_status: bool = False
    as_json: bool = False
    chargebacks: bool = False
    ids: Tuple[str, ...] = ("refund_id",)


# `refunds` of a session: "rf_..", `amount_details` with a currency in either case, `is_chargeback`. That `metadata` comes back, as
# JSON or as a text that holds JSON, is in the bank's own SDK alone.
SESSION: Words = {SUCCEEDED: ["accepted"], PENDING: ["in_progress"], DECLINED: ["declined"], UNKNOWN: ["error"]}
# `operations` of the new gateway and `refunds` of the older one: an action code, 0 where it succeeded, and the bank's
# reference. No currency travels, and responses write the rouble as 643, 810, RUB or RUR.
SBERBANK: Words = {SUCCEEDED: ["0"], PENDING: ["pending"], DECLINED: ["declined"], UNKNOWN: ["5", "116"]}
ROUBLES = ["", "643", "810", "RUB", "rub", "RUR"]
THEMAP: Words = {SUCCEEDED: ["true", "True"], PENDING: ["pending"], DECLINED: ["false"], UNKNOWN: ["unknown"]}
TRANZZO: Words = {SUCCEEDED: ["success"], PENDING: ["init", "pending", "processing"], DECLINED: ["failure"], UNKNOWN: ["unknown"]}

BANK131 = Facts(
    "bank131", "RUB", SESSION, "list", id="rf_{}", learned=True, echoes=True, spelled=["rub", "RUB"], in_status=True, as_json=True,
    chargebacks=True,
)  # fmt: skip
# The bank's reference: listed by Sberbank, where it is the id of what has no `externalRefundId` alone; in a response of theMAP if at all.
RRN = "{:012}"
BANKS = ("bank_reference",)

VARIANTS: Dict[str, Facts] = {
    "bank131": BANK131,
    "bank131-without-references": BANK131._replace(echoes=False),
    "smart_glocal": BANK131._replace(provider="smart_glocal", currency="USD", spelled=["usd", "USD"]),
    "sberbank_gateway": Facts("sberbank_gateway", "RUB", SBERBANK, "both", id=RRN, learned=True, echoes=True, spelled=ROUBLES, ids=BANKS),
    "sberbank_gateway-totals": Facts("sberbank_gateway", "RUB", SBERBANK, "total", id=RRN, spelled=ROUBLES),
    "sberbank_legacy": Facts("sberbank_legacy", "RUB", SBERBANK, "total", id=RRN, spelled=ROUBLES),
    "themap": Facts("themap", "RUB", THEMAP, "state", id=RRN, learned=True, ids=BANKS),
    "themap-without-rrn": Facts("themap", "RUB", THEMAP, "state"),
    "tranzzo": Facts(
        "tranzzo", "UAH", TRANZZO, "list", id="f7d0c7cb-af32-441f-b2af-{:012x}", learned=True, echoes=True, always_echoes=True,
        spelled=["UAH", "uah"], in_status=True,
    ),
}  # fmt: skip
