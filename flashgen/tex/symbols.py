"""The signs of formulas: what each is in TeX, by pylatexenc's table, and what each does in one."""

import re
import unicodedata
from functools import cache, lru_cache

from flashgen.tex import mathjax

GREEK = "ΓΔΘΛΞΠΣΦΨΩα-νξπρςστυφχψωϑϕϖϱϵ"
RELATIONS = "=<>≠≤≥≪≫≈≡≃≅≜≔∼∝≲≳≺≻⪯⪰∈∉∋⊂⊆⊃⊇⊊⊥⊢⊨⊧→←↔⇒⇐⇔↦⟶⟵⟹⟺"
BINARY = "+−±∓×·⋅∘÷∪∩∖∧∨⊕⊗⊙/-"
PREFIX = "∀∃∄¬∂∇∑∏∫√ˆ˜¯"
LITERAL = "∞∅⊤⋯…"
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵀ∗⋆", (*"0123456789+-()niT*", r"\star"), strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑᵢⱼₖₗₘₙₒₚᵣₛₜₓ", "0123456789+-()aeijklmnoprstx", strict=True))
MARKS = "".join(RAISED) + "".join(LOWERED) + "′″"
FUNCTIONS = frozenset("log ln exp sin cos tan tanh max min sup inf det dim ker deg gcd arg Pr".split())
GREEK_NAMES = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega".split()
)


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
