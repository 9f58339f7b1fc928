"""The two note types, with every number that must never change.

Anki keeps a person's history only as long as a note type it is given again is the one it already
has. Add, remove, rename or reorder a field or a template, or change an id, the sort field or
`is_cloze`, and Anki calls every note of the next package conflicting: it shows no
error, and edits no longer arrive, for anybody. So none of this may change after the first release;
`tests/test_deck_notetypes.py` compares it with a copy. What may change at any
time: the names of the note types, the HTML of the templates, the CSS. A new need takes a spare.

The ids are random numbers below 2^53 (JavaScript's limit); those of the note types lie above
2^41, beyond the times in milliseconds that Anki gives its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Fields(NamedTuple):
    """What a note holds, in the order of its fields: HTML, except for what is said below."""

    key: str
    """The question's key, to be searched for in Anki: `Key:dropout`."""
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
    """Plain text that the person has to type; "" to type nothing."""
    reversed: str = ""
    """A flag: anything makes the second card, "" does not."""
    extra: str = ""
    """What else the front shows, such as the options to choose from."""
    spare1: str = ""
    """What the hint is called in the language of the deck; "" for Hint."""
    spare2: str = ""
    """The language of the deck, a BCP 47 tag; "" for English."""
    spare3: str = ""
    spare4: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field as Anki knows it: frozen, except `folded`: whether its editor collapses it."""

    name: str
    id: int
    folded: bool = False


@dataclass(frozen=True, slots=True)
class CardTemplate:
    """A template: its name and id are frozen, the text of its files is free.

    Without the field that it needs there is no card of it.
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
"""The place in `FIELDS` of what Anki's browser sorts by: the question."""

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
