"""tex.py: where formulas begin and end, what they mean, and which are refused."""

import pytest

from flashgen import tex


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (r"so \(x_t\) and $$y$$ it is", r"so \(x_t\) and \(y\) it is"),
        ("$$y = x$$", r"\[y = x\]"),
        ("costs $5 and $6", "costs $5 and $6"),
        (r"into J m {\displaystyle J_{m}} regions", r"into \(J_{m}\) regions"),
        ("Q(λ) is a variant", r"\(Q(\lambda)\) is a variant"),
    ],
)
def test_formulas_of_hypothesis_come_between_the_delimiters_of_anki(text: str, wanted: str) -> None:
    assert tex.recover(text, dialect="hypothesis")[0] == wanted
