"""How a family lists its operators."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

from source import Gen

Case = tuple[str, str]
"""Statements that run first, and the expression."""


@dataclass(frozen=True)
class Op:
    name: str
    make: Callable[[Gen], Any]
    """A node or source text; or a tuple of statements that run first and, last, the expression."""
    weight: float = 1
    """Facts wanted, as a multiple of the recorder's count."""
    spoiled: float | None = None
    """The share of the calls with an argument spoiled, where not the usual one."""
    fixed: tuple[Case, ...] = ()
    """Calls written by hand: all are recorded, whatever the seed."""
    draws: int = 1
    """How often more a call is made that is kept, to see what else it does by chance."""


class Registry(list):
    """`@OPS.op("name")` adds an operator."""

    def op(self, name: str, weight: float = 1, spoiled: float | None = None, draws: int = Op.draws) -> Callable[[Callable[[Gen], Any]], Callable[[Gen], Any]]:
        def add(make: Callable[[Gen], Any]) -> Callable[[Gen], Any]:
            self.append(Op(name, make, weight, spoiled, draws=draws))
            return make
        return add

    def fix(self, name: str, *cases: str | Case) -> None:
        pairs = tuple(("", case) if isinstance(case, str) else case for case in cases)
        self.append(Op(name, lambda r: "", 1, None, pairs))
