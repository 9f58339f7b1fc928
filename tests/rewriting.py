"""How people edit notes: real sentences by the hundred, and edits as an editor allows them.

The sentences are those of Python's own documentation strings: short, alike by families
(`os.getuid`, `os.geteuid`), and on every machine.
"""

from __future__ import annotations

import importlib
import inspect
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

MODULES = [
    "os", "os.path", "math", "statistics", "random", "string", "textwrap", "datetime",
    "calendar", "collections", "heapq", "bisect", "itertools", "functools", "operator",
    "pathlib", "shutil", "tempfile", "glob", "fnmatch", "json", "csv", "configparser",
    "hashlib", "hmac", "secrets", "io", "time", "argparse", "logging", "threading", "queue",
    "subprocess", "socket", "ssl", "select", "email.utils", "urllib.parse", "html",
    "http.client", "inspect", "ast", "dis", "tokenize", "types", "copy", "pprint", "enum",
    "numbers", "decimal", "fractions", "cmath", "array", "weakref", "contextlib",
    "traceback", "gc", "sys", "locale", "gettext", "zlib", "gzip", "bz2", "lzma", "zipfile",
    "tarfile", "pickle", "shelve", "sqlite3", "uuid", "base64", "binascii", "struct",
    "codecs", "unicodedata", "difflib", "re", "stat", "filecmp", "linecache", "signal",
    "mmap", "asyncio", "concurrent.futures",
]  # fmt: skip

_ASKED = ("What does {} do?", "What is {} for?", "Explain {}.", "When would you use {}?")


@dataclass(frozen=True, slots=True)
class Item:
    """A question of a source: its heading, its answer as lines, and who it really is."""

    name: int
    heading: str
    answer: tuple[str, ...]

    @property
    def source(self) -> str:
        return f"## {self.heading}\n\n" + "\n\n".join(self.answer) + "\n"


def source(items: Sequence[Item]) -> str:
    return "---\nkey: rewriting\n---\n\n" + "\n".join(item.source for item in items)


@cache
def corpus() -> tuple[Item, ...]:
    """Questions without doubles, those of one family next to each other."""
    found: dict[str, Item] = {}
    answers: set[tuple[str, ...]] = set()
    for heading, answer in _documented():
        if answer not in answers and len(" ".join(answer)) > 20:
            answers.add(answer)
            found.setdefault(heading.casefold(), Item(len(found), heading, answer))
    return tuple(found.values())


def _documented() -> Iterator[tuple[str, tuple[str, ...]]]:
    for module_name in MODULES:
        module = importlib.import_module(module_name)
        for name, thing in sorted(vars(module).items()):
            if name.startswith("_") or not callable(thing):
                continue
            yield from _item(f"{module_name}.{name}", thing)
            if inspect.isclass(thing) and thing.__module__ == module_name:
                for method, inner in sorted(vars(thing).items()):
                    if not method.startswith("_") and callable(inner):
                        yield from _item(f"{module_name}.{name}.{method}", inner)


def _item(name: str, thing: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    text = inspect.getdoc(thing) or ""
    clean = re.sub(r"[^\w\s.,:;?!'()/+-]|--+", " ", re.sub(r"_", "-", text))
    sentences = [" ".join(each.split()) for each in re.split(r"(?<=[.])\s+|\n\n", clean)]
    kept = [each for each in sentences if len(each) > 10 and each[0].isalpha()][:8]
    if kept:
        asked = _ASKED[sum(map(ord, name.rpartition(".")[0])) % len(_ASKED)]
        yield asked.format(name.replace("_", "-")), tuple(kept)


# Edits --------------------------------------------------------------------------------------

Edit = Callable[[Item, random.Random], Item]


def _typo(text: str, rng: random.Random) -> str:
    words = list(re.finditer(r"[^\W\d_]{4,}", text))
    if not words:
        return text + " indeed"
    word = rng.choice(words)
    at = rng.randrange(word.start() + 1, word.end() - 1)
    return rng.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
    )


def _sentence(rng: random.Random) -> str:
    """A sentence from elsewhere."""
    return rng.choice(rng.choice(corpus()).answer)


def typo_in_heading(item: Item, rng: random.Random) -> Item:
    return replace(item, heading=_typo(item.heading, rng))


def typo_in_answer(item: Item, rng: random.Random) -> Item:
    at = rng.randrange(len(item.answer))
    lines = (*item.answer[:at], _typo(item.answer[at], rng), *item.answer[at + 1 :])
    return replace(item, answer=lines)


def rewritten_sentence(item: Item, rng: random.Random) -> Item:
    at = rng.randrange(len(item.answer))
    return replace(item, answer=(*item.answer[:at], _sentence(rng), *item.answer[at + 1 :]))


def added_list_item(item: Item, rng: random.Random) -> Item:
    return replace(item, answer=(*item.answer, f"- {_sentence(rng)}"))


def dropped_sentence(item: Item, rng: random.Random) -> Item:
    if len(item.answer) == 1:
        return typo_in_answer(item, rng)
    at = rng.randrange(len(item.answer))
    return replace(item, answer=(*item.answer[:at], *item.answer[at + 1 :]))


def reworded_heading(item: Item, rng: random.Random) -> Item:
    name = max(item.heading.rstrip("?.").split(), key=len)
    asked = rng.choice((*_ASKED, "Say in a sentence what {} is.", "{}: what is it?", "Define {}."))
    return replace(item, heading=asked.format(name))


def clarified_heading(item: Item, rng: random.Random) -> Item:
    more = rng.choice(("in practice", "in your own words", "and why", "step by step", "exactly"))
    return replace(item, heading=f"{item.heading.rstrip('?.')}, {more}?")


def heading_and_typo(item: Item, rng: random.Random) -> Item:
    return typo_in_answer(clarified_heading(item, rng), rng)


def heading_and_list_item(item: Item, rng: random.Random) -> Item:
    return added_list_item(reworded_heading(item, rng), rng)


def two_typos(item: Item, rng: random.Random) -> Item:
    return typo_in_answer(typo_in_heading(item, rng), rng)


def rewritten_answer(item: Item, rng: random.Random) -> Item:
    return replace(item, answer=tuple(_sentence(rng) for _ in item.answer))


EDITS: tuple[Edit, ...] = (
    typo_in_heading,
    typo_in_heading,
    typo_in_answer,
    rewritten_sentence,
    added_list_item,
    dropped_sentence,
    reworded_heading,
    clarified_heading,
    heading_and_typo,
    heading_and_list_item,
    two_typos,
    rewritten_answer,
)


@dataclass(slots=True)
class Session:
    """A source before and after some minutes in an editor; `edited` says how, by who it is."""

    before: list[Item]
    after: list[Item]
    edited: dict[int, str] = field(default_factory=dict)
    inserted: set[int] = field(default_factory=set)


def session(rng: random.Random, size: int = 30, edits: int = 3) -> Session:
    """Some edits of different questions; now and then reordered, deleted from and added to."""
    start = rng.randrange(len(corpus()) - 2 * size)
    family = list(corpus()[start : start + size + 10])
    rng.shuffle(family)
    before, reserve = family[:size], family[size:]
    after = list(before)
    made = Session(before, after)
    for at in rng.sample(range(size), edits):
        edit = rng.choice(EDITS)
        after[at] = edit(after[at], rng)
        made.edited[after[at].name] = edit.__name__
    for _ in range(rng.choice((0, 0, 1, 2))):
        at = rng.randrange(len(after))
        if after[at].name not in made.edited:
            del after[at]
    for _ in range(rng.choice((0, 0, 1, 2))):
        new = reserve.pop()
        made.inserted.add(new.name)
        after.insert(rng.randrange(len(after) + 1), new)
    if rng.random() < 0.3:
        at, to = rng.randrange(len(after)), rng.randrange(len(after))
        after.insert(to, after.pop(at))
    return made


@dataclass(slots=True)
class Tally:
    """What became of the edits, by their names."""

    recognised: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
