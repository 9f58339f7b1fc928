"""Sources that hold little but one construct, of any size: what is made to take for ever."""

from __future__ import annotations

from collections.abc import Callable

Make = Callable[[int], str]
"""Gives a source of about so many characters."""

_WIDTH = 80
_SIGNS = "*a* ~~b~~ ==c== ^^d^^ `e` $f$ <sub>g</sub> http://h.i j@k.l [m](http://n)\n"


def _question(body: str, attributes: str = "") -> str:
    return f"## Q {attributes}\n\n{body}\n"


def _line(piece: str, attributes: str = "") -> Make:
    """A paragraph of one line."""
    return lambda size: _question("a" + piece * (size // len(piece)), attributes)


def _paragraph(piece: str, attributes: str = "") -> Make:
    """A paragraph of many lines, the first with a sign of every kind."""
    line = "a" + piece * (_WIDTH // len(piece)) + "\n"
    return lambda size: _question(_SIGNS + line * (size // len(line)), attributes)


def _title(piece: str) -> Make:
    return lambda size: f"## a{piece * (size // len(piece))}\n\nb\n"


def _lines(piece: str, before: str = "", after: str = "") -> Make:
    return lambda size: _question(before + piece * (size // len(piece)) + after)


def _counted(piece: str, before: str = "", after: str = "") -> Make:
    """Pieces that hold their own number."""

    def make(size: int) -> str:
        count = size // (len(piece) + 3)
        return before + "".join(piece.replace("%", str(n)) for n in range(count)) + after

    return make


def _growing(piece: str) -> Make:
    """Runs of one piece, each longer by one than the last."""

    def make(size: int) -> str:
        longest = int((2 * size / len(piece)) ** 0.5)
        return _question(" ".join(piece * n for n in range(1, longest)))

    return make


def _deep(opening: str, closing: str = "", middle: str = "a") -> Make:
    def make(size: int) -> str:
        depth = size // (len(opening) + len(closing))
        return _question(opening * depth + middle + closing * depth)

    return make


def _staircase(marker: str, step: int) -> Make:
    """Items each in the one before it."""

    def make(size: int) -> str:
        depth = int((2 * size / step) ** 0.5)
        return _question("".join(f"{' ' * (step * n)}{marker} a\n" for n in range(depth)))

    return make


def _table(columns: int) -> Make:
    row = "|" + " a |" * columns + "\n"
    head = row + "|" + "---|" * columns + "\n"
    return lambda size: _question(head + row * max(1, (size - len(head)) // len(row)))


def _wide_table(size: int) -> str:
    columns = size // 12
    return _table(columns)(size)


def _front(piece: str) -> Make:
    return lambda size: f"---\n{piece * (size // len(piece))}\n---\n## Q\n\na\n"


def _value(key: str, piece: str, end: str = "") -> Make:
    """Front matter with one long value, of no more than a line may have."""

    def make(size: int) -> str:
        return f"---\n{key}: {piece * (min(size, 90_000) // len(piece))}{end}\n---\n## Q\n\na\n"

    return make


def _aliases(size: int) -> str:
    """An alias bomb: each line is ten of the line above."""
    lines = ["a0: &a0 x"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, size // 80)]
    return "---\n" + "\n".join(lines) + "\n---\n## Q\n\na\n"


_INLINE = (
    "*", "*a", "*a ", "a* ", "**a*", "**a ", "*a**", "***a ", "a*b", "*a*", "_", "_a ", "__a_ ",
    "*_", "*a _b ", "~", "~a", "~~a ", "~~a~", "^", "^a", "^^a ", "=", "==a ", "a== ", "==a== ",
    "*a==b ", "*a~~b ", "[", "[a", "[]", "[a]", "[a][", "[a](", "[a](b", '[a](b "', "[a](<",
    "[a](b) ", "![", "![a](", "](", "]", "[[a]]", "[^", "[^a] ", "`", "`a ", "`a` ", "``a`", "<",
    "<a ", "<a>", '<a b="', "<!--", "<!-- a -->", "<br", "<br>", "<sub>", "<sub>a</sub>", "</sub>",
    "<details>", "<http://a", "<a@b", "&", "&amp;", "&#1", "&#x", "$", "$a", "$a ", "$a$ ", "$$a ",
    "\\(", "\\(a", "\\(a\\) ", "\\[a ", "\\", "\\a", "\\* ", "{", "{{", "{{c1::", "{{c1::a}} ",
    "{#a", '{hint="', '==a=={hint="b"} ', "|", "|-", "http://", "http://a.b ", "http://a.b/(",
    "www.", "www.a.b ", "a@", "a@b.c ", "a.b", "a-", "a+", "://", "a://b ", ":", "a\u0301",
    "\u0301",     "\U0001f468\u200d", "\u05d0", "-  ", "1.  ", "$`a`$ ",
    "\u4e2d", "\u05d0 a ", "# ", "> ", "- ", "1. ", "\t", "word ",
    "word", '"', "'", "(", ")", "a)", "\\\\\\(", "  ", "[a]: ", "x  ", "==a=b", "{{c1::==a",
)  # fmt: skip

_CLOZE = (
    "=", "==", "==a ", "==a== ", "==a==", "{{c1::", "{{c1::a}} ", "{{c1::a::b}}", "{{c1::{", "}}",
    "`==a== ", "`==a==` ", "$==a==$ ", "$==a ", "$\\{{c1::a}$ ", '==a=={hint="b"} ', "==*a*== ",
    "*==a==* ", "==[a](http://b)== ",
)  # fmt: skip

_BLOCKS: dict[str, Make] = {
    "quotes in quotes": _deep(">"),
    "quotes in quotes, blanks": _deep("> "),
    "quotes, one after another": _lines("> a\n\n"),
    "a long quote": _lines("> a\n"),
    "a quote with items": _lines("> - a\n"),
    "a quote that grows deeper": lambda n: _question(
        "\n".join(">" * k + " a" for k in range(1, int((2 * n) ** 0.5)))
    ),
    "callouts": _lines("> [!NOTE]\n> a\n\n"),
    "hints": _lines("> [!HINT]\n> a\n\n"),
    "items in items": _staircase("-", 2),
    "items in items, wide": _staircase("-", 4),
    "items in items, numbered": _staircase("1.", 3),
    "items on one line": _deep("- "),
    "items, tight": _lines("- a\n"),
    "items, loose": _lines("- a\n\n"),
    "items, numbered": _lines("1. a\n"),
    "items of both kinds": _lines("- a\n\n1. a\n\n"),
    "items with lines": _lines("- a\n  b\n  c\n"),
    "items with code": _lines("- a\n\n  ```\n  b\n  ```\n\n"),
    "items with items": _lines("- a\n  - b\n    - c\n"),
    "an item of many lines": _lines("  b\n", "- a\n"),
    "an item of many paragraphs": _lines("  b\n\n", "- a\n\n"),
    "an item with many items": _lines("  - b\n", "- a\n"),
    "tasks": _lines("- [ ] a\n"),
    "definitions": _lines("a\n: b\n\n"),
    "meanings of one term": _lines(": b\n", "a\n"),
    "terms of one meaning": _lines("a\n", "", ": b\n"),
    "a table of 2 columns": _table(2),
    "a table of 20 columns": _table(20),
    "a table of 50 columns": _table(50),
    "a wide table": _wide_table,
    "a table of 300 columns": _table(300),
    "a table row that is too long": lambda n: _question(
        "| a | b |\n|---|---|\n" + "| a " * (n // 4) + "|\n"
    ),
    "table heads": _lines("| a |\n|---|\n"),
    "tables": _lines("| a |\n|---|\n| b |\n\n"),
    "backticks in a table": _lines("| ` | a `` |\n", "| a | b |\n|---|---|\n"),
    "headings in an answer": _lines("### a\n"),
    "headings in an answer, blanks": _lines("### a\n\n"),
    "hashes": _lines("#"),
    "hashes that are no heading": _lines("##a\n"),
    "sections": _counted("# s%\n"),
    "questions": _counted("## q%\n\na\n\n"),
    "questions without answers": _counted("## q%\n"),
    "follow-ups": _counted("### q% {.question}\n\na\n\n", "## Q\n\na\n\n"),
    "follow-ups in follow-ups": _counted(
        "### a% {.question}\n\na\n\n#### b% {.question}\n\nb\n\n", "## Q\n\na\n\n"
    ),
    "the same question": _lines("## q\n\na\n\n"),
    "the same key": _lines("## q {#a}\n\na\n\n"),
    "links to nowhere": _counted("[a](#b%) ", "## Q\n\n"),
    "keys in links": _counted("## q% {#k%}\n\n[a](#k%)\n\n"),
    "classes": lambda n: f"## Q {{{'.a ' * (n // 3)}}}\n\na\n",
    "keys of one heading": lambda n: f"## Q {{{'#a ' * (n // 3)}}}\n\na\n",
    "tags of one heading": lambda n: f'## Q {{tags="{"a " * (n // 2)}"}}\n\na\n',
    "braces of a heading": _title(" {"),
    "braces and blanks of a heading": _title(" {# "),
    "an attribute without end": lambda n: f"## Q {{a={'=' * n}}}\n\na\n",
    "quotes of an attribute": lambda n: f"## Q {{a={chr(34) * n}}}\n\na\n",
    "blanks of a heading": lambda n: f"## a{' ' * n}b\n\na\n",
    "hashes of a heading": lambda n: f"## a{' #' * (n // 2)}b\n\na\n",
    "rules": _lines("---\n\n"),
    "rules without blanks": _lines("***\n"),
    "a long rule": _lines("-"),
    "a long rule, blanks": _lines("- "),
    "a long rule that is none": _lines("- ", "", "x"),
    "a long rule of stars that is none": _lines("* ", "", "x"),
    "underlined headings": _lines("a\n---\n"),
    "underlined questions": lambda n: "a\n---\n" * (n // 6),
    "a long underlined heading": lambda n: "a\n" * (n // 2) + "---\nb\n",
    "drawn tables": _lines("a\n-- --\n\n"),
    "a long drawn table": _lines("a\n-- --\n"),
    "options on lettered lines": _lines("a) c\nb) d\n"),
    "emoji by name": _lines(":x: "),
    "notes in the text": _lines("^[a b] c\n\n"),
    "open notes in the text": _lines("^[a b "),
    "abbreviations": _lines("*[a]: b\n"),
    "spans": _lines("[a]{.b}\n\n"),
    "directives": _lines("```{note}\na\n```\n"),
    "open directives": _lines("```{note}\n"),
    "divisions in divisions": _deep(":::a\n", "\n:::"),
    "captions": _lines("| a |\n\n: b {#c}\n\n"),
    "dividers of one sign": _lines("%\n"),
    "blanks, and no question": lambda n: " " * n + "a\n",
    "rules that part the questions": lambda n: "## Q\n\na\n\n---\n\n" * (n // 13) + "b\n",
    "blank lines": _lines("\n"),
    "lines": _lines("a\n"),
    "lines that break": _lines("a\\\n"),
    "paragraphs": _lines("a\n\n"),
    "carriage returns": _lines("a\r"),
    "indented code": _lines("    a\n"),
    "indented code, blanks": _lines("    a\n\n"),
    "tabs": _lines("\t"),
    "fences": _lines("```\na\n```\n"),
    "open fences": _counted("```%\n"),
    "fences of growing length": lambda n: "\n".join("`" * k for k in range(3, int((2 * n) ** 0.5))),
    "fence after item": _lines("- ```\n"),
    "a fence behind many items": _lines("- ", "", "```\na\n"),
    "numbers that are no fence": _lines("1. ", "", "a"),
    "a long fence": lambda n: _question("`" * n),
    "a long code block": _lines("a = 1\n", "```\n", "```\n"),
    "a long line of code": _lines("a ", "```\n", "\n```\n"),
    "displayed formulas": _lines("$$\na\n$$\n\n"),
    "open displayed formulas": _lines("$$\na\n\n"),
    "displayed formulas on one line": _lines("$$a$$ "),
    "a tall formula": _lines("a\n", "$$\n", "$$\n"),
    "comments": _lines("<!-- a -->\n"),
    "open comments": _lines("<!-- a\n"),
    "backticks before a comment": _lines("` `` ", "", "<!-- a -->"),
    "growing backticks before a comment": lambda n: _question(
        " ".join("`" * k for k in range(1, int((2 * n) ** 0.5))) + "<!--"
    ),
    "folds": _lines("<details>\n\na\n\n</details>\n\n"),
    "folds in folds": _deep("<details>\n\n", "\n\n</details>\n\n"),
    "open folds": _lines("<details>\n"),
    "summaries": _lines("<summary>a</summary>\n"),
    "open summaries": _lines("<summary>"),
    "references": _counted("[a%]: http://b\n", "## Q\n\na\n\n"),
    "references in many bodies": _counted("[a%]: http://b\n\n## q%\n\n**a**\n\n"),
    "the same reference": _lines("[a]: http://b\n"),
    "references without end": _lines("[a]: (", "", ""),
    "references with quotes": lambda n: _question('[a]: b "' + '" "' * (n // 3)),
    "labels": lambda n: _question("[" + "\\a" * (n // 2) + "]: b"),
    "footnotes": _counted("a[^%]\n\n[^%]: b\n\n", "## Q\n\n"),
    "footnotes that nobody cites": _counted("[^%]: b\n\n", "## Q\n\na\n\n"),
    "footnotes without text": _counted("a[^%]\n", "## Q\n\n"),
    "one footnote, cited often": _lines("a[^1] ", "", "\n\n[^1]: b\n"),
    "footnotes that cite the next": lambda n: (
        "## Q\n\na[^0]\n\n" + "".join(f"[^{k}]: b[^{k + 1}]\n\n" for k in range(n // 16)) + "\n"
    ),
    "a long footnote": _lines("    b\n\n", "a[^1]\n\n[^1]: b\n\n"),
    "footnote and blanks": _lines("\n", "a[^1]\n\n[^1]: b\n", "x\n"),
    "footnotes and blanks": _lines("[^1]: b\n\n\n\n\n\n\n\n\n\n", "a[^1]\n\n"),
    "options": lambda n: _question("- [x] a\n" * (n // 8), "{.choice}"),
    "a typed answer": lambda n: _question("word " * (n // 5), "{.typed}"),
    "deletions on lines": lambda n: _question("==a==\n\n" * (n // 7), "{.cloze}"),
    "deletions in code": lambda n: _question(
        "```\n" + "==a==\n" * (n // 6) + "```\n", "{.cloze}"
    ),
    "open deletions in code": lambda n: _question(
        "```\n" + "==a\n" * (n // 4) + "```\n", "{.cloze}"
    ),
    "deletions in a formula": lambda n: _question(
        "$$\n" + "==a== \n" * (n // 7) + "$$\n", "{.cloze}"
    ),
    "braces in code": lambda n: _question(
        "```\n" + "{{c1::{\n" * (n // 8) + "```\n", "{.cloze}"
    ),
    "numbers of deletions": _counted("{{c%::a}} ", "## Q {.cloze}\n\n"),
    "control characters": _lines("\x01\n"),
    "lone surrogates": _lines("\ud800\n"),
    "tags as text": _lines("<abc>\n"),
    "tags as text on one line": _lines("<abc d> "),
    "missing pictures": _counted("![a](b%.png)\n\n", "## Q\n\n"),
    "the same missing picture": _lines("![a](b.png)\n\n"),
    "captions of pictures": _lines('![a](b.png "*c* $d$")\n\n'),
    "captions on one line": _lines('![*a*](b.png "*c* $d$") '),
    "captions by one reference": lambda n: (
        '[b]: b.png "' + "*c* " * 249 + '"\n\n' + "## Q\n\n![a][b]\n\n" * (n // 16)
    ),
    "a caption of marks": lambda n: _question('![a](b.png "' + "*c* " * (n // 4) + '")'),
    "pictures in alt texts": _deep("!["),
    "attributes of a picture": _lines("{a", "![a](b.png)", "}"),
    "hidden text": _lines("\u200b"),
    "right to left": _lines("\u202e"),
    "front matter: keys": _front("title: a\n"),
    "front matter: unknown keys": _counted("a%: b\n", "---\n", "---\n## Q\n\na\n"),
    "front matter: title": _value("title", "a "),
    "front matter: title on lines": lambda n: (
        "---\ntitle: >\n" + "  word word word\n" * (n // 17) + "---\n## Q\n\na\n"
    ),
    "front matter: deck": _value("deck", "b::", "c"),
    "front matter: tags": _counted("- t%\n", "---\ntags:\n", "---\n## Q\n\na\n"),
    "front matter: lists in lists": _front("["),
    "front matter: mappings in mappings": _front("{a: "),
    "front matter: items in items": _front("- "),
    "front matter: anchors": _counted("a%: &a%\n", "---\n", "---\n## Q\n\na\n"),
    "front matter: aliases": _aliases,
    "front matter: a number": _value("question-level", "1"),
    "front matter: quotes": _front('"'),
    "front matter: questions": _front("? "),
    "front matter: not closed": lambda n: "---\n" + "title: a\n" * (n // 9),
    "front matter: a long line": lambda n: f"---\ntitle: {'a' * n}\n---\n## Q\n\na\n",
}  # fmt: skip

_LANGUAGES = (
    "python", "c", "cpp", "java", "js", "ts", "rust", "html", "css", "json", "sql", "bash", "go",
    "haskell", "perl", "ruby", "php", "xml", "yaml", "markdown", "tex", "scala", "csharp", "swift",
    "kotlin", "r", "matlab", "lua", "make", "docker", "diff", "toml", "console", "pycon", "vb",
)  # fmt: skip
_CODE = ("(", "{", "[", "<", '"', "'", "\\", "/", "/*", "//", "`", "a", "1", "a.", "#", "$", "<a ",
         "<!--", "${", '"""', "a:", "@", "&", "-", " ")  # fmt: skip
_LATEX = (
    "a", "a+", "\\frac{a}{b}", "\\alpha ", "a_b", "a^b", "{", "}", "\\left(", "\\sqrt{", "a_{",
    "a^{", "\\frac{", "\\text{a}", "\\mathbf{", "&", "\\\\", "\\begin{matrix}", "'", "\\", "\\x",
    "\\over ", "\\hat ", "(", "\\begin{matrix}a&b\\end{matrix}", "1", "^", "_", "\\sum ",
    "\\color{red}", "\\left(a\\right)", "\\operatorname{a}", "\\quad ",
)  # fmt: skip


def _formula(piece: str, *, lines: bool = False) -> Make:
    end = "\n" if lines else ""
    return lambda size: _question(f"$$\n{(piece + end) * (size // len(piece))}\n$$")


def _balanced(opening: str, closing: str) -> Make:
    def make(size: int) -> str:
        depth = size // (len(opening) + len(closing))
        return _question(f"$$\n{opening * depth}a{closing * depth}\n$$")

    return make


def _fenced(language: str, piece: str) -> Make:
    return lambda size: _question(f"```{language}\n{piece * (size // len(piece))}\n```")


def constructs() -> dict[str, Make]:
    """Every construct by its name."""
    found = {f"line of {piece!r}": _line(piece) for piece in _INLINE}
    found |= {f"paragraph of {piece!r}": _paragraph(piece) for piece in _INLINE}
    found |= {f"heading of {piece!r}": _title(piece) for piece in _INLINE}
    found |= {f"cloze of {piece!r}": _line(piece, "{.cloze}") for piece in _CLOZE}
    found |= {f"cloze lines of {piece!r}": _paragraph(piece, "{.cloze}") for piece in _CLOZE}
    found |= {
        f"growing {piece!r}": _growing(piece) for piece in ("`", "*", "_", "~", "=", "[", "<")
    }
    found |= _BLOCKS
    found |= {f"formula of {piece!r}": _formula(piece) for piece in _LATEX}
    found |= {
        f"deep {opening}": _balanced(opening, closing)
        for opening, closing in (
            ("{", "}"), ("\\frac{", "}{b}"), ("\\frac{a}{", "}"), ("\\sqrt{", "}"), ("a^{", "}"),
            ("\\left(", "\\right)"), ("\\hat{", "}"), ("\\text{", "}"), ("\\mathbf{", "}"),
            ("\\begin{matrix}", "\\end{matrix}"),
        )
    }  # fmt: skip
    found |= {
        f"{language} code of {piece!r}": _fenced(language, piece)
        for language in _LANGUAGES
        for piece in _CODE
    }
    return found
