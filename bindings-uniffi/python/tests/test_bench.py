"""The benchmark still runs: one round of it, whose times nobody looks at."""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
GOLDEN = HERE.parents[2] / "target" / "python" / "golden.json"


def test_every_task_of_the_benchmark_runs() -> None:
    run = subprocess.run([sys.executable, HERE / "bench.py", GOLDEN, "1"], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert all(line["ours"] and line["byHand"] for line in lines[:-1])
    assert len(lines) > 10 and "start" in lines[-1]
