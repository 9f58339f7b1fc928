"""What an SVG may be: anything that is only a picture; and no bytes at all make its check fail."""

from __future__ import annotations

import encodings.aliases
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.inert import fault

FIGURES = Path(__file__).parent.parent / "source" / "figures"
SPACE = 'xmlns="http://www.w3.org/2000/svg"'


@pytest.mark.parametrize(
    "data",
    [
        *(path.read_bytes() for path in sorted(FIGURES.glob("*.svg"))[:3]),
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd"><svg/>',
        b'<?xml-stylesheet type="text/css" href="#s"?><svg/>',
        b"<?xml-stylesheet href='#s' title='a type' type = 'text/css'?><svg/>",
        f'<svg {SPACE} version="1.1" data-on="no"/>'.encode(),
        f'<svg {SPACE}><a href="https://a.org">javascript: a language</a></svg>'.encode(),
        f'<svg {SPACE}><image href="data:image/png;base64,AA"/></svg>'.encode(),
        f"<svg {SPACE}><foreignObject><p>words</p></foreignObject></svg>".encode(),
        "<?xml version='1.0' encoding='windows-1252'?><svg><text>é</text></svg>".encode("cp1252"),
        "<?xml version='1.0' encoding='iso-8859-1'?><svg><text>é</text></svg>".encode("latin-1"),
    ],
)  # fmt: skip
def test_what_programs_write_is_fine(data: bytes) -> None:
    assert fault(data) == ""


@given(
    st.sampled_from(["", *sorted({*encodings.aliases.aliases.values()})]),
    st.binary(max_size=60),
    st.booleans(),
)
def test_nothing_makes_the_check_fail(encoding: str, body: bytes, closed: bool) -> None:
    prolog = f"<?xml version='1.0' encoding='{encoding}'?>" if encoding else ""
    data = prolog.encode() + b"<svg>" + body + b"</svg>" * closed
    assert fault(data) in {
        *("", "holds a script", "holds another page"),
        *("declares XML entities", "has an encoding that is not known"),
        *(f"is not well-formed (line {line})" for line in range(1, 63)),
    }
