"""Random configurations under failing writes (tests/contract/provider/outages.py).

    make stress ARGS="outages [--runs N] [--seed S]"

Exit codes: 0 every promise was kept, 1 not; the seed of a run that broke one is printed.
"""

from __future__ import annotations

import argparse
import random
import sys
import traceback
from collections import Counter

from tests.contract.provider.outages import drawn, prove


def main(arguments: list[str]) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description="Random configurations under failing writes")
    parser.add_argument("--runs", type=int, default=300, help="how many (default 300)")
    parser.add_argument("--seed", type=int, default=None, help="of the first run; default: a random one")
    asked = parser.parse_args(arguments)
    first = random.SystemRandom().randrange(10**6) if asked.seed is None else asked.seed
    counts: Counter[str] = Counter()
    for seed in range(first, first + asked.runs):
        try:
            prove(*drawn(seed), counts)
        except Exception:  # noqa: BLE001 - whatever the product raised is what is looked for
            traceback.print_exc()
            print(f"--seed {seed} --runs 1", file=sys.stderr)
            return 1
    print("\n".join(f"{count:>8,}  {name}" for name, count in sorted(counts.items())))
    return 0
