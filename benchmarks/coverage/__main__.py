"""Print the coverage of every 95% interval, family by family; exit 1 when one is outside its promise."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys

from benchmarks.coverage import __path__ as here
from benchmarks.coverage import coverage


def main() -> int:
    families = [one.name for one in pkgutil.iter_modules(here) if not one.name.startswith("_")]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", nargs="*", default=families, metavar="FAMILY")
    parser.add_argument("--replicates", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    outside = 0
    for family in options.families:
        print(f"\n{family}")
        for one in importlib.import_module(f"benchmarks.coverage.{family}").scenarios():
            held = coverage(one, seed=options.seed, replicates=options.replicates)
            kept = one.least <= held <= one.most
            outside += not kept
            promise = f"{one.least:.1%} to {one.most:.1%}"
            print(f"  {held:6.2%}  {promise:16}  {'' if kept else 'OUTSIDE  '}{one.name}")
    return 1 if outside else 0


if __name__ == "__main__":
    sys.exit(main())
