"""Pictures: every kind of file is drawn as it looks, or its fault is reported."""

# ruff: noqa: E501  # small files and messages are easier to read in one line

from __future__ import annotations

import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pypdfium2
import pytest
from PIL import Image as Pillow
from sheet_samples import chunk

from exporter.model import Image, Location, Media
from exporter.sheet.canvas import BareCanvas
from exporter.sheet.picture import Picture, Pictures

AT = Location("deck.md", 7)
FIGURES = Path(__file__).parent.parent / "source" / "figures"
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255)


def image(name: str, data: bytes) -> Image:
    return Image(Media(name, Path(name).suffix, data), "alt", (), None, AT)


def loaded(name: str, data: bytes) -> Picture:
    picture, problems = Pictures(None).load(image(name, data))
    assert problems == ()
    assert picture is not None
    return picture


def refused(name: str, data: bytes) -> str:
    picture, problems = Pictures(None).load(image(name, data))
    assert picture is None
    (problem,) = problems
    return str(problem)


def warned(body: str) -> list[str]:
    picture, problems = Pictures(None).load(image("x.svg", svg(body)))
    assert picture is not None
    start = "warning: x.svg: the sheet leaves out "
    hint = "draw it with plain shapes, or save the picture as a PNG"
    assert all(problem.hint == hint for problem in problems)
    return [str(problem).splitlines()[0].split(start)[1] for problem in problems]


def page(*pictures: Picture, size: float = 100) -> bytes:
    """A page on which each picture is drawn twice: over all of it, and nowhere to be seen."""
    buffer = BytesIO()
    canvas = BareCanvas(buffer, pagesize=(size, size), invariant=1, pageCompression=0)
    for picture in pictures:
        before = vars(canvas)["state_stack"].copy()
        picture.draw(canvas, 0, 0, size, size)
        picture.draw(canvas, 2 * size, 0, size, size)
        assert vars(canvas)["state_stack"] == before
    canvas.save()
    return buffer.getvalue()


def pixels(data: bytes) -> Callable[[float, float], tuple[int, ...]]:
    """The colour of a page at a place, given in shares of its width and height from the top."""
    rendered = pypdfium2.PdfDocument(data)[0].render(scale=2).to_pil().convert("RGB")

    def at(x: float, y: float) -> tuple[int, ...]:
        colour = rendered.getpixel((int(x * rendered.width), int(y * rendered.height)))
        assert isinstance(colour, tuple)
        return colour

    return at


def close(one: tuple[int, ...], other: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def quarters(mode: str = "RGB", size: int = 40) -> Pillow.Image:
    """Red, green, blue and white quarters."""
    picture = Pillow.new("RGB", (size, size), WHITE)
    half = size // 2
    picture.paste(RED, (0, 0, half, half))
    picture.paste(GREEN, (half, 0, size, half))
    picture.paste(BLUE, (0, half, half, size))
    return picture.convert(mode)


def saved(picture: Pillow.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def svg(body: str, attributes: str = 'width="100" height="100" viewBox="0 0 100 100"') -> bytes:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {space} {attributes}>{body}</svg>".encode()


# Bitmaps ------------------------------------------------------------------------------------

COLOURED = {
    "rgb.png": saved(quarters(), "PNG"),
    "palette.png": saved(quarters("P"), "PNG"),
    "alpha.png": saved(quarters("RGBA"), "PNG"),
    "photo.jpg": saved(quarters(size=80), "JPEG", quality=95),
    "progressive.jpeg": saved(quarters(size=80), "JPEG", quality=95, progressive=True),
    "print.jpg": saved(quarters("CMYK", size=80), "JPEG", quality=95),
    "picture.gif": saved(quarters(), "GIF"),
    "moving.gif": saved(quarters(), "GIF", save_all=True, append_images=[Pillow.new("RGB", (40, 40))]),
    "picture.webp": saved(quarters(), "WEBP", lossless=True),
}  # fmt: skip


@pytest.mark.parametrize("name", COLOURED)
def test_bitmaps_show_their_colours(name: str) -> None:
    at = pixels(page(loaded(name, COLOURED[name])))
    for place, colour in (((0.2, 0.2), RED), ((0.8, 0.2), GREEN), ((0.2, 0.8), BLUE), ((0.8, 0.8), WHITE)):  # fmt: skip
        assert close(at(*place), colour, 30)


@pytest.mark.parametrize("mode", ["1", "L", "LA"])
def test_grey_stays_grey(mode: str) -> None:
    picture = Pillow.linear_gradient("L").convert(mode)
    data = page(loaded("grey.png", saved(picture, "PNG")))
    at = pixels(data)
    assert at(0.5, 0.02)[0] < 40
    assert at(0.5, 0.98)[0] > 215
    (found,) = images(data)
    assert found.space == "/DeviceGray"


def test_sixteen_bits_keep_their_range() -> None:
    ramp = Pillow.new("I;16", (4, 1))
    for x, value in enumerate((0, 16_384, 32_768, 65_535)):
        ramp.putpixel((x, 0), value)
    at = pixels(page(loaded("deep.png", saved(ramp.resize((40, 10), 0), "PNG"))))
    assert [round(at(x, 0.5)[0] / 64) for x in (0.1, 0.35, 0.6, 0.9)] == [0, 1, 2, 4]


def test_transparency_shows_what_is_behind() -> None:
    clear = Pillow.new("RGBA", (10, 10), (255, 0, 0, 0))
    clear.paste((255, 0, 0, 255), (0, 0, 5, 10))
    behind = loaded("behind.png", saved(Pillow.new("RGB", (4, 4), BLUE), "PNG"))
    at = pixels(page(behind, loaded("clear.png", saved(clear, "PNG"))))
    assert close(at(0.2, 0.5), RED)
    assert close(at(0.8, 0.5), BLUE)


def test_a_transparent_colour_of_a_palette_is_transparent() -> None:
    picture = quarters("P")
    red = picture.getpixel((0, 0))
    at = pixels(page(loaded("p.png", saved(picture, "PNG", transparency=red))))
    assert close(at(0.2, 0.2), WHITE)
    assert close(at(0.8, 0.2), GREEN, 30)


def test_a_photo_is_turned_as_its_camera_says() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # a quarter to the right
    tall = loaded("turned.jpg", saved(quarters().resize((80, 40)), "JPEG", quality=95, exif=exif))
    assert (tall.width, tall.height) == (30, 60)
    at = pixels(page(tall))
    assert close(at(0.2, 0.2), BLUE, 30)
    assert close(at(0.8, 0.2), RED, 30)


class Found(NamedTuple):
    """An image XObject of a file."""

    width: int
    space: str
    data: bytes


def images(data: bytes) -> list[Found]:
    """The images of a file, without masks."""
    with pikepdf.open(BytesIO(data)) as document:
        streams = [item for item in document.objects if isinstance(item, pikepdf.Stream)]
        masks = {mask.objgen for item in streams if (mask := item.get("/SMask")) is not None}
        return [
            Found(int(item.Width), str(item.ColorSpace), item.read_raw_bytes())
            for item in streams
            if item.get("/Subtype") == "/Image" and item.objgen not in masks
        ]


def test_a_jpeg_is_embedded_as_it_is() -> None:
    data = saved(quarters(), "JPEG")
    (found,) = images(page(loaded("p.jpg", data)))
    assert found.data == data


def test_a_picture_is_in_the_file_once() -> None:
    assert len(images(page(loaded("a.png", COLOURED["rgb.png"])))) == 1


def test_a_large_photo_is_scaled_to_what_print_needs() -> None:
    picture = loaded("large.jpg", saved(Pillow.new("RGB", (4000, 1000), GREEN), "JPEG"))
    assert (picture.width, picture.height) == (3000, 750)
    data = page(picture)
    (found,) = images(data)
    assert found.width == 2000
    assert close(pixels(data)(0.5, 0.5), GREEN)


def test_a_resolution_is_used_if_it_can_be_true() -> None:
    sizes = [
        loaded("a.png", saved(Pillow.new("L", (300, 300)), "PNG", dpi=(dpi, dpi))).width
        for dpi in (300, 72, 2, 96_000)
    ]
    assert sizes == [pytest.approx(72, abs=0.1), 225, 225, 225]


def huge(side: int) -> bytes:
    head = chunk(b"IHDR", struct.pack(">2I5B", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_000, 14_000, 2_000_000])
def test_a_picture_of_too_many_pixels_is_refused(side: int) -> None:
    assert refused("bomb.png", huge(side)) == (
        "deck.md:7: bomb.png: a picture of more than 60 million pixels\n"
        "    scale it down: print needs 2000 pixels across"
    )


def test_a_jpeg_of_too_many_scans_is_refused() -> None:
    data = saved(quarters(), "JPEG", progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    assert loaded("p.jpg", data[:-2] + last * 10 + data[-2:]).width == 30
    assert refused("p.jpg", data[:-2] + last * 30 + data[-2:]).splitlines()[0] == (
        "deck.md:7: p.jpg: a JPEG of more than 32 scans"
    )


@pytest.mark.parametrize("name", COLOURED)
@pytest.mark.parametrize("share", [0.1, 0.6])
def test_a_file_that_was_cut_off_is_refused(name: str, share: float) -> None:
    data = COLOURED[name]
    assert refused(name, data[: int(len(data) * share)]) == (
        f"deck.md:7: {name}: a damaged or incomplete file\n    save the picture again"
    )


def test_a_file_of_noise_is_reported_as_damaged() -> None:
    for suffix in (".png", ".jpg", ".gif", ".webp"):
        assert "a damaged or incomplete file" in refused(f"x{suffix}", b"\x89PNG\r\n\x1a\n" * 9)


# SVG ----------------------------------------------------------------------------------------


def test_shapes_are_drawn_where_they_are() -> None:
    body = (
        '<rect width="50" height="50" fill="red"/>'
        '<g transform="translate(50 0)"><rect width="50" height="50" style="fill:#008000"/></g>'
        '<style>.b{fill:blue}</style><path class="b" d="M0 50H50V100H0Z"/>'
    )
    at = pixels(page(loaded("x.svg", svg(body))))
    assert [at(0.2, 0.2), at(0.8, 0.2), at(0.2, 0.8), at(0.8, 0.8)] == [RED, GREEN, BLUE, WHITE]


def test_gradients_reuse_and_opacity_are_drawn() -> None:
    body = (
        '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/>'
        '<stop offset="1" stop-color="blue"/></linearGradient>'
        '<g id="s"><rect width="20" height="20" fill="blue"/></g></defs>'
        '<rect width="100" height="40" fill="url(#g)"/><use href="#s" y="50"/>'
        '<use xlink:href="#s" x="40" y="50"/><rect y="80" width="100" height="20" opacity=".5"/>'
    )
    at = pixels(page(loaded("x.svg", svg(body))))
    assert close(at(0.03, 0.2), RED, 30)
    assert close(at(0.97, 0.2), BLUE, 30)
    assert at(0.1, 0.6) == at(0.5, 0.6) == BLUE
    assert close(at(0.5, 0.9), (127, 127, 127))


def test_shapes_of_one_colour_keep_their_own_opacity() -> None:
    body = (
        '<rect width="100" height="50" fill="red" fill-opacity=".5"/>'
        '<rect y="50" width="100" height="50" fill="red"/>'
        '<g color="blue"><rect x="50" y="50" width="50" height="50" fill="currentColor"/></g>'
    )
    at = pixels(page(loaded("x.svg", svg(body))))
    assert close(at(0.5, 0.2), (255, 127, 127))
    assert at(0.2, 0.8) == RED
    assert at(0.8, 0.8) == BLUE


def test_outlined_words_are_drawn() -> None:
    body = '<text y="90" font-size="120" fill="none" stroke="blue" stroke-width="9">I</text>'
    rendered = pypdfium2.PdfDocument(page(loaded("x.svg", svg(body))))[0].render().to_pil()
    colours = {colour for _, colour in rendered.convert("RGB").getcolors(9999) or []}
    assert BLUE in colours
    assert (0, 0, 0) not in colours


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="200" height="100"', (150, 75)),
        ('width="2in" height="72pt"', (144, 72)),
        ('viewBox="0 0 40 20"', (30, 15)),
        ('width="100%" height="100%" viewBox="0 0 40 20"', (30, 15)),
        ('width="80" viewBox="0 0 40 20"', (60, 30)),
        ('height="80" viewBox="0 0 40 20"', (120, 60)),
        ('width="10" height="10" viewBox="junk"', (7.5, 7.5)),
    ],
)
def test_the_natural_size(attributes: str, size: tuple[float, float]) -> None:
    picture = loaded("x.svg", svg('<rect width="9" height="9"/>', attributes))
    assert (picture.width, picture.height) == size


LOST = [
    ('<line x2="9" y2="9" marker-end="url(#a)"/>', ["<marker>"]),
    ('<line x2="9" style="marker-start: url(#a)"/>', ["<marker>"]),
    ('<style>.m{marker-end:url(#a)}</style><line class="m" x2="9"/>', ["<marker>"]),
    ('<style>.unused{marker-end:url(#a)}</style><line x2="9"/>', []),
    ('<line x2="9" marker-end="none" opacity="1" filter="none"/>', []),
    ('<rect mask="url(#m)" filter="url(#f)"/>', ["<mask>", "<filter>"]),
    ('<pattern id="p"/><rect fill="url(#p)"/>', ["<pattern>"]),
    ("<foreignObject><div/></foreignObject>", ["<foreignObject>"]),
    ("<script>1</script><animate/>", ["<script>", "<animate>"]),
    ('<rect><animate attributeName="x"/></rect>', ["<animate>"]),
    ('<image href="data:image/png;base64,AAAA"/>', ["<image>"]),
    ('<use href="other.svg#a"/>', ["<use> of another file"]),
    ('<g opacity=".5"><rect/><rect/></g>', ["the opacity of a group, which its parts are given one by one,"]),
    ('<text text-decoration="underline">a</text>', ["text-decoration"]),
    ('<text x="1 5 9">abc</text>', ["the places of single letters"]),
    ('<linearGradient id="g"/><line stroke="url(#g)"/>', ["the gradient of a line"]),
    ('<title>t</title><desc>d</desc><metadata>m</metadata><defs><marker id="a"/></defs>', []),
    ('<thing xmlns="http://example.org"/>', []),
]  # fmt: skip


@pytest.mark.parametrize(("body", "lost"), LOST, ids=[case[0][:40] for case in LOST])
def test_what_is_left_out_is_said(body: str, lost: list[str]) -> None:
    assert warned(body) == lost


def test_a_warning_in_full() -> None:
    _, problems = Pictures(None).load(
        image("figures/x.svg", svg('<line x2="9" marker-end="url(#a)"/>'))
    )
    (problem,) = problems
    assert str(problem) == (
        "deck.md:7: warning: figures/x.svg: the sheet leaves out <marker>\n"
        "    draw it with plain shapes, or save the picture as a PNG"
    )


BROKEN = [
    (b"<svg", "an SVG that is not well-formed (line 1)"),
    (b"<html/>", "a file that is not SVG"),
    (svg("", ""), "an SVG without a size"),
    (svg("", 'width="0" height="5"'), "an SVG of 0 × 5 px"),
    (svg("", 'width="1e9" height="5"'), "an SVG of 1e+09 × 5 px"),
    (svg('<rect width="1e400" height="5"/>'), "an SVG with coordinates that are no numbers, or far too large"),
    (svg('<path d="M garbage 5 L"/>'), "an SVG that cannot be drawn"),
    (svg("<g>" * 100 + "</g>" * 100), "an SVG nested more than 60 levels deep"),
    (svg("<rect/>" * 20_001), "an SVG of more than 20,000 elements"),
    (svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), "an SVG whose <use> elements refer to each other in a circle"),
    (svg('<g id="a0"><rect/></g>' + "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 9 + "</g>" for n in range(1, 9))), "an SVG whose <use> elements stand for more than 5,000 others"),
    (b"<!DOCTYPE svg [<!ENTITY a 'x'>]>" + svg("<text>&a;</text>"), "an SVG that declares XML entities"),
    (svg(" " * 5_000_001), "an SVG of more than 5 MB"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "what"), BROKEN, ids=[case[1][:40] for case in BROKEN])
def test_svg_that_cannot_be_drawn_is_refused(data: bytes, what: str) -> None:
    assert refused("x.svg", data).splitlines()[0] == f"deck.md:7: x.svg: {what}"


RED_RULE = "<style>%s{fill:red}</style>"


@pytest.mark.parametrize(
    ("style", "seen"),
    [
        ("a,/* b */rect", True),
        (".r", True),
        ("svg > g rect", True),
        ("g g g rect", False),
        ("rect:first-child", False),
        ("g ~ g rect", False),
        ("@media print{rect", False),
        ("rect:hover", False),
    ],
)
def test_rules_of_style_are_simple_ones(style: str, seen: bool) -> None:
    rect = '<g><g><g><rect class="r" width="100" height="100" fill="blue"/></g></g></g>'
    picture, problems = Pictures(None).load(image("x.svg", svg(RED_RULE % style + rect)))
    assert picture
    assert pixels(page(picture))(0.5, 0.5) == (RED if seen else BLUE)
    quiet = seen or ":hover" in style or "@" in style
    assert [problem.what for problem in problems] == (
        [] if quiet else [f"x.svg: the sheet leaves out the style of {style}"]
    )


CLIPPED = '<rect clip-path="url(#a)"/>'
FILLED = '<rect style="fill:url(#a)"/>'


def slow_svgs() -> list[tuple[str, bytes]]:
    """Small files that once took minutes, or that a parser of styles takes them for."""
    many = 100_000
    groups = "<g>" * 55 + "<rect/>" * 9000 + "</g>" * 55
    return [
        ("braces", svg(f"<style>{'a' * many}</style>")),
        ("comments", svg(f"<style>{'/*' * 49_000}</style>")),
        ("brackets", svg(f"<style>a{{b:{'(' * 49_000}}}</style>")),
        ("nots", svg(f"<style>{':not(' * 3000}a{')' * 3000}{{b:c}}</style><rect/>")),
        ("rules", svg(f"<style>{'rect{fill:red}' * 6000}</style>{'<rect/>' * 6000}")),
        ("sheets", svg("<style>a{b:c}</style>" * 5000)),
        ("long sheet", svg(f"<style>{'a,' * many}b{{c:d}}</style>")),
        ("siblings", svg(f"<style>{'rect~' * 9}rect{{fill:red}}</style>{'<rect/>' * 900}")),
        ("ancestors", svg("<style>g g rect{fill:red}</style>" + groups)),
        ("groups", svg(groups)),
        ("blanks", svg(f'<rect fill="url({" " * many}"/>')),
        ("blanks in a colour", svg(f'<rect fill="rgb(1,{" " * many}x"/>')),
        ("attributes", svg("<rect " + " ".join(f'a{n}="x"' for n in range(20_000)) + "/>")),
        ("long styles", svg(f'<g style="{"a:b;" * 50_000}">{"<rect/>" * 5000}</g>')),
        ("turns", svg(f'<g transform="{"rotate(1) " * 400_000}"><rect/></g>')),
        ("clips", svg(f'<clipPath id="a">{"<rect/>" * 4000}</clipPath>' + CLIPPED * 4000)),
        ("clips by rule", svg(
            f'<style>rect{{clip-path:url(#a)}}</style><clipPath id="a">{"<path/>" * 999}</clipPath>'
            + "<rect/>" * 4000
        )),
        ("stops", svg(f'<linearGradient id="a">{"<stop/>" * 9000}</linearGradient>' + FILLED * 999)),
        ("stops elsewhere", svg(
            f'<linearGradient id="b">{"<stop/>" * 9000}</linearGradient>'
            '<linearGradient id="a" href="#b"/>' + FILLED * 999
        )),
        ("uses", svg(f'<g id="a">{"<rect/>" * 100}</g>' + '<use href="#a"/>' * 190)),
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), slow_svgs(), ids=[name for name, _ in slow_svgs()])
def test_no_svg_takes_time_without_end(name: str, data: bytes) -> None:
    script = (
        "import sys; from exporter.sheet.svg import draw; from exporter.sheet.picture import *\n"
        "try: draw(sys.stdin.buffer.read())\nexcept PictureError as error: print(error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], input=data, capture_output=True, timeout=120, check=True
    )
    refused = {
        *("brackets", "nots", "rules", "long sheet", "ancestors", "groups", "attributes", "uses"),
        *("long styles", "turns", "clips", "clips by rule", "stops", "stops elsewhere"),
    }
    assert bool(ran.stdout) is (name in refused), ran.stdout


def test_dashes_without_length_and_parts_shrunk_to_nothing_do_no_harm() -> None:
    body = (
        '<rect width="100" height="100" fill="red"/><line x2="99" stroke="blue" stroke-dasharray="0 0"/>'
        '<line x2="99" stroke="blue" stroke-dasharray="5 -5"/>'
        '<g transform="scale(0)"><rect width="9" height="9"/></g>'
    )
    assert pixels(page(loaded("x.svg", svg(body))))(0.5, 0.5) == RED


def test_no_other_file_is_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_bytes(svg('<rect id="r" width="100" height="100" fill="red"/>'))
    opened: list[object] = []
    watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event == "open":
            opened.append(arguments[0])

    sys.addaudithook(watch)
    path, address = str(secret), secret.as_uri()
    Pictures(None).load(image("x.svg", svg("<text>warm</text>")))
    opened.clear()
    bodies = [
        f'<image href="{path}" width="9" height="9"/>',
        f'<image xlink:href="{address}" width="9" height="9"/>',
        f'<use href="{address}#r"/><use href="{path}#r"/>',
        f'<style>@import url("{address}"); rect{{fill:url("{address}#r")}}</style><rect/>',
        f'<rect fill="url({address}#r)" clip-path="url({path}#r)"/>',
    ]
    for body in bodies:
        picture, _ = Pictures(None).load(image("x.svg", svg(body)))
        assert picture is not None
        assert pixels(page(picture))(0.05, 0.05) != RED
    Pictures(None).load(
        image("x.svg", f'<!DOCTYPE svg SYSTEM "{address}">'.encode() + svg("<rect/>"))
    )
    watching = False
    assert not [name for name in opened if "secret" in str(name)]


def test_words_can_be_searched_and_their_fonts_are_embedded() -> None:
    body = (
        '<text x="5" y="20">efficient <tspan font-weight="bold">bold</tspan> Σ∇</text>'
        '<text x="5" y="40" font-family="Times, serif" font-style="italic">serif</text>'
        '<text x="5" y="60" font-family="Courier New, monospace">code</text>'
        '<text x="5" y="80" font-family="Helvetica, Arial">plain</text>'
    )
    data = page(loaded("x.svg", svg(body)))
    text = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    for word in ("efficient", "bold", "Σ∇", "serif", "code", "plain"):
        assert word in text
    with pikepdf.open(BytesIO(data)) as document:
        fonts = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]  # fmt: skip
        names = {str(font.BaseFont).split("+")[-1] for font in fonts}
        assert names == {
            "SourceSans3-Regular",
            "SourceSans3-SemiBold",
            "DejaVuSans",
            "SourceSerif4-Italic",
            "SourceCodePro-Regular",
        }
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)
        maps = [font.ToUnicode.read_bytes().decode("ascii") for font in fonts]
        for cmap in maps:
            pairs = re.findall(r"<(..)> <(....)>", cmap)
            assert min(unicode for _, unicode in pairs) == "0020"
            assert f"{len(pairs)} beginbfchar" in cmap


def words(body: str) -> dict[str, tuple[float, float]]:
    """Where each word of an SVG begins and ends, in px."""
    data = page(loaded("x.svg", svg(body)))
    found = pypdfium2.PdfDocument(data)[0].get_textpage()
    text = found.get_text_range()
    places = {}
    for word in text.split():
        at = text.index(word)
        places[word] = (
            found.get_charbox(at, loose=True)[0],
            found.get_charbox(at + len(word) - 1, loose=True)[2],
        )
    return places


def test_words_are_anchored_as_a_whole() -> None:
    middle = words('<text x="50" y="20" font-size="8" text-anchor="middle">one <tspan font-weight="bold">two</tspan></text>')  # fmt: skip
    assert middle["one"][0] + middle["two"][1] == pytest.approx(100, abs=0.5)
    assert middle["one"][1] < middle["two"][0]
    end = words('<text x="90" y="20" font-size="8" text-anchor="end">end</text>')
    assert end["end"][1] == pytest.approx(90, abs=0.5)


def test_characters_that_no_font_has_are_said_and_stood_in_for() -> None:
    picture, problems = Pictures(None).load(image("x.svg", svg('<text y="20">a日b</text>')))
    assert picture is not None
    assert [str(problem) for problem in problems] == [
        'deck.md:7: warning: x.svg: no font has "日" (U+65E5); it is printed as □'
    ]
    text = pypdfium2.PdfDocument(page(picture))[0].get_textpage().get_text_range()
    assert "a□b" in text


def test_a_mark_over_a_letter_may_be_the_first_that_needs_another_font() -> None:
    data = svg('<text y="9">x\u0302</text>')
    script = f"from exporter.sheet.svg import draw; draw({data!r})"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_titles_and_descriptions_are_not_printed() -> None:
    body = '<title>hidden</title><g><title>tip</title><rect width="5" height="5"/></g><text y="20">seen</text>'  # fmt: skip
    data = page(loaded("x.svg", svg(body)))
    assert pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range().split() == ["seen"] * 2


@pytest.mark.parametrize("path", sorted(FIGURES.glob("*.svg")), ids=lambda path: path.stem)
def test_the_figures_of_the_source_are_drawn_whole(path: Path) -> None:
    assert loaded(path.name, path.read_bytes()).width > 100


def test_the_same_bytes_every_time() -> None:
    def build() -> bytes:
        return page(
            loaded("a.png", COLOURED["alpha.png"]),
            loaded("large.jpg", saved(quarters(size=2400), "JPEG")),
            loaded("x.svg", svg('<text x="5" y="20">word</text><rect opacity=".5" width="9"/>')),
        )

    assert build() == build()


# Kept between runs --------------------------------------------------------------------------

OF_EVERY_KIND = svg(
    '<linearGradient id="l"><stop stop-color="red"/><stop offset=".3" stop-color="lime"/>'
    '<stop offset="1" stop-color="blue"/></linearGradient>'
    '<radialGradient id="r" href="#l"/><clipPath id="c"><circle cx="50" cy="50" r="40"/></clipPath>'
    '<rect width="100" height="50" fill="url(#l)"/><rect y="50" width="100" height="50" fill="url(#r)"/>'
    '<rect width="60" height="60" fill="red" opacity=".5"/><rect width="9" height="9" fill="#0f0"/>'
    '<path d="M0 0L99 99" stroke="blue" stroke-opacity=".25" clip-path="url(#c)" filter="url(#f)"/>'
    '<text x="5" y="20">fi Σ <tspan font-weight="bold" stroke="red">日</tspan></text>'
)


@pytest.mark.parametrize("gray", [False, True])
def test_a_drawing_that_was_kept_is_the_same(tmp_path: Path, gray: bool) -> None:
    for _ in range(2):  # the other colours are in the same file
        picture, problems = Pictures(tmp_path, gray=not gray).load(image("x.svg", OF_EVERY_KIND))
    cold = Pictures(tmp_path, gray=gray).load(image("x.svg", OF_EVERY_KIND))
    warm = Pictures(tmp_path, gray=gray).load(image("x.svg", OF_EVERY_KIND))
    assert warm == cold
    assert warm[1] == problems
    assert len(problems) == 2
    assert cold[0]
    assert warm[0]
    assert page(warm[0]) == page(cold[0])
    assert warm[0] != picture


def test_a_drawing_that_was_kept_is_not_made_again(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from test_picture import *\n"
        "picture, _ = Pictures(Path(sys.argv[1])).load(image('x.svg', OF_EVERY_KIND))\n"
        "print('svglib' in sys.modules, len(page(picture)))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "new" / "cache")]
    cold, warm = (
        subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent
        ).stdout.split()
        for _ in range(2)
    )
    assert (cold[0], warm[0]) == ("True", "False")
    assert cold[1] == warm[1]


def test_a_picture_that_is_refused_is_refused_again(tmp_path: Path) -> None:
    for _ in range(2):
        picture, problems = Pictures(tmp_path).load(image("x.svg", b"<svg"))
        assert picture is None
        assert len(problems) == 1
    assert not list(tmp_path.iterdir())
