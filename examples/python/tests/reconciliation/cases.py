"""Cases: a true world, in which nothing may be found, and one corruption of it, after which what its label says must be found."""

from collections import Counter
from random import Random
from typing import Callable, Iterator, List, NamedTuple, Optional

import books
import broken
import labels
import lines
import names
import shapes
from facts import VARIANTS
from labels import Found, Label
from making import world
from reasons import Difference
from register import differences as by_register
from shown import ALWAYS, Period
from statuses import of_status
from worlds import FIRST, LAST, World

Corruption = Callable[[World, Random], Optional[Label]]
ANYWHERE: List[Corruption] = [
    lines.another_amount, lines.another_currency, lines.dropped, lines.doubled, lines.foreign, lines.chargeback, lines.another_status,
    names.paid_twice, names.swapped_amounts, names.swapped_references, names.another_reference, names.no_reference, names.another_id,
    names.replaced, books.forgotten, books.believed, books.undecided, books.refused,
]  # fmt: skip
OF_REGISTERS = [*ANYWHERE, lines.another_day, lines.no_currency, broken.unreadable, names.elsewhere, books.forgotten_payment]
OF_STATUSES = [*ANYWHERE, broken.unreadable_entry, books.no_response, books.another_total, books.shorter_list]
EVERYWHERE = [(variant, where) for variant in VARIANTS for where in ("register", "status")]


class Case(NamedTuple):
    """`seed` makes it again."""

    variant: str
    where: str
    seed: str
    corruption: str
    label: Label
    invented: Found
    found: Found

    @property
    def is_good(self) -> bool:
        return not self.invented and self.found == self.label.found


def cases(count: int, seed: int) -> Iterator[Case]:
    return (case(*EVERYWHERE[number % len(EVERYWHERE)], f"{seed} {number}") for number in range(count))


def case(variant: str, where: str, seed: str) -> Case:
    chance = Random(f"{variant} {where} {seed}")
    made = world(VARIANTS[variant], chance, where == "register")
    invented = differences(made, chance)
    while True:
        corruption = chance.choice(OF_REGISTERS if made.for_register else OF_STATUSES)
        label = corruption(made, chance)
        if label:
            label = label if made.for_register else shown_by_status(made, label)
            return Case(variant, where, seed, corruption.__name__, label, invented, differences(made, chance))


def differences(made: World, chance: Random) -> Found:
    payments = shapes.payments(made)
    if made.for_register:
        period = Period(FIRST, LAST) if made.has_period else ALWAYS
        return counted(by_register(shapes.register(made, chance), payments, period))
    shown = zip(payments, [shapes.snapshot(made, order, chance) for order in made.orders])
    return counted(found for payment, snapshot in shown for found in of_status(payment, snapshot))


def counted(found: Iterator[Difference]) -> Found:
    """What cannot be read counts for no payment. That a state says no sum is no difference."""
    rows = [(difference.payment, difference.reason.name.lower()) for difference in found]
    return Counter(("" if reason == "unreadable" else payment, reason) for payment, reason in rows if reason != "shows_nothing")


def shown_by_status(made: World, label: Label) -> Label:
    """What is left of a label where a status shows no list, or one that is not whole."""
    kind, found = made.facts.status, Counter(label.found)
    for order in made.orders:
        is_listed = kind == "list" or kind == "both" and made.lines_of(order) and order.id not in made.totals
        if is_listed or made.silent == order.id:
            continue
        for key in [key for key in found if key[0] == order.id]:
            del found[key]
        reason = labels.by_state(order, shapes.state(made, order)) if kind == "state" else labels.by_total(order, shapes.total(made, order))
        found += Counter([(order.id, reason)] if reason else [])
    nothing = {"total": labels.SAME_TOTAL, "state": labels.STATE}
    return Label(found, nothing.get(kind, label.lost or labels.SAME_TOTAL))
