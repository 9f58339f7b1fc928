"""Decks built by hand for the tests of the sheet."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

from exporter.model import (
    Align,
    Block,
    Break,
    Callout,
    CalloutKind,
    Code,
    CodeBlock,
    Deck,
    Definition,
    DefinitionList,
    Details,
    Figure,
    Footnote,
    FootnoteMark,
    Footnotes,
    Heading,
    Image,
    Inline,
    Kind,
    Link,
    ListBlock,
    ListItem,
    Location,
    Math,
    MathBlock,
    Media,
    Paragraph,
    Question,
    Quote,
    Rule,
    Section,
    Style,
    Styled,
    Table,
    Text,
)

AT = Location("source/sample.md", 7)


def at(line: int) -> Location:
    return Location(AT.path, line)


def t(text: str) -> Text:
    return Text(text, AT)


def p(*content: Inline | str) -> Paragraph:
    return Paragraph(inlines(*content))


def inlines(*content: Inline | str) -> tuple[Inline, ...]:
    return tuple(t(item) if isinstance(item, str) else item for item in content)


def styled(style: Style, *content: Inline | str) -> Styled:
    return Styled(style, inlines(*content))


def em(*content: Inline | str) -> Styled:
    return styled(Style.EMPHASIS, *content)


def strong(*content: Inline | str) -> Styled:
    return styled(Style.STRONG, *content)


def code(text: str) -> Code:
    return Code(text, AT)


def math(latex: str) -> Math:
    return Math(latex, AT)


def link(target: str, *content: Inline | str) -> Link:
    return Link(inlines(*content), target, "", AT)


def ul(*items: ListItem | Block | str, tight: bool = True) -> ListBlock:
    return ListBlock(tuple(map(_item, items)), None, tight)


def ol(*items: ListItem | Block | str, start: int = 1, tight: bool = True) -> ListBlock:
    return ListBlock(tuple(map(_item, items)), start, tight)


def _item(item: ListItem | Block | str) -> ListItem:
    match item:
        case ListItem():
            return item
        case str():
            return ListItem((p(item),))
        case _:
            return ListItem((item,))


def table(
    head: tuple[str, ...], *rows: tuple[str, ...], align: tuple[Align | None, ...] | None = None
) -> Table:
    return Table(
        tuple(inlines(cell) for cell in head),
        tuple(tuple(inlines(cell) for cell in row) for row in rows),
        align or (None,) * len(head),
        AT,
    )


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int) -> bytes:
    """A grey picture with a diagonal."""
    rows = b"".join(
        b"\0" + bytes(40 if x * height // width == y else 210 for x in range(width))
        for y in range(height)
    )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" width="240" height="120" viewBox="0 0 240 120">
<rect x="10" y="20" width="80" height="60" fill="none" stroke="#111" stroke-width="1.5"/>
<path d="M90 50 H150" stroke="#111" stroke-width="1.5" fill="none"/>
<path d="M150 50 l-8 -4 v8 z" fill="#111"/>
<circle cx="190" cy="50" r="38" fill="none" stroke="#8a1c1c" stroke-dasharray="4 3"/>
</svg>"""


def picture(width: int = 60, height: int = 40) -> Media:
    return Media("figures/diagonal.png", ".png", png(width, height))


def image(
    media: Media | None = None,
    caption: str | tuple[Inline, ...] = "",
    width: float | None = None,
    alt: str = "A diagonal",
) -> Image:
    content = inlines(caption) if isinstance(caption, str) and caption else caption or ()
    return Image(media or picture(), alt, content, width, AT)


VECTOR = Media("figures/box.svg", ".svg", SVG)


@dataclass
class Questions:
    """Numbers the keys."""

    count: int = field(default=0)

    def __call__(
        self,
        title: str | tuple[Inline, ...],
        *answer: Block,
        prompt: tuple[Block, ...] = (),
        hint: tuple[Block, ...] = (),
        follow_ups: tuple[Question, ...] = (),
        key: str = "",
    ) -> Question:
        self.count += 1
        return Question(
            key or f"question-{self.count}",
            True,
            inlines(title) if isinstance(title, str) else title,
            prompt,
            answer,
            hint,
            Kind.BASIC,
            (),
            follow_ups,
            at(10 * self.count),
        )


def section(
    title: str,
    *questions: Question,
    intro: tuple[Block, ...] = (),
    sections: tuple[Section, ...] = (),
) -> Section:
    return Section(inlines(title), (), intro, questions, sections, AT)


def deck(
    *questions: Question,
    sections: tuple[Section, ...] = (),
    intro: tuple[Block, ...] = (),
    title: str = "Sample questions",
    subtitle: str = "",
    author: str = "",
    description: str = "",
    language: str = "en",
) -> Deck:
    return Deck(
        "sample",
        title,
        title,
        subtitle,
        author,
        language,
        description,
        (),
        intro,
        questions,
        sections,
        at(1),
    )


LOREM = (
    "Plot the loss on the training set and on a held-out set against the number of epochs. Two "
    "numbers matter: the level of the training curve and the gap between the curves. An efficient "
    "model offers a sufficient fit; the difference between affine and official flows is a fiction."
)

PYTHON = '''\
@torch.no_grad()
def clip(model: nn.Module, limit: float = 1.0) -> float:
    """Scale the gradient back to the limit."""
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=limit, strict=True)

    return norm if norm > 0 else 0.0  # after clipping, never before'''


def everything() -> Deck:
    """A deck with every construct there is."""
    q = Questions()
    return deck(
        title="Deep learning",
        subtitle="interview questions",
        author="Ada Lovelace",
        description="Questions that are asked, and answers that hold. Every construct is in here.",
        intro=(p("Cover the answers with a card; look only after you have said yours aloud."),),
        sections=(
            section(
                "Text",
                q(
                    "What do you read off a pair of learning curves?",
                    p(
                        "Plot the loss on the training set and on a held-out set against the "
                        "number of epochs. Two numbers matter: the level of the training curve "
                        "and the ",
                        em("gap"),
                        " between the curves. An efficient, ",
                        strong("bold "),
                        strong(em("bold italic")),
                        " fit.",
                    ),
                    ul(
                        ListItem(
                            (
                                p(
                                    "High training loss: the model ",
                                    strong("underfits"),
                                    ". Add capacity, train for longer, or weaken the "
                                    "regularisation.",
                                ),
                            )
                        ),
                        "Low training loss and a growing gap: it overfits. Add data, augment, "
                        "regularise, or stop early.",
                    ),
                    Figure(
                        image(
                            VECTOR,
                            inlines(
                                "Early stopping ",
                                em("keeps"),
                                " the weights ",
                                math(r"\theta_t"),
                                " from the minimum: ",
                                code("patience=3"),
                                ", as ",
                                link("https://example.org/early", "here"),
                                ".",
                            ),
                        )
                    ),
                    key="curves",
                ),
                q(
                    "How are styles set: old, new, and the keys that switch between them?",
                    p(
                        "Water is H",
                        styled(Style.SUBSCRIPT, "2"),
                        "O; e",
                        styled(Style.SUPERSCRIPT, "x"),
                        " grows. ",
                        styled(Style.STRIKETHROUGH, "struck out"),
                        ", ",
                        styled(Style.HIGHLIGHT, "highlighted words"),
                        ", ",
                        styled(Style.UNDERLINE, "underlined"),
                        ", press ",
                        styled(Style.KEYBOARD, "Ctrl"),
                        "+",
                        styled(Style.KEYBOARD, "C"),
                        ", ",
                        styled(Style.SMALL, "small print"),
                        ". Forgetting ",
                        code("model.eval()"),
                        " is the classic bug; see ",
                        link("https://pytorch.org/docs/stable/", "the manual"),
                        ", ",
                        link("https://example.org/a", "https://example.org/a"),
                        " and ",
                        link("#curves", "learning curves"),
                        ".",
                        FootnoteMark(1, AT),
                        " A line",
                        Break(),
                        "broken by hand, and an ",
                        image(picture(18, 12)),
                        " in it.",
                    ),
                    Footnotes(
                        (Footnote(1, (p("A note, with ", em("emphasis"), " of its own."),)),)
                    ),
                    prompt=(p("Give one example of each."),),
                    hint=(p("Think of ", code("<kbd>"), "."),),
                    follow_ups=(
                        q("And in print?", p("The same, in ", em("grey"), "."), key="print"),
                        q(
                            "And aloud?",
                            p("By tags."),
                            follow_ups=(q("Which?", p("Standard ones.")),),
                        ),
                    ),
                ),
                intro=(p("What words can look like."),),
                sections=(
                    section(
                        "Nested part",
                        q(
                            "What of Greek αβγ, Cyrillic Жизнь, arrows → ⇒ and ∀x ∈ ℝ?",
                            p("Nothing: ℝ, ∈, □, ✓, ☐ and café, naïve, Straße are all set."),
                        ),
                    ),
                ),
            ),
            section(
                "Blocks",
                q(
                    "Why is softmax paired with the cross-entropy loss?",
                    p(
                        "Softmax turns a vector of scores ",
                        math(r"\mathbf{z} \in \mathbb{R}^K"),
                        " into positive numbers that sum to one. With a one-hot target ",
                        math(r"\mathbf{y}"),
                        " and prediction ",
                        math(r"\hat{\mathbf{y}}"),
                        " the loss is",
                    ),
                    MathBlock(
                        r"\hat{y}_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}, \qquad "
                        r"\mathcal{L} = -\sum_{i=1}^K y_i \log \hat{y}_i",
                        AT,
                    ),
                    p(
                        "The logarithm undoes the exponential, so the gradient is just ",
                        em("prediction minus target"),
                        "; an inline ",
                        math(r"\frac{a}{b}"),
                        " takes room. With a squared error it would carry an extra factor ",
                        math(r"\hat{y}_i (1 - \hat{y}_i)"),
                        ", which is close to ",
                        math("0"),
                        " exactly there.",
                    ),
                ),
                q(
                    "How does gradient clipping stop an exploding update?",
                    p("If the norm exceeds a threshold, scale it back:"),
                    CodeBlock(PYTHON, "python", AT),
                    Heading(1, inlines("A heading in an answer")),
                    p("Text under it."),
                    Heading(2, inlines("A deeper one")),
                    p("Text under that."),
                    Quote((p("What I cannot create, I do not understand."), p("— Feynman"))),
                    Callout(CalloutKind.WARNING, (p("Clip before the step, never after it."),)),
                    Callout(CalloutKind.NOTE, (ul("one", "two"),)),
                    Details(inlines("Why?"), (p("Because the direction is kept."),)),
                    Rule(),
                    DefinitionList(
                        (
                            Definition(
                                (inlines("Epoch"), inlines("Pass")),
                                ((p("Once through all the data."),), (p("Also a time."),)),
                            ),
                            Definition((inlines("Batch"),), ((p("What one step sees."),),)),
                        )
                    ),
                ),
                q(
                    "How do lists nest?",
                    ol(
                        ListItem(
                            (
                                p("First, with a list inside:"),
                                ul(
                                    ListItem((p("a dash"), ul("deeper"))),
                                    "another dash",
                                ),
                            )
                        ),
                        "Second",
                        "Third",
                        start=9,
                    ),
                    ul(
                        ListItem((p("done"),), checked=True),
                        ListItem((p("to do"),), checked=False),
                    ),
                    ul("A loose item.", "Another loose item.", tight=False),
                ),
                q(
                    "Which table compares them?",
                    table(
                        ("Method", "Cost", "What it is good for"),
                        ("SGD", "1.0", "Large data, when the noise helps to leave saddle points."),
                        (
                            "Adam",
                            "2.5",
                            "Nearly everything; hard to beat, though it may generalise worse.",
                        ),
                        ("L-BFGS", "12.0", "Small, smooth problems"),
                        align=(Align.LEFT, Align.RIGHT, None),
                    ),
                    Figure(image(picture(300, 90), "A bitmap at its own size.")),
                    Figure(image(picture(300, 90), width=0.5)),
                ),
            ),
        ),
    )
