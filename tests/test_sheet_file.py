from __future__ import annotations

import re
import zlib
from io import BytesIO

import pikepdf
import pytest
import sheet_samples as samples
from hypothesis import given
from hypothesis import strategies as st
from sheet_reading import sheet
from sheet_samples import deck, p

from exporter.sheet.objects import name, packed, string


def test_a_reader_finds_nothing_to_mend() -> None:
    data = sheet(samples.everything()).data
    with pikepdf.open(BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
    assert b"\r\nendstream" not in data
    assert b"\n\nendstream" not in data


def test_every_object_is_where_the_table_says_whatever_its_length() -> None:
    # Titles of all lengths move every offset and change every compressed stream.
    q = samples.Questions()
    for length in range(1, 40):
        data = sheet(deck(q("x" * length, p("y" * length)))).data
        with pikepdf.open(BytesIO(data)) as pdf:
            assert pdf.check_pdf_syntax() == []


def test_the_length_of_each_stream_is_right() -> None:
    data = sheet(samples.everything()).data
    found = list(re.finditer(rb"/Length (\d+)[^>]*>>\nstream\n", data))
    assert len(found) > 20
    for head in found:
        end = head.end() + int(head[1])
        assert data[end : end + 10] == b"\nendstream"


@given(st.binary(max_size=60))
def test_packed_data_reads_back_and_ends_in_no_line_end(data: bytes) -> None:
    body = packed(data)
    assert body[-1] not in b"\r\n"
    assert zlib.decompress(body).rstrip(b"\n") == data.rstrip(b"\n")


texts = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=1), max_size=20)


@given(texts)
def test_strings_and_names_read_back(text: str) -> None:
    assert str(pikepdf.Object.parse(string(text).encode())) == text
    assert pikepdf.Object.parse(name(text or "x").encode()) == pikepdf.Name("/" + (text or "x"))


@pytest.mark.parametrize(
    ("text", "written"),
    [("a (b) \\", "(a \\(b\\) \\\\)"), ("é", "<feff00e9>"), ("\n", "<feff000a>")],
)
def test_strings_are_plain_where_they_can_be(text: str, written: str) -> None:
    assert string(text) == written
