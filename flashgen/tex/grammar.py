"""The grammar of maths written out in Unicode: atoms, arguments in brackets, operators, relations -> TeX.

A reading is anchored where something in it can only be maths, and certain where nothing in it is a guess:
superscripts and fraction bars leave no trace in the text, so "R2" and "10−3" are guesses.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from flashgen.tex.symbols import (
    BINARY,
    FUNCTIONS,
    GREEK,
    GREEK_NAMES,
    LITERAL,
    LOWERED,
    MARKS,
    PREFIX,
    RAISED,
    RELATIONS,
    symbol,
)

_TOKEN = re.compile(
    rf"""(?P<run>(?:(?<![\w.])\.\d+ | \d+(?:[.,]\d+)+ | [^\W_] | (?<=[^\W_])[{MARKS}] | (?<=[{MARKS}])[{MARKS}])++
            (?:[_^](?:\{{[^{{}}\n]{{1,30}}\}} | [-−]?[^\W_]++(?:(?<=[a-z])[-−+]\d(?![\w.]))?))*+)
      | (?P<relation><=|>=|==|[{RELATIONS}])
      | (?P<binary>[{BINARY}])
      | (?P<prefix>[{PREFIX}])
      | (?P<literal>[{LITERAL}])
      | (?P<open>[(\[{{⟨])
      | (?P<close>[)\]}}⟩])
      | (?P<bar>\|\||‖|\||∣|∥)
      | (?P<comma>[,;:.])
      | (?P<other>\S)""",
    re.VERBOSE,
)
HINT = re.compile(
    rf"[{GREEK}{PREFIX}{MARKS}ℂℍℓℏℒℕℙℚℛℝℤ\U0001d400-\U0001d7ff←-⋿−×±¬]|\b\w\s?[=<>(|]|\w[_^][\w{{−-]"
    rf"|[=<>]=?\s?\w\b|[a-z][-+]1\b|\b[A-Za-z]\d\b|[A-Z]\((?:{'|'.join(sorted(GREEK_NAMES))})\)|[‖|]\w[‖|]"
)
GREEK_WORD = re.compile("[Ͱ-Ͽἀ-῿]{3,}|[άέήίόύώϊϋἀ-῿]")


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of text that the grammar takes as one: a run of letters and digits, a sign, a bracket."""

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
            tex=beside(beside(self.tex, between), right.tex),
            end=right.end,
            anchored=anchored or self.anchored or right.anchored,
            certain=certain and self.certain and right.certain,
            letters=self.letters or right.letters,
        )


def beside(left: str, right: str) -> str:
    """Two pieces of TeX side by side: a command and a letter need a space between them."""
    return f"{left} {right}" if right[:1].isalpha() and re.search(r"\\[A-Za-z]+$", left[-30:]) else left + right


def in_a_row(letters: str) -> str:
    """TeX of letters and signs in a row, "" where one of them has none."""
    row = ""
    for letter in letters:
        if not (tex := symbol(letter)):
            return ""
        row = beside(row, tex)
    return row


# ---------------------------------------------------------------- one atom


@lru_cache(maxsize=8192)
def read_atom(run: str) -> _Reading | None:
    """What letters and digits without a space between them mean in a formula; None where they are a word."""
    base, *scripts = re.split(r"(?=[_^])", run)
    if scripts:
        return _scripted(base, scripts)
    if re.fullmatch(r"\d*(?:[.,]\d+)*", run):
        return _Reading(tex=run, number=True)
    if run in FUNCTIONS:
        return _Reading(tex="\\" + run, loose=True)
    if run in GREEK_NAMES:
        return _Reading(tex="\\" + run, loose=True, letters=True)
    marks = re.search(f"[{MARKS}]+$", run)
    return _marked(run[: marks.start()], marks.group()) if marks else _plain(run)


def _scripted(base: str, scripts: list[str]) -> _Reading | None:
    """`s_t-1`, `x_{ij}`, `R^d`, `10^-3`, `max_a`: ASCII scripts on one letter, a Greek name, a number, a function."""
    head = _single(base) or ("\\" + base if base in GREEK_NAMES | FUNCTIONS else "")
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
        body = in_a_row(inside.replace("−", "-").replace(" ", ""))
        if not body:
            return None
        tex += script[0] + (body if len(body) == 1 else f"{{{body}}}")
    return _Reading(tex=tex, anchored=True, strong=True, letters=True, loose=base in FUNCTIONS | {"argmax", "argmin"})


def _marked(base: str, marks: str) -> _Reading | None:
    """`x²`, `10⁻³`, `aᵢ`, `s′`, `π∗`: superscripts, subscripts and primes of Unicode."""
    head = _single(base)
    if not head and base not in {"2", "10"}:
        return None  # a footnote, H₂O, km²
    lowered = "".join(LOWERED.get(mark, "") for mark in marks)
    raised = "".join(RAISED.get(mark, "") for mark in marks)
    primes = "'" * (marks.count("′") + 2 * marks.count("″"))
    if primes and raised:
        return None
    tex = (head or base) + primes + (f"_{{{lowered}}}" if lowered else "") + (f"^{{{raised}}}" if raised else "")
    return _Reading(tex=tex, anchored=True, strong=True, letters=bool(head))


def _single(letter: str) -> str:
    """TeX of a single letter, "" for anything else."""
    return symbol(letter) if len(letter) == 1 and letter.isalpha() and letter not in "µªº" else ""


INDEX = frozenset("ijkntT")
_STEPS = frozenset("hijklmn")
SHORT_WORDS = frozenset("an at et ft hi ii in it ok on pt st vi xi".split())
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
        tex = in_a_row(run)
        return _Reading(tex=tex, anchored=True, strong=True, certain=False, letters=True) if tex else None
    return None


def _pair(run: str) -> _Reading | None:
    """Two or three Latin letters: a base with its index, or a product or a power of which only the letters are left."""
    if len(run) == 2 and run[0] == "R" and run[1] in "dnmkp":
        return _Reading(tex=rf"\mathbb{{R}}^{run[1]}", certain=False, loose=True, letters=True)
    if len(run) == 2 and run[1] in INDEX:
        return _Reading(tex=f"{run[0]}_{run[1]}", certain=run[0] != "d", loose=True, letters=True)
    return _Reading(tex=run, certain=False, loose=True, letters=True) if run.isupper() else None


def _greek_pair(first: str, second: str, head: str) -> _Reading | None:
    """Two letters, one of them Greek at least: "fβ", "πθ", "ΦR", "Δt"; None for units ("μm", "kΩ")."""
    index = _single(second)
    if not index or re.fullmatch(r"μ[mslgLMAVFWNJHK]|[kMGm]Ω", first + second):
        return None
    if first in "Δ∂":
        return _Reading(tex=beside(head, index), anchored=True, strong=True, letters=True)
    if second == "π":
        certain = first.islower()  # in Vπ the policy was raised, in vπ lowered
    elif first.isascii():
        certain = first in _LABELS and first + second != "hν"  # Planck's constant, a factor
    elif second.isascii():
        certain = second in INDEX or (first.isupper() and first not in "ΣΠ")
    else:
        certain = True
    tex = f"{head}_{index}" if index == second else f"{head}_{{{index}}}"
    return _Reading(tex=tex, anchored=True, strong=True, certain=certain, letters=True)


# ---------------------------------------------------------------- expressions

_DEPTH = 5
LONGEST = 200  # tokens
_CLOSERS = {"(": ")]", "[": ")]", "{": "}", "⟨": "⟩"}  # [0, 1) is an interval


def _closers(tokens: list[Token]) -> dict[int, int]:
    """The token that closes each bracket, whatever its form; none for those that stay open."""
    opened: list[int] = []
    closers: dict[int, int] = {}
    for i, token in enumerate(tokens):
        if token.kind == "open":
            opened.append(i)
        elif token.kind == "close" and opened:
            closers[opened.pop()] = i
    return closers


class Grammar:
    """Reads tokens as expressions: terms, joined by relations and operators, with arguments in brackets."""

    def __init__(self, text: str) -> None:
        self.prose = text
        self.tokens = [
            Token(match.lastgroup or "", match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)
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
        while left and left.anchored and self.kind(left.end) == "comma" and left.end - i < LONGEST:
            quantified = self.text(left.end) == "," and self.text(left.end + 1) in {"∀", "∃"}
            typed = self.text(left.end) == ":" and not self.tight(left.end)
            right = self.expression(left.end + 1, 0, inside=False) if quantified or typed else None
            if not right or not right.anchored or right.loose:
                break
            left = left.then(r",\ " if quantified else ":", right)
        return None if left is None or left.loose else left

    def expression(self, i: int, depth: int, *, inside: bool) -> _Reading | None:
        """What stands on one side of a relation, or between brackets: terms with operators between them."""
        left = self.term(i, depth, inside=inside)
        while left and left.end - i < LONGEST:
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
        if inside and (applied or self.text(i) in FUNCTIONS or self.text(i) in {*"ˆ˜¯√∑∏"}):
            right = self.term(i, depth + 1, inside=True)
            return left.then("" if self.text(i) in FUNCTIONS else " ", right) if right else None
        return None

    def related(self, left: _Reading, depth: int, *, inside: bool) -> _Reading | None:
        """The reading with the relation behind it and that relation's right side."""
        i, sign = left.end, self.text(left.end)
        if sign == "==" or (sign.isascii() and sign != "=" and self.tight(i) != self.tight(i + 1)):
            return None  # code; an arrow, a heart, a tag
        right = self.term(i + 1, depth + 1, inside=True)
        if right is None or not (left.letters or right.letters) or (not inside and self.text(i + 1) in SHORT_WORDS):
            return None
        if sign in "∈→" and right.tex == "R":
            right = replace(right, tex=r"\mathbb{R}", certain=False)  # the reals, or a set of that name
        tex = {"<=": r"\leq", ">=": r"\geq"}.get(sign) or symbol(sign)
        index = right.tex in INDEX and sign in "<>" and self.tight(i) and not left.tex.isalpha()  # τ<t
        article = left.tex == "a" and sign in "<>≤≥" and right.number
        product = sign == "=" and not inside and right.is_pair()
        return left.then(tex, right, anchored=True, certain=not (index or article or product))

    def combined(self, left: _Reading, depth: int, *, inside: bool) -> _Reading | None:
        """The reading with the operator behind it and that operator's right side."""
        i, sign = left.end, self.text(left.end)
        right = self.term(i + 1, depth + 1, inside=inside or left.anchored)
        if right is None or self.tight(i) != self.tight(i + 1):
            return None
        tight = self.tight(i)
        step = tight and sign in "+-−" and right.tex == "1"
        if (left.loose and not inside) or (not tight and (self.is_article(i + 1) or self.begins_line(i))):
            return None  # - a sentence goes on, or a list
        index = step and left.tex in INDEX
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
        """The shortest reading that begins at token `i`: an atom, a group, or a sign before one."""
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
        """A sign such as ∀ or ∑ with what it is put before."""
        sign = self.text(i)
        right = self.term(i + 1, depth + 1, inside=inside or sign in "√±ˆ˜¯")
        if right is None or (not inside and not self.tight(i + 1) and self.text(i + 1) in SHORT_WORDS):
            return None  # "+ and − in algebra"
        if sign == "√":
            tex, certain = rf"\sqrt{{{right.tex}}}", len(right.tex) == 1 or right.number  # how far did the bar go?
        elif sign in "ˆ˜¯":
            command = {"ˆ": r"\hat", "˜": r"\tilde", "¯": r"\bar"}[sign]
            tex, certain = rf"{command}{{{right.tex}}}", False  # over the letter before or behind?
        else:
            tex, certain = beside(symbol(sign), right.tex), sign not in "∑∏∫"  # their limits are flattened
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
        run, atom = self.text(i), read_atom(self.text(i))
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
        head = "\\" + run if run in FUNCTIONS else rf"\mathrm{{{run}}}"
        greek = run.isupper() and group.tex[2:-1] in GREEK_NAMES
        return replace(group, tex=head + group.tex, anchored=group.anchored or greek, strong=False)

    def group(self, i: int, depth: int) -> _Reading | None:
        """Brackets around expressions, a dot (any argument), or both sides of a bar."""
        if (i, depth) not in self.groups:
            near = self.closers.get(i, i + LONGEST) - i < LONGEST
            self.groups[i, depth] = self.read_group(i, depth) if near and depth < _DEPTH else None
        return self.groups[i, depth]

    def read_group(self, i: int, depth: int) -> _Reading | None:
        """What stands between the bracket at token `i` and its closer, brackets included."""
        opener = self.text(i)
        reading = _Reading(tex=r"\{" if opener == "{" else symbol(opener), end=i + 1)
        while self.kind(reading.end) and reading.end - i < LONGEST:
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
