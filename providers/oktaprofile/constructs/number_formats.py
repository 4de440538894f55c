"""How a direct number and an extension become one text: named formats, each an expression that is safe for everybody.

Okta's help page joins both by `#` and guards the direct number only. Which program reads which form is in
docs/guides/number-formats.md, with the sources. null and "" are both no value: Okta keeps a cleared attribute as "".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from oktaprofile.constructs.validation import SettingError


@dataclass(frozen=True, kw_only=True)
class NumberFormat:
    """A format. `expression` is its Okta expression; the methods give a format that differs in one thing.

    `mark`: what is between the number and the extension, "" where the extension is left out.
    `prefix`: what is before the number. `alone`: the mark before an extension without a number; None: such a person
        gets an empty text.
    `calling_codes`: a blank follows these country codes. `adds_plus`: a missing `+` is added.
    `direct_number`, `extension`: the app's attributes.
    """

    name: str
    mark: str = ""
    prefix: str = ""
    alone: str | None = None
    calling_codes: tuple[str, ...] = ()
    adds_plus: bool = False
    direct_number: str = "directNumber"
    extension: str = "extensionNumber"

    def with_plus(self) -> NumberFormat:
        """A number without `+` gets one. Published nowhere: whether Okta's connector writes it."""
        return replace(self, adds_plus=True)

    def for_calling_codes(self, *codes: str) -> NumberFormat:
        """The country codes, without `+`, after which a blank is put. Raises SettingError."""
        wrong = [code for code in codes if not (code.isascii() and code.isdigit() and 1 <= len(code) <= 3)]
        if wrong or not codes:
            raise SettingError(
                self.name,
                "calling_codes",
                f"are {codes!r}; give codes of one to three digits without +, such as 1 or 44",
            )
        return replace(self, calling_codes=codes)

    def reading(self, *, direct_number: str | None = None, extension: str | None = None) -> NumberFormat:
        """Other attributes of the app."""
        return replace(
            self,
            direct_number=direct_number or self.direct_number,
            extension=extension or self.extension,
        )

    @property
    def expression(self) -> str:
        """The expression in Okta's language. null and "" in either attribute count as none."""
        direct, extension = f"appuser.{self.direct_number}", f"appuser.{self.extension}"
        number, plain = self._number(direct), not (self.prefix or self.calling_codes or self.adds_plus)
        if not self.mark:
            return f'{_has(direct)} ? {number} : ""'
        marked = f'({_has(extension)} ? "{self.mark}" + {extension} : "")'
        if self.alone == self.mark:
            # A number that is handed on as it is needs no guard against "".
            guard = f"{direct} != null" if plain else _has(direct)
            return f'({guard} ? {number} : "") + {marked}'
        otherwise = '""' if self.alone is None else f'{_has(extension)} ? "{self.alone}" + {extension} : ""'
        return f"{_has(direct)} ? {number} + {marked} : {otherwise}"

    @property
    def extension_expression(self) -> str:
        """The extension alone, for an attribute of its own."""
        return f'appuser.{self.extension} != null ? appuser.{self.extension} : ""'

    def _number(self, direct: str) -> str:
        """The number of a person who has one."""
        cases = []
        for code in self.calling_codes:
            for written in (f"+{code}", code) if self.adds_plus else (f"+{code}",):
                rest = f'String.substringAfter({direct}, "{written}")'
                cases.append(f'String.startsWith({direct}, "{written}") ? "{self.prefix}+{code} " + {rest}')
        if self.adds_plus:
            cases.append(f'String.startsWith({direct}, "+") ? {self._prefixed(direct)}')
            return f'({" : ".join(cases)} : "{self.prefix}+" + {direct})'
        return f"({' : '.join(cases)} : {self._prefixed(direct)})" if cases else self._prefixed(direct)

    def _prefixed(self, direct: str) -> str:
        return f'"{self.prefix}" + {direct}' if self.prefix else direct


def _has(attribute: str) -> str:
    return f'{attribute} != null AND {attribute} != ""'


HASH = NumberFormat(name="HASH", mark="#", alone="#")
"""`+16502530000#101`, the help page's, guarded: `+16502530000` without an extension, `#101` without a direct number."""

X_EXTENSION = NumberFormat(name="X_EXTENSION", mark=" x", alone="x")
"""`+16502530000 x101`, as Microsoft's portals show an office phone; `x101` without a direct number."""

E164 = NumberFormat(name="E164")
"""`+16502530000`, the direct number alone: what dials."""

E164_SPACED = NumberFormat(name="E164_SPACED", calling_codes=("1",))
"""`+1 6502530000`, the direct number alone with a blank after the country code: what Microsoft Entra reads."""

RFC3966 = NumberFormat(name="RFC3966", mark=";ext=", prefix="tel:")
"""`tel:+16502530000;ext=101`, a link."""
