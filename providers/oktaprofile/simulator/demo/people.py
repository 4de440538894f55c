"""Fictional people. Numbers come from ranges that telephone authorities keep for fiction, so nobody's phone can ring.

Sources, read 2026-11: the North American Numbering Plan Administration keeps 555-0100 to 555-0199 of every
area code; Ofcom ("Telephone numbers for drama use") keeps 1,000 numbers in each of several areas of the
United Kingdom. Together that is room for some 95,000 different numbers; people beyond that have an extension
only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oktaprofile.simulator.identifiers import Identifiers


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _words(
    """
    Ada Aiko Alan Amara Amir Ana Anders Aisha Beatriz Ben Carla Carlos Chen Chiara Clara Daniel Dara
    David Deepa Diego Elena Elif Emil Emma Eric Esther Fatima Felix Fiona Frank Gabriel Grace Greta Hana
    Hannah Hugo Ibrahim Ida Ines Ivan Jack Jana Jasmin Jin Joana Jonas Julia Kai Karim Keiko Kofi Lara
    Lars Leila Leo Lin Luca Lucia Maja Malik Marco Maria Marta Mateo Maya Mia Milan Mina Nadia Nam Nina
    Noah Nora Olga Omar Oscar Paul Petra Priya Rafael Ravi Rosa Ruth Sam Sara Sofia Sven Tariq Tomas Uma
    Vera Victor Wei Yara Yusuf Zoe
    """
)
_LAST = _words(
    """
    Abbas Acosta Adler Ahmed Almeida Andersen Bauer Becker Berg Bianchi Blanco Brandt Brown Castro Chan
    Cohen Costa Cruz Dahl Diaz Dubois Duarte Eriksen Evans Farah Fischer Flores Fontaine Garcia Gomez
    Gupta Haas Hansen Haddad Hill Hoang Horvat Ito Ivanov Jansen Jensen Johansson Jones Kaya Keller Khan
    Kim Klein Kovac Kowalski Kumar Lang Larsen Lee Lopez Lund Maier Marino Martin Mendes Meyer Moreau
    Moretti Nagy Nakamura Nguyen Nielsen Novak Okafor Olsen Ortega Park Patel Pereira Petrov Popov Reyes
    Ricci Rossi Roy Ruiz Saito Santos Sato Schmidt Silva Singh Smith Sousa Tanaka Torres Tran Vargas
    Vogel Wagner Walker Weber Wong Yamada Yilmaz Zhang Ziegler
    """
)
_DEPARTMENTS = ("Engineering", "Sales", "Support", "Finance", "People", "Marketing", "Operations", "Legal")
_TITLES = (
    "Analyst",
    "Engineer",
    "Manager",
    "Specialist",
    "Coordinator",
    "Director",
    "Consultant",
    "Administrator",
)

_TOLL_FREE = frozenset({800, 822, 833, 844, 855, 866, 877, *range(880, 890), 900})
_AREA_CODES = tuple(code for code in range(201, 1000) if code % 100 != 11 and code not in _TOLL_FREE)
_BRITISH = _words(
    """
    1134960 1144960 1154960 1164960 1174960 1184960 1214960 1314960 1414960 1514960 1614960 2079460
    1914980 2896496 2920180 1632960
    """
)
_AMERICAN = 100 * len(_AREA_CODES)
NUMBERS = _AMERICAN + 1000 * len(_BRITISH)
"""How many different numbers there are."""


def phone_number(index: int) -> str | None:
    """The number with this index from 0, in E.164 form; None beyond the last."""
    if index < _AMERICAN:
        # The area code changes first: neighbours don't have almost the same number.
        line, area = divmod(index, len(_AREA_CODES))
        return f"+1{_AREA_CODES[area]}55501{line:02d}"
    line, area = divmod(index - _AMERICAN, len(_BRITISH))
    if line >= 1000:
        return None
    return f"+44{_BRITISH[area]}{line:03d}"


@dataclass(slots=True)
class Person:
    """One person. `in_ringcentral` and `in_workday` say who is in these directories; both numbers may be absent."""

    first_name: str
    last_name: str
    login: str
    title: str
    department: str
    employee_number: str
    contractor: bool
    in_ringcentral: bool
    in_workday: bool
    direct_number: str | None
    extension: str | None


def people(ids: Identifiers, count: int) -> Iterator[Person]:
    """`count` people, the same for one seed; the first ones don't change with the count.

    Of the people in RingCentral about one in six has no direct number, one in twenty no extension.
    """
    numbers_given = 0
    for number in range(count):
        noise = ids.noise("person", number)
        first, noise = _FIRST[noise % len(_FIRST)], noise // len(_FIRST)
        last, noise = _LAST[noise % len(_LAST)], noise // len(_LAST)
        title, noise = _TITLES[noise % len(_TITLES)], noise // len(_TITLES)
        department, noise = _DEPARTMENTS[noise % len(_DEPARTMENTS)], noise // len(_DEPARTMENTS)
        contractor, noise = noise % 12 == 0, noise // 12
        in_ringcentral, noise = noise % 10 != 0, noise // 10
        has_direct, noise = in_ringcentral and noise % 6 != 0, noise // 6
        has_extension = in_ringcentral and noise % 20 != 0
        numbers_given += has_direct
        yield Person(
            first,
            last,
            f"{first}.{last}.{number + 1}@example.com".lower(),
            title,
            department,
            f"{10_000 + number}",
            contractor,
            in_ringcentral,
            not contractor,
            phone_number(numbers_given - 1) if has_direct else None,
            f"{1000 + number}" if has_extension else None,
        )
