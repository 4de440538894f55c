"""A sample of what `make stress ARGS=hostile` does with every field of every answer."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from oktaprofile.simulator.running import running_org
from oktaprofile.simulator.switches import Switches
from tests.contract.okta.mutations import MISSING, Bench, mutations
from tests.contract.okta.test_scopes_of_the_docs import ARGUMENTS

SAMPLE = 25


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with running_org(users=3, switches=Switches(quarantine_seconds=0)) as org:
        yield Bench(org)


@pytest.mark.parametrize("name", [*ARGUMENTS, "impact", "snapshot"])
def test_no_field_of_another_type_is_a_traceback_or_a_deletion(bench: Bench, name: str) -> None:
    """Whoever reads it says in words that this is no answer of Okta's, or goes on without that field."""
    reader = next(reader for reader in bench.readers if reader.name == name)
    everything = [
        (path, mutation) for path, good in bench.answers_of(reader).items() for mutation in mutations(good)
    ]
    assert len(everything) > 100
    sample = random.Random(name).sample(everything, min(SAMPLE, len(everything)))
    problems = [
        f"{path}: {mutation.name}: {problem}"
        for path, mutation in sample
        if (problem := bench.problem(reader, path, mutation))
    ]
    assert problems == []


@pytest.mark.parametrize("half", ["custom", "base"])
@pytest.mark.parametrize("required", [7, True, "text", {"a": 1}, [7]])
def test_a_list_of_required_names_that_is_none(bench: Bench, half: str, required: object) -> None:
    """Found by the long form: a mapping looked through it for the names."""
    reader = next(reader for reader in bench.readers if reader.name == "oktaprofile_mapping")
    found = [
        (path, mutation)
        for path, good in bench.answers_of(reader).items()
        for mutation in mutations(good)
        if mutation.place == ("definitions", half, "required") and mutation.now is not MISSING
    ]
    assert found
    for path, mutation in found:
        mutation.body["definitions"][half]["required"] = required
        assert bench.problem(reader, path, mutation) == ""
