"""The plugin as a process: who may connect, what it leaves behind, and that it ends whatever happens to Terraform."""

from __future__ import annotations

import os
import shutil
import signal
import ssl
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from oktaprofile.plugin.wire import dynamic, message
from tests.acceptance.harness.terraform import terraform_binary, wait_until
from tests.acceptance.plugin.package import Folder
from tests.acceptance.plugin.process import COOKIE, LAUNCHER, Identity, Plugin
from tests.acceptance.plugin.test_lifecycle import note

METADATA = "/tfplugin6.Provider/GetMetadata"
SHUTDOWN = "/plugin.GRPCController/Shutdown"


def plugins_of(package: Path) -> list[int]:
    """The ids of running processes of this package."""
    listed = subprocess.run(["ps", "-axo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if f"{package}/lib" in line]


def files_below(folder: Path) -> set[Path]:
    """Every file, to see whether one more appears."""
    return {path for path in folder.rglob("*") if path.is_file()}


# -- the handshake


def test_without_the_cookie_it_says_what_it_is(package: Path) -> None:
    """Run by hand: one line, exit code 1, nothing on standard output."""
    outcome = subprocess.run(
        [package / LAUNCHER], capture_output=True, text=True, env={"PATH": os.environ["PATH"]}
    )
    assert outcome.returncode == 1
    assert outcome.stdout == ""
    assert len(outcome.stderr.splitlines()) == 1
    assert "is a Terraform provider" in outcome.stderr


def test_without_a_client_certificate_it_does_not_serve(package: Path) -> None:
    """The cookie alone is no reason to trust whoever connects."""
    outcome = subprocess.run(
        [package / LAUNCHER], capture_output=True, text=True, env={"PATH": os.environ["PATH"], **COOKIE}
    )
    assert outcome.returncode == 1
    assert outcome.stdout == ""
    assert "PLUGIN_CLIENT_CERT" in outcome.stderr


def test_terraform_s_certificate_is_let_in(start: Callable[..., Plugin], temporary: Path) -> None:
    """Protocols 1 and 6, a socket in a private folder, HTTP/2; after Shutdown it ends with 0 and leaves nothing."""
    identity = Identity()
    plugin = start(identity)
    assert plugin.handshake[:3] == ["1", "6", "unix"]
    assert plugin.handshake[4] == "grpc"
    assert stat.S_IMODE(Path(plugin.path).parent.stat().st_mode) == 0o700
    client = plugin.connect(identity)
    assert client.socket.selected_alpn_protocol() == "h2"  # type: ignore[attr-defined]
    assert client.call(METADATA).status == 0
    assert not list(temporary.iterdir()), "the socket is not needed once Terraform is connected"
    assert client.call(SHUTDOWN).status == 0
    assert plugin.finish() == (0, "")


def call_or_raise(plugin: Plugin, identity: Identity | None) -> None:
    """Connect and call; with TLS 1.3 a refusal shows only on the first read, as an error or a hang-up."""
    if not plugin.connect(identity).call(METADATA).headers:
        raise ConnectionResetError("hung up on")


@pytest.mark.parametrize("who", ["nobody", "somebody else"])
def test_no_other_client_is_let_in(start: Callable[..., Plugin], who: str) -> None:
    """Without Terraform's own certificate TLS fails and no call is answered; Terraform itself still gets in."""
    identity = Identity()
    plugin = start(identity)
    stranger = None if who == "nobody" else Identity()
    with pytest.raises((ssl.SSLError, ConnectionError)):
        call_or_raise(plugin, stranger)
    client = plugin.connect(identity)
    assert client.call(METADATA).status == 0
    assert client.call(SHUTDOWN).status == 0
    code, log = plugin.finish()
    assert code == 0
    assert "call answered" not in log


def test_plaintext_only_when_asked_for(start: Callable[..., Plugin]) -> None:
    """TF_DISABLE_PLUGIN_TLS=1: the certificate field is empty, and calls work."""
    plugin = start(None)
    assert plugin.handshake[5] == ""
    client = plugin.connect()
    assert client.call(METADATA).status == 0
    client.socket.close()
    assert plugin.finish()[0] == 0


def test_terraform_works_without_tls_too(folder: Folder) -> None:
    """The same variable in Terraform's environment."""
    folder.environment["TF_DISABLE_PLUGIN_TLS"] = "1"
    folder.write(note(""))
    folder.apply()


def test_a_long_temporary_folder(folder: Folder) -> None:
    """A TMPDIR too long for a socket's path does no harm."""
    long = folder.path / ("t" * 100)
    long.mkdir()
    folder.environment["TMPDIR"] = str(long)
    folder.write(note(""))
    folder.apply()


def test_printing_breaks_nothing(folder: Folder) -> None:
    """What a provider prints goes to the log, not into the handshake."""
    folder.write(note('  behave = "print"'))
    folder.environment["TF_LOG_PROVIDER"] = "DEBUG"
    assert "this would break the handshake" in folder.apply().stderr


def test_debugging(package: Path, folder: Folder) -> None:
    """``--debug`` prints TF_REATTACH_PROVIDERS, serves several commands of Terraform, and ends by Ctrl-C."""
    process = subprocess.Popen(
        [package / LAUNCHER, "--debug"],
        env={"PATH": os.environ["PATH"], "TMPDIR": str(folder.temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    name, _, value = process.stdout.readline().strip().partition("=")
    assert name == "TF_REATTACH_PROVIDERS"
    folder.environment["TF_REATTACH_PROVIDERS"] = value.strip("'")
    del folder.environment["TF_CLI_CONFIG_FILE"]
    folder.write(note('  text = "t"'))
    folder.run("init", "-no-color").expect_success()
    folder.apply()
    folder.plan_is_empty()
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert not list(folder.temporary.iterdir())


# -- size and number


def test_a_large_attribute(folder: Folder) -> None:
    """5 MB pass through plan, apply, state and read, and come back unchanged."""
    folder.write('resource "toy_blob" "a" {\n  content = file("content.txt")\n}\n')
    content = "".join(f"{number:07}\n" for number in range(640_000))
    assert len(content) > 5_000_000
    (folder.path / "content.txt").write_text(content)
    folder.apply()
    folder.plan_is_empty()
    assert folder.stored()[0]["attributes"]["content"] == content  # type: ignore[index]


def test_ten_calls_at_once(folder: Folder) -> None:
    """Terraform has ten creates in flight: each of them ends when it has seen what the ten have written."""
    folder.write(
        'resource "toy_note" "a" {\n  count = 10\n  name = "n${count.index}"\n  behave = "wait for notes: 10"\n}\n'
    )
    folder.apply().expect("10 added")


# -- the end


def test_ctrl_c_keeps_what_was_made(folder: Folder, package: Path) -> None:
    """Ctrl-C during a create: the wait ends, the call reports what it made, and the state holds it."""
    folder.write(note('  behave = "wait for stop"'))
    process = folder.start("apply", "-auto-approve", "-no-color")
    wait_until(lambda: "waiting" in folder.trace(), "the create is waiting")
    os.killpg(process.pid, signal.SIGINT)
    folder.finish(process)
    assert "stopped True" in folder.trace()
    assert folder.state()["toy_note.a"]["id"] == "note-a"
    assert not plugins_of(package)


def test_a_killed_terraform_takes_the_plugin_along(folder: Folder, package: Path) -> None:
    """kill -9 of Terraform in mid-apply: the plugin sees its connection close, stops waiting and ends."""
    folder.write(note('  behave = "wait for stop"'))
    process = folder.start("apply", "-auto-approve", "-no-color")
    wait_until(lambda: "waiting" in folder.trace(), "the create is waiting")
    assert plugins_of(package)
    process.kill()
    wait_until(lambda: not plugins_of(package), "the plugin has ended")
    process.communicate()
    assert not list(folder.temporary.glob("plugin-*"))


def test_a_parent_that_dies_before_connecting(package: Path, temporary: Path) -> None:
    """Killed between the handshake and the connection, it leaves no process and no socket."""
    script = (
        "import subprocess, sys\n"
        f"plugin = subprocess.Popen([{str(package / LAUNCHER)!r}], stdout=subprocess.PIPE)\n"
        "sys.stdout.write(plugin.stdout.readline().decode())\n"
    )
    environment = {"PATH": os.environ["PATH"], "TMPDIR": str(temporary), **COOKIE}
    subprocess.run(
        [sys.executable, "-c", script],
        env={**environment, "PLUGIN_CLIENT_CERT": Identity().certificate},
        check=True,
        timeout=20,
        stdout=subprocess.DEVNULL,
    )
    wait_until(lambda: not plugins_of(package), "the orphan has ended")
    assert not list(temporary.iterdir())


def test_sigint_is_ignored_and_sigterm_ends(start: Callable[..., Plugin], temporary: Path) -> None:
    """Ctrl-C is Terraform's business; SIGTERM ends the process cleanly."""
    identity = Identity()
    plugin = start(identity)
    plugin.process.send_signal(signal.SIGINT)
    client = plugin.connect(identity)
    assert client.call(METADATA).status == 0
    plugin.process.send_signal(signal.SIGINT)
    assert client.call(METADATA).status == 0
    plugin.process.terminate()
    assert plugin.finish()[0] == 0
    assert not list(temporary.iterdir())


def test_sigterm_lets_a_call_report(start: Callable[..., Plugin], temporary: Path) -> None:
    """A call in hand is told to stop waiting, and its answer still goes out before the process ends."""
    identity = Identity()
    plugin = start(identity)
    client = plugin.connect(identity)
    notes = temporary / "notes"
    notes.mkdir()
    config = {"msgpack": map_of(folder=str(notes), api_key=None, retries=None)}
    request = message.encode("ConfigureProvider.Request", {"config": config})
    assert client.call("/tfplugin6.Provider/ConfigureProvider", request).message == b""
    stream = client.send("/tfplugin6.Provider/ApplyResourceChange", create_request("wait for stop"))
    wait_until(lambda: (notes / "note-a.json").exists(), "the note is made")
    plugin.process.terminate()
    answer = message.decode("ApplyResourceChange.Response", client.wait(stream).message)
    assert b"note-a" in answer["new_state"]["msgpack"]
    client.wait_for_close()
    assert plugin.finish()[0] == 0


def map_of(**values: object) -> bytes:
    """An object as msgpack."""
    import msgpack

    packed: bytes = msgpack.packb(values)
    return packed


def create_request(behave: str) -> bytes:
    """An ApplyResourceChange that creates a note."""
    sys.path.insert(0, str(Path(__file__).parent))
    try:
        from toy.note import Note  # type: ignore[import-not-found]
    finally:
        del sys.path[0]
    values = {**dict.fromkeys(Note.schema.attributes), "name": "a", "kind": "plain", "behave": behave}
    encoded = dynamic.encode(values, Note.schema.type)
    unknown = dynamic.encode({**values, "length": dynamic.UNKNOWN, "id": dynamic.UNKNOWN}, Note.schema.type)
    request = {
        "type_name": "toy_note",
        "planned_state": unknown,
        "config": encoded,
        "planned_private": b'{"planned":1}',
    }
    return message.encode("ApplyResourceChange.Request", request)


def test_nothing_is_left_behind(folder: Folder, package: Path) -> None:
    """After a whole run there is no process, no socket, no key, and the package holds the same files as before."""
    before = files_below(package)
    folder.write(note('  text = "t"'))
    folder.apply()
    folder.run("destroy").expect_success()
    assert files_below(package) == before
    assert not list(folder.temporary.iterdir())
    assert not plugins_of(package)


def test_malformed_calls_do_not_end_the_process(start: Callable[..., Plugin]) -> None:
    """A request that is none gets a status, an unknown call UNIMPLEMENTED, and the next call its answer."""
    identity = Identity()
    plugin = start(identity)
    first = plugin.connect(identity)
    assert first.call("/tfplugin6.Provider/ReadResource", b"\xff").status == 3
    assert first.call("/tfplugin6.Provider/NeverHeardOf").status == 12
    assert first.call(METADATA).status == 0
    assert first.call(SHUTDOWN).status == 0
    assert plugin.finish()[0] == 0


def other_interpreters() -> list[str]:
    """Further Pythons on this machine that the package must run on."""
    found = []
    for minor in (10, 11, 12, 13, 14):
        pyenv = sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python3"))
        path = str(pyenv[-1]) if pyenv else shutil.which(f"python3.{minor}")
        if path and minor != sys.version_info.minor and runs(path):
            found.append(path)
    return found


def runs(interpreter: str) -> bool:
    """Whether it is a Python and no version manager's stand-in for one that is not chosen here."""
    return subprocess.run([interpreter, "-c", ""], capture_output=True).returncode == 0


@pytest.mark.parametrize("interpreter", other_interpreters() or [None])
def test_other_interpreters(folder: Folder, interpreter: str | None) -> None:
    """The same package runs on each Python from 3.10 on that this machine has."""
    if interpreter is None:
        pytest.skip("no other Python on this machine")
    folder.environment["TOY_PYTHON"] = interpreter
    folder.write(note('  text = "t"\n  map = { r = { text = "t" } }'))
    folder.apply()
    folder.plan_is_empty()
    folder.run("destroy").expect_success()


def test_terraform_is_the_real_one() -> None:
    """The tests here mean something only with the real binary."""
    shown = subprocess.run([terraform_binary(), "version"], capture_output=True, text=True, check=False)
    assert shown.stdout.startswith(("Terraform v1.", "OpenTofu v1."))
