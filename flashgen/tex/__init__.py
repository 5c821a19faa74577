r"""Tells prose from formulas, and is the only place that knows TeX.

Between `recover` and the templates a formula stands in a text as `\(…\)` or `\[…\]`, and `segments` finds it again.
Whatever else stands between such delimiters (unbalanced, unknown to MathJax, harmful) is prose and stays visible.

candidates.py finds maths that has no delimiters, grammar.py reads it, symbols.py knows the signs, mathjax.py what
can be typeset, doubts.py why a formula is unsure.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flashgen.model import Dialect, Formula
from flashgen.tex import doubts
from flashgen.tex.candidates import Usage, candidates, chosen
from flashgen.tex.mathjax import LENGTH
from flashgen.tex.mathjax import problem as problem  # also for those who show formulas
from flashgen.tex.symbols import GREEK_NAMES, visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    r"""A stretch of a text as it stands there; `tex` is what is between the delimiters, None for prose."""

    text: str
    tex: str | None = None
    display: bool = False


# ---------------------------------------------------------------- delimiters

# No pattern may look further than the next delimiter of its kind: every scan is linear.
_INLINE = r"(?<!\\)\\\((?P<inline>(?:[^\\]|\\[^()\[\]])*+)\\\)"
_BLOCK = r"(?<!\\)\\\[(?P<block>(?:[^\\]|\\[^()\[\]])*+)\\\]"
_CODE = r"(?<!`)(?P<ticks>`{1,3}+)(?!`)(?:[^`]++|(?!(?P=ticks)(?!`))`++)++(?P=ticks)(?!`)"
_ADDRESS = r"(?<!\w)(?:(?i:https?://|www\.|doi:|arxiv:)[^\s<>\"]++|[\w.+-]++@[\w-]++\.[\w.-]*\w)"
_DOUBLE = r"(?<![\\$])\$\$(?!\$)(?P<double>(?:[^$\\]|\\.|\$(?!\$))*+)\$\$(?!\$)"
_SINGLE = r"(?<![\\$\w])\$(?![\s${])(?P<single>(?:[^$\\\n]|\\.)*+)(?<!\s)\$(?![\d$])"
_WIKIPEDIA = r"(?P<wikipedia>\{\\(?:display|text|script)style(?![A-Za-z]))"
_BARE = r"(?<!\\)(?P<bare>\\[A-Za-z]{2,})"

_MADE = re.compile(rf"(?P<code>{_CODE})|{_INLINE}|{_BLOCK}", re.DOTALL)
_RAW = re.compile(
    rf"(?P<code>{_CODE}|{_ADDRESS})|{_INLINE}|{_BLOCK}|{_DOUBLE}|{_SINGLE}|{_WIKIPEDIA}|{_BARE}", re.DOTALL
)
_MARKS = re.compile(r"[\\$`@]|://|www\.|doi:|arxiv:", re.IGNORECASE)


def segments(text: str) -> tuple[Segment, ...]:
    r"""The text cut into prose and formulas, in order; joined together the segments are the text.

    A formula is what stands between `\(` and `\)` or `\[` and `\]` and has no `problem`; code is prose.
    """
    if "\\" not in text:
        return (Segment(text=text),) if text else ()
    found: list[Segment] = []
    seen = 0
    for match in _MADE.finditer(text):
        tex = match["inline"] if match["inline"] is not None else match["block"]
        if tex is None or problem(tex):
            continue
        if match.start() > seen:
            found.append(Segment(text=text[seen : match.start()]))
        found.append(Segment(text=match.group(), tex=tex.strip(), display=match["block"] is not None))
        seen = match.end()
    if seen < len(text):
        found.append(Segment(text=text[seen:]))
    return tuple(found)


def map_prose(f: Callable[[str], str], text: str) -> str:
    r"""The text with `f` applied to its prose; formulas of any dialect (also `\cmd{…}` alone) pass unchanged."""
    return "".join(
        piece.text if piece.tex is not None or piece.kept else f(piece.text) for piece in _pieces(text, "dollars")
    )


# ---------------------------------------------------------------- pieces of a raw text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """Prose, what must be kept as it is (code, addresses), or a delimited formula; `shown` is what becomes of it."""

    text: str
    tex: str | None = None
    display: bool = False
    kept: bool = False
    doubt: str = ""
    shown: str = ""


def _pieces(text: str, dialect: Dialect) -> list[_Piece]:
    if not _MARKS.search(text):
        return [_Piece(text=text)] if text else []
    pieces: list[_Piece] = []
    seen = position = 0
    while match := _RAW.search(text, position):
        start, piece = _delimited(text, match, seen, dialect)
        position = start + len(piece.text) if piece else match.end()
        if piece is None:
            continue
        if start > seen:
            pieces.append(_Piece(text=text[seen:start]))
        pieces.append(piece)
        seen = position
    if seen < len(text):
        pieces.append(_Piece(text=text[seen:]))
    return pieces


def _delimited(text: str, match: re.Match[str], seen: int, dialect: Dialect) -> tuple[int, _Piece | None]:
    """Where the piece that was matched begins (not before `seen`), and the piece; None for what is prose after all."""
    kind = match.lastgroup if match.lastgroup != "ticks" else "code"
    whole, start = match.group(), match.start()
    if match["code"] is not None:
        return start, _Piece(text=whole, kept=True)
    if kind == "wikipedia":
        end = _closing_brace(text, start)
        if end is None:
            return start, None
        tex = re.sub(r"^\\[a-z]+style\s*", "", text[start + 1 : end - 1]).strip()
        if not _speaks_maths(tex, "inline"):
            return start, None
        start = _twin(text, seen, start, tex)
        whole = text[start:end]
        return start, _delimited_piece(whole, tex, display=_alone(text, start, end))
    if kind == "bare":
        return _bare(text, match, seen)
    tex = match[kind or 0]
    if not _speaks_maths(tex, kind or ""):
        if kind in {"inline", "block"}:  # brackets that Markdown escaped
            return start, _Piece(text=whole, kept=True, shown=whole[1:-2] + whole[-1])
        return start, None
    if kind == "single" and dialect == "hypothesis":  # which does not typeset it: meant as maths, or not
        if not re.search(r"[\\^_]", tex):
            return start, _Piece(text=whole, kept=True)
        return start, _Piece(text=whole, tex=tex, doubt=doubts.SINGLE_DOLLARS, shown=whole)
    display = kind == "block" or (kind == "double" and _alone(text, start, match.end()))
    return start, _delimited_piece(whole, tex, display=display)


def _delimited_piece(whole: str, tex: str, *, display: bool) -> _Piece:
    """A formula that its writer marked as one; visible as it stands where it cannot be typeset."""
    tex = tex.strip()
    display = display and _speaks_maths(tex, "block")  # "[0]" would be brackets that Markdown escaped
    shown = "" if problem(tex) else rf"\[{tex}\]" if display else rf"\({tex}\)"
    return _Piece(text=whole, tex=tex, display=display, doubt=doubts.of_delimited(tex), shown=shown)


_STRETCH = re.compile(
    r"(?:\\[A-Za-z]+(?:\{[^{}\n]{0,80}\})*|\\[^A-Za-z\n]|[^A-Za-z\n\\$`]|(?<![A-Za-z])[B-HJ-Zb-z](?![A-Za-z])){1,60}+"
)
"""TeX that nobody marked as such: commands, signs and single letters, up to the next word."""


def _bare(text: str, match: re.Match[str], seen: int) -> tuple[int, _Piece | None]:
    r"""`\alpha` or `\hat{f}(X) = 3` without delimiters: a formula where all of it is balanced and typesets."""
    line = max(seen, text.rfind("\n", 0, match.start()) + 1, match.start() - 200)
    for stretch in _STRETCH.finditer(text, line):
        if stretch.end() >= match.end() or stretch.start() > match.start():
            break
    else:
        return match.start(), None
    whole = stretch.group().rstrip(" \t,.;:!?").lstrip(" \t,.;:!?")
    start = stretch.start() + stretch.group().find(whole)
    name = match["bare"][1:]
    if start <= match.start() and not problem(whole) and not name.startswith("text") and _is_balanced(whole):
        return start, _delimited_piece(whole, whole, display=False)
    lower = name[0].lower() + name[1:]
    if name[0].isupper() and lower in GREEK_NAMES:  # TeX has no \Beta, it would look like B
        doubt = doubts.of_command(match.group(), "\\" + lower)
        return match.start(), _Piece(text=match.group(), tex="\\" + lower, doubt=doubt)
    if len(whole) > len(match.group()) and "\\" in whole and re.search(r"[{}^_=]", whole):
        return start, _Piece(text=whole, tex=whole, doubt=doubts.of_delimited(whole) or doubts.UNDELIMITED, shown=whole)
    return start, _Piece(text=whole, kept=True)


def _is_balanced(tex: str) -> bool:
    """Whether brackets are closed in the order in which they were opened."""
    opened: list[str] = []
    for bracket in re.findall(r"[()\[\]]", tex):
        if bracket in "([":
            opened.append(bracket)
        elif not opened or opened.pop() + bracket not in {"()", "[]", "[)", "(]"}:
            return False
    return not opened


def _speaks_maths(tex: str, kind: str) -> bool:
    """Whether what stands between delimiters can be TeX rather than money, shell variables or escaped brackets."""
    if not tex.strip():
        return False
    words = re.findall(r"(?<![\\^_{A-Za-z])[^\W\d_]{2,}", tex)
    if kind == "single" and len(words) > 1 and not re.search(r"[\\^_]", tex):
        return False  # $5 or €10, 20$
    signs = re.search(r"[\\^_=<>+|{}]|[^\W\d_]\s*\(|[∀-⋿←-⇿Α-Ωα-ω]", tex)
    if kind == "block":
        return bool(signs)
    if kind == "single":
        return bool(signs) or (not words and bool(re.search(r"\w", tex)))
    return bool(signs) or not words or not re.search(r"\s", tex)


def _alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands on the lines of text[start:end]."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end : text.find("\n", end) if "\n" in text[end:] else len(text)]
    return not before.strip() and not after.strip(" \t.,;")


def _closing_brace(text: str, start: int) -> int | None:
    """The place behind the brace that closes the one at `start`, None where it is not closed soon."""
    depth = 0
    for brace in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start, start + LENGTH // 4):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if depth == 0:
            return brace.end()
    return None


def _twin(text: str, seen: int, start: int, tex: str) -> int:
    r"""Where the flattened copy begins that Wikipedia shows before `{\displaystyle …}` ("J m {\displaystyle J_{m}}").

    Goes left as long as every character is one of the formula's; `start` where that does not use up all of them.
    """
    left = Counter(visible(tex))
    place = start
    while +left and place > max(seen, start - 2 * LENGTH):
        letter = text[place - 1]
        if left[letter] > 0:
            left[letter] -= 1
        elif letter.isalnum() or (letter.isascii() and not letter.isspace()):
            break
        place -= 1
    return start if +left else place


# ---------------------------------------------------------------- the whole


def recover(text: str, *, dialect: Dialect, beside: Iterable[Formula] = ()) -> tuple[str, tuple[Formula, ...]]:
    r"""The text with its formulas as `\(…\)` or `\[…\]`, and the formulas in the order of the text.

    In Hypothesis `$$…$$`, `\(…\)` and `\[…\]` are maths and a single `$` is not; `$$…$$` is displayed where it stands
    alone on its lines. Maths without delimiters becomes a formula where its reading is certain; a guess stays as it is
    in the text and is listed with its `doubt`, and so is delimited TeX that cannot be typeset. Delimited TeX that
    typesets but lost something is typeset, and listed with its `doubt`. The formulas `beside` (those of the quote, for
    a comment) tell which letters are variables.
    """
    pieces = _pieces(text, dialect)
    written = [formula.tex for formula in beside] + [piece.tex for piece in pieces if piece.tex]
    found = [
        [] if piece.tex or piece.kept else candidates(piece.text, among_formulas=bool(written)) for piece in pieces
    ]
    usage = Usage.of(written + [one.tex for ones in found for one in ones if one.anchored])
    made: list[str] = []
    formulas: list[Formula] = []
    for piece, ones in zip(pieces, found, strict=True):
        if piece.tex is not None:
            formulas.append(Formula(raw=piece.text, tex=piece.tex, display=piece.display, doubt=piece.doubt))
        seen = 0
        for one in chosen(ones, piece.text, usage):
            raw = piece.text[one.start : one.end]
            formulas.append(Formula(raw=raw, tex=one.tex, doubt="" if one.certain else doubts.of_plain(raw, one.tex)))
            made += [piece.text[seen : one.start], rf"\({one.tex}\)" if one.certain else raw]
            seen = one.end
        made.append(piece.shown or piece.text[seen:])
    return "".join(made), tuple(formulas)
