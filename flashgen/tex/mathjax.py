"""What the MathJax that Anki ships typesets, and what a stranger's formula may ask of it.

mathjax.txt was found by trying every command of MathJax 3.2.2 (tests/mathjax/known.js); a test finds it again.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

REFUSED = frozenset(
    (
        # definitions leak into every card that is shown later
        "def let newcommand renewcommand newenvironment renewenvironment DeclareMathOperator definecolor Newextarrow "
        "DeclarePairedDelimiter DeclarePairedDelimiterX DeclarePairedDelimiterXPP DeclarePairedDelimiters "
        "DeclarePairedDelimitersX DeclarePairedDelimitersXPP newtagform renewtagform usetagform mathtoolsset "
        # so do labels: a second card that shows one is an error
        "label ref eqref refeq "
        # links, scripts, styles (a style loads a picture from anywhere), fonts, more code
        "href class style cssId unicode bbox enclose mmlToken require toggle texttip mathtip verb "
        # tables of old TeX, whose errors are hard to foresee
        "matrix pmatrix cases array eqalign eqalignno leqalignno displaylines"
    ).split()
)
"""Commands that MathJax knows and that no formula of a card uses."""

LENGTH = 5000
_NESTING = 40
_OPERATORS = (
    "sum prod coprod int iint iiint oint bigcap bigcup bigoplus bigotimes bigvee bigwedge lim max min sup inf limsup "
    "liminf det gcd Pr"
)
_PART = re.compile(
    rf"""\\begin\s*\{{(?P<begin>[^{{}}]*)\}}(?P<preamble>(?:\[[a-z]*\])?\{{)?
    | \\end\s*\{{(?P<end>[^{{}}]*)\}}
    | \\(?P<fence>left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])\s*
        (?P<delimiter>\\[A-Za-z]+|\\[{{}}|]|[()\[\]|/<>.⟨⟩‖])?
    | (?P<row>\\\\)\s*(?P<gap>\[[^\]]*\]?)?
    | (?P<text>\\(?:text[a-z]{{0,6}}|mbox|fbox)\s*\{{(?:[^{{}}\\$]|\\[^()\[\]])*\}})
    | (?P<atom>\\hspace\*?\{{-?[\d.]+(?:em|ex|pt|mu|cm|mm|in|px|pc)\}}
        | \\(?:{"|".join(_OPERATORS.split())})\s*\\(?:no)?limits(?![A-Za-z]))
    | \\(?P<stretchy>sqrt|smash|x[A-Za-z]{{3,}})(?![A-Za-z])(?P<option>\s*\[[^\[\]]*\]?)?
    | \\(?P<word>[A-Za-z]+)\*?
    | \\(?P<symbol>.)
    | (?P<mark>[{{}}_^&#%$'])
    | (?P<other>\S)""",
    re.VERBOSE | re.DOTALL,
)
_SYMBOLS = frozenset(" ,:;>!|{}%$#&_\n")
_INFIX = frozenset("over choose atop brace brack".split())
_PREAMBLES = frozenset("array subarray crampedsubarray numcases subnumcases".split())
_EQUATIONS = frozenset("align alignat eqnarray equation flalign gather multline xalignat xxalignat".split())
_DIMENSION = re.compile(r"\[\s*-?[\d.]+\s*(?:em|ex|pt|mu|cm|mm|in|px|pc)\s*\]")


@dataclass(frozen=True, slots=True)
class _Known:
    arguments: int
    is_delimiter: bool
    has_columns: bool
    needs_braces: bool  # as a superscript


@cache
def _known() -> dict[str, _Known]:
    """Every command by its name, every environment by its name in braces."""
    lines = files("flashgen.tex").joinpath("mathjax.txt").read_text("ascii").splitlines()
    rows = (line.split() for line in lines)
    return {
        row[0]: _Known(int(row[1]), "delimiter" in row, "columns" in row, "braces" in row)
        for row in rows
        if row[0] not in REFUSED
    }


def problem(tex: str) -> str:
    r"""Why Anki's MathJax would not, or should not, typeset the TeX ("unknown command \Beta"); "" where it does.

    Stricter than MathJax where it would silently lose text (`%`) or where its rules are intricate.
    """
    if not tex.strip():
        return "empty"
    if len(tex) > LENGTH:
        return "too long"
    for word in re.findall(r"\\([A-Za-z]+)", tex):
        if word in REFUSED:
            return rf"command \{word} is not allowed"
    reader = _Reader()
    for part in _PART.finditer(tex):
        reader.read(part)
        if reader.complaint:
            break
    return reader.complaint or reader.unfinished()


@dataclass(slots=True)
class _Group:
    """What was opened, and what still has to come in it."""

    opener: str
    has_columns: bool = False
    scripts: str = ""  # of the base at hand
    script: str = ""  # that waits for what it raises or lowers
    name: str = ""  # of the command that waits
    arguments: int = 0  # that it waits for
    infixes: int = 0


class _Reader:
    """Follows a formula part by part; `complaint` says what MathJax would not accept."""

    def __init__(self) -> None:
        self.groups = [_Group("")]
        self.complaint = ""
        self.has_number = False
        self.has_equation = False

    @property
    def here(self) -> _Group:
        return self.groups[-1]

    def read(self, part: re.Match[str]) -> None:
        """One part; sets `complaint` where it must not stand here."""
        kind = part.lastgroup or ""
        if part["begin"] is not None:
            self.begin(part["begin"], part["preamble"] or "")
        elif part["end"] is not None:
            self.close(rf"\begin{{{part['end']}}}", part.group())
        elif part["fence"]:
            self.fence(part["fence"], part["delimiter"] or "")
        elif part["row"]:
            self.row(part["gap"] or "")
        elif part["word"] or part["stretchy"]:
            self.command(part["word"] or part["stretchy"], part["option"] or "")
        elif part["symbol"]:
            self.atom() if part["symbol"] in _SYMBOLS else self.complain(f"unknown command \\{part['symbol']}")
        elif part["mark"]:
            self.mark(part["mark"])
        elif (kind == "text" and self.here.arguments) or (kind == "atom" and (self.here.arguments or self.here.script)):
            self.complain(f"{part.group()} needs braces around it here")
        elif kind in {"text", "atom", "other"}:
            self.atom()

    def complain(self, complaint: str) -> None:
        self.complaint = self.complaint or complaint

    def unfinished(self) -> str:
        """What is missing at the end of a group, "" where nothing is."""
        if self.here.script or self.here.arguments:
            return f"{self.here.script or self.here.name} has no argument"
        return f"{self.here.opener} is not closed" if self.here.opener else ""

    def atom(self) -> None:
        """Something complete: an argument, a script, or a new base."""
        here = self.here
        if here.arguments > 1:
            here.arguments -= 1
            return
        here.arguments = 0
        if here.script:
            here.script = ""
        else:
            here.scripts = ""

    def open(self, opener: str, *, has_columns: bool = False) -> None:
        if opener != "{":
            if self.here.arguments or self.here.script:
                self.complain(f"{opener} needs braces around it here")
            self.here.scripts = ""
        self.groups.append(_Group(opener, has_columns=has_columns))
        if len(self.groups) > _NESTING:
            self.complain("nested too deeply")

    def close(self, opener: str, closer: str) -> None:
        if self.here.arguments or self.here.script:
            self.complain(self.unfinished())
        elif self.here.opener != opener:
            self.complain(f"{closer} closes nothing")
        else:
            self.groups.pop()
            self.atom()

    def begin(self, name: str, preamble: str) -> None:
        known = _known().get(f"{{{name}}}")
        if known is None:
            self.complain(f"unknown environment {name}")
            return
        if not preamble and (known.arguments or name in _PREAMBLES):
            self.complain(f"environment {name} has no columns")
        if name.rstrip("*") in _EQUATIONS:
            if self.has_equation or self.here.opener:
                self.complain("an equation inside or beside another")
            self.has_equation = True
        self.open(rf"\begin{{{name}}}", has_columns=known.has_columns)
        if preamble:
            self.groups.append(_Group("{"))

    def fence(self, fence: str, delimiter: str) -> None:
        known = _known().get(delimiter[1:]) if delimiter[1:].isalpha() else None
        if not delimiter or (delimiter[1:].isalpha() and not (known and known.is_delimiter)):
            self.complain(f"\\{fence} has no delimiter")
        elif fence == "left":
            self.open(r"\left")
        elif fence == "right":
            self.close(r"\left", r"\right")
        elif fence == "middle" and self.here.opener != r"\left":
            self.complain(r"\middle stands outside \left and \right")
        else:
            self.command_without_arguments(fence)

    def row(self, gap: str) -> None:
        if self.here.arguments or self.here.script:
            self.complain(self.unfinished())
        elif gap and not _DIMENSION.fullmatch(gap):
            self.complain(r"\\ before a bracket")
        self.here.scripts = ""

    def command(self, word: str, option: str) -> None:
        known = _known().get(word)
        if known is None:
            self.complain(f"unknown command \\{word}")
        elif option and not option.endswith("]"):
            self.complain(f"\\{word}[ is not closed")
        elif word in _INFIX:
            self.infix(word)
        elif word == "tag" and (self.has_number or len(self.groups) > 1 or self.here.script):
            self.complain("a number where none can stand")
        elif known.needs_braces and self.here.script:
            self.complain(f"\\{word} needs braces around it here")
        elif known.arguments == 0:
            self.command_without_arguments(word)
        elif self.here.arguments:
            self.complain(f"\\{word} needs braces around it here")
        else:
            self.has_number = self.has_number or word == "tag"
            self.here.arguments, self.here.name = known.arguments, "\\" + word

    def command_without_arguments(self, word: str) -> None:
        if self.here.arguments and word.lower().startswith("big"):
            self.complain(f"\\{word} needs braces around it here")
        self.atom()

    def infix(self, word: str) -> None:
        self.here.infixes += 1
        if self.here.infixes > 1 or self.here.script or self.here.arguments:
            self.complain(f"\\{word} is ambiguous")
        self.here.scripts = ""

    def mark(self, mark: str) -> None:
        here = self.here
        if mark == "{":
            self.open(mark)
        elif mark == "}":
            self.close("{", mark)
        elif mark in "#%$" or (mark == "&" and not here.has_columns):
            self.complain(f"stray {mark}")
        elif here.script or here.arguments:
            self.complain(self.unfinished())
        elif mark == "&":
            here.scripts = ""
        elif mark == "'":
            if "^" in here.scripts:
                self.complain("a prime behind a superscript")
            here.scripts += "'"
        elif mark in here.scripts or (mark == "^" and {"'", "_"} <= set(here.scripts)):
            self.complain(f"two {mark} on one base")
        else:
            here.scripts += mark
            here.script = mark


def is_suspicious(tex: str) -> bool:
    r"""Whether Markdown ate underscores: `\mathbb{I}{R{jm}}` and `P(Y){x=1}` typeset, but mean another thing.

    A group of letters stands right behind a letter, a closing bracket or a command that has its one argument.
    """
    for group in re.finditer(r"([A-Za-z)\]}])\{(?=[A-Za-z0-9])", tex):
        before = tex[max(0, group.start() - 80) : group.start() + 1]
        if before[-1] in ")]":
            return True
        if before[-1].isalpha() and not re.search(r"\\[A-Za-z]+$", before):
            return True
        command = re.search(r"\\([A-Za-z]+)\s*\{[^{}]*\}$", before)
        if command and command[1] in _known() and _known()[command[1]].arguments == 1:
            return True
    return False
