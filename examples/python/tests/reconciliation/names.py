"""Corruptions of whose a line is: what is shown belongs to another refund than it says, or to another payment."""

from dataclasses import replace
from random import Random
from typing import List, Optional

from facts import DECLINED, SUCCEEDED
from labels import REDUNDANT, SAME_SUMS, UNKNOWN_ID, Label, both, found, idle, is_ambiguous, is_chained, is_in_time, lost, missed, stranger
from places import Place, changed, is_whole, pick, pick_two, succeeded, twins, unshown
from worlds import Line, Order, Refund, World


def paid_twice(world: World, chance: Random) -> Optional[Label]:
    """Another refund under our reference."""
    place = pick(world, chance, lambda place: is_whole(place) and place.line.status == SUCCEEDED and place.line.reference != "")
    if not place:
        return None
    world.lines.append(replace(place.line, id=world.new_id()))
    return found(place.order, "twice")


def swapped_amounts(world: World, chance: Random) -> Optional[Label]:
    def needed(place: Place) -> bool:
        refusals = [line for line in world.lines_of(place.order) if line.status == DECLINED]
        return succeeded(place) and world.is_needed(place.refund) and not refusals and (place.told or not twins(place))

    one, other = pick_two(world, chance, needed)
    if not one or not other or one.line.amount == other.line.amount:
        return None
    if any(idle(world, one.order, amount) for amount in (one.line.amount, other.line.amount)):
        return None
    one.line.amount, other.line.amount = other.line.amount, one.line.amount
    if not one.told and not other.told:
        late = [1 for place, taker in ((one, other), (other, one)) if not is_in_time(taker.refund, place.line)]
        return found(one.order, *["date_differs"] * len(late)) if late else lost(SAME_SUMS)
    if one.told and other.told:
        return found(one.order, "amount_differs", "amount_differs")
    return both(changed(world, one, "amount_differs"), changed(world, other, "amount_differs"))


def swapped_references(world: World, chance: Random) -> Optional[Label]:
    """Of two refunds, whose ids stay where they are."""
    one = pick(world, chance, lambda place: succeeded(place) and place.line.reference != "" and place.refund.sendings == 1)
    if not one:
        return None
    order = one.order
    other = pick(world, chance, lambda place: succeeded(place) and place.refund.sendings == 1 and place.order is order)
    if not other or one.refund is other.refund:
        return None
    one.line.reference, other.line.reference = other.line.reference, one.line.reference
    reasons = others_line(one.refund, other.line) + others_line(other.refund, one.line)
    return found(one.order, *reasons) if reasons else lost(SAME_SUMS)


def others_line(refund: Refund, line: Line) -> List[str]:
    """What is wrong with the line of another refund that has this one's reference."""
    reasons = ["amount_differs"] * (line.amount != refund.amount) + ["date_differs"] * (not is_in_time(refund, line))
    return reasons or ["id_differs"] * bool(refund.known)


def another_reference(world: World, chance: Random) -> Optional[Label]:
    place = pick(world, chance, lambda place: succeeded(place) and place.line.reference != "" and place.refund.sendings == 1)
    if not place:
        return None
    place.line.reference = chance.choice(["shop-nobody", '"nobody'])
    if place.refund.known:
        return found(place.order, "reference_differs")
    place.line.of = None
    return both(missed(world, place.order, place.refund), found(place.order, "not_with_us"))


def no_reference(world: World, chance: Random) -> Optional[Label]:
    place = pick(world, chance, lambda place: succeeded(place) and place.line.reference != "" and place.refund.sendings == 1)
    if not place or not place.refund.known and is_ambiguous(world, place.order, place.refund):
        return None
    place.line.reference = ""
    if place.refund.known or not world.facts.always_echoes:
        return lost(REDUNDANT)
    place.line.of = None
    return both(missed(world, place.order, place.refund), found(place.order, "not_with_us"))


def another_id(world: World, chance: Random) -> Optional[Label]:
    place = pick(world, chance, lambda place: succeeded(place) and place.line.id != "" and place.refund.sendings == 1)
    if not place:
        return None
    place.line.id = world.new_id()
    if not place.refund.known:
        return lost(UNKNOWN_ID)
    if place.line.reference:
        return found(place.order, "id_differs")
    place.line.of = None
    return both(missed(world, place.order, place.refund), stranger(world, place.order, place.line))


def no_id(world: World, chance: Random) -> Optional[Label]:
    place = pick(world, chance, lambda place: succeeded(place) and place.line.id != "" and place.refund.sendings == 1)
    if not place or not place.line.reference and (twins(place) or is_ambiguous(world, place.order, place.refund)):
        return None
    place.line.id = ""
    return lost(REDUNDANT)


def replaced(world: World, chance: Random) -> Optional[Label]:
    """Ours is not there, and somebody else gave the same amount back."""
    place = pick(world, chance, succeeded)
    if not place or is_ambiguous(world, place.order, place.refund):
        return None
    line = replace(place.line, of=None, id=world.new_id(), reference="")
    gone = unshown(world, place)
    world.lines.remove(place.line)
    named = place.refund.known or world.facts.always_echoes or place.line.reference and place.refund.sendings > 1
    label = both(gone, stranger(world, place.order, line)) if named else lost(SAME_SUMS)
    world.lines.append(line)
    return label


def elsewhere(world: World, chance: Random) -> Optional[Label]:
    """The line names another payment, of ours or not."""
    place = pick(world, chance, succeeded)
    if not place:
        return None
    others = [order for order in world.orders if order is not place.order]
    others = [order for order in others if not is_chained(world, order, place.line)]
    clear = [order for order in others if world.facts.id or [refund.amount for refund in order.refunds].count(place.line.amount) < 2]
    place.line.of, target = None, chance.choice([*clear, Order("payment-of-nobody")])
    gone = missed(world, place.order, place.refund)
    place.line.payment = target.id
    label = found(target, "unknown_payment") if target.id == "payment-of-nobody" else stranger(world, target, place.line)
    return both(gone, label)
