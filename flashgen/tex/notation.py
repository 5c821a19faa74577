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
        certain = first in _LABELS
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
        return left.then(tex, right, anchored=True, certain=not index and not article)

    def combined(self, left: _Reading, depth: int, *, inside: bool) -> _Reading | None:
        i, sign = left.end, self.text(left.end)
        right = self.term(i + 1, depth + 1, inside=inside or left.anchored)
        if right is None or self.tight(i) != self.tight(i + 1):
            return None
        tight = self.tight(i)
        step = tight and sign in "+-−" and right.tex == "1"
        if left.loose and not inside:
            lost = step and left.tex[-2:] in {"_t", "_i", "_k", "_n"}  # dt−1 may be one index
            return left.then(symbol(sign), right, anchored=True, certain=False) if lost else None
        index = step and left.tex in _INDEX
        if sign.isascii() and not (index or inside or left.anchored):
            return left.then(sign, right) if sign == "+" else None
        power = left.tex.endswith("10") and sign == "−" and tight and right.number  # 10−3
        blurred = step and sign != "+" and bool(re.fullmatch(r"\w_\w", left.tex))  # st−1
        anchored = index or power or (not sign.isascii() and (left.letters or right.letters))
        return left.then(symbol(sign), right, anchored=anchored, certain=not power and not blurred)

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
        plain = tight and len(run) == 1 and (group.letters or run == "O") and (run + group.tex).lower() != "a(n)"
        equated = self.kind(group.end) == "relation"
        if not (atom.strong or plain or group.anchored or inside or equated):
            return atom
        return atom.then("", group, anchored=plain and bracket == "(")

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
            or (token.text in _SHORT_WORDS)
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
    return kept


def _is_maths(one: Candidate, prose: str, usage: Usage) -> bool:
    """Whether the candidate is anchored in itself, or is a variable in a text that speaks maths elsewhere."""
    if one.anchored:  # but not a unit: 5 Ω, 50 m²
        return not (one.lone and re.search(r"(?<!\w)\d[\d.,]*\s?$", prose[max(0, one.start - 12) : one.start]))
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
