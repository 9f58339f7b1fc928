"""Formulas: every common construct is set, in its box and with TeX's spaces, or is refused."""

# ruff: noqa: E501  # formulas and messages are easier to read in one line

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from exporter.sheet.formula import Formula, FormulaError, Formulas

FORMULAS = Formulas(None)

COMMON = r"""
\frac{a}{b}+\sum_{i=1}^{n} x_i^2
\hat{\mathbf y}=f_L(f_{L-1}(\cdots f_1(\mathbf x)\cdots)),\qquad f_l(\mathbf h)=\phi(W_l\mathbf h)
a_j=\phi\Big(\sum_{i=1}^{n} w_{ji}\,x_i+b_j\Big)\qquad\text{layer: }\ \mathbf a=\phi(W\mathbf x)
W_1=\begin{pmatrix}1&1\\1&1\end{pmatrix}
z=\frac{x-\mu_{\text{train} } }{\sigma_{\text{train} } }
\lVert\hat{\mathbf y}-\mathbf y\rVert^2
\theta_{t+1}=\theta_t-\eta\,\nabla_\theta J(\theta_t)
J(\theta_{t+1})\le J(\theta_t)-\eta\big(1-\tfrac{\eta L}{2}\big)\lVert\nabla J(\theta_t)\rVert^2
\boldsymbol\delta_l=\big(W_{l+1}^{\top}\boldsymbol\delta_{l+1}\big)\odot\phi'(\mathbf z_l)
\sigma_{\mathcal B}^2=\frac1B\sum_{i=1}^{B}(x_i-\mu_{\mathcal B})^2
O=\Big\lfloor\frac{W-K+2P}{S}\Big\rfloor+1
4{,}816{,}896\ \text{numbers}=18.375\ \text{MiB}
\text{convergent}\iff 0<\eta<\frac{2}{\lambda}
\min_{\theta,\varphi}\ \frac1N\sum_{n=1}^{N}\big\lVert\mathbf x_n-g_\theta(f_\varphi(\mathbf x_n))\big\rVert^2
\int_0^\infty e^{-x^2}\,dx=\frac{\sqrt{\pi}}{2}
\oint_C \mathbf F\cdot d\mathbf r=\iint_S(\nabla\times\mathbf F)\cdot d\mathbf S
\iiint\limits_V \rho\,dV
\lim_{x\to 0}\frac{\sin x}{x}=1
\operatorname*{arg\,min}_{\theta\in\Theta} L(\theta)
\mathbb{1}_{\{x>0\}}
f(x)=\begin{cases}\frac12 x^2 & \text{if } |x|\le 1,\\ |x|-\frac12 & \text{else}\end{cases}
\begin{aligned} a &= b+c\\ &= d-\frac{e}{f}\\[2pt] &\le g\end{aligned}
\begin{align} x+y&=1 & u&=2\\ x-y&=3 & v&=4\end{align}
\begin{vmatrix}a&b\\c&d\end{vmatrix}=ad-bc
\begin{bmatrix}a_{11}&\cdots&a_{1n}\\\vdots&\ddots&\vdots\\a_{m1}&\cdots&a_{mn}\end{bmatrix}
\left[\begin{array}{cc|c}1&2&3\\\hline 4&5&6\end{array}\right]
\left(\begin{smallmatrix}a&b\\c&d\end{smallmatrix}\right)
\begin{gathered}a=b\\c=d\end{gathered}\begin{alignedat}{2}a&=b&c&=d\end{alignedat}
\begin{equation}x=1\end{equation}
\underbrace{x+\cdots+x}_{n\text{ times}}+\overbrace{a+b}^{\text{two}}
\overline{AB}+\underline{x}+\widehat{xyz}+\widetilde{abc}+\overrightarrow{AB}+\underleftarrow{x}
\check a\tilde a\acute a\grave a\dot a\ddot a\dddot a\ddddot a\breve a\bar a\vec a\mathring a
f'(x)+f''(x)+f'''+x'^2+f'_n+{}^{14}_{6}\mathrm{C}
\bigl(\Bigl[\biggl\{\Biggl\langle x\Biggr\rangle\biggr\}\Bigr]\bigr)\big|\Big\|
\left\{\frac{a}{\frac{b}{c}}\right\}\left.\frac{df}{dx}\right|_{x=0}P\left(A\,\middle|\,\frac BC\right)
\binom{n}{k}=\frac{n!}{k!(n-k)!}\tbinom nk\dbinom nk\dfrac ab\tfrac ab
{n \choose k}+{a\over b}+{a\atop b}
\cfrac{1}{1+\cfrac{1}{1+\cfrac{1}{x}}}
\sqrt{2}+\sqrt{x^2+y^2}+\sqrt[n]{1+x}+\sqrt{\sqrt{\sqrt{x}}}
\sum_{\substack{0\le i\le m\\ 0<j<n}}P(i,j)
\prod_{p}\coprod\bigoplus_i\bigotimes\bigcup_{i=1}^n A_i\bigcap
x\xrightarrow{f}y\xleftarrow[\text{below}]{\text{above}}z
A\overset{\mathrm{def}}{=}B\stackrel{?}{=}C\underset{x}{\max}
\forall x\in\mathbb R\;\exists y: x<y\land\neg(y\le x)\lor\top
\{x\mid x>0\}\cup\{\emptyset\}\setminus A
a\equiv b\pmod n,\ a\bmod b,\ c\mod d,\ e\pod f
\nabla\times\mathbf B=\mu_0\mathbf J+\mu_0\varepsilon_0\frac{\partial\mathbf E}{\partial t}
\langle\psi|\hat A|\phi\rangle=\bra{\psi}A\ket{\phi}\braket{a|b}
\mathrm{H_2O}+\mathrm{CO_2}\rightleftharpoons\mathrm{H_2CO_3}
\mathcal{L}\ \mathscr{F}\ \mathfrak{g}\ \mathbb{N\subset Z}\ \mathsf{T}\ \mathtt{code}\ \mathit{diff}
\boldsymbol{\theta}\ \bm{x}\ \mathbf{A}\ \boldsymbol{\Sigma}\ \boldsymbol\nabla\ {\bf b}
\alpha\beta\gamma\delta\epsilon\varepsilon\zeta\eta\vartheta\iota\kappa\nu\xi\varpi\varrho\varsigma\tau
\Gamma\Delta\Theta\Lambda\Xi\Pi\Sigma\Upsilon\Phi\Psi\Omega\aleph_0\ell\wp\Re\Im\hbar
a,\ldots,z\quad a+\cdots+z\quad a+\dots+z\quad a,\dots,z
\text{größer als } \alpha\text{: naïve café, ``quoted'' -- $x_i>0$ \textbf{b} 5\%}
a\,b\:c\;d\!e\quad f\qquad g\ h~i\hspace{1em}\kern2pt\mkern18mu
\boxed{E=mc^2}\ \cancel{x}\ \bcancel{y}\ \xcancel{z}
\phantom{x}+\hphantom{abc}y\vphantom{b}\smash{\frac ab}\mathrlap{/}=\llap{x}
x\not=y\ \not\in A\ x\notin B\ \neq
\max(a,b)\limsup_{n\to\infty}\liminf\det A\gcd(a,b)\Pr(A)\ln x\exp(x)\ker f
\sin^2 x+\cos^2x=1,\ \arctan\frac yx
\mathop{\mathrm{ess\,sup}}_{x} f
x_{i_{j_k}}^{a^{b^c}}
e^{-\frac{x^2}{2\sigma^2}}
\frac{\Gamma,x:\sigma\vdash e:\tau}{\Gamma\vdash\lambda x.e:\sigma\to\tau}
\displaystyle\sum_{i}x_i\ \textstyle\sum_i x_i
\genfrac{}{}{0pt}{}{a}{b}\genfrac{(}{)}{}{1}{a}{b}
\pi≈3.14, α ≤ β × γ
f\colon A\to B\hookrightarrow C\twoheadrightarrow D\longmapsto E
"""


def cases() -> list[str]:
    return [line for line in COMMON.splitlines() if line]


def width(latex: str, *, display: bool = False) -> float:
    return FORMULAS.typeset(latex, display=display).width


def as_pdf(formula: Formula, margin: int = 500) -> bytes:
    """A page of the formula's box and a margin, in 1/10 of its units."""
    sides = formula.width, formula.height + formula.depth
    across, up = ((side * 1000 + 2 * margin) / 10 for side in sides)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(across, up), pageCompression=0)
    canvas.scale(0.1, 0.1)
    canvas.translate(margin, margin + formula.depth * 1000)
    canvas._code.append(formula.path.decode("ascii"))  # type: ignore[attr-defined]
    canvas.save()
    return buffer.getvalue()


def ink(formula: Formula) -> tuple[float, float, float, float]:
    """Where the ink is, in em from the baseline's left end: left, right, top, bottom."""
    margin = 500
    document = pypdfium2.PdfDocument(as_pdf(formula, margin))
    image = document[0].render(scale=1).to_pil().convert("L").point(lambda value: 255 - value)
    box = image.getbbox()
    assert box is not None
    left, top, right, bottom = (side / 100 for side in box)
    base = margin / 1000 + formula.height
    return left - 0.5, right - 0.5, base - top, base - bottom


@pytest.mark.parametrize("latex", cases())
def test_common_constructs_are_set_in_both_styles(latex: str) -> None:
    for display in (True, False):
        formula = FORMULAS.typeset(latex, display=display)
        assert formula.width > 0
        assert formula.height > 0
        assert formula.depth >= 0


@pytest.mark.parametrize("latex", cases())
def test_the_path_only_fills_and_leaves_the_state_as_it_was(latex: str) -> None:
    path = FORMULAS.typeset(latex, display=True).path.decode("ascii")
    operators = re.findall(r"[A-Za-z*]+", path)
    assert set(operators) <= {"q", "Q", "cm", "m", "l", "c", "re", "f"}
    assert operators.count("q") == operators.count("Q")
    assert not re.search(r"nan|inf|e-?\d", path)


INKED = [
    "x",
    "p",
    r"\frac{a}{b}",
    r"\sum_{i=1}^{n} x_i",
    r"\left(\frac{a}{\frac bc}\right)",
    r"\sqrt{\frac{1}{2}}",
    r"\sqrt[n]{x}",
    r"\underbrace{a+b}_{\text{sum}}",
    r"\overbrace{a}^{n}",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
    r"\boxed{x}",
    r"\hat{y}",
    r"\int_0^1",
    r"\cancel{x}",
    r"\bigg\|",
]


@pytest.mark.parametrize("latex", INKED)
def test_the_ink_is_in_the_box(latex: str) -> None:
    formula = FORMULAS.typeset(latex, display=True)
    left, right, top, bottom = ink(formula)
    assert left > -0.1
    assert right < formula.width + 0.1
    assert top <= formula.height + 0.02
    assert bottom >= -formula.depth - 0.02


@pytest.mark.parametrize(
    "latex", ["x", "p", r"\frac{a}{b}", r"\sum_{i=1}^{n}", r"\hat{y}", r"\int_0^1"]
)
def test_the_box_is_as_high_and_deep_as_the_ink(latex: str) -> None:
    formula = FORMULAS.typeset(latex, display=True)
    _, _, top, bottom = ink(formula)
    assert top == pytest.approx(formula.height, abs=0.03)
    assert -bottom == pytest.approx(formula.depth, abs=0.03)


def test_letters_stand_on_the_baseline_with_the_x_height_of_text() -> None:
    formula = FORMULAS.typeset("x", display=False)
    assert formula.height == pytest.approx(0.48, abs=0.02)
    assert formula.depth < 0.02
    assert FORMULAS.typeset("p", display=False).depth > 0.2


@pytest.mark.parametrize("sign", ["=", r"\sim", r"\subset", r"\le", r"\in", r"\to", r"\mid", ":"])
def test_relations_have_a_thick_space_on_both_sides(sign: str) -> None:
    parts = width("a") + width(f"{{{sign}}}") + width("b")
    assert width(f"a{sign} b") - parts == pytest.approx(2 * 5 / 18, abs=0.001)


@pytest.mark.parametrize("sign", ["+", "-", r"\odot", r"\times", r"\cup", r"\wedge", r"\setminus"])
def test_binary_signs_have_a_medium_space_on_both_sides(sign: str) -> None:
    parts = width("a") + width(f"{{{sign}}}") + width("b")
    assert width(f"a{sign} b") - parts == pytest.approx(2 * 4 / 18, abs=0.001)


def test_signs_without_both_operands_have_no_space() -> None:
    assert width("-b") == pytest.approx(width("{-}") + width("b"), abs=0.001)
    assert width("(-b)") == pytest.approx(sum(map(width, ("(", "{-}", "b", ")"))), abs=0.001)


def test_scripts_have_no_space_around_signs() -> None:
    loose, tight = width("x_{a=b}"), width("x_{a{=}b}")
    assert loose == pytest.approx(tight, abs=0.001)


def test_long_arrows_of_logic_have_more_space() -> None:
    assert width(r"a\implies b") - width(r"a\Longrightarrow b") == pytest.approx(10 / 18, abs=0.001)


def test_punctuation_has_a_thin_space_after_it() -> None:
    assert width("a,b") - width("a{,}b") == pytest.approx(3 / 18, abs=0.001)


def test_spaces_are_as_wide_as_they_say() -> None:
    for command, em in ((r"\quad", 1), (r"\qquad", 2), (r"\,", 3 / 18), (r"\hspace{1.5em}", 1.5)):
        assert width(rf"a{command} b") - width("ab") == pytest.approx(em, abs=0.001)


def test_limits_are_stacked_in_displayed_formulas_only() -> None:
    for latex in (r"\sum_{i=1}^n", r"\lim_{n\to\infty}", r"\operatorname*{arg\,max}_{x}"):
        stacked = FORMULAS.typeset(latex, display=True)
        beside = FORMULAS.typeset(latex, display=False)
        assert stacked.width < beside.width
        assert stacked.depth > beside.depth
    assert width(r"\sum\limits_{i=1}^n") < width(r"\sum_{i=1}^n")
    assert width(r"\sum\nolimits_{i=1}^n", display=True) > width(r"\sum_{i=1}^n", display=True)


def test_the_star_of_an_operator_name_is_not_printed() -> None:
    assert FORMULAS.typeset(r"\operatorname*{arg\,min}", display=False) == FORMULAS.typeset(
        r"\operatorname{arg\,min}", display=False
    )


def test_fractions_and_sums_are_larger_when_displayed() -> None:
    for latex in (r"\frac{a}{b}", r"\sum"):
        shown = FORMULAS.typeset(latex, display=True)
        inline = FORMULAS.typeset(latex, display=False)
        assert shown.height + shown.depth > 1.2 * (inline.height + inline.depth)


def test_alphabets_differ() -> None:
    commands = ["mathrm", "mathit", "mathbf", "mathbb", "mathcal", "mathfrak", "mathsf", "mathtt"]
    paths = {FORMULAS.typeset(rf"\{command}{{R}}", display=False).path for command in commands}
    assert len(paths) == len(commands)
    assert (
        FORMULAS.typeset(r"\mathbb{1}", display=False).path
        != FORMULAS.typeset("1", display=False).path
    )


def test_rules_of_an_array_are_drawn() -> None:
    def rules(columns: str, line: str) -> int:
        latex = rf"\begin{{array}}{{{columns}}}{line}a&b\\c&d\end{{array}}"
        return FORMULAS.typeset(latex, display=True).path.count(b"re f")

    assert rules("cc", "") == 0
    assert rules("c|c", "") == 1
    assert rules("|c|c|", r"\hline ") == 4


REFUSED = [
    (r"\foo", r"unknown command \foo in the formula", ""),
    (r"\alpah", r"unknown command \alpah in the formula", r"did you mean \alpha?"),
    (r"\argmin", r"unknown command \argmin in the formula", r"write \operatorname*{arg\,min}"),
    (r"\color{red}x", r"unknown command \color in the formula", "formulas are printed in the colour of the text"),
    (r"\def\x{1}", r"unknown command \def in the formula", "commands cannot be defined; write the formula out"),
    ("{a", "{ is not closed in the formula", "add }"),
    ("a}", "a } without its { in the formula", r"remove it, or write \}"),
    (r"\frac{a}", r"nothing after \frac in the formula", r"write \frac{…}"),
    (r"\frac{a", "{ is not closed in the formula", "add }"),
    (r"\sqrt[3{x}", "[ is not closed in the formula", "add ]"),
    (r"\sqrt[3]", r"nothing after \sqrt in the formula", r"write \sqrt{…}"),
    (r"\big", r"nothing after \big in the formula", r"write one of ( ) [ ] \{ \} | \| or a dot after \big"),
    ("x^", "nothing after ^ in the formula", "write ^{…}"),
    ("x^a^b", "two superscripts on one thing in the formula", "write x^{a b} or {x^a}^b"),
    ("x_a_b", "two subscripts on one thing in the formula", "write x_{a b} or {x_a}_b"),
    (r"\left(a", r"\left( is not closed in the formula", r"add a \right, with a delimiter or a dot,"),
    (r"a\right)", r"a \right without its \left in the formula", r"add a \left"),
    (r"\left a\right)", r"\left before “a”, which is not a delimiter", r"write one of ( ) [ ] \{ \} | \| or a dot after \left"),
    (r"\begin{matrix}a", r"\begin{matrix} is not closed in the formula", r"add \end{matrix}"),
    (r"\begin{matrix}a\end{pmatrix}", r"\end{pmatrix} where \begin{matrix} is to be closed", ""),
    (r"a\end{matrix}", r"an \end without its \begin in the formula", ""),
    (r"\begin{matrx}a\end{matrx}", 'unknown environment "matrx" in the formula', "did you mean matrix?"),
    (r"\begin{array}{xy}a\end{array}", '"xy" in the formula’s array', "use only l, c, r and |"),
    ("a&b", "an & outside of a table in the formula", r"put the lines in \begin{aligned} … \end{aligned}, or write \&"),
    (r"a\\b", r"a line break \\ outside of a table in the formula", r"put the lines in \begin{aligned} … \end{aligned}"),
    (r"\text{abc", r"\text{ is not closed in the formula", "add }"),
    (r"\text{\foo}", r"\foo inside \text in the formula", r"end the \text before it"),
    (r"\textbf{é}", r"“é” cannot be set by \textbf", r"use \text, or write it outside"),
    (r"\text{日本}", "no sign “日” (U+65E5) in the font for formulas", "write it outside"),
    (r"\mathbb{\alpha}", "no letter “α” in the alphabet of the formula’s command", "use it without the command, or with another alphabet"),
    ("\x08eta", "a control character (U+0008) in the formula", r"it was the \b of a command before a program unescaped it"),
    ("\ud800", "a control character (U+D800) in the formula", ""),
    ("50%", "a bare % in the formula", r"write \%, or move it outside"),
    ("a#b", "a bare # in the formula", r"write \#, or move it outside"),
    (r"\hspace{x}", r"no length after \hspace in the formula", r"write \hspace{1em}"),
    (r"x\limits_a", r"\limits after something that has no limits", "it follows an operator"),
    (r"\not a", r"\nota has no printed form", r"use a ready symbol, such as \neq"),
    (" ", "an empty formula", "write a formula between the dollar signs"),
    ("x" * 100_000, "a formula of 100,000 characters", "formulas may have 5,000 characters; split it"),
    ("{" * 4000 + "}" * 900, "a formula that is nested too deeply", "40 levels are allowed"),
    (r"\sqrt" * 900, "a formula that is nested too deeply", "40 levels are allowed"),
    (r"\left(" * 800, "a formula that is nested too deeply", "40 levels are allowed"),
    (r"{a\over" * 600, "a formula that is nested too deeply", "40 levels are allowed"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "what", "hint"), REFUSED, ids=[case[0][:20] for case in REFUSED])
def test_what_cannot_be_set_is_refused(latex: str, what: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        FORMULAS.typeset(latex, display=True)
    assert (caught.value.what, caught.value.hint) == (what, hint)


PIECES = re.findall(
    r"\S+",
    r"""a b 1 2 + - = ( ) , | ^ _ { } & ' \frac \sqrt \left( \right) \left. \right| \sum \int \hat
    \text{a$b$} \begin{matrix} \end{matrix} \\ \over \limits \mathbf \overset \underbrace \big| \not
    \hline \quad \begin{array}{c|c} \end{array} \substack{ \binom \prime \displaystyle \xrightarrow""",
)


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.booleans())
@settings(deadline=None, max_examples=300)
def test_nonsense_is_set_or_refused(latex: str, display: bool) -> None:
    try:
        formula = FORMULAS.typeset(latex, display=display)
    except FormulaError as error:
        assert error.what  # noqa: PT017  # either outcome is right
    else:
        assert formula.depth >= 0


# The cache ----------------------------------------------------------------------------------


def in_another_process(folder: Path, latex: str, seed: str = "0") -> list[str]:
    """The formula's digest in a process of its own, and whether that imported ziamath."""
    code = (
        "import sys, pathlib, hashlib; from exporter.sheet.formula import Formulas\n"
        "f = Formulas(pathlib.Path(sys.argv[1])).typeset(sys.argv[2], display=True)\n"
        "print(hashlib.sha256(repr(f).encode()).hexdigest(), 'ziamath' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", code, str(folder), latex]
    return subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment
    ).stdout.split()


def test_a_known_formula_is_not_typeset_again(tmp_path: Path) -> None:
    cold = in_another_process(tmp_path / "new" / "cache", r"\frac{a}{b}", "1")
    warm = in_another_process(tmp_path / "new" / "cache", r"\frac{a}{b}", "2")
    assert (cold[1], warm[1]) == ("True", "False")
    assert cold[0] == warm[0]


def test_display_and_inline_are_kept_apart(tmp_path: Path) -> None:
    first = Formulas(tmp_path)
    both = [first.typeset(r"\sum_i^n", display=display) for display in (True, False)]
    again = Formulas(tmp_path)
    assert [again.typeset(r"\sum_i^n", display=display) for display in (True, False)] == both


def test_an_error_is_not_remembered(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(FormulaError):
            Formulas(tmp_path).typeset(r"\foo", display=True)
    assert not list(tmp_path.iterdir())
