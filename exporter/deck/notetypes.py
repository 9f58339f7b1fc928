"""The two note types, with all ids, which must never change.

Anki updates notes only while the note type in a package matches the one it has. If a field or a
template is added, removed, renamed or reordered, or if an id, the sort field or `is_cloze` changes,
Anki counts every note of the next package as conflicting: it shows no error, and edits no longer
arrive, for anybody. So none of this may change after the first release;
`tests/test_deck_notetypes.py` compares it with a copy. The names of the note types, the HTML of the
templates and the CSS may change at any time. A new need takes a spare field.

The ids are random numbers below 2^53 (JavaScript's limit); those of the note types lie above
2^41, beyond the times in milliseconds that Anki gives its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Fields(NamedTuple):
    """The content of a note in the order of its fields: HTML, except where stated below."""

    key: str
    """The key of the question, for searches in Anki such as `Key:dropout`."""
    question: str
    """The question; on a cloze note with its deletions."""
    answer: str
    hint: str = ""
    context: str = ""
    """The question that a follow-up belongs to."""
    section: str = ""
    """The titles of the sections around it, outermost first."""
    source: str = ""
    """The title of the deck."""
    expected: str = ""
    """The plain text to type; "" for no typing."""
    reversed: str = ""
    """A flag: any text makes the second card, "" does not."""
    extra: str = ""
    """More content of the front, such as the options of a choice."""
    spare1: str = ""
    """The word for a hint in the language of the deck; "" for "Hint"."""
    spare2: str = ""
    """The language of the deck, a BCP 47 tag; "" for English."""
    spare3: str = ""
    spare4: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a note type, frozen except for `folded`: whether Anki's editor collapses it."""

    name: str
    id: int
    folded: bool = False


@dataclass(frozen=True, slots=True)
class CardTemplate:
    """A card template: its name and id are frozen, the text of its files is not.

    A note without the field that it `needs` has no such card.
    """

    name: str
    id: int
    front: str
    back: str
    needs: str = "Question"


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type: frozen except for its name."""

    name: str
    id: int
    is_cloze: bool
    templates: tuple[CardTemplate, ...]


FIELDS = (
    Field("Key", 8976334229839193),
    Field("Question", 5998854839452759),
    Field("Answer", 7957044218808759),
    Field("Hint", 5005901112323094),
    Field("Context", 8280760076094511),
    Field("Section", 7710527018617337),
    Field("Source", 5067817661970091),
    Field("Expected", 5759298638230847),
    Field("Reversed", 5981200215849075),
    Field("Extra", 7126841631195344),
    Field("Spare1", 8769128848175812, folded=True),
    Field("Spare2", 6321655872651162, folded=True),
    Field("Spare3", 8404147057923157, folded=True),
    Field("Spare4", 6202368812058146, folded=True),
)
"""The fields of both note types."""

SORT_FIELD = 1
"""The index in `FIELDS` of the field by which Anki's browser sorts: the question."""

BASIC = NoteType(
    "Exporter Basic",
    3046762543925,
    is_cloze=False,
    templates=(
        CardTemplate("Forward", 5307178361102360, "card/basic-front.html", "card/basic-back.html"),
        CardTemplate(
            "Reverse",
            6641838051178908,
            "card/reverse-front.html",
            "card/reverse-back.html",
            "Reversed",
        ),
    ),
)

CLOZE = NoteType(
    "Exporter Cloze",
    2953097775926,
    is_cloze=True,
    templates=(
        CardTemplate("Cloze", 8395965754708564, "card/cloze-front.html", "card/cloze-back.html"),
    ),
)

STYLE = "card/card.css"
"""The template file with the CSS of both note types."""
