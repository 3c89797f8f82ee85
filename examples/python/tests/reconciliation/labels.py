"""What must be found after a corruption, by what the documents say is shown: the reasons, or why nobody could find it."""

from collections import Counter
from datetime import timedelta
from typing import Counter as Counts
from typing import List, NamedTuple, Optional, Tuple

from facts import DECLINED, PENDING, SUCCEEDED, UNKNOWN
from worlds import FIRST, Line, Order, Refund, World, wire

OPEN = (PENDING, UNKNOWN)

SAME_SUMS = "nothing tells refunds of these amounts apart, and each amount is there"
NOT_NEEDED = "what is open or refused need not be shown"
NEAR_AN_END = "it ended near an end of the period: the register before or after may have it"
REFUSAL = "a refusal moves no money, and which sending was refused is not told"
BOTH_OPEN = "neither side has decided"
REDUNDANT = "a field is missing that the other fields make up for"
EARLIER = "it is dated earlier: we learn of an end later than they"
SAME_TOTAL = "a total is all that is shown, and it stays the same"
STATE = "a state is all that is shown, and it says no sum"
UNKNOWN_ID = "our ledger does not know the id"
PARTS = "the parts of a refund come to as much"
NO_TOTAL = "neither a list that adds up nor a total is shown"
OTHERS_MONTH = "it is taken for a refund of ours that another register shows"


# Reasons by payment.
Found = Counts[Tuple[str, str]]


class Label(NamedTuple):
    """What must be found; `lost` says why it is nothing."""

    found: Found
    lost: str = ""


def found(order: Order, *reasons: str) -> Label:
    return Label(Counter((order.id, reason) for reason in reasons))


def lost(why: str) -> Label:
    return Label(Counter(), why)


def both(one: Label, other: Label) -> Label:
    return Label(one.found + other.found, one.lost or other.lost)


def is_told(refund: Refund, line: Line) -> bool:
    """Whether a name says whose the line is."""
    return line.reference == wire(refund) or refund.known == line.id != ""


def idle(world: World, order: Order, amount: int) -> List[Refund]:
    """Refunds of ours that were sent and that no line shows, of which nothing names one."""
    silent = [refund for refund in order.refunds if not world.shown(order, refund) and refund.sendings and not refund.known]
    return [refund for refund in silent if refund.amount == amount]


def is_ambiguous(world: World, order: Order, refund: Refund) -> bool:
    """Whether it depends on the order in which one looks whose a line of this amount is that has no name."""
    others = (other for other in order.refunds if other is not refund and other.amount == refund.amount and not other.known)
    refusals = (line for line in world.lines_of(order) if line.status == DECLINED and line.amount == refund.amount)
    has_unneeded_twin = any(other.ours == SUCCEEDED and not world.is_needed(other) for other in others)
    return has_unneeded_twin or any(not is_in_time(refund, line) for line in refusals)


def spare_refusals(world: World, order: Order, refund: Refund) -> bool:
    """Whether the order has a refused line that fits this refund, and that no refused refund of ours explains."""
    if any(line.status == DECLINED and line.reference == wire(refund) for line in world.lines_of(order)):
        return True
    if world.facts.echoes or refund.known or not world.is_needed(refund):
        return False
    refusals = [line for line in world.lines_of(order) if line.status == DECLINED and line.amount == refund.amount and is_in_time(refund, line)]
    loose = [line for line in refusals if all(line.id != other.known or not line.id for other in order.refunds)]
    explained = [other for other in order.refunds if other.ours == DECLINED and other.amount == refund.amount and other.sendings]
    return len(loose) > len([other for other in explained if not other.known])


def missed(world: World, order: Order, refund: Refund) -> Label:
    """After no line shows any more that the refund succeeded."""
    if refund.ours != SUCCEEDED:
        return lost(NOT_NEEDED)
    if spare_refusals(world, order, refund):
        return found(order, "status_differs")
    return found(order, "not_shown") if world.is_needed(refund) else lost(NEAR_AN_END)


def stranger(world: World, order: Order, line: Line) -> Label:
    """Of a line that is added, or whose name is gone."""
    if line.chargeback:
        return found(order, "chargeback")
    if line.status in (DECLINED, UNKNOWN):
        return lost(REFUSAL)
    if line.reference or world.facts.always_echoes:
        return found(order, "not_with_us")
    fitting = idle(world, order, line.amount)
    alone = "twice" if is_copy(world, line) else "not_with_us"
    if line.status == PENDING:
        return lost(BOTH_OPEN) if any(refund.ours in OPEN for refund in fitting) else found(order, alone)
    if any(refund.ours == SUCCEEDED and is_in_time(refund, line) and not is_before(world, refund) for refund in fitting):
        return lost(OTHERS_MONTH)
    refused = [refund for refund in fitting if refund.ours == DECLINED]
    if any(refund.ours in OPEN for refund in fitting) or len(refused) > len(nameless_refusals(world, order, line.amount)):
        return found(order, "possibly_ours")
    return found(order, alone)


def is_chained(world: World, order: Order, line: Line) -> bool:
    """Whether a line that is too late for a refund that no line shows can be another's, whose own line is not too late."""
    def can_give(other: Refund, silent: Refund) -> bool:
        own = [one for one in world.shown(order, other) if not is_told(other, one)]
        return other.amount == line.amount and is_in_time(other, line) and any(is_in_time(silent, one) for one in own)

    silent = [refund for refund in idle(world, order, line.amount) if refund.ours == SUCCEEDED and not is_in_time(refund, line)]
    return any(can_give(other, refund) for refund in silent for other in order.refunds)


def nameless_refusals(world: World, order: Order, amount: int) -> List[Line]:
    """Refused lines that are no refused refund's of ours, and may be taken for one's."""
    refusals = [line for line in world.lines_of(order) if line.status == DECLINED and line.amount == amount and not line.reference]
    return [line for line in refusals if all(refund.ours != DECLINED for refund in order.refunds if refund.reference == line.of)]


def is_in_time(refund: Refund, line: Line) -> bool:
    return not (line.day and refund.day and line.day > refund.day + timedelta(days=1))


def is_before(world: World, refund: Refund) -> bool:
    """Whether no line of this register can be it: its own was in an earlier one."""
    return world.has_period and refund.day is not None and refund.day < FIRST - timedelta(days=1)


def is_copy(world: World, line: Line) -> bool:
    """Whether nothing tells it from another line."""
    def key(one: Line) -> Tuple[object, ...]:
        return one.payment, one.id, one.reference, one.amount, one.status, one.day, one.chargeback

    return any(other is not line and key(other) == key(line) for other in world.lines)


def by_total(order: Order, shown: int) -> Optional[str]:
    """The reason, where a sum is all that is shown."""
    proven = sum(refund.amount for refund in order.refunds if refund.ours == SUCCEEDED)
    open_amounts = [refund.amount for refund in order.refunds if refund.ours in OPEN and refund.sendings]
    sums = {sum(amount for index, amount in enumerate(open_amounts) if chosen >> index & 1) for chosen in range(1, 2 ** len(open_amounts))}
    if shown == proven:
        return None
    if shown - proven in sums:
        return "possibly_ours"
    return "total_above" if shown > proven else "total_below"


def by_state(order: Order, state: str) -> Optional[str]:
    """theMAP: everything was given back, or not everything."""
    if state == "Refunded":
        return by_total(order, order.captured)
    is_all = sum(refund.amount for refund in order.refunds if refund.ours == SUCCEEDED) >= order.captured
    return "total_below" if state == "Charged" and is_all else None
