"""Tables of the mathematical commands of LaTeX: symbols, letters, accents, names.

Names and classes are LaTeX's and amsmath's; every character is one that STIX Two Math has.
"""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """TeX's classes of atoms, which decide the space between them (The TeXbook, chapter 17)."""

    ORDINARY = 0
    LARGE = 1
    BINARY = 2
    RELATION = 3
    OPENING = 4
    CLOSING = 5
    PUNCTUATION = 6
    INNER = 7


_ORDINARY = r"""
AA Å  aleph ℵ  alpha α  angle ∠  backprime ‵  backslash \  beta β  beth ℶ  bigstar ★
blacksquare ■  blacktriangle ▲  bot ⊥  Box □  cent ¢  checkmark ✓  chi χ  circledR ®  clubsuit ♣
complement ∁  copyright ©  daleth ℸ  degree °  Delta Δ  delta δ  diameter ⌀  Diamond ◇
diamondsuit ♢  Digamma Ϝ  digamma ϝ  ell ℓ  emptyset ∅  epsilon ϵ  eta η  eth ð  exists ∃
Finv Ⅎ  flat ♭  forall ∀  fourth ⁗  Game ⅁  Gamma Γ  gamma γ  gimel ℷ  hbar ℏ  heartsuit ♡
hslash ℏ  Im ℑ  imath ı  infty ∞  iota ι  jmath ȷ  kappa κ  Lambda Λ  lambda λ  lnot ¬
lozenge ◊  maltese ✠  measuredangle ∡  mho ℧  mu μ  nabla ∇  natural ♮  neg ¬  nexists ∄  nu ν
Omega Ω  omega ω  omicron ο  P ¶  partial ∂  Phi Φ  phi ϕ  Pi Π  pi π  pounds £  prime ′  Psi Ψ
psi ψ  Re ℜ  rho ρ  rightangle ∟  S §  second ″  sharp ♯  Sigma Σ  sigma σ  spadesuit ♠
sphericalangle ∢  square □  surd √  tau τ  textdollar $  Theta Θ  theta θ  third ‴  top ⊤
triangle △  Upsilon Υ  upsilon υ  varclubsuit ♧  vardiamondsuit ♦  varepsilon ε  varheartsuit ♥
varkappa ϰ  varnothing ∅  varphi φ  varpi ϖ  varrho ϱ  varsigma ς  varspadesuit ♤  vartheta ϑ
vdots ⋮  Vert ‖  vert |  wp ℘  Xi Ξ  xi ξ  yen ¥  Yup ⅄  zeta ζ
"""

_BINARY = r"""
amalg ⨿  ast ∗  barwedge ⊼  bigcirc ◯  bigtriangledown ▽  bigtriangleup △  blacklozenge ⧫
blacktriangledown ▾  blacktriangleleft ◂  blacktriangleright ▸  blacktriangleup ▴  boxdot ⊡
boxminus ⊟  boxplus ⊞  boxtimes ⊠  bullet •  Cap ⋒  cap ∩  cdot ⋅  centerdot ⋅  circ ∘
circledast ⊛  circledcirc ⊚  circleddash ⊝  Cup ⋓  cup ∪  curlyvee ⋎  curlywedge ⋏  dagger †
ddagger ‡  diamond ⋄  div ÷  divideontimes ⋇  dotplus ∔  doublebarwedge ⩞  doublecap ⋒
doublecup ⋓  intercal ⊺  land ∧  leftthreetimes ⋋  lor ∨  ltimes ⋉  mp ∓  odot ⊙  ominus ⊖
oplus ⊕  oslash ⊘  otimes ⊗  pm ±  rightthreetimes ⋌  rtimes ⋊  setminus ⧵  slash ∕
smallsetminus ∖  smalltriangledown ▿  smalltriangleleft ◃  smalltriangleright ▹
smalltriangleup ▵  sqcap ⊓  sqcup ⊔  star ⋆  times ×  uplus ⊎  vee ∨  veebar ⊻  wedge ∧  wr ≀
"""

_RELATION = r"""
approx ≈  approxeq ≊  asymp ≍  backsim ∽  backsimeq ⋍  because ∵  between ≬  bowtie ⋈  Bumpeq ≎
bumpeq ≏  circeq ≗  circlearrowleft ↺  circlearrowright ↻  coloneq ≔  Coloneqq ⩴  coloneqq ≔
cong ≅  corresponds ≙  curlyeqprec ⋞  curlyeqsucc ⋟  curvearrowleft ↶  curvearrowright ↷
dashleftarrow ⇠  dashrightarrow ⇢  dashv ⊣  Doteq ≑  doteq ≐  doteqdot ≑  Downarrow ⇓
downarrow ↓  DownArrowBar ⤓  downdownarrows ⇊  downharpoonleft ⇃  downharpoonright ⇂
downuparrows ⇵  eqcirc ≖  eqcolon ∹  eqdef ≝  eqqcolon ≕  eqsim ≂  eqslantgtr ⪖  eqslantless ⪕
equiv ≡  fallingdotseq ≒  frown ⌢  ge ≥  geq ≥  geqq ≧  geqslant ⩾  gets ←  gg ≫  ggg ⋙
gnapprox ⪊  gneq ⪈  gneqq ≩  gnsim ⋧  gt >  gtrapprox ⪆  gtrdot ⋗  gtreqless ⋛  gtreqqless ⪌
gtrless ≷  gtrsim ≳  hookleftarrow ↩  hookrightarrow ↪  iff ⟺  impliedby ⟸  implies ⟹  in ∈
Join ⋈  le ≤  leadsto ⤳  Leftarrow ⇐  leftarrow ←  LeftArrowBar ⇤  leftarrowtail ↢
leftarrowtriangle ⇽  leftharpoondown ↽  leftharpoonup ↼  leftleftarrows ⇇  Leftrightarrow ⇔
leftrightarrow ↔  leftrightarrows ⇆  leftrightarrowtriangle ⇿  leftrightharpoons ⇋
leftrightsquigarrow ↭  leftsquigarrow ⇜  LeftTriangleBar ⧏  leq ≤  leqq ≦  leqslant ⩽
lessapprox ⪅  lessdot ⋖  lesseqgtr ⋚  lesseqqgtr ⪋  lessgtr ≶  lesssim ≲  lhd ⊲  ll ≪
Lleftarrow ⇚  lll ⋘  lnapprox ⪉  lneq ⪇  lneqq ≨  lnsim ⋦  Longleftarrow ⟸  longleftarrow ⟵
Longleftrightarrow ⟺  longleftrightarrow ⟷  Longmapsfrom ⟽  longmapsfrom ⟻  Longmapsto ⟾
longmapsto ⟼  Longrightarrow ⟹  longrightarrow ⟶  looparrowleft ↫  looparrowright ↬  Lsh ↰  lt <
Mapsfrom ⤆  mapsfrom ↤  Mapsto ⤇  mapsto ↦  mid ∣  models ⊨  multimap ⊸  napprox ≉  ncong ≇
ne ≠  Nearrow ⇗  nearrow ↗  neq ≠  nequiv ≢  ngeq ≱  ngtr ≯  ni ∋  nLeftarrow ⇍  nleftarrow ↚
nLeftrightarrow ⇎  nleftrightarrow ↮  nleq ≰  nless ≮  nmid ∤  nni ∌  notin ∉  nparallel ∦
nprec ⊀  npreceq ⋠  nRightarrow ⇏  nrightarrow ↛  nsim ≁  nsimeq ≄  nsqsubseteq ⋢  nsqsupseteq ⋣
nsubset ⊄  nsubseteq ⊈  nsucc ⊁  nsucceq ⋡  nsupset ⊅  nsupseteq ⊉  ntriangleleft ⋪
ntrianglelefteq ⋬  ntriangleright ⋫  ntrianglerighteq ⋭  nVDash ⊯  nVdash ⊮  nvDash ⊭  nvdash ⊬
Nwarrow ⇖  nwarrow ↖  owns ∋  parallel ∥  perp ⟂  pitchfork ⋔  prec ≺  precapprox ⪷
preccurlyeq ≼  preceq ⪯  preceqq ⪳  precnapprox ⪹  precnsim ⋨  precsim ≾  Proportion ∷  propto ∝
restriction ↾  rhd ⊳  Rightarrow ⇒  rightarrow →  RightArrowBar ⇥  rightarrowtail ↣
rightarrowtriangle ⇾  rightharpoondown ⇁  rightharpoonup ⇀  rightleftarrows ⇄
rightleftharpoons ⇌  rightrightarrows ⇉  rightsquigarrow ⇝  RightTriangleBar ⧐  risingdotseq ≓
Rrightarrow ⇛  Rsh ↱  Searrow ⇘  searrow ↘  shortmid ∣  shortparallel ∥  sim ∼  simeq ≃  smile ⌣
sqsubset ⊏  sqsubseteq ⊑  sqsupset ⊐  sqsupseteq ⊒  Subset ⋐  subset ⊂  subseteq ⊆  subseteqq ⫅
subsetneq ⊊  subsetneqq ⫋  succ ≻  succapprox ⪸  succcurlyeq ≽  succeq ⪰  succeqq ⪴
succnapprox ⪺  succnsim ⋩  succsim ≿  Supset ⋑  supset ⊃  supseteq ⊇  supseteqq ⫆  supsetneq ⊋
supsetneqq ⫌  Swarrow ⇙  swarrow ↙  therefore ∴  thickapprox ≈  thicksim ∼  to →
trianglelefteq ⊴  triangleq ≜  trianglerighteq ⊵  twoheadleftarrow ↞  twoheadrightarrow ↠
unlhd ⊴  unrhd ⊵  Uparrow ⇑  uparrow ↑  UpArrowBar ⤒  Updownarrow ⇕  updownarrow ↕
updownarrows ⇅  upharpoonleft ↿  upharpoonright ↾  upuparrows ⇈  varpropto ∝  vartriangleleft ⊲
vartriangleright ⊳  vcentcolon ∶  VDash ⊫  Vdash ⊩  vDash ⊨  vdash ⊢  Vvdash ⊪
"""

_LARGE = r"""
bigcap ⋂  bigcup ⋃  bigodot ⨀  bigoplus ⨁  bigotimes ⨂  bigsqcap ⨅  bigsqcup ⨆  biguplus ⨄
bigvee ⋁  bigwedge ⋀  coprod ∐  fint ⨏  iiiint ⨌  iiint ∭  iint ∬  int ∫  oiiint ∰  oiint ∯
oint ∮  ointctrclockwise ∳  prod ∏  sum ∑
"""

_OPENING = r"""
langle ⟨  lbrace {  lbrack [  lceil ⌈  lfloor ⌊  lgroup ⟮  llbracket ⟦  llcorner ⌞  lmoustache ⎰
lVert ‖  lvert |  ulcorner ⌜
"""

_CLOSING = r"""
lrcorner ⌟  rangle ⟩  rbrace }  rbrack ]  rceil ⌉  rfloor ⌋  rgroup ⟯  rmoustache ⎱  rrbracket ⟧
rVert ‖  rvert |  urcorner ⌝
"""


def _table() -> dict[str, tuple[str, Kind]]:
    sources = {
        Kind.ORDINARY: _ORDINARY,
        Kind.LARGE: _LARGE,
        Kind.BINARY: _BINARY,
        Kind.RELATION: _RELATION,
        Kind.OPENING: _OPENING,
        Kind.CLOSING: _CLOSING,
    }
    table: dict[str, tuple[str, Kind]] = {}
    for kind, source in sources.items():
        words = source.split()
        for name, char in zip(words[::2], words[1::2], strict=True):
            table["\\" + name] = (char, kind)
    return table


SYMBOLS = _table() | {
    r"\colon": (":", Kind.PUNCTUATION),
    r"\ldotp": (".", Kind.PUNCTUATION),
    r"\cdotp": ("⋅", Kind.PUNCTUATION),
    r"\ldots": ("…", Kind.INNER),
    r"\dotsc": ("…", Kind.INNER),
    r"\dotso": ("…", Kind.INNER),
    r"\cdots": ("⋯", Kind.INNER),
    r"\dotsb": ("⋯", Kind.INNER),
    r"\dotsi": ("⋯", Kind.INNER),
    r"\dotsm": ("⋯", Kind.INNER),
    r"\ddots": ("⋱", Kind.INNER),
    r"\iddots": ("⋰", Kind.INNER),
    r"\|": ("‖", Kind.ORDINARY),
    r"\{": ("{", Kind.OPENING),
    r"\}": ("}", Kind.CLOSING),
    r"\%": ("%", Kind.ORDINARY),
    r"\$": ("$", Kind.ORDINARY),
    r"\#": ("#", Kind.ORDINARY),
    r"\&": ("&", Kind.ORDINARY),
    r"\_": ("_", Kind.ORDINARY),
}
"""Each command that is one character: the character and its class."""

CHARACTERS = {char: (char, kind) for char, kind in SYMBOLS.values()} | {
    "+": ("+", Kind.BINARY),
    "-": ("−", Kind.BINARY),
    "−": ("−", Kind.BINARY),
    "*": ("∗", Kind.BINARY),
    "·": ("⋅", Kind.BINARY),
    "/": ("/", Kind.ORDINARY),
    "=": ("=", Kind.RELATION),
    "<": ("<", Kind.RELATION),
    ">": (">", Kind.RELATION),
    ":": (":", Kind.RELATION),
    ",": (",", Kind.PUNCTUATION),
    ";": (";", Kind.PUNCTUATION),
    "(": ("(", Kind.OPENING),
    "[": ("[", Kind.OPENING),
    ")": (")", Kind.CLOSING),
    "]": ("]", Kind.CLOSING),
    "?": ("?", Kind.CLOSING),
    "!": ("!", Kind.CLOSING),
    "|": ("|", Kind.ORDINARY),
    "‖": ("‖", Kind.ORDINARY),
    "∣": ("∣", Kind.RELATION),
    ".": (".", Kind.ORDINARY),
    "∥": ("∥", Kind.RELATION),
}
"""Characters that are not letters or digits: how they are printed, and their class."""

FUNCTIONS = {
    "\\" + name: name
    for name in [
        "arccos",
        "arcsin",
        "arctan",
        "arg",
        "cos",
        "cosh",
        "cot",
        "coth",
        "csc",
        "deg",
        "dim",
        "exp",
        "hom",
        "ker",
        "lg",
        "ln",
        "log",
        "sec",
        "sin",
        "sinh",
        "tan",
        "tanh",
    ]
}
"""Names set upright, with scripts beside them."""

LIMIT_FUNCTIONS = {
    **{"\\" + name: name for name in ["det", "gcd", "inf", "lim", "max", "min", "Pr", "sup"]},
    r"\liminf": "lim\u2009inf",
    r"\limsup": "lim\u2009sup",
    r"\injlim": "inj\u2009lim",
    r"\projlim": "proj\u2009lim",
}
"""Names set upright, with scripts above and below them in displayed formulas."""

INTEGRALS = frozenset("∫∬∭∮∯∰∲∳⨌⨏⨖")
"""Large operators that keep their scripts beside them."""

ACCENTS = {
    r"\acute": "\u0301",
    r"\bar": "\u0304",
    r"\breve": "\u0306",
    r"\check": "\u030c",
    r"\dddot": "\u20db",
    r"\ddddot": "\u20dc",
    r"\ddot": "\u0308",
    r"\dot": "\u0307",
    r"\grave": "\u0300",
    r"\hat": "\u0302",
    r"\mathring": "\u030a",
    r"\tilde": "\u0303",
    r"\vec": "\u20d7",
}
"""Accents of one size."""

WIDE_ACCENTS = {
    r"\widecheck": "\u030c",
    r"\widehat": "\u0302",
    r"\widetilde": "\u0303",
}
"""Accents that grow with their base."""

COVERS = {
    r"\overbrace": "⏞",
    r"\overbracket": "⎴",
    r"\overparen": "⏜",
    r"\overleftarrow": "\u20d6",
    r"\overrightarrow": "\u20d7",
    r"\overleftrightarrow": "\u20e1",
}
"""Signs that are stretched over an argument."""

FLOORS = {
    r"\underbrace": "⏟",
    r"\underbracket": "⎵",
    r"\underparen": "⏝",
    r"\underleftarrow": "\u20ee",
    r"\underrightarrow": "\u20ef",
}
"""Signs that are stretched under an argument."""

ARROWS = {
    r"\xleftarrow": "←",
    r"\xrightarrow": "→",
    r"\xleftrightarrow": "↔",
    r"\xLeftarrow": "⇐",
    r"\xRightarrow": "⇒",
    r"\xLeftrightarrow": "⇔",
    r"\xmapsto": "↦",
    r"\xhookleftarrow": "↩",
    r"\xhookrightarrow": "↪",
    r"\xrightleftharpoons": "⇌",
    r"\xlongequal": "=",
}
"""Arrows that grow with the labels above and below them."""

SPACES = {
    r"\,": 3,
    r"\thinspace": 3,
    r"\:": 4,
    r"\>": 4,
    r"\medspace": 4,
    r"\;": 5,
    r"\thickspace": 5,
    r"\!": -3,
    r"\negthinspace": -3,
    r"\negmedspace": -4,
    r"\negthickspace": -5,
    r"\enspace": 9,
    r"\enskip": 9,
    r"\quad": 18,
    r"\qquad": 36,
    r"\ ": 4.5,
    r"\space": 4.5,
    r"\nobreakspace": 4.5,
    "~": 4.5,
}
"""Spaces, in mu: 18 to the em."""

FONTS = {
    r"\mathrm": "rm",
    r"\mathup": "rm",
    r"\mathit": "it",
    r"\mathnormal": "math",
    r"\mathbf": "bf",
    r"\mathbfit": "bfit",
    r"\boldsymbol": "bold",
    r"\bm": "bold",
    r"\pmb": "bold",
    r"\mathbb": "bb",
    r"\Bbb": "bb",
    r"\mathcal": "cal",
    r"\mathscr": "cal",
    r"\mathfrak": "frak",
    r"\mathsf": "sf",
    r"\mathtt": "tt",
}
"""Commands that set their argument in another alphabet."""

SWITCHES = {
    r"\rm": "rm",
    r"\it": "it",
    r"\bf": "bf",
    r"\cal": "cal",
    r"\sf": "sf",
    r"\tt": "tt",
    r"\frak": "frak",
}
"""Old commands that change the alphabet until the end of their group."""

TEXTS = {
    r"\text": "rm",
    r"\textrm": "rm",
    r"\textnormal": "rm",
    r"\textup": "rm",
    r"\mbox": "rm",
    r"\hbox": "rm",
    r"\textbf": "bf",
    r"\textit": "it",
    r"\emph": "it",
    r"\textsf": "sf",
    r"\texttt": "tt",
}
"""Commands whose argument is words, with their spaces."""

# The first code points of A–Z, a–z, 0–9, Α–Ω and α–ω in each of Unicode's alphabets (Unicode
# chapter 22.2, "Mathematical Alphanumeric Symbols"); 0 where there is none.
_ALPHABETS = {
    "rm": (0x41, 0x61, 0x30, 0x391, 0x3B1),
    "it": (0x1D434, 0x1D44E, 0x30, 0x1D6E2, 0x1D6FC),
    "bf": (0x1D400, 0x1D41A, 0x1D7CE, 0x1D6A8, 0x1D6C2),
    "bfit": (0x1D468, 0x1D482, 0x1D7CE, 0x1D71C, 0x1D736),
    "cal": (0x1D49C, 0x1D4B6, 0, 0, 0),
    "frak": (0x1D504, 0x1D51E, 0, 0, 0),
    "bb": (0x1D538, 0x1D552, 0x1D7D8, 0, 0),
    "sf": (0x1D5A0, 0x1D5BA, 0x1D7E2, 0, 0),
    "tt": (0x1D670, 0x1D68A, 0x1D7F6, 0, 0),
}

# Letters that had a place in Unicode before the alphabets were added.
_EARLIER = dict(
    zip(
        (
            0x1D455,
            *(0x1D49C + n for n in (1, 4, 5, 7, 8, 11, 12, 17)),
            *(0x1D4B6 + n for n in (4, 6, 14)),
            *(0x1D504 + n for n in (2, 7, 8, 17, 25)),
            *(0x1D538 + n for n in (2, 7, 13, 15, 16, 17, 25)),
        ),
        "ℎℬℰℱℋℐℒℳℛℯℊℴℭℌℑℜℨℂℍℕℙℚℝℤ",
        strict=True,
    )
)

_GREEK_VARIANTS = "∂ϵϑϰϕϱϖ"


def styled(char: str, font: str) -> str | None:
    """The character as the alphabet of that name has it, or None if it has no such letter.

    What is neither a letter nor a digit is the same in all alphabets. "math" is LaTeX's default
    (italic, but for digits and Greek capitals), "bold" its bold form, "name"
    that of operators.
    """
    capital_greek = "Α" <= char <= "Ω"
    if font == "name":
        font = "rm"
    if font in ("math", "bold"):
        upright = capital_greek or char == "∇"
        font = {"math": ("it", "rm"), "bold": ("bfit", "bf")}[font][upright]
    capitals, smalls, digits, greek, small_greek = _ALPHABETS[font]
    if "A" <= char <= "Z":
        return _placed(capitals, ord(char) - 0x41)
    if "a" <= char <= "z":
        return _placed(smalls, ord(char) - 0x61)
    if "0" <= char <= "9":
        return _placed(digits, ord(char) - 0x30) if digits else char
    if font in ("rm", "math"):
        return char
    if capital_greek or char == "∇":
        return _placed(greek, 25 if char == "∇" else ord(char) - 0x391)
    if "α" <= char <= "ω":
        return _placed(small_greek, ord(char) - 0x3B1)
    if char in _GREEK_VARIANTS:
        return _placed(small_greek, 25 + _GREEK_VARIANTS.index(char))
    return char


def _placed(first: int, offset: int) -> str | None:
    return _EARLIER.get(first + offset, chr(first + offset)) if first else None
