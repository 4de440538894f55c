"""How often, and after how long, a failed call is tried again.

    delay(n) = min(LONGEST, BASE * 2^n) * (0.5 + 0.5 * chance)      seconds; n = 0 for the first repetition

so 0.25-0.5 s, 0.5-1 s, 1-2 s, 2-4 s, 4-8 s and 7.5-15 s from then on; `chance` is in [0, 1). Five
repetitions wait 16 s at most in all. A 429 waits for its window instead (`rate_limits`).

An answer has to be complete within 2 x request_timeout. All tries of a call together wait for answers no longer than
3 x request_timeout; to that come these delays and the waits for a rate limit, which are short of answers' time.

Only what may pass is repeated: no connection, a lost answer, 429, 500, 502, 503, 504. All calls of this
room are idempotent (GETs, and POSTs that merge the same values), so a lost answer may be repeated, too.
"""

from __future__ import annotations

BASE_SECONDS = 0.5
LONGEST_SECONDS = 15.0
# In units of request_timeout: how long one answer may take, and all answers of one call together.
ANSWER_TIMEOUTS = 2
CALL_TIMEOUTS = 3
# With less time left than this another try is none.
SHORTEST_TRY_SECONDS = 0.5
RETRIED_STATUS = frozenset({429, 500, 502, 503, 504})
# A host that never took a connection is likely to be named wrongly: its user waits for 3.5 s at most.
MAXIMUM_UNREACHED_RETRIES = 3


def backoff_seconds(repetition: int, chance: float) -> float:
    """The delay before a repetition (0 = the first), in seconds. `chance` is a random number in [0, 1)."""
    longest = min(LONGEST_SECONDS, BASE_SECONDS * 2.0 ** min(repetition, 30))
    return longest * (0.5 + 0.5 * chance)
