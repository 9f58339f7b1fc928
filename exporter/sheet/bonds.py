"""Spaces at which no line may end: `bound`.

Punctuation that a language sets off with a space (French « », ! ? ; :) goes with its word, as in
Unicode's UAX 14 (LB13, LB15); a number goes with its sign and its unit, as the SI brochure asks
(5.4.3).
"""

from __future__ import annotations

import re

_OPENS = re.compile(r"\W*[«‹]")
_CLOSES = re.compile(r"[»›!?;:]\W*")
_LEADS = re.compile("§{1,2}|[¶№<>≤≥≈±~∼≠]|n°")
_UNIT = re.compile(
    r"(?:[%‰€£$¥]|°[CF]?|[nµμmck]?m|[nµμmk]?g|[µμmcd]?[Ll]|[nµμmk]?mol|[µμm]?s|[kMG]?Hz|[mk]?V"
    r"|m?A|[mkM]?W|k?N|[kM]?J|[hkM]?Pa|[kMGT]B|K|h|d|ha|t|min|kcal|mmHg|bar|pt|px)(?:$|[/.,;:)])"
)
_GROUP = re.compile(r"\d{3}(?!\d)")
_FEW = re.compile(r"(?:.*\D)?\d{1,3}")


def bound(before: str, after: str) -> bool:
    """Whether two words stay on one line; either is "" where markup begins or ends."""
    last, first = before[-1:], after[:1]
    if last.isalpha() and first.isalnum():  # most of them
        return False
    if last.isdigit():
        grouped = _GROUP.match(after) and _FEW.fullmatch(before)  # 1 234
        return bool(grouped or _UNIT.match(after) or _CLOSES.fullmatch(after))
    if first.isdigit() and _LEADS.fullmatch(before):
        return True
    return bool(_CLOSES.fullmatch(after) or _OPENS.fullmatch(before))
