"""Formulas in prose ("∀s ∈ S", "fβ (.)", "K = 50"): where each begins and ends, and which are meant as maths.

What PDF copies leave of a formula is read by the grammar; what stands around a reading, and what the other formulas
of the text use, decide whether it is one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from flashgen.tex import mathjax
from flashgen.tex.grammar import (
    GREEK_WORD,
    HINT,
    INDEX,
    LONGEST,
    SHORT_WORDS,
    Grammar,
    Token,
    beside,
    in_a_row,
    read_atom,
)
from flashgen.tex.symbols import BINARY, FUNCTIONS, GREEK, GREEK_NAMES, MARKS, RAISED


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
    if not (among_formulas or HINT.search(prose)):
        return []
    grammar = Grammar(prose)
    is_greek = bool(GREEK_WORD.search(prose))
    found: list[Candidate] = []
    i = 0
    while i < len(grammar.tokens):
        token = grammar.tokens[i]
        reading = grammar.formula(i) if token.kind not in {"comma", "close", "relation", "other"} else None
        if (
            reading is None
            or (is_greek and re.search(f"[{GREEK}]", token.text))
            or (token.text in {"(", "["} and grammar.closers.get(i) == reading.end - 1)  # (K = 50): the sentence's own
            or (token.text in SHORT_WORDS and not (grammar.tight(i + 1) and grammar.text(i + 1) in {"+", "−"}))
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
    if (re.search(r"[\w/\\@#_^$€£~<]$|\w[.]$|\\[(\[]$", before) and not glued) or re.match(
        r"[\w/\\@_^\u0300-\u036f]|[.]\w", after
    ):
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
        gap = r"[^\w.,;:]{0,3}" if prose[one.start] not in BINARY else r"[^\w.,;:]{0,3}\w{0,3}\s?"
        if last and not (last.certain and one.certain) and re.fullmatch(gap, prose[last.end : one.start]):
            tex = last.tex + " " + one.tex
            kept[-1] = replace(last, end=one.end, tex=tex, certain=False, lone="")
        else:
            kept.append(one)
    return _whole(kept, prose)


_OPERATOR_WORDS = FUNCTIONS | GREEK_NAMES | frozenset("sum prod argmax argmin sqrt grad".split()) - {"xi"}
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
        self.grammar = Grammar(prose)
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
        while here[1] - here[0] < LONGEST:
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
        raised = text in MARKS + "^" or (text == "*" and self.kind(i + 1) in {"relation", "binary", "open"})
        return i if tight and way > 0 and kind == "other" and raised else None

    def factor(self, edge: int, way: int, end: int | None) -> int | None:
        """The last token of the factor that stands right beside a formula of which more than its reading is known."""
        i = edge + way
        if end is not None or not self.kind(i) or self.is_broken(min(i, edge)):
            return end
        flattened = re.fullmatch(rf"[^\W\d_][{''.join(sorted(INDEX))}\d]", self.grammar.text(i))
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
        if kind == "other" and text in MARKS + "'" and way < 0 and self.grammar.tight(i):
            return self.operand(i - 1, way) if self.kind(i - 1) != "other" else None
        if kind in {"prefix", "literal"}:
            return i
        if kind != "run":
            return None
        is_called = way > 0 and self.kind(i + 1) == "open" and self.grammar.tight(i + 1)
        if is_called and i + 1 in self.grammar.closers:
            return self.grammar.closers[i + 1]
        short = (len(text) <= 2 and text.lower() not in _TWO_LETTER_WORDS) or (
            len(text) <= 4 and bool(re.search(f"[{GREEK}]", text))
        )
        return i if short or self.is_operator_word(text) or (read_atom(text) and text not in SHORT_WORDS) else None

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
        raised = self.grammar.tight(closer + 1) and re.match(rf"[\w^{MARKS}]", behind)  # (…)²
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
                tex = beside(tex, _rough(token))
            elif self.owner[i][0] == i:
                tex = beside(tex, self.read[i])
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


def _rough(token: Token) -> str:
    """TeX of a token that no reading holds."""
    if token.text in RAISED:
        return f"^{{{RAISED[token.text]}}}"
    if token.text in {"sum", "prod"}:
        return "\\" + token.text
    if token.kind == "run" and token.text.isascii():
        atom = read_atom(token.text)
        return atom.tex if atom else rf"\mathrm{{{token.text}}}"
    return in_a_row(token.text)


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
    if one.lone not in usage.letters and _SHORT_FOR_WITH.match(prose, one.start):
        return False
    times = re.search(r"\d\s$", prose[max(0, one.start - 2) : one.start])  # 3 x 5
    return one.lone in usage.letters or (bool(usage.letters) and one.lone.islower() and not times)


_SHORT_FOR_WITH = re.compile(
    r"w\s(?!(?:and|are|as|at|be|by|can|for|from|has|if|in|is|may|must|of|on|or|so|such|then|to|was|when|where|will|with)\b)"
    r"[a-z]{2,}"
)
"""What readers write for "with", before a noun: "don't mix it up w the other"."""
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
