"""Corruptions of our ledgers, and of what a provider says of a whole payment."""

from datetime import timedelta
from random import Random
from typing import Optional

from facts import DECLINED, PENDING, SUCCEEDED
from labels import NO_TOTAL, NOT_NEEDED, OPEN, SAME_TOTAL, Label, found, is_ambiguous, lost, missed, stranger
from places import is_whole, pick, succeeded, twins
from worlds import FIRST, Refund, World


def forgotten(world: World, chance: Random) -> Optional[Label]:
    """Our ledger does not have the refund."""
    place = pick(world, chance, lambda place: is_whole(place) and place.refund.sendings == 1 and place.line.status in (SUCCEEDED, PENDING))
    if not place or twins(place) and not world.facts.id:
        return None
    place.order.refunds.remove(place.refund)
    place.line.of = None
    return stranger(world, place.order, place.line)


def forgotten_payment(world: World, chance: Random) -> Optional[Label]:
    order = chance.choice(world.orders)
    world.orders.remove(order)
    lines = world.lines_of(order)
    return found(order, *["unknown_payment"] * len(lines)) if lines else lost(NOT_NEEDED)


def believed(world: World, chance: Random) -> Optional[Label]:
    """Our ledger says that a refund succeeded which never was."""
    order = chance.choice(world.orders)
    refund = Refund("return-never", 1234, SUCCEEDED, day=FIRST + timedelta(days=9))
    order.refunds.append(refund)
    return missed(world, order, refund)


def undecided(world: World, chance: Random) -> Optional[Label]:
    """Our ledger does not know that the refund succeeded."""
    place = pick(world, chance, succeeded)
    if not place or is_ambiguous(world, place.order, place.refund) or twins(place) and not place.told:
        return None
    place.refund.ours, place.refund.day = chance.choice(OPEN), None
    return found(place.order, "undecided_with_us" if place.told else "possibly_ours")


def refused(world: World, chance: Random) -> Optional[Label]:
    """Our ledger says that a refund was refused which succeeded."""
    place = pick(world, chance, lambda place: succeeded(place) and place.refund.sendings == 1)
    if not place or twins(place) and not place.told:
        return None
    place.refund.ours = DECLINED
    place.refund.day = chance.choice([place.refund.day, FIRST - timedelta(days=20)])
    return found(place.order, "status_differs" if place.told else "possibly_ours")


def unsent(world: World, chance: Random) -> Optional[Label]:
    """Our ledger has never sent the refund, as after a restored backup."""
    place = pick(world, chance, lambda place: succeeded(place) and place.refund.sendings == 1)
    if not place or not place.line.reference and (twins(place) or is_ambiguous(world, place.order, place.refund)):
        return None
    refund = place.refund
    refund.ours, refund.day, refund.sendings, refund.known = PENDING, None, 0, None
    if place.line.reference:
        return found(place.order, "undecided_with_us")
    place.line.of = None
    return stranger(world, place.order, place.line)


def no_response(world: World, chance: Random) -> Optional[Label]:
    order = chance.choice(world.orders)
    world.silent = order.id
    return found(order, "no_answer")


def another_total(world: World, chance: Random) -> Optional[Label]:
    """The total is not that of the refunds, whether they are listed or not."""
    order = chance.choice(world.orders)
    if world.facts.status == "list":
        return None
    world.totals[order.id] = chance.choice([1, 777, 100_000])
    return found(order, "total_above")


def paid(world: World, chance: Random) -> Optional[Label]:
    """All that is open was paid, and is not listed yet."""
    paid = {order.id: sum(refund.amount for refund in order.refunds if refund.ours in OPEN and refund.sendings) for order in world.orders}
    order = max(world.orders, key=lambda order: paid[order.id])
    if world.facts.status == "list" or not paid[order.id]:
        return None
    world.totals[order.id] = paid[order.id]
    return found(order, "possibly_ours")


def no_total(world: World, chance: Random) -> Optional[Label]:
    """The status has no total, so that nobody knows whether its list is whole."""
    if world.facts.status not in ("both", "total"):
        return None
    world.untold = chance.choice(world.orders).id
    return lost(NO_TOTAL)


def shorter_list(world: World, chance: Random) -> Optional[Label]:
    """The list lacks a refund that the total has."""
    place = pick(world, chance, succeeded)
    if not place or world.facts.status != "both":
        return None
    world.lines.remove(place.line)
    world.totals[place.order.id] = place.line.amount
    return lost(SAME_TOTAL)
