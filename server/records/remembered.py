"""What a process remembers of the heads that it has moved itself, so that the next batch need not read them first.

What is remembered may be old: another process may have appended since, or a deposit may have come. So it only proposes. The statement
that appends does so only where the version is still the remembered one (`Appending.write_unmoved`); everything else, and every refusal,
is decided under the lock.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from server.ids import ConversationId
from server.records.heads import Asked, Heads

KEPT_CONVERSATIONS: Final = 4_096
"""Those that were written to last; some kilobytes each."""

KEPT_TABS: Final = 8
"""Per conversation: more tabs than that have come and gone, and it is read anew."""


class Remembered:
    """Heads as they were after this process's last commit to them."""

    def __init__(self, kept: int = KEPT_CONVERSATIONS) -> None:
        self._kept = kept
        self._known: OrderedDict[ConversationId, Heads] = OrderedDict()

    def questions(self, conversations: Iterable[ConversationId]) -> list[Asked]:
        """Who has written there lately: worth asking again together with whoever writes now."""
        known = (self._known.get(conversation) for conversation in conversations)
        return [asked for heads in known if heads is not None for asked in heads.counters]

    def take(self, asked: Iterable[Asked]) -> Heads:
        """What is known of those conversations of which all that is asked is known. It is forgotten, unless it is kept again."""
        questions = list(asked)
        unknown = {one[0] for one in questions if one[0] not in self._known or one not in self._known[one[0]].counters}
        taken = Heads()
        for conversation in {one[0] for one in questions} - unknown:
            taken.include(self._known.pop(conversation))
        return taken

    def keep(self, heads: Heads) -> None:
        """These are committed now."""
        for conversation, known in heads.by_conversation().items():
            if len(known.counters) <= KEPT_TABS:
                self._known[conversation] = known
                self._known.move_to_end(conversation)
        while len(self._known) > self._kept:
            self._known.popitem(last=False)

    def forget(self, conversations: Iterable[ConversationId]) -> None:
        """Nothing is known of these any more."""
        for conversation in conversations:
            self._known.pop(conversation, None)
