"""Errors in formulas, with hints."""

from __future__ import annotations

from collections.abc import Iterable

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
_SWALLOWED = {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\v": r"\v"}
_CLOSER_OF = {"{": "}", "[": "]", "$": "$", r"\(": r"\)", r"\substack": "}"}


class FormulaError(Exception):
    """A formula that cannot be printed: what is wrong with it, and a hint."""

    def __init__(self, what: str, hint: str = "") -> None:
        self.what = what
        self.hint = hint
        super().__init__(what)


def control_character(char: str) -> FormulaError:
    """A control character, often from a command in a string that was unescaped."""
    start = _SWALLOWED.get(char)
    hint = f"it was the {start} of a command before a program unescaped it" if start else ""
    return FormulaError(f"a control character (U+{ord(char):04X}) in the formula", hint)


def unknown(command: str, known: Iterable[str]) -> FormulaError:
    """A command that is not among the known ones."""
    hint = _HINTS.get(command) or near(command, known)
    return FormulaError(f"unknown command {command} in the formula", hint)


def without_operator(command: str) -> FormulaError:
    r"""A \limits that follows no operator."""
    return FormulaError(f"{command} after something that has no limits", "it follows an operator")


def near(word: str, words: Iterable[str]) -> str:
    """A hint with the closest word, "" if none is close."""
    from difflib import get_close_matches  # noqa: PLC0415  # only when something is wrong

    found = get_close_matches(word, words, 1, 0.75)
    return f"did you mean {found[0]}?" if found else ""


def twice(what: str, sign: str) -> FormulaError:
    """A second superscript or subscript on the same atom."""
    return FormulaError(
        f"two {what} on one thing in the formula", f"write x{sign}{{a b}} or {{x{sign}a}}{sign}b"
    )


def unclosed(opener: str, token: str) -> FormulaError:
    """An opener without its closer before a token, or "" for the end of the formula."""
    if opener.startswith(r"\left"):
        closer = r"a \right, with a delimiter or a dot,"
    elif opener.startswith(r"\begin"):
        closer = r"\end" + opener[6:]
    else:
        closer = _CLOSER_OF.get(opener, "}")
    before = f" before {token}" if token else ""
    return FormulaError(f"{opener} is not closed{before} in the formula", f"add {closer}{before}")


def unexpected(token: str) -> FormulaError:
    """A closer without its opener."""
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
