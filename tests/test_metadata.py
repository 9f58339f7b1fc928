"""What a file tells of its maker is gone; what it shows is the same to the last bit."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from sheet_samples import chunk

from exporter.metadata import without_metadata

SECRET = b"at home, 52.5163 N"
TEXT = SECRET.decode()
GPS = 0x8825
KINDS = {".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".gif": "GIF"}
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def picture(size: int = 48) -> Image.Image:
    return Image.radial_gradient("L").resize((size, size // 2)).convert("RGB")


def exif(orientation: int | None = 6, dpi: int | None = None) -> Image.Exif:
    made = Image.Exif()
    made[0x010E] = made[0x010F] = made[0x9286] = TEXT
    if orientation is not None:
        made[0x0112] = orientation
    if dpi is not None:
        made[0x011A] = made[0x011B] = float(dpi)
        made[0x0128] = 2
    made.get_ifd(GPS)[1] = TEXT
    return made


def saved(kind: str, image: Image.Image | None = None, **options: Any) -> bytes:
    buffer = BytesIO()
    (image or picture()).save(buffer, kind, **options)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def same_pixels(one: bytes, other: bytes) -> bool:
    first, second = opened(one), opened(other)
    return (first.size, first.mode, first.tobytes()) == (second.size, second.mode, second.tobytes())


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
@pytest.mark.parametrize("orientation", [*range(1, 9), None])
def test_the_place_goes_and_the_way_up_stays(suffix: str, orientation: int | None) -> None:
    data = saved(KINDS[suffix], exif=exif(orientation), icc_profile=PROFILE)
    assert SECRET in data
    stripped = without_metadata(suffix, data)
    assert SECRET not in stripped
    assert same_pixels(data, stripped)
    image = opened(stripped)
    assert image.info.get("icc_profile") == PROFILE
    kept = {} if orientation in (1, None) else {0x0112: orientation}
    assert dict(image.getexif()) == kept
    assert without_metadata(suffix, stripped) == stripped


def test_exif_in_a_segment_that_is_not_its_own_goes() -> None:
    data = saved("JPEG", exif=exif()).replace(b"\xff\xe1", b"\xff\xe5", 1)
    assert b"Exif" in data
    assert b"Exif" not in without_metadata(".jpg", data)


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_resolution_stays(order: str) -> None:
    made = exif(dpi=300)
    made.endian = order
    stripped = without_metadata(".jpg", saved("JPEG", exif=made))
    assert opened(stripped).getexif()[0x011A] == 300
    assert opened(stripped).getexif()[0x0112] == 6
    png = saved("PNG", dpi=(300, 300))
    assert without_metadata(".png", png) == png


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        (".jpg", {"comment": TEXT}),
        (".jpg", {"xmp": b"<x:xmpmeta>" + SECRET}),
        (".jpg", {"progressive": True, "comment": TEXT}),
        (".webp", {"xmp": b"<x:xmpmeta>" + SECRET}),
        (".webp", {"xmp": SECRET, "exif": exif(), "lossless": True}),
        (".gif", {"comment": TEXT}),
    ],
)
def test_comments_and_text_chunks_are_removed(suffix: str, options: dict[str, Any]) -> None:
    data = saved(KINDS[suffix], **options)
    assert SECRET in data
    stripped = without_metadata(suffix, data)
    assert SECRET not in stripped
    assert same_pixels(data, stripped)


@pytest.mark.parametrize("name", [b"tEXt", b"iTXt", b"tIME", b"eXIf", b"caBX", b"prVt"])
def test_a_png_loses_the_chunks_that_show_nothing(name: bytes) -> None:
    data = saved("PNG")
    assert without_metadata(".png", data[:33] + chunk(name, SECRET) + data[33:]) == data


@pytest.mark.parametrize("suffix", KINDS)
def test_what_stands_behind_the_end_goes(suffix: str) -> None:
    """There telephones keep a second picture, and croppers forgot what they had cut off."""
    data = saved(KINDS[suffix])
    assert without_metadata(suffix, data) == data
    assert without_metadata(suffix, data + saved("JPEG", exif=exif()) + SECRET) == data


def test_an_embedded_thumbnail_is_removed() -> None:
    data = saved("JPEG")
    thumbnail = b"\xff\xe0" + struct.pack(">H", 2 + 5 + 1 + len(SECRET)) + b"JFXX\0\x10" + SECRET
    assert without_metadata(".jpg", data[:20] + thumbnail + data[20:]) == data


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png"])
def test_what_moves_goes_on_moving(suffix: str) -> None:
    frames = [picture().rotate(90 * turn) for turn in range(3)]
    options: dict[str, Any] = {"save_all": True, "append_images": frames[1:], "loop": 0}
    data = saved(KINDS[suffix], frames[0], **options)
    stripped = without_metadata(suffix, data)
    assert opened(stripped).n_frames == 3  # type: ignore[attr-defined]  # of those that move
    assert stripped == data


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


def test_a_film_loses_its_place_and_every_frame_stays_where_it_is() -> None:
    told = box(b"udta", box(b"\xa9xyz", SECRET)) + box(b"meta", SECRET)
    track = box(b"trak", box(b"tkhd", b"1") + told + box(b"mdia", b"udta"))
    long = struct.pack(">I4sQ", 1, b"mdat", 16 + 4) + b"film"
    data = box(b"ftyp", b"isom") + box(b"moov", track + told) + box(b"uuid", SECRET) + long
    stripped = without_metadata(".mp4", data)
    assert SECRET not in stripped
    assert len(stripped) == len(data)
    assert stripped.index(b"film") == data.index(b"film")
    assert stripped.count(b"free") == 5
    assert box(b"mdia", b"udta") in stripped
    assert without_metadata(".mp4", stripped) == stripped


def test_what_is_not_known_is_not_touched() -> None:
    assert without_metadata(".svg", SECRET) == SECRET


DAMAGED = [saved("GIF"), *(saved(kind, exif=exif()) for kind in ("JPEG", "PNG", "WEBP"))]


@given(st.sampled_from([*KINDS, ".mp4"]), st.sampled_from(DAMAGED), st.data())
def test_whatever_is_in_a_file_nothing_fails(
    suffix: str, data: bytes, drawn: st.DataObject
) -> None:
    start = drawn.draw(st.integers(0, len(data)))
    end = drawn.draw(st.integers(start, len(data)))
    mixed = data[:start] + drawn.draw(st.binary(max_size=20)) + data[end:]
    once = without_metadata(suffix, mixed)
    assert len(once) <= len(mixed) + 8
    assert without_metadata(suffix, once) == once
