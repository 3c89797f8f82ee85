"""Makes true worlds at random. Every refund has its own past, and our ledgers know of it what a ledger can know."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import List, Optional, Tuple

from facts import DECLINED, PENDING, SUCCEEDED, UNKNOWN, Facts
from worlds import CAPTURED, FIRST, LAST, Line, Order, Refund, World, wire

# How a refund stands with us and with the provider, and in how many of a hundred worlds. A provider need not show what moved nothing.
STANDINGS: List[Tuple[int, str, Optional[str]]] = [
    (62, SUCCEEDED, SUCCEEDED), (8, PENDING, PENDING), (4, PENDING, None), (4, UNKNOWN, PENDING), (6, UNKNOWN, None),
    (8, DECLINED, DECLINED), (8, DECLINED, None),
]  # fmt: skip


def world(facts: Facts, chance: Random, for_register: bool) -> World:
    made = World(facts, [], [], for_register, for_register and chance.random() < 0.5)
    for number in range(chance.randint(1, 3)):
        order = Order(f"payment-{number}")
        made.orders.append(order)
        for _ in range(chance.choice([1, 2, 2, 3])):
            add_refund(made, order, chance)
        if chance.random() < 0.2:
            order.captured = sum(refund.amount for refund in order.refunds if refund.ours == SUCCEEDED) or CAPTURED
    chance.shuffle(made.lines)
    return made


def add_refund(made: World, order: Order, chance: Random) -> None:
    ours, theirs = chance.choices([standing[1:] for standing in STANDINGS], [standing[0] for standing in STANDINGS])[0]
    is_open = any(refund.ours in (PENDING, UNKNOWN) for refund in order.refunds)
    if is_open and not made.facts.echoes:  # a ledger sends one at a time where references do not come back
        ours, theirs = SUCCEEDED, SUCCEEDED
    number = len(order.refunds)
    reference = f"1{len(made.orders)}{number}.50" if chance.random() < 0.2 else f"return-{order.id}-{number}"
    refund = Refund(reference, chance.choice([1000, 1500, 3000]), ours)
    order.refunds.append(refund)
    refund.day = day_of(made, chance) if ours in (SUCCEEDED, DECLINED) else None
    if theirs is None:
        refund.sendings = 0 if chance.random() < 0.3 else 1
    elif made.has_period and refund.day and not is_within(refund.day, chance):
        pass  # the register of another month has it
    else:
        show(made, order, refund, theirs, chance)


def is_within(day: date, chance: Random) -> bool:
    """Near an end of the period it is chance: their days begin at another hour than ours, and we learn of an end later than they."""
    near = timedelta(days=1)
    is_near = FIRST - near <= day <= FIRST or LAST <= day <= LAST + near
    return chance.random() < 0.6 if is_near else FIRST < day < LAST


def day_of(made: World, chance: Random) -> date:
    """Mostly well within the period, else near an end of it, or in the month before or after."""
    inside = FIRST + timedelta(days=chance.randint(2, 27))
    others = [FIRST + timedelta(days=days) for days in (-20, -1, 30, 50)]
    return chance.choice([inside] * 8 + [FIRST, LAST] + others * made.has_period)


def show(made: World, order: Order, refund: Refund, theirs: str, chance: Random) -> None:
    facts, odds = made.facts, chance.random()
    line = Line(
        order.id, refund.reference, made.new_id(), wire(refund) if facts.echoes else "", refund.amount, theirs,
        chance.choice(facts.spelled), shown_day(made, refund, chance) if made.for_register else None,
    )  # fmt: skip
    made.lines.append(line)
    if facts.learned and facts.id and chance.random() < 0.7:
        refund.known = line.id
    if refund.ours == SUCCEEDED and odds < 0.1:  # refused at first, and sent again
        refund.sendings = 2
        made.lines.append(replace(line, id=made.new_id(), status=DECLINED))
    elif refund.ours == SUCCEEDED and odds < 0.18 and facts.echoes:  # the provider divided it
        made.lines.append(replace(line, id=made.new_id(), amount=refund.amount * 2 // 5))
        line.amount -= refund.amount * 2 // 5


def shown_day(made: World, refund: Refund, chance: Random) -> Optional[date]:
    """We may learn of an end days later than they."""
    if chance.random() < 0.2:
        return None
    if refund.day is None:
        return FIRST + timedelta(days=5)
    earlier = chance.choice([0, 0, 0, 1, 3])
    day = max(refund.day - timedelta(days=earlier), min(FIRST, refund.day))
    return max(FIRST, min(LAST, day)) if made.has_period else day
