"""What all calls of one plugin process share: the author's types, and what Configure made."""

from __future__ import annotations

import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oktaprofile.plugin.registry import Registry


class Process:
    """``provider`` is "package.module:Class". ``client``: of ``Provider.configure``; ``stop``: set by StopProvider."""

    def __init__(self, provider: str) -> None:
        self.client: Any = None
        self.stop = threading.Event()
        self._locator = provider
        self._registry: Registry | None = None
        self._loading = threading.Lock()

    @property
    def registry(self) -> Registry:
        """The provider's types; the provider's module is imported on first use."""
        with self._loading:
            if self._registry is None:
                from oktaprofile.plugin.registry import Registry, load

                self._registry = Registry(load(self._locator)())
            return self._registry
