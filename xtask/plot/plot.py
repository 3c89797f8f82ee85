"""Draws what the benchmarks found: `python plot.py rows.json plot.svg`."""

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "refundkit"
from matplotlib import pyplot as plot

rows = json.loads(Path(sys.argv[1]).read_text())
languages = list(dict.fromkeys(row["language"] for row in rows))
figure, panels = plot.subplots(1, len(languages), figsize=(5 * len(languages), 4.5), layout="constrained")
for panel, language in zip(panels, languages):
    own = [row for row in rows if row["language"] == language][::-1]
    for offset, name, label, colour in [(0.2, "ours", "refundkit", "#1f6feb"), (-0.2, "byHand", "by hand", "#9aa4b2")]:
        middle = [row[name][1] for row in own]
        spread = [[row[name][1] - row[name][0] for row in own], [row[name][2] - row[name][1] for row in own]]
        places = [place + offset for place in range(len(own))]
        panel.barh(places, middle, height=0.38, xerr=spread, label=label, color=colour, error_kw={"elinewidth": 1})
    panel.set_yticks(range(len(own)), [row["task"].split(" (")[0] for row in own])
    panel.set_xscale("log")
    panel.set_xlabel("microseconds a call")
    panel.set_title(language)
panels[0].legend(loc="lower right")
figure.savefig(sys.argv[2], metadata={"Date": None})
