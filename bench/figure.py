"""A figure, its goal, and the register of functions that measure."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

_GOAL = re.compile(r"(<=|>=|==|<|>) (-?\d+(?:\.\d+)?)")
_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    ``goal`` reads like ``<= 1.0``, with ``>=``, ``==``, ``<`` or ``>`` as well; empty for a number
    that is only told. ``command`` is what a reader runs to get the number again. Raises ValueError
    for a goal that does not read so.
    """

    name: str
    value: float
    unit: str
    goal: str = ""
    command: str = "make bench"

    def __post_init__(self) -> None:
        if self.goal and not _GOAL.fullmatch(self.goal):
            raise ValueError(f'{self.name}: a goal reads like "<= 1.0", not {self.goal!r}')

    @property
    def met(self) -> bool:
        """Whether the value keeps to its goal; always where there is none. NaN meets none."""
        match = _GOAL.fullmatch(self.goal)
        return match is None or _HOLDS[match[1]](self.value, float(match[2]))


Measure: TypeAlias = Callable[[], list[Figure]]

MEASURES: list[Measure] = []
"""What ``@figures`` has marked, in the order of import."""


def figures(measure: Measure) -> Measure:
    """Mark a function that measures and returns its figures."""
    MEASURES.append(measure)
    return measure
