"""Operators with how strongly they bind, and the words of the language."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oktaprofile.expression.nodes import Constant

OR, AND, RELATION, SUM, PRODUCT, POWER = 1, 2, 3, 4, 5, 6
# How strongly each binds, the operator, and all its spellings
_ROWS = (
    (OR, "OR", "|| or"),
    (AND, "AND", "&& and"),
    (RELATION, "==", "== eq"),
    (RELATION, "!=", "!= ne"),
    (RELATION, "<", "< lt"),
    (RELATION, "<=", "<= le"),
    (RELATION, ">", "> gt"),
    (RELATION, ">=", ">= ge"),
    (RELATION, "matches", "matches"),
    (SUM, "+", "+"),
    (SUM, "-", "-"),
    (PRODUCT, "*", "*"),
    (PRODUCT, "/", "/ div"),
    (PRODUCT, "%", "% mod"),
    (POWER, "^", "^"),
)
LEVELS = {operator: level for level, operator, _ in _ROWS}
OPERATORS = {written: (level, operator) for level, operator, row in _ROWS for written in row.split()}
REFUSED_WORDS = {"instanceof": "", "between": "write x >= lowest AND x <= highest"}
CONSTANTS: dict[str, Constant] = {"true": True, "false": False, "null": None}
SIGNS = {"!": "!", "not": "!", "-": "-", "+": "+"}
