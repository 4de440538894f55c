"""Log lines for Terraform: hclog's JSON on stderr, which ``TF_LOG`` and ``TF_LOG_PROVIDER`` then filter.

Values of attributes are never logged. A field is logged as it is only when its name is in ``PLAIN_FIELDS``,
which say what happened and not to what value; of any other field the line tells no more than the kind. With
no level asked for only errors are written, and the rest costs one comparison.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

LEVELS = ("trace", "debug", "info", "warn", "error", "off")

PLAIN_FIELDS = frozenset(
    (
        "attempt",
        "bytes",
        "calls",
        "duration_ms",
        "error_code",
        "error_id",
        "exception",
        "method",
        "operation",
        "request_id",
        "resource_type",
        "rpc",
        "status",
        "stream",
        "traceback",
        "version",
        "wait_seconds",
    )
)


def threshold(environ: os._Environ[str] | dict[str, str]) -> int:
    """The lowest level to write, an index of LEVELS. ``TF_LOG_PROVIDER`` is asked before ``TF_LOG``."""
    asked = (environ.get("TF_LOG_PROVIDER") or environ.get("TF_LOG") or "").lower()
    if not asked:
        return LEVELS.index("error")
    # Terraform, too, takes "json" and any other word for trace.
    return LEVELS.index(asked) if asked in LEVELS else 0


_threshold: int | None = None
"""Asked of the environment by the first line: a forked plugin (fork_server.py) is given its own after this module."""


def wanted(level: str) -> bool:
    """Whether a line of this level is written."""
    global _threshold
    if _threshold is None:
        _threshold = threshold(os.environ)
    return LEVELS.index(level) >= _threshold


def debug(message: str, **fields: object) -> None:
    """A line of level debug, for who looks into the provider; see the module's docstring for `fields`."""
    _write("debug", message, fields)


def info(message: str, **fields: object) -> None:
    """A line of level info: what a person who follows a run wants to know."""
    _write("info", message, fields)


def warn(message: str, **fields: object) -> None:
    """A line of level warn: unexpected, and gone on from."""
    _write("warn", message, fields)


def error(message: str, **fields: object) -> None:
    """A line of level error; written even when no level was asked for."""
    _write("error", message, fields)


def failure(message: str, exception: BaseException, **fields: object) -> None:
    """An error line with the traceback: lines and the exception's text, secrets hidden."""
    _write(
        "error",
        message,
        {
            **fields,
            "exception": type(exception).__name__,
            "traceback": _traceback(exception.__traceback__, exception),
        },
    )


def _write(level: str, message: str, fields: dict[str, object]) -> None:
    if not wanted(level):
        return
    sys.stderr.write(line(level, message, fields))
    sys.stderr.flush()


def line(level: str, message: str, fields: dict[str, object]) -> str:
    """One hclog line, newline included. A single write keeps lines of several threads apart."""
    import json
    import time

    from oktaprofile.text.redact import redact

    now = time.time()
    micros = int(now % 1 * 1_000_000)
    entry: dict[str, object] = {
        "@level": level,
        "@message": message,
        "@module": "provider",
        "@timestamp": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{micros:06}Z",
    }
    for name, value in fields.items():
        entry[name] = value if name in PLAIN_FIELDS else f"<{type(value).__name__}>"
    return redact(json.dumps(entry, default=str)) + "\n"


def _traceback(traceback: TracebackType | None, exception: BaseException) -> str:
    lines = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        lines.append(f"{code.co_filename}:{traceback.tb_lineno} in {code.co_name}")
        traceback = traceback.tb_next
    lines.append(f"{type(exception).__name__}: {exception}")
    cause = exception.__cause__ or exception.__context__
    if cause is not None:
        lines.append("caused by " + _traceback(cause.__traceback__, cause))
    return "\n".join(lines)
