from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from deck_samples import AT, PNG, SVG, image, paragraph, words
from hypothesis import given
from hypothesis import strategies as st

from exporter.deck.html import blocks, inlines, options, text
from exporter.deck.media import file_name, files
from exporter.model import (
    Align,
    Block,
    Break,
    Callout,
    CalloutKind,
    Clip,
    Cloze,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    Deletion,
    Details,
    Figure,
    Footnote,
    FootnoteMark,
    Footnotes,
    Heading,
    Hole,
    Image,
    Inline,
    Link,
    ListBlock,
    ListItem,
    Math,
    MathBlock,
    Option,
    Paragraph,
    Quote,
    Rule,
    Style,
    Styled,
    Table,
    Text,
)
from exporter.wording import ENGLISH

HIDDEN = Deletion(1, False, (), AT)
SVG_NAME = "exporter-5579781d9e8a2790.svg"


INLINES: list[tuple[str, Inline, str]] = [
    ("text", Text("a < b & c", AT), "a &lt; b &amp; c"),
    ("quotes stay", Text("It's \"so\"", AT), "It's \"so\""),
    ("code", Code("List<int> {}", AT), "<code>List&lt;int&gt; &#123;&#125;</code>"),
    ("math", Math("a<b", AT), r"\(a&lt;b\)"),
    ("math in braces", Math("{\\sqrt{b}}", AT), r"\({\sqrt{b&#125;&#125;\)"),
    ("math with brackets", Math("[a]", AT), r"\(&#91;a]\)"),
    ("math with a relation", Math("a::b", AT), r"\(a&#58;&#58;b\)"),
    ("math that ends in a backslash", Math("a\\", AT), "\\(a\\ \\)"),
    ("link", Link(words("here"), "https://a.org/?b=1&c=2", "", AT),
     '<a href="https://a.org/?b=1&amp;c=2">here</a>'),
    ("link with a title", Link(words("x"), "mailto:a@b.org", 'say "hi"', AT),
     '<a href="mailto:a@b.org" title="say &quot;hi&quot;">x</a>'),
    ("link to a question", Link(words("dropout"), "#dropout", "", AT),
     '<span class="reference" title="Key:dropout">dropout</span>'),
    ("link of no vetted scheme", Link(words("x"), "javascript:alert(1)", "", AT), "x"),
    ("image", image(), f'<img src="{SVG_NAME}" alt="a net">'),
    ("image with caption and width", image(caption="A net", width=1 / 3),
     f'<img src="{SVG_NAME}" alt="a net" style="width:33.33%"> <small>A net</small>'),
    ("image in a line with a formula in its caption", Image(SVG, "a", (Math("x", AT),), None, AT),
     rf'<img src="{SVG_NAME}" alt="a"> <small>\(x\)</small>'),
    ("footnote mark", FootnoteMark(2, AT), '<sup class="footnote-mark">2</sup>'),
    ("clip", Clip(SVG, "a bell", (), AT),
     f'<span class="clip">[sound:{SVG_NAME}] <small>a bell</small></span>'),
    ("clip with a caption", Clip(SVG, "a bell", (Code("}}", AT),), AT),
     (f'<span class="clip">[sound:{SVG_NAME}] '
     "<small><code>&#125;&#125;</code></small></span>")),
    ("clip without words", Clip(SVG, "", (), AT),
     f'<span class="clip">[sound:{SVG_NAME}]</span>'),
    ("deletion", Cloze(Deletion(2, True, (), AT), words("a}}")), "{{c2::a&#125;&#125;}}"),
    ("deletion with a hint", Cloze(Deletion(1, False, words("b::c"), AT), words("a:")),
     "{{c1::a&#58;::b&#58;&#58;c}}"),
    ("holes in code", Code("a::b{c", AT, (Hole(0, 4, HIDDEN), Hole(4, 5, HIDDEN))),
     "<code>{{c1::a&#58;&#58;b}}{{c1::&#123;}}c</code>"),
    ("holes in math", Math("{a}b", AT, (Hole(1, 2, HIDDEN), Hole(3, 4, HIDDEN))),
     r"\({ {{c1::a}} }{{c1::b}}\)"),
    ("break", Break(), "<br>"),
]  # fmt: skip


@pytest.mark.parametrize(("inline", "html"), [pytest.param(i, h, id=n) for n, i, h in INLINES])
def test_every_kind_of_inline_has_its_html(inline: Inline, html: str) -> None:
    assert inlines((inline,)) == html


@pytest.mark.parametrize("style", Style)
def test_every_style_is_an_element_around_its_content(style: Style) -> None:
    styled = Styled(style, (Styled(Style.STRONG, words("x")),))
    assert inlines((styled,)) == f"<{style.value}><strong>x</strong></{style.value}>"


BLOCKS: list[tuple[str, Block, str]] = [
    ("paragraph", Paragraph((Text("a ", AT), Code("b", AT))), "<p>a <code>b</code></p>"),
    ("heading", Heading(1, words("Why")), "<h2>Why</h2>"),
    ("deep heading", Heading(9, words("Why")), "<h6>Why</h6>"),
    ("code", CodeBlock("if x:\n    y()", "", AT), "<pre><code>if x:\n    y()</code></pre>"),
    ("code of an unknown language", CodeBlock("{", "nosuch", AT), "<pre><code>&#123;</code></pre>"),
    ("coloured code", CodeBlock("return 'a'  # b", "python", AT),
     ('<pre><code><span class="k">return</span> <span class="s1">\'a\'</span>  '
     '<span class="c1"># b</span></code></pre>')),
    ("math", MathBlock("a\n&=b", AT), '<div class="math">\\[a\n&amp;=b\\]</div>'),
    ("bullets", ListBlock((ListItem((paragraph("a"),)), ListItem((paragraph("b"),))), None, True),
     "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    ("loose numbers from 3", ListBlock((ListItem((paragraph("a"),)),), 3, False),
     '<ol start="3">\n<li><p>a</p></li>\n</ol>'),
    ("nested", ListBlock((ListItem((
        paragraph("a"), ListBlock((ListItem((paragraph("b"),)),), 1, True))),), None, True),
     "<ul>\n<li>a\n<ol>\n<li>b</li>\n</ol></li>\n</ul>"),
    ("tasks", ListBlock((
        ListItem((paragraph("a"),), True), ListItem((paragraph("b"),), False)), None, True),
     ('<ul>\n<li class="task"><input type="checkbox" disabled checked>a</li>\n'
     '<li class="task"><input type="checkbox" disabled>b</li>\n</ul>')),
    ("definitions", DefinitionList((
        Definition((words("a"), words("b")), ((paragraph("c"),), (paragraph("d"),))),)),
     "<dl>\n<dt>a</dt>\n<dt>b</dt>\n<dd><p>c</p></dd>\n<dd><p>d</p></dd>\n</dl>"),
    ("quote", Quote((paragraph("a"), paragraph("b"))),
     "<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>"),
    ("callout", Callout(CalloutKind.TIP, (paragraph("a"),)),
     '<div class="callout tip">\n<p class="callout-title">Tip</p>\n<p>a</p>\n</div>'),
    ("details", Details(words("more"), (paragraph("a"),)),
     "<details>\n<summary>more</summary>\n<p>a</p>\n</details>"),
    ("table", Table(
        (words("a"), words("b")), ((words("1"), words("2")),), (None, Align.RIGHT), AT),
     ('<div class="table"><table>\n<thead>\n'
     '<tr><th>a</th><th style="text-align:right">b</th></tr>\n</thead>\n<tbody>\n'
     '<tr><td>1</td><td style="text-align:right">2</td></tr>\n</tbody>\n</table></div>')),
    ("table without rows", Table((words("a"),), (), (Align.CENTER,), AT),
     ('<div class="table"><table>\n<thead>\n<tr><th style="text-align:center">a</th></tr>\n'
     "</thead>\n</table></div>")),
    ("figure", Figure(image(caption='The "net"', width=0.6)),
     (f'<figure>\n<img src="{SVG_NAME}" alt="a net" style="width:60%">\n'
     '<figcaption>The "net"</figcaption>\n</figure>')),
    ("figure with a deletion in its caption",
     Figure(Image(SVG, "", (Cloze(Deletion(1, False, (), AT), words("x")),), None, AT)),
     (f'<figure>\n<img src="{SVG_NAME}" alt="">\n'
     "<figcaption>{{c1::x}}</figcaption>\n</figure>")),
    ("figure without caption", Figure(image()),
     f'<figure>\n<img src="{SVG_NAME}" alt="a net">\n</figure>'),
    ("footnotes", Footnotes((Footnote(2, (paragraph("a"),)),)),
     '<ol class="footnotes">\n<li value="2"><p>a</p></li>\n</ol>'),
    ("rule", Rule(), "<hr>"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "html"), [pytest.param(b, h, id=n) for n, b, h in BLOCKS])
def test_every_kind_of_block_has_its_html(block: Block, html: str) -> None:
    assert blocks((block,)) == html


def test_options_say_which_are_right_and_whether_to_shuffle() -> None:
    choices = (Option((paragraph("a"),), right=True), Option((paragraph("b"),), right=False))
    items = '<li class="right">a</li>\n<li class="wrong">b</li>'
    assert options(choices, shuffle=False, words=ENGLISH) == f'<ol class="options">\n{items}\n</ol>'
    shuffled = f'<ol class="options" data-shuffle="">\n{items}\n</ol>'
    assert options(choices, shuffle=True, words=ENGLISH) == shuffled
    assert options((), shuffle=True, words=ENGLISH) == ""


@pytest.mark.parametrize("kind", CalloutKind)
def test_every_callout_has_its_own_class_and_title(kind: CalloutKind) -> None:
    html = blocks((Callout(kind, ()),))
    assert f'class="callout {kind.value.lower()}"' in html
    assert f">{kind.value}</p>" in html


def test_the_samples_leave_out_no_kind_of_node() -> None:
    seen = {type(block) for _, block, _ in BLOCKS} | {type(inline) for _, inline, _ in INLINES}
    assert seen | {Styled} == {*Block.__args__, *Inline.__args__}


def test_blocks_stand_on_lines_of_their_own() -> None:
    assert blocks((paragraph("a"), Rule(), paragraph("b"))) == "<p>a</p>\n<hr>\n<p>b</p>"


# Hostile text -----------------------------------------------------------------------------------

COMMANDS = (
    "{{",
    "}}",
    "[sound:",
    "[latex]",
    "[$]",
    "[$$]",
    "[anki:",
    "[[type:",
    r"\(",
    r"\[",
    "::",
)
"""What Anki or MathJax acts on when it finds it in a field."""

HOSTILE = [
    "<script>alert(1)</script>",
    '"onerror="alert(1)',
    "'><img src=x onerror=alert(1)>",
    "]]>",
    "<!-- ",
    "-->",
    "{{Key}}",
    "{{c1::answer::hint}}",
    "{{{triple}}}",
    "{{#Hint}}",
    "}}",
    "[sound:a.mp3]",
    "[latex]x[/latex]",
    "[$]x[/$]",
    "[$$]x[/$$]",
    "[anki:tts lang=en]x[/anki:tts]",
    "[[type:Answer]]",
    r"\(x\)",
    r"\[x\]",
    "\\",
    "std::vector<int>",
    "&lt;&#60;&amp;",
    "a\u2028b",
    "\u202eright to left",
]


class Parsed(HTMLParser):
    """What a browser makes of some HTML: its text, its elements, their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.elements: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= dict(attrs)


def plain_text() -> st.SearchStrategy[str]:
    letters = st.characters(exclude_categories=("Cc", "Cs"))
    parts = st.one_of(st.text(letters), st.sampled_from(HOSTILE))
    return st.lists(parts, max_size=4).map("".join)


def assert_harmless(html: str) -> None:
    assert [command for command in COMMANDS if command in html] == []
    assert_harmless_once_edited(html)


def assert_harmless_once_edited(html: str) -> None:
    """Anki's editor writes most references as the characters they stand for."""
    assert not re.search(r"(?i)\[/?(?:latex|\$|sound:|anki:|type:)", unescape(html))


@given(plain_text())
def test_text_survives_as_text(words: str) -> None:
    parsed = Parsed(text(words))
    assert parsed.text == words
    assert set(parsed.elements) <= {"span"}
    assert_harmless(text(words))


def spaced(words: str) -> str:
    """The words with every space as an ordinary one."""
    return words.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Il dit « oui » !", "Il dit «~oui~» !"),
        ("(« non ».)", "(«~non~».)"),
        ("sagte »ja« und »nein«, «si» o «no»", "sagte »ja« und »nein«, «si» o «no»"),
        ("« ", "«~"),
    ],
)
def test_a_quotes_inner_spaces_do_not_break(source: str, html: str) -> None:
    assert inlines([Text(source, AT)]) == html.replace("~", "\N{NO-BREAK SPACE}")
    assert inlines([Code(source, AT)]) == f"<code>{source}</code>"


@given(st.lists(plain_text(), min_size=2, max_size=4))
def test_adjacent_texts_never_form_a_command_of_anki(parts: list[str]) -> None:
    html = inlines(Text(part, AT) for part in parts)
    assert spaced(Parsed(html).text) == spaced("".join(parts))
    assert [command for command in COMMANDS if command in html if command != "::"] == []
    assert_harmless_once_edited(html)


@given(plain_text(), st.sampled_from(["", "python", "html", "json", "bash", "console", "nosuch"]))
def test_code_survives_as_text(code: str, language: str) -> None:
    html = blocks((CodeBlock(code, language, AT),))
    parsed = Parsed(html)
    assert parsed.text == code
    assert set(parsed.elements) <= {"pre", "code", "span"}
    assert [command for command in COMMANDS if command in html if command != "::"] == []
    assert_harmless_once_edited(html)


@given(plain_text())
def test_words_survive_in_attributes(words: str) -> None:
    picture = Image(SVG, words, (), None, AT)
    link = Link((), "https://a.org", words, AT)
    html = inlines((picture, link))
    parsed = Parsed(html)
    assert parsed.elements == ["img", "a"]
    for name in ("alt", "title"):
        assert (parsed.attributes.get(name) or "").replace("［", "[") == words.replace("［", "[")
    assert_harmless_once_edited(html)
    assert set(parsed.attributes) <= {"src", "alt", "href", "title"}


@given(plain_text())
def test_targets_stay_in_their_attribute(words: str) -> None:
    html = inlines((Link((), f"https://a.org/{words}", "", AT),))
    (target,) = Parsed(html).attributes.values()
    assert (target or "").replace("%5B", "[") == f"https://a.org/{words}".replace("%5B", "[")
    assert_harmless_once_edited(html)


@given(plain_text())
def test_latex_reaches_mathjax_as_it_is(latex: str) -> None:
    html = inlines((Math(latex, AT),))
    inner = html.removeprefix(r"\(").removesuffix(r"\)")
    read = Parsed(html).text.removeprefix(r"\(").removesuffix(r"\)")
    assert read.replace(" ", "") == latex.replace(" ", "")
    assert_harmless_once_edited(html)
    assert [command for command in ("{{", "}}", "::", "[") if command in inner] == []


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:x", " https://a", "file:///x"]
)
def test_only_vetted_schemes_become_links(target: str) -> None:
    assert inlines((Link(words("x"), target, "", AT),)) == "x"


STATEMENT = "int x = 1;\n"


@pytest.mark.parametrize("code", [STATEMENT * 500, STATEMENT + "\n \n" * 67, "-" * 200])
def test_code_that_a_lexer_may_take_long_over_stays_plain(code: str) -> None:
    assert blocks((CodeBlock(code, "c", AT),)) == f"<pre><code>{text(code)}</code></pre>"


@pytest.mark.parametrize("code", [STATEMENT * 450, STATEMENT + "\n \n" * 66, "int x;" + "-" * 190])
def test_other_code_is_coloured(code: str) -> None:
    assert "<span" in blocks((CodeBlock(code, "c", AT),))


# Pictures ---------------------------------------------------------------------------------------


def test_pictures_are_found_in_every_construct() -> None:
    picture = image()
    line: tuple[Inline, ...] = (picture,)
    below = (Paragraph(line),)
    holders: list[Block] = [
        Paragraph(line),
        Heading(1, line),
        ListBlock((ListItem(below),), None, True),
        DefinitionList((Definition((line,), (below,)),)),
        Quote(below),
        Callout(CalloutKind.NOTE, below),
        Details(line, below),
        Table((line,), ((line,),), (None,), AT),
        Figure(picture),
        Footnotes((Footnote(1, below),)),
        Paragraph((Styled(Style.STRONG, (Link(line, "https://a.org", "", AT),)),)),
    ]
    for holder in holders:
        shown = blocks((holder,)).count(SVG_NAME)
        assert shown > 0
        assert list(files((holder,))) == [SVG] * shown


def test_media_names_are_ascii_and_follow_the_content() -> None:
    assert file_name(SVG) == SVG_NAME
    assert file_name(PNG).endswith(".png")
    assert file_name(PNG) != file_name(SVG)


@pytest.mark.parametrize(
    ("behind", "html"),
    [
        (". So", r'<span class="unbroken">\(x\).</span> So'),
        ("-th of", r'<span class="unbroken">\(x\)-th</span> of'),
        ("), and", r'<span class="unbroken">\(x\)),</span> and'),
        (" and", r"\(x\) and"),
        ("s", r"\(x\)s"),
    ],
)
def test_no_line_ends_between_a_formula_and_the_sign_behind_it(behind: str, html: str) -> None:
    assert inlines((Math("x", AT), Text(behind, AT))) == html


def test_formulas_side_by_side_are_formulas_of_their_own() -> None:
    html = blocks((MathBlock(r"a, \qquad b", AT),))
    assert html == '<div class="math">\\[a, \\]\n\\[ b\\]</div>'
