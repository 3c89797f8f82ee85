"""`reconcile.py` against the simulator: our ledgers, and what the providers show."""

import subprocess
import sys
from pathlib import Path
from typing import List

from running import HERE, PROVIDERS, Simulator, batch, ended, mute, write_lines


def test_reconciliation_finds_what_our_ledgers_lack(simulator: Simulator, tmp_path: Path, database: str) -> None:
    rows = [row for row in write_lines(tmp_path / "in.csv", 1) if row["provider"] == "tranzzo"]
    assert ended(batch(simulator.base, tmp_path, database)) == 0

    def differences(base: str = simulator.base) -> List[str]:
        command = [sys.executable, "reconcile.py", database, base]
        return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True).stdout.splitlines()[1:]

    unseen = [line for line in differences() if not line.endswith("the provider does not show it")]
    assert unseen == []
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_lines(elsewhere / "in.csv", 1, amount="5.00", name="by-hand")
    assert ended(batch(simulator.base, elsewhere, str(elsewhere / "refunds.sqlite"))) == 0
    assert f"tranzzo,{rows[0]['payment']},3000,3500,somebody else gave money back" in differences()
    with mute() as base:
        ends = [line.rpartition(",")[2] for line in differences(base)]
    assert ends == ["the provider does not show it"] * len(PROVIDERS)
