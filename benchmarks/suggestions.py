"""Themes suggested for 1,500 public comments: how often they are right, and what they cost.

    python benchmarks/suggestions.py [--data ../shared/data] [--seed 1]

Precision and recall by theme, on comments that the learning did not see; then what the same learning
says when the themes are dealt out at random. The comments are patients', of one NHS trust
(pxtextmining, MIT). Exit 1 when coding at random gets suggestions, or fewer than five themes do.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(HOME := Path(__file__).resolve().parents[1]))

from evenground.suggestions import learn

Comments = tuple[list[str], list[set[str]], list[str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=HOME.parent / "shared/data")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    texts, themes, people = read(options.data / "voices/patient_feedback_labelled_1500.csv")
    learn(texts[:100], themes[:100], people[:100], seed=1)  # libraries are loaded
    started = time.process_time()
    suggester = learn(texts, themes, people, seed=options.seed)
    spent = time.process_time() - started
    print(f"{'theme':58} coded suggested precision (95% limits)  recall")
    for each in sorted(suggester.accuracy, key=lambda each: -each.coded):
        value, lower, upper = (float(part) for part in each.precision)
        print(
            f"{each.theme:58} {each.coded:5} {each.suggested:9}      "
            f"{value:4.2f} ({lower:4.2f} to {upper:4.2f})    {float(each.recall.value):4.2f}  "
            f"{'silent' if each.silent else ''}"
        )
    spoken = [each for each in suggester.accuracy if not each.silent]
    print(f"{len(spoken)} of {len(suggester.accuracy)} themes speak; {spent:.1f} CPU seconds")
    dealt = random.Random(options.seed).sample(themes, len(themes))
    guessed = [each for each in learn(texts, dealt, people, seed=1).accuracy if not each.silent]
    print(f"Dealt out at random: {len(guessed)} themes speak")
    return 1 if guessed or len(spoken) < 5 else 0


def read(path: Path) -> Comments:
    with path.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    return (
        [row["comment"] for row in rows],
        [set(row["labels"].split("|")) - {"Not assigned"} for row in rows],
        [row["comment_id"].rpartition(" - ")[0] for row in rows],
    )


if __name__ == "__main__":
    sys.exit(main())
