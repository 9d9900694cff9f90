"""A very small formula evaluator: enough for the formulas a register has. Pure.

References, numbers, texts, ``+ - * / &``, parentheses and a few functions. Whatever else
stands in a formula is kept and comes to ``#NAME?``; nothing is ever guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from incident_sandbox.google.a1 import column_of
from incident_sandbox.google.values import DIVIDE, NAME, PARSE, REF, VALUE, Fault, Value, number

Lookup = Callable[[str | None, int, int], Value]

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"]|"")*")'
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<ref>(?:(?:'(?:[^']|'')+'|[^\W\d]\w*)!)?\$?[A-Za-z]{1,3}\$?[1-9]\d*(?![\w(:]))"
    r"|(?P<gone>#REF!)"
    r"|(?P<word>[^\W\d][\w.]*)"
    r"|(?P<sign>[-+*/&(),]))"
)


class Token(NamedTuple):
    """One piece of a formula."""

    kind: str
    text: str


class _Stop(Exception):
    """The formula comes to a fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.text)
        self.fault = fault


def evaluated(text: str, lookup: Lookup) -> Value:
    """What the formula comes to; ``lookup`` gives the value of (tab, row, column)."""
    try:
        reader = _Reader(_tokens(text[1:]), lookup)
        result = reader.joined()
        reader.finish()
    except _Stop as stop:
        return stop.fault
    return 0 if result is None else result


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if not found:
            raise _Stop(PARSE)
        tokens.append(Token(str(found.lastgroup), found[str(found.lastgroup)]))
        place = found.end()
    if not tokens:
        raise _Stop(PARSE)
    return tokens


class _Reader:
    """Recursive descent: joined > sum > product > signed > atom."""

    def __init__(self, tokens: list[Token], lookup: Lookup) -> None:
        self._tokens = tokens
        self._lookup = lookup

    def finish(self) -> None:
        if self._tokens:
            raise _Stop(PARSE)

    def _accepts(self, signs: str) -> str | None:
        if self._tokens and self._tokens[0].kind == "sign" and self._tokens[0].text in signs:
            return self._tokens.pop(0).text
        return None

    def joined(self) -> Value:
        left = self._sum()
        while self._accepts("&"):
            left = _text(left) + _text(self._sum())
        return left

    def _sum(self) -> Value:
        left = self._product()
        while sign := self._accepts("+-"):
            right = _amount(self._product())
            left = number(_amount(left) + (right if sign == "+" else -right))
        return left

    def _product(self) -> Value:
        left = self._signed()
        while sign := self._accepts("*/"):
            right = _amount(self._signed())
            if sign == "/" and right == 0:
                raise _Stop(DIVIDE)
            left = number(_amount(left) * right if sign == "*" else _amount(left) / right)
        return left

    def _signed(self) -> Value:
        sign = self._accepts("+-")
        if sign is None:
            return self._atom()
        value = self._signed()
        return number(-_amount(value)) if sign == "-" else value

    def _atom(self) -> Value:
        if self._accepts("("):
            value = self.joined()
            self._close()
            return value
        if not self._tokens:
            raise _Stop(PARSE)
        token = self._tokens.pop(0)
        return self._leaf(token)

    def _leaf(self, token: Token) -> Value:
        if token.kind == "text":
            return token.text[1:-1].replace('""', '"')
        if token.kind == "number":
            return number(float(token.text))
        if token.kind == "ref":
            return self._referred(token.text)
        if token.kind == "gone":
            raise _Stop(REF)
        if token.kind == "word":
            return self._word(token.text)
        raise _Stop(PARSE)

    def _referred(self, text: str) -> Value:
        tab, mark, cell = text.replace("$", "").rpartition("!")
        title = tab[1:-1].replace("''", "'") if tab.startswith("'") else tab
        column = cell.rstrip("0123456789")
        row = int(cell[len(column) :]) - 1
        value = self._lookup(title if mark else None, row, column_of(column))
        if isinstance(value, Fault):
            raise _Stop(value)
        return value

    def _word(self, word: str) -> Value:
        if word.upper() in {"TRUE", "FALSE"} and not self._accepts("("):
            return word.upper() == "TRUE"
        function = _FUNCTIONS.get(word.upper())
        if function is None or not self._accepts("("):
            raise _Stop(NAME)
        arguments = [self.joined()]
        while self._accepts(","):
            arguments.append(self.joined())
        self._close()
        return function(arguments)

    def _close(self) -> None:
        if not self._accepts(")"):
            raise _Stop(PARSE)


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _amount(value: Value) -> float:
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise _Stop(VALUE) from None
    return float(value) if isinstance(value, int | float) else 0.0


_FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    "UPPER": lambda values: _text(values[0]).upper(),
    "LOWER": lambda values: _text(values[0]).lower(),
    "TRIM": lambda values: " ".join(_text(values[0]).split()),
    "LEN": lambda values: len(_text(values[0])),
    "CONCATENATE": lambda values: "".join(_text(value) for value in values),
    "HYPERLINK": lambda values: _text(values[-1]),
}
