"""Maths written out in Unicode ("∀s ∈ S", "fβ (.)", "K = 50"): where it begins and ends, and its TeX.

What PDF copies leave of a formula is read by a small grammar: atoms, arguments in brackets, operators, relations. A
reading is anchored where something in it can only be maths, and certain where nothing in it is a guess: superscripts
and fraction bars leave no trace in the text, so "R2" and "10−3" are guesses. What each character is in TeX is
pylatexenc's table.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from flashgen.tex import mathjax

# ---------------------------------------------------------------- from Unicode to TeX

_TEXT_MODE = {
    "×": r"\times",
    "·": r"\cdot",
    "÷": r"\div",
    "→": r"\to",
    "←": r"\leftarrow",
    "↑": r"\uparrow",
    "↓": r"\downarrow",
    "¬": r"\lnot",
    "…": r"\ldots",
    "⊨": r"\models",
    "⊧": r"\models",
    "⋆": r"\star",
}
"""What pylatexenc's table has as text only (`\\texttimes`), or not as MathJax knows it."""


@cache
def _symbols() -> dict[str, str]:
    """TeX for every character beyond ASCII that pylatexenc knows in maths and MathJax typesets."""
    from pylatexenc.latexencode import get_builtin_uni2latex_dict

    table = {
        chr(code): tex.removeprefix(r"\ensuremath{").removesuffix("}")
        for code, tex in get_builtin_uni2latex_dict().items()
        if tex.startswith(r"\ensuremath{") and code > 127
    }
    return {symbol: tex for symbol, tex in (table | _TEXT_MODE).items() if not mathjax.problem(tex + " x")}


@lru_cache(maxsize=4096)
def symbol(letter: str) -> str:
    """TeX for one character, "" where there is none."""
    if letter.isascii():
        return letter
    tex = _symbols().get(letter, "")
    if "\U0001d400" <= letter <= "\U0001d7ff" and (not tex or tex.startswith(r"\mathit")):
        normal = unicodedata.normalize("NFKC", letter)
        plain = symbol(normal) if normal != letter else ""  # italic is what TeX does anyway
        return rf"\boldsymbol{{{plain}}}" if plain and "BOLD" in unicodedata.name(letter) else plain
    return tex


@cache
def _commands() -> dict[str, str]:
    """The letter or sign that a command shows."""
    return {tex: letter for letter, tex in reversed(_symbols().items()) if re.fullmatch(r"\\[A-Za-z]+", tex)}


def visible(tex: str) -> str:
    """The characters that the TeX shows, as far as the table knows them, in no particular order."""
    letters = [_commands().get(command, "") for command in re.findall(r"\\[A-Za-z]+", tex)]
    return "".join(letters) + re.sub(r"\\[A-Za-z]+|\\.|[{}_^&~'\s]", "", tex, flags=re.DOTALL)


# ---------------------------------------------------------------- tokens

_GREEK = "ΓΔΘΛΞΠΣΦΨΩα-νξπρςστυφχψωϑϕϖϱϵ"
_RELATIONS = "=<>≠≤≥≪≫≈≡≃≅≜≔∼∝≲≳≺≻⪯⪰∈∉∋⊂⊆⊃⊇⊊⊥⊢⊨⊧→←↔⇒⇐⇔↦⟶⟵⟹⟺"
_BINARY = "+−±∓×·⋅∘÷∪∩∖∧∨⊕⊗⊙/-"
_PREFIX = "∀∃∄¬∂∇∑∏∫√ˆ˜¯"
_LITERAL = "∞∅⊤⋯…"
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵀ∗⋆", (*"0123456789+-()niT*", r"\star"), strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑᵢⱼₖₗₘₙₒₚᵣₛₜₓ", "0123456789+-()aeijklmnoprstx", strict=True))
_MARKS = "".join(_RAISED) + "".join(_LOWERED) + "′″"
_FUNCTIONS = frozenset("log ln exp sin cos tan tanh max min sup inf det dim ker deg gcd arg Pr".split())
GREEK_NAMES = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega".split()
)

_TOKEN = re.compile(
    rf"""(?P<run>(?:(?<![\w.])\.\d+ | \d+(?:[.,]\d+)+ | [^\W_] | (?<=[^\W_])[{_MARKS}] | (?<=[{_MARKS}])[{_MARKS}])++
            (?:[_^](?:\{{[^{{}}\n]{{1,30}}\}} | [-−]?[^\W_]++(?:(?<=[a-z])[-−+]\d(?![\w.]))?))*+)
      | (?P<relation><=|>=|==|[{_RELATIONS}])
      | (?P<binary>[{_BINARY}])
      | (?P<prefix>[{_PREFIX}])
      | (?P<literal>[{_LITERAL}])
      | (?P<open>[(\[{{⟨])
      | (?P<close>[)\]}}⟩])
      | (?P<bar>\|\||‖|\||∣|∥)
      | (?P<comma>[,;:.])
      | (?P<other>\S)""",
    re.VERBOSE,
)
_HINT = re.compile(
    rf"[{_GREEK}{_PREFIX}{_MARKS}ℂℍℓℏℒℕℙℚℛℝℤ\U0001d400-\U0001d7ff←-⋿−×±¬]|\b\w\s?[=<>(|]|\w[_^][\w{{−-]"
    rf"|[=<>]=?\s?\w\b|[a-z][-+]1\b|\b[A-Za-z]\d\b|[A-Z]\((?:{'|'.join(sorted(GREEK_NAMES))})\)|[‖|]\w[‖|]"
)
_GREEK_WORD = re.compile("[Ͱ-Ͽἀ-῿]{3,}|[άέήίόύώϊϋἀ-῿]")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """Tokens up to `end` (exclusive) read as maths."""

    tex: str
    end: int = 0
    anchored: bool = False  # something in it can only be maths
    certain: bool = True  # nothing in it is a guess
    loose: bool = False  # maths within brackets or beside a relation only: "st" for s_t, "log"
    strong: bool = False  # one atom that is maths by itself: a Greek letter, something with an index
    number: bool = False
    letters: bool = False  # more than numbers

    def is_pair(self) -> bool:
        """Whether it is two letters that can be an index or a product: "s = vt"."""
        return self.loose and bool(re.fullmatch(r"[a-z]_\w", self.tex))

    def then(self, between: str, right: "_Reading", *, anchored: bool = False, certain: bool = True) -> "_Reading":
        """This reading, something between, and another reading behind it."""
        return _Reading(
            tex=_beside(_beside(self.tex, between), right.tex),
            end=right.end,
            anchored=anchored or self.anchored or right.anchored,
            certain=certain and self.certain and right.certain,
            letters=self.letters or right.letters,
        )


def _beside(left: str, right: str) -> str:
    """Two pieces of TeX side by side: a command and a letter need a space between them."""
    return f"{left} {right}" if right[:1].isalpha() and re.search(r"\\[A-Za-z]+$", left[-30:]) else left + right


def _row(letters: str) -> str:
    """TeX of letters and signs in a row, "" where one of them has none."""
    row = ""
    for letter in letters:
        if not (tex := symbol(letter)):
            return ""
        row = _beside(row, tex)
    return row


# ---------------------------------------------------------------- one atom


@lru_cache(maxsize=8192)
def _atom(run: str) -> _Reading | None:
    """What letters and digits without a space between them mean in a formula; None where they are a word."""
    base, *scripts = re.split(r"(?=[_^])", run)
    if scripts:
        return _scripted(base, scripts)
    if re.fullmatch(r"\d*(?:[.,]\d+)*", run):
        return _Reading(tex=run, number=True)
    if run in _FUNCTIONS:
        return _Reading(tex="\\" + run, loose=True)
    if run in GREEK_NAMES:
        return _Reading(tex="\\" + run, loose=True, letters=True)
    marks = re.search(f"[{_MARKS}]+$", run)
    return _marked(run[: marks.start()], marks.group()) if marks else _plain(run)


def _scripted(base: str, scripts: list[str]) -> _Reading | None:
    """`s_t-1`, `x_{ij}`, `R^d`, `10^-3`, `max_a`: ASCII scripts on one letter, a Greek name, a number, a function."""
    head = _single(base) or ("\\" + base if base in GREEK_NAMES | _FUNCTIONS else "")
    if base in {"argmax", "argmin"}:
        head = rf"\operatorname{{{base}}}"
    if not head and not (base.isdecimal() and scripts[0][0] == "^"):
        return None
    tex, seen = head or base, ""
    for script in scripts:
        inside = script[1:].removeprefix("{").removesuffix("}")
        if script[0] in seen or re.search(r"[^\W\d_]{4}|\\", inside):
            return None  # x_train is code
        seen += script[0]
        body = _row(inside.replace("−", "-").replace(" ", ""))
        if not body:
            return None
        tex += script[0] + (body if len(body) == 1 else f"{{{body}}}")
    return _Reading(tex=tex, anchored=True, strong=True, letters=True, loose=base in _FUNCTIONS | {"argmax", "argmin"})


def _marked(base: str, marks: str) -> _Reading | None:
    """`x²`, `10⁻³`, `aᵢ`, `s′`, `π∗`: superscripts, subscripts and primes of Unicode."""
    head = _single(base)
    if not head and base not in {"2", "10"}:
        return None  # a footnote, H₂O, km²
    lowered = "".join(_LOWERED.get(mark, "") for mark in marks)
    raised = "".join(_RAISED.get(mark, "") for mark in marks)
    primes = "'" * (marks.count("′") + 2 * marks.count("″"))
    if primes and raised:
        return None
    tex = (head or base) + primes + (f"_{{{lowered}}}" if lowered else "") + (f"^{{{raised}}}" if raised else "")
    return _Reading(tex=tex, anchored=True, strong=True, letters=bool(head))


def _single(letter: str) -> str:
    """TeX of a single letter, "" for anything else."""
    return symbol(letter) if len(letter) == 1 and letter.isalpha() and letter not in "µªº" else ""


_INDEX = frozenset("ijkntT")
_STEPS = frozenset("hijklmn")
_SHORT_WORDS = frozenset("an at et hi ii in it ok on st vi xi".split())
"""Words that are no s_t or x_i unless brackets hold them."""
_LABELS = frozenset("fghpqPQVIJLEDFGHRTKUWZ")
"""Letters that usually name a function or a set: a Greek letter behind them is an index, no factor and no power."""


def _plain(run: str) -> _Reading | None:
    """One to three letters and digits: a variable, or a base with its flattened index."""
    if len(run) == 1:
        tex = _single(run)
        strong = bool(tex) and not run.isascii()
        return _Reading(tex=tex, anchored=strong, strong=strong, letters=True) if tex else None
    product = re.fullmatch(r"(\d+(?:\.\d+)?)(\D)", run)
    if product:
        tex = _single(product[2])
        return _Reading(tex=product[1] + tex, anchored=not product[2].isascii(), letters=True) if tex else None
    head = _single(run[0])
    if not head:
        return None
    if run[1:].isdecimal() and run.isascii() | (run[0] > "\x7f") and len(run) <= 3:
        power = run[1:] in {"2", "3"} and (run[0].islower() or run[0] == "R")  # x2, σ2 and R2 are mostly squares
        index = run[1:] if len(run) == 2 else f"{{{run[1:]}}}"
        greek = not run[0].isascii()
        return _Reading(tex=f"{head}_{index}", anchored=greek, strong=greek, certain=not power, letters=True)
    if len(run) == 2 and not run.isascii():
        return _greek_pair(run[0], run[1], head)
    if run.isascii() and run.isalpha() and len(run) <= 3:
        return _pair(run)
    if not run[0].isascii() and len(run) <= 6:
        tex = _row(run)
        return _Reading(tex=tex, anchored=True, strong=True, certain=False, letters=True) if tex else None
    return None


def _pair(run: str) -> _Reading | None:
    """Two or three Latin letters: a base with its index, or a product or a power of which only the letters are left."""
    if len(run) == 2 and run[0] == "R" and run[1] in "dnmkp":
        return _Reading(tex=rf"\mathbb{{R}}^{run[1]}", certain=False, loose=True, letters=True)
    if len(run) == 2 and run[1] in _INDEX:
        return _Reading(tex=f"{run[0]}_{run[1]}", certain=run[0] != "d", loose=True, letters=True)
    return _Reading(tex=run, certain=False, loose=True, letters=True) if run.isupper() else None


def _greek_pair(first: str, second: str, head: str) -> _Reading | None:
    """Two letters, one of them Greek at least: "fβ", "πθ", "ΦR", "Δt"; None for units ("μm", "kΩ")."""
    index = _single(second)
    if not index or re.fullmatch(r"μ[mslgLMAVFWNJHK]|[kMGm]Ω", first + second):
        return None
    if first in "Δ∂":
        return _Reading(tex=_beside(head, index), anchored=True, strong=True, letters=True)
    if second == "π":
        certain = first.islower()  # in Vπ the policy was raised, in vπ lowered
    elif first.isascii():
        certain = first in _LABELS and first + second != "hν"  # Planck's constant, a factor
    elif second.isascii():
        certain = second in _INDEX or (first.isupper() and first not in "ΣΠ")
    else:
        certain = True
    tex = f"{head}_{index}" if index == second else f"{head}_{{{index}}}"
    return _Reading(tex=tex, anchored=True, strong=True, certain=certain, letters=True)


# ---------------------------------------------------------------- expressions

_DEPTH = 5
_LONGEST = 200  # tokens
_CLOSERS = {"(": ")]", "[": ")]", "{": "}", "⟨": "⟩"}  # [0, 1) is an interval


def _closers(tokens: list[_Token]) -> dict[int, int]:
    """The token that closes each bracket, whatever its form; none for those that stay open."""
    opened: list[int] = []
    closers: dict[int, int] = {}
    for i, token in enumerate(tokens):
        if token.kind == "open":
            opened.append(i)
        elif token.kind == "close" and opened:
            closers[opened.pop()] = i
    return closers


class _Grammar:
    """Reads tokens as expressions: terms, joined by relations and operators, with arguments in brackets."""

    def __init__(self, text: str) -> None:
        self.prose = text
        self.tokens = [
            _Token(match.lastgroup or "", match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)
        ]
        self.closers = _closers(self.tokens)
        self.groups: dict[tuple[int, int], _Reading | None] = {}  # each is read once, however often it is tried
        self.indexed = frozenset(re.findall(r"(?<!\w)([^\W\d_])[014-9](?!\w)", text))  # beside β1, β2 is no square

    def tight(self, i: int) -> bool:
        """Whether no space stands before token i."""
        return 0 < i < len(self.tokens) and self.tokens[i].start == self.tokens[i - 1].end

    def kind(self, i: int) -> str:
        """The kind of token i, "" behind the last."""
        return self.tokens[i].kind if i < len(self.tokens) else ""

    def text(self, i: int) -> str:
        """The text of token i, "" behind the last."""
        return self.tokens[i].text if i < len(self.tokens) else ""

    def is_cut(self, start: int, end: int) -> bool:
        """Whether the tokens from `start` to `end` are a piece of something longer that could not be read."""
        before = self.tight(start) and self.kind(start - 1) in {"relation", "binary", "close", "bar"}
        behind = self.tight(end) and self.kind(end) in {"relation", "binary", "bar", "prefix", "open"}
        return (before and self.text(start - 1) not in {"-", "/"}) or (behind and self.text(end) not in {"-", "/"})

    def formula(self, i: int) -> _Reading | None:
        """The longest formula that begins at token i, with what a quantifier or a colon adds to it."""
        left = self.expression(i, 0, inside=False)
        while left and left.anchored and self.kind(left.end) == "comma" and left.end - i < _LONGEST:
            quantified = self.text(left.end) == "," and self.text(left.end + 1) in {"∀", "∃"}
            typed = self.text(left.end) == ":" and not self.tight(left.end)
            right = self.expression(left.end + 1, 0, inside=False) if quantified or typed else None
            if not right or not right.anchored or right.loose:
                break
            left = left.then(r",\ " if quantified else ":", right)
        return None if left is None or left.loose else left

    def expression(self, i: int, depth: int, *, inside: bool) -> _Reading | None:
        left = self.term(i, depth, inside=inside)
        while left and left.end - i < _LONGEST:
            longer = self.longer(left, depth, inside=inside)
            if longer is None:
                break
            left = longer
        return left

    def longer(self, left: _Reading, depth: int, *, inside: bool) -> _Reading | None:
        """The reading with what is joined to it, None where nothing is."""
        i, kind = left.end, self.kind(left.end)
        if kind == "relation":
            return self.related(left, depth, inside=inside)
        if kind == "binary":
            return self.combined(left, depth, inside=inside)
        if left.loose and not inside:
            return None
        if self.tight(i) and (inside or left.anchored) and (kind in {"run", "open"} or self.text(i) in {*"∇∂√∑"}):
            right = self.term(i, depth + 1, inside=inside)
            lost = bool(right) and right is not None and right.number and left.tex[-1] in ")]|"  # (y − f(x))2
            return left.then("", right, certain=not lost) if right else None
        applied = left.anchored and self.kind(i + 1) == "open" and self.tight(i + 1)
        if inside and (applied or self.text(i) in _FUNCTIONS or self.text(i) in {*"ˆ˜¯√∑∏"}):
            right = self.term(i, depth + 1, inside=True)
            return left.then("" if self.text(i) in _FUNCTIONS else " ", right) if right else None
        return None

    def related(self, left: _Reading, depth: int, *, inside: bool) -> _Reading | None:
        i, sign = left.end, self.text(left.end)
        if sign == "==" or (sign.isascii() and sign != "=" and self.tight(i) != self.tight(i + 1)):
            return None  # code; an arrow, a heart, a tag
        right = self.term(i + 1, depth + 1, inside=True)
        if right is None or not (left.letters or right.letters) or (not inside and self.text(i + 1) in _SHORT_WORDS):
            return None
        if sign in "∈→" and right.tex == "R":
            right = replace(right, tex=r"\mathbb{R}", certain=False)  # the reals, or a set of that name
        tex = {"<=": r"\leq", ">=": r"\geq"}.get(sign) or symbol(sign)
        index = right.tex in _INDEX and sign in "<>" and self.tight(i) and not left.tex.isalpha()  # τ<t
        article = left.tex == "a" and sign in "<>≤≥" and right.number
        product = sign == "=" and not inside and right.is_pair()
        return left.then(tex, right, anchored=True, certain=not (index or article or product))

    def combined(self, left: _Reading, depth: int, *, inside: bool) -> _Reading | None:
        i, sign = left.end, self.text(left.end)
        right = self.term(i + 1, depth + 1, inside=inside or left.anchored)
        if right is None or self.tight(i) != self.tight(i + 1):
            return None
        tight = self.tight(i)
        step = tight and sign in "+-−" and right.tex == "1"
        if (left.loose and not inside) or (not tight and (self.is_article(i + 1) or self.begins_line(i))):
            return None  # - a sentence goes on, or a list
        index = step and left.tex in _INDEX
        if sign.isascii() and not (index or inside or left.anchored):
            return left.then(sign, right) if sign == "+" else None
        power = left.tex.endswith("10") and sign == "−" and tight and right.number  # 10−3
        one = tight and sign == "−" and re.match(r"1(?!\d)", self.text(i + 1))
        inverse = bool(one and re.search(r"(?<![\\A-Za-z])[A-Zf]$", left.tex))  # A−1
        exponent = tight and bool(re.search(r"(?<!\w)[a-z]_\d$", left.tex)) and not right.number  # c1−σ
        blurred = inverse or (exponent and len(self.text(i + 1)) == 1) or (not inside and right.is_pair())
        anchored = index or power or (not sign.isascii() and (left.letters or right.letters))
        return left.then(symbol(sign), right, anchored=anchored, certain=not power and not blurred)

    def begins_line(self, i: int) -> bool:
        """Whether token i is a sign that begins a line, as in a list of Markdown."""
        return self.text(i) in {"+", "-"} and "\n" in self.prose[self.tokens[i - 1].end : self.tokens[i].start]

    def is_article(self, i: int) -> bool:
        """Whether token i is "a" or "I" of a sentence: "π(a|s) - a distribution"."""
        return self.text(i) in {"a", "I"} and self.kind(i + 1) == "run" and len(self.text(i + 1)) > 2

    def term(self, i: int, depth: int, *, inside: bool) -> _Reading | None:
        if depth > _DEPTH or i >= len(self.tokens):
            return None
        token = self.tokens[i]
        if token.kind == "run":
            return self.applied(i, depth, inside=inside)
        if token.kind == "open":
            return self.group(i, depth)
        if token.kind == "bar":
            return self.norm(i, depth)
        if token.kind == "literal":
            return _Reading(tex=symbol(token.text), end=i + 1)
        if token.kind == "prefix" or token.text in {*"−±∓"} or (inside and token.text in {"+", "-"}):
            return self.prefixed(i, depth, inside=inside)
        return None

    def prefixed(self, i: int, depth: int, *, inside: bool) -> _Reading | None:
        sign = self.text(i)
        right = self.term(i + 1, depth + 1, inside=inside or sign in "√±ˆ˜¯")
        if right is None:
            return None
        if sign == "√":
            tex, certain = rf"\sqrt{{{right.tex}}}", len(right.tex) == 1 or right.number  # how far did the bar go?
        elif sign in "ˆ˜¯":
            command = {"ˆ": r"\hat", "˜": r"\tilde", "¯": r"\bar"}[sign]
            tex, certain = rf"{command}{{{right.tex}}}", False  # over the letter before or behind?
        else:
            tex, certain = _beside(symbol(sign), right.tex), sign not in "∑∏∫"  # their limits are flattened
        anchored = right.anchored or (right.letters and sign not in "+-±∓−")
        return replace(
            right,
            tex=tex,
            certain=right.certain and certain,
            anchored=anchored,
            strong=False,
            number=False,
            loose=False,
        )

    def norm(self, i: int, depth: int) -> _Reading | None:
        """`|S|`, `‖x‖`: bars close to what they hold."""
        inner = self.expression(i + 1, depth + 1, inside=True) if self.tight(i + 1) else None
        if inner is None or self.text(inner.end) != self.text(i) or not self.tight(inner.end) or not inner.letters:
            return None
        bar = {"|": "|", "∣": "|"}.get(self.text(i), r"\|")
        return replace(inner, tex=bar + inner.tex + bar, end=inner.end + 1, strong=False, loose=False)

    def applied(self, i: int, depth: int, *, inside: bool) -> _Reading | None:
        """An atom, with its argument in brackets behind it; or a longer name or a function that has an argument."""
        run, atom = self.text(i), _atom(self.text(i))
        bracket, tight = self.text(i + 1) if self.kind(i + 1) == "open" else "", self.tight(i + 1)
        if atom is None or (atom.loose and bracket and tight):
            return self.named(i, depth) or (replace(atom, end=i + 1) if atom else None)
        atom = replace(atom, end=i + 1, certain=atom.certain or (run[0] in self.indexed and run[1:].isdecimal()))
        if stepped := self.stepped(atom, run, inside=inside):
            return stepped
        if atom.loose and atom.tex.startswith("\\") and not atom.letters | atom.strong and self.kind(i + 1) == "run":
            right = self.applied(i + 1, depth + 1, inside=inside) if depth < _DEPTH else None  # log p(x)
            return atom.then("", right) if right and (right.anchored or inside) else atom
        if atom.loose and atom.strong:  # max_a Q(s, a)
            right = self.term(i + 1, depth + 1, inside=inside)
            return atom.then(" ", right) if right else None
        near = tight or atom.strong or (run.isupper() and len(run) == 1)
        if atom.number or not near or bracket not in {"(", "["} or (bracket == "[" and not tight):
            return atom
        group = self.group(i + 1, depth)
        if group is None or (bracket == "[" and not group.letters):
            return atom
        if not tight and group.tex.startswith(f"({atom.tex}="):  # K (K = 50): the sentence's own brackets
            return atom
        plain = tight and len(run) == 1 and (group.letters or run == "O") and (run + group.tex).lower() != "a(n)"
        equated = self.kind(group.end) == "relation"
        if not (atom.strong or plain or group.anchored or inside or equated):
            return atom
        return atom.then("", group, anchored=plain and bracket == "(")

    def stepped(self, atom: _Reading, run: str, *, inside: bool) -> _Reading | None:
        """A flattened index with a step behind it ("St+1", "xk−1", "Rt+k+1"): S_{t+1}, but maybe S_t + 1."""
        if not re.fullmatch(r"[^\W\d_][ijkntT]", run) or (run[0] == "d" and not atom.anchored and inside):
            return None
        index, i = run[1], atom.end
        while self.text(i) in {*"+-−"} and self.tight(i) == self.tight(i + 1) and len(index) < 12:
            step, tight = self.text(i + 1), self.tight(i)
            if not (step in {"1", "2"} or (tight and step in _STEPS)) or not (tight or inside):
                break
            index += ("+" if self.text(i) == "+" else "-") + step
            i += 2
        if i == atom.end:
            return None
        return replace(atom, tex=f"{symbol(run[0])}_{{{index}}}", end=i, certain=False, loose=False, anchored=True)

    def named(self, i: int, depth: int) -> _Reading | None:
        """A name of several letters with its argument: "softmax(QK)", "TD(lambda)"."""
        run = self.text(i)
        if not (run.isascii() and run.isalpha() and len(run) > 1) or self.text(i + 1) not in {"(", "["}:
            return None
        group = self.group(i + 1, depth) if self.tight(i + 1) else None
        if group is None:
            return None
        head = "\\" + run if run in _FUNCTIONS else rf"\mathrm{{{run}}}"
        greek = run.isupper() and group.tex[2:-1] in GREEK_NAMES
        return replace(group, tex=head + group.tex, anchored=group.anchored or greek, strong=False)

    def group(self, i: int, depth: int) -> _Reading | None:
        """Brackets around expressions, a dot (any argument), or both sides of a bar."""
        if (i, depth) not in self.groups:
            near = self.closers.get(i, i + _LONGEST) - i < _LONGEST
            self.groups[i, depth] = self.read_group(i, depth) if near and depth < _DEPTH else None
        return self.groups[i, depth]

    def read_group(self, i: int, depth: int) -> _Reading | None:
        opener = self.text(i)
        reading = _Reading(tex=r"\{" if opener == "{" else symbol(opener), end=i + 1)
        while self.kind(reading.end) and reading.end - i < _LONGEST:
            if self.text(reading.end) in {".", "·", "⋅"}:
                part: _Reading | None = _Reading(tex=r"\cdot", end=reading.end + 1)
            else:
                part = self.expression(reading.end, depth + 1, inside=True)
            if part is None:
                return None
            reading = reading.then("", part)
            sign, kind = self.text(reading.end), self.kind(reading.end)
            if kind == "close" and sign in _CLOSERS[opener]:
                tex = r"\}" if sign == "}" else symbol(sign)
                return replace(reading, tex=reading.tex + tex, end=reading.end + 1)
            if sign in {"|", "∣"}:
                sign = r"\mid"
            elif sign not in {",", ";", ":"}:
                return None
            reading = replace(reading, tex=reading.tex + sign, end=reading.end + 1)
        return None


# ---------------------------------------------------------------- formulas in prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stretch of prose that can be a formula; `lone` is its text where it is nothing but one atom."""

    start: int
    end: int
    tex: str
    certain: bool
    anchored: bool
    lone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What formulas use: their single letters, and whether an index is a digit right behind a letter (M2)."""

    letters: frozenset[str] = frozenset()
    has_indices: bool = False

    @classmethod
    def of(cls, formulas: Iterable[str]) -> "Usage":
        """The usage of some TeX."""
        tex = " ".join(formulas)
        return cls(
            letters=frozenset(re.findall(r"(?<![\\A-Za-z])[A-Za-z](?![A-Za-z])", tex)),
            has_indices=bool(re.search(r"[A-Za-z]_\{?\d", tex)),
        )


def candidates(prose: str, *, among_formulas: bool = False) -> list[Candidate]:
    """The stretches of prose that can be formulas, in order, also those that only their surroundings make certain."""
    if not (among_formulas or _HINT.search(prose)):
        return []
    grammar = _Grammar(prose)
    is_greek = bool(_GREEK_WORD.search(prose))
    found: list[Candidate] = []
    i = 0
    while i < len(grammar.tokens):
        token = grammar.tokens[i]
        reading = grammar.formula(i) if token.kind not in {"comma", "close", "relation", "other"} else None
        if (
            reading is None
            or (is_greek and re.search(f"[{_GREEK}]", token.text))
            or (token.text in {"(", "["} and grammar.closers.get(i) == reading.end - 1)  # (K = 50): the sentence's own
            or (token.text in _SHORT_WORDS and not (grammar.tight(i + 1) and grammar.text(i + 1) in {"+", "−"}))
        ):
            i += 1
            continue
        end = grammar.tokens[reading.end - 1].end
        lone = token.text if reading.end == i + 1 else ""
        cut = grammar.is_cut(i, reading.end)
        if _is_free(prose, token.start, end, lone=lone) and not (cut and not reading.anchored):
            found.append(
                Candidate(
                    start=token.start,
                    end=end,
                    tex=reading.tex,
                    certain=reading.certain and not cut and not mathjax.problem(reading.tex),
                    anchored=reading.anchored,
                    lone=lone,
                )
            )
        i = reading.end
    return _with_sequences(prose, found)


def _is_free(prose: str, start: int, end: int, *, lone: str) -> bool:
    """Whether prose[start:end] stands by itself rather than in a name, a path, a compound or an abbreviation."""
    before, after = prose[max(0, start - 2) : start], prose[end : end + 2]
    glued = before[-1:].isalpha() and prose[start] in "ˆ˜¯"  # an accent ends the word before it
    if (re.search(r"[\w/\\@#_^$€£~]$|\w[.]$|\\[(\[]$", before) and not glued) or re.match(r"[\w/\\@_^]|[.]\w", after):
        return False
    if not lone:
        return not re.search(r"-$|\w–$", before)
    if re.search(r"[-–‐'’&]$|[’'] $", before) or re.match(r"[-–‐'’&%°(\[]", after):
        return False
    if lone.isascii() and lone.isalpha():
        return lone not in "aAI" and not re.match(r"\.\s?[A-Z0-9]|\)", after) and bool(start or lone.isupper())
    return True


_SEQUENCE = re.compile(r"(?<![\w.,])([A-Za-z])([01])\s?, ?\1(\d)\s?, ?(?:\.\s?\.\s?\.|…|⋯)\s?, ?\1([a-zA-Z]|\d+)(?!\w)")


def _with_sequences(prose: str, found: list[Candidate]) -> list[Candidate]:
    """The candidates with every "x1, x2, …, xn" as one of them."""
    whole = [
        Candidate(
            start=match.start(),
            end=match.end(),
            tex="{0}_{1},{0}_{2},\\ldots,{0}_{{{3}}}".format(*match.groups()),
            certain=True,
            anchored=True,
        )
        for match in _SEQUENCE.finditer(prose)
    ]
    if not whole:
        return found
    apart = [one for one in found if all(one.end <= line.start or line.end <= one.start for line in whole)]
    return sorted(apart + whole, key=lambda one: one.start)


def chosen(found: list[Candidate], prose: str, usage: Usage) -> list[Candidate]:
    """The candidates that are maths, given what other formulas of the text use; guesses side by side are one guess."""
    kept: list[Candidate] = []
    for one in found:
        if not _is_maths(one, prose, usage):
            continue
        last = kept[-1] if kept else None
        gap = r"[^\w.,;:]{0,3}" if prose[one.start] not in _BINARY else r"[^\w.,;:]{0,3}\w{0,3}\s?"
        if last and not (last.certain and one.certain) and re.fullmatch(gap, prose[last.end : one.start]):
            tex = last.tex + " " + one.tex
            kept[-1] = replace(last, end=one.end, tex=tex, certain=False, lone="")
        else:
            kept.append(one)
    return _whole(kept, prose)


_OPERATOR_WORDS = _FUNCTIONS | GREEK_NAMES | frozenset("sum prod argmax argmin sqrt grad".split()) - {"xi"}
_MAYBE_PROSE = frozenset("-/<>→↔⇒⇔⟶⟹")
"""Signs that sentences use too: they join formulas only where both sides are maths."""
_TWO_LETTER_WORDS = frozenset(
    "am an as at be by de do eg et go he hi ie if ii in is it iv la le me my no of oh ok on or so st to up us vi vs we "
    "xi".split()
)


class _Neighbours:
    """What stands around the readings of a text and seems to belong to them, though it was not read."""

    def __init__(self, prose: str, kept: list[Candidate]) -> None:
        self.prose = prose
        self.grammar = _Grammar(prose)
        self.openers = {closer: opener for opener, closer in self.grammar.closers.items()}
        self.spans: list[tuple[int, int]] = []  # first and last token of each reading
        self.owner: dict[int, tuple[int, int]] = {}
        self.read: dict[int, str] = {}  # TeX of the reading that begins at a token
        i = 0
        for one in kept:
            while self.grammar.tokens[i].end <= one.start:
                i += 1
            first = i
            while self.grammar.kind(i + 1) and self.grammar.tokens[i + 1].start < one.end:
                i += 1
            self.spans.append((first, i))
            self.read[first] = one.tex
            self.owner.update(dict.fromkeys(range(first, i + 1), (first, i)))

    def grown(self, first: int, last: int) -> tuple[int, int]:
        """The tokens of the whole formula that the reading of tokens `first` to `last` is a piece of."""
        here = (first, last)
        while here[1] - here[0] < _LONGEST:
            left, right = self.step(here[0], -1), self.step(here[1], 1)
            if here != (first, last):
                left, right = self.factor(here[0], -1, left), self.factor(here[1], 1, right)
            wider = (here[0] if left is None else left, here[1] if right is None else right)
            if wider == here:
                wider = self.around(*here)
            if wider == here:
                break
            here = (min(here[0], wider[0]), max(here[1], wider[1]))
        return here

    def step(self, edge: int, way: int, bare: int = 0) -> int | None:
        """The last token of what belongs to the maths that ends at token `edge`, to the right (1) or the left (-1)."""
        i, kind = edge + way, self.kind(edge + way)
        if not kind or self.is_broken(min(i, edge)):
            return None
        if kind in {"relation", "binary"}:
            return self.joined(i, way)
        text, tight = self.grammar.text(i), self.grammar.tight(max(i, edge))
        if i not in self.owner and self.is_operator_word(text):
            return i if way < 0 else self.operand(i + 1, 1)
        if kind == "run" and i not in self.owner and bare < 3:
            end = self.operand(i, way)
            return None if end is None or self.grammar.is_article(i) else self.step(end, way, bare + 1)
        if tight and not bare and kind == ("open" if way > 0 else "close"):
            return (self.grammar.closers if way > 0 else self.openers).get(i)
        if text == "~" and not bare:
            return self.operand(i + way, way)
        raised = text in _MARKS + "^" or (text == "*" and self.kind(i + 1) in {"relation", "binary", "open"})
        return i if tight and way > 0 and kind == "other" and raised else None

    def factor(self, edge: int, way: int, end: int | None) -> int | None:
        """The last token of the factor that stands right beside a formula of which more than its reading is known."""
        i = edge + way
        if end is not None or not self.kind(i) or self.is_broken(min(i, edge)):
            return end
        flattened = re.fullmatch(rf"[^\W\d_][{''.join(sorted(_INDEX))}\d]", self.grammar.text(i))
        is_word = self.grammar.text(i).lower() in _TWO_LETTER_WORDS
        return self.owner[i][way > 0] if i in self.owner else i if flattened and not is_word else None

    def joined(self, i: int, way: int) -> int | None:
        """The last token of the operator at token i with its other operand, None where it is a sentence's sign."""
        signs = self.grammar.text(i)
        if way < 0 and self.grammar.begins_line(i):
            return None
        if self.kind(i + way) in {"relation", "binary"} and self.grammar.tight(max(i, i + way)):
            i, signs = i + way, signs + self.grammar.text(i + way)  # => or <-
        loud = not set(signs) & _MAYBE_PROSE
        end = self.operand(i + way, way)
        if end is not None and (loud or not self.is_name(i + way)):
            return end
        stands_first = way < 0 and (not self.kind(i - 1) or self.is_broken(i - 1))  # a bullet
        return i if loud and not stands_first else None

    def operand(self, i: int, way: int) -> int | None:
        """The last token of the operand that begins at token i, None where it is prose."""
        if self.kind(i) == "binary" and way > 0 and self.grammar.text(i) in {*"+-−"}:
            i += 1
        kind, text = self.kind(i), self.grammar.text(i)
        if i in self.owner:
            return self.owner[i][way > 0]
        if kind == ("open" if way > 0 else "close"):
            end = (self.grammar.closers if way > 0 else self.openers).get(i)
            is_called = end is not None and way < 0 and self.grammar.tight(end) and self.kind(end - 1) == "run"
            return end - 1 if is_called and end is not None else end
        if kind == "other" and text in _MARKS + "'" and way < 0 and self.grammar.tight(i):
            return self.operand(i - 1, way) if self.kind(i - 1) != "other" else None
        if kind in {"prefix", "literal"}:
            return i
        if kind != "run":
            return None
        is_called = way > 0 and self.kind(i + 1) == "open" and self.grammar.tight(i + 1)
        if is_called and i + 1 in self.grammar.closers:
            return self.grammar.closers[i + 1]
        short = (len(text) <= 2 and text.lower() not in _TWO_LETTER_WORDS) or (
            len(text) <= 4 and bool(re.search(f"[{_GREEK}]", text))
        )
        return i if short or self.is_operator_word(text) or (_atom(text) and text not in _SHORT_WORDS) else None

    def around(self, first: int, last: int) -> tuple[int, int]:
        """The tokens with the brackets around them where these belong to the formula rather than to the sentence."""
        opener = first - 1 if self.kind(first - 1) == "open" else self.openers.get(last + 1, -1)
        closer = self.grammar.closers.get(opener, -1)
        if closer < 0 or not (opener == first - 1 or closer == last + 1):
            return first, last
        before, behind = self.grammar.text(opener - 1) if opener else "", self.grammar.text(closer + 1)
        is_called = self.grammar.tight(opener) and self.kind(opener - 1) == "run"  # E[…]
        if is_called and (before.isupper() or self.operand(opener - 1, -1) is not None):
            return opener - 1, closer
        raised = self.grammar.tight(closer + 1) and re.match(rf"[\w^{_MARKS}]", behind)  # (…)²
        signs = {self.grammar.text(i) for i in (opener - 1, closer + 1) if self.kind(i) in {"relation", "binary"}}
        filled = opener == first - 1 and closer == last + 1
        is_argument = opener - 1 in self.owner and all(
            self.kind(i) != "relation" for i in range(first, last + 1)
        )  # f (x), but not: K (K = 50)
        if filled and (raised or signs - _MAYBE_PROSE or self.is_operator_word(before) or is_argument):
            return opener, closer
        return first, last

    def guess(self, first: int, last: int) -> Candidate:
        """A formula of which only pieces were read; its TeX, token by token between them, is where a person starts."""
        while first not in self.owner and self.kind(first) in {"relation", "binary"}:
            first += 1
        while last not in self.owner and self.kind(last) in {"relation", "binary"}:
            last -= 1
        tex = ""
        for i in range(first, last + 1):
            token = self.grammar.tokens[i]
            if i not in self.owner:
                tex = _beside(tex, _rough(token))
            elif self.owner[i][0] == i:
                tex = _beside(tex, self.read[i])
        start, end = self.grammar.tokens[first].start, self.grammar.tokens[last].end
        return Candidate(start=start, end=end, tex=tex, certain=False, anchored=True)

    def kind(self, i: int) -> str:
        """The kind of token i, "" where there is none."""
        return self.grammar.kind(i) if i >= 0 else ""

    def is_broken(self, i: int) -> bool:
        """Whether a line ends behind token i."""
        return "\n" in self.prose[self.grammar.tokens[i].end : self.grammar.tokens[i + 1].start]

    def is_operator_word(self, word: str) -> bool:
        """Whether the word is an operator or a Greek letter: "sum", "gamma", "maxa" for max_a."""
        return re.split("[_^]", word)[0] in _OPERATOR_WORDS or bool(re.fullmatch(r"(?:arg)?(?:max|min)[a-z]", word))

    def is_name(self, i: int) -> bool:
        """Whether token i is an abbreviation or an article rather than maths."""
        text = self.grammar.text(i)
        return i not in self.owner and ((text.isupper() and len(text) > 1) or text in {"a", "I"})


def _rough(token: _Token) -> str:
    """TeX of a token that no reading holds."""
    if token.text in _RAISED:
        return f"^{{{_RAISED[token.text]}}}"
    if token.text in {"sum", "prod"}:
        return "\\" + token.text
    if token.kind == "run" and token.text.isascii():
        atom = _atom(token.text)
        return atom.tex if atom else rf"\mathrm{{{token.text}}}"
    return _row(token.text)


def _whole(kept: list[Candidate], prose: str) -> list[Candidate]:
    """The candidates; one that is a piece of a formula of which the rest was not read is a guess, as is the whole."""
    if not kept:
        return kept
    around = _Neighbours(prose, kept)
    stretches: list[tuple[int, int, Candidate]] = []  # first and last token, and what was read first of them
    for piece, (start, end) in zip(kept, around.spans, strict=True):
        one, first, last = piece, start, end
        if not (stretches and last <= stretches[-1][1]):
            first, last = around.grown(first, last)
        while stretches and first <= stretches[-1][1]:
            before = stretches.pop()
            first, last, one = min(first, before[0]), max(last, before[1]), before[2]
        stretches.append((first, last, one))
    return [
        one if around.owner.get(first) == (first, last) else around.guess(first, last) for first, last, one in stretches
    ]


def _is_maths(one: Candidate, prose: str, usage: Usage) -> bool:
    """Whether the candidate is anchored in itself, or is a variable in a text that speaks maths elsewhere."""
    if one.anchored:  # but not a unit: 5 Ω, 50 m²
        return not (one.lone and re.search(r"(?<!\w)\d+(?:[.,]\d+)*\s?$", prose[max(0, one.start - 12) : one.start]))
    if not one.lone:
        negative = prose[one.start] == "−" and not re.match(r"\s?[°%]", prose[one.end : one.end + 2])
        return bool(usage.letters) and one.tex.startswith("-") and negative
    if _is_enumerated(one, prose):
        return True
    if not one.certain or not any(letter.isalpha() for letter in one.lone):
        return False
    if len(one.lone) > 1:
        return bool(usage.letters & set(one.lone)) or (one.lone[0].isalpha() and usage.has_indices)
    times = re.search(r"\d\s$", prose[max(0, one.start - 2) : one.start])  # 3 x 5
    return one.lone in usage.letters or (bool(usage.letters) and one.lone.islower() and not times)


_NUMBERED = re.compile(
    r"(?i)\b(?:fig|figs|figures?|tab|tables?|eqs?|equations?|sections?|appendi\w+|questions?|steps?)\W*"
    r"(?:\w{1,3}\W+(?:and |or |to )?){0,3}$"
)


def _is_enumerated(one: Candidate, prose: str) -> bool:
    """Whether the same letter stands beside it with another digit: "point sets S1 and S2"."""
    letter = re.fullmatch(r"([A-EGI-KN-PR-Zx-z])\d", one.lone)
    if not letter or _NUMBERED.search(prose[max(0, one.start - 40) : one.start]):
        return False
    other = rf"{letter[1]}(?!{one.lone[1]}\b)\d\b"
    joint = r"(?:\s*,\s*(?:and |or )?|\s+(?:and|or|to)\s+)"
    after, before = prose[one.end : one.end + 12], prose[max(0, one.start - 12) : one.start]
    return bool(re.match(joint + other, after) or re.search(other + joint + "$", before))
