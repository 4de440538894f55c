"""A real Chromium for tests: found or installed, and one session of it driven over its DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium", "fonts-noto-core"]
START_SECONDS, ANSWER_SECONDS, WAIT_SECONDS = 30, 30, 15
AXE_FOLDER = Path(__file__).parent / "axe"
TOOLS = Path(__file__).parents[2] / ".tools"


def chromium_path() -> str:
    """Chromium's command. It is installed where that can be done; else the test fails with the command that does."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        with (Path(tempfile.gettempdir()) / "chromium.lock").open(
            "w"
        ) as lock:  # tests run in several processes
            fcntl.flock(lock, fcntl.LOCK_EX)
            if shutil.which(NAMES[0]) is None:
                subprocess.run(["apt-get", "update"], capture_output=True, check=False)
                subprocess.run(INSTALL, capture_output=True, check=False)
        found = shutil.which(NAMES[0])
    if found is None:
        pytest.fail(f"no Chromium on this machine. Next step: sudo {' '.join(INSTALL)}")
    return found


def axe_source() -> str:
    """axe-core's script, as tests/e2e/axe/package-lock.json pins it; installed on first use."""
    folder = TOOLS / "axe"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(AXE_FOLDER / name, folder / name)
        # In the folder: with --prefix npm would not read this machine's own settings, such as its authorities.
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if not script.is_file():
            pytest.fail(
                f"axe-core is not there. Next step: cd {folder} && {' '.join(command)}\n{done.stderr}"
            )
    return script.read_text("utf-8")


class Browser:
    """One tab. `problems`: what its console complained of, violations of the page's policy among it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.problems: list[str] = []
        self._loop, self._socket, self._number = loop, socket, 0
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol; returns its result."""
        return self._loop.run_until_complete(asyncio.wait_for(self._call(method, parameters), ANSWER_SECONDS))

    async def _call(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        while True:
            message = json.loads((await self._socket.receive()).data)
            if message.get("id") == self._number:
                assert "error" not in message, (method, message["error"])
                result: dict[str, Any] = message["result"]
                return result
            if message.get("method") == "Log.entryAdded" and message["params"]["entry"]["level"] == "error":
                entry = message["params"]["entry"]
                self.problems.append(f"{entry['text']} {entry.get('url', '')}")
            if message.get("method") == "Runtime.exceptionThrown":
                self.problems.append(json.dumps(message["params"]["exceptionDetails"]))

    def run(self, script: str) -> Any:
        """The value of an expression in the page, awaited."""
        result = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        assert "exceptionDetails" not in result, (script[:300], result["exceptionDetails"])
        return result["result"].get("value")

    def until(self, script: str, seconds: float = WAIT_SECONDS) -> None:
        """Waits until an expression is true."""
        end = time.monotonic() + seconds
        while not self.run(f"Boolean({script})"):
            assert time.monotonic() < end, f"not within {seconds} s: {script}\n{self.text()[:3000]}"
            time.sleep(0.05)

    def open(self, url: str) -> None:
        """Loads a page."""
        self.call("Page.navigate", url=url)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def text(self) -> str:
        """What a person reads on the page."""
        return str(self.run("document.body.innerText"))

    def size(self, width: int, height: int) -> None:
        """The window's size, in CSS pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def prefer(self, **features: str) -> None:
        """Preferences of a person, such as prefers_color_scheme="dark"."""
        given = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.call("Emulation.setEmulatedMedia", features=given)

    def press(self, key: str, code: int, text: str = "") -> None:
        """A key on the keyboard."""
        keyed = {"key": key, "code": key, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code}
        self.call("Input.dispatchKeyEvent", type="keyDown", **keyed, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **keyed)

    def picture(self, path: Path) -> bytes:
        """A screenshot of the window, written to a file and returned."""
        data = base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])
        path.write_bytes(data)
        return data

    def axe(self, *rules: str) -> list[str]:
        """What axe-core finds on the page now, by these rules or by all of WCAG's and the best practices."""
        if not self.run("typeof axe === 'object'"):
            self.run(axe_source() + "; true")
        only = list(rules) or ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = self.run(
            f"axe.run(document, {{runOnly: {json.dumps(only)}, resultTypes: ['violations']}}).then((result) => "
            "result.violations.flatMap((one) => one.nodes.map((node) => "
            "`${one.id}: ${node.target.join(' ')}: ${node.failureSummary}`)))"
        )
        return list(found)


@contextlib.contextmanager
def browsing() -> Iterator[Browser]:
    """A Chromium with one tab, for the length of the block."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            chromium_path(),
            *QUIET,
            f"--user-data-dir={profile}",
            "--remote-debugging-port=0",
            "about:blank",
        ]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(_started(Path(profile) / "DevToolsActivePort", process))
            port = (Path(profile) / "DevToolsActivePort").read_text().split()[0]
            session = loop.run_until_complete(_session())
            socket = loop.run_until_complete(_socket(session, port))
            yield Browser(loop, socket)
            loop.run_until_complete(socket.close())
            loop.run_until_complete(session.close())
        finally:
            process.terminate()
            process.wait(START_SECONDS)
            loop.close()


async def _started(file: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while not (file.is_file() and file.read_text().count("\n")):
        assert process.poll() is None, f"Chromium ended with {process.returncode}"
        assert time.monotonic() < end, f"Chromium did not start within {START_SECONDS} s"
        await asyncio.sleep(0.05)


async def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(trust_env=False)


async def _socket(session: aiohttp.ClientSession, port: str) -> aiohttp.ClientWebSocketResponse:
    async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
        [tab] = [one for one in await answer.json() if one["type"] == "page"]
    return await session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0)
