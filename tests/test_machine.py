"""Machines that fail: whatever happens to a build, its files are all old or all new.

Each test runs the command in a process of its own. `EXPORTER_SIGNALS` says how many moments each
signal is sent at, besides those of every access to a file (4 by default).
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from exporter import stamp

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals, limits and devices")

MOMENTS = int(os.environ.get("EXPORTER_SIGNALS", "4"))

OLD = "## What is $a+b$? {#a}\n\nA sum.\n\n## Why?\n\nOld.\n"
NEW = "## What is $a+b$? {#a}\n\nA sum: $c^2$.\n\n## Why?\n\nNew.\n"

ENOUGH = 300
"""Seconds; only what hangs takes them."""

COMMAND = [sys.executable, "-m", "exporter"]

FAILING = """
import errno, os, signal, sys
import exporter.build, exporter.cli, exporter.report, exporter.stamp, exporter.turns
from exporter.__main__ import main
from exporter.sheet import formula_path

ACCESSES = "open os.rename os.link os.mkdir os.remove os.chmod os.listdir".split()
PLACES = tuple(os.path.join(os.getcwd(), each) for each in ("source", "dist", "cache"))
left = 0

def meet(event, arguments):
    global left
    path = arguments[0] if event in ACCESSES else None
    if isinstance(path, str) and os.path.abspath(path).startswith(PLACES):
        left -= 1
        if left == 0 and what.startswith("SIG"):
            os.kill(os.getpid(), getattr(signal, what))
        elif left == 0:
            number = getattr(errno, what)
            raise OSError(number, os.strerror(number), path)

sys.addaudithook(meet)
for line in sys.stdin:
    what, n, *command = line.split()
    if not (child := os.fork()):
        for stream, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        left = int(n)
        sys.argv[1:] = command
        try:
            main()
        finally:
            print("through" if left > 0 else "met")
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""
"""Runs a command for each line; its n-th access to the user's files fails, or meets a signal."""

READY = """
import sys
def meet(event, arguments):
    if event == "import" and arguments[0] == "exporter.cli":
        print("ready", flush=True)
sys.addaudithook(meet)
"""
"""Tells when the command handles signals, for its line is imported just after that."""

CALLBACK = """
import os, signal, weakref, zipfile
init = zipfile.ZipFile.__init__
def opened(*args, **more):
    part = lambda: None
    reference = weakref.ref(part, lambda _: {})
    del part
    init(*args, **more)
zipfile.ZipFile.__init__ = opened
"""
"""As a deck is opened, does something in a callback that can raise nothing."""


class Folder:
    """A source that has been built, and edited since; its cache is beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.environment = os.environ | {
            "XDG_CACHE_HOME": str(path / "cache"),
            "SOURCE_DATE_EPOCH": "1700000000",
        }
        (path / "source").mkdir(parents=True)
        self.write(OLD)
        assert self.run("build").returncode == 0
        self.write(NEW)
        self._old = self.files()
        assert self.run("build").returncode == 0
        self._new = self.files()

    def write(self, text: str) -> None:
        (self.path / "source" / "notes.md").write_text(text, encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        """Every file but the cache's own."""
        files = {
            str(path.relative_to(self.path)): path.read_bytes()
            for path in self.path.rglob("*")
            if path.is_file()
        }
        for own in ("cache/anki-pdf-exporter/formulas.bin", "out", "err"):
            files.pop(own, None)
        return files

    def restore(self) -> None:
        for name in self.files():
            (self.path / name).unlink()
        for name, data in self._old.items():
            (self.path / name).write_bytes(data)
        (self.path / "cache/anki-pdf-exporter/formulas.bin").unlink(missing_ok=True)

    @property
    def state(self) -> str:
        now = self.files()
        return {True: "old", False: "mixed"}[now == self._old] if now != self._new else "new"

    def run(
        self,
        *command: str,
        limit: Callable[[], None] | None = None,
        before: str = "",
    ) -> subprocess.CompletedProcess[str]:
        """Run the command, in a process where some code has been run before."""
        code = f"from exporter.__main__ import main\n{before}\nmain()"
        start = [sys.executable, "-c", code] if before else COMMAND
        return subprocess.run(
            [*start, *command],
            cwd=self.path,
            env=self.environment,
            preexec_fn=limit,
            capture_output=True,
            text=True,
            check=False,
            timeout=ENOUGH,
        )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("machine"))


@pytest.fixture
def folder(built: Folder) -> Folder:
    built.restore()
    return built


@dataclass(frozen=True)
class End:
    """How a command has ended."""

    code: int
    told: str


def walk(folder: Folder, what: str, command: str) -> Iterator[End]:
    """The command as it ends when its first access to a file meets something, its second, …"""
    with subprocess.Popen(
        [sys.executable, "-c", FAILING],
        cwd=folder.path,
        env=folder.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        for n in range(1, 200):
            folder.restore()
            process.stdin.write(f"{what} {n} {command}\n")
            process.stdin.flush()
            code = int(process.stdout.readline())
            end, told = ((folder.path / name).read_text() for name in ("out", "err"))
            assert "Traceback" not in told
            if end.endswith("through\n"):
                assert n > 5
                assert code == 0
                process.stdin.close()
                return
            yield End(code, told)
    pytest.fail("it never gets through")


def test_a_disk_that_fails_once_anywhere(folder: Folder) -> None:
    for end in walk(folder, "ENOSPC", "build"):
        if end.code:
            assert (end.code, folder.state) == (1, "old")
            assert "No space left on device" in end.told
        else:  # what is in nobody's way, such as the cache, may fail
            sweep(folder.path)
            assert folder.state == "new"


def sweep(folder: Path) -> None:
    """Remove the one file that could not be removed, if that is what failed."""
    left = list(folder.rglob(".exporter-*.tmp"))
    assert len(left) <= 1
    for path in left:
        path.unlink()


def test_a_stamp_on_a_disk_that_fails_once_anywhere(folder: Folder) -> None:
    source = folder.path / "source" / "notes.md"
    for end in walk(folder, "EIO", "stamp"):
        if end.code:
            assert (end.code, folder.state) == (1, "old")
            assert "Input/output error" in end.told
        else:
            sweep(folder.path)
            assert source.read_text(encoding="utf-8") == NEW.replace("Why?", "Why? {#why}")
            source.write_text(NEW, encoding="utf-8")
            assert folder.state == "old"


def test_a_signal_at_any_access_to_a_file(folder: Folder) -> None:
    states = []
    for end in walk(folder, "SIGTERM", "build"):
        assert (end.code, end.told) == (143, "\nAborted!\n")
        states.append(folder.state)
    assert states == sorted(states, reverse=True)
    assert set(states) == {"old", "new"}


@contextmanager
def started(folder: Folder, customs: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A build from the moment on at which it handles signals."""
    (customs / "sitecustomize.py").write_text(READY, encoding="utf-8")
    paths = filter(None, [str(customs), os.environ.get("PYTHONPATH")])
    with subprocess.Popen(
        [*COMMAND, "build"],
        cwd=folder.path,
        env=folder.environment | {"PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        yield process


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_at_any_moment(name: str, folder: Folder, tmp_path: Path) -> None:
    number = getattr(signal, name)
    with started(folder, tmp_path) as process:
        since = time.perf_counter()
        process.communicate(timeout=ENOUGH)
        took = time.perf_counter() - since
    for n in range(MOMENTS):
        folder.restore()
        with started(folder, tmp_path) as process:
            time.sleep(took * n / MOMENTS)
            process.send_signal(number)
            _, told = process.communicate(timeout=ENOUGH)
        assert b"Traceback" not in told
        # Under -m, Python itself ends by SIGINT when that has hit code made at run time.
        assert process.returncode in {0, 128 + number, -signal.SIGINT}
        assert folder.state == "new" if process.returncode == 0 else folder.state != "mixed"


def test_a_signal_of_which_a_library_makes_an_error(folder: Folder) -> None:
    before = (
        "import os, signal, zipfile\n"
        "zipfile._get_compressor = lambda *_: os.kill(os.getpid(), signal.SIGTERM)"
    )
    result = folder.run("build", before=before)
    assert (result.returncode, result.stderr, folder.state) == (143, "Aborted!\n", "old")


def test_a_signal_that_is_swallowed(folder: Folder) -> None:
    result = folder.run("build", before=CALLBACK.format("os.kill(os.getpid(), signal.SIGTERM)"))
    assert (result.returncode, result.stderr, folder.state) == (143, "\nAborted!\n", "old")


def test_an_error_that_is_swallowed(folder: Folder) -> None:
    result = folder.run("build", before=CALLBACK.format("int('no number')"))
    assert (result.returncode, folder.state) == (0, "new")
    assert "ValueError: " in result.stderr


def test_nohup_is_respected(folder: Folder) -> None:
    def ignore() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with subprocess.Popen(
        [*COMMAND, "build"],
        cwd=folder.path,
        env=folder.environment,
        preexec_fn=ignore,  # noqa: PLW1509  # this process has one thread
    ) as process:
        while process.poll() is None:
            process.send_signal(signal.SIGHUP)
            time.sleep(0.02)
    assert (process.returncode, folder.state) == (0, "new")


@pytest.mark.parametrize(("most", "file"), [(0, "notes.apkg"), (9_000, "notes.pdf")])
def test_a_disk_that_is_full_after_some_bytes(most: int, file: str, folder: Folder) -> None:
    import resource  # noqa: PLC0415  # not on Windows

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    result = folder.run("build", limit=limit)
    assert (result.returncode, folder.state) == (1, "old")
    assert result.stderr == f"cannot write dist/{file}: File too large; nothing was changed\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_a_pipe_in_the_place_of_an_output(folder: Folder) -> None:
    deck = folder.path / "dist" / "notes.apkg"
    deck.unlink()
    os.mkfifo(deck)
    result = folder.run("build")
    assert (result.returncode, result.stderr, folder.state) == (0, "", "new")


def test_a_folder_in_the_place_of_an_output(folder: Folder) -> None:
    (folder.path / "dist" / "notes.pdf").unlink()
    (folder.path / "dist" / "notes.pdf").mkdir()
    before = folder.files()
    result = folder.run("build")
    (folder.path / "dist" / "notes.pdf").rmdir()
    assert result.returncode == 1
    assert result.stderr == (
        "cannot write dist/notes.pdf: Is a directory; nothing was changed\n"
        "    a folder has this name: rename one of the two\n"
    )
    assert folder.files() == before


def ordinary() -> None:
    """Take the right to ignore rights from root."""
    if os.geteuid() == 0:
        import ctypes  # noqa: PLC0415  # in the child alone

        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP


@pytest.mark.parametrize(
    ("command", "place", "file"),
    [
        ("build", "dist", "dist/notes.apkg"),
        ("build", "source", "source/notes.lock.json"),
        ("stamp", "source", "{}/source/notes.md"),
    ],
)
def test_a_folder_that_is_not_ours_to_write_to(
    command: str, place: str, file: str, folder: Folder
) -> None:
    (folder.path / place).chmod(0o555)
    result = folder.run(command, limit=ordinary)
    (folder.path / place).chmod(0o755)
    assert (result.returncode, folder.state) == (1, "old")
    assert result.stderr == (
        f"cannot write {file.format(folder.path)}: Permission denied; nothing was changed\n"
        "    it may be open in another program, or you may not be allowed to write to its folder\n"
    )


def test_a_cache_that_cannot_be_written(folder: Folder) -> None:
    cache = folder.path / "cache" / "anki-pdf-exporter"
    cache.chmod(0o555)
    result = folder.run("build", limit=ordinary)
    cache.chmod(0o755)
    assert (result.returncode, result.stderr, folder.state) == (0, "", "new")
    assert list(cache.iterdir()) == []


def test_a_user_without_a_home(folder: Folder) -> None:
    before = (
        "import os, pwd\n"
        "def nobody(_): raise KeyError\n"
        "pwd.getpwuid = nobody\n"
        "for name in ('HOME', 'XDG_CACHE_HOME'): os.environ.pop(name, None)"
    )
    result = folder.run("build", before=before)
    assert (result.returncode, result.stderr, folder.state) == (0, "", "new")


NO_MEMORY = """\
there is not enough memory: nothing was written
    close other programs, or build fewer questions at a time
"""


@pytest.mark.skipif(sys.platform == "darwin", reason="it does not limit memory")
@pytest.mark.parametrize("room", [5_000_000, 15_000_000, 44_000_000, 56_000_000, 60_000_000])
def test_too_little_memory(room: int, folder: Folder) -> None:
    before = (
        "import resource, sys\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        f"resource.setrlimit(resource.RLIMIT_AS, (used + {room},) * 2)"
    )
    folder.write("".join(f"## Question *{n}*?\n\nAnswer `{n}`.\n\n" for n in range(8_000)))
    result = folder.run("build", before=before)
    folder.write(NEW)
    assert (result.returncode, folder.state) == (1, "old")
    assert result.stderr == NO_MEMORY


def test_too_little_memory_for_what_a_library_tells_in_its_own_words(folder: Folder) -> None:
    before = (
        "from pygments.lexer import RegexLexerMeta\n"
        "RegexLexerMeta._process_regex = lambda *_: bytes(1 << 62)"
    )
    folder.write("## Which number?\n\n```python\n7\n```\n")
    result = folder.run("build", before=before)
    folder.write(NEW)
    assert (result.returncode, result.stderr, folder.state) == (1, NO_MEMORY, "old")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(closed: str, folder: Folder) -> None:
    command = ["sh", "-c", f'"$@" build {closed}', "sh", *COMMAND]
    result = subprocess.run(command, cwd=folder.path, env=folder.environment, check=False)
    assert (result.returncode, folder.state) == (0, "new")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize(
    ("where", "code", "state"),
    [
        (">/dev/full", 1, "new"),
        (">/dev/full 2>&1", 1, "new"),
        ("2>/dev/full", 0, "new"),
        ("--help >/dev/full", 1, "old"),
    ],
)
def test_full_streams(where: str, code: int, state: str, folder: Folder) -> None:
    command = ["sh", "-c", f'"$@" build {where}', "sh", *COMMAND]
    result = subprocess.run(
        command,
        cwd=folder.path,
        env=folder.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, folder.state) == (code, state)
    message = "cannot print: No space left on device\n"
    assert result.stderr == (message if code and "2>" not in where else "")


def test_a_reader_that_has_gone(folder: Folder) -> None:
    command = ["sh", "-c", '"$@" build | true', "sh", *COMMAND]
    result = subprocess.run(
        command,
        cwd=folder.path,
        env=folder.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.stderr, folder.state) == ("", "new")


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/stdin", "pipe.md"])
def test_a_source_that_is_no_file(device: str, folder: Folder) -> None:
    if device == "pipe.md":
        os.mkfifo(folder.path / device)
    result = folder.run("build", device)
    (folder.path / "pipe.md").unlink(missing_ok=True)
    assert (result.returncode, folder.state) == (1, "old")
    assert result.stderr == (
        f"{device}:1: the file cannot be read: it is a pipe or a device: save its output as a "
        "file\n1 error: nothing was written\n"
    )


def test_sources_with_unusual_file_names_are_built(tmp_path: Path) -> None:
    names = [
        "a b",
        'it\'s "quoted"',
        "🎓",
        "-x",
        "--help",
        "a\nb",
        "\x1b[31m",
        "%s",
        "[x]",
        "x" * 241,
    ]
    for n, name in enumerate(names):
        text = f"---\nkey: deck-{n}\n---\n{OLD}"
        (tmp_path / f"{name}.md").write_text(text if len(name) < 200 else OLD, encoding="utf-8")
    for told in ("the first build", "nothing has changed"):
        command = [*COMMAND, "build", "-o", ".", "--", *(f"{name}.md" for name in names)]
        result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout.count(told) == len(names)
    suffixes = (".md", ".apkg", ".pdf", ".lock.json")
    files = {f"{name}{suffix}" for name in names for suffix in suffixes}
    assert {path.name for path in tmp_path.iterdir()} == files


@pytest.mark.skipif(sys.platform == "darwin", reason="its file systems take UTF-8 alone")
def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md")).write_text(OLD, encoding="utf-8")
    name = os.fsdecode(b"caf\xe9")
    command = [*COMMAND, "build", "-o", ".", f"{name}.md"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (0, b"")
    assert f"{name}.apkg" in {path.name for path in tmp_path.iterdir()}


def test_a_name_that_is_too_long_for_its_lock(tmp_path: Path) -> None:
    name = "x" * 250
    (tmp_path / f"{name}.md").write_text(OLD, encoding="utf-8")
    command = [*COMMAND, "build", "-o", ".", f"{name}.md"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr == (
        f"{name}.lock.json:1: the lock cannot be read: File name too long\n"
        "    give the source a shorter name\n1 error: nothing was written\n"
    )


def test_a_source_that_is_edited_while_it_is_stamped(tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    source.write_text(OLD, encoding="utf-8")
    stamping = stamp.stamp(source)
    source.write_text(NEW, encoding="utf-8")
    assert not stamp.write(stamping)
    assert source.read_text(encoding="utf-8") == NEW


@pytest.mark.parametrize("clock", ["0", "99999999999"])
def test_a_clock_that_is_wrong_and_jumps(clock: str, tmp_path: Path) -> None:
    source = tmp_path / "notes.md"
    stamps = []
    for now, text in ((clock, OLD), ("1600000000", NEW), (clock, OLD), ("1", NEW)):
        source.write_text(text, encoding="utf-8")
        command = [*COMMAND, "build", "--only", "deck", "-o", ".", "notes.md"]
        environment = os.environ | {"SOURCE_DATE_EPOCH": now}
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
        lock = (tmp_path / "notes.lock.json").read_text(encoding="utf-8")
        stamps.append(max(int(each) for each in re.findall(r'"modified": (\d+)', lock)))
    assert stamps == sorted(set(stamps))
    assert stamps[-1] < 2**32  # where Anki begins at 0 again
