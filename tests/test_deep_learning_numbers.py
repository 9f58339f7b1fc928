"""The numbers worked out in the shipped source, recomputed from what it says."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise, product
from pathlib import Path

import pytest

from exporter import build
from exporter.model import Code, CodeBlock, Kind, Math, MathBlock, Question, Text, entries

SOURCE = Path(__file__).parent.parent / "source" / "deep-learning.md"
READ = build.read(SOURCE).deck
assert READ
ASKED = {entry.question.key: entry.question for entry in entries(READ)}

NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?")
OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "ceil": math.ceil,
    "log": math.log,
    "sqrt": math.sqrt,
}
WORDS = {
    r"\tfrac14": "0.25",
    "\N{VULGAR FRACTION ONE QUARTER}": "0.25",
    "half": "0.5",
    "four": "4",
    "Twenty-six": "26",
    "Forty": "40",
}
LATEX = (
    (r"\{,\}", ""),
    (r"\\left\\lceil", "ceil("),
    (r"\\right\\rceil", ")"),
    (r"\\frac\{([^{}]+)\}\{([^{}]+)\}", r"((\1)/(\2))"),
    (r"\\tfrac(\d)(\d)", r"(\1/\2)"),
    (r"\\sqrt(\d)", r"sqrt(\1)"),
    (r"\\log ([\d.]+)", r"log(\1)"),
    (r"\\cdot", "*"),
    (r"\\%", "/100"),
    (r"\^\{(-?\d+)\}", r"**(\1)"),
    (r"\^(\d)", r"**\1"),
)


def nodes(node: object, *kinds: type) -> Iterator[object]:
    """The parts of these types, in the order in which they are written; follow-ups are not."""
    if isinstance(node, kinds):
        yield node
    if isinstance(node, tuple):
        for each in node:
            yield from nodes(each, *kinds)
    elif is_dataclass(node):
        for field in fields(node):
            if field.name not in {"follow_ups", "at"}:
                yield from nodes(getattr(node, field.name), *kinds)


def text(node: object) -> str:
    """Words, formulas and code in one line."""
    found = nodes(node, Text, Code, CodeBlock, Math, MathBlock)
    return " ".join(
        " ".join(getattr(part, "latex", "") or getattr(part, "text", "") for part in found).split()
    )


def numbers(written: str) -> list[float]:
    """The numbers of a text, in figures or words; an en dash separates them."""
    for word, figures in WORDS.items():
        written = written.replace(word, figures)
    plain = written.replace("{,}", ",").replace("\N{EN DASH}", " ").replace("\N{MINUS SIGN}", "-")
    return [float(found.rstrip(",").replace(",", "")) for found in NUMBER.findall(plain)]


def worth(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Name(id="e"):
            return math.e
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -worth(operand)
        case ast.BinOp(left=left, op=sign, right=right):
            return OPERATORS[type(sign)](worth(left), worth(right))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return FUNCTIONS[name](worth(argument))
        case _:
            raise ValueError(ast.dump(node))


def value(latex: str) -> float | None:
    """What a formula of nothing but numbers is worth; None for any other."""
    for pattern, replacement in LATEX:
        latex = re.sub(pattern, replacement, latex)
    try:
        return worth(ast.parse(latex.strip(), mode="eval").body)
    except (SyntaxError, ValueError, KeyError):
        return None


def equations(question: Question) -> Iterator[tuple[str, str]]:
    """Neighbouring sides of its equations, where both are numbers alone."""
    for part in nodes(question, Math, MathBlock):
        assert isinstance(part, Math | MathBlock)
        for formula in re.split(r",?\s*\\qquad", part.latex):
            for left, right in pairwise(re.split(r"=|\\approx", formula)):
                if value(left) is not None and value(right) is not None:
                    yield left, right


def agree(exact: float, shown: str) -> bool:
    """Whether a number is what is shown, to the digits that are shown."""
    written = re.sub(r"\{,\}", "", shown)
    close = value(written)
    assert close is not None
    digits = re.search(r"\d+\.\d+", written)
    if not digits:
        return math.isclose(exact, close)
    figures = len(digits[0].replace(".", "").lstrip("0"))
    return math.isclose(float(f"{exact:.{figures}g}"), close)


@pytest.mark.parametrize("key", [key for key, each in ASKED.items() if any(equations(each))])
def test_both_sides_of_an_equation_are_equal(key: str) -> None:
    for left, right in equations(ASKED[key]):
        exact = value(left)
        assert exact is not None
        assert agree(exact, right), f"{left} is {exact}, not {right}"


def test_the_check_finds_enough_equations_in_the_deck() -> None:
    assert sum(1 for each in ASKED.values() for _ in equations(each)) >= 25


def test_a_wrong_equation_is_found() -> None:
    assert agree(26, "26")
    assert not agree(26, "27")
    assert agree(1 / 3, "0.333")
    assert not agree(1 / 3, "0.334")
    assert agree(0.25**10, r"9.5\cdot10^{-7}")
    assert not agree(0.25**10, r"9.6\cdot10^{-7}")


def test_what_is_to_be_typed_is_what_the_answer_comes_to() -> None:
    for key, question in ASKED.items():
        if question.kind is Kind.TYPED and (typed := value(question.expected.replace("%", r"\%"))):
            sides = [value(right) for _, right in equations(question)]
            first = numbers(text(question.answer))[0]
            assert typed in sides or typed == first, key


def dense(*widths: float) -> float:
    return sum((before + 1) * after for before, after in pairwise(widths))


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def softmax(*logits: float) -> list[float]:
    total = sum(map(math.exp, logits))
    return [math.exp(logit) / total for logit in logits]


def steps(flat: float, steep: float) -> float:
    """Steps to an error of 1 % at the rate that serves both curvatures best."""
    return math.ceil(math.log(0.01) / math.log((steep - flat) / (steep + flat)))


Recompute = Callable[..., float | list[float]]

# Of a question: its title's numbers, and what they make the number that is to be typed.
TYPED: dict[str, Recompute] = {
    "multilayer-perceptron--mnist": dense,
    "gradient-descent--step": lambda target, power, start, rate: (
        start - rate * power * (start - target)
    ),
    "backpropagation--example": lambda power, w, x, b, t: power * (w * x + b - t) * x,
    "dropout-batchnorm--factor": lambda p: 1 / (1 - p),
    "weight-init--fan-in": lambda fan_in: 2 / fan_in,
    "cnn-layers--params": lambda k, same, before, after: (k * same * before + 1) * after,
    "epoch-batch-iteration--count": lambda examples, batch, epochs: (
        math.ceil(examples / batch) * epochs
    ),
    "computational-graph--gradient": lambda a, b, _c: a + b,
    "fine-tuning--count": lambda rank, rows, columns: rank * (rows + columns),
    "weight-decay--factor": lambda rate, decay, _gradient: 1 - rate * decay,
}


@pytest.mark.parametrize("key", TYPED)
def test_the_title_gives_what_is_to_be_typed(key: str) -> None:
    title = re.sub(r"(\d)\s*×\s*(\d)", r"\1 \2", text(ASKED[key].title))
    exact = TYPED[key](*numbers(title.replace("^2", " 2 ").replace("-3", " 3")))
    assert exact == pytest.approx(value(ASKED[key].expected))


# Of a question: a text whose `g` groups are given, whose `s` groups are shown, and the way
# from one to the other.
WORKED: list[tuple[str, str, Recompute]] = [
    ("softmax-relu", r"Logits (?P<g>2.*?) become (?P<s>.*?)\. Use", softmax),
    (
        "epoch-batch-iteration",
        r"With (?P<g>.*?), an epoch is exactly (?P<s>\d+) iterations",
        lambda examples, batch: math.ceil(examples / batch),
    ),
    (
        "epoch-batch-iteration",
        (
            r"With (?P<g>.*?), an epoch is exactly \d+ iterations, and (?P<g2>\d+) epochs are "
            r"(?P<s>[\d,]+)\."
        ),
        lambda examples, batch, epochs: math.ceil(examples / batch) * epochs,
    ),
    (
        "epoch-batch-iteration--ragged",
        r"With (?P<g>.*?), how .* (?P<s>39) iterations remain, with (?P<s2>\d+) examples",
        lambda examples, batch: [examples // batch, examples % batch],
    ),
    (
        "epoch-batch-iteration--ragged",
        r"With (?P<g>.*?), how .* (?P<s>Forty) iterations, and .* holds only (?P<s2>\d+) examples",
        lambda examples, batch: [math.ceil(examples / batch), examples % batch],
    ),
    (
        "activation-function",
        r"Their slopes never exceed (?P<s>\S+) and (?P<s2>\d)",
        lambda: [sigmoid(0) * (1 - sigmoid(0)), 1 - math.tanh(0) ** 2],
    ),
    (
        "vanishing-exploding-gradients",
        r"sigmoid slopes never exceed (?P<s>.)\)",
        lambda: sigmoid(0) * (1 - sigmoid(0)),
    ),
    (
        "batch-vs-sgd",
        r"(?P<g>half) the noise costs (?P<s>four) times the batch",
        lambda share: 1 / share**2,
    ),
    (
        "cnn-layers",
        r"W=(?P<g>\d+) , K=(?P<g2>\d+) , P=(?P<g3>\d+) , S=(?P<g4>\d+) gives O=(?P<s>\d+)",
        lambda width, kernel, padding, stride: (width - kernel + 2 * padding) // stride + 1,
    ),
    (
        "feature-scaling",
        r"curvatures (?P<g>.*?), even the best fixed rate needs (?P<s>\d+) steps .* 1%",
        steps,
    ),
    (
        "weight-init",
        (
            r"Twenty ReLU layers of width (?P<g>\d+) .* 10\^\{(?P<s>-\d+)\} with standard "
            r"deviation (?P<g2>[\d.]+), and into 10\^\{(?P<s2>\d+)\} with (?P<g3>[\d.]+)\."
        ),
        lambda width, small, large: [
            round(20 * math.log10(spread * math.sqrt(width / 2))) for spread in (small, large)
        ],
    ),
    (
        "neural-network--count",
        r"fully connected (?P<g>\S+) .*(?P<s>Twenty-six)\. .*=(?P<s2>26)",
        lambda *widths: [dense(*widths)] * 2,
    ),
    (
        "neural-network--count",
        r"fully connected (?P<g>\S+) .* it would give (?P<s>\d+) here",
        lambda *widths: sum(before * after for before, after in pairwise(widths)),
    ),
    (
        "batch-vs-sgd--updates",
        (
            r"(?P<g>10,000) examples.*Full batch: (?P<s>\S+) \. One example at a time: (?P<s2>\S+) "
            r"\. Mini-batches of (?P<g2>\d+): (?P<s3>\S+)"
        ),
        lambda examples, batch: [1, examples, math.ceil(examples / batch)],
    ),
    (
        "tensor",
        r"zeros\((?P<g>.*?)\).*ndim # (?P<s>\d+),.*numel\(\) # (?P<s2>\d+)",
        lambda *shape: [len(shape), math.prod(shape)],
    ),
    (
        "computational-graph",
        (
            r"in \((?P<g>\d)\., (?P<g2>\d)\., (?P<g3>\d)\.\).*"
            r"tensor\((?P<s>\d)\.\), tensor\((?P<s2>\d)\.\)"
        ),
        lambda a, b, c: [c, a + b],
    ),
    (
        "lstm-gru",
        (
            r"With (?P<g>10 inputs and 20) units, that is .*=(?P<s>\S+) parameters instead of "
            r".*=(?P<s2>\S+) \."
        ),
        lambda inputs, units: [blocks * units * (inputs + units + 1) for blocks in (3, 4)],
    ),
    (
        "fine-tuning",
        (
            r"At rank (?P<g>\d+), a (?P<g2>\d+)×(?P<g3>\d+) matrix has .*=(?P<s>\S+) trainable "
            r"numbers instead of .*=(?P<s2>\S+) , one in (?P<s3>\d+)\."
        ),
        lambda rank, rows, columns: [
            rank * (rows + columns),
            rows * columns,
            rows * columns / (rank * (rows + columns)),
        ],
    ),
    (
        "llm-pretraining",
        (
            r"roughly (?P<g>\d+) tokens .* of (?P<g2>\d+) billion parameters .* "
            r"about (?P<s>\d+) billion"
        ),
        lambda ratio, billions: ratio * billions,
    ),
    (
        "mixed-precision",
        r"fp16 no number exceeds (?P<s>[\d,]+), and gradients smaller than about (?P<s2>\d)\\cdot",
        lambda: [(2 - 2**-10) * 2**15, round(2**-24 * 1e8)],
    ),
]


@pytest.mark.parametrize(("key", "pattern", "recompute"), WORKED)
def test_a_worked_number_is_what_the_text_makes_it(
    key: str, pattern: str, recompute: Recompute
) -> None:
    question = ASKED[key]
    found = re.search(pattern, text(question))
    assert found, text(question)
    groups = found.groupdict()
    given = numbers(" ; ".join(groups[name] for name in groups if name.startswith("g")))
    shown = numbers(" ; ".join(groups[name] for name in groups if name.startswith("s")))
    exact = recompute(*given)
    assert shown == pytest.approx(exact if isinstance(exact, list) else [exact], abs=5e-4)


def matrix(latex: str, name: str) -> list[list[float]]:
    found = re.search(re.escape(name) + r"=\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", latex)
    assert found
    return [[float(cell) for cell in row.split("&")] for row in found[1].split(r"\\")]


def test_the_two_hidden_units_compute_xor() -> None:
    latex = text(ASKED["multilayer-perceptron"].answer)
    weights, biases = matrix(latex, "W_1"), matrix(latex, r"\mathbf{b}_1")
    output = matrix(latex, "W_2")[0]
    for inputs in product((0, 1), repeat=2):
        hidden = [
            max(0, sum(map(operator.mul, row, inputs)) + bias)
            for row, (bias,) in zip(weights, biases, strict=True)
        ]
        assert sum(map(operator.mul, output, hidden)) == inputs[0] ^ inputs[1]


def test_the_best_line_gets_the_stated_share_of_xor_right() -> None:
    stated = numbers(text(ASKED["multilayer-perceptron--xor"].answer))
    cases = list(product((0, 1), repeat=2))
    slopes = [half / 2 for half in range(-4, 5)]
    best = max(
        sum((a * x + b * y + c > 0) == bool(x ^ y) for x, y in cases)
        for a, b, c in product(slopes, repeat=3)
    )
    assert stated == [best, len(cases)]
