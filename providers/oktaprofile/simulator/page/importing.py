"""The import that the page starts: one at a time, beside other requests, with its progress."""

from __future__ import annotations

import asyncio
from typing import Any

from oktaprofile.simulator.import_engine import ImportRefused, ImportRun
from oktaprofile.simulator.org import Org


class Importing:
    """The last import. `steps` grows with everything that its document shows."""

    def __init__(self, org: Org) -> None:
        self.steps = 0
        self._org = org
        self._document: dict[str, Any] | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """Whether one runs now."""
        return self._task is not None and not self._task.done()

    def document(self) -> dict[str, Any] | None:
        """`{app, running, done, total, counts, failed}`: people done of all in the app's directory; `counts` as of the
        control path; `failed` is a sentence, null without. None before the first import."""
        return self._document

    def start(self, app_id: str) -> None:
        """Starts one. Raises ImportRefused."""
        if self.running:
            raise ImportRefused("an import runs: wait for its end", 409)
        run = ImportRun(self._org, app_id)
        app = self._org.apps.app(app_id)
        total = self._org.directory.count("app_id = ?", app_id)
        self._note({"app": app.label if app else app_id, "running": True, "done": 0, "total": total}, run)
        self._task = asyncio.get_running_loop().create_task(self._work(run))

    async def _work(self, run: ImportRun) -> None:
        assert self._document is not None
        try:
            for done in run.steps():
                self._note({**self._document, "done": done}, run)
                await asyncio.sleep(0)  # other requests
            self._note({**self._document, "running": False}, run)
        except Exception as defect:
            self._note(
                {**self._document, "running": False, "failed": f"{type(defect).__name__}: {defect}"}, run
            )
            raise

    def _note(self, document: dict[str, Any], run: ImportRun) -> None:
        self._document = {"failed": None, **document, "counts": run.counts()}
        self.steps += 1
