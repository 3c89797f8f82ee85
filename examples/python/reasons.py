"""Why our ledgers and a provider differ: one vocabulary for its statuses and for its registers."""

from enum import Enum
from typing import List, NamedTuple


class Reason(Enum):
    """The word is the name in lower case, the sentence is the value. "Shown" means: by the status, or in the register."""

    # A refund of ours that is shown otherwise.
    AMOUNT_DIFFERS = "another amount of this refund is shown"
    CURRENCY_DIFFERS = "this refund is shown in another currency"
    STATUS_DIFFERS = "this refund has ended with us, and it is shown with another status"
    ID_DIFFERS = "this refund is shown under an id that our ledger does not know for it"
    REFERENCE_DIFFERS = "the id is that of this refund, and the reference beside it is another one"
    DATE_DIFFERS = "this refund is dated after the day on which our ledger knew that it had succeeded"
    UNDECIDED_WITH_US = "it is shown what became of this refund, and with us it is not decided"
    POSSIBLY_OURS = "with us no money moved for it, and a movement of its amount is shown that nothing names: a person has to say whose it is"
    # What stands on one side alone.
    NOT_SHOWN = "our ledger proves this refund, and it is not shown"
    NOT_WITH_US = "a refund is shown that is none of ours: somebody else gave money back"
    TWICE = "this refund is shown once more: it is listed twice, or money moved twice"
    CHARGEBACK = "the payer's bank took this back: it is no refund"
    UNKNOWN_PAYMENT = "the register names a payment of which we have no ledger"
    # Where a sum or a state is all that is shown.
    TOTAL_ABOVE = "more was given back than our ledger proves"
    TOTAL_BELOW = "less was given back than our ledger proves"
    # What could not be compared.
    UNOPENED = "our ledger of this payment does not open, so that nothing of the payment was compared"
    OUTSIDE_PERIOD = "the day of this line is outside the register's period"
    UNREADABLE = "this cannot be read, and was left out"
    NO_ANSWER = "the provider did not respond, or not about this payment"
    SHOWS_NOTHING = "the provider shows neither a list nor a total of refunds"


class Difference(NamedTuple):
    """A row of the result. `line` is the register's, `reference` is our own id of the refund; both may be empty."""

    provider: str
    payment: str
    reason: Reason
    reference: str = ""
    line: str = ""
    ours: str = ""
    theirs: str = ""

    def row(self) -> List[str]:
        found = [self.provider, self.payment, self.reference, self.line, self.ours, self.theirs]
        return [*found, self.reason.name.lower(), self.reason.value]


COLUMNS = ["provider", "payment", "refund", "line", "ours", "theirs", "reason", "why"]
