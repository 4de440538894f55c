"""Stand-ins for modules: what is put in their place does what the real ones do."""

from __future__ import annotations

import re
import sys
import typing

import pytest

from oktaprofile.plugin.late import instead, late, late_classes, late_functions, late_patterns, plain_typing

SOURCE = '''
from __future__ import annotations
import re
import typing
from typing import NamedTuple

class Point(NamedTuple):
    """A place."""

    x: int
    y: "not to be looked at" = 2

    def far(self):
        return self.x + self.y

Pair = typing.NamedTuple("Pair", [("left", int), ("right", str)])
WORDS = re.compile("a+")
BRACKETS = re.compile("^\\\\[(a)]")
'''


def made_with(*stand_ins: object) -> dict[str, typing.Any]:
    """What the source defines when it is run with these stand-ins."""
    names: dict[str, typing.Any] = {"__name__": "somewhere"}
    with instead(*stand_ins):  # type: ignore[arg-type]
        exec(SOURCE, names)
    return names


def test_named_tuples_are_those_of_typing() -> None:
    """Fields, defaults, methods, documentation and module; also of one that is made by a call."""
    for names in (made_with(), made_with(plain_typing())):
        point, pair = names["Point"], names["Pair"]
        assert (point._fields, point._field_defaults, point.__doc__) == (("x", "y"), {"y": 2}, "A place.")
        assert (point.__module__, point.__qualname__, point(1), point(1).far()) == (
            "somewhere",
            "Point",
            (1, 2),
            3,
        )
        assert (pair._fields, pair(left=1, right="b")) == (("left", "right"), (1, "b"))
        assert isinstance(point(1), tuple)


def test_a_loaded_module_is_back_afterwards() -> None:
    """Also when the import fails; a late module stands in only for what is not loaded."""
    names = made_with(late_patterns("somewhere"), plain_typing(), *late("re", "wave"))
    assert (sys.modules["re"], sys.modules["typing"], "wave" in sys.modules) == (re, typing, False)
    assert names["re"] is not re
    assert "_given" in names["WORDS"].__dict__
    assert names["WORDS"].match("aab").group() == "aa"
    assert names["BRACKETS"].match("a") is None
    assert "match" not in names["BRACKETS"].__dict__  # and is not compiled for it
    assert names["BRACKETS"].match("[a]").group(1) == "a"
    try:
        with instead(plain_typing()):
            raise ImportError
    except ImportError:
        assert sys.modules["typing"] is typing


def test_a_late_module_is_the_real_one_once_it_is_used() -> None:
    """For who has imported it, and for everyone afterwards."""
    sys.modules.pop("wave", None)
    with instead(*late("wave")):
        import wave
    assert "wave" not in sys.modules
    assert wave.Error.__name__ == "Error"
    assert sys.modules["wave"].Error is wave.Error


def test_functions_and_classes_are_the_real_ones_when_they_are_called() -> None:
    """Also while the stand-in has the module's name; asking what something is loads nothing."""
    for _ in range(2):
        sys.modules.pop("fractions", None)
        with instead(late_classes("fractions", "Fraction"), *late("wave")):
            from fractions import Fraction
        assert not isinstance(1, Fraction)
        assert "fractions" not in sys.modules
        half = Fraction(1, denominator=2)
        assert half + half == 1
        assert isinstance(half, Fraction)
        assert not isinstance(1, Fraction)
    sys.modules.pop("fractions", None)
    with instead(late_classes("fractions", "Fraction")):
        from fractions import Fraction

        assert Fraction("0.5") * 2 == 1
    sys.modules.pop("colorsys", None)
    with instead(late_functions("colorsys", "rgb_to_hsv")):
        from colorsys import rgb_to_hsv

        assert rgb_to_hsv(0, g=0, b=1)[2] == 1


def test_what_is_absent_is_not_looked_for() -> None:
    """Within; afterwards it is found. What is loaded stays."""
    sys.modules.pop("wave", None)
    with instead(absent=("wave", "re")):
        with pytest.raises(ModuleNotFoundError):
            import wave
        assert sys.modules["re"] is re
    import wave

    assert sys.modules["wave"] is wave
