"""Corruptions by which a line of a register, or an entry of a status, cannot be read."""

from random import Random
from typing import List, Optional, Tuple

from labels import SAME_TOTAL, Label, both, found, lost
from places import is_whole, pick, succeeded, unshown
from worlds import Order, World

NONSENSE = [
    ("amount", ""), ("amount", "-30.00"), ("amount", "30,00"), ("amount", "1e3"), ("amount", "30.005"), ("amount", "NaN"),
    ("amount", "9" * 40), ("amount", "30.00 RUB"), ("amount", "0x10"), ("currency", "ROUBLES"), ("currency", "840"),
    ("status", ""), ("status", "aproved"), ("date", "30.11.2026"), ("date", "2026-13-01"), ("kind", "payout"), ("provider", "nobody"),
    ("provider", ""), ("payment", ""), ("line", "\x00\x01\x02"), ("line", "\ufffd\ufffd,\ufffd"), ("line", '"LINE'), ("line", "LINE,"),
    ("line", "half of a li"), ("line", "x" * 200_000), ("quote", ""), ("code", "5"),
]  # fmt: skip


def unreadable(world: World, chance: Random) -> Optional[Label]:
    return unread(world, chance, NONSENSE)


def unreadable_entry(world: World, chance: Random) -> Optional[Label]:
    """A status lists an operation without an amount, or with a status that no document has."""
    if world.facts.status == "both":
        return unread_beside_a_total(world, chance)
    return unread(world, chance, [("amount", ""), ("status", "strange")]) if world.facts.status == "list" else None


def unread_beside_a_total(world: World, chance: Random) -> Optional[Label]:
    """What is left of the list does not add up to the total."""
    place = pick(world, chance, succeeded)
    if not place:
        return None
    place.line.broken = ("amount", "")
    world.totals[place.order.id] = 0
    return lost(SAME_TOTAL)


def unread(world: World, chance: Random, nonsense: List[Tuple[str, str]]) -> Optional[Label]:
    place = pick(world, chance, is_whole)
    if not place:
        return None
    codes = world.facts.provider.startswith("sberbank")  # an action code is a status of theirs
    place.line.broken = chance.choice([broken for broken in nonsense if not (codes and broken[0] == "code")])
    return both(unshown(world, place), found(Order(""), "unreadable"))
