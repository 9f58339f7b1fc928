"""A source of any size, the same for everybody: `python benchmarks/generate.py 1000 > big.md`.

Questions are grouped in sections of fifty. Each has a key and an answer of two to four sentences,
one of them with bold words, and a list; every tenth has a formula that no other has. Question n is
the same in a source of any size. A few hundred words are common and the rest are rare, as in prose:
whoever keeps the width of each word must not have too easy a time.
"""

# ruff: noqa: SIM905  # words in a row can be read, a list of them cannot

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import chain
from random import Random

_SECTION = 50
_FORMULA_EVERY = 10

_ROOTS = (
    "activation architecture attention average baseline batch bias boundary cell channel cluster "
    "component constraint context convergence convolution correlation cost coverage curvature "
    "decoder dimension distribution divergence embedding encoder ensemble entropy error estimate "
    "evaluation example expectation feature filter function gate gradient graph guess hypothesis "
    "initialisation input kernel label layer learning likelihood loss margin mask matrix metric "
    "mixture model momentum network noise norm objective operator optimum outlier output overlap "
    "parameter partition path penalty policy pooling position precision prediction prior process "
    "projection quantity rank rate ratio recall regression representation residual response reward "
    "sample scale schedule score sequence signal slope solution space spread state step structure "
    "surface target task tensor threshold token transform tree unit update value variance vector "
    "vocabulary weight window"
).split()
_PREFIXES = (
    "auto back co cross de dis down fore hyper in inter macro meta micro mid mis multi non out "
    "over post pre proto pseudo re self semi sub super trans ultra un under up"
).split()
_QUALITIES = (
    "bounded causal coarse convex deep dense discrete finite frozen global hidden latent linear "
    "local modest noisy normal positive random recurrent robust shallow shared sharp sparse stable "
    "typical wide"
).split()
_VERBS = (
    "approximates bounds changes compares controls decides describes explains follows improves "
    "limits measures moves normalises penalises predicts reaches replaces selects shapes shrinks "
    "stabilises summarises tracks weighs"
).split()
_SENTENCES = (
    "The {0} of the {1} {2} {verb} the {3}, so that each {4} keeps a {5} {6}.",
    "With a {1} {0}, training {verb} every {2} that the {3} has seen before.",
    "When the {0} grows by {number} %, its {2} rarely {verb} more than one {1} {4}.",
    "In practice a {5} {0} is compared with {number} others, and the {2} {verb} what remains.",
    "A {1} {2} without its {0} soon {verb} the wrong {4}; the {3} is then of little use.",
    "It {verb} the {0}: the {1} {2} is found first, and the {5} {3} afterwards.",
)
_FORMULAS = (
    r"L_{{{n}}}(\theta) = -\sum_{{i=1}}^{{{k}}} y_i \log \hat{{y}}_i + \lVert \theta \rVert^2",
    r"\frac{{\partial L}}{{\partial w_{{{n}}}}} = \delta_{{{k}}} \, a_{{{n}}}",
    r"h_{{{n}}} = \sigma\left(W x_{{{k}}} + U h_{{{n}-1}} + b\right)",
    r"\sqrt{{\frac{{1}}{{{n}}} \int_0^{{{k}}} f(x)^2 \, dx}} \le \epsilon",
    r"A_{{{n}}} = \begin{{pmatrix}} {k} & \alpha \\ \beta & {n} \end{{pmatrix}}^{{-1}}",
)


def generate(questions: int) -> Iterator[str]:
    """The lines of a source with so many questions, each with its line end."""
    front_matter = f"---\ntitle: {questions} questions\nkey: generated\ntags: [generated]\n---\n"
    bodies = (_question(number) for number in range(1, questions + 1))
    for line in chain([front_matter], *bodies):
        yield f"{line}\n"


def _question(number: int) -> Iterator[str]:
    draw = Random(number)  # noqa: S311  # numbers that repeat are what is wanted
    if number % _SECTION == 1:
        yield f"# Chapter {number // _SECTION + 1}: {_term(draw)} and {_term(draw)}\n"
    yield f"## How does the {_term(draw)} change the {_term(draw)}? {{#question-{number}}}\n"
    sentences = [_sentence(draw) for _ in range(draw.randint(2, 4))]
    sentences[0] = f"It is the **{_quality(draw)} {_term(draw)}**. {sentences[0]}"
    if number % _FORMULA_EVERY == 0:
        formula = _formula(number // _FORMULA_EVERY)
        if number % (2 * _FORMULA_EVERY) == 0:
            yield f"{' '.join(sentences[:-1])}\n\n$$\n{formula}\n$$\n\n{sentences[-1]}\n"
        else:
            yield f"{' '.join(sentences)} In short, ${formula}$.\n"
    else:
        yield f"{' '.join(sentences)}\n"
    for _ in range(draw.randint(2, 4)):
        yield f"- a {_quality(draw)} {_term(draw)} for the {_term(draw)}"
    yield ""


def _sentence(draw: Random) -> str:
    terms = [_term(draw) for _ in range(7)]
    terms[1], terms[5] = _quality(draw), _quality(draw)
    number = draw.randint(2, 999) / 10
    return draw.choice(_SENTENCES).format(*terms, verb=draw.choice(_VERBS), number=number)


def _term(draw: Random) -> str:
    """A noun: three of four are common, the others have one of many prefixes."""
    root = draw.choice(_ROOTS)
    return root if draw.random() < 0.75 else f"{draw.choice(_PREFIXES)}{root}"


def _quality(draw: Random) -> str:
    return draw.choice(_QUALITIES)


def _formula(number: int) -> str:
    return _FORMULAS[number % len(_FORMULAS)].format(n=number, k=number % 97 + 2)


def _main() -> None:
    parser = argparse.ArgumentParser(description="Print a source with so many questions.")
    parser.add_argument("questions", type=int)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]  # no StringIO here
    sys.stdout.writelines(generate(parser.parse_args().questions))


if __name__ == "__main__":
    _main()
