"""The plotted figures: every curve and number is computed, or read from `data.json`.

The file holds what chance made: the paths of mini-batch and stochastic gradient descent on
J = (x² + 8y²) / 2 at a rate of 0.15, ten noisy points of a sine, evenly spaced on [0, 1], and the
errors of their fits on a test set.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from pen import (
    BLUE,
    DASHED,
    DOTTED,
    GREY,
    LINE,
    SMALL,
    THICK,
    THIN,
    TINY,
    Drawing,
    Frame,
    Point,
    number,
)

DATA: Any = json.loads(Path(__file__).with_name("data.json").read_text(encoding="utf-8"))


def sigmoid(z: float) -> float:
    """The logistic function."""
    return 1 / (1 + math.exp(-z))


def relu(z: float) -> float:
    """The positive part."""
    return max(0.0, z)


def gelu(z: float) -> float:
    """The input times the standard normal distribution function at z."""
    return z * (1 + math.erf(z / math.sqrt(2))) / 2


def lowest(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one minimum between two places has it, by ternary search."""
    while high - low > 1e-9:
        third = (high - low) / 3
        if function(low + third) < function(high - third):
            high -= third
        else:
            low += third
    return low


def softmax(logits: Sequence[float]) -> list[float]:
    """The probabilities of some logits."""
    powers = [math.exp(logit) for logit in logits]
    return [power / sum(powers) for power in powers]


def descent(rate: float, start: float, steps: int) -> list[float]:
    """Gradient descent on θ²/2."""
    thetas = [start]
    for _ in range(steps):
        thetas.append(thetas[-1] * (1 - rate))
    return thetas


def bowl(rate: float, curvatures: Point, start: Point, steps: int) -> list[Point]:
    """Gradient descent on (ax² + by²) / 2."""
    points = [start]
    for _ in range(steps):
        x, y = points[-1]
        points.append((x * (1 - rate * curvatures[0]), y * (1 - rate * curvatures[1])))
    return points


def fit(xs: Sequence[Fraction], ys: Sequence[Fraction], degree: int) -> Callable[[float], float]:
    """The polynomial of a degree with the least squared error, exact: by the normal equations."""
    size = degree + 1
    rows = [
        [sum((x ** (row + col) for x in xs), Fraction()) for col in range(size)]
        + [sum((y * x**row for x, y in zip(xs, ys, strict=True)), Fraction())]
        for row in range(size)
    ]
    for pivot in range(size):
        rows[pivot] = [value / rows[pivot][pivot] for value in rows[pivot]]
        for row in range(size):
            if row != pivot:
                times = rows[row][pivot]
                rows[row] = [a - times * b for a, b in zip(rows[row], rows[pivot], strict=True)]
    weights = [row[-1] for row in rows]

    def polynomial(x: float) -> float:
        exact = Fraction(x)
        return float(
            sum((weight * exact**power for power, weight in enumerate(weights)), Fraction())
        )

    return polynomial


def activation_function() -> Drawing:
    """Five activations on one pair of axes."""
    d = Drawing(
        "Five activation functions",
        "Five activation functions for z from −4 to 4: the step, dotted, and the sigmoid run from 0"
        " to 1; tanh, in long dashes, from −1 to 1; ReLU, thick, is 0 on the left and z on the"
        " right; GELU, dashed, dips to −0.17 near z = −0.75 and then follows ReLU. The point"
        " sigmoid(0) = 0.5 is marked.",
        226,
    )
    frame = Frame(18, 14, 232, 192, (-4, 4), (-1.2, 4))
    d.axes(frame, "*z*", "*φ*(*z*)", (0, 0))
    for z in (-4, -2, 2):
        d.line(frame.at(z, -0.06), frame.at(z, 0.06), width=THIN)
        d.text(frame.x(z), frame.y(0) + 14, number(z).replace("-", "−"), size=SMALL)
    for value in (-1, 2, 3):
        d.line(frame.at(-0.08, value), frame.at(0.08, value), width=THIN)
        words = f"{value}".replace("-", "−")
        d.text(frame.x(0) - 6, frame.y(value) + 3.6, words, size=SMALL, anchor="end")
    d.line(*frame.all([(-4, 0), (0, 0)]), *frame.all([(0, 1), (4, 1)]), dash=DOTTED)
    d.line(*frame.graph(math.tanh), ink=BLUE, dash="9 2.5")
    d.line(*frame.graph(sigmoid))
    d.line(*frame.all([(-4, 0), (0, 0), (4, 4)]), width=THICK)
    d.line(*frame.graph(gelu), ink=BLUE, width=THICK, dash=DASHED)
    dip = lowest(gelu, -2, 0)
    d.dot(frame.at(0, 0.5))
    d.text(
        frame.x(-0.25), frame.y(0.72), f"*σ*(0) = {number(sigmoid(0))}", size=SMALL, anchor="end"
    )
    d.line(frame.at(dip, gelu(dip)), frame.at(0.5, -0.72), width=THIN, ink=GREY)
    d.dot(frame.at(dip, gelu(dip)), ink=BLUE)
    lowest_words = f"GELU: {gelu(dip):.2f} at *z* ≈ {dip:.2f}".replace("-", "−")
    d.text(frame.x(0.62), frame.y(-0.86), lowest_words, size=SMALL, anchor="start", ink=BLUE)
    _key(d, frame, 3.9, "ReLU", width=THICK)
    _key(d, frame, 3.45, "GELU", ink=BLUE, width=THICK, dash=DASHED)
    _key(d, frame, 1.45, "step", dash=DOTTED)
    _key(d, frame, 1.0, "tanh", ink=BLUE, dash="9 2.5")
    _key(d, frame, 0.55, "sigmoid")
    return d


def _key(d: Drawing, frame: Frame, value: float, words: str, **style: Any) -> None:
    y = frame.y(value)
    d.line((frame.right + 4, y), (frame.right + 20, y), **style)
    look = {"ink": style["ink"]} if "ink" in style else {}
    d.text(frame.right + 24, y + 4, words, anchor="start", **look)


def cost_function() -> Drawing:
    """Cross-entropy and squared error against the probability of the true class."""
    d = Drawing(
        "Cross-entropy and squared error",
        "Loss against the predicted probability p of the true class. The curve −log p passes 0.105"
        " at p = 0.9, 0.693 at 0.5 and 2.303 at 0.1 and climbs steeply towards p = 0; the dashed"
        " curve (1 − p) squared stays below 1.",
        224,
    )
    frame = Frame(26, 16, 276, 170, (0, 1), (0, 5))
    d.axes(frame, "", "loss")
    d.ticks(
        frame,
        [(0, "0"), (0.1, "0.1"), (0.5, "0.5"), (0.9, "0.9"), (1, "1")],
        [(value, f"{value}") for value in range(6)],
    )
    d.text(frame.middle, frame.bottom + 31, "predicted probability *p* of the true class")
    near = [0.01 * 1.05**step for step in range(95)]
    d.line(*frame.all((p, -math.log(p)) for p in (*near[:94], 1)), width=THICK, ink=BLUE)
    d.line(*frame.graph(lambda p: (1 - p) ** 2), dash=DASHED)
    for p in (0.1, 0.5, 0.9):
        d.dot(frame.at(p, -math.log(p)), 2.8, BLUE)
        d.text(frame.x(p) + 6, frame.y(-math.log(p)) - 5, f"{-math.log(p):.3f}", anchor="start")
    d.text(frame.x(0.05) + 12, frame.y(4.1), "−log *p*", anchor="start", ink=BLUE)
    d.text(frame.x(0.02), frame.y(0.14), "(1 − *p*)^{2}", anchor="start")
    return d


def _hermite(knots: Sequence[tuple[float, float, float]], x: float) -> float:
    """A smooth curve through knots of place, height and slope."""
    (x0, y0, m0), (x1, y1, m1) = next(pair for pair in pairwise(knots) if x <= pair[1][0])
    h = x1 - x0
    t = (x - x0) / h
    return (
        y0 * (1 + 2 * t) * (1 - t) ** 2
        + m0 * h * t * (1 - t) ** 2
        + y1 * t * t * (3 - 2 * t)
        + m1 * h * t * t * (t - 1)
    )


def gradient_descent() -> Drawing:
    """Descent on a curve with a local minimum, a plateau and a global minimum."""
    d = Drawing(
        "Gradient descent on a curve with two minima",
        "A curve of the loss J over theta. At theta 0, high on the left slope, a tangent shows the"
        " gradient, and an arrow below it the step −η∇J, downhill. Four shrinking arrows run down"
        " to a local minimum; further right follow a hump, a flat stretch where the gradient is"
        " nearly 0, and a deeper global minimum.",
        226,
    )
    frame = Frame(20, 16, 290, 178, (0, 10), (0, 10.2))
    local, depth, bend = 2.4, 3.2, 1.35

    def loss(theta: float) -> float:
        if theta < local:
            return depth + bend * (theta - local) ** 2
        return _hermite(
            [(local, depth, 0), (4.1, 6.2, 0), (5.9, 4.6, -0.05), (8.3, 1.2, 0), (10, 7.2, 5)],
            theta,
        )

    d.axes(frame, "θ", "*J*(θ)")
    d.line(*(point for point in frame.graph(loss, 200) if point[1] > frame.y(9)), width=1.6)
    start = 0.5
    thetas = [local + (start - local) / 2**step for step in range(5)]
    points = [frame.at(theta, loss(theta)) for theta in thetas]
    for before, after in pairwise(points):
        d.arrow(_aside(before), _aside(after), ink=BLUE)
    slope = 2 * bend * (start - local)
    d.line(*frame.all((start + by, loss(start) + slope * by) for by in (-0.22, 1.15)), width=THIN)
    d.dot(points[0], 3)
    d.text(frame.x(1.05), frame.y(8.0), "tangent: slope ∇*J*", anchor="start", size=SMALL)
    base = frame.y(1.1)
    for x, y in points[:2]:
        d.line((x, y + 4), (x, frame.bottom), width=THIN, dash=DOTTED)
    d.arrow((points[0][0], base), (points[1][0] - 1, base), ink=BLUE)
    d.text(points[1][0] + 4, base + 4, "step = −*η*∇*J*", anchor="start", ink=BLUE)
    d.text(points[0][0], frame.bottom + 14, "θ_{0}")
    d.text(points[1][0], frame.bottom + 14, "θ_{1}")
    d.text(frame.x(local) + 2, frame.y(depth) + 15, "local minimum", anchor="start", size=SMALL)
    d.text(frame.x(4.15), frame.y(6.2) - 7, "hump", size=SMALL)
    plateau = ("saddle / plateau:", "gradient ≈ 0")
    d.lines(frame.x(5.6), frame.y(6.35), plateau, anchor="start", size=SMALL)
    d.line(frame.at(5.9, 5.65), frame.at(5.9, 4.85), width=THIN, ink=GREY)
    d.text(frame.x(8.3), frame.y(1.2) + 15, "global minimum", size=SMALL)
    return d


def _aside(point: Point) -> Point:
    """A little above and right of a point of the curve, so that both can be seen."""
    return point[0] + 4, point[1] - 4


def softmax_relu() -> Drawing:
    """Softmax as bars, and ReLU as a line."""
    d = Drawing(
        "Softmax and ReLU",
        "Above, softmax turns bars for the logits 2.0, 1.0 and 0.1 into bars for the probabilities"
        " 0.659, 0.242 and 0.099, with sum 1. Below, ReLU: flat with slope 0 left of zero, a"
        " straight line of slope 1 right of it.",
        262,
    )
    logits = (2.0, 1.0, 0.1)
    base, pitch = 118, 34
    for left, values, tall, digits in ((8, logits, 40, 1), (186, softmax(logits), 121, 3)):
        for at, value in enumerate(values):
            x = left + at * pitch
            fill = BLUE if digits == 3 else "none"
            d.box(x, base - value * tall, 20, value * tall, fill=fill)
            d.text(x + 10, base - value * tall - 5, f"{value:.{digits}f}", size=SMALL)
        d.line((left - 8, base), (left + 2 * pitch + 28, base))
    d.text(52, 16, "logits *z*", bold=True)
    d.text(246, 16, "probabilities *p*", bold=True)
    d.arrow((120, 76), (168, 76))
    d.text(144, 69, "softmax")
    d.brace(182, 278, base + 5, 9)
    d.text(230, base + 27, "sum = 1")

    frame = Frame(74, 168, 172, 72, (-2.4, 2.4), (0, 2))
    d.axes(frame, "*z*", "ReLU(*z*)", (0, 0))
    d.line(*frame.all([(-2.4, 0), (0, 0), (2, 2)]), width=THICK, ink=BLUE)
    d.dot(frame.at(0, 0), 2.8, BLUE)
    d.text(frame.x(0), frame.bottom + 14, "0", size=SMALL)
    d.text(frame.x(-1.2), frame.bottom - 7, "slope 0")
    d.text(frame.x(1.45), frame.y(0.72), "slope 1", anchor="start")
    return d


_RATES = ((0.1, "too low"), (0.5, "good"), (2.1, "too high"))


def learning_rate() -> Drawing:
    """Three learning rates on one parabola, and what the loss does."""
    d = Drawing(
        "Three learning rates on one parabola",
        "The parabola θ²/2 three times, gradient descent starting at θ = 4. With η = 0.1 the steps"
        " creep: 4, 3.6, 3.24. With η = 0.5 each halves the distance: 4, 2, 1. With η = 2.1 they"
        " cross from side to side and climb out of the frame: 4, −4.4, 4.84. Below each, its loss"
        " over six steps: slow, fast, rising.",
        262,
    )
    for at, (rate, words) in enumerate(_RATES):
        left = 6 + at * 106
        thetas = descent(rate, 4, 6)
        frame = Frame(left, 40, 96, 104, (-7.5, 7.5), (0, 28.125))
        d.text(frame.middle, 13, words, bold=True)
        d.text(frame.middle, 28, f"*η* = {rate}")
        d.line((left, frame.bottom), (frame.right, frame.bottom), width=THIN)
        d.line(*frame.graph(lambda theta: theta**2 / 2), width=THIN)
        points = [frame.at(theta, theta**2 / 2) for theta in thetas]
        d.line(*points, ink=BLUE)
        for point in points:
            d.dot(point, ink=BLUE)
        if rate > 2:
            d.arrow(points[-1], frame.at(-1.3, 28.1), ink=BLUE)
        _losses(d, Frame(left + 6, 186, 84, 48, (0, 6), (0, 26)), thetas)
    d.text(10, 172, "loss", anchor="start", size=SMALL)
    d.text(318, 252, "step", anchor="end", size=SMALL)
    for x, words in ((54, "slow"), (160, "fast"), (266, "rising")):
        d.text(x, 252, words)
    return d


def _losses(d: Drawing, frame: Frame, thetas: Sequence[float]) -> None:
    d.arrow((frame.left, frame.bottom), (frame.right + 6, frame.bottom))
    d.arrow((frame.left, frame.bottom), (frame.left, frame.top - 8))
    points = frame.all((step, theta**2 / 2) for step, theta in enumerate(thetas))
    d.line(*points)
    for point in points:
        d.dot(point, 1.6)


def feature_scaling() -> Drawing:
    """Descent in a narrow valley, and in a round bowl."""
    d = Drawing(
        "Gradient descent before and after scaling the features",
        "Two contour plots over theta 1 and theta 2. Left, unscaled: ellipses five times as long as"
        " wide, and gradient descent zig-zags across the valley in eight short steps. Right,"
        " scaled: circles, and two straight steps lead to the centre.",
        176,
    )
    for left, title, narrow in ((6, "unscaled", 5.0), (172, "scaled", 1.0)):
        frame = Frame(left, 26, 134, 134, (-1.1, 1.1), (-1.1, 1.1))
        d.text(frame.middle, 13, title, bold=True)
        d.axes(frame, "θ_{1}", "θ_{2}")
        for size in (0.25, 0.5, 0.75, 1.0) if narrow == 1 else (0.3, 0.6, 0.9, 1.2, 1.5, 1.8):
            for piece in _inside(frame, _ellipse(size, size / narrow)):
                d.line(*frame.all(piece), width=THIN, ink=GREY)
        if narrow > 1:
            path = bowl(2 / 26, (1, 25), (-0.9, 0.31), 8)
        else:
            path = bowl(0.8, (1, 1), (-0.8, 0.58), 2)
        points = frame.all(path)
        d.line(*points, ink=BLUE, width=1.4)
        for point in points:
            d.dot(point, ink=BLUE)
        d.dot(frame.at(0, 0), 1.6)
    return d


def batch_vs_sgd() -> Drawing:
    """Three paths down one valley."""
    d = Drawing(
        "Batch, mini-batch and stochastic gradient descent",
        "Elliptic contours with three paths from (−4, 2) to the centre: batch, solid, is smooth;"
        " mini-batch, dashed, wavers a little; SGD, dotted, is jagged and ends in a scribble round"
        " the minimum.",
        206,
    )
    frame = Frame(1, 8, 318, 166.5, (-4.5, 2.2), (-1.3, 2.208))
    for level in (0.12, 0.6, 1.6, 3.4, 6.2, 10.4, 16.4, 24):
        for piece in _inside(frame, _ellipse(math.sqrt(2 * level), math.sqrt(level / 4))):
            d.line(*frame.all(piece), width=THIN, ink=GREY)
    batch = bowl(0.15, (1, 8), (-4, 2), 14)
    d.line(*frame.all(DATA["paths"]["sgd"]), dash=DOTTED, width=1.4)
    d.line(*frame.all(DATA["paths"]["minibatch"]), dash=DASHED, ink=BLUE, width=1.4)
    d.line(*frame.all(batch), width=THICK, ink=BLUE)
    d.dot(frame.at(*batch[0]), 3)
    d.line(frame.at(-0.08, 0), frame.at(0.08, 0), width=LINE)
    d.line(frame.at(0, -0.08), frame.at(0, 0.08), width=LINE)
    for x, words, style in (
        (14, "batch", {"ink": BLUE, "width": THICK}),
        (104, "mini-batch", {"ink": BLUE, "width": 1.4, "dash": DASHED}),
        (220, "SGD", {"width": 1.4, "dash": DOTTED}),
    ):
        d.line((x, 193), (x + 26, 193), **style)  # type: ignore[arg-type]
        d.text(x + 31, 197, words, anchor="start")
    return d


def _ellipse(across: float, down: float) -> list[Point]:
    """Points of an ellipse about the origin, by its half axes."""
    turns = [math.tau * step / 120 for step in range(121)]
    return [(across * math.cos(turn), down * math.sin(turn)) for turn in turns]


def _inside(frame: Frame, points: Sequence[Point]) -> Iterator[list[Point]]:
    """The runs of points within a frame."""
    run: list[Point] = []
    for x, y in points:
        if frame.xs[0] <= x <= frame.xs[1] and frame.ys[0] <= y <= frame.ys[1]:
            run.append((x, y))
        else:
            if len(run) > 1:
                yield run
            run = []
    if len(run) > 1:
        yield run


def overfitting_underfitting() -> Drawing:
    """Three fits of the same points, and the two learning curves."""
    d = Drawing(
        "Underfitting and overfitting",
        "Top: the same ten noisy points of a sine, dotted, with fits of degree 1, 3 and 9. Degree 1"
        " underfits: RMSE 0.516 in training, 0.569 in test; degree 3 is about right: 0.148 and"
        " 0.300; degree 9 goes through every point and overfits: 0.000 and 0.941. Bottom: over the"
        " epochs the training loss falls, the validation loss falls and then rises; a dashed line"
        " at its minimum says stop here, and the space between the curves is the generalisation"
        " gap.",
        312,
    )
    xs = [Fraction(at, 9) for at in range(10)]
    ys = [Fraction(str(y)) for y in DATA["sine"]["noisy"]]
    for at, (degree, words) in enumerate(((1, "underfits"), (3, "about right"), (9, "overfits"))):
        frame = Frame(4 + at * 107, 34, 98, 86, (0, 1), (-3, 3))
        curve = fit(xs, ys, degree)
        errors = [curve(float(x)) - float(y) for x, y in zip(xs, ys, strict=True)]
        rmse = math.sqrt(sum(error**2 for error in errors) / len(errors))
        d.text(frame.middle, 13, words, bold=True)
        d.text(frame.middle, 27, f"degree {degree}", size=SMALL)
        d.box(frame.left, frame.top, frame.width, frame.height, width=THIN)
        d.line(*frame.graph(lambda x: math.sin(math.tau * x)), width=THIN, dash=DOTTED)
        d.line(*frame.graph(curve, 120), ink=BLUE, width=1.5)
        for x, y in zip(xs, ys, strict=True):
            d.dot(frame.at(float(x), float(y)), 2)
        d.text(frame.middle, 136, f"train {rmse:.3f}", size=SMALL)
        d.text(frame.middle, 149, f"test {DATA['sine']['test'][str(degree)]:.3f}", size=SMALL)
    _learning_curves(d)
    return d


def _learning_curves(d: Drawing) -> None:
    def train(epoch: float) -> float:
        return 0.06 + 0.9 * math.exp(-epoch / 1.7)

    def validation(epoch: float) -> float:
        return train(epoch) + 0.06 + 0.006 * epoch**2

    frame = Frame(16, 180, 292, 112, (0, 10), (0, 1))
    d.axes(frame, "epoch", "loss")
    d.line(*frame.graph(train))
    d.line(*frame.graph(validation), ink=BLUE, width=1.5)
    stop = lowest(validation, 0, 10)
    d.line(frame.at(stop, 0), frame.at(stop, 0.78), dash=DASHED)
    d.text(frame.x(stop), frame.y(0.82), "stop here")
    d.text(frame.x(6.5), frame.y(0.57), "validation", ink=BLUE)
    d.text(frame.x(5.7), frame.y(0.17), "training")
    d.line(frame.at(9.2, train(9.2) + 0.03), frame.at(9.2, validation(9.2) - 0.03), width=THIN)
    d.head(frame.at(9.2, train(9.2) + 0.015), math.pi / 2)
    d.head(frame.at(9.2, validation(9.2) - 0.015), -math.pi / 2)
    d.lines(frame.x(9.0), frame.y(0.31), ["generalisation", "gap"], anchor="end", size=SMALL)


def weight_init() -> Drawing:
    """What three scales of the initial weights do to the signal."""
    d = Drawing(
        "The size of activations under three initialisations",
        "RMS activation on a logarithmic scale over 20 layers of width 512 with ReLU, from 1."
        " Standard deviation 0.01, dashed, falls by a factor of 0.16 a layer to 10 to the −16; He"
        " initialisation, solid, stays at 1; standard deviation 0.1, dotted, grows by a factor of"
        " 1.6 a layer to 10 to the 4.",
        230,
    )
    frame = Frame(42, 16, 234, 178, (0, 20), (-17, 5))
    d.axes(frame, "", "RMS activation")
    d.text(frame.middle, frame.bottom + 29, "layer")
    d.ticks(
        frame,
        [(layer, f"{layer}") for layer in (0, 5, 10, 15, 20)],
        [(power, _power(power)) for power in (-16, -12, -8, -4, 0, 4)],
    )
    for spread, dash, words, below in (
        (0.01, DASHED, "sd 0.01: × {} a layer", 0),
        (math.sqrt(2 / 512), "", "He: × {} a layer", 14),
        (0.1, DOTTED, "sd 0.1: × {} a layer", -12),
    ):
        factor = spread * math.sqrt(512 / 2)
        end = 20 * math.log10(factor)
        ink = BLUE if not dash else "black"
        style: Any = {"dash": dash} if dash else {}
        d.line(frame.at(0, 0), frame.at(20, end), ink=ink, width=THICK, **style)
        label = words.format(f"{factor:.2g}")
        if below:
            d.text(frame.x(13), frame.y(end * 13 / 20) + below, label, ink=ink)
        else:
            d.text(frame.x(7.8), frame.y(-5.2), label, anchor="start")
        d.text(frame.right + 8, frame.y(end) + 4, _power(round(end)), ink=ink, anchor="start")
    return d


def _power(exponent: int) -> str:
    return "1" if exponent == 0 else f"10^{{{exponent}}}".replace("-", "−")


def vanishing_exploding_gradients() -> Drawing:
    """Gradients that shrink, stay and grow by a factor a step."""
    d = Drawing(
        "Vanishing and exploding gradients",
        "Gradient size on a logarithmic scale against 0 to 100 layers or time steps back. From 1, a"
        " factor of 1.1 a step climbs to 14,000, across a dashed clipping threshold into a zone"
        " marked exploding; a factor of 1 stays level; a factor of 0.9 falls to 0.000027 in a zone"
        " marked vanishing. Inset: five boxes in a chain, arrows from right to left, each times a"
        " factor.",
        290,
    )
    frame = Frame(36, 80, 224, 164, (0, 100), (-6, 6))
    for low, high in ((-6, -2.6), (2.6, 6)):
        top = frame.y(high)
        d.box(frame.left, top, frame.width, frame.y(low) - top, fill="#d9d9d9", ink="none")
    d.axes(frame, "", "gradient size")
    d.text(frame.middle, frame.bottom + 31, "layers or time steps back")
    d.ticks(
        frame,
        [(step, f"{step}") for step in (0, 20, 40, 60, 80, 100)],
        [(power, _power(power)) for power in (-6, -4, -2, 0, 2, 4, 6)],
    )
    d.line(frame.at(0, 2), frame.at(100, 2), dash=DASHED)
    d.text(frame.x(98), frame.y(2) + 12, "clipping threshold *τ*", size=SMALL, anchor="end")
    ends = ((0.9, "2.7·10^{−5}"), (1.0, "1"), (1.1, "1.4·10^{4}"))
    for factor, words in ends:
        end = 100 * math.log10(factor)
        d.line(frame.at(0, 0), frame.at(100, end), ink=BLUE, width=THICK)
        d.text(frame.right + 6, frame.y(end) + 4, words, anchor="start", size=SMALL)
    d.text(frame.x(80), frame.y(4.4), "1.1 a step", anchor="end", ink=BLUE)
    d.text(frame.x(98), frame.y(0) + 13, "1.0 a step", anchor="end", ink=BLUE)
    d.text(frame.x(78), frame.y(-4.9), "0.9 a step", anchor="end", ink=BLUE)
    d.text(frame.x(4), frame.y(4.4), "exploding", anchor="start", bold=True)
    d.text(frame.x(4), frame.y(-5), "vanishing", anchor="start", bold=True)
    _chain(d)
    return d


def _chain(d: Drawing) -> None:
    for at in range(5):
        x = 4 + at * 70
        d.box(x, 22, 24, 22)
        d.text(x + 12, 37, f"{at + 1}")
        if at:
            d.arrow((x - 2, 33), (x - 44, 33), ink=BLUE)
            d.text(x - 23, 26, "× factor", size=TINY, ink=BLUE)
