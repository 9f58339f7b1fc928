"""History: which question is which between builds, and what Anki is to be told; text in, text out.

words      what a question says, made comparable
lock       what is remembered of the last build, as text and back
recognise  which question of the last build a question continues
identity   the deck under the keys that its notes have in Anki
deletions  the numbers of a cloze's deletions
rewrite    a tree of the model with some nodes changed
compare    what changed; the stamps and the lock of this build
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
