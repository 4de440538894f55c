"""A process with all modules imported, which forks a plugin for each later start by the same Terraform.

Terraform starts the plugin three to five times a command, one after the other, and importing the same modules is most
of what each start does. The first start leaves this process behind. It imports them while Terraform
works, and ends with that Terraform. A later start hands over its descriptors and environment, and waits for the plugin
that is forked for it. A start that reaches no such process serves by itself, as the first did; not on Linux, all do.

Who is who the kernel says: the socket's name holds Terraform's process and that process's namespace, and each side
looks at the other's user (SO_PEERCRED) before it gives or takes anything.
"""

from __future__ import annotations

# `signal` and `socket` make enums for 10 ms, and Terraform waits for what this imports.
import _signal  # type: ignore[import-not-found] # it has no stub
import _socket
import gc
import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAMESPACE = "/proc/self/ns/pid"
"""Two containers may each have a Terraform of the same number."""

LOOK_SECONDS = 1.0
"""How often a start that waits for its plugin looks whether Terraform is there still."""

STANDARD = (0, 1, 2)
INT_BYTES = 4
TAKEN_OVER, TOLD_TO_END = b"T", b"E"

TRANSPORT = ("tls", "server", "http2")
CALLS = ("answer", "validate", "configure", "plan", "read", "stored_state", "apply", "data_source")
NO_MORE = object()


class Link:
    """In a forked plugin, the connection to the start that it serves."""

    def __init__(self, connected: _socket.socket) -> None:
        self._connected = connected

    def fileno(self) -> int:
        """Readable once there is a reason to end."""
        return self._connected.fileno()

    def reason(self) -> str:
        """A reason of ``Server.end``: the start was told to end, or is gone."""
        try:
            return "signal" if self._connected.recv(1) else "gone"
        except OSError:
            return "gone"

    def finished(self, code: int) -> None:
        """Tell the start its exit code."""
        _tell(self._connected, bytes([code]))


class ForkServer:
    """The fork server for what the process ``parent`` starts from the folder ``package``."""

    def __init__(self, provider: str, package: str, parent: int) -> None:
        self._provider = provider
        self._parent = parent
        self._name = b""
        try:
            namespace = os.readlink(NAMESPACE)  # noqa: PTH115 - pathlib costs 5 ms
            found = os.stat(package)  # noqa: PTH116
        except OSError:
            return  # not Linux: there is none
        self._name = f"\0oktaprofile {parent} {namespace} {found.st_dev} {found.st_ino}".encode()

    def hand_over(self) -> int | None:
        """Have a plugin forked for this start, wait for it, and return its exit code; None: nobody is there to fork."""
        if not self._name:
            return None
        link = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        environment = marshal.dumps(dict(os.environb))
        descriptors = b"".join(number.to_bytes(INT_BYTES, sys.byteorder) for number in STANDARD)
        try:
            link.connect(self._name)
            if _user(link) != os.getuid():
                return None
            size = len(environment).to_bytes(INT_BYTES, sys.byteorder)
            link.sendmsg([size], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, descriptors)])
            link.sendall(environment)
            if not link.recv(len(TAKEN_OVER)):
                return None  # it could not fork
        except OSError:
            return None
        _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
        for number in (_signal.SIGTERM, _signal.SIGHUP):
            _signal.signal(number, lambda *_: _tell(link, TOLD_TO_END))
        link.settimeout(LOOK_SECONDS)
        code = b""
        while os.getppid() == self._parent:
            try:
                code = link.recv(1)
                break
            except TimeoutError:
                continue
            except OSError:
                break
        return code[0] if code else 1

    def leave_behind(self, let_go: Callable[[], None]) -> Link | None:
        """Fork the server, which calls ``let_go`` to close what is this start's alone.

        None in the process that called. Returns once more in each plugin that the server forks.
        """
        if not self._name:
            return None
        try:
            terraform, first = os.pidfd_open(self._parent), os.pidfd_open(os.getpid())
        except (AttributeError, OSError):
            return None  # Linux before 5.3
        if os.getppid() != self._parent or os.fork():
            os.close(terraform)
            os.close(first)
            return None
        try:
            let_go()
            nowhere = os.open(os.devnull, os.O_RDWR)
            for number in STANDARD:
                os.dup2(nowhere, number)
            os.close(nowhere)
            connected = self._serve(terraform, first)
        except BaseException:  # noqa: BLE001 - nobody would read it, and later starts do without
            os._exit(1)
        _become(connected)
        return Link(connected)

    def _serve(self, terraform: int, first: int) -> _socket.socket:
        """Until Terraform ends. Returns in each plugin that is forked.

        It imports once the first plugin has ended: beside each other both would be slower.
        """
        import select
        import signal

        listener = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        listener.bind(self._name)
        listener.listen(32)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how the plugins ended
        poll = select.poll()
        for descriptor in (terraform, first, listener.fileno()):
            poll.register(descriptor, select.POLLIN)
        imports, importing = self._imports(), False
        while True:
            for descriptor, _ in poll.poll(0 if importing else None):
                if descriptor == terraform:
                    os._exit(0)
                elif descriptor == first:
                    poll.unregister(first)
                    importing = True
                elif connected := _forked(listener):
                    for mine in (terraform, first):
                        os.close(mine)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    return connected
            if importing:
                importing = next(imports, NO_MORE) is not NO_MORE

    def _imports(self) -> Iterator[object]:
        """Import what a plan needs, in the order in which it does, step by step."""
        from oktaprofile.plugin.late import imported
        from oktaprofile.plugin.registry import load

        for name in (*(f"transport.{part}" for part in TRANSPORT), *(f"rpc.{part}" for part in CALLS)):
            yield imported(f"oktaprofile.plugin.{name}")
        yield from load(self._provider)().ahead()


def _forked(listener: _socket.socket) -> _socket.socket | None:
    """In the plugin that is forked for the next start in line, the connection to it; None in the server."""
    descriptor, _ = listener._accept()  # type: ignore[attr-defined]
    connected = _socket.socket(fileno=descriptor)
    gc.freeze()  # or the plugin's first collection would touch, and so copy, everything
    if _user(connected) == os.getuid() and not os.fork():
        listener.close()
        return connected
    connected.close()
    return None


def _become(connected: _socket.socket) -> None:
    """Take on the descriptors and the environment of the start that asked."""
    room = _socket.CMSG_SPACE(len(STANDARD) * INT_BYTES)
    size, [(_, _, descriptors)], _, _ = connected.recvmsg(INT_BYTES, room)
    for place, number in enumerate(STANDARD):
        received = int.from_bytes(descriptors[place * INT_BYTES :][:INT_BYTES], sys.byteorder)
        os.dup2(received, number)
        os.close(received)
    left, environment = int.from_bytes(size, sys.byteorder), b""
    while left > len(environment):
        part = connected.recv(left)
        if not part:
            os._exit(1)  # the start is gone
        environment += part
    os.environb.clear()
    os.environb.update(marshal.loads(environment))  # noqa: S302 - from a process of this user
    _tell(connected, TAKEN_OVER)


def _tell(link: _socket.socket, word: bytes) -> None:
    try:
        link.send(word)
    except OSError:
        return  # nobody listens any more


def _user(connected: _socket.socket) -> int:
    """The user id of the process at the other end."""
    process_user_group = connected.getsockopt(_socket.SOL_SOCKET, _socket.SO_PEERCRED, 3 * INT_BYTES)
    return int.from_bytes(process_user_group[INT_BYTES:][:INT_BYTES], sys.byteorder)
