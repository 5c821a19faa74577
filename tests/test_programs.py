"""programs.py: a piece of a program is told from prose, stays as it is, and is asked what it does."""

import json
from pathlib import Path

import pytest

from flashgen.programs import is_program
from tests.running import flashgen

PROGRAMS = [
    'def area(w, h):    """of a field"""    return w * h',
    "for (let i = 0; i < n; i++) { total += prices[i]; }",
    "public static void main(String[] args) { System.out.println(total); }",
    "import numpy as np\nrates = np.array([0.1, 0.2])\nprint(rates)",
    "const doubled = fares.map(f => f * 2);",
    "SELECT name FROM crew WHERE id = 5;",
    "#include <stdio.h>\nint main() { return 0; }",
]
PROSE = [
    "",
    "The function f (see Table 2) returns to zero; it is = 0 at the poles.",
    r"\(a == b\) and so f(x) => g(x)",
    "Let x = 5; then y == 7 (Smith, 2014).",
    "For each boat in the harbour: a fare, a crew (or two); a return in May.",
    "If (as is said) the tide turns {sic}, the class of 1914 will return.",
    "Import duties rose; the class struggle was, for Marx, the engine [of history].",
]


@pytest.mark.parametrize("text", PROGRAMS)
def test_a_program_is_told(text: str) -> None:
    assert is_program(text)


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_program(text: str) -> None:
    assert not is_program(text)


def test_a_program_stays_as_it_is_and_is_asked_what_it_does(tmp_path: Path) -> None:
    code = "def dot(v, w): total = sum(v_i * w_i for v_i, w_i in zip(v, w)); return total"
    columns = "Highlight,Title,Author,URL,Note,Location,Date"
    (tmp_path / "shelf.csv").write_text(f'{columns}\n"{code}",Scratch,,,dot product of two vectors,,\n', "utf-8")
    ran = flashgen("explain", "shelf.csv", "--json", cwd=tmp_path)
    row = json.loads(ran.out)
    assert row["quote"] == code
    assert row["front"] == f"{code}\nWhat does this code do?"
    assert row["back"] == "Dot product of two vectors."
