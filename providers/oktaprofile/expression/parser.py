"""A Pratt parser for the classic dialect. The docstring of each method is its rule of the grammar.

Binding grows from `OR` to the postfix operators as in Spring's language, of which Okta's is a subset. Word
operators and the constants true, false, null are read in any case; all other names as written.
"""

from __future__ import annotations

from oktaprofile.expression import mistakes
from oktaprofile.expression.errors import ExpressionError, Span
from oktaprofile.expression.nodes import (
    ArrayLiteral,
    Binary,
    Call,
    Chain,
    Conditional,
    Constant,
    Elvis,
    Index,
    Literal,
    MapLiteral,
    Name,
    Node,
    Projection,
    Property,
    Unary,
)
from oktaprofile.expression.signatures import NAMESPACES
from oktaprofile.expression.tokens import Token, tokenize

MAX_NESTING = 100  # operands inside operands: bounds the parser's own recursion
MAX_HEIGHT = 150  # of the tree: bounds every walk over it

_OR, _AND, _RELATION, _SUM, _PRODUCT, _POWER = 1, 2, 3, 4, 5, 6

# operator as written -> (how strongly it binds, its canonical form)
_SYMBOLS: dict[str, tuple[int, str]] = {
    "||": (_OR, "OR"),
    "&&": (_AND, "AND"),
    "==": (_RELATION, "=="),
    "!=": (_RELATION, "!="),
    "<": (_RELATION, "<"),
    "<=": (_RELATION, "<="),
    ">": (_RELATION, ">"),
    ">=": (_RELATION, ">="),
    "+": (_SUM, "+"),
    "-": (_SUM, "-"),
    "*": (_PRODUCT, "*"),
    "/": (_PRODUCT, "/"),
    "%": (_PRODUCT, "%"),
    "^": (_POWER, "^"),
}
_WORDS: dict[str, tuple[int, str]] = {
    "or": (_OR, "OR"),
    "and": (_AND, "AND"),
    "matches": (_RELATION, "matches"),
    "eq": (_RELATION, "=="),
    "ne": (_RELATION, "!="),
    "lt": (_RELATION, "<"),
    "le": (_RELATION, "<="),
    "gt": (_RELATION, ">"),
    "ge": (_RELATION, ">="),
    "div": (_PRODUCT, "/"),
    "mod": (_PRODUCT, "%"),
}
_REFUSED_WORDS = {"instanceof": "", "between": "write x >= lowest AND x <= highest"}
_CONSTANTS: dict[str, Constant] = {"true": True, "false": False, "null": None}
_SIGNS = {"!": "!", "-": "-", "+": "+"}


def parse_tree(source: str) -> Node:
    """The tree of `source`. Raises ExpressionError for the first mistake found, and for that one only."""
    try:
        return _Parser(source).parse()
    except RecursionError:  # the caller's own stack was nearly used up
        raise mistakes.too_deep(source) from None


class _Parser:
    __slots__ = ("nesting", "position", "source", "tokens")

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.position = 0
        self.nesting = 0

    def parse(self) -> Node:
        """source = expression END"""
        if self.tokens[0][0] == "end":
            raise self._error("the expression is empty", self.tokens[0], expected=mistakes.OPERAND)
        node = self._expression()
        token = self.tokens[self.position]
        if token[0] != "end":
            raise mistakes.leftover(self.source, self.tokens, self.position)
        return node

    # the operators, from the weakest

    def _expression(self) -> Node:
        """expression = or ( "?" expression ":" expression | "?:" expression )?"""
        start = self.tokens[self.position][2]
        first = self._operation(_OR)
        kind = self.tokens[self.position][0]
        if kind == "?" or kind == "?:":
            return self._choice(first, start)
        return first

    def _choice(self, first: Node, begun: int) -> Node:
        """The part of `expression` after its first `or`, in a loop: a table of 300 cases is not nested."""
        # Each pending part waits for the node to its right: where it begins, and (condition, then) or (option,)
        pending: list[tuple[int, tuple[Node, ...]]] = []
        node = first
        while True:
            kind, _, start, end = self.tokens[self.position]
            if kind == "?":
                self.position += 1
                self._enter()
                then = self._expression()
                self.nesting -= 1
                if self.tokens[self.position][0] != ":":
                    raise mistakes.no_colon(self.source, self.tokens, self.position, (start, end))
                self.position += 1
                pending.append((begun, (node, then)))
            elif kind == "?:":
                self.position += 1
                pending.append((begun, (node,)))
            else:
                break
            begun = self.tokens[self.position][2]
            node = self._operation(_OR)
        while pending:
            node = self._joined(pending, node)
        return node

    def _joined(self, pending: list[tuple[int, tuple[Node, ...]]], last: Node) -> Node:
        """Takes the pending parts of one kind from the end, so that a run of them is one flat node."""
        size = len(pending[-1][1])
        taken: list[tuple[Node, ...]] = []
        start = 0
        while pending and len(pending[-1][1]) == size:
            start, part = pending.pop()
            taken.append(part)
        taken.reverse()
        span = (start, self._end())
        if size == 2:
            branches = tuple((part[0], part[1]) for part in taken)
            if isinstance(last, Conditional):
                return self._checked(Conditional(branches + last.branches, last.otherwise, span))
            return self._checked(Conditional(branches, last, span))
        options = tuple(part[0] for part in taken)
        tail = last.options if isinstance(last, Elvis) else (last,)
        return self._checked(Elvis(options + tail, span))

    def _operation(self, weakest: int) -> Node:
        """or       = and ( ("OR" | "||") and )*
        and      = relation ( ("AND" | "&&") relation )*
        relation = sum ( ("==" | "!=" | "<" | "<=" | ">" | ">=" | "matches" | "eq" | ...) sum )?
        sum      = product ( ("+" | "-") product )*
        product  = power ( ("*" | "/" | "%" | "div" | "mod") power )*
        power    = unary ( "^" unary )?
        """
        self._enter()
        start = self.tokens[self.position][2]
        node = self._unary()
        strongest = _POWER
        while True:
            token = self.tokens[self.position]
            found = self._operator(token)
            if found is None or found[0] < weakest:
                self.nesting -= 1
                return node
            level, operator = found
            if level > strongest:
                # a == b == c, a ^ b ^ c: these do not chain
                raise mistakes.chained(self.source, token, operator)
            self.position += 1
            right = self._operation(level + 1)
            if level in (_RELATION, _POWER):
                node = Binary(operator, node, right, (start, self._end()))
                strongest = level - 1
            else:
                node = self._chain(level, operator, node, right, start)
                strongest = level
            self._checked(node)

    def _chain(self, level: int, operator: str, first: Node, second: Node, start: int) -> Node:
        operands, operators, ends = [first, second], [operator], [self._end()]
        while True:
            found = self._operator(self.tokens[self.position])
            if found is None or found[0] != level:
                return Chain(tuple(operands), tuple(operators), (start, ends[-1]), tuple(ends))
            self.position += 1
            operators.append(found[1])
            operands.append(self._operation(level + 1))
            ends.append(self._end())

    def _operator(self, token: Token) -> tuple[int, str] | None:
        kind = token[0]
        if kind == "name":
            word = str(token[1]).lower()
            if word in _REFUSED_WORDS:
                message = f"'{token[1]}' is not part of the Expression Language"
                raise self._error(message, token, suggestion=_REFUSED_WORDS[word])
            return _WORDS.get(word)
        return _SYMBOLS.get(kind)

    def _unary(self) -> Node:
        """unary = ("!" | "NOT" | "-" | "+") unary | postfix"""
        kind, value, start, _ = self.tokens[self.position]
        sign = _SIGNS.get(kind)
        if sign is None:
            if kind != "name" or str(value).lower() != "not":
                return self._postfix()
            sign = "!"
        self.position += 1
        self._enter()
        operand = self._unary()
        self.nesting -= 1
        return self._checked(Unary(sign, operand, (start, self._end())))

    # values

    def _postfix(self) -> Node:
        """postfix = primary ( member | index )*"""
        start = self.tokens[self.position][2]
        node = self._primary()
        while True:
            kind = self.tokens[self.position][0]
            if kind == "." or kind == "?.":
                node = self._member(node, kind == "?.", start)
            elif kind == "[":
                node = self._index(node, start)
            else:
                return node
            self._checked(node)

    def _member(self, target: Node, safe: bool, begun: int) -> Node:
        """member = "." NAME | "?." NAME | "." NAME "(" arguments ")" | projection"""
        self.position += 1
        kind, value, start, end = token = self.tokens[self.position]
        if kind == "!" and not safe and self.tokens[self.position + 1][0] == "[":
            return self._projection(target, begun)
        if kind != "name":
            raise self._error("a name is missing after the point", token, expected="the name of an attribute")
        self.position += 1
        name = str(value)
        if self.tokens[self.position][0] == "(":
            return self._method(target, name, (start, end))
        node = Property(target, name, safe, (begun, end), (start, end))
        if isinstance(target, Property) and isinstance(target.target, Name) and target.name == "profile":
            from oktaprofile.expression import dialects

            dialects.refuse_profile(self.source, node)
        return node

    def _projection(self, target: Node, begun: int) -> Node:
        """projection = ".![" expression "]" """
        opened = self.tokens[self.position + 1]
        self.position += 2
        body = self._expression()
        end = self._close("]", opened)
        return Projection(target, body, (begun, end))

    def _index(self, target: Node, begun: int) -> Node:
        """index = "[" expression "]" """
        opened = self.tokens[self.position]
        self.position += 1
        index = self._expression()
        end = self._close("]", opened)
        return Index(target, index, (begun, end))

    def _method(self, target: Node, name: str, name_span: Span) -> Node:
        """method = NAME "." NAME "(" arguments ")", of a namespace or of user"""
        if isinstance(target, Name) and (target.name in NAMESPACES or target.name == "user"):
            return self._call(f"{target.name}.{name}", (target.span[0], name_span[1]))
        from oktaprofile.expression import dialects

        raise dialects.method_refusal(self.source, target, name, name_span)

    def _call(self, name: str, name_span: Span) -> Node:
        """call = NAME "(" arguments ")", where arguments = ( expression ("," expression)* )?"""
        from oktaprofile.expression.signatures import FUNCTIONS

        signature = FUNCTIONS.get(name)
        if signature is None or signature.refused:
            from oktaprofile.expression import dialects

            raise dialects.function_refusal(self.source, name, name_span)
        opened = self.tokens[self.position]
        self.position += 1
        arguments, end = self._items(")", opened)
        span = (name_span[0], end)
        if not signature.accepts(len(arguments)):
            count = len(arguments)
            raise ExpressionError(
                f"{name} does not take {count} argument{'' if count == 1 else 's'}",
                (opened[2], end),
                self.source,
                expected=str(signature),
            )
        return self._checked(Call(name, arguments, span, name_span))

    def _primary(self) -> Node:
        """primary = "(" expression ")" | STRING | NUMBER | CONSTANT | NAME | call | array | map

        CONSTANT = "true" | "false" | "null", in any case
        """
        kind, value, start, end = token = self.tokens[self.position]
        if kind == "name":
            name = str(value)
            self.position += 1
            if self.tokens[self.position][0] == "(":
                return self._call(name, (start, end))
            word = name.lower()
            if word in _CONSTANTS:
                return Literal(_CONSTANTS[word], (start, end))
            if word in _WORDS or word in _REFUSED_WORDS:
                raise self._error(f"'{name}' has no value to its left", token, expected=mistakes.OPERAND)
            if word == "new" and self.tokens[self.position][0] == "name":
                raise self._error("'new' of Spring's language is not part of the Expression Language", token)
            return Name(name, (start, end))
        if kind == "string" or kind == "number":
            self.position += 1
            return Literal(value, (start, end))
        if kind == "(":
            self.position += 1
            node = self._expression()
            self._close(")", token)
            return node
        if kind == "{":
            return self._braces()
        raise mistakes.no_operand(self.source, self.tokens, self.position)

    def _braces(self) -> Node:
        """array = "{" arguments "}" and, where the first item is a key and a colon, map"""
        opened = self.tokens[self.position]
        self.position += 1
        key, colon = self.tokens[self.position], self.tokens[min(self.position + 1, len(self.tokens) - 1)]
        if key[0] in ("string", "name") and colon[0] == ":":
            return self._map(opened)
        items, end = self._items("}", opened)
        return self._checked(ArrayLiteral(items, (opened[2], end)))

    def _map(self, opened: Token) -> Node:
        """map = "{" key ":" expression ("," key ":" expression)* "}", where key = STRING | NAME"""
        entries: list[tuple[str, Node]] = []
        while True:
            key = self.tokens[self.position]
            if key[0] not in ("string", "name"):
                raise self._error("a key is missing here", key, expected='a key such as "group.type"')
            self.position += 1
            if self.tokens[self.position][0] != ":":
                raise self._error(
                    "the key has no value", self.tokens[self.position], expected="':' and a value"
                )
            self.position += 1
            entries.append((str(key[1]), self._expression()))
            if self.tokens[self.position][0] != ",":
                break
            self.position += 1
        end = self._close("}", opened)
        return self._checked(MapLiteral(tuple(entries), (opened[2], end)))

    def _items(self, closing: str, opened: Token) -> tuple[tuple[Node, ...], int]:
        """( expression ("," expression)* )? closing"""
        items: list[Node] = []
        if self.tokens[self.position][0] != closing:
            items.append(self._expression())
            while self.tokens[self.position][0] == ",":
                self.position += 1
                items.append(self._expression())
        return tuple(items), self._close(closing, opened)

    def _end(self) -> int:
        """Where the last token that was read ends: behind the brackets of an operand, which are no node."""
        return self.tokens[self.position - 1][3]

    # what went wrong

    def _close(self, closing: str, opened: Token) -> int:
        token = self.tokens[self.position]
        if token[0] != closing:
            raise mistakes.unfinished(self.source, self.tokens, self.position, closing, opened)
        self.position += 1
        return token[3]

    def _enter(self) -> None:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self._error(
                f"the expression is nested more than {MAX_NESTING} levels deep", self.tokens[self.position]
            )

    def _checked(self, node: Node) -> Node:
        if node.height > MAX_HEIGHT:
            raise ExpressionError(
                f"the expression is nested more than {MAX_HEIGHT} levels deep", node.span, self.source
            )
        return node

    def _error(
        self, message: str, token: Token, *, expected: str = "", suggestion: str = ""
    ) -> ExpressionError:
        return mistakes.at(self.source, token, message, expected=expected, suggestion=suggestion)
