"""Names in plain text: formulas spelt out in Unicode, never with marks of Markdown or LaTeX."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sheet_samples as samples
from sheet_samples import code, deck, em, inlines, link, math, p, section, styled
from test_formula import COMMON

from exporter.deck import notes
from exporter.model import Break, FootnoteMark, Style
from exporter.plaintext import plaintext, spelt
from exporter.select import Selection, select


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"x^2", "x²"),
        (r"\alpha_{ij}^2", "αᵢⱼ²"),
        (r"f'(x)", "f′(x)"),
        (r"J(\theta)=(\theta-3)^2", "J(θ) = (θ − 3)²"),
        (r"\frac{a+b}{c}", "(a+b)/c"),
        (r"\frac{\partial L}{\partial w}", "∂L/∂w"),
        (r"\binom{n}{k}", "(n¦k)"),
        (r"\sqrt{2}+\sqrt[3]{x+1}+\sqrt[n]{y}", "√2 + ∛(x + 1) + ⁿ√y"),
        (r"\sum_{i=1}^n x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"\lim_{x\to 0} \log x", "lim_(x→0) log x"),
        (r"\hat{y},\ \overline{AB},\ \underline{c},\ \vec{v}", "ŷ, A̅B̅, c, v⃗"),
        (r"\underbrace{ab}_{n} \overbrace{c}", "abₙ c"),
        (r"\mathbf{w}^\top h,\ \mathbb{R}^{n\times m},\ \mathcal{L}", "wᵀh, ℝ^(n×m), L"),
        (r"L_{\max}, L_{\text{loss}}, L_{\text{a b}}, p_\theta", "Lₘₐₓ, L_loss, L_(a b), p_θ"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "(a, b; c, d)"),
        (r"90^\circ, {}^{14}C, 10^{-3}, e^{-x^2}", "90°, ¹⁴C, 10⁻³, e^(−x²)"),
        (r"A \xrightarrow{f} B", "A →ᶠ B"),
        (r"\boxed{x}\phantom{yy}\smash{z}\strut", "xz"),
        (r"\text{if } x>0", "if x > 0"),
        (r"\undefined{x}", r"\undefined{x}"),
    ],
)
def test_a_formula_is_spelt_out(latex: str, text: str) -> None:
    assert spelt(latex) == text


@pytest.mark.parametrize("latex", COMMON.split("\n")[1:-1])
def test_common_formulas_are_spelt_out_without_a_command(latex: str) -> None:
    assert "\\" not in spelt(latex)


def test_plain_text_drops_styles_and_footnote_marks() -> None:
    content = inlines("a ", em("b ", math("x^2")), code(" c"), Break(), link("https://d.org", "d"))
    assert plaintext((*content, FootnoteMark(1, samples.AT))) == "a b x² c d"


@pytest.mark.parametrize(
    ("style", "words", "text"),
    [
        (Style.SUPERSCRIPT, "-3", "10⁻³"),
        (Style.SUPERSCRIPT, "long words", "10long words"),
        (Style.SUBSCRIPT, "2", "10₂"),
        (Style.SUBSCRIPT, "b", "10b"),
    ],
)
def test_scripts_are_unicodes_where_it_has_them(style: Style, words: str, text: str) -> None:
    assert plaintext(inlines("10", styled(style, words))) == text


def test_a_section_with_a_formula_names_its_deck_and_is_found_by_either_name() -> None:
    q = samples.Questions()
    own = replace(section("", q("Why?", p("So."))), title=inlines("Energy ", math("E=mc^2")))
    whole = deck(q("Other?", p("Not.")), sections=(own,))
    assert [note.deck.rpartition("::")[2] for note in notes(whole)][1] == "Energy E = mc²"
    for name in ("energy E = mc²", "Energy $E=mc^2$"):
        assert [each.key for each in notes(select(whole, Selection((name,))))] == [
            own.questions[0].key
        ]
