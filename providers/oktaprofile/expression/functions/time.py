"""Time.*

Facts: Okta's Expression Language overview (classic), table "Time functions", and its older revisions for the
short time zone names; Okta Support ("How to calculate profile attribute values based on derived dates") for
Unix time being in milliseconds, which the Identity Engine's page prints too. Patterns are Joda-Time's
(`joda`).

Assumed (row 35): an ISO 8601 result always has milliseconds, as Time.now() is printed and as Joda-Time writes it; a
Windows time is cut to milliseconds. `Time.fromUnixToIso8601("0")` in a mapping of a real org would settle the
first.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo

from oktaprofile.expression import joda
from oktaprofile.expression.errors import Unpublished

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_WINDOWS_EPOCH_MILLISECONDS = -11_644_473_600_000  # 1601-01-01
_WINDOWS_UNITS = 10_000  # of 100 ns in a millisecond

# The short names, as Joda-Time converts them; older revisions of Okta's page list both sides in this order.
_OLD_ZONES = {
    "GMT": "UTC",
    "WET": "WET",
    "CET": "CET",
    "MET": "CET",
    "ECT": "CET",
    "EET": "EET",
    "MIT": "Pacific/Apia",
    "HST": "Pacific/Honolulu",
    "AST": "America/Anchorage",
    "PST": "America/Los_Angeles",
    "MST": "America/Denver",
    "PNT": "America/Phoenix",
    "CST": "America/Chicago",
    "EST": "America/New_York",
    "IET": "America/Indiana/Indianapolis",
    "PRT": "America/Puerto_Rico",
    "CNT": "America/St_Johns",
    "AGT": "America/Argentina/Buenos_Aires",
    "BET": "America/Sao_Paulo",
    "ART": "Africa/Cairo",
    "CAT": "Africa/Harare",
    "EAT": "Africa/Addis_Ababa",
    "NET": "Asia/Yerevan",
    "PLT": "Asia/Karachi",
    "IST": "Asia/Kolkata",
    "BST": "Asia/Dhaka",
    "VST": "Asia/Ho_Chi_Minh",
    "CTT": "Asia/Shanghai",
    "JST": "Asia/Tokyo",
    "ACT": "Australia/Darwin",
    "AET": "Australia/Sydney",
    "SST": "Pacific/Guadalcanal",
    "NST": "Pacific/Auckland",
}
_OTHER_ZONES = frozenset(("UTC", "PST8PDT", "MST7MDT", "CST6CDT", "EST5EDT"))


# reading and writing


def _iso(moment: datetime) -> str:
    """2015-07-31T17:18:37.979Z, or with the offset of its zone."""
    offset = joda.offset_text(moment, ":")
    if (moment.utcoffset() or timedelta()) % timedelta(minutes=1):
        raise Unpublished(
            "Okta publishes nothing on an offset with seconds, as zones had before standard time"
        )
    zone = "Z" if offset == "+00:00" else offset
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}{zone}"


def _from_milliseconds(milliseconds: int) -> datetime:
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise Unpublished("the time is outside the years 1 to 9999, which is not computed here") from None


def _to_milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _whole(function: str, text: str) -> int:
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 19:
        raise Unpublished(f"Okta publishes nothing on {function} of a text that is no whole number")
    return int(text)


def _read_iso(function: str, text: str) -> datetime:
    """RFC 3339: a date, a time, at most three digits of a fraction, and Z or an offset."""
    for pattern in ("yyyy-MM-dd'T'HH:mm:ss.SSSZ", "yyyy-MM-dd'T'HH:mm:ssZ"):
        date, _, time = text.partition("T")
        if len(date) != 10 or len(time) < 9 or time[2] != ":" or time[5] != ":":
            break
        try:
            return joda.read(text, pattern)
        except Unpublished:
            continue
    raise Unpublished(
        f"Okta publishes nothing on {function} of a text that is no full ISO 8601 time with a zone"
    )


def _zone(name: str) -> tzinfo:
    canonical = _OLD_ZONES.get(name, name)
    if canonical == "UTC":
        return timezone.utc
    if "/" not in canonical and canonical not in _OTHER_ZONES and name not in _OLD_ZONES:
        raise Unpublished("Okta does not list a time zone of this name")
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(canonical)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Unpublished("this machine does not know a time zone of this name") from None


# functions


def now(context: dict[str, Any], zone: str = "UTC", pattern: str | None = None) -> str:
    """The time of the evaluation, in a time zone and by a pattern.

    The context may set it under "__now__", an ISO 8601 text; else it is the clock's. Null there: undetermined, for
    a caller whose answers may not depend on the clock.
    """
    given = context.get("__now__", "")
    if given is None:
        raise Unpublished('the time is not given: the context has nothing under "__now__"')
    moment = _read_iso("Time.now", given) if given else datetime.now(timezone.utc)
    local = moment.astimezone(_zone(zone))
    return _iso(local) if pattern is None else joda.write(local, pattern)


def from_windows_to_iso8601(time: str) -> str:
    """From 100 ns units since 1601, as Active Directory has them."""
    units = _whole("Time.fromWindowsToIso8601", time)
    return _iso(_from_milliseconds(units // _WINDOWS_UNITS + _WINDOWS_EPOCH_MILLISECONDS))


def from_unix_to_iso8601(time: str) -> str:
    """From milliseconds since 1970."""
    return _iso(_from_milliseconds(_whole("Time.fromUnixToIso8601", time)))


def from_string_to_iso8601(time: str, pattern: str) -> str:
    """From a text that `pattern` describes."""
    moment = joda.read(time, pattern)
    if moment.utcoffset():
        raise Unpublished("Okta publishes nothing on the zone of Time.fromStringToIso8601's result")
    return _iso(moment)


def from_iso8601_to_windows(time: str) -> str:
    """100 ns units since 1601."""
    milliseconds = _to_milliseconds(_read_iso("Time.fromIso8601ToWindows", time))
    return str((milliseconds - _WINDOWS_EPOCH_MILLISECONDS) * _WINDOWS_UNITS)


def from_iso8601_to_unix(time: str) -> str:
    """Milliseconds since 1970."""
    return str(_to_milliseconds(_read_iso("Time.fromIso8601ToUnix", time)))


def from_iso8601_to_string(time: str, pattern: str) -> str:
    """By `pattern`. Whether in UTC or in the zone of `time` is not published, so both must give the same."""
    moment = _read_iso("Time.fromIso8601ToString", time)
    text = joda.write(moment, pattern)
    try:
        same = joda.write(moment.astimezone(timezone.utc), pattern) == text
    except OverflowError:
        same = False
    if not same:
        raise Unpublished("Okta publishes nothing on the zone in which Time.fromIso8601ToString writes")
    return text
