from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

if TYPE_CHECKING:
    from anki_oracle import Anki
    from playwright.sync_api import Browser

# A busy machine makes examples slow, which says nothing of what they show.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same code gives the same result, unless new examples are asked for.
settings.register_profile("same", settings.get_profile("explore"), derandomize=True)
settings.load_profile("same")


def pytest_sessionstart() -> None:
    """Draw no constants from whichever modules the tests before have imported."""
    if settings().derandomize:
        vars(providers)["is_local_module_file"] = lambda _: False


# A script's background has Ctrl-C ignored, and so would have each command that a test interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the tests see into tests/cases and tests/errors, to be read and committed",
    )


@pytest.fixture
def update_golden(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--update-golden"))


@pytest.fixture(autouse=True)
def no_user_cache(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Formulas are cached for the test run, not in the home of whoever runs it."""
    cache = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setenv("LOCALAPPDATA", str(cache))


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Anki]:
    """An empty collection of the real Anki."""
    from anki_oracle import anki  # noqa: PLC0415  # slow to import, and few tests need it

    with anki(tmp_path / "anki") as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    from card_sheet import launched  # noqa: PLC0415  # as above

    with launched("--no-sandbox") as opened:
        yield opened
