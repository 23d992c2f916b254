"""What a verifier says, in words: what holds, what does not, and what a package cannot show."""

from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What a sentence is."""

    HOLDS = "holds"
    FAILS = "does not hold"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that was looked at."""

    verdict: Verdict
    words: str


@dataclass(slots=True)
class Report:
    """All of them, in the order in which they were looked at."""

    sentences: list[Sentence] = field(default_factory=list)

    def holds(self, words: str) -> None:
        """This is proved."""
        self.sentences.append(Sentence(Verdict.HOLDS, words))

    def fails(self, words: str) -> None:
        """This is not what it claims."""
        self.sentences.append(Sentence(Verdict.FAILS, words))

    def notes(self, words: str) -> None:
        """This nobody can prove, or the reader has to compare."""
        self.sentences.append(Sentence(Verdict.NOTE, words))

    @property
    def whole(self) -> bool:
        """Whether nothing fails."""
        return not any(each.verdict is Verdict.FAILS for each in self.sentences)
