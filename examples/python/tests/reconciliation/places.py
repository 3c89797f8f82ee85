"""Where a world can be corrupted: the lines, and whose they are."""

from random import Random
from typing import Callable, List, NamedTuple, Optional, Tuple

from facts import DECLINED, SUCCEEDED
from labels import Label, found, is_ambiguous, is_told, missed
from worlds import Line, Order, Refund, World


class Place(NamedTuple):
    """A line, and whose it is."""

    order: Order
    refund: Refund
    line: Line
    told: bool
    is_part: bool


def places(world: World) -> List[Place]:
    found = []
    for order in world.orders:
        for line in world.lines_of(order):
            refund = order.refund(line.of)
            if refund and not (line.status == DECLINED and refund.ours != DECLINED):  # not the refusal before a success
                found.append(Place(order, refund, line, is_told(refund, line), line.amount != refund.amount))
    return found


def pick(world: World, chance: Random, wanted: Callable[[Place], bool] = lambda _: True) -> Optional[Place]:
    """Any place. Where twins make it depend on the order in which one looks what is said, none."""
    clear = (place for place in places(world) if place.told or not is_ambiguous(world, place.order, place.refund))
    fitting = [place for place in clear if wanted(place)]
    return chance.choice(fitting) if fitting else None


def pick_two(world: World, chance: Random, wanted: Callable[[Place], bool]) -> Tuple[Optional[Place], Optional[Place]]:
    """Of two refunds of one payment."""
    one = pick(world, chance, wanted)
    others = pick(world, chance, lambda place: bool(one) and wanted(place) and is_other(one, place))
    return one, others


def is_other(one: Optional[Place], place: Place) -> bool:
    return one is not None and place.order is one.order and place.refund is not one.refund


def is_whole(place: Place) -> bool:
    return not place.is_part


def succeeded(place: Place) -> bool:
    return is_whole(place) and place.refund.ours == SUCCEEDED


def unshown(world: World, place: Place) -> Label:
    """What is missed as if the line were not there."""
    world.lines.remove(place.line)
    label = missed(world, place.order, place.refund)
    world.lines.append(place.line)
    return label


def changed(world: World, place: Place, reason: str) -> Label:
    """After a change by which the line fits no other refund."""
    if place.told:
        return found(place.order, reason)
    gone = unshown(world, place)
    if gone.found.get((place.order.id, "not_shown")):  # the last one on either side
        return found(place.order, reason)
    return Label((gone.found + found(place.order, "not_with_us").found))


def twins(place: Place) -> bool:
    """Whether another refund of the payment has this amount."""
    return len([refund for refund in place.order.refunds if refund.amount == place.refund.amount]) > 1
