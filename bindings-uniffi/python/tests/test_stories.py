"""The stories of the ledger, played with the package's classes: every step, view and error as the core gave them."""

import base64
import json
from pathlib import Path
from typing import Any, Dict, List

import pytest
import refundkit
from lifted import made, plain, present, snake, typed

ROOT = Path(__file__).parents[3]
STORIES: List[Dict[str, Any]] = json.loads((ROOT / "target" / "python" / "stories.json").read_text())


class Player:
    """The ledger of a story, and what was stored, by the version that it replaced."""

    def __init__(self, story: Dict[str, Any]) -> None:
        self.story, self.provider = story, made(story)
        self.bodies: List[str] = []
        self.load(None)

    def load(self, version: Any) -> None:
        """Opens the ledger anew with the row that was stored at a version, or with none."""
        del self.bodies[version or 0 :]
        row = refundkit.LedgerRow(body=self.bodies[-1], version=version) if version else None
        hints = self.provider.ledger.__annotations__
        own = [typed(self.story[name], hints[name]) for name in ("settings", "payment", "captured")]
        self.ledger = self.provider.ledger(*own, row, self.story["alreadyRefunded"] or 0)

    def play(self, call: Dict[str, Any]) -> Any:
        if call["call"] == "load":
            return self.load(**call["given"])
        method = getattr(self.ledger, snake(call["call"]))
        given = {snake(name): value for name, value in call["given"].items()}
        if "signature" in given:
            given["signature"] = base64.b64decode(given["signature"])
        result = method(**{name: typed(value, method.__annotations__[name]) for name, value in given.items()})
        if isinstance(result, refundkit.LedgerStep.STORE):
            self.bodies[result.value.expected :] = [result.value.body]
        return result

    def outcome(self, call: Dict[str, Any]) -> Dict[str, Any]:
        """What came of a call, as stories have it: what is stored is there by its version alone."""
        try:
            told = plain(self.play(call))
        except refundkit.RefundError as error:
            return {"error": error.code}
        if told and told.get("kind") == "store":
            del told["body"]
        return {"ok": told}


@pytest.mark.parametrize("story", STORIES, ids=[story["name"] for story in STORIES])
def test_a_story(story: Dict[str, Any]) -> None:
    player = Player(story)
    for number, call in enumerate(story["calls"], 1):
        expected = {kind: present(call[kind]) for kind in ("ok", "error") if kind in call}
        assert player.outcome(call) == expected, (number, call["call"], call["given"])
    record = ROOT / "tests" / "stories" / story["name"] / "record.json"
    assert player.bodies[-1] == record.read_text()


def test_there_are_stories() -> None:
    assert len(STORIES) > 100 and sum(len(story["calls"]) for story in STORIES) > 2000
