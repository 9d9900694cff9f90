"""What may befall envelopes on their way: lost, late and out of order, more than once."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any, Final

MAX_COPIES: Final = 3


@dataclass(slots=True)
class Weather:
    """The faults of the way, seeded.

    ``drop`` is the share of envelopes that never arrive, their retries neither; ``copies`` how
    often at most a delivery arrives (1 to 3, evenly); ``delay_s`` how late at most each copy is,
    by the sandbox's clock, so that copies and envelopes overtake one another.
    """

    copies: int = 1
    delay_s: float = 0.0
    drop: float = 0.0
    seed: int = 1
    _dice: Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse what is no weather; raises ``ValueError``."""
        if not 1 <= self.copies <= MAX_COPIES or not 0 <= self.drop <= 1 or self.delay_s < 0:
            raise ValueError("copies is 1 to 3, drop 0 to 1, delay_s not negative")
        self._dice = Random(self.seed)  # noqa: S311 - repeatable faults, no secret

    @classmethod
    def parse(cls, payload: dict[str, Any]) -> Weather:
        """Read from JSON; raises ``ValueError``."""
        unknown = set(payload) - {"copies", "delay_s", "drop", "seed"}
        if unknown:
            raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")
        return cls(**payload)

    def loses(self) -> bool:
        """Tell of one envelope whether it is lost."""
        return self._dice.random() < self.drop

    def delays(self) -> list[float]:
        """Return a delivery's copies, each by the seconds it is late."""
        copies = self._dice.randint(1, self.copies)
        return [self._dice.uniform(0, self.delay_s) for _ in range(copies)]

    def dump(self) -> dict[str, Any]:
        """Return it as it is parsed."""
        return {key: value for key, value in asdict(self).items() if key != "_dice"}
