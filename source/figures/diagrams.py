"""The drawn figures: networks, pipelines, graphs and grids."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise, product
from typing import Any

from pen import (
    BLUE,
    DASHED,
    DOTTED,
    GREY,
    INK,
    LINE,
    SMALL,
    THICK,
    THIN,
    TINY,
    Drawing,
    Frame,
    Point,
    Type,
    column,
)

UNIT = 8.0
"""The radius of a unit in a network."""


def units(d: Drawing, places: Sequence[Point], radius: float = UNIT, **style: Any) -> None:
    """A circle at each place."""
    for place in places:
        d.circle(place, radius, **style)


def joined(
    d: Drawing,
    before: Sequence[Point],
    after: Sequence[Point],
    gap: float = UNIT,
    **style: Any,
) -> None:
    """A thin line from each unit of a layer to each of the next."""
    look: Any = {"width": THIN, "ink": GREY, **style}
    for start, end in product(before, after):
        d.edge(start, end, gap, **look)


def what_is_deep_learning() -> Drawing:
    """Four fields, one inside the other."""
    d = Drawing(
        "Deep learning within artificial intelligence",
        "Four nested rounded boxes. From the outside in: artificial intelligence, machine learning,"
        " representation learning, deep learning; each ring names an example: rule-based system,"
        " logistic regression, shallow autoencoder, and CNN or Transformer.",
        166,
    )
    rings = (
        ("Artificial intelligence", "rule-based system"),
        ("Machine learning", "logistic regression"),
        ("Representation learning", "shallow autoencoder"),
        ("Deep learning", "CNN, Transformer"),
    )
    for at, (field, example) in enumerate(rings):
        inset, top = 1 + 11 * at, 1 + 32 * at
        inner = field == "Deep learning"
        style: Any = {"ink": BLUE, "width": THICK} if inner else {}
        d.card(inset, top, 320 - 2 * inset, 164 - 10 * at - top + 1, **style)
        look: Any = {"ink": BLUE} if inner else {}
        d.text(inset + 10, top + 21, field, anchor="start", bold=True, **look)
        d.text(310 - inset, top + 21, example, anchor="end", size=SMALL, ink="#4d4d4d")
    return d


def deep_vs_machine_learning() -> Drawing:
    """Two pipelines, one above the other."""
    d = Drawing(
        "Classical machine learning and deep learning",
        "Two pipelines. Above, raw data pass through hand-made features, in a dashed box with a"
        " person, and a simple model to the output. Below, raw data pass through three layers to"
        " the output; a bracket under the layers reads learned together.",
        188,
    )
    d.text(1, 13, "classical machine learning", anchor="start", bold=True)
    _pipeline(d, 22, (("raw", 44), ("hand-made", 98), ("simple", 54), ("output", 50)), 24)
    d.lines(128, 40, ["hand-made", "features"])
    _person(d, (84, 42))
    d.text(1, 97, "deep learning", anchor="start", bold=True)
    layers = (("raw", 44), ("layer", 42), ("layer", 42), ("layer", 42), ("output", 50))
    _pipeline(d, 106, layers, 24.5)
    d.brace(69.5, 244.5, 151, 11, BLUE)
    d.text(157, 178, "learned together", ink=BLUE)
    return d


_TWO_LINES = {"raw": ["raw", "data"], "simple": ["simple", "model"]}


def _pipeline(d: Drawing, top: float, boxes: Sequence[tuple[str, float]], gap: float) -> None:
    x = 1.0
    for at, (words, width) in enumerate(boxes):
        if at:
            d.arrow((x - gap + 2, top + 20), (x - 2, top + 20))
        style: Any = {"dash": DASHED} if words == "hand-made" else {}
        if words == "layer":
            style = {"ink": BLUE}
        d.box(x, top, width, 40, **style)
        if words in _TWO_LINES:
            d.lines(x + width / 2, top + 18, _TWO_LINES[words])
        elif not style.get("dash"):
            d.text(x + width / 2, top + 24, words)
        x += width + gap


def _person(d: Drawing, at: Point) -> None:
    x, y = at
    d.circle((x, y - 8), 4.2)
    d.path(
        f"M{x - 8:g} {y + 10:g} Q{x - 8:g} {y - 1:g} {x:g} {y - 1:g}"
        f" Q{x + 8:g} {y - 1:g} {x + 8:g} {y + 10:g} Z"
    )


def neural_network() -> Drawing:
    """A network of 3, 4 and 2 units, and one hidden unit enlarged."""
    d = Drawing(
        "A neural network and one of its units",
        "Left: three square inputs, four round hidden units and two round output units, every node"
        " joined to every node of the next column, with one path highlighted. Right: inside one"
        " hidden unit, three weighted inputs and a bias are summed to z, which passes through a"
        " ReLU to give a.",
        164,
    )
    inputs, hidden, outputs = (column(x, 66, n, 36) for x, n in ((26, 3), (88, 4), (150, 2)))
    joined(d, inputs, hidden, 9)
    joined(d, hidden, outputs, 9)
    d.link(inputs[0], hidden[1], 9, ink=BLUE, width=1.6)
    d.link(hidden[1], outputs[0], 9, ink=BLUE, width=1.6)
    for at, (x, y) in enumerate(inputs, 1):
        d.box(x - 8.5, y - 8.5, 17, 17, fill="none")
        d.text(x - 13, y + 4, f"*x*_{{{at}}}", anchor="end")
    units(d, [*hidden, *outputs], 8.5)
    d.circle(hidden[1], 8.5, fill=BLUE, ink=BLUE)
    for x, words in ((26, "input"), (88, "hidden"), (150, "output")):
        d.text(x, 154, words)
    _one_unit(d)
    return d


def _one_unit(d: Drawing) -> None:
    y = 66.0
    for at, (start, label) in enumerate(((-36, -34), (0, -7), (36, 45)), 1):
        d.link((190, y + start), (236, y), 0, 16)
        d.text(205, y + label, f"*w*_{{{at}}}")
    d.arrow((236, y + 50), (236, y + 16.5))
    d.text(236, y + 63, "*b*")
    d.circle((236, y), 15, ink=BLUE, width=1.6)
    d.text(236, y + 4.5, "Σ", size=14)
    d.arrow((252, y), (273, y))
    d.text(262, y - 6, "*z*")
    d.box(274.5, y - 12, 24, 24)
    d.line((277, y + 6), (286.5, y + 6), (295.5, y - 7), ink=BLUE, width=1.6)
    d.arrow((299, y), (319, y))
    d.text(319, y - 23, "*a* = *φ*(*z*)", anchor="end")
    d.text(252, y + 88, "one hidden unit")


def multilayer_perceptron() -> Drawing:
    """XOR before and after the hidden layer h₁ = relu(x₁ + x₂), h₂ = relu(x₁ + x₂ − 1)."""
    d = Drawing(
        "XOR in the input space and in the hidden space",
        "Two square plots. Left, input space: the open points (0,0) and (1,1) and the filled points"
        " (0,1) and (1,0) lie at the corners of a square, and a dashed line with a question mark"
        " cannot part them. Right, hidden space: both filled points land on (1,0), and the line"
        " h1 − 2 h2 = 0.5 parts them from the open points (0,0) and (2,1).",
        206,
    )
    left = Frame(22, 30, 118, 118, (-0.35, 1.45), (-0.35, 1.45))
    right = Frame(188, 30, 118, 118, (-0.45, 2.55), (-0.45, 2.55))
    d.text(left.middle, 13, "input space", bold=True)
    d.text(right.middle, 13, "hidden space", bold=True)
    d.axes(left, "*x*_{1}", "*x*_{2}")
    d.axes(right, "*h*_{1}", "*h*_{2}")
    d.ticks(left, [(0, "0"), (1, "1")], [(0, "0"), (1, "1")])
    d.ticks(right, [(0, "0"), (1, "1"), (2, "2")], [(0, "0"), (1, "1"), (2, "2")])
    d.line(left.at(-0.2, 0.7), left.at(0.75, -0.25), dash=DASHED, ink=BLUE)
    d.text(left.x(0.42), left.y(0.32), "?", size=15, bold=True, ink=BLUE)
    d.line(right.at(-0.35, -0.425), right.at(2.5, 1.0), ink=BLUE, width=1.6)
    for one, two in product((0, 1), repeat=2):
        hidden = (max(0, one + two), max(0, one + two - 1))
        for frame, place in ((left, (one, two)), (right, hidden)):
            if one == two:
                d.circle(frame.at(*place), 4.2)
            else:
                d.dot(frame.at(*place), 4.6)
    d.text(right.x(1) + 8, right.y(0) + 5, "×2", anchor="start")
    d.text(right.x(0.5), right.y(1.75), "*h*_{1} − 2*h*_{2} = 0.5", ink=BLUE, anchor="start")
    d.lines(left.middle, 186, ["no single line", "separates them"], size=SMALL)
    d.lines(right.middle, 186, ["one line does:", "both ● share a place"], size=SMALL)
    return d


def boltzmann_machine() -> Drawing:
    """All pairs of six units joined, and only those between the rows."""
    d = Drawing(
        "A Boltzmann machine and a restricted one",
        "Two graphs of three shaded hidden units above three visible units. Left, Boltzmann"
        " machine: all 15 pairs are joined, within the rows by arcs. Right, restricted Boltzmann"
        " machine: only the 9 links between the rows remain. No link has a direction.",
        218,
    )
    for left, title in ((0, "Boltzmann machine"), (168, "RBM")):
        hidden = [(left + 26.0 + 50 * at, 76.0) for at in range(3)]
        visible = [(x, 150.0) for x, _ in hidden]
        joined(d, hidden, visible, 13, ink=INK, width=0.9)
        if title != "RBM":
            _within(d, hidden, -1)
            _within(d, visible, 1)
        units(d, hidden, 13, fill="#d0d0d0")
        units(d, visible, 13)
        for row, letter in ((hidden, "h"), (visible, "v")):
            for at, (x, y) in enumerate(row, 1):
                d.text(x, y + 3.5, f"*{letter}*_{{{at}}}")
        d.text(left + 76, 14, title, bold=True)
    d.text(76, 212, "15 links", size=SMALL)
    d.lines(244, 200, ["restricted = no links", "inside a row: 9 left"], size=SMALL)
    return d


def _within(d: Drawing, row: Sequence[Point], side: int) -> None:
    """Shallow arcs between all units of a row, above it (−1) or below it (1)."""
    (x1, y), (x2, _), (x3, _) = row
    for start, end in ((x1, x2), (x2, x3)):
        d.path(f"M{start + 13:g} {y:g} H{end - 13:g}", width=0.9, ink=BLUE)
    d.path(
        f"M{x1 + 5:g} {y + side * 12:g} Q{x2:g} {y + side * 50:g} {x3 - 5:g} {y + side * 12:g}",
        width=0.9,
        ink=BLUE,
    )


def backpropagation() -> Drawing:
    """L = (wx + b − t)² as a chain, with its values and gradients."""
    w, x, b, t = 2, 3, -1, 4
    values = (w * x, w * x + b, w * x + b - t)
    rest = values[-1]
    slope = 2 * rest
    d = Drawing(
        "Backpropagation through (wx + b − t) squared",
        "A chain of four operations, times, plus, minus and square, for L = (wx + b − t)² with"
        " w = 2, x = 3, b = −1 and t = 4. Forward values 6, 5, 1, 1 stand above the wires; below"
        " them, in blue and pointing left, the gradients 2, 2, 2, 1; at the leaves ∂L/∂w = 6,"
        " ∂L/∂x = 4, ∂L/∂b = 2 and ∂L/∂t = −2.",
        218,
    )
    y = 88.0
    nodes = (98.0, 157.0, 216.0, 269.0)
    d.arrow((88, 22), (300, 22))
    d.text(192, 15, "forward: values")
    for at, (centre, words) in enumerate(zip(nodes, "×+−", strict=False)):
        d.circle((centre, y), 13)
        d.text(centre, y + 5, words, size=15)
        if at < 2:
            _wire(d, (centre + 13, y), (nodes[at + 1] - 13, y), values[at], slope)
    _wire(d, (229, y), (255, y), rest, slope)
    d.box(256, y - 13, 26, 26)
    d.text(269, y + 4.5, "(·)^{2}")
    _wire(d, (282, y), (308, y), rest**2, 1)
    for place, name, value, gradient in (
        ((28.0, 40.0), "w", w, slope * x),
        ((28.0, 128.0), "x", x, slope * w),
        ((157.0, 160.0), "b", b, slope),
        ((216.0, 160.0), "t", t, -slope),
    ):
        _leaf(d, place, name, value, gradient)
    for down in (-1, 1):
        d.arrow((56, y + down * 37 - 3), (86, y + down * 12 - 3))
        d.arrow((86, y + down * 12 + 3), (56, y + down * 37 + 3), ink=BLUE)
    for x0 in nodes[1:3]:
        d.arrow((x0 - 3, 145), (x0 - 3, y + 14))
        d.arrow((x0 + 3, y + 14), (x0 + 3, 145), ink=BLUE)
    d.text(314, y + 4, "*L*")
    d.arrow((300, 198), (88, 198), ink=BLUE)
    d.text(192, 212, "backward: gradients", ink=BLUE)
    return d


def _signed(value: int) -> str:
    return f"{value}".replace("-", "−")


def _wire(d: Drawing, start: Point, end: Point, value: int, gradient: int) -> None:
    """The value that runs forward above, the gradient that runs back below."""
    (x0, y), (x1, _) = start, end
    d.arrow((x0 + 1, y - 3), (x1 - 1, y - 3))
    d.arrow((x1 - 1, y + 3), (x0 + 1, y + 3), ink=BLUE)
    d.text((x0 + x1) / 2, y - 8, _signed(value))
    d.text((x0 + x1) / 2, y + 17, _signed(gradient), ink=BLUE)


def _leaf(d: Drawing, place: Point, name: str, value: int, gradient: int) -> None:
    x, y = place
    d.text(x, y, f"*{name}* = {_signed(value)}")
    d.text(x, y + 15, f"∂*L*/∂*{name}* = {_signed(gradient)}", size=SMALL, ink=BLUE)


def computational_graph() -> Drawing:
    """The product (a + b)c with its values and gradients."""
    a, b, c = 2, 1, 4
    total = a + b
    d = Drawing(
        "The computational graph of (a + b) c",
        "The graph of e = (a + b)c with a = 2, b = 1, c = 4. Forward values stand above the edges:"
        " d = 3 after plus, e = 12 after times; below them in blue, pointing left, the gradients:"
        " ∂e/∂e = 1, ∂e/∂d = 4, ∂e/∂c = 3, ∂e/∂a = 4, ∂e/∂b = 4.",
        200,
    )
    plus, times = (116.0, 66.0), (224.0, 100.0)
    rows = {"a": 30.0, "b": 102.0, "c": 166.0}
    values = {"a": a, "b": b, "c": c}
    gradients = {"a": c, "b": c, "c": total}
    for name, y in rows.items():
        d.circle((18, y), 15)
        d.text(18, y + 4, f"*{name}*")
        _both_ways(d, (18, y), times if name == "c" else plus, 15, 14)
    d.text(64, 33, f"{values['a']}")
    d.text(58, 65, f"∂*e*/∂*a* = {gradients['a']}", ink=BLUE, size=SMALL, anchor="middle")
    d.text(46, 84, f"{values['b']}")
    d.text(84, 108, f"∂*e*/∂*b* = {gradients['b']}", ink=BLUE, size=SMALL)
    d.text(104, 130, f"{values['c']}")
    d.text(146, 163, f"∂*e*/∂*c* = {gradients['c']}", ink=BLUE, size=SMALL)
    for place, words in ((plus, "+"), (times, "×")):
        d.circle(place, 14)
        d.text(place[0], place[1] + 5, words, size=15)
    _both_ways(d, plus, times, 14, 14)
    d.text(176, 72, f"*d* = {total}")
    d.text(154, 104, f"∂*e*/∂*d* = {c}", ink=BLUE, size=SMALL)
    _both_ways(d, times, (316, 100), 14, 0)
    d.text(278, 90, f"*e* = {total * c}")
    d.text(278, 121, "∂*e*/∂*e* = 1", ink=BLUE, size=SMALL)
    return d


def _both_ways(d: Drawing, start: Point, end: Point, before: float, after: float) -> None:
    """An arrow forward and, beside it, a blue one back."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    aside = (-3 * math.sin(angle), 3 * math.cos(angle))
    for sign, ink in ((-1, INK), (1, BLUE)):
        one = (start[0] + sign * aside[0], start[1] + sign * aside[1])
        two = (end[0] + sign * aside[0], end[1] + sign * aside[1])
        if sign < 0:
            d.link(one, two, before + 1, after - before, ink=ink)
        else:
            d.link(two, one, after + 1, before - after, ink=ink)


def feedforward_vs_recurrent() -> Drawing:
    """No memory, a loop, and the loop unrolled."""
    d = Drawing(
        "A feedforward network and a recurrent one",
        "Left, feedforward: x, h and y, one arrow each. Middle, an RNN folded: the same with a loop"
        " on h through a delay of 1. Right, equal to it, unrolled: h0 to h3 in a row, joined by"
        " arrows that all carry the same weights W_hh, with inputs x1 to x3 below and outputs y1"
        " to y3 above. All arrows point up or right, save the loop.",
        192,
    )
    top, middle, low, radius = 32.0, 88.0, 144.0, 12.0
    for x in (34.0, 96.0):
        _stack(d, x, (low, middle, top), ("*x*", "*h*", "*y*"), radius)
    d.path("M108.5 92 H128 Q132 92 132 88 V62 Q132 58 128 58 H118 Q112 58 107 74")
    d.head((105.5, 78.4), math.atan2(4.4, -1.5))
    d.box(127, 71, 10, 10, fill="white")
    d.text(119, 106, "delay 1", size=TINY, anchor="start")
    d.text(160, 93, "=", size=18)
    places = [(184.0 + 40 * at, middle) for at in range(4)]
    for at, (x, _) in enumerate(places):
        if at:
            names = (f"*x*_{{{at}}}", f"*h*_{{{at}}}", f"*y*_{{{at}}}")
            _stack(d, x, (low, middle, top), names, radius)
            d.arrow((x - 40 + radius, middle), (x - radius - 1, middle), ink=BLUE, width=1.5)
            d.text(x - 20, middle - 17, "*W*_{hh}", size=SMALL, ink=BLUE)
        else:
            d.circle((x, middle), radius, dash=DASHED)
            d.text(x, middle + 3, "*h*_{0}")
    for x, words in ((34, "feedforward"), (110, "RNN, folded"), (244, "unrolled")):
        d.text(x, 180, words, size=SMALL)
    return d


def _stack(
    d: Drawing, x: float, rows: tuple[float, float, float], names: Sequence[str], radius: float
) -> None:
    """Input, state and output above one another, with arrows up."""
    for y, name in zip(rows, names, strict=True):
        d.circle((x, y), radius)
        d.text(x, y + (3 if "_" in name else 4), name)
    for below, above in pairwise(rows):
        d.arrow((x, below - radius), (x, above + radius + 1))


def rnn_applications() -> Drawing:
    """Four patterns of input and output."""
    d = Drawing(
        "Four patterns of input and output",
        "Four small unrolled RNNs: one-to-many, captioning; many-to-one, sentiment; many-to-many"
        " aligned, tagging; and encoder–decoder, translation, whose inputs all come before its"
        " outputs, with the hidden state crossing a dashed line.",
        282,
    )
    patterns = (
        ((0, 0), "one-to-many", "captioning", "x..", "yyy"),
        ((166, 0), "many-to-one", "sentiment", "xxx", "..y"),
        ((0, 144), "many-to-many, aligned", "tagging", "xxx", "yyy"),
        ((166, 144), "encoder–decoder", "translation", "xxx..", "...yy"),
    )
    for (left, top), title, task, inputs, outputs in patterns:
        d.text(left + 77, top + 13, title, bold=True)
        d.text(left + 77, top + 27, task, size=SMALL)
        pitch = 42 if len(inputs) == 3 else 32
        first = left + 77 - pitch * (len(inputs) - 1) / 2
        for at, (given, wanted) in enumerate(zip(inputs, outputs, strict=True)):
            x = first + at * pitch
            _square(d, (x, top + 83), "none")
            if at:
                d.arrow((x - pitch + 9, top + 83), (x - 10, top + 83))
            if given == "x":
                _square(d, (x, top + 119), "#d0d0d0")
                d.arrow((x, top + 110), (x, top + 93))
            if wanted == "y":
                _square(d, (x, top + 47), BLUE)
                d.arrow((x, top + 74), (x, top + 57))
    x = 166 + 77 + 16
    d.line((x, 180), (x, 274), dash=DASHED, ink=BLUE)
    return d


def _square(d: Drawing, centre: Point, fill: str) -> None:
    d.box(centre[0] - 9, centre[1] - 9, 18, 18, fill=fill)


def dropout_batchnorm() -> Drawing:
    """Dropout in training and at test time; what batch norm does to a channel."""
    d = Drawing(
        "Dropout and batch normalisation",
        "Above, dropout: in training two of four hidden units are crossed out and their edges"
        " dashed, and the survivors are scaled by 1/(1 − p); at test time the network is whole."
        " Below, batch norm: a wide, shifted histogram is centred and scaled to unit width, then"
        " moved to centre β and width γ.",
        298,
    )
    d.text(1, 13, "dropout", anchor="start", bold=True)
    for left, words, dropped in ((50, "training", (1, 2)), (206, "test", ())):
        _thinned(d, left, dropped)
        d.text(left + 48, 164, words)
    for y in (26, 148):
        d.text(108, y, "× 1/(1 − *p*)", anchor="start", ink=BLUE)
    d.text(1, 196, "batch norm", anchor="start", bold=True)
    d.text(1, 210, "one channel over a batch", anchor="start", size=SMALL)
    steps: tuple[tuple[float, float, tuple[str, ...]], ...] = (
        (2.4, 1.6, ("*μ*", "*σ*")),
        (0.0, 1.0, ("0", "1")),
        (1.2, 0.7, ("*β*", "*γ*")),
    )
    for at, (centre, spread, marks) in enumerate(steps):
        _histogram(d, Frame(1 + at * 114, 222, 90, 54, (-3, 6), (0, 0.6)), centre, spread, marks)
    for x, change in ((102, ("− *μ*", "÷ *σ*")), (216, ("× *γ*", "+ *β*"))):
        d.lines(x, 230, change, ink=BLUE)
        d.arrow((x - 14, 254), (x + 14, 254), ink=BLUE)
    return d


def _thinned(d: Drawing, left: float, dropped: Sequence[int]) -> None:
    """A network of 4, 4 and 2 units, some of the hidden ones dropped."""
    before, hidden, after = (column(left + 48 * at, 84, n, 32) for at, n in enumerate((4, 4, 2)))
    for at, unit in enumerate(hidden):
        style: Any = {"dash": DOTTED} if at in dropped else {}
        joined(d, before, [unit], 8, **style)
        joined(d, [unit], after, 8, **style)
    kept = [unit for at, unit in enumerate(hidden) if at not in dropped]
    units(d, [*before, *after])
    units(d, kept, ink=BLUE if dropped else INK, width=1.6 if dropped else LINE)
    for at in dropped:
        x, y = hidden[at]
        d.circle((x, y), UNIT, dash="2 1.6")
        d.line((x - 7, y - 7), (x + 7, y + 7), width=1.6)
        d.line((x - 7, y + 7), (x + 7, y - 7), width=1.6)


def _histogram(
    d: Drawing, frame: Frame, centre: float, spread: float, names: Sequence[str]
) -> None:
    """The normal density in bars half a unit wide, its centre and width marked."""
    wide = 0.5
    for at in range(18):
        x = frame.xs[0] + at * wide
        share = _normal((x + wide - centre) / spread) - _normal((x - centre) / spread)
        if share > 0.004:
            top = frame.y(share / wide)
            across, up = frame.x(wide) - frame.x(0), frame.bottom - top
            d.box(frame.x(x), top, across, up, width=THIN, fill="#d0d0d0")
    d.line((frame.left, frame.bottom), (frame.right, frame.bottom))
    zero = frame.x(0)
    d.line((zero, frame.bottom - 3), (zero, frame.bottom + 3))
    place, name = frame.x(centre), names[0]
    if name != "0":
        d.text(zero, frame.bottom + 15, "0", size=SMALL)
    d.line((place, frame.bottom + 3), (place, frame.top), width=LINE, ink=BLUE)
    d.text(place, frame.bottom + 15, name, ink=BLUE)
    y = frame.y(math.exp(-0.5) / spread / math.sqrt(math.tau))
    d.arrow((place, y), (frame.x(centre + spread), y), ink=BLUE)
    d.text(frame.x(centre + spread) + 4, y + 2, names[1], ink=BLUE, anchor="start")


def _normal(z: float) -> float:
    return (1 + math.erf(z / math.sqrt(2))) / 2


def cnn_layers() -> Drawing:
    """A small convolutional network, and one kernel at two positions."""
    d = Drawing(
        "The layers of a small convolutional network",
        "A 32×32×1 input; a 5×5 window on it feeds one cell of a stack of six 28×28 maps,"
        " convolution and ReLU; 2×2 pooling gives six maps of 14×14; then a dense column and a"
        " softmax column of 10. Inset: one 3×3 kernel at two positions, the same 9 weights"
        " everywhere.",
        240,
    )
    middle = 62.0
    d.box(2, middle - 29, 58, 58)
    d.box(14, middle - 18, 9.1, 9.1, ink=BLUE, width=1.4)
    _maps(d, (92, middle - 25 + 12.5), 51)
    _maps(d, (188, middle - 13 + 10), 26)
    d.box(112, middle - 2, 3, 3, ink=BLUE, fill=BLUE, width=THIN)
    for y in (-18, -8.9):
        d.line((23.1, middle + y), (112, middle - 2 + (0 if y < -10 else 3)), width=THIN, ink=BLUE)
    d.arrow((171, middle), (184, middle))
    d.arrow((242, middle), (252, middle))
    d.text(261, middle + 4, "…")
    dense, out = column(279, middle, 5, 14), column(309, middle, 10, 10.6)
    joined(d, dense, out, 4, width=0.4)
    units(d, dense, 4.2)
    units(d, out, 4.2)
    d.arrow((267, middle), (274, middle))
    for x, lines in (
        (31, ("32×32×1", "input")),
        (126, ("28×28×6", "convolution", "+ ReLU")),
        (213, ("14×14×6", "2×2", "pooling")),
    ):
        d.lines(x, 132, lines, size=SMALL)
    d.text(276, 22, "dense", size=SMALL)
    d.lines(298, 132, ["softmax", "10"], size=SMALL)
    _two_positions(d)
    return d


def _maps(d: Drawing, corner: Point, side: float) -> None:
    """Six square maps, one behind the other."""
    for at in reversed(range(6)):
        d.box(corner[0] + 5 * at, corner[1] - 5 * at, side, side, fill="white")


def _two_positions(d: Drawing) -> None:
    left, top, cell = 24.0, 178.0, 8.0
    for across in range(10):
        d.line(
            (left + across * cell, top), (left + across * cell, top + 7 * cell), width=0.4, ink=GREY
        )
    for down in range(8):
        d.line((left, top + down * cell), (left + 9 * cell, top + down * cell), width=0.4, ink=GREY)
    for column_, row in ((1, 1), (5, 3)):
        d.box(left + column_ * cell, top + row * cell, 24, 24, ink=BLUE, width=THICK)
    d.arrow((left + 33, top + 22), (left + 39, top + 28), ink=BLUE)
    words = ("one 3×3 kernel at two positions:", "the same 9 weights everywhere")
    d.lines(116, top + 26, words, anchor="start")


def epoch_batch_iteration() -> Drawing:
    """The training set in batches, and the updates of an epoch."""
    size, batch = 10_000, 200
    steps = size // batch
    d = Drawing(
        "Epoch, batch and iteration",
        "A bar, the training set of N = 10,000, cut into 50 batches of 200 examples. Below it a"
        " time line with a tick for each of 50 iterations, one update each, braced as epoch 1;"
        " then the data are shuffled and epoch 2 begins.",
        180,
    )
    d.text(160, 14, f"training set, *N* = {size:,}")
    for at, words in ((0, "1"), (1, "2"), (2, "3"), (3, "4"), (4, "5"), (6.5, f"{steps}")):
        x = 1 + at * 42.4
        if at == 1:
            d.box(x, 24, 42.4, 26, fill=BLUE)
        look: Type = {"ink": "white", "bold": True} if at == 1 else {}
        d.text(x + 21.2, 41, words, **look)
        d.box(x, 24, 42.4, 26)
    d.line((213, 24), (276.6, 24), dash=DASHED)
    d.line((213, 50), (276.6, 50), dash=DASHED)
    d.text(244.8, 40, "…")
    d.arrow((64.6, 75), (64.6, 52), ink=BLUE)
    d.text(64.6, 87, f"batch: {batch} examples", ink=BLUE)
    base, pitch, left = 140, 4.4, 8.0
    d.arrow((left - 7, base), (318, base))
    for at in range(1, steps + 1):
        x = left + at * pitch
        d.line((x, base - 6), (x, base), width=THIN)
    for at in range(1, 7):
        x = 282 + at * pitch
        d.line((x, base - 6), (x, base), width=THIN)
    d.arrow((left + 30 * pitch, 117), (left + 30 * pitch, base - 8))
    d.text(left + 30 * pitch, 112, "iteration = 1 update")
    end = left + steps * pitch
    d.brace(left + pitch, end, base + 6, 11)
    d.text((left + pitch + end) / 2, base + 32, f"epoch 1: {steps} iterations", bold=True)
    _shuffle(d, (256, base - 14))
    d.text(256, base + 19, "shuffle", size=SMALL)
    d.text(320, base + 32, "epoch 2", bold=True, anchor="end")
    return d


def _shuffle(d: Drawing, centre: Point) -> None:
    """Two crossing arrows."""
    x, y = centre
    for side in (-1, 1):
        d.path(
            f"M{x - 14:g} {y + side * 6:g} H{x - 9:g} L{x + 3:g} {y - side * 6:g} H{x + 9:g}",
            ink=BLUE,
            width=1.4,
        )
        d.head((x + 14, y - side * 6), 0, BLUE)


def tensor() -> Drawing:
    """Arrays of rank 0 to 4 on one baseline."""
    d = Drawing(
        "Tensors of rank 0 to 4",
        "Five arrays on one baseline: one cell, a scalar, rank 0, shape (); four cells in a row, a"
        " vector, rank 1, shape (4); a grid, a matrix, rank 2, shape (3, 4); two grids one behind"
        " the other, rank 3, shape (2, 3, 4), with arrows for axis 0 in depth, axis 1 down and"
        " axis 2 across; three such stacks, rank 4, shape (3, 2, 3, 4), for example a batch of"
        " images.",
        142,
    )
    base = 64.0
    _grid(d, 11, base, 1, 1)
    _grid(d, 40, base, 4, 1)
    _grid(d, 84, base, 4, 3)
    for x in (155, 209, 247, 285):
        _grid(d, x + 4, base - 4, 4, 3)
        _grid(d, x, base, 4, 3)
    d.arrow((156, 36), (164, 28), ink=BLUE)
    d.text(171, 22, "axis 0", size=TINY, ink=BLUE)
    d.arrow((150, base - 23), (150, base), ink=BLUE)
    d.text(146, base - 8, "axis 1", size=TINY, ink=BLUE, anchor="end")
    d.arrow((155, base + 6), (185, base + 6), ink=BLUE)
    d.text(170, base + 18, "axis 2", size=TINY, ink=BLUE)
    for x, name, rank, shape in (
        (16, "scalar", 0, "()"),
        (55, "vector", 1, "(4)"),
        (99, "matrix", 2, "(3, 4)"),
        (170, "", 3, "(2, 3, 4)"),
        (262, "", 4, "(3, 2, 3, 4)"),
    ):
        words = [name, f"rank {rank}", shape]
        d.lines(x, base + 36, words, size=SMALL)
    d.text(262, base + 74, "e.g. a batch of images", size=TINY)
    return d


def _grid(d: Drawing, left: float, base: float, columns: int, rows: int) -> None:
    """A grid of square cells standing on a baseline."""
    cell = 7.5
    top = base - rows * cell
    d.box(left, top, columns * cell, rows * cell, fill="white")
    for at in range(1, columns):
        d.line((left + at * cell, top), (left + at * cell, base), width=THIN)
    for at in range(1, rows):
        d.line((left, top + at * cell), (left + columns * cell, top + at * cell), width=THIN)


def autoencoder() -> Drawing:
    """An hourglass of five layers."""
    d = Drawing(
        "An autoencoder",
        "An hourglass of five columns of units, 6, 4, 2, 4 and 6, each fully joined to the next."
        " The first three form the encoder f, the last three the decoder g; the two units in the"
        " middle are the code z. A dashed arc from the input to the reconstruction carries the"
        " loss, the squared distance between them.",
        236,
    )
    sizes = (6, 4, 2, 4, 6)
    layers = [column(36 + 62 * at, 96, size, 22) for at, size in enumerate(sizes)]
    for before, after in pairwise(layers):
        joined(d, before, after)
    for layer in layers:
        code = len(layer) == 2
        units(d, layer, fill=BLUE if code else "none", ink=BLUE if code else INK)
    d.brace(28, 157, 30, -10)
    d.brace(163, 292, 30, -10)
    d.text(92.5, 14, "encoder *f*")
    d.text(227.5, 14, "decoder *g*")
    d.text(36, 182, "input *x*")
    d.lines(160, 150, ["code *z*", "(bottleneck)"])
    d.text(309, 182, "reconstruction", anchor="end")
    _hat(d, (314.5, 182))
    d.path("M36 190 C80 216 240 216 284 190", ink=BLUE, dash=DASHED)
    d.text(172, 229, "loss ‖*x* −", ink=BLUE, anchor="end")
    _hat(d, (178.7, 229), BLUE)
    d.text(183.2, 229, "‖^{2}", ink=BLUE, anchor="start")
    return d


def _hat(d: Drawing, place: Point, ink: str = INK) -> None:
    """A slanted x with a hat of its own: few fonts set one over a letter."""
    x, y = place
    d.text(x, y, "*x*", ink=ink)
    d.line((x - 2.3, y - 8), (x + 0.6, y - 10.6), (x + 3.1, y - 8), ink=ink, width=0.9)


def bagging_boosting() -> Drawing:
    """Models side by side, and models one after another."""
    d = Drawing(
        "Bagging and boosting",
        "Above, bagging: a training set fans out to three bootstrap samples with repeated and"
        " missing examples; three models, trained side by side, are averaged or vote. Below,"
        " boosting: three models one after another, the points each got wrong grown in the next"
        " one’s data; with weights α1, α2, α3 they enter a weighted sum.",
        334,
    )
    _bagging(d)
    _boosting(d)
    return d


def _bagging(d: Drawing) -> None:
    d.text(1, 13, "bagging", anchor="start", bold=True)
    d.text(201, 13, "in parallel", ink=BLUE)
    middle, whole = 98.0, (1, 1, 1, 1, 1, 1)
    _sample(d, (28, middle), whole)
    d.lines(28, middle + 34, ["training", "set"], size=SMALL)
    d.box(264, middle - 20, 55, 40)
    d.lines(291.5, middle - 3, ["average", "/ vote"])
    for at, counts in enumerate(((2, 1, 0, 1, 1, 1), (1, 0, 2, 0, 1, 2), (0, 2, 1, 2, 1, 0))):
        y = middle + (at - 1) * 55
        d.link((56, middle), (98, y), 0, 2)
        _sample(d, (124, y), counts)
        d.text(124, y + 30, f"bootstrap {at + 1}", size=TINY)
        d.arrow((152, y), (178, y))
        _model(d, (201, y), at + 1)
        d.arrow((222, y), (262.5, middle + (at - 1) * 13))


def _model(d: Drawing, centre: Point, at: int) -> None:
    d.circle(centre, 20)
    d.lines(centre[0], centre[1] - 1, ["model", f"{at}"], size=TINY)


_SPOTS = tuple((x, y) for y in (-8.0, 8.0) for x in (-16.0, 0.0, 16.0))


def _sample(d: Drawing, centre: Point, counts: Sequence[int]) -> None:
    """Six examples in a box, each as often as it was drawn."""
    d.box(centre[0] - 26, centre[1] - 18, 52, 36)
    for (x, y), count in zip(_SPOTS, counts, strict=True):
        for at in range(count):
            aside = (at - (count - 1) / 2) * 6.5
            d.dot((centre[0] + x + aside, centre[1] + y), 2.6)


_POINTS = (
    (0.2, 0.3, 1), (0.25, 0.75, 1), (0.68, 0.2, 1),
    (0.5, 0.78, -1), (0.84, 0.62, -1), (0.52, 0.5, -1),
)  # fmt: skip
_STUMPS = (("x", 0.37), ("y", 0.36), ("x", 0.75))


def _says(stump: tuple[str, float], point: tuple[float, float, int]) -> int:
    return 1 if point["xy".index(stump[0])] < stump[1] else -1


def adaboost() -> tuple[list[list[float]], list[float]]:
    """The weights of the points before each of three stumps, and the weight of each stump."""
    weights, seen, votes = [1 / len(_POINTS)] * len(_POINTS), [], []
    for stump in _STUMPS:
        seen.append(weights)
        right = [_says(stump, point) == point[2] for point in _POINTS]
        error = sum(weight for weight, ok in zip(weights, right, strict=True) if not ok)
        votes.append(math.log((1 - error) / error) / 2)
        weights = [
            weight / (2 * (1 - error)) if ok else weight / (2 * error)
            for weight, ok in zip(weights, right, strict=True)
        ]
    return seen, votes


def _boosting(d: Drawing) -> None:
    d.text(1, 210, "boosting", anchor="start", bold=True)
    d.text(188, 210, "one after another", ink=BLUE)
    y, (seen, _) = 246.0, adaboost()
    for at, weights in enumerate(seen):
        x = 1.0 + at * 108
        _weighted(d, (x, y - 22), weights, _STUMPS[at])
        d.arrow((x + 45, y), (x + 54, y))
        _model(d, (x + 76, y), at + 1)
        if at < 2:
            d.arrow((x + 97, y), (x + 107, y))
        d.arrow((x + 76, y + 21), (x + 76, 304))
        d.text(x + 82, 290, f"*α*_{{{at + 1}}}", anchor="start")
    d.box(40, 306, 279, 25)
    d.text(180, 323, "weighted sum")


def _weighted(
    d: Drawing, corner: Point, weights: Sequence[float], stump: tuple[str, float]
) -> None:
    """The examples in a box, each with an area in proportion to its weight, and the next split."""
    left, top = corner
    side = 44.0
    d.box(left, top, side, side)
    place = stump[1] * side
    if stump[0] == "x":
        d.line((left + place, top), (left + place, top + side), dash="3 2", ink=BLUE)
    else:
        d.line((left, top + place), (left + side, top + place), dash="3 2", ink=BLUE)
    for (x, y, kind), weight in zip(_POINTS, weights, strict=True):
        centre, radius = (left + x * side, top + y * side), 6.6 * math.sqrt(weight)
        if kind > 0:
            d.dot(centre, radius)
        else:
            d.circle(centre, radius, width=1)
