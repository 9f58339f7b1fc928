"""Delimiters of code in other tools, where GitHub has fences.

Jekyll has `{% highlight %}`, org-mode `#+begin_src`, some wikis `::: mermaid` and HTML `<pre>`; the
text between is verbatim.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_SIGNS = ("{%", "#+", "<pre", "<PRE", ":::")
_LIQUID = re.compile(r"\{%-?[ ]*highlight[ ]+([\w+#-]+).*%\}")
_ORG = re.compile(r"#\+begin_(?:src|example)\b[ ]*([\w+#-]*).*", re.IGNORECASE)
_MERMAID = re.compile(r":{3,}[ ]*(mermaid)[ ]*")
_PRE = re.compile(r"<pre\b[^<>]*>.*", re.IGNORECASE)

_LANGUAGE = re.compile(r"""\bclass=["'][^"']*?\blang(?:uage)?-([\w+#-]+)""")
_AROUND = re.compile(r"<pre\b[^<>]*>\s*(?:<code\b[^<>]*>)?\n?|</code>\s*\Z", re.IGNORECASE)
_COLOURS = re.compile(r"</?(?:span|b|i|em|strong|a|font|samp)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of code: the code on its line, the language, and how it ends."""

    first: str
    language: str
    closing: re.Pattern[str]
    end: str


def opening(text: str) -> Opening | None:
    """The code that a line, without its indent, begins; None if it begins none."""
    if not text.startswith(_SIGNS):
        return None
    if found := _LIQUID.fullmatch(text):
        closing = re.compile(r"\{%-?[ ]*endhighlight[ ]*-?%\}")
        return Opening("", found[1], closing, "{% endhighlight %}")
    if found := _ORG.fullmatch(text):
        closing = re.compile(r"#\+end_(?:src|example)", re.IGNORECASE)
        return Opening("", found[1], closing, "#+end_src")
    if found := _MERMAID.fullmatch(text):
        return Opening("", found[1], re.compile(r"^[ ]*:{3,}[ ]*$"), ":::")
    if _PRE.fullmatch(text):
        found = _LANGUAGE.search(text)
        closing = re.compile("</pre>", re.IGNORECASE)
        return Opening(text, found[1] if found else "", closing, "</pre>")
    return None


def code(text: str, begun: Opening) -> str:
    """The code in a text after an opening; in `<pre>`, without its elements and references."""
    if begun.first:
        text = html.unescape(_COLOURS.sub("", _AROUND.sub("", text))).expandtabs(4)
    return text.strip("\n")
