from __future__ import annotations

import pytest
import sheet_samples as samples
from layout_reading import laid, shapes, words
from sheet_samples import deck, table

from exporter.sheet import Layout

LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"


def test_long_cells_share_what_short_ones_leave_of_the_measure() -> None:
    block = table(("Place", "Left", "Right"), ("alpha omega", LONG, f"{LONG} {LONG}"))
    output = laid(deck(samples.Questions()("Q?", block)), Layout.SHEET)
    rules = [box for box in shapes(output) if box.x1 - box.x0 > 300]
    ends = {(round(box.x0), round(box.x1)) for box in rules if box.x1 < 79 + 378 + 1}
    assert ends == {(79, 79 + 378)}
    starts = {word.text: word for word in words(output)}
    assert starts["alpha"].baseline == starts["omega"].baseline
    left, right = starts["Left"].x0, starts["Right"].x0
    assert 79 + 378 - right == pytest.approx(2 * (right - left), rel=0.25)
