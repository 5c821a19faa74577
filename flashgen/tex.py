r"""Tells prose from formulas, and is the only place that knows TeX.

Between `recover` and the templates a formula stands in a text as `\(…\)` or `\[…\]`, and `segments` finds it again.
Whatever else stands between such delimiters (unbalanced, unknown to MathJax, harmful) is prose and stays visible.

The table from Unicode to TeX is pylatexenc's; which commands typeset is MathJax's own list (mathjax.txt, written by
tests/mathjax/known.js). Ours is only where a formula begins and ends, and whether its reading is certain.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from flashgen.model import Dialect, Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    r"""A stretch of a text as it stands there; `tex` is what is between the delimiters, None for prose."""

    text: str
    tex: str | None = None
    display: bool = False


# ---------------------------------------------------------------- what MathJax typesets

REFUSED = frozenset(
    (
        # definitions leak into every card that is shown later
        "def let newcommand renewcommand newenvironment renewenvironment DeclareMathOperator definecolor Newextarrow "
        "DeclarePairedDelimiter DeclarePairedDelimiterX DeclarePairedDelimiterXPP DeclarePairedDelimiters "
        "DeclarePairedDelimitersX DeclarePairedDelimitersXPP newtagform renewtagform usetagform mathtoolsset "
        # so do labels: the second card that shows one is an error
        "label ref eqref refeq "
        # links, scripts, styles (a style can load a picture from anywhere), fonts, more code
        "href class style cssId unicode bbox mmlToken require toggle texttip mathtip verb"
    ).split()
)
"""Commands that MathJax knows and a stranger's formula must not use."""

_COMMAND = re.compile(r"\\(?:([A-Za-z]+)\*?|(.))", re.DOTALL)
_CONTROL_SYMBOLS = frozenset(" ,:;>!|{}%$#&_-\\\n")
_NESTING = 40
_LENGTH = 5000


@cache
def _known() -> frozenset[str]:
    """The control words, and the environments in braces, that Anki's MathJax knows."""
    return frozenset(files("flashgen").joinpath("mathjax.txt").read_text("ascii").split())


_PART = re.compile(r"\\(?:begin|end)\{[^{}]*\}|\\(?:left|right)(?![A-Za-z])|\\(?:[A-Za-z]+|.)|[{}_^&#%$']", re.DOTALL)
_ONE_ARGUMENT = frozenset(
    "acute bar boldsymbol breve check ddot dot grave hat mathbb mathbf mathcal mathfrak mathit mathring mathrm mathscr "
    "mathsf mathtt mbox operatorname overbrace overleftarrow overline overrightarrow pmb sqrt text textbf textit "
    "textrm textsf texttt tilde underbrace underline vec widehat widetilde".split()
)
_TWO_ARGUMENTS = frozenset("binom cfrac dbinom dfrac frac overset stackrel tbinom tfrac underset".split())
_TABLES = frozenset("matrix pmatrix cases eqalign eqalignno leqalignno displaylines".split())


def problem(tex: str) -> str:
    """Why Anki's MathJax would not, or should not, typeset this TeX: `unknown command \\Beta`; "" where it does."""
    if not tex.strip():
        return "empty"
    if len(tex) > _LENGTH:
        return "too long"
    for word, symbol in _COMMAND.findall(tex):
        if word in REFUSED:
            return f"command \\{word} is not allowed"
        if word and word not in _known() and word + "*" not in _known():
            return f"unknown command \\{word}"
        if symbol and symbol not in _CONTROL_SYMBOLS:
            return f"unknown command \\{symbol}"
    return _structure(tex)


def _structure(tex: str) -> str:
    """What does not match in the TeX: braces, environments, scripts, arguments."""
    open_parts: list[str] = []
    scripts: list[str] = [""]  # of the atom at hand, for every open brace
    table = bool(re.search(r"\\begin|\\(?:" + "|".join(sorted(_TABLES)) + ")(?![A-Za-z])", tex))
    position = 0
    wanting = ""  # what still needs its argument
    for part in _PART.finditer(tex):
        mark = part.group()
        between = tex[position : part.start()].strip()
        position = part.end()
        if between:
            scripts[-1] = ""
            wanting = ""
        complaint, wanting = _step(mark, wanting, open_parts, scripts, table=table)
        if complaint:
            return complaint
        if len(scripts) > _NESTING:
            return "nested too deeply"
    if tex[position:].strip():
        wanting = ""
    if open_parts:
        return f"{open_parts[-1]} is not closed"
    return f"{wanting} has no argument" if wanting else ""


def _step(mark: str, wanting: str, open_parts: list[str], scripts: list[str], *, table: bool) -> tuple[str, str]:
    """One mark of a formula: the complaint about it, and what wants an argument after it."""
    if mark == "{" or mark == r"\left" or mark.startswith(r"\begin"):
        if mark.startswith(r"\begin") and mark[6:] not in _known():
            return f"unknown environment {mark[6:]}", ""
        open_parts.append(mark)
        if not wanting.startswith(("_", "^")):
            scripts[-1] = ""
        scripts.append("")
        return "", ""
    if mark == "}" or mark == r"\right" or mark.startswith(r"\end"):
        opener = {"}": "{", r"\right": r"\left"}.get(mark, r"\begin" + mark[4:])
        if wanting or not open_parts or open_parts.pop() != opener:
            return f"{mark} closes nothing" if not wanting else f"{wanting} has no argument", ""
        scripts.pop()
        return "", ""
    if mark in "_^'":
        return _script(mark, wanting, scripts)
    if mark in "#%$" or (mark == "&" and not table):
        return f"stray {mark}", ""
    if mark in (r"\\", "&"):
        scripts[-1] = ""
        return (f"{wanting} has no argument" if wanting else ""), ""
    if not wanting.startswith(("_", "^")):
        scripts[-1] = ""
    name = mark[1:]
    return "", mark if name in _ONE_ARGUMENT or name in _TWO_ARGUMENTS else ""


def _script(mark: str, wanting: str, scripts: list[str]) -> tuple[str, str]:
    if wanting:
        return f"{wanting} has no argument", ""
    if mark == "'":
        complaint = "prime after a superscript" if "^" in scripts[-1] else ""
        return complaint, ""
    if mark in scripts[-1]:
        return f"two {mark} on one base", ""
    scripts[-1] += mark
    return "", mark


def suspicious(tex: str) -> bool:
    r"""Whether Markdown ate underscores: `\mathbb{I}{R{jm}}` and `P(Y){x=1}` typeset, but mean another thing.

    A brace group stands right behind a letter, a closing bracket or the argument of a one-argument command.
    """
    for group in re.finditer(r"([A-Za-z)\]}])\{(?=[A-Za-z0-9])", tex):
        before = tex[: group.start() + 1]
        if before[-1] in ")]" or (before[-1] == "}" and _behind_argument(before)):
            return True
        if before[-1].isalpha() and not re.search(r"\\[A-Za-z]+$", before[-40:]):
            return True
    return False


def _behind_argument(before: str) -> bool:
    opened = before.rfind("{")
    command = re.search(r"\\([A-Za-z]+)\s*$", before[max(0, opened - 40) : opened]) if opened >= 0 else None
    return bool(command) and command is not None and command.group(1) in _ONE_ARGUMENT


# ---------------------------------------------------------------- delimiters

# No pattern may look further than the next delimiter of its kind: every scan is linear.
_INLINE = r"(?<!\\)\\\((?P<inline>(?:[^\\]|\\[^()\[\]])*+)\\\)"
_BLOCK = r"(?<!\\)\\\[(?P<block>(?:[^\\]|\\[^()\[\]])*+)\\\]"
_CODE = r"(?<!`)(?P<ticks>`{1,3}+)(?!`)(?:[^`]++|(?!(?P=ticks)(?!`))`++)++(?P=ticks)(?!`)"
_ADDRESS = r"(?<!\w)(?:(?i:https?://|www\.|doi:|arxiv:)[^\s<>\"]++|[\w.+-]++@[\w-]++\.[\w.-]*\w)"
_DOUBLE = r"(?<![\\$])\$\$(?!\$)(?P<double>(?:[^$\\]|\\.|\$(?!\$))*+)\$\$(?!\$)"
_SINGLE = r"(?<![\\$\w])\$(?![\s$])(?P<single>(?:[^$\\\n]|\\.)*+)(?<!\s)\$(?![\d$])"
_WIKIPEDIA = r"(?P<wikipedia>\{\\(?:display|text|script)style(?![A-Za-z]))"
_COMMANDS = (
    r"(?<![\w\\:/])(?P<bare>\\[A-Za-z]+(?:\{[^{}\n]{0,80}\}|[_^](?:\{[^{}\n]{0,80}\}|[A-Za-z0-9])|\\[A-Za-z]+)*+)"
)

_MADE = re.compile(rf"(?P<code>{_CODE})|{_INLINE}|{_BLOCK}", re.DOTALL)
_RAW = {
    "hypothesis": re.compile(
        rf"(?P<code>{_CODE}|{_ADDRESS})|{_INLINE}|{_BLOCK}|{_DOUBLE}|{_WIKIPEDIA}|{_COMMANDS}", re.DOTALL
    ),
    "dollars": re.compile(
        rf"(?P<code>{_CODE}|{_ADDRESS})|{_INLINE}|{_BLOCK}|{_DOUBLE}|{_SINGLE}|{_WIKIPEDIA}|{_COMMANDS}", re.DOTALL
    ),
}
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


def displayed(text: str) -> str:
    """The TeX of a text that is nothing but one formula (a number such as "(5)" or a full stop aside), else ""."""
    formulas = [segment for segment in segments(text) if segment.tex is not None]
    rest = "".join(segment.text for segment in segments(text) if segment.tex is None)
    return formulas[0].tex or "" if len(formulas) == 1 and re.fullmatch(r"[\s.,;]*(\(\d+\))?[\s.,;]*", rest) else ""


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
    sure: bool = True
    shown: str = ""


def _pieces(text: str, dialect: Dialect) -> list[_Piece]:
    if not _MARKS.search(text):
        return [_Piece(text=text)] if text else []
    pieces: list[_Piece] = []
    seen = position = 0
    while match := _RAW[dialect].search(text, position):
        start, piece = _delimited(text, match, seen)
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


def _delimited(text: str, match: re.Match[str], seen: int) -> tuple[int, _Piece | None]:
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
        start = _twin(text, seen, start, tex)
        whole = text[start:end]
        return start, _delimited_piece(whole, tex, display=_alone(text, start, end))
    if kind == "bare":
        return start, _bare(whole)
    tex = match[kind or 0]
    if not _speaks_maths(tex, kind or ""):
        if kind in {"inline", "block"}:  # brackets that Markdown escaped
            return start, _Piece(text=whole, kept=True, shown=whole[1:-2] + whole[-1])
        return start, None
    display = kind == "block" or (kind == "double" and _alone(text, start, match.end()))
    return start, _delimited_piece(whole, tex, display=display)


def _delimited_piece(whole: str, tex: str, *, display: bool) -> _Piece:
    """A formula that its writer marked as one; visible as it stands where it cannot be typeset."""
    tex = tex.strip()
    shown = "" if problem(tex) else rf"\[{tex}\]" if display else rf"\({tex}\)"
    return _Piece(text=whole, tex=tex, display=display, sure=bool(shown) and not suspicious(tex), shown=shown)


def _bare(whole: str) -> _Piece | None:
    r"""`\alpha` without delimiters: a formula where MathJax knows it, a doubt where it looks like a Greek letter."""
    if not problem(whole) and not re.fullmatch(r"\\(?:text\w+|[A-Z]?[a-z]{0,2})", whole):
        return _delimited_piece(whole, whole, display=False)
    greek = re.fullmatch(r"\\([A-Z])([a-z]+)", whole)
    if greek and greek[1].lower() + greek[2] in _GREEK_NAMES:  # \Beta looks like B, so TeX has no such command
        return _Piece(text=whole, tex="\\" + greek[1].lower() + greek[2], sure=False)
    return _Piece(text=whole, kept=True) if "{" in whole else None


def _speaks_maths(tex: str, kind: str) -> bool:
    """Whether what stands between delimiters can be TeX rather than money, shell variables or escaped brackets."""
    if not tex.strip():
        return False
    signs = re.search(r"[\\^_=<>+|{}]|[^\W\d_]\s*\(|[^\x00-\x7f\w\s‘’“”–—…]|[Α-Ωα-ω]", tex)
    words = re.findall(r"[^\W\d_]{2,}", tex)
    if kind == "block":
        return bool(signs)
    if kind == "single":
        return bool(signs) or (not words and bool(re.search(r"\w", tex)))
    return bool(signs) or len(words) < 2


def _alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands on the lines of text[start:end]."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end : text.find("\n", end) if "\n" in text[end:] else len(text)]
    return not before.strip() and not after.strip(" \t.,;")


def _closing_brace(text: str, start: int) -> int | None:
    """The place behind the brace that closes the one at `start`, None where it is not closed soon."""
    depth = 0
    for brace in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start, start + _LENGTH):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if depth == 0:
            return brace.end()
    return None


def _twin(text: str, seen: int, start: int, tex: str) -> int:
    r"""Where the flattened copy begins that Wikipedia shows before `{\displaystyle …}` ("J m {\displaystyle J_{m}}").

    Goes left as long as every character is one of the formula's; `start` where that does not use up all of them.
    """
    left = Counter(_visible(tex))
    place = start
    while +left and place > max(seen, start - 2 * _LENGTH):
        letter = text[place - 1]
        if left[letter] > 0:
            left[letter] -= 1
        elif letter.isalnum() or (letter.isascii() and not letter.isspace()):
            break
        place -= 1
    return start if +left else place


def _visible(tex: str) -> str:
    """The characters that the TeX shows, as far as the table knows them; in no particular order."""
    shown = {command: symbol for symbol, command in reversed(_symbols().items()) if symbol.isalpha()}
    letters = [shown.get(command, "") for command in re.findall(r"\\[A-Za-z]+", tex)]
    return "".join(letters) + re.sub(r"\\[A-Za-z]+|\\.|[{}_^&~'\s]", "", tex, flags=re.DOTALL)


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
    "∣": r"\mid",
}
"""What pylatexenc's table has only as text (`\\texttimes`), or not as MathJax knows it."""

_GREEK_NAMES = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega".split()
)


@cache
def _symbols() -> dict[str, str]:
    """TeX for every Unicode character that pylatexenc knows in maths and MathJax typesets."""
    from pylatexenc.latexencode import get_builtin_uni2latex_dict

    table = {
        chr(code): tex.removeprefix(r"\ensuremath{").removesuffix("}")
        for code, tex in get_builtin_uni2latex_dict().items()
        if tex.startswith(r"\ensuremath{")
    }
    known = {symbol: tex for symbol, tex in (table | _TEXT_MODE).items() if not problem(tex + " x")}
    return {symbol: tex for symbol, tex in known.items() if not symbol.isascii()}


@lru_cache(maxsize=4096)
def _symbol(letter: str) -> str:
    """TeX for one character, "" where there is none."""
    if letter.isascii():
        return letter
    tex = _symbols().get(letter, "")
    if "\U0001d400" <= letter <= "\U0001d7ff" and (not tex or tex.startswith(r"\mathit")):
        plain = _symbol(unicodedata.normalize("NFKC", letter))  # italic is what TeX does anyway
        return rf"\boldsymbol{{{plain}}}" if plain and "BOLD" in unicodedata.name(letter) else plain
    return tex


_GREEK = "ΓΔΘΛΞΠΣΦΨΩα-νξπρςστυφχψωϑϕϖϱϵ"
_LETTERLIKE = "ℂℍℕℙℚℝℤℏℓℒℰℱℬℐℳℛ\U0001d400-\U0001d7ff"
_RELATIONS = "=<>≠≤≥≪≫≈≡≃≅≜≔∼∝≲≳≺≻⪯⪰∈∉∋⊂⊆⊃⊇⊊⊥⊢⊨→←↔⇒⇐⇔↦⟶⟵⟹⟺⟼"
_BINARY = "+−±∓×·⋅∗∘÷∪∩∖∧∨⊕⊗⊙-"
_PREFIX = "∀∃∄¬∂∇∑∏∫√±∓−"
_LITERAL = "∞∅⊤⋯…"
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵀ", "0123456789+-()niT", strict=True))
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑᵢⱼₖₗₘₙₒₚᵣₛₜₓ", "0123456789+-()aeijklmnoprstx", strict=True))
_FUNCTIONS = frozenset("log ln exp sin cos tan tanh max min sup inf det dim ker deg gcd arg Pr".split())

_TOKEN = re.compile(
    rf"""(?P<run>(?:\d+(?:[.,]\d+)+|[^\W_]|[′″{"".join(_SUPERSCRIPTS)}{"".join(_SUBSCRIPTS)}])++
          (?:[_^](?:\{{[^{{}}\n]{{1,30}}\}}|[-−]?[^\W_]++(?:(?<=[a-z])[-−+]\d(?![\w.]))?))*+)
      | (?P<relation><=|>=|==|[{_RELATIONS}])
      | (?P<binary>[{_BINARY}])
      | (?P<prefix>[{_PREFIX}])
      | (?P<literal>[{_LITERAL}])
      | (?P<open>[(\[{{⟨])
      | (?P<close>[)\]}}⟩])
      | (?P<comma>[,;:|∣.])
      | (?P<other>\S)""",
    re.VERBOSE,
)
_HINT = re.compile(
    rf"[{_GREEK}{_LETTERLIKE}≠-⟼∀-⋿−×±¬{''.join(_SUPERSCRIPTS)}{''.join(_SUBSCRIPTS)}]|\b\w\s?[=<>(]|\w[_^]\w|[=<>]=?\s?\w\b"
    r"|\b[a-z][-+]1\b|\b[A-Z]\d\b|\b[A-Z]{2,}\((?:alpha|beta|gamma|delta|epsilon|lambda|mu|sigma|tau|theta)\)"
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
    """Tokens up to `end` (exclusive) read as maths.

    `anchored`: something in it can only be maths. `certain`: nothing in it is a guess.
    `loose`: may stand within brackets or beside a relation only ("st" for s_t).
    """

    tex: str
    end: int = 0
    anchored: bool = False
    certain: bool = True
    loose: bool = False
    strong: bool = False  # one atom that is maths by itself: a Greek letter, something with a script
    number: bool = False
    letters: frozenset[str] = frozenset()

    def then(self, between: str, right: "_Reading", *, anchored: bool = False, certain: bool = True) -> "_Reading":
        """This reading, something between, and another reading behind it."""
        return _Reading(
            tex=_beside(_beside(self.tex, between), right.tex),
            end=right.end,
            anchored=anchored or self.anchored or right.anchored,
            certain=certain and self.certain and right.certain,
            letters=self.letters | right.letters,
        )


def _beside(left: str, right: str) -> str:
    """Two pieces of TeX side by side: a command and a letter need a space between them."""
    return f"{left} {right}" if re.search(r"\\[A-Za-z]+$", left) and right[:1].isalpha() else left + right


# ---------------------------------------------------------------- one atom


@lru_cache(maxsize=8192)
def _atom(run: str) -> _Reading | None:
    """What letters and digits without a space between them mean in a formula; None where they are a word."""
    base, *scripts = re.split(r"(?=[_^])", run)
    if scripts:
        return _scripted(base, scripts)
    if re.fullmatch(r"\d+(?:[.,]\d+)*", run):
        return _Reading(tex=run, number=True)
    if run in _FUNCTIONS:
        return _Reading(tex="\\" + run, loose=True)
    if run in _GREEK_NAMES:
        return _Reading(tex="\\" + run if run != "omicron" else "o", loose=True, letters=frozenset({run}))
    marks = re.search(rf"[′″{''.join(_SUPERSCRIPTS)}{''.join(_SUBSCRIPTS)}]+$", run)
    if marks:
        return _marked(run[: marks.start()], marks.group())
    return _letters(run)


def _scripted(base: str, scripts: list[str]) -> _Reading | None:
    """`s_t-1`, `x_{ij}`, `R^d`, `10^-3`: one letter (or a power of a number) with ASCII scripts."""
    head = _single(base) or ("\\" + base if base in _GREEK_NAMES else "")
    if not head and not (base.isdecimal() and scripts[0][0] == "^"):
        return None
    tex, seen = head or base, ""
    for script in scripts:
        inside = script[1:].removeprefix("{").removesuffix("}")
        if script[0] in seen or re.search(r"[^\W\d_]{4}|\\", inside):
            return None  # x_train is code
        seen += script[0]
        letters = [_symbol(letter) for letter in inside.replace("−", "-").replace(" ", "")]
        if not all(letters):
            return None
        body = ""
        for letter in letters:
            body = _beside(body, letter)
        tex += script[0] + (body if len(body) == 1 else f"{{{body}}}")
    return None if problem(tex) else _Reading(tex=tex, anchored=True, strong=True, letters=frozenset({base}))


def _marked(base: str, marks: str) -> _Reading | None:
    """`x²`, `10⁻³`, `aᵢ`, `s′`: Unicode superscripts, subscripts, primes."""
    head = _single(base)
    power = base in {"2", "10"}
    if not head and not power:
        return None  # a footnote, H₂O, km²
    sub = "".join(_SUBSCRIPTS.get(mark, "") for mark in marks)
    sup = "".join(_SUPERSCRIPTS.get(mark, "") for mark in marks)
    primes = "'" * (marks.count("′") + 2 * marks.count("″"))
    if primes and sup:
        return None
    tex = (head or base) + primes + (f"_{{{sub}}}" if sub else "") + (f"^{{{sup}}}" if sup else "")
    return _Reading(tex=tex, anchored=True, strong=True, letters=frozenset({base} - {"2", "10"}))


def _single(letter: str) -> str:
    """TeX of a single letter, "" for anything else."""
    return _symbol(letter) if len(letter) == 1 and letter.isalpha() and letter not in "µª º" else ""


_INDEX = "ijkntT"
_LABELS = frozenset("fghpqPQVIJLEDFGHRTKUWZ")
"""Letters that usually name a function or a set: a Greek letter behind them is an index, not a factor or a power."""


def _letters(run: str) -> _Reading | None:
    """One to three letters and digits: a variable, or a base with its flattened index."""
    letters = frozenset({run[0]})
    if len(run) == 1:
        tex = _single(run)
        strong = bool(tex) and not run.isascii()
        return _Reading(tex=tex, anchored=strong, strong=strong, letters=letters) if tex else None
    product = re.fullmatch(r"(\d+(?:\.\d+)?)(\D)", run)
    if product:
        tex, greek = _single(product[2]), not product[2].isascii()
        return _Reading(tex=product[1] + tex, anchored=greek, letters=frozenset(product[2])) if tex else None
    head = _single(run[0])
    if not head:
        return None
    if run[1:].isdecimal() and run[1:].isascii() and len(run) <= 3:
        power = run[1:] in {"2", "3"} and (run[0].islower() or run[0] == "R")  # x2, σ2 and R2 are mostly squares
        index = run[1:] if len(run) == 2 else f"{{{run[1:]}}}"
        greek = not run[0].isascii()
        return _Reading(tex=f"{head}_{index}", anchored=greek, strong=greek, certain=not power, letters=letters)
    if len(run) == 2 and not (run[0].isascii() and run[1].isascii()):
        return _greek_pair(run, head)
    if len(run) == 2 and run[1] in _INDEX and run.isascii():
        return _Reading(tex=f"{head}_{run[1]}", certain=run[0] != "d", loose=True, letters=letters)
    if run.isascii() and run.isupper() and len(run) <= 3:
        return _Reading(tex=run, certain=False, loose=True, letters=letters)
    if not run[0].isascii() and len(run) <= 6 and re.search(f"[{_GREEK}]", run[0]):
        tex = "".join(map(_symbol, run))
        return _Reading(tex=tex, anchored=True, strong=True, certain=False, letters=letters) if tex else None
    return None


def _greek_pair(run: str, head: str) -> _Reading | None:
    """Two letters, one of them Greek at least: "fβ", "πθ", "ΦR", "Δt"; None for units ("μm", "kΩ")."""
    first, second = run[0], run[1]
    index = _single(second)
    if not index or re.fullmatch(r"μ[mslgLMAVFWNJHK]|[kMGm]Ω", run):
        return None
    if first in "Δ∂":
        tex, certain = _beside(head, index), True
    else:
        tex = f"{head}_{index}" if index == second else f"{head}_{{{index}}}"
        if first.isascii():
            certain = first in _LABELS
        elif second.isascii():
            certain = second in _INDEX or (first.isupper() and first not in "ΣΠ")
        else:
            certain = True
    return _Reading(tex=tex, anchored=True, strong=True, certain=certain, letters=frozenset({first}))


# ---------------------------------------------------------------- expressions

_DEPTH = 5
_TOKENS = 200


class _Grammar:
    """Reads tokens as expressions: terms, joined by relations and operators, with arguments in brackets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [
            _Token(match.lastgroup or "", match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)
        ]

    def tight(self, i: int) -> bool:
        """Whether no space stands before token i."""
        return 0 < i < len(self.tokens) and self.tokens[i].start == self.tokens[i - 1].end

    def kind(self, i: int) -> str:
        """The kind of token i, "" behind the last."""
        return self.tokens[i].kind if i < len(self.tokens) else ""

    def formula(self, i: int) -> _Reading | None:
        """The longest formula that begins at token i, with what a quantifier or a colon adds to it."""
        left = self.expression(i, 0, inside=False)
        while left and left.anchored and self.kind(left.end) == "comma":
            comma = self.tokens[left.end]
            quantified = comma.text == "," and self.kind(left.end + 1) == "prefix"
            typed = comma.text == ":" and not self.tight(left.end)
            right = self.expression(left.end + 1, 0, inside=False) if quantified or typed else None
            if not right or not right.anchored or right.loose:
                break
            left = left.then(r",\ " if quantified else ":", right)
        return None if left is None or left.loose else left

    def expression(self, i: int, depth: int, *, inside: bool) -> _Reading | None:
        left = self.term(i, depth, inside=inside)
        while left and left.end - i < _TOKENS:
            longer = self.joined(left, depth, inside=inside)
            if longer is None:
                break
            left = longer
        return left

    def joined(self, left: _Reading, depth: int, *, inside: bool) -> _Reading | None:
        """The reading with an operator and a further term, None where neither follows."""
        i, kind = left.end, self.kind(left.end)
        if kind == "relation":
            return self.related(left, depth)
        if left.loose and not inside:
            return None
        if kind in {"binary", "prefix"} and self.tokens[i].text in _BINARY:
            return self.combined(left, depth, inside=inside)
        following = self.tokens[i].text if kind == "run" else ""
        apart = inside and (
            following in _FUNCTIONS or (left.anchored and self.kind(i + 1) == "open" and self.tight(i + 1))
        )
        if (kind in {"run", "open"} and self.tight(i) and (inside or left.anchored)) or apart:
            right = self.term(i, depth + 1, inside=inside)
            return left.then(" " if apart and following not in _FUNCTIONS else "", right) if right else None
        return None

    def related(self, left: _Reading, depth: int) -> _Reading | None:
        i = left.end
        sign = self.tokens[i].text
        if sign == "==" or (sign.isascii() and self.tight(i) != self.tight(i + 1)):
            return None  # code; an arrow, a heart, a tag
        right = self.term(i + 1, depth + 1, inside=True)
        if right is None or not (left.letters or right.letters):
            return None
        tex = {"<=": r"\leq", ">=": r"\geq"}.get(sign) or _symbol(sign)
        index = right.tex in tuple(_INDEX) and sign in "<>" and self.tight(i) and not left.tex.isalpha()  # τ<t
        article = left.tex == "a" and sign in "<>≤≥" and right.number
        return left.then(tex, right, anchored=True, certain=not index and not article)

    def combined(self, left: _Reading, depth: int, *, inside: bool) -> _Reading | None:
        i = left.end
        sign = self.tokens[i].text
        right = self.term(i + 1, depth + 1, inside=inside or left.anchored)
        if right is None or self.tight(i) != self.tight(i + 1):
            return None
        step = self.tight(i) and left.tex in tuple("tnkij") and right.tex == "1"  # t-1
        if sign.isascii() and not (step or inside or left.anchored):
            return None if sign == "-" else left.then(sign, right)
        power = left.tex.endswith("10") and sign == "−" and self.tight(i) and right.number  # 10−3
        index = left.loose is False and sign == "−" and self.tight(i) and bool(re.fullmatch(r"\w_\w", left.tex))
        letters = bool(left.letters or right.letters)
        anchored = step or power or (letters and not sign.isascii())
        return left.then(_symbol(sign), right, anchored=anchored, certain=not power and not index)

    def term(self, i: int, depth: int, *, inside: bool) -> _Reading | None:
        if depth > _DEPTH or i >= len(self.tokens):
            return None
        token = self.tokens[i]
        if token.kind == "run":
            return self.applied(i, depth, inside=inside)
        if token.kind == "open":
            return self.group(i, depth)
        if token.kind == "literal":
            return _Reading(tex=_symbol(token.text), end=i + 1)
        if token.kind == "prefix" or (
            token.kind == "binary" and (inside or token.text in "−±") and token.text in "+-−±∓"
        ):
            return self.prefixed(i, depth, inside=inside)
        return None

    def prefixed(self, i: int, depth: int, *, inside: bool) -> _Reading | None:
        sign = self.tokens[i].text
        right = self.term(i + 1, depth + 1, inside=inside or sign in "√±")
        if right is None:
            return None
        if sign == "√":
            tex, certain = rf"\sqrt{{{right.tex}}}", len(right.tex) == 1 or right.number  # how far did the bar go?
        else:
            tex, certain = _beside(_symbol(sign), right.tex), sign not in "∑∏∫"  # their limits are flattened
        anchored = right.anchored or (bool(right.letters) and sign not in "+-±∓−")
        return replace(
            right,
            tex=tex,
            certain=right.certain and certain,
            anchored=anchored,
            strong=False,
            number=False,
            loose=False,
        )

    def applied(self, i: int, depth: int, *, inside: bool) -> _Reading | None:
        """An atom, with its argument in brackets behind it; or a longer name that has an argument."""
        run = self.tokens[i].text
        atom = _atom(run)
        bracket = self.tokens[i + 1].text if self.kind(i + 1) == "open" else ""
        tight = self.tight(i + 1)
        if atom is None or (atom.loose and bracket and tight):
            known = run if run.isascii() and run.isalpha() and len(run) > 1 else ""
            group = self.group(i + 1, depth) if known and bracket in {"(", "["} and tight else None
            if group is None:
                return replace(atom, end=i + 1) if atom else None
            head = "\\" + run if run in _FUNCTIONS else rf"\mathrm{{{run}}}"
            name = run.isupper() and bool(group.letters & _GREEK_NAMES)  # TD(lambda)
            return replace(group, tex=head + group.tex, anchored=group.anchored or name, strong=False)
        atom = replace(atom, end=i + 1)
        near = tight or atom.strong or (run.isupper() and len(run) == 1)
        if atom.number or not near or bracket not in {"(", "["} or (bracket == "[" and not tight):
            return atom
        group = self.group(i + 1, depth)
        if group is None or (bracket == "[" and not group.letters):
            return atom
        plain = tight and len(run) == 1 and (bool(group.letters) or run == "O") and group.tex != "(n)" * (run in "aA")
        if not (atom.strong or plain or group.anchored or inside):
            return atom
        return replace(atom.then("", group, anchored=plain and bracket == "("), strong=False)

    def group(self, i: int, depth: int) -> _Reading | None:
        """Brackets around expressions, a dot ("any argument"), or both sides of a bar."""
        if depth >= _DEPTH:
            return None
        opener = self.tokens[i].text
        reading = _Reading(tex=r"\{" if opener == "{" else _symbol(opener), end=i + 1)
        while self.kind(reading.end) and reading.end - i < _TOKENS:
            token = self.tokens[reading.end]
            if token.text in {".", "·", "⋅"}:
                placeholder: _Reading | None = _Reading(tex=r"\cdot", end=reading.end + 1)
            else:
                placeholder = self.expression(reading.end, depth + 1, inside=True)
            if placeholder is None:
                return None
            reading = reading.then("", placeholder)
            if self.kind(reading.end) == "comma" and self.tokens[reading.end].text != ".":
                sign = self.tokens[reading.end].text
                tex = r"\mid" if sign in "|∣" else sign
                reading = replace(reading, tex=reading.tex + tex, end=reading.end + 1)
            elif self.kind(reading.end) == "close":
                closer = self.tokens[reading.end].text
                if {opener, closer} not in ({"(", ")"}, {"[", "]"}, {"[", ")"}, {"(", "]"}, {"{", "}"}, {"⟨", "⟩"}):
                    return None
                tex = r"\}" if closer == "}" else _symbol(closer)
                return replace(reading, tex=reading.tex + tex, end=reading.end + 1)
            else:
                return None
        return None


# ---------------------------------------------------------------- formulas in prose


@dataclass(frozen=True, slots=True, kw_only=True)
class _Find:
    """A stretch of prose that can be a formula."""

    start: int
    end: int
    reading: _Reading
    lone: str = ""  # the atom where it is nothing but one


def _finds(prose: str) -> list[_Find]:
    """The formulas in a stretch of prose, also those that only their surroundings can make certain."""
    if not _HINT.search(prose):
        return []
    grammar = _Grammar(prose)
    greek = bool(_GREEK_WORD.search(prose))
    found: list[_Find] = []
    i = 0
    while i < len(grammar.tokens):
        token = grammar.tokens[i]
        reading = grammar.formula(i) if token.kind not in {"comma", "close", "relation", "other"} else None
        if reading is None or (greek and re.search(f"[{_GREEK}]", prose[token.start : token.end])):
            i += 1
            continue
        end = grammar.tokens[reading.end - 1].end
        lone = token.text if reading.end == i + 1 else ""
        enclosed = token.kind == "open" and reading.tex[-1] in ")]}" and not reading.strong
        if enclosed and _closes_first(grammar, i, reading.end):
            i += 1  # (K = 50): the brackets are the sentence's
            continue
        if _is_free(prose, token.start, end, lone=lone):
            found.append(_Find(start=token.start, end=end, reading=reading, lone=lone))
        i = reading.end
    return found


def _closes_first(grammar: _Grammar, i: int, end: int) -> bool:
    """Whether the bracket at token i is closed by the last token before `end`."""
    depth = 0
    for j in range(i, end):
        depth += {"open": 1, "close": -1}.get(grammar.kind(j), 0)
        if depth == 0:
            return j == end - 1
    return False


def _is_free(prose: str, start: int, end: int, *, lone: str) -> bool:
    """Whether prose[start:end] stands by itself rather than in a name, a path, a compound or an abbreviation."""
    before, after = prose[max(0, start - 2) : start], prose[end : end + 2]
    if re.search(r"[\w/\\@#_^$€£~]$|\w[.]$", before) or re.match(r"[\w/\\@_^]|[.]\w", after):
        return False
    if not lone:
        return not re.search(r"\w[-–]$", before)
    if re.search(r"[-–‐'’&]$", before) or re.match(r"[-–‐'’&%°(\[][^\W_]?", after):
        return False
    return not (lone in "aAI" or (lone.isascii() and lone.isalpha() and re.match(r"\.\s?[A-Z]|\)", after)))


def _promoted(finds: list[_Find], letters: frozenset[str], *, prose: str) -> list[_Find]:
    """The finds that are maths, given the letters that certain formulas of the same text use."""
    return [find for find in finds if _is_maths(find, letters, prose)]


def _is_maths(find: _Find, letters: frozenset[str], prose: str) -> bool:
    """Whether the find is anchored in itself, or is a variable in a text that speaks maths elsewhere."""
    if find.reading.anchored:
        return not _is_unit(prose, find)
    if not find.lone:
        return bool(letters) and find.reading.tex.startswith("-") and prose[find.start] == "−"
    if find.reading.number or not find.reading.certain:
        return False
    used = bool(find.reading.letters & letters)
    return (bool(letters) and (used or find.lone.islower() or len(find.lone) > 1)) or _is_enumerated(prose, find)


def _is_unit(prose: str, find: _Find) -> bool:
    """Whether a lone find stands behind a number: 5 Ω, 50 m²."""
    return bool(find.lone) and bool(re.search(r"\d\s?$", prose[max(0, find.start - 4) : find.start]))


_NUMBERED = re.compile(
    r"(?i)\b(?:fig|figs|figures?|tab|tables?|eqs?|equations?|sections?|appendi\w+|questions?|steps?)\W*$"
)


def _is_enumerated(prose: str, find: _Find) -> bool:
    """Whether the same letter stands beside it with another digit: "point sets S1 and S2"."""
    letter = re.fullmatch(r"([A-EGI-KN-PR-Zx-z])\d", find.lone)
    if not letter or not find.reading.certain or _NUMBERED.search(prose[max(0, find.start - 20) : find.start]):
        return False
    other = rf"{letter[1]}(?!{find.lone[1]}\b)\d\b"
    joint = r"(?:\s*,\s*(?:and |or )?|\s+(?:and|or|to)\s+)"
    after, before = prose[find.end : find.end + 12], prose[max(0, find.start - 12) : find.start]
    return bool(re.match(joint + other, after) or re.search(other + joint + "$", before))


def recover(text: str, *, dialect: Dialect) -> tuple[str, tuple[Formula, ...]]:
    r"""The text with its formulas as `\(…\)` or `\[…\]`, and the formulas in the order of the text.

    In Hypothesis `$$…$$`, `\(…\)` and `\[…\]` are maths and a single `$` is not; `$$…$$` is displayed where it stands
    alone on its lines. What is a guess stays as it is in the text and is listed with `sure=False`; so is delimited TeX
    that cannot be typeset. Delimited TeX that typesets but lost something becomes a formula, with `sure=False`.
    """
    pieces = _pieces(text, dialect)
    finds = [_finds(piece.text) if piece.tex is None and not piece.kept else [] for piece in pieces]
    certain = [find.reading for found in finds for find in found if find.reading.anchored and find.reading.certain]
    letters = frozenset[str]().union(
        *(reading.letters for reading in certain),
        *(_LONE_LETTER.findall(piece.tex) for piece in pieces if piece.tex and piece.shown),
    )
    made: list[str] = []
    formulas: list[Formula] = []
    for piece, found in zip(pieces, finds, strict=True):
        if piece.tex is not None:
            formulas.append(Formula(raw=piece.text, tex=piece.tex, display=piece.display, sure=piece.sure))
        seen = 0
        for find in _promoted(found, letters, prose=piece.text):
            raw, reading = piece.text[find.start : find.end], find.reading
            formula = Formula(raw=raw, tex=reading.tex, sure=reading.certain and not problem(reading.tex))
            formulas.append(formula)
            made += [piece.text[seen : find.start], rf"\({formula.tex}\)" if formula.sure else raw]
            seen = find.end
        made.append(piece.shown or piece.text[seen:])
    return "".join(made), tuple(formulas)


_LONE_LETTER = re.compile(r"(?<![\\A-Za-z])[A-Za-z](?![A-Za-z])")
