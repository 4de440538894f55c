"""Random orgs adopted (tests/contract/provider/adopted_orgs.py): `make stress ARGS="adopt [--orgs N] [--seed S]"`.

Exit codes: 0 every promise was kept, 1 not; the seed of an org that broke one is printed.
"""

from __future__ import annotations

import argparse
import random
import sys
import traceback
from collections import Counter

from tests.contract.provider.adopted_orgs import prove


def main(arguments: list[str]) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description="Random orgs adopted")
    parser.add_argument("--orgs", type=int, default=300, help="how many (default 300)")
    parser.add_argument("--seed", type=int, default=None, help="of the first org; default: a random one")
    asked = parser.parse_args(arguments)
    first = random.SystemRandom().randrange(10**6) if asked.seed is None else asked.seed
    counts: Counter[str] = Counter()
    for seed in range(first, first + asked.orgs):
        try:
            prove(seed, counts)
        except Exception:  # noqa: BLE001 - whatever the product raised is what is looked for
            traceback.print_exc()
            print(f"org {seed} (--seed {seed} --orgs 1)", file=sys.stderr)
            return 1
    print("\n".join(f"{count:>8,}  {name}" for name, count in sorted(counts.items())))
    return 0
