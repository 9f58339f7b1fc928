r"""The mathematics of LaTeX, read into MathML elements that `exporter.sheet.formula_nodes` lays out.

A reader of its own, because a formula must be printed right or refused: it knows LaTeX's and
amsmath's commands, TeX's classes of atoms and the spaces between them (The TeXbook, chapters 17
and 18), and says what it does not understand.

The elements are MathML's, with all that a layout needs written out: `mtext` holds characters in
their final alphabet, `mspace` every space in em, `mo` only what grows (`size` is "large", "row"
or a height in em), each `mrow` and `mfrac` its style; a script or limit that is missing is `none`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from xml.etree.ElementTree import Element

from exporter.sheet.latex_symbols import (
    ACCENTS,
    ARROWS,
    CHARACTERS,
    COVERS,
    FLOORS,
    FONTS,
    FUNCTIONS,
    INTEGRALS,
    LIMIT_FUNCTIONS,
    SPACES,
    SWITCHES,
    SYMBOLS,
    TEXTS,
    WIDE_ACCENTS,
    Kind,
    styled,
)

_LONGEST = 5_000  # characters; a page of mathematics has about 2,000
_DEEPEST = 40
_MOST_TOKENS = 20_000

# TeX's styles; a cramped style is not told from its plain form.
_DISPLAY, _TEXT, _SCRIPT, _SCRIPTSCRIPT = range(4)
_STYLES = {
    r"\displaystyle": _DISPLAY,
    r"\textstyle": _TEXT,
    r"\scriptstyle": _SCRIPT,
    r"\scriptscriptstyle": _SCRIPTSCRIPT,
}

_TOKEN = re.compile(r"\s*(\\[A-Za-z]+|\\.|.|)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SWALLOWED = {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\v": r"\v"}
_DIMENSION = re.compile(r"\s*([+-]?\s*(?:\d+\.?\d*|\.\d+))\s*(em|ex|mu|pt|px|mm|cm|in|pc|bp)")
# Lengths in em; a font size of ten points is assumed for the absolute ones.
_UNITS = {
    "em": 1.0,
    "ex": 0.45,
    "mu": 1 / 18,
    "pt": 0.1,
    "px": 0.075,
    "bp": 0.1004,
    "pc": 1.2,
    "mm": 0.2845,
    "cm": 2.845,
    "in": 7.227,
}

# Space between neighbours, by class: 1 thin, 2 medium, 3 thick; a negative one is left out in
# scripts. (The TeXbook, page 170.)
_BETWEEN = (
    # ord lrg bin rel opn cls pun inn    right neighbour, below the left one
    (0, 1, -2, -3, 0, 0, 0, -1),
    (1, 1, 0, -3, 0, 0, 0, -1),
    (-2, -2, 0, 0, -2, 0, 0, -2),
    (-3, -3, 0, 0, -3, 0, 0, -3),
    (0, 0, 0, 0, 0, 0, 0, 0),
    (0, 1, -2, -3, 0, 0, 0, -1),
    (-1, -1, 0, -1, -1, -1, -1, -1),
    (-1, 1, -2, -3, -1, 0, -1, -1),
)
_MU = (0, 3, 4, 5)
_NOT_BEFORE_BINARY = {Kind.LARGE, Kind.BINARY, Kind.RELATION, Kind.OPENING, Kind.PUNCTUATION}
_NOT_AFTER_BINARY = {Kind.RELATION, Kind.CLOSING, Kind.PUNCTUATION}

_DELIMITERS = frozenset("()[]{}|‖⟨⟩⌈⌉⌊⌋⌜⌝⌞⌟⟦⟧⟮⟯⎰⎱/\\↑↓↕⇑⇓⇕")
_DELIMITER_ALIASES = {"<": "⟨", ">": "⟩", "∣": "|", "∥": "‖", "∕": "/", "∖": "\\", ".": ""}
_BIG = {r"\big": 1.2, r"\Big": 1.8, r"\bigg": 2.4, r"\Bigg": 3.0}
_BIG_KINDS = {
    "": Kind.ORDINARY,
    "l": Kind.OPENING,
    "m": Kind.RELATION,
    "r": Kind.CLOSING,
}
_BIGS = {
    command + end: (size, kind)
    for command, size in _BIG.items()
    for end, kind in _BIG_KINDS.items()
}

_NOTHING = frozenset({r"\nonumber", r"\notag", r"\relax", r"\allowbreak", r"\nobreak"})
_CLOSERS = frozenset({"}", "&", r"\\", r"\cr", r"\end", r"\right", r"\hline"})
_INFIX = {
    r"\over": ("", "", ""),
    r"\atop": ("", "", "0"),
    r"\choose": ("(", ")", "0"),
    r"\brace": ("{", "}", "0"),
    r"\brack": ("[", "]", "0"),
}

_HINTS = {
    r"\argmax": r"write \operatorname*{arg\,max}",
    r"\argmin": r"write \operatorname*{arg\,min}",
    r"\Var": r"write \operatorname{Var}",
    r"\Cov": r"write \operatorname{Cov}",
    r"\E": r"write \mathbb{E}",
    r"\R": r"write \mathbb{R}",
    r"\N": r"write \mathbb{N}",
    r"\Z": r"write \mathbb{Z}",
    r"\diag": r"write \operatorname{diag}",
    r"\tr": r"write \operatorname{tr}",
    r"\sgn": r"write \operatorname{sgn}",
    r"\abs": r"write \lvert … \rvert",
    r"\norm": r"write \lVert … \rVert",
    r"\dd": r"write \mathrm{d}",
    r"\dv": r"write \frac{\mathrm{d}f}{\mathrm{d}x}",
    r"\pdv": r"write \frac{\partial f}{\partial x}",
    r"\qty": r"write \left( … \right)",
    r"\vb": r"write \mathbf{…}",
    r"\ce": r"write the formula with \mathrm{…} and _{…}",
    r"\SI": r"write 5\,\mathrm{m}",
    r"\si": r"write \mathrm{m}",
    r"\color": "formulas are printed in the colour of the text",
    r"\textcolor": "formulas are printed in the colour of the text",
    r"\colorbox": "formulas are printed in the colour of the text",
    r"\fcolorbox": "formulas are printed in the colour of the text",
    r"\tag": "formulas are not numbered",
    r"\label": "formulas are not numbered",
    r"\ref": "formulas are not numbered",
    r"\eqref": "formulas are not numbered",
    r"\newcommand": "commands cannot be defined; write the formula out",
    r"\renewcommand": "commands cannot be defined; write the formula out",
    r"\def": "commands cannot be defined; write the formula out",
    r"\let": "commands cannot be defined; write the formula out",
    r"\DeclareMathOperator": r"commands cannot be defined; use \operatorname{…}",
    r"\intertext": "write it between two formulas",
    r"\includegraphics": "pictures go outside of formulas",
    r"\href": "links go outside of formulas",
    r"\url": "links go outside of formulas",
}


class FormulaError(Exception):
    """A formula that cannot be printed: what is wrong with it, and how to mend it."""

    def __init__(self, what: str, hint: str = "") -> None:
        self.what = what
        self.hint = hint
        super().__init__(what)


def read(latex: str, *, display: bool) -> Element:
    """The formula's root `mrow`, in displayed or inline style; FormulaError if it is not LaTeX."""
    if len(latex) > _LONGEST:
        raise FormulaError(
            f"a formula of {len(latex):,} characters",
            f"formulas may have {_LONGEST:,} characters; split it",
        )
    if found := _CONTROL.search(latex):
        raise _control_character(found[0])
    if not latex.strip():
        raise FormulaError("an empty formula", "write a formula between the dollar signs")
    return _Reader(latex, _DISPLAY if display else _TEXT).formula()


def _control_character(char: str) -> FormulaError:
    start = _SWALLOWED.get(char)
    hint = f"it was the {start} of a command before a program unescaped it" if start else ""
    return FormulaError(f"a control character (U+{ord(char):04X}) in the formula", hint)


class _Limits(Enum):
    """Where the scripts of an atom go."""

    BESIDE = 0
    STACKED_IN_DISPLAY = 1
    STACKED = 2


_LIMITS = {
    r"\limits": _Limits.STACKED,
    r"\nolimits": _Limits.BESIDE,
    r"\displaylimits": _Limits.STACKED_IN_DISPLAY,
}


@dataclass(slots=True)
class _Atom:
    """A part of a row; `kind` is None for a space, which is not seen by its neighbours' kinds."""

    kind: Kind | None
    element: Element
    style: int
    limits: _Limits = _Limits.BESIDE


@dataclass(frozen=True, slots=True)
class _Grid:
    """How an environment sets its cells: lengths in em, `columns` repeats at its last letters.

    `gaps` are the spaces between columns, in turn; `stretch` is the height of a row's strut in
    lines of 1.2 em; `between` is the least space between rows.
    """

    opening: str = ""
    closing: str = ""
    columns: str = "c"
    gaps: tuple[float, ...] = (1.0,)
    style: int = _TEXT
    stretch: float = 1.0
    between: float = 0.0
    argument: str = ""


_ALIGNED = _Grid(columns="rl", gaps=(0.0, 2.0), style=_DISPLAY, between=0.3)
_GATHERED = _Grid(style=_DISPLAY, between=0.3)
_CASES = _Grid("{", "", "l", stretch=1.2)
_SMALL = _Grid(gaps=(0.28,), style=_SCRIPT, stretch=0.6, between=0.1)
_FENCES = {
    "": ("", ""),
    "p": ("(", ")"),
    "b": ("[", "]"),
    "B": ("{", "}"),
    "v": ("|", "|"),
    "V": ("‖", "‖"),
}

_GRIDS = {
    **{f"{name}matrix": _Grid(*fences) for name, fences in _FENCES.items()},
    **{
        f"{name}smallmatrix": _Grid(*fences, gaps=(0.28,), style=_SCRIPT, stretch=0.6, between=0.1)
        for name, fences in _FENCES.items()
    },
    **dict.fromkeys(["aligned", "align", "align*", "split", "alignat*", "alignedat"], _ALIGNED),
    **dict.fromkeys(["gathered", "gather", "gather*"], _GATHERED),
    **dict.fromkeys(["equation", "equation*", "displaymath", "math"], _GATHERED),
    "eqnarray": _Grid(columns="rcl", gaps=(0.28,), style=_DISPLAY, between=0.3),
    "eqnarray*": _Grid(columns="rcl", gaps=(0.28,), style=_DISPLAY, between=0.3),
    "cases": _CASES,
    "dcases": _Grid("{", "", "l", style=_DISPLAY, stretch=1.2),
    "rcases": _Grid("", "}", "l", stretch=1.2),
    "array": _Grid(argument="columns"),
    "subarray": _Grid(style=_SCRIPT, stretch=0.0, between=0.1, argument="columns"),
}
_COUNTED = frozenset({"alignat*", "alignedat"})
_SUBSTACK = _Grid(style=_SCRIPT, stretch=0.0, between=0.1)


class _Reader:
    """A recursive descent over one formula."""

    def __init__(self, source: str, style: int) -> None:
        self._source = source
        self._style = style
        self._font = "math"
        self._depth = 0
        self._taken = 0
        self._token = ""
        self._end = 0
        self._seek(0)

    def formula(self) -> Element:
        """The whole source as one row."""
        style = self._style
        atoms = self._atoms(frozenset(), "")
        if self._token:
            raise _unexpected(self._token)
        return _row(atoms, style)

    # Tokens -----------------------------------------------------------------------------------

    def _seek(self, at: int) -> None:
        self._start = at
        found = _TOKEN.match(self._source, at)
        assert found is not None
        self._token = found[1]
        self._end = found.end()

    def _take(self) -> str:
        self._taken += 1
        if self._taken > _MOST_TOKENS:
            raise FormulaError("a formula that is too complicated", "split it")
        token = self._token
        self._seek(self._end)
        return token

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._source, self._start)
        if found:
            self._seek(found.end())
        return found

    def _took(self, token: str) -> bool:
        if self._token != token:
            return False
        self._take()
        return True

    @contextmanager
    def _within(self, style: int | None = None, font: str | None = None) -> Iterator[None]:
        """A part in another style or alphabet, one level deeper."""
        before = self._style, self._font
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FormulaError(
                "a formula that is nested too deeply", f"{_DEEPEST} levels are allowed"
            )
        self._style = self._style if style is None else style
        self._font = font or self._font
        yield
        self._style, self._font = before
        self._depth -= 1

    # Rows -------------------------------------------------------------------------------------

    def _atoms(self, closers: frozenset[str], opener: str) -> list[_Atom]:
        """The atoms before one of the closers, which is left to be taken."""
        start = self._start
        atoms: list[_Atom] = []
        while (token := self._token) not in closers:
            if not token or token in _CLOSERS:
                if opener or token:
                    raise _unclosed(opener, token) if opener else _unexpected(token)
                break
            if token in _INFIX:
                return [self._infix(start, closers, opener)]
            if token in _STYLES:
                self._style = _STYLES[self._take()]
            elif token in SWITCHES:
                self._font = SWITCHES[self._take()]
            elif token in _NOTHING:
                self._take()
            else:
                atoms.append(self._scripted(self._nucleus()))
        return atoms

    def _infix(self, start: int, closers: frozenset[str], opener: str) -> _Atom:
        infix = self._token
        style = self._style
        parts = []
        self._seek(start)
        for ends in (frozenset({infix}), closers):
            with self._within(_part_of_fraction(style)):
                inner = self._style
                parts.append(_row(self._atoms(ends, opener if ends is closers else infix), inner))
            if ends is not closers:
                self._take()
        opening, closing, thickness = _INFIX[infix]
        return self._fraction(parts[0], parts[1], style, (opening, closing), thickness)

    def _group(self, style: int | None = None, font: str | None = None) -> list[_Atom]:
        self._take()
        with self._within(style, font):
            atoms = self._atoms(frozenset("}"), "{")
        self._take()
        return atoms

    def _argument_atoms(
        self, command: str, style: int | None = None, font: str | None = None
    ) -> list[_Atom]:
        if not self._token or self._token in _CLOSERS or self._token in "^_":
            raise FormulaError(f"nothing after {command} in the formula", f"write {command}{{…}}")
        if self._token == "{":  # noqa: S105  # a brace, not a secret
            return self._group(style, font)
        with self._within(style, font):
            return [self._nucleus()]

    def _argument(self, command: str, style: int | None = None, font: str | None = None) -> Element:
        style = self._style if style is None else style
        return _row(self._argument_atoms(command, style, font), style)

    def _optional(self, style: int) -> Element | None:
        if not self._took("["):
            return None
        with self._within(style):
            atoms = self._atoms(frozenset("]"), "[")
        self._take()
        return _row(atoms, style)

    def _atom(self, kind: Kind | None, element: Element, limits: _Limits = _Limits.BESIDE) -> _Atom:
        return _Atom(kind, element, self._style, limits)

    # Scripts ----------------------------------------------------------------------------------

    def _scripted(self, atom: _Atom) -> _Atom:
        below: Element | None = None
        above: Element | None = None
        limits = atom.limits
        smaller = _script_of(self._style)
        while True:
            token = self._token
            if token in _LIMITS:
                if atom.kind is not Kind.LARGE:
                    raise _without_operator(token)
                limits = _LIMITS[self._take()]
            elif token == "_":
                if below is not None:
                    raise _twice("subscripts", "_")
                self._take()
                below = self._argument("_", smaller)
            elif token in ("^", "'", "’"):
                if above is not None:
                    raise _twice("superscripts", "^")
                above = self._superscript(smaller)
            else:
                break
        if below is None and above is None:
            return atom
        stacked = limits is _Limits.STACKED or (
            limits is _Limits.STACKED_IN_DISPLAY and self._style == _DISPLAY
        )
        tag = "munderover" if stacked else "msubsup"
        element = _element(tag, atom.element, *(_or_none(e) for e in (below, above)))
        return _Atom(atom.kind or Kind.ORDINARY, element, atom.style)

    def _superscript(self, style: int) -> Element:
        primes = 0
        while self._token in ("'", "’"):
            self._take()
            primes += 1
        parts = [_characters("′" * primes)] if primes else []
        if self._took("^"):
            parts.append(self._argument("^", style))
            if self._token in ("'", "’"):
                raise _twice("superscripts", "^")
        return parts[0] if len(parts) == 1 else _set_style(_element("mrow", *parts), style)

    # Nuclei -----------------------------------------------------------------------------------

    def _nucleus(self) -> _Atom:
        token = self._token
        if token == "{":  # noqa: S105  # a brace, not a secret
            style = self._style
            return self._atom(Kind.ORDINARY, _row(self._group(), style))
        if token in ("^", "_", "'", "’"):
            return self._atom(Kind.ORDINARY, _element("mrow"))
        if token in SPACES:
            return self._space(SPACES[self._take()] / 18)
        if token in SYMBOLS and token not in _COMMANDS:
            return self._symbol(*SYMBOLS[self._take()])
        if token[0] != "\\":
            return self._character(self._take())
        return self._command(self._take())

    def _space(self, width: float) -> _Atom:
        return self._atom(None, _element("mspace", width=f"{width:.4f}"))

    def _character(self, char: str) -> _Atom:
        if char in "$%#":
            raise FormulaError(
                f"a bare {char} in the formula", rf"write \{char}, or move it outside"
            )
        if char in CHARACTERS and not (self._font == "name" and char in "-*"):
            return self._symbol(*CHARACTERS[char])
        return self._letter(char)

    def _letter(self, char: str) -> _Atom:
        letter = styled(char, self._font)
        if letter is None:
            raise FormulaError(
                f"no letter “{char}” in the alphabet of the formula’s command",
                "use it without the command, or with another alphabet",
            )
        return self._atom(Kind.ORDINARY, _characters(letter))

    def _symbol(self, char: str, kind: Kind) -> _Atom:
        if kind is Kind.LARGE:
            limits = _Limits.BESIDE if char in INTEGRALS else _Limits.STACKED_IN_DISPLAY
            return self._atom(kind, _growing(char, "large"), limits)
        if kind is Kind.ORDINARY:
            return self._letter(char)
        return self._atom(kind, _characters(char))

    def _command(self, command: str) -> _Atom:
        if command in _COMMANDS:
            return _COMMANDS[command](self, command)
        if command in FUNCTIONS:
            return self._atom(Kind.LARGE, _characters(FUNCTIONS[command]))
        if command in LIMIT_FUNCTIONS:
            name = _characters(LIMIT_FUNCTIONS[command])
            return self._atom(Kind.LARGE, name, _Limits.STACKED_IN_DISPLAY)
        raise _without_operator(command) if command in _LIMITS else _unknown(command)

    def _in_font(self, command: str) -> _Atom:
        style = self._style
        atoms = self._argument_atoms(command, font=FONTS[command])
        return self._atom(_kind_of(atoms), _row(atoms, style))

    def _of_kind(self, command: str) -> _Atom:
        return self._atom(_KINDS[command], self._argument(command))

    def _operator_with_limits(self, command: str) -> _Atom:
        return self._atom(Kind.LARGE, self._argument(command), _Limits.STACKED_IN_DISPLAY)

    def _operator_name(self, command: str) -> _Atom:
        limits = _Limits.STACKED_IN_DISPLAY if self._took("*") else _Limits.BESIDE
        return self._atom(Kind.LARGE, self._argument(command, font="name"), limits)

    def _negated(self, command: str) -> _Atom:
        token = self._take()
        char, kind = SYMBOLS.get(token) or CHARACTERS.get(token) or (token, Kind.ORDINARY)
        negated = unicodedata.normalize("NFC", char + "\u0338")
        if not char or len(negated) != 1:
            raise FormulaError(
                f"{command}{token} has no printed form", r"use a ready symbol, such as \neq"
            )
        return self._atom(kind, _characters(negated))

    def _long_relation(self, command: str) -> _Atom:
        element = _element("mrow", _thick(), _characters(SYMBOLS[command][0]), _thick())
        return self._atom(Kind.RELATION, element)

    def _dots(self, _command: str) -> _Atom:
        char, kind = SYMBOLS.get(self._token) or CHARACTERS.get(self._token) or ("", None)
        centred = kind in (Kind.BINARY, Kind.RELATION, Kind.LARGE) or char == "+"
        return self._atom(Kind.INNER, _characters("⋯" if centred else "…"))

    # Fractions and roots ----------------------------------------------------------------------

    def _fraction_of(self, command: str) -> _Atom:
        style, opening, closing, thickness = _FRACTIONS[command]
        style = self._style if style is None else style
        part = _TEXT if command == r"\cfrac" else _part_of_fraction(style)
        above = self._argument(command, part)
        below = self._argument(command, part)
        return self._fraction(above, below, style, (opening, closing), thickness)

    def _fraction(
        self, above: Element, below: Element, style: int, fence: tuple[str, str], thickness: str
    ) -> _Atom:
        fraction = _set_style(_element("mfrac", above, below), style)
        if thickness:
            fraction.set("linethickness", thickness)
        return self._atom(Kind.INNER, _fenced(fence, [fraction], style))

    def _general_fraction(self, command: str) -> _Atom:
        fence = tuple(self._raw_argument(command).replace("\\", "") for _ in range(2))
        thickness = self._raw_argument(command)
        chosen = self._raw_argument(command)
        style = int(chosen) if chosen in ("0", "1", "2", "3") else self._style
        if not set(fence) <= {"", *_DELIMITERS} or thickness not in ("", "0", "0pt"):
            raise FormulaError(r"an unusual \genfrac in the formula", r"use \frac or \binom")
        part = _part_of_fraction(style)
        above, below = self._argument(command, part), self._argument(command, part)
        return self._fraction(above, below, style, (fence[0], fence[1]), thickness[:1])

    def _root(self, command: str) -> _Atom:
        degree = self._optional(_SCRIPTSCRIPT)
        inside = self._argument(command)
        root = _element("msqrt", inside) if degree is None else _element("mroot", inside, degree)
        return self._atom(Kind.ORDINARY, root)

    # Over and under ---------------------------------------------------------------------------

    def _accented(self, command: str) -> _Atom:
        char = ACCENTS.get(command) or WIDE_ACCENTS[command]
        base = self._argument(command)
        element = _element("mover", base, accent=char, wide=str(command in WIDE_ACCENTS))
        return self._atom(Kind.ORDINARY, element)

    def _covered(self, command: str) -> _Atom:
        element = _element("mover", self._argument(command), cover=COVERS[command])
        limits = _Limits.BESIDE if "arrow" in command else _Limits.STACKED
        return self._atom(Kind.ORDINARY if "arrow" in command else Kind.LARGE, element, limits)

    def _floored(self, command: str) -> _Atom:
        element = _element("munder", self._argument(command), cover=FLOORS[command])
        limits = _Limits.BESIDE if "arrow" in command else _Limits.STACKED
        return self._atom(Kind.ORDINARY if "arrow" in command else Kind.LARGE, element, limits)

    def _ruled(self, command: str) -> _Atom:
        tag = "mover" if command == r"\overline" else "munder"
        return self._atom(Kind.ORDINARY, _element(tag, self._argument(command), cover="rule"))

    def _stacked(self, command: str) -> _Atom:
        outer = self._argument(command, _script_of(self._style))
        style = self._style
        atoms = self._argument_atoms(command)
        kind = Kind.RELATION if command == r"\stackrel" else _kind_of(atoms)
        scripts = [_or_none(None), outer] if command != r"\underset" else [outer, _or_none(None)]
        return self._atom(kind, _element("munderover", _row(atoms, style), *scripts))

    def _arrow(self, command: str) -> _Atom:
        smaller = _script_of(self._style)
        below = self._optional(smaller)
        above = self._argument(command, smaller)
        arrow = _element("munderover", _growing(ARROWS[command], "labels"), _or_none(below), above)
        return self._atom(Kind.RELATION, arrow)

    # Delimiters -------------------------------------------------------------------------------

    def _delimiter(self, command: str) -> str:
        token = self._take()
        char = SYMBOLS[token][0] if token in SYMBOLS else token
        char = _DELIMITER_ALIASES.get(char, char)
        if not token or (char and char not in _DELIMITERS):
            raise FormulaError(
                f"{command} before “{token}”, which is no delimiter"
                if token
                else f"nothing after {command} in the formula",
                rf"write one of ( ) [ ] \{{ \}} | \| or a dot after {command}",
            )
        return char

    def _left(self, command: str) -> _Atom:
        opening = self._delimiter(command)
        style = self._style
        with self._within():
            atoms = self._atoms(frozenset({r"\right"}), rf"\left{opening or '.'}")
        closing = self._delimiter(self._take())
        fences = [
            [_Atom(kind, _growing(char, "row"), style)] if char else []
            for char, kind in ((opening, Kind.OPENING), (closing, Kind.CLOSING))
        ]
        return self._atom(Kind.INNER, _row([*fences[0], *atoms, *fences[1]], style))

    def _middle(self, command: str) -> _Atom:
        return self._atom(Kind.ORDINARY, _growing(self._delimiter(command), "row"))

    def _sized(self, command: str) -> _Atom:
        size, kind = _BIGS[command]
        return self._atom(kind, _growing(self._delimiter(command), f"{size}"))

    def _bra_ket(self, command: str) -> _Atom:
        opening, closing = {r"\bra": "⟨|", r"\ket": "|⟩", r"\braket": "⟨⟩"}[command]
        inside = self._argument(command)
        return self._atom(
            Kind.ORDINARY, _element("mrow", _characters(opening), inside, _characters(closing))
        )

    # Tables -----------------------------------------------------------------------------------

    def _begin(self, _command: str) -> _Atom:
        name = self._raw_argument(r"\begin")
        grid = _GRIDS.get(name)
        if grid is None:
            raise FormulaError(f'unknown environment "{name}" in the formula', _near(name, _GRIDS))
        if name in _COUNTED:
            self._raw_argument(r"\begin{" + name + "}")
        columns = self._raw_argument(r"\begin{" + name + "}") if grid.argument else grid.columns
        if grid.argument and self._token == "[":
            self._optional(_TEXT)
        return self._table(grid, columns, rf"\begin{{{name}}}")

    def _substack(self, command: str) -> _Atom:
        if not self._took("{"):
            raise FormulaError(f"nothing after {command} in the formula", f"write {command}{{…}}")
        return self._table(_SUBSTACK, "c", command)

    def _table(self, grid: _Grid, columns: str, opener: str) -> _Atom:
        aligns, rules = _columns(columns)
        closer = "}" if opener == r"\substack" else r"\end"
        rows: list[Element] = []
        lines: list[int] = []
        with self._within(grid.style):
            while True:
                while self._took(r"\hline"):
                    lines.append(len(rows))
                cells = self._cells(grid, closer, opener, aligns)
                last = self._token == closer
                if not (last and len(cells) == 1 and _is_empty(cells[0])):
                    rows.append(_element("mtr", *cells))
                if last:
                    break
                self._take()
                self._skip_row_space()
        self._take()
        if closer == r"\end" and (name := self._raw_argument(r"\end")) != opener[7:-1]:
            raise FormulaError(rf"\end{{{name}}} where {opener} is to be closed")
        table = _element(
            "mtable",
            *rows,
            columnalign=aligns,
            gaps=" ".join(map(str, grid.gaps)),
            rules=" ".join(map(str, rules)),
            lines=" ".join(map(str, lines)),
            stretch=str(grid.stretch),
            between=str(grid.between),
        )
        _set_style(table, grid.style)
        fenced = _fenced((grid.opening, grid.closing), [table], self._style)
        return self._atom(Kind.INNER if grid.opening else Kind.ORDINARY, fenced)

    def _cells(self, grid: _Grid, closer: str, opener: str, aligns: str) -> list[Element]:
        ends = frozenset({"&", r"\\", r"\cr", closer})
        cells: list[Element] = []
        while True:
            with self._within(grid.style):
                atoms = self._atoms(ends, opener)
            align = aligns[len(cells) % len(aligns)]
            if align == "l" and aligns.startswith("rl") and atoms:
                # An empty atom, so that the relation sign a cell begins with has its space.
                atoms.insert(0, _Atom(Kind.ORDINARY, _element("mrow"), grid.style))
            cells.append(_row(atoms, grid.style) if atoms else _element("mrow"))
            if self._token != "&":  # noqa: S105  # a sign, not a secret
                return cells
            self._take()

    def _skip_row_space(self) -> None:
        if self._token == "[" and (end := self._source.find("]", self._start)) >= 0:  # noqa: S105
            inside = self._source[self._source.index("[", self._start) + 1 : end]
            if _DIMENSION.fullmatch(inside.rstrip()):
                self._seek(end + 1)
        self._took("*")

    def _raw_argument(self, command: str) -> str:
        """The source of an argument in braces."""
        end = self._source.find("}", self._end)
        if self._token != "{" or end < 0:  # noqa: S105  # a brace, not a secret
            raise FormulaError(f"nothing in braces after {command} in the formula")
        raw = self._source[self._end : end]
        if "{" in raw:
            raise FormulaError(f"an argument too many after {command} in the formula")
        self._seek(end + 1)
        return raw.strip()

    # Words ------------------------------------------------------------------------------------

    def _words(self, command: str) -> _Atom:
        with self._within(font=TEXTS[command]):
            if self._token != "{":  # noqa: S105  # a brace, not a secret
                raise FormulaError(
                    f"nothing after {command} in the formula", f"write {command}{{…}}"
                )
            at = self._end
            elements, end = self._text(at, command)
        self._seek(end)
        return self._atom(Kind.ORDINARY, _element("mrow", *elements))

    def _text(self, at: int, command: str) -> tuple[list[Element], int]:
        """Words from a place in the source to the brace that closes them, and the place after."""
        elements: list[Element] = []
        words = ""

        def flush() -> None:
            nonlocal words
            if words:
                elements.append(_characters(self._styled_words(words, command)))
            words = ""

        while at < len(self._source):
            found = _TEXT_TOKEN.match(self._source, at)
            assert found is not None
            token, at = found[0], found.end()
            if token == "}":  # noqa: S105  # a brace, not a secret
                flush()
                return elements, at
            if token in _TEXT_CHARACTERS:
                words += _TEXT_CHARACTERS[token]
            elif token in SPACES and token[0] == "\\":
                flush()
                elements.append(_element("mspace", width=f"{SPACES[token] / 18:.4f}"))
            elif token in ("$", r"\(") or token in TEXTS or token == "{":  # noqa: S105
                flush()
                inner, at = self._inside_text(token, at, command)
                elements.extend(inner)
            elif token[0] == "\\":
                raise FormulaError(
                    f"{token} inside {command} in the formula", rf"end the {command} before it"
                )
            else:
                words += " " if token.isspace() else token
        raise _unclosed(f"{command}{{", "")

    def _inside_text(self, token: str, at: int, command: str) -> tuple[list[Element], int]:
        if token == "{":  # noqa: S105  # a brace, not a secret
            with self._within():
                return self._text(at, command)
        self._seek(at)
        if token in TEXTS:
            element = self._words(token).element
            return [element], self._start
        closer = "$" if token == "$" else r"\)"  # noqa: S105  # a sign, not a secret
        with self._within(_TEXT, "math"):
            element = _row(self._atoms(frozenset({closer}), token), _TEXT)
        return [element], self._end

    def _styled_words(self, words: str, command: str) -> str:
        letters = [styled(char, self._font) for char in words]
        if None in letters or (self._font != "rm" and not _plain(words)):
            raise FormulaError(
                f"“{words.strip()}” cannot be set by {command}", r"use \text, or write it outside"
            )
        return "".join(filter(None, letters))

    # Boxes, lengths and what is not seen --------------------------------------------------------

    def _enclosed(self, command: str) -> _Atom:
        style = _DISPLAY if command == r"\boxed" and self._style == _DISPLAY else self._style
        inside = self._argument(command, style)
        return self._atom(
            Kind.ORDINARY, _element("menclose", inside, notation=_ENCLOSURES[command])
        )

    def _padded(self, command: str) -> _Atom:
        element = _element("mpadded", self._argument(command), keep=_PADDINGS[command])
        return self._atom(Kind.ORDINARY, element)

    def _strut(self, _command: str) -> _Atom:
        return self._atom(Kind.ORDINARY, _element("mpadded", _characters("("), keep="height depth"))

    def _length(self, command: str) -> _Atom:
        self._took("*")
        braces = self._took("{")
        found = self._match(_DIMENSION)
        if not found:
            raise FormulaError(
                f"no length after {command} in the formula", f"write {command}{{1em}}"
            )
        if braces and not self._took("}"):
            raise _unclosed("{", self._token)
        return self._space(float(found[1].replace(" ", "")) * _UNITS[found[2]])

    def _modulo(self, command: str) -> _Atom:
        if command == r"\bmod":
            return self._atom(Kind.BINARY, _characters("mod"))
        inside = self._argument(command)
        gap = _element("mspace", width="1" if self._style == _DISPLAY else "0.4444")
        name = [_characters("mod"), _element("mspace", width="0.3333")]
        match command:
            case r"\mod":
                parts = [gap, *name, inside]
            case r"\pod":
                parts = [gap, _characters("("), inside, _characters(")")]
            case _:
                parts = [gap, _characters("("), *name, inside, _characters(")")]
        return self._atom(Kind.ORDINARY, _element("mrow", *parts))


_TEXT_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|---|--|``|''|\s+|.", re.DOTALL)
_TEXT_CHARACTERS = {
    "~": "\u00a0",
    "---": "—",
    "--": "–",
    "``": "“",
    "''": "”",
    "`": "‘",
    "'": "’",
    r"\ ": " ",
    r"\space": " ",
    r"\textbackslash": "\\",
    r"\ldots": "…",
    r"\dots": "…",
    **{rf"\{char}": char for char in "%$#&_{}"},
}

_KINDS = {
    r"\mathord": Kind.ORDINARY,
    r"\mathbin": Kind.BINARY,
    r"\mathrel": Kind.RELATION,
    r"\mathopen": Kind.OPENING,
    r"\mathclose": Kind.CLOSING,
    r"\mathpunct": Kind.PUNCTUATION,
    r"\mathinner": Kind.INNER,
}
_FRACTIONS: dict[str, tuple[int | None, str, str, str]] = {
    r"\frac": (None, "", "", ""),
    r"\dfrac": (_DISPLAY, "", "", ""),
    r"\cfrac": (_DISPLAY, "", "", ""),
    r"\tfrac": (_TEXT, "", "", ""),
    r"\binom": (None, "(", ")", "0"),
    r"\dbinom": (_DISPLAY, "(", ")", "0"),
    r"\tbinom": (_TEXT, "(", ")", "0"),
}
_ENCLOSURES = {
    r"\boxed": "box",
    r"\fbox": "box",
    r"\cancel": "up",
    r"\bcancel": "down",
    r"\xcancel": "up down",
    r"\sout": "across",
}
# What an invisible or lapping part keeps of its size; "ink" is what it shows.
_PADDINGS = {
    r"\phantom": "width height depth",
    r"\hphantom": "width",
    r"\vphantom": "height depth",
    r"\smash": "ink width",
    r"\mathrlap": "ink height depth",
    r"\rlap": "ink height depth",
    r"\mathllap": "ink height depth left",
    r"\llap": "ink height depth left",
    r"\mathclap": "ink height depth centre",
    r"\clap": "ink height depth centre",
}

_COMMANDS: dict[str, Callable[[_Reader, str], _Atom]] = {
    **dict.fromkeys(FONTS, _Reader._in_font),
    **dict.fromkeys(TEXTS, _Reader._words),
    **dict.fromkeys(_KINDS, _Reader._of_kind),
    **dict.fromkeys(_FRACTIONS, _Reader._fraction_of),
    **dict.fromkeys([*ACCENTS, *WIDE_ACCENTS], _Reader._accented),
    **dict.fromkeys(COVERS, _Reader._covered),
    **dict.fromkeys(FLOORS, _Reader._floored),
    **dict.fromkeys([r"\overline", r"\underline", r"\underbar"], _Reader._ruled),
    **dict.fromkeys([r"\overset", r"\underset", r"\stackrel"], _Reader._stacked),
    **dict.fromkeys(ARROWS, _Reader._arrow),
    **dict.fromkeys(_BIGS, _Reader._sized),
    **dict.fromkeys(_ENCLOSURES, _Reader._enclosed),
    **dict.fromkeys(_PADDINGS, _Reader._padded),
    **dict.fromkeys([r"\bra", r"\ket", r"\braket"], _Reader._bra_ket),
    **dict.fromkeys([r"\bmod", r"\pmod", r"\mod", r"\pod"], _Reader._modulo),
    **dict.fromkeys(
        [r"\hspace", r"\mspace", r"\kern", r"\mkern", r"\hskip", r"\mskip"], _Reader._length
    ),
    **dict.fromkeys([r"\strut", r"\mathstrut"], _Reader._strut),
    r"\mathop": _Reader._operator_with_limits,
    r"\operatorname": _Reader._operator_name,
    **dict.fromkeys([r"\iff", r"\implies", r"\impliedby"], _Reader._long_relation),
    r"\not": _Reader._negated,
    r"\dots": _Reader._dots,
    r"\genfrac": _Reader._general_fraction,
    r"\sqrt": _Reader._root,
    r"\left": _Reader._left,
    r"\middle": _Reader._middle,
    r"\begin": _Reader._begin,
    r"\substack": _Reader._substack,
}


# Elements -----------------------------------------------------------------------------------


def _element(tag: str, *children: Element, **attributes: str) -> Element:
    element = Element(tag, attributes)
    element.extend(children)
    return element


def _characters(text: str) -> Element:
    element = Element("mtext")
    element.text = text
    return element


def _growing(char: str, size: str) -> Element:
    element = Element("mo" if char else "mrow", {"size": size})
    element.text = char
    return element


def _thick() -> Element:
    return _element("mspace", width="0.2778")


def _or_none(element: Element | None) -> Element:
    return _element("none") if element is None else element


def _set_style(element: Element, style: int) -> Element:
    element.set("displaystyle", "true" if style == _DISPLAY else "false")
    element.set("scriptlevel", str(max(0, style - _TEXT)))
    return element


def _script_of(style: int) -> int:
    return _SCRIPT if style < _SCRIPT else _SCRIPTSCRIPT


def _part_of_fraction(style: int) -> int:
    return min(style + 1, _SCRIPTSCRIPT)


def _kind_of(atoms: list[_Atom]) -> Kind:
    kinds = [atom.kind for atom in atoms if atom.kind is not None]
    return kinds[0] if len(kinds) == 1 else Kind.ORDINARY


def _fenced(fence: tuple[str, str], content: list[Element], style: int) -> Element:
    opening, closing = ([_growing(char, "row")] if char else [] for char in fence)
    parts = [*opening, *content, *closing]
    return parts[0] if len(parts) == 1 else _set_style(_element("mrow", *parts), style)


def _row(atoms: list[_Atom], style: int) -> Element:
    """The atoms in a row, with the spaces of TeX between them."""
    if len(atoms) == 1 and atoms[0].style == style and atoms[0].element.tag == "mtext":
        return _set_style(atoms[0].element, style)
    row = _set_style(Element("mrow"), style)
    before: Kind | None = None
    for atom, kind in zip(atoms, _kinds(atoms), strict=True):
        if before is not None and kind is not None:
            _space_between(row, _BETWEEN[before][kind], atom.style)
        _append(row, atom, style)
        before = before if kind is None else kind
    return row


def _kinds(atoms: list[_Atom]) -> list[Kind | None]:
    """The atoms' kinds, where a binary sign without both operands is an ordinary one."""
    kinds = [atom.kind for atom in atoms]
    before: int | None = None
    for at, kind in enumerate(kinds):
        if kind is None:
            continue
        if kind is Kind.BINARY and (before is None or kinds[before] in _NOT_BEFORE_BINARY):
            kinds[at] = Kind.ORDINARY
        if kind in _NOT_AFTER_BINARY and before is not None and kinds[before] is Kind.BINARY:
            kinds[before] = Kind.ORDINARY
        before = at
    if before is not None and kinds[before] is Kind.BINARY:
        kinds[before] = Kind.ORDINARY
    return kinds


def _space_between(row: Element, space: int, style: int) -> None:
    if space > 0 or (space < 0 and style < _SCRIPT):
        row.append(_element("mspace", width=f"{_MU[abs(space)] / 18:.4f}"))


def _append(row: Element, atom: _Atom, style: int) -> None:
    element = atom.element
    if atom.style != style:
        row.append(_set_style(_element("mrow", element), atom.style))
    elif (
        element.tag == "mtext"
        and len(row)
        and row[-1].tag == "mtext"
        and _joins(row[-1].text or "")
        and _joins(element.text or "")
    ):
        row[-1].text = (row[-1].text or "") + (element.text or "")
    else:
        row.append(element)


def _is_empty(element: Element) -> bool:
    return element.tag == "mrow" and not len(element)


def _joins(text: str) -> bool:
    """Whether letters or digits side by side are one word or number."""
    return text.isascii() and text.replace(".", "").isalnum()


def _columns(spec: str) -> tuple[str, list[int]]:
    """The alignments of an array's columns, and before which of them a rule stands."""
    aligns = ""
    rules: list[int] = []
    for char in spec:
        if char in "lcr":
            aligns += char
        elif char == "|":
            rules.append(len(aligns))
        elif not char.isspace():
            raise FormulaError(f'"{spec}" in the formula’s array', "use only l, c, r and |")
    if not aligns:
        raise FormulaError("an array without columns in the formula", r"write \begin{array}{cc}")
    return aligns, rules


def _plain(words: str) -> bool:
    return all(char.isascii() or unicodedata.category(char)[0] in "PZS" for char in words)


# Errors -------------------------------------------------------------------------------------


def _unknown(command: str) -> FormulaError:
    hint = _HINTS.get(command) or _near(
        command, [*_COMMANDS, *SYMBOLS, *FUNCTIONS, *LIMIT_FUNCTIONS]
    )
    return FormulaError(f"unknown command {command} in the formula", hint)


def _without_operator(command: str) -> FormulaError:
    return FormulaError(f"{command} after something that has no limits", "it follows an operator")


def _near(word: str, words: Iterable[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  # only when something is wrong

    found = get_close_matches(word, words, 1, 0.75)
    return f"did you mean {found[0]}?" if found else ""


def _twice(what: str, sign: str) -> FormulaError:
    return FormulaError(
        f"two {what} on one thing in the formula", f"write x{sign}{{a b}} or {{x{sign}a}}{sign}b"
    )


_CLOSER_OF = {"{": "}", "[": "]", "$": "$", r"\(": r"\)", r"\substack": "}"}


def _unclosed(opener: str, token: str) -> FormulaError:
    if opener.startswith(r"\left"):
        closer = r"a \right, with a delimiter or a dot,"
    elif opener.startswith(r"\begin"):
        closer = r"\end" + opener[6:]
    else:
        closer = _CLOSER_OF.get(opener, "}")
    before = f" before {token}" if token else ""
    return FormulaError(f"{opener} is not closed{before} in the formula", f"add {closer}{before}")


def _unexpected(token: str) -> FormulaError:
    match token:
        case "}":
            return FormulaError("a } without its { in the formula", r"remove it, or write \}")
        case "&":
            return FormulaError(
                "an & outside of a table in the formula",
                r"put the lines in \begin{aligned} … \end{aligned}, or write \&",
            )
        case r"\end":
            return FormulaError(r"an \end without its \begin in the formula")
        case r"\right":
            return FormulaError(r"a \right without its \left in the formula", r"add a \left")
        case r"\hline":
            return FormulaError(r"\hline outside of an array in the formula")
        case _:
            return FormulaError(
                f"a line break {token} outside of a table in the formula",
                r"put the lines in \begin{aligned} … \end{aligned}",
            )
