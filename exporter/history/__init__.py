"""History: which question is which between builds, and what Anki has to update; text in, text out.

words      the words of a question in comparable form
lock       the record of the last build, as text and back
recognise  which question of the last build each question continues
identity   the deck with the keys that its notes have in Anki
deletions  the numbers of the deletions of a cloze
rewrite    copies of a tree with some nodes replaced
compare    the changes since the last build; the stamps and the lock of this one
"""

from exporter.history.compare import Change, ChangeKind, History, Rendered, Shown, compare
from exporter.history.identity import Identified, fresh, guid, identify
from exporter.history.lock import Lock, Look, Record, dump, live, parse
from exporter.history.recognise import share

__all__ = [
    "Change",
    "ChangeKind",
    "History",
    "Identified",
    "Lock",
    "Look",
    "Record",
    "Rendered",
    "Shown",
    "compare",
    "dump",
    "fresh",
    "guid",
    "identify",
    "live",
    "parse",
    "share",
]
