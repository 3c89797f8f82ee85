"""What the providers' documents say of the fields of a refund: the words for its status, as docs/providers lists them, and our reference."""

import json
from typing import Dict, Optional

from refundkit import RefundStatus

SESSION = {
    "accepted": RefundStatus.SUCCEEDED, "in_progress": RefundStatus.PENDING, "declined": RefundStatus.DECLINED,
    "error": RefundStatus.UNKNOWN,
}  # fmt: skip
SBERBANK = {"0": RefundStatus.SUCCEEDED}  # the action code; what another one means for the money is not documented
PROVIDERS: Dict[str, Dict[str, RefundStatus]] = {
    "bank131": SESSION,
    "smart_glocal": SESSION,
    "sberbank_gateway": SBERBANK,
    "sberbank_legacy": SBERBANK,
    "themap": {"true": RefundStatus.SUCCEEDED, "false": RefundStatus.DECLINED},
    "tranzzo": {
        "success": RefundStatus.SUCCEEDED, "failure": RefundStatus.DECLINED, "init": RefundStatus.PENDING,
        "pending": RefundStatus.PENDING, "processing": RefundStatus.PENDING,
    },
}  # fmt: skip
OURS = {status.name.lower(): status for status in RefundStatus}


def status_of(provider: str, word: str) -> Optional[RefundStatus]:
    """The provider's word, or ours. None where no document has it."""
    word, words = word.lower(), PROVIDERS[provider]
    is_action_code = words is SBERBANK and word.isdecimal()
    return words.get(word) or OURS.get(word) or (RefundStatus.UNKNOWN if is_action_code else None)


def reference_of(provider: str, text: Optional[str]) -> Optional[str]:
    """Our reference travels as a JSON string in `metadata`. What comes back is that, or what is in it, or a string that holds it."""
    if PROVIDERS[provider] is SESSION and text:
        text = held(held(text))
    return text or None


def held(text: str) -> str:
    """What a JSON string holds. Anything else stays as it is."""
    try:
        return str(json.loads(text)) if text.startswith('"') else text
    except ValueError:
        return text
