"""Patterns of dates as Joda-Time reads and writes them, which Okta's documentation names for the Time functions.

Facts: Joda-Time 2.10 (its documentation, and tried). English texts, as nothing is said of another language. A
time zone's name (`z`) and a year of two digits to be read depend on data that nobody publishes: undetermined.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from oktaprofile.expression.errors import Unpublished

_LETTERS = frozenset("GCYxweEyDMdaKhHkmsSzZ")
_NUMERIC_ALWAYS = frozenset("CYxweyDdKhHkmsS")
_READABLE = frozenset("yYMdHhmsSaEZkK")

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_LONGEST = 200


class Part:
    """A run of one pattern letter, or (`letter` is "") a text that means itself."""

    __slots__ = ("count", "letter", "text")

    def __init__(self, letter: str, count: int, text: str = "") -> None:
        self.letter = letter
        self.count = count
        self.text = text

    @property
    def is_numeric(self) -> bool:
        return self.letter in _NUMERIC_ALWAYS or (self.letter == "M" and self.count <= 2)


def read_pattern(pattern: str) -> list[Part]:
    """The parts of `pattern`. A letter without a meaning makes it no pattern, which Okta publishes nothing on."""
    if not pattern or len(pattern) > _LONGEST:
        raise Unpublished("Okta publishes nothing on an empty or very long date pattern")
    parts: list[Part] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if character.isascii() and character.isalpha():
            end = position
            while end < len(pattern) and pattern[end] == character:
                end += 1
            if character not in _LETTERS:
                raise Unpublished(f"Okta publishes nothing on a date pattern with the letter {character}")
            parts.append(Part(character, end - position))
            position = end
        else:
            text, position = _literal(pattern, position)
            parts.append(Part("", 0, text))
    return parts


def _literal(pattern: str, position: int) -> tuple[str, int]:
    """Text up to the next letter; a part in quotes means itself, two quotes mean one."""
    text = ""
    quoted = False
    while position < len(pattern):
        character = pattern[position]
        if character == "'":
            if pattern.startswith("''", position):
                text += "'"
                position += 2
                continue
            quoted = not quoted
        elif not quoted and character.isascii() and character.isalpha():
            break
        else:
            text += character
        position += 1
    return text, position


# writing


def write(moment: datetime, pattern: str) -> str:
    """`moment` (with its time zone) as `pattern` says."""
    return "".join([_written(moment, part) for part in read_pattern(pattern)])


def _written(moment: datetime, part: Part) -> str:
    letter, count = part.letter, part.count
    if not letter:
        return part.text
    if letter in "yYx":
        year = moment.isocalendar()[0] if letter == "x" else moment.year
        return f"{year % 100:02d}" if count == 2 else f"{year:0{count}d}"
    if letter == "M" and count >= 3:
        name = _MONTHS[moment.month - 1]
        return name if count >= 4 else name[:3]
    if letter == "E":
        name = _DAYS[moment.weekday()]
        return name if count >= 4 else name[:3]
    if letter == "S":
        return f"{moment.microsecond:06d}".ljust(count, "0")[:count]
    if letter == "Z":
        return _written_offset(moment, count)
    if letter == "G":
        return "AD"
    if letter == "a":
        return "AM" if moment.hour < 12 else "PM"
    if letter == "z":
        raise Unpublished("Okta publishes nothing on how it names a time zone (z in a date pattern)")
    return f"{_number(moment, letter):0{count}d}"


def _number(moment: datetime, letter: str) -> int:
    hour = moment.hour
    values = {
        "C": moment.year // 100,
        "M": moment.month,
        "d": moment.day,
        "D": moment.timetuple().tm_yday,
        "w": moment.isocalendar()[1],
        "e": moment.isoweekday(),
        "H": hour,
        "k": hour or 24,
        "K": hour % 12,
        "h": hour % 12 or 12,
        "m": moment.minute,
        "s": moment.second,
    }
    return values[letter]


def _written_offset(moment: datetime, count: int) -> str:
    if count >= 3:
        raise Unpublished("Okta publishes nothing on how it names a time zone (ZZZ in a date pattern)")
    return offset_text(moment, ":" if count == 2 else "")


def offset_text(moment: datetime, separator: str) -> str:
    """+01:00 and its like."""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}{separator}{abs(minutes) % 60:02d}"


# reading


def read(text: str, pattern: str) -> datetime:
    """The moment that `text` means by `pattern`.

    Assumed (row 35): a text without an offset is in UTC, as Okta prints it for the Identity Engine's parseStringTime.
    The mapping `Time.fromStringToIso8601("2020-01-02", "yyyy-MM-dd")` in a real org would settle it.
    """
    parts = read_pattern(pattern)
    letters = {part.letter for part in parts if part.letter}
    if not letters <= _READABLE or not (letters & {"y", "Y"} and {"M", "d"} <= letters):
        raise Unpublished(f"Okta publishes nothing on reading a date by the pattern {pattern}")
    fields: dict[str, int] = {}
    position = 0
    for index, part in enumerate(parts):
        following = parts[index + 1] if index + 1 < len(parts) else None
        position = _read_part(text, position, part, following, fields)
    if position != len(text):
        raise _unfit()
    return _moment(fields)


def _unfit() -> Unpublished:
    return Unpublished("Okta publishes nothing on a date that does not fit its pattern")


def _read_part(text: str, position: int, part: Part, following: Part | None, fields: dict[str, int]) -> int:
    letter, count = part.letter, part.count
    if not letter:
        if text[position : position + len(part.text)].lower() != part.text.lower():
            raise _unfit()
        return position + len(part.text)
    if letter == "Z":
        return _read_offset(text, position, fields)
    if letter in "Ea" or (letter == "M" and count >= 3):
        names = {"E": _DAYS, "a": ["AM", "PM"], "M": _MONTHS}[letter]
        return _read_name(text, position, letter, names, fields)
    if letter in "yY" and count == 2:
        raise Unpublished("Okta publishes nothing on the century of a year of two digits")
    most = 2
    if letter in "yY":
        most = count if following is not None and following.is_numeric else 9
    elif letter == "S":
        most = count
    end = position
    while end < len(text) and end - position < most and text[end] in "0123456789":
        end += 1
    if end == position:
        raise _unfit()
    digits = text[position:end]
    fields["y" if letter == "Y" else letter] = int(digits.ljust(3, "0")[:3]) if letter == "S" else int(digits)
    return end


def _read_name(text: str, position: int, letter: str, names: list[str], fields: dict[str, int]) -> int:
    """The longest of the names, or their first three letters, in any case."""
    rest = text[position:].lower()
    for size in (None, 3):
        for number, name in enumerate(names):
            candidate = name.lower()[:size]
            if rest.startswith(candidate):
                fields[letter] = number + 1 if letter == "M" else number
                return position + len(candidate)
    raise _unfit()


def _read_offset(text: str, position: int, fields: dict[str, int]) -> int:
    if text[position : position + 1] in ("Z", "z"):
        fields["Z"] = 0
        return position + 1
    sign, hours = text[position : position + 1], text[position + 1 : position + 3]
    colon = text[position + 3 : position + 4] == ":"
    start = position + 4 if colon else position + 3
    minutes = text[start : start + 2]
    if sign not in ("+", "-") or len(hours) < 2 or len(minutes) < 2 or not (hours + minutes).isdecimal():
        raise _unfit()
    amount = int(hours) * 60 + int(minutes)
    fields["Z"] = -amount if sign == "-" else amount
    return start + 2


def _moment(fields: dict[str, int]) -> datetime:
    hour = fields.get("H", 0)
    if "k" in fields:
        hour = fields["k"] % 24
    for letter in ("h", "K"):
        if letter in fields:
            hour = fields[letter] % 12 + 12 * fields.get("a", 0)
    limits = {"H": (0, 23), "k": (1, 24), "h": (1, 12), "K": (0, 11)}
    if any(letter in fields and not low <= fields[letter] <= high for letter, (low, high) in limits.items()):
        raise _unfit()
    try:
        moment = datetime(
            fields["y"],
            fields["M"],
            fields["d"],
            hour,
            fields.get("m", 0),
            fields.get("s", 0),
            fields.get("S", 0) * 1000,
            tzinfo=timezone(timedelta(minutes=fields.get("Z", 0))),
        )
    except ValueError:
        raise _unfit() from None
    if "E" in fields and moment.weekday() != fields["E"]:
        raise _unfit()
    return moment
