"""A recursive descent parser for one formula: tokens, groups, scripts, letters and signs.

The functions for commands are in `exporter.latex.commands`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from xml.etree.ElementTree import Element

from exporter.latex.elements import (
    DISPLAY,
    SCRIPT,
    SCRIPTSCRIPT,
    TEXT,
    Atom,
    Limits,
    characters,
    fraction,
    growing,
    mathml,
    or_none,
    part_of_fraction,
    row,
    script_of,
    set_style,
)
from exporter.latex.errors import (
    FormulaError,
    twice,
    unclosed,
    unexpected,
    unknown,
    without_operator,
)
from exporter.latex.symbols import (
    CHARACTERS,
    FUNCTIONS,
    INTEGRALS,
    LIMIT_FUNCTIONS,
    SPACES,
    SWITCHES,
    SYMBOLS,
    Kind,
    styled,
)

_DEEPEST = 40
_MOST_TOKENS = 20_000
_STYLES = {
    r"\displaystyle": DISPLAY,
    r"\textstyle": TEXT,
    r"\scriptstyle": SCRIPT,
    r"\scriptscriptstyle": SCRIPTSCRIPT,
}
_TOKEN = re.compile(r"\s*(\\[A-Za-z]+|\\.|.|)", re.DOTALL)
_NOTHING = frozenset({r"\nonumber", r"\notag", r"\relax", r"\allowbreak", r"\nobreak"})
_CLOSERS = frozenset({"}", "&", r"\\", r"\cr", r"\end", r"\right", r"\hline"})
_INFIX = {
    r"\over": ("", "", ""),
    r"\atop": ("", "", "0"),
    r"\choose": ("(", ")", "0"),
    r"\brace": ("{", "}", "0"),
    r"\brack": ("[", "]", "0"),
}
_LIMITS = {
    r"\limits": Limits.STACKED,
    r"\nolimits": Limits.BESIDE,
    r"\displaylimits": Limits.STACKED_IN_DISPLAY,
}


Command = Callable[["Reader", str], Atom]
"""Makes the atom of a command, after taking its arguments from the reader."""


class Reader:
    """The state of parsing one formula: its next token, and the current style and alphabet.

    `start` is where the next token begins, including the spaces before it, and `end` where it ends.
    """

    def __init__(self, source: str, style: int, commands: Mapping[str, Command]) -> None:
        self.source = source
        self.style = style
        self.font = "math"
        self.commands = commands
        self._depth = 0
        self._taken = 0
        self.seek(0)

    def formula(self) -> Element:
        """The whole source as one row."""
        style = self.style
        atoms = self.atoms(frozenset(), "")
        if self.next:
            raise unexpected(self.next)
        return row(atoms, style)

    def seek(self, at: int) -> None:
        """Continue at a place in the source."""
        self.start = at
        found = _TOKEN.match(self.source, at)
        self.next = found[1] if found else ""
        self.end = found.end() if found else at

    def take(self) -> str:
        """Take the next token."""
        self._taken += 1
        if self._taken > _MOST_TOKENS:
            raise FormulaError("a formula that is too complicated", "split it")
        sign = self.next
        self.seek(self.end)
        return sign

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The match of a pattern here, which is taken."""
        found = pattern.match(self.source, self.start)
        if found:
            self.seek(found.end())
        return found

    def took(self, sign: str) -> bool:
        """Whether the next token is this one; if so, it is taken."""
        if self.next != sign:
            return False
        self.take()
        return True

    @contextmanager
    def within(self, style: int | None = None, font: str | None = None) -> Iterator[None]:
        """Parse a part in another style or alphabet, one level deeper."""
        before = self.style, self.font
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FormulaError(
                "a formula that is nested too deeply", f"{_DEEPEST} levels are allowed"
            )
        self.style = self.style if style is None else style
        self.font = font or self.font
        yield
        self.style, self.font = before
        self._depth -= 1

    def atoms(self, closers: frozenset[str], opener: str) -> list[Atom]:
        """The atoms up to one of the closers, which is not taken."""
        start = self.start
        atoms: list[Atom] = []
        while (sign := self.next) not in closers:
            if not sign or sign in _CLOSERS:
                if opener or sign:
                    raise unclosed(opener, sign) if opener else unexpected(sign)
                break
            if sign in _INFIX:
                return [self._infix(start, closers, opener)]
            if sign in _STYLES:
                self.style = _STYLES[self.take()]
            elif sign in SWITCHES:
                self.font = SWITCHES[self.take()]
            elif sign in _NOTHING:
                self.take()
            else:
                atoms.append(self._scripted(self._nucleus()))
        return atoms

    def _infix(self, start: int, closers: frozenset[str], opener: str) -> Atom:
        r"""The atom of an \over and its like, which apply to their whole group."""
        infix = self.next
        style = self.style
        parts = []
        self.seek(start)
        for ends in (frozenset({infix}), closers):
            with self.within(part_of_fraction(style)):
                inner = self.style
                parts.append(row(self.atoms(ends, opener if ends is closers else infix), inner))
            if ends is not closers:
                self.take()
        opening, closing, thickness = _INFIX[infix]
        fence = opening, closing
        return self.atom(Kind.INNER, fraction(parts[0], parts[1], style, fence, thickness))

    def group(self, style: int | None = None, font: str | None = None) -> list[Atom]:
        """The atoms between braces."""
        self.take()
        with self.within(style, font):
            atoms = self.atoms(frozenset("}"), "{")
        self.take()
        return atoms

    def argument_atoms(
        self, command: str, style: int | None = None, font: str | None = None
    ) -> list[Atom]:
        """The atoms of an argument: a group, or a single token."""
        if not self.next or self.next in _CLOSERS or self.next in "^_":
            raise FormulaError(f"nothing after {command} in the formula", f"write {command}{{…}}")
        if self.next == "{":
            return self.group(style, font)
        with self.within(style, font):
            return [self._nucleus()]

    def argument(self, command: str, style: int | None = None, font: str | None = None) -> Element:
        """An argument as a row."""
        style = self.style if style is None else style
        return row(self.argument_atoms(command, style, font), style)

    def optional(self, style: int) -> Element | None:
        """An argument in brackets, if there is one."""
        if not self.took("["):
            return None
        with self.within(style):
            atoms = self.atoms(frozenset("]"), "[")
        self.take()
        return row(atoms, style)

    def atom(self, kind: Kind | None, element: Element, limits: Limits = Limits.BESIDE) -> Atom:
        """An atom in the current style."""
        return Atom(kind, element, self.style, limits)

    def _scripted(self, atom: Atom) -> Atom:
        """An atom with the scripts and limits that follow it."""
        below: Element | None = None
        above: Element | None = None
        limits = atom.limits
        smaller = script_of(self.style)
        while True:
            sign = self.next
            if sign in _LIMITS:
                if atom.kind is not Kind.LARGE:
                    raise without_operator(sign)
                limits = _LIMITS[self.take()]
            elif sign == "_":
                if below is not None:
                    raise twice("subscripts", "_")
                self.take()
                below = self.argument("_", smaller)
            elif sign in ("^", "'", "’"):
                if above is not None:
                    raise twice("superscripts", "^")
                above = self._superscript(smaller)
            else:
                break
        if below is None and above is None:
            return atom
        stacked = limits is Limits.STACKED or (
            limits is Limits.STACKED_IN_DISPLAY and self.style == DISPLAY
        )
        tag = "munderover" if stacked else "msubsup"
        element = mathml(tag, atom.element, *(or_none(e) for e in (below, above)))
        return Atom(atom.kind or Kind.ORDINARY, element, atom.style)

    def _superscript(self, style: int) -> Element:
        """Primes and a superscript, as one element."""
        primes = 0
        while self.next in ("'", "’"):
            self.take()
            primes += 1
        parts = [characters("′" * primes)] if primes else []
        if self.took("^"):
            parts.append(self.argument("^", style))
            if self.next in ("'", "’"):
                raise twice("superscripts", "^")
        return parts[0] if len(parts) == 1 else set_style(mathml("mrow", *parts), style)

    def _nucleus(self) -> Atom:
        """An atom without its scripts."""
        sign = self.next
        if sign == "{":
            style = self.style
            return self.atom(Kind.ORDINARY, row(self.group(), style))
        if sign in ("^", "_", "'", "’"):
            return self.atom(Kind.ORDINARY, mathml("mrow"))
        if sign in SPACES:
            return self.space(SPACES[self.take()] / 18)
        if sign in SYMBOLS and sign not in self.commands:
            return self._symbol(*SYMBOLS[self.take()])
        if sign[0] != "\\":
            return self._character(self.take())
        return self._command(self.take())

    def space(self, width: float) -> Atom:
        """A space of this width in em."""
        return self.atom(None, mathml("mspace", width=f"{width:.4f}"))

    def _character(self, char: str) -> Atom:
        """A letter, a digit, or a sign of one character."""
        if char in "$%#":
            raise FormulaError(
                f"a bare {char} in the formula", rf"write \{char}, or move it outside"
            )
        if char in CHARACTERS and not (self.font == "name" and char in "-*"):
            return self._symbol(*CHARACTERS[char])
        return self._letter(char)

    def _letter(self, char: str) -> Atom:
        """A letter or digit in the current alphabet."""
        letter = styled(char, self.font)
        if letter is None:
            raise FormulaError(
                f"no letter “{char}” in the alphabet of the formula’s command",
                "use it without the command, or with another alphabet",
            )
        return self.atom(Kind.ORDINARY, characters(letter))

    def _symbol(self, char: str, kind: Kind) -> Atom:
        """A sign of this kind."""
        if kind is Kind.LARGE:
            limits = Limits.BESIDE if char in INTEGRALS else Limits.STACKED_IN_DISPLAY
            return self.atom(kind, growing(char, "large"), limits)
        if kind is Kind.ORDINARY:
            return self._letter(char)
        return self.atom(kind, characters(char))

    def _command(self, command: str) -> Atom:
        """The atom of a command with its arguments."""
        if command in self.commands:
            return self.commands[command](self, command)
        if command in FUNCTIONS:
            return self.atom(Kind.LARGE, characters(FUNCTIONS[command]))
        if command in LIMIT_FUNCTIONS:
            name = characters(LIMIT_FUNCTIONS[command])
            return self.atom(Kind.LARGE, name, Limits.STACKED_IN_DISPLAY)
        raise without_operator(command) if command in _LIMITS else unknown(command, self._known())

    def _known(self) -> list[str]:
        return [*self.commands, *SYMBOLS, *FUNCTIONS, *LIMIT_FUNCTIONS]

    def raw_argument(self, command: str) -> str:
        """The source of an argument in braces."""
        end = self.source.find("}", self.end)
        if self.next != "{" or end < 0:
            raise FormulaError(f"nothing in braces after {command} in the formula")
        raw = self.source[self.end : end]
        if "{" in raw:
            raise FormulaError(f"an argument too many after {command} in the formula")
        self.seek(end + 1)
        return raw.strip()
