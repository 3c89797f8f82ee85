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
from refundkit import PaymentSnapshot
from shown import Payment
from without import Code
from worlds import FIRST, LAST, World

Corruption = Callable[[World, Random], Optional[Label]]
ANYWHERE: List[Corruption] = [
    lines.another_amount, lines.another_currency, lines.dropped, lines.doubled, lines.foreign, lines.chargeback, lines.another_status,
    lines.merged, lines.divided,
    names.paid_twice, names.swapped_amounts, names.swapped_references, names.another_reference, names.no_reference, names.another_id, names.no_id,
    names.replaced, books.forgotten, books.believed, books.undecided, books.refused, books.unsent,
]  # fmt: skip
OF_REGISTERS = [*ANYWHERE, lines.another_day, lines.no_currency, broken.unreadable, names.elsewhere, books.forgotten_payment]
OF_STATUSES = [*ANYWHERE, broken.unreadable_entry, books.no_response, books.another_total, books.paid, books.no_total, books.shorter_list]
WORLDS = 100_000
NAMES = {corruption.__name__ for corruption in [*OF_REGISTERS, *OF_STATUSES]}
EVERYWHERE = [(variant, where) for variant in VARIANTS for where in ("register", "status")]


class Given(NamedTuple):
    """What the comparison is given: our payments, and a register of all or the status of each."""

    payments: List[Payment]
    register: List[str]
    statuses: List[Optional[PaymentSnapshot]]
    has_period: bool


class Case(NamedTuple):
    """`seed` makes it again. `before` is true, `after` is corrupted."""

    variant: str
    where: str
    seed: str
    corruption: str
    label: Label
    before: Given
    after: Given


class Outcome(NamedTuple):
    """What the comparison found in a case: that nobody may find, and that it did not find."""

    found: Found
    invented: Found
    missed: Found


def cases(number: int, seed: int) -> Iterator[Case]:
    """Of any corruption."""
    return (case(*EVERYWHERE[index % len(EVERYWHERE)], f"{seed} {index}") for index in range(number))


def case(variant: str, where: str, seed: str) -> Case:
    tried = Tried(variant, where, seed)
    while True:
        made = tried.corrupted(tried.chance.choice(tried.corruptions))
        if made:
            return made


def cases_of(name: str, seed: int, variant: str = "") -> Iterator[Case]:
    """Of one corruption, which fits into some worlds; of all variants, or of one."""
    assert name in NAMES and (not variant or variant in VARIANTS), (name, variant)
    places = [place for place in EVERYWHERE if variant in ("", place[0])]
    for index in range(WORLDS):
        tried = Tried(*places[index % len(places)], f"{seed} {name} {index}")
        made = [tried.corrupted(corruption) for corruption in tried.corruptions if corruption.__name__ == name]
        yield from filter(None, made)


class Tried:
    """A true world, to be corrupted."""

    def __init__(self, variant: str, where: str, seed: str) -> None:
        self.named = (variant, where, seed)
        self.chance = Random(f"{variant} {where} {seed}")
        self.world = world(VARIANTS[variant], self.chance, where == "register")
        self.corruptions = OF_REGISTERS if self.world.for_register else OF_STATUSES
        self.before = given(self.world, self.chance)

    def corrupted(self, corruption: Corruption) -> Optional[Case]:
        """None: the world has no place for it."""
        label = corruption(self.world, self.chance)
        if not label:
            return None
        label = label if self.world.for_register else shown_by_status(self.world, label)
        return Case(*self.named, corruption.__name__, label, self.before, given(self.world, self.chance))


def given(made: World, chance: Random) -> Given:
    payments = shapes.payments(made)
    if made.for_register:
        return Given(payments, shapes.register(made, chance), [], made.has_period)
    return Given(payments, [], [shapes.snapshot(made, order, chance) for order in made.orders], made.has_period)


def outcome(case: Case, code: Code) -> Outcome:
    found = differences(case.after, code)
    return Outcome(found, found - case.label.found + differences(case.before, code), case.label.found - found)


def differences(given: Given, code: Code) -> Found:
    if given.register:
        period = code.shown.Period(FIRST, LAST) if given.has_period else code.shown.ALWAYS
        return counted(code.register.differences(given.register, given.payments, period))
    shown = zip(given.payments, given.statuses)
    return counted(found for payment, snapshot in shown for found in code.statuses.of_status(payment, snapshot))


def counted(found: Iterator[Difference]) -> Found:
    """What cannot be read counts for no payment. That a state says no sum is no difference."""
    rows = [(difference.payment, difference.reason.name.lower()) for difference in found]
    return Counter(("" if reason == "unreadable" else payment, reason) for payment, reason in rows if reason != "shows_nothing")


def shown_by_status(made: World, label: Label) -> Label:
    """What is left of a label where a status shows no list, or one that is not whole."""
    kind, found = made.facts.status, Counter(label.found)
    for order in made.orders:
        is_listed = kind == "list" or kind == "both" and made.lines_of(order) and order.id not in made.totals
        if is_listed and made.untold != order.id or made.silent == order.id:
            continue
        for key in [key for key in found if key[0] == order.id]:
            del found[key]
        if made.untold == order.id:
            continue
        reason = labels.by_state(order, shapes.state(made, order)) if kind == "state" else labels.by_total(order, shapes.total(made, order))
        found += Counter([(order.id, reason)] if reason else [])
    nothing = {"total": labels.SAME_TOTAL, "state": labels.STATE}
    return Label(found, nothing.get(kind, label.lost or labels.SAME_TOTAL))
