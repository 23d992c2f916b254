"""Which letters belong together (crypto.md §6.6): a thread is named by its first letter, which stands before all others."""

from server.crypto.letter import Letter, check_letter
from server.errors import ProofError
from server.ids import MessageId
from server.roles import Role


class Threads:
    """The threads of one conversation, as far as its record is opened."""

    __slots__ = ("_begun",)

    def __init__(self) -> None:
        self._begun: dict[MessageId, int] = {}

    def take_locked(self, sequence: int, message: MessageId) -> None:
        """A letter that nobody here can open any more: others may name it all the same (crypto.md §4.7)."""
        self._begun[message] = sequence

    def take(self, sequence: int, message: MessageId, letter: Letter, sender: Role) -> None:
        """A letter as it was read; ProofError("wrong_thread") when its thread begins nowhere before it."""
        check_letter(letter, message, sender)
        if letter.thread == message:
            self._begun[message] = sequence
        elif self._begun.get(letter.thread, sequence) >= sequence:
            raise ProofError("wrong_thread")
