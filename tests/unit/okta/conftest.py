"""One document of a fake Okta, and a clock that only waiting moves."""

from __future__ import annotations

import pytest

from oktaprofile.okta.document import Document
from oktaprofile.okta.fragments import SCHEMA_LEAF_DEPTH
from tests.unit.okta.fakes import FakeClock, FakeDocument


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def okta(clock):
    return FakeDocument(clock)


@pytest.fixture
def document(okta, clock):
    return Document(
        "app user schema of 0oa1", get=okta.get, post=okta.post, leaf_depth=SCHEMA_LEAF_DEPTH, clock=clock
    )
