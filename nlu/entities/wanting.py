"""Whether a message asks for something, so that a day, a time or a price limits what is wanted.

"On friday they all laughed" tells of a day; "anything on fridays?" asks for one.
"""

from __future__ import annotations

import re

from nlu.entities.lookups import lookup
from nlu.phrases import PhraseBook

_PAST_DAY = re.compile(r"\b(?:last|yesterday|this\s+past|since|one)\s+(?:\w+\s+)?$")
_TOLD = re.compile(
    r"\b(?:i|he|she|they|we|it|my\s+\w+|mum|dad|nan)\s+(?:\w+\s+)?(?:got|was|were|had|died|left|said|told|laughed|fell"
    r"|hit|kicked|happened|cried|missed|argued|broke|went|came|did|kept|stopped|started)\b[^.?!]*$"
)
_BOOK: PhraseBook[str] = PhraseBook.of({"wanting": lookup("wanting")["phrases"]})


def wants_something(folded: str) -> bool:
    """False where the message only tells of something; true for a request or an answer."""
    return not _TOLD.search(folded) or bool(_BOOK.find(folded))


def tells_of_the_past(folded: str, start: int) -> bool:
    """True where the words before ``start`` make a day part of a story."""
    return bool(_PAST_DAY.search(folded, 0, start))
