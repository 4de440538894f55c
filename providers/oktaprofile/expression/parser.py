"""A Pratt parser for the classic dialect. The docstring of each method is its rule of the grammar.

Binding grows from `OR` to the postfix operators as in Spring's language, of which Okta's is a subset. Word
operators and the constants true, false, null are read in any case; all other names as written.
"""

from __future__ import annotations

from oktaprofile.expression import mistakes
from oktaprofile.expression.cursor import MAX_HEIGHT, MAX_NESTING, Cursor
from oktaprofile.expression.errors import ExpressionError, Span, Token
from oktaprofile.expression.grammar import CONSTANTS, OPERATORS, OR, POWER, REFUSED_WORDS, RELATION, SIGNS
from oktaprofile.expression.nodes import (
    ArrayLiteral,
    Binary,
    Call,
    Chain,
    Conditional,
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
from oktaprofile.expression.signatures import FUNCTIONS, NAMESPACES, Signature, undocumented


def parse_tree(source: str) -> Node:
    """The tree of `source`. Raises ExpressionError for the first mistake found, and for that one only."""
    try:
        return _Parser(source).parse()
    except RecursionError:  # the caller's own stack was nearly used up
        raise mistakes.too_deep(source) from None


class _Parser(Cursor):
    def parse(self) -> Node:
        """source = expression END"""
        if self.tokens[0][0] == "end":
            raise self.error("the expression is empty", self.tokens[0], expected=mistakes.OPERAND)
        node = self._expression()
        if self.tokens[self.position][0] != "end":
            raise mistakes.leftover(self.source, self.tokens, self.position)
        return node

    # the operators, from the weakest

    def _expression(self) -> Node:
        """expression = or ( "?" expression ":" expression | "?:" expression )?

        In a loop: a table of 300 cases is not nested.
        """
        # Each pending part waits for the node to its right: where it begins, and (condition, then) or (option,)
        pending: list[tuple[int, tuple[Node, ...]]] = []
        while True:
            begun = self.tokens[self.position][2]
            node = self._operation(OR)
            kind, _, start, end = self.tokens[self.position]
            if kind == "?":
                self.position += 1
                self.enter()
                then = self._expression()
                self.nesting -= 1
                if self.tokens[self.position][0] != ":":
                    raise mistakes.no_colon(self.source, self.tokens, self.position, (start, end))
                pending.append((begun, (node, then)))
            elif kind == "?:":
                pending.append((begun, (node,)))
            else:
                break
            self.position += 1
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
        span = (start, self.end())
        if size == 2:
            branches = tuple((part[0], part[1]) for part in taken)
            if isinstance(last, Conditional):
                return self.checked(Conditional(branches + last.branches, last.otherwise, span))
            return self.checked(Conditional(branches, last, span))
        options = tuple(part[0] for part in taken)
        return self.checked(Elvis(options + (last.children if isinstance(last, Elvis) else (last,)), span))

    def _operation(self, weakest: int) -> Node:
        """or       = and ( ("OR" | "||") and )*
        and      = relation ( ("AND" | "&&") relation )*
        relation = sum ( ("==" | "!=" | "<" | "<=" | ">" | ">=" | "matches" | "eq" | ...) sum )?
        sum      = product ( ("+" | "-") product )*
        product  = power ( ("*" | "/" | "%" | "div" | "mod") power )*
        power    = unary ( "^" unary )?
        """
        self.nesting += 1
        start = self.tokens[self.position][2]
        if self.nesting > MAX_NESTING:
            raise self.too_deep(MAX_NESTING, self.tokens[self.position][2:])
        node = self._unary()
        strongest = POWER
        while True:
            token = self.tokens[self.position]
            found = OPERATORS.get(token[0]) if token[0] != "name" else self._word(token)
            if found is None or found[0] < weakest:
                self.nesting -= 1
                return node
            level, operator = found
            if level > strongest:
                # a == b == c, a ^ b ^ c: these do not chain
                raise mistakes.chained(self.source, token, operator)
            strongest = level
            if level in (RELATION, POWER):
                self.position += 1
                right = self._operation(level + 1)
                node = Binary(operator, node, right, (start, self.end()))
                strongest -= 1
            else:
                node = self._chain(level, node, start)
            self.checked(node)

    def _chain(self, level: int, first: Node, start: int) -> Node:
        """As many operators of this level as there are."""
        operands = [first]
        operators: list[str] = []
        ends: list[int] = []
        while True:
            token = self.tokens[self.position]
            found = OPERATORS.get(token[0]) if token[0] != "name" else self._word(token)
            if found is None or found[0] != level:
                return Chain(tuple(operands), tuple(operators), (start, ends[-1]), tuple(ends))
            self.position += 1
            operators.append(found[1])
            operands.append(self._operation(level + 1))
            ends.append(self.end())

    def _word(self, token: Token) -> tuple[int, str] | None:
        """An operator that is a word, in any case."""
        word = str(token[1]).lower()
        if word in REFUSED_WORDS:
            message = f"'{token[1]}' is not part of the Expression Language"
            raise self.error(message, token, suggestion=REFUSED_WORDS[word])
        return OPERATORS.get(word)

    def _unary(self) -> Node:
        """unary = ("!" | "NOT" | "-" | "+") unary | postfix"""
        kind, value, start, _ = self.tokens[self.position]
        if kind == "name":
            kind = str(value).lower()
        sign = SIGNS.get(kind)
        if sign is None:
            return self._postfix()
        self.position += 1
        self.enter()
        operand = self._unary()
        self.nesting -= 1
        return self.checked(Unary(sign, operand, (start, self.end())))

    # values

    def _postfix(self) -> Node:
        """postfix = primary ( member | "[" expression "]" )*"""
        start = self.tokens[self.position][2]
        node = self._primary()
        while True:
            kind = self.tokens[self.position][0]
            if kind == "." or kind == "?.":
                node = self._member(node, kind == "?.", start)
            elif kind == "[":
                index, end = self._in_brackets(self.position)
                node = Index(node, index, (start, end))
            else:
                return node
            if node.height > MAX_HEIGHT:
                raise self.too_deep(MAX_HEIGHT, node.span)

    def _member(self, target: Node, safe: bool, begun: int) -> Node:
        """member = ("." | "?.") NAME | "." NAME "(" arguments ")" | ".![" expression "]" """
        self.position += 1
        kind, value, start, end = token = self.tokens[self.position]
        if kind == "!" and not safe and self.tokens[self.position + 1][0] == "[":
            body, closed = self._in_brackets(self.position + 1)
            return Projection(target, body, (begun, closed))
        if kind != "name":
            raise self.error("a name is missing after the point", token, expected="the name of an attribute")
        self.position += 1
        name = str(value)
        if self.tokens[self.position][0] == "(":
            if not (isinstance(target, Name) and (target.name in NAMESPACES or target.name == "user")):
                from oktaprofile.expression import dialects

                target = dialects.app_instance(self.source, target, name, (start, end))
                return self._call(undocumented(f"{target.name}.{name}"), (target.span[0], end))
            if target.name == "user" and name in FUNCTIONS:  # vendors' pages have user.isMemberOfGroupName(…)
                return self._call(undocumented(f"user.{name}"), (target.span[0], end))
            return self._function(f"{target.name}.{name}", (target.span[0], end))
        node = Property(target, name, safe, (begun, end), (start, end))
        if isinstance(target, Property) and isinstance(target.target, Name) and target.name == "profile":
            from oktaprofile.expression import dialects

            dialects.refuse_profile(self.source, node)
        return node

    def _in_brackets(self, opening: int) -> tuple[Node, int]:
        """ "[" expression "]", and where it ends"""
        self.position = opening + 1
        node = self._expression()
        return node, self.close("]", self.tokens[opening])

    def _function(self, name: str, name_span: Span) -> Node:
        signature = FUNCTIONS.get(name)
        if signature is None or signature.refused:
            from oktaprofile.expression import dialects

            raise dialects.function_refusal(self.source, name, name_span)
        return self._call(signature, name_span)

    def _call(self, signature: Signature, name_span: Span) -> Node:
        """call = NAME "(" arguments ")" """
        name = signature.name
        opened = self.tokens[self.position]
        self.position += 1
        arguments, end = self._items(")", opened)
        if not signature.accepts(len(arguments)):
            raise ExpressionError(
                f"{name} does not take {len(arguments)} argument{'' if len(arguments) == 1 else 's'}",
                (opened[2], end),
                self.source,
                expected=str(signature),
            )
        return self.checked(Call(name, arguments, (name_span[0], end), name_span))

    def _primary(self) -> Node:
        """primary = "(" expression ")" | STRING | NUMBER | CONSTANT | NAME | call | array | map

        CONSTANT = "true" | "false" | "null", in any case
        """
        kind, value, start, end = token = self.tokens[self.position]
        self.position += 1
        if kind == "name":
            name = str(value)
            if self.tokens[self.position][0] == "(":
                return self._function(name, (start, end))
            word = name.lower()
            if word in CONSTANTS:
                return Literal(CONSTANTS[word], (start, end))
            if word in OPERATORS or word in REFUSED_WORDS:
                raise self.error(f"'{name}' has no value to its left", token, expected=mistakes.OPERAND)
            if word == "new" and self.tokens[self.position][0] == "name":
                raise self.error("'new' of Spring's language is not part of the Expression Language", token)
            return Name(name, (start, end))
        if kind == "string" or kind == "number":
            return Literal(value, (start, end))
        if kind == "(":
            node = self._expression()
            self.close(")", token)
            return node
        if kind == "{":
            return self._braces(token)
        raise mistakes.no_operand(self.source, self.tokens, self.position - 1)

    def _braces(self, opened: Token) -> Node:
        """array = "{" arguments "}"; map = "{" key ":" expression ("," key ":" expression)* "}"; key = STRING | NAME"""
        key, colon = self.tokens[self.position], self.tokens[min(self.position + 1, len(self.tokens) - 1)]
        if key[0] not in ("string", "name") or colon[0] != ":":
            items, end = self._items("}", opened)
            return self.checked(ArrayLiteral(items, (opened[2], end)))
        entries: list[tuple[str, Node]] = []
        while True:
            key, colon = self.tokens[self.position], self.tokens[min(self.position + 1, len(self.tokens) - 1)]
            if key[0] not in ("string", "name"):
                raise self.error("a key is missing here", key, expected='a key such as "group.type"')
            if colon[0] != ":":
                raise self.error("the key has no value", colon, expected="':' and a value")
            self.position += 2
            entries.append((str(key[1]), self._expression()))
            if self.tokens[self.position][0] != ",":
                return self.checked(MapLiteral(tuple(entries), (opened[2], self.close("}", opened))))
            self.position += 1

    def _items(self, closing: str, opened: Token) -> tuple[tuple[Node, ...], int]:
        """arguments = ( expression ("," expression)* )?, and where the closing bracket ends"""
        items: list[Node] = []
        if self.tokens[self.position][0] != closing:
            items.append(self._expression())
            while self.tokens[self.position][0] == ",":
                self.position += 1
                items.append(self._expression())
        return tuple(items), self.close(closing, opened)
