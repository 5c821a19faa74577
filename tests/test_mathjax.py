"""mathjax.py, and every formula of the seed's cards, against the very MathJax that Anki ships."""

import html
import random
import re
import subprocess

import pytest

from flashgen import tex
from flashgen.tex import mathjax
from flashgen.tex.symbols import symbol
from tests.hard_formulas import DOLLARS, HOSTILE, HYPOTHESIS, PROSE_BESIDE
from tests.seed import built
from tests.typeset import FOLDER, complaints, need_mathjax

KNOWN = (FOLDER.parents[1] / "flashgen" / "tex" / "mathjax.txt").read_text("ascii").splitlines()


@pytest.mark.node
def test_every_formula_of_the_seeds_cards_typesets_in_the_mathjax_of_anki() -> None:
    need_mathjax()
    fields = [field for note in built().notes for field in note.fields]
    pattern = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
    formulas = [
        (html.unescape(inline or block), bool(block)) for field in fields for inline, block in pattern.findall(field)
    ]
    assert len(formulas) > 60
    assert [(wrong, said) for wrong, said in zip(formulas, complaints(formulas), strict=True) if said] == []


@pytest.mark.node
def test_every_formula_that_hard_texts_give_typesets() -> None:
    need_mathjax()
    texts = [(text, "hypothesis") for text, _ in HYPOTHESIS] + [(text, "dollars") for text, _ in DOLLARS + PROSE_BESIDE]
    formulas = [
        (segment.tex, segment.display)
        for text, dialect in texts
        for segment in tex.segments(tex.recover(text, dialect=dialect)[0])  # type: ignore[arg-type]  # two literals
        if segment.tex is not None
    ]
    assert [(wrong, said) for wrong, said in zip(formulas, complaints(formulas), strict=True) if said] == []


@pytest.mark.node
def test_every_symbol_of_the_table_typesets() -> None:
    need_mathjax()
    symbols = [symbol(chr(code)) for code in (*range(0x80, 0x3000), *range(0x1D400, 0x1D800))]
    formulas = [(f"{symbol} x", False) for symbol in symbols if symbol]
    assert len(formulas) > 1000
    assert [(wrong, said) for wrong, said in zip(formulas, complaints(formulas), strict=True) if said] == []


@pytest.mark.node
def test_the_list_of_known_commands_is_what_mathjax_has() -> None:
    need_mathjax()
    found = subprocess.run(["node", "known.js"], cwd=FOLDER, capture_output=True, text=True, check=True).stdout
    assert found.splitlines() == KNOWN


PIECES = [
    *("x y 1 2 { } _ ^ _ ^ & ' ( ) [ ] {a}{b} {a} = < | ~ * - λ … \" `".split()),
    *(r"\\ \frac \sqrt \left( \right) \left \right \alpha \mathbb{R} \sum \hat \, \| \{ \} \over \limits".split()),
    *(r"\tag{1} \operatorname{f} \middle| \begin{matrix} \end{matrix} \begin{cases} \end{cases} \mid".split()),
    r"\text{if }",
    " ",
]


def made_up(seed: int, count: int) -> list[str]:
    """Formulas of random pieces, known commands and environments among them."""
    choose = random.Random(seed)
    commands = ["\\" + line.split()[0] for line in KNOWN if line[0] != "{"]
    environments = [line.split()[0] for line in KNOWN if line[0] == "{"]
    formulas = []
    for _ in range(count):
        pieces = choose.choices(PIECES, k=choose.randint(1, 9))
        if choose.random() < 0.5:
            pieces.insert(choose.randint(0, len(pieces)), choose.choice(commands) + choose.choice(["", " ", "{a}{b}"]))
        if choose.random() < 0.1:
            pieces.append("\\begin{0}{1}\\end{0}".format(choose.choice(environments), choose.choice(["", "a & b"])))
        formulas.append("".join(pieces))
    return formulas


@pytest.mark.node
def test_what_is_let_through_typesets_in_999_of_1000_random_formulas() -> None:
    need_mathjax()
    accepted = [formula for formula in made_up(seed=1, count=8000) if not mathjax.problem(formula)]
    said = complaints([(formula, place % 2 == 0) for place, formula in enumerate(accepted)])
    wrong = [(formula, complaint) for formula, complaint in zip(accepted, said, strict=True) if complaint]
    assert len(accepted) > 1000
    assert len(wrong) <= len(accepted) / 1000, wrong


@pytest.mark.parametrize("formula", HOSTILE)
def test_a_formula_that_could_harm_is_refused(formula: str) -> None:
    assert mathjax.problem(formula)
    shown, formulas = tex.recover(f"so $${formula}$$ is", dialect="hypothesis")
    assert not formulas or not formulas[0].sure
    assert all(segment.tex is None for segment in tex.segments(shown))


@pytest.mark.parametrize(
    ("formula", "complaint"),
    [
        (r"\Beta", r"unknown command \Beta"),
        (r"x_{a", "{ is not closed"),
        (r"x}", "} closes nothing"),
        (r"\frac{a}", r"\frac has no argument"),
        (r"x_a_b", "two _ on one base"),
        (r"x^2'", "a prime behind a superscript"),
        (r"\left( x", r"\left is not closed"),
        (r"\begin{align} a", r"\begin{align} is not closed"),
        (r"\begin{foo}a\end{foo}", "unknown environment foo"),
        ("a & b", "stray &"),
        ("50% of it", "stray %"),
        ("x" * 6000, "too long"),
        ("{" * 60 + "}" * 60, "nested too deeply"),
        (" ", "empty"),
    ],
)
def test_the_complaint_says_what_is_wrong(formula: str, complaint: str) -> None:
    assert mathjax.problem(formula) == complaint


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{a}{b}",
        r"\sqrt[3]{x}",
        r"x^\frac12",
        r"\begin{cases} a & b \\[2pt] c & d \end{cases}",
        r"\operatorname*{argmax}_a Q(s,a)",
        r"\sum\limits_{i=1}^n i",
        r"\left\{ x \middle| y \right.",
        r"\text{50\% of {it}}",
        r"\begin{array}{cc} a & b \end{array}",
        r"\underset{x}{\min}\ f'(x)_{i}",
        r"\ce{H2O}",
        r"a \over b",
        r"x_{<t}, x_{>t}, \Vert x \Vert, \big\| y \big\|",
        r"{\bf x}^{\rm T}",
        "λ ∈ ℝ",
    ],
)
def test_ordinary_tex_is_let_through(formula: str) -> None:
    assert mathjax.problem(formula) == ""


@pytest.mark.parametrize(
    ("formula", "ate"),
    [
        (r"h_m(x) = \mathbb{I}{R{jm}} (x)", True),
        (r"P(Y){x\leftarrow 1}=1", True),
        (r"h_m(x) = \mathbb{I}_{R_{jm}} (x)", False),
        (r"\frac{a}{b}\sum_{i=1}^{n}{x_i}", False),
        (r"\overset{a}{b}\log{x}{\bf y}1{,}000", False),
    ],
)
def test_underscores_that_markdown_ate_are_noticed(formula: str, ate: bool) -> None:
    assert mathjax.is_suspicious(formula) is ate
