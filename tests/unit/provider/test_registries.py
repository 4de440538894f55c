"""Ownership and pending changes: the registries that the plans of one process share."""

from __future__ import annotations

from threading import Event, Thread, Timer

import pytest

from oktaprofile.provider.owned.private_state import OWNER, new_token, token_of
from oktaprofile.provider.run.ownership import Ownership
from oktaprofile.provider.run.pending import ATTRIBUTES, DESTROY, IN_PLACE, MAPPINGS, Pending

DOCUMENT = "schema/app/0oa1"


def test_first_claim_holds_and_others_clash() -> None:
    """The second claimant learns the type of the first; case does not matter; other documents are free."""
    ownership = Ownership()
    assert ownership.claim("t1", "kind_a", DOCUMENT, ["x", "y"]) == {}
    assert ownership.claim("t2", "kind_b", DOCUMENT, ["X", "z"]) == {"X": "kind_a"}
    assert ownership.claim("t2", "kind_b", "schema/app/0oa2", ["x"]) == {}
    assert ownership.claim("t1", "kind_a", DOCUMENT, ["x"]) == {}


def test_replacement_expects_what_the_first_half_leaves() -> None:
    """By its token the second half of a replacement learns what will stand there then."""
    ownership = Ownership()
    ownership.claim("t1", "kind", DOCUMENT, ["x", "y"])
    ownership.will_release("t1", DOCUMENT, {"x": None, "y": {"title": "Previous"}})
    left = ownership.remainder("t1", DOCUMENT, "x")
    assert left is not None
    assert left.previous is None
    kept = ownership.remainder("t1", DOCUMENT, "y")
    assert kept is not None
    assert kept.previous == {"title": "Previous"}
    assert ownership.remainder("t2", DOCUMENT, "x") is None
    assert ownership.remainder(None, DOCUMENT, "x") is None


def test_tainted_resource_is_known_from_its_read() -> None:
    """Read, and planned by nobody yet: the newcomer is its successor; planned as it is: it is not."""
    ownership = Ownership()
    ownership.observe("t1", DOCUMENT, {"x": None})
    assert ownership.remainder(None, DOCUMENT, "x") is not None
    ownership.claim("t1", "kind", DOCUMENT, ["x"])
    assert ownership.remainder(None, DOCUMENT, "x") is None


def test_forgotten_after_destroy() -> None:
    """Once the destroy was applied, Okta shows the truth and the name is free."""
    ownership = Ownership()
    ownership.observe("t1", DOCUMENT, {"x": None})
    ownership.claim("t1", "kind", DOCUMENT, ["x"])
    ownership.forget(DOCUMENT, ["x"])
    assert ownership.remainder(None, DOCUMENT, "x") is None
    assert ownership.claim("t2", "kind", DOCUMENT, ["x"]) == {}


def test_tokens() -> None:
    """Tokens differ; anything but text in private state is none."""
    assert new_token() != new_token()
    assert token_of({OWNER: "t"}) == "t"
    assert token_of({OWNER: 1}) is None
    assert token_of(None) is None


def test_what_is_removed_and_added_again_is_not_removed() -> None:
    """A replacement takes a name away and adds it again: for those planned after it, it is there."""
    pending = Pending()
    pending.remove(DOCUMENT, ["x", "y"], IN_PLACE)
    pending.remove(DOCUMENT, ["z"], DESTROY)
    pending.add(DOCUMENT, {"x": {"type": "integer"}})
    assert pending.adds(DOCUMENT) == {"x": {"type": "integer"}}
    assert pending.removes(DOCUMENT) == {"y": IN_PLACE, "z": DESTROY}
    assert pending.adds("schema/app/0oa2") == {}


def test_a_wait_ends_when_the_other_notes_it() -> None:
    """What is not there yet comes with a call that is under way, however long that takes."""
    pending, stop = Pending(), Event()
    pending.grace_seconds = 0.2
    held = Event()

    def plan_attributes() -> None:
        with pending.working(ATTRIBUTES):
            held.wait(10)
            pending.add(DOCUMENT, {"x": {}}, new=["x"])

    other = Thread(target=plan_attributes)
    other.start()
    Timer(0.5, held.set).start()
    assert pending.wait(ATTRIBUTES, MAPPINGS, lambda: "x" in pending.adds(DOCUMENT), stop)
    other.join()


def test_a_wait_for_nobody_ends_soon() -> None:
    """Nothing of the other kind is under way or comes: the wait gives up, also when both wait for each other."""
    pending, stop = Pending(), Event()
    pending.grace_seconds = 0.1
    answers: list[bool] = []

    def wait(kind: str, own: str) -> None:
        with pending.working(own):
            answers.append(pending.wait(kind, own, lambda: False, stop))

    both = [Thread(target=wait, args=kinds) for kinds in ((ATTRIBUTES, MAPPINGS), (MAPPINGS, ATTRIBUTES))]
    for one in both:
        one.start()
    for one in both:
        one.join(10)
    assert answers == [False, False]


def test_what_is_written_needs_no_wait() -> None:
    """A property counts as new until its apply is done, whether that succeeded or not."""
    pending = Pending()
    pending.add(DOCUMENT, {"x": {}, "y": {}}, new=["x"])
    assert pending.new(DOCUMENT) == {"x"}
    with pytest.raises(RuntimeError), pending.working(ATTRIBUTES, DOCUMENT, ["x"]):
        raise RuntimeError
    assert pending.new(DOCUMENT) == set()
    pending.await_written([DOCUMENT], Event())
