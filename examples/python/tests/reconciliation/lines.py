"""Corruptions of what is shown of a refund: its amount, currency, status and day, and whether it is there at all.

A corruption changes a world and says what must be found. None: the world has no place for it.
"""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Optional

from facts import DECLINED, PENDING, SUCCEEDED, UNKNOWN
from labels import BOTH_OPEN, EARLIER, NEAR_AN_END, OPEN, PARTS, REDUNDANT, Label, both, found, idle, is_ambiguous, is_chained, lost, missed, stranger
from places import Place, changed, is_whole, pick, pick_two, succeeded, twins, unshown
from worlds import FIRST, LAST, Line, World


def another_amount(world: World, chance: Random) -> Optional[Label]:
    place = pick(world, chance, lambda place: place.line.status in (SUCCEEDED, PENDING))
    if not place:
        return None
    before = place.line.amount
    # A kopeck, a hundred times as much (minor for major units), or anything. No other refund has such an amount.
    place.line.amount = chance.choice([before + 1, before - 1, before * 100, before + chance.randint(1, 99) * 7 + 3])
    return changed(world, place, "amount_differs")


def another_currency(world: World, chance: Random) -> Optional[Label]:
    place = pick(world, chance, lambda place: is_whole(place) and place.line.status in (SUCCEEDED, PENDING) and place.line.currency != "")
    if not place or not (world.for_register or world.facts.in_status):
        return None
    place.line.currency = "EUR"
    if chance.random() < 0.5:  # converted
        place.line.amount = place.line.amount * 11 + 1
    return changed(world, place, "currency_differs")


def no_currency(world: World, chance: Random) -> Optional[Label]:
    place = pick(world, chance, lambda place: place.line.currency != "")
    if not place:
        return None
    place.line.currency = ""
    return lost(REDUNDANT)


def dropped(world: World, chance: Random) -> Optional[Label]:
    place = pick(world, chance)
    if not place:
        return None
    world.lines.remove(place.line)
    return found(place.order, "amount_differs") if place.is_part else missed(world, place.order, place.refund)


def doubled(world: World, chance: Random) -> Optional[Label]:
    place = pick(world, chance)
    if not place:
        return None
    line = replace(place.line)
    world.lines.append(line)
    return found(place.order, "twice") if line.id else stranger(world, place.order, line)


def merged(world: World, chance: Random) -> Optional[Label]:
    """Two refunds are shown as one, of their sum without a fee."""
    def clear(place: Place) -> bool:
        return succeeded(place) and place.refund.sendings == 1 and world.is_needed(place.refund) and (place.told or not twins(place))

    one, other = pick_two(world, chance, clear)
    if not one or not other or any(line.status == DECLINED for line in world.lines_of(one.order)):
        return None
    world.lines.remove(other.line)
    one.line.amount += other.line.amount - 7
    gone = missed(world, other.order, other.refund)
    if one.told:
        return both(gone, found(one.order, "amount_differs"))
    return both(gone, both(missed(world, one.order, one.refund), found(one.order, "not_with_us")))


def divided(world: World, chance: Random) -> Optional[Label]:
    """A refund is shown as two, which together are as much."""
    place = pick(world, chance, succeeded)
    if not place:
        return None
    gone, part = unshown(world, place), replace(place.line, id=world.new_id(), amount=777)
    place.line.amount -= part.amount
    world.lines.append(part)
    if place.line.reference:
        return lost(PARTS)
    if place.told:
        return found(place.order, "amount_differs", "not_with_us")
    return both(gone, found(place.order, "not_with_us", "not_with_us"))


def foreign(world: World, chance: Random) -> Optional[Label]:
    """Somebody gave money back in the provider's portal, or tried to."""
    order, facts = chance.choice(world.orders), world.facts
    amounts = [refund.amount for refund in order.refunds]
    amount = chance.choice([amount for amount in amounts if facts.id or amounts.count(amount) == 1] + [777])
    reference = chance.choice(["", "by hand"]) if facts.echoes else ""
    status = chance.choice([SUCCEEDED, SUCCEEDED, PENDING, DECLINED])
    day = chance.choice([FIRST + timedelta(days=9)] * 2 + [None]) if world.for_register else None
    line = Line(order.id, None, world.new_id(), reference, amount, status, facts.spelled[0], day)
    if is_chained(world, order, line):
        return None
    world.lines.append(line)
    return stranger(world, order, line)


def chargeback(world: World, chance: Random) -> Optional[Label]:
    place = pick(world, chance, lambda place: is_whole(place) and place.line.status == SUCCEEDED)
    if not place or not world.facts.chargebacks:
        return None
    if chance.random() < 0.5:
        id, reference = chance.choice([(world.new_id(), ""), (place.line.id, place.line.reference)])
        world.lines.insert(chance.randint(0, len(world.lines)), replace(place.line, id=id, reference=reference, chargeback=True))
        return found(place.order, "chargeback")
    place.line.chargeback, place.line.of = True, None
    return both(missed(world, place.order, place.refund), found(place.order, "chargeback"))


def another_status(world: World, chance: Random) -> Optional[Label]:
    place = pick(world, chance)
    if not place:
        return None
    before = place.line.status
    place.line.status = chance.choice([status for status in (SUCCEEDED, PENDING, DECLINED, UNKNOWN) if status != before])
    if place.is_part:
        return found(place.order, "status_differs" if place.line.status == PENDING else "amount_differs")
    if place.told:
        return told_status(place)
    return untold_status(world, place)


def told_status(place: Place) -> Label:
    if place.refund.ours in OPEN:
        return lost(BOTH_OPEN) if place.line.status in OPEN else found(place.order, "undecided_with_us")
    return found(place.order, "status_differs")


def untold_status(world: World, place: Place) -> Label:
    """The line may now be that of another refund of the same amount."""
    order, refund, line = place.order, place.refund, place.line
    line.of = None
    others = [other for other in idle(world, order, refund.amount) if other is not refund]
    if refund.ours == SUCCEEDED:
        is_anothers = any(other.ours in OPEN if line.status in OPEN else other.ours == DECLINED for other in others)
        if is_anothers:
            return missed(world, order, refund)
        if world.is_needed(refund):
            return found(order, "status_differs")
        return found(order, "not_with_us") if line.status == PENDING else lost(NEAR_AN_END)
    if line.status in (PENDING, UNKNOWN) and (refund.ours in OPEN or any(other.ours in OPEN for other in others)):
        return lost(BOTH_OPEN)
    return stranger(world, order, line)


def another_day(world: World, chance: Random) -> Optional[Label]:
    place = pick(world, chance, lambda place: succeeded(place) and place.line.day is not None and world.is_needed(place.refund))
    if not place or not place.refund.day or not place.line.day:
        return None
    if is_ambiguous(world, place.order, place.refund) or twins(place) or place.refund.sendings > 1:
        return None
    place.line.day = chance.choice([place.line.day - timedelta(days=40), place.refund.day + timedelta(days=2 + chance.randint(0, 60))])
    is_outside = world.has_period and not FIRST <= place.line.day <= LAST
    outside = found(place.order, "outside_period") if is_outside else lost(EARLIER)
    is_late = place.line.day > place.refund.day
    return both(outside, found(place.order, "date_differs")) if is_late else outside
