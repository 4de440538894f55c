"""What tests of documents say to one, and what Okta may answer: writes at the same time, and API errors."""

from __future__ import annotations

import threading

from oktaprofile.okta.errors import ValidationFailed


def api_error(kind, status, code, *causes):
    return kind(
        operation="updateApplicationUserProfile",
        method="POST",
        path="/api/v1/meta/schemas/apps/0oa1/default",
        status=status,
        error_code=code,
        causes=causes,
        request_id="req1",
    )


def invalid(*causes):
    return api_error(ValidationFailed, 400, "E0000001", *causes)


def write_all(document, clock, changes):
    """Write all changes at the same time, one thread each; the outcomes in the changes' order."""
    outcomes: list[object] = [None] * len(changes)

    def write(index, change):
        try:
            outcomes[index] = document.write(change)
        except BaseException as problem:  # noqa: BLE001 - an outcome like any other
            outcomes[index] = problem

    clock.joined = lambda: len(document._waiting) >= len(changes)
    threads = [threading.Thread(target=write, args=item) for item in enumerate(changes)]
    for index, thread in enumerate(threads):
        thread.start()
        while index == 0 and not document._busy:  # the first one leads, and waits for the others
            threading.Event().wait(0.001)
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    return outcomes
