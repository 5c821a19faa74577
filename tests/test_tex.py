"""tex.py: where formulas begin and end, what they mean, and what stays text."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen import tex
from flashgen.model import Dialect, Formula
from tests.hard_formulas import DOLLARS, HYPOTHESIS, PROSE_BESIDE, WHOLE

DIALECTS: tuple[Dialect, ...] = ("hypothesis", "dollars")
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            r"\( \) \[ \] $$ $ ` x y K λ fβ ∀s ∈ S = 50 < ( ) [ ] { } , . | − _t ^2 \frac{a}{b} \alpha \Beta "
            r"{\displaystyle x_{1}} x_1 word a st | ˆA √n ∑ … 10−3 R2 § http://a.b/c a@b.c".split()
        )
        | st.just("\n")
        | st.just(" "),
        max_size=14,
    ).map(" ".join),
    st.lists(st.sampled_from(r"\( \) \[ \] $$ $ ` x λ = ( ) { } \displaystyle _ ^ \\".split()), max_size=14).map(
        "".join
    ),
)


@pytest.mark.parametrize(("text", "wanted"), HYPOTHESIS, ids=[text for text, _ in HYPOTHESIS])
def test_formulas_of_hypothesis_stand_between_the_delimiters_of_anki(text: str, wanted: str) -> None:
    assert tex.recover(text, dialect="hypothesis")[0] == wanted


@pytest.mark.parametrize(("text", "wanted"), DOLLARS, ids=[text for text, _ in DOLLARS])
def test_elsewhere_dollars_are_maths_but_not_money_and_notation_is_read_where_it_is_certain(
    text: str, wanted: str
) -> None:
    assert tex.recover(text, dialect="dollars")[0] == wanted


@pytest.mark.parametrize(
    ("text", "raw", "meant"),
    [
        ("τ<t is", "τ<t", r"\tau<t"),
        ("with R2 = 0.87", "R2 = 0.87", "R_2=0.87"),
        ("about 10−3 of them", "10−3", "10-3"),
        (r"let \Beta be", r"\Beta", r"\beta"),
        ("x ∈ Rd is", "x ∈ Rd", r"x\in\mathbb{R}^d"),
        ("P (YX←1 = 1) is", "P (YX←1 = 1)", r"P(YX\leftarrow1=1)"),
        (r"so \(P(Y){x=1}=1\) is", r"\(P(Y){x=1}=1\)", "P(Y){x=1}=1"),
        (r"so $$x_{a$$ is", r"$$x_{a$$", "x_{a"),
        ("a $x_t$ is", "$x_t$", "x_t"),
    ],
)
def test_a_formula_that_needs_a_look_is_listed_as_such_and_stays_as_it_is(text: str, raw: str, meant: str) -> None:
    shown, formulas = tex.recover(text, dialect="hypothesis")
    assert formulas == (Formula(raw=raw, tex=meant, doubt=formulas[0].doubt),)
    assert not formulas[0].sure
    assert shown == text


def test_no_letter_between_single_dollars_is_a_formula_of_its_own() -> None:
    text = "for two edges $(p, q)$ and $(r, s)$ in $E$"
    assert tex.recover(text, dialect="hypothesis") == (text, ())


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (r"is $6CO_2 \to O_2$ here", r"single dollars: write $$…$$ or \(…\)"),
        (r"so \(\foo{x}\) is", r"(unknown command \foo): correct it there"),
        (r"let \Beta be", r"TeX has no \Beta: write \(\beta\) if"),
        (r"so \(P(Y){x=1}=1\) is", "underscore seems to be lost"),
        ("about 10−3 of them", r"lost what is raised or lowered: write \(10-3\)"),
        ("Attention(Q, K, V ) = softmax( QKT√dk)V", "how far the root reaches"),
    ],
)
def test_an_unsure_formula_says_why_and_what_to_write(text: str, doubt: str) -> None:
    assert doubt in tex.recover(text, dialect="hypothesis")[1][0].doubt
    assert tex.recover(r"so \(x_2\) is", dialect="hypothesis")[1][0].doubt == ""


@pytest.mark.parametrize(("text", "meant"), WHOLE, ids=[text for text, _ in WHOLE])
def test_a_formula_that_can_be_read_in_part_only_or_in_two_ways_stays_text_as_a_whole(
    text: str, meant: str | None
) -> None:
    for sentence in (text, f"They show that {text} holds.", f"First (see {text}), then Q(λ)"):
        shown, formulas = tex.recover(sentence, dialect="dollars")
        assert shown == sentence.replace("Q(λ)", r"\(Q(\lambda)\)")
        assert not formulas[0].sure
        assert meant is None or formulas[0].tex == meant


@pytest.mark.parametrize(("text", "wanted"), PROSE_BESIDE, ids=[text for text, _ in PROSE_BESIDE])
def test_a_formula_beside_the_signs_of_a_sentence_is_whole(text: str, wanted: str) -> None:
    assert tex.recover(text, dialect="dollars")[0] == wanted


@given(
    st.lists(
        st.sampled_from(
            "x Q(s,a) V(St+1) λ log sum maxa gamma p(x) = + − · ← ( ) [ ] 5 mc2 noise the xk r_t ²".split()
        ),
        max_size=12,
    ).map(" ".join)
)
def test_no_formula_is_typeset_in_part(text: str) -> None:
    shown, _ = tex.recover(text, dialect="dollars")
    assert not re.search(
        r"\\\) *(?:[=+−·←]|(?:log|sum|maxa|gamma) (?:x|λ|p\())|\w *[=+−·←] *\\\(|(?:log|sum|gamma) \\\(", shown
    )


def test_a_comment_uses_the_variables_of_its_quote() -> None:
    quote = tex.recover("X ↔ Y ∈ G(M2) with E3", dialect="hypothesis")
    assert quote[0] == r"\(X\leftrightarrow Y\in G(M_2)\) with \(E_3\)"
    comment = "we call E3 what explains X and Y, vitamin C too"
    assert tex.recover(comment, dialect="hypothesis")[0] == comment
    shown, _ = tex.recover(comment, dialect="hypothesis", beside=quote[1])
    assert shown == r"we call \(E_3\) what explains \(X\) and \(Y\), vitamin C too"


def test_a_letter_keeps_its_accent() -> None:
    assert tex.recover("α and θ\u0303 are angles", dialect="dollars")[0] == "\\(\\alpha\\) and θ\u0303 are angles"


def test_a_sign_before_a_word_of_the_sentence_is_no_minus() -> None:
    shown, _ = tex.recover("Q ∨ ¬R is like +, · and − in arithmetic", dialect="hypothesis")
    assert shown == r"\(Q\vee\lnot R\) is like +, · and − in arithmetic"


def test_a_tag_is_no_inequality() -> None:
    assert tex.recover("bold <b>b</b> and <i>x</i>", dialect="hypothesis")[1] == ()


def test_prose_is_changed_and_formulas_are_not() -> None:
    text = r"ab \(ab\) ab $$ab_1$$ J m {\displaystyle J_{m}} ab \frac{ab}{c} ab `ab` http://ab.c/ab"
    changed = tex.map_prose(lambda prose: prose.replace("ab", "X"), text)
    assert changed == text.replace("ab ", "X ").replace(r"\frac{X ", r"\frac{ab ")


@given(TEXTS)
def test_segments_are_the_text(text: str) -> None:
    assert "".join(segment.text for segment in tex.segments(text)) == text


@given(TEXTS)
def test_prose_that_is_not_changed_stays(text: str) -> None:
    assert tex.map_prose(lambda prose: prose, text) == text


@given(TEXTS, st.sampled_from(DIALECTS))
def test_any_text_gives_formulas_that_stand_in_it_and_typeset_or_are_not_sure(text: str, dialect: Dialect) -> None:
    shown, formulas = tex.recover(text, dialect=dialect)
    place = 0
    for formula in formulas:
        place = text.index(formula.raw, place) + len(formula.raw)
        assert not formula.sure or not tex.problem(formula.tex)
    made = [segment.tex for segment in tex.segments(shown) if segment.tex is not None]
    assert len(made) >= sum(formula.sure for formula in formulas) - shown.count("`")


@given(TEXTS, st.sampled_from(DIALECTS))
def test_what_was_recovered_once_stays_as_it_is(text: str, dialect: Dialect) -> None:
    once, _ = tex.recover(text, dialect=dialect)
    twice, _ = tex.recover(once, dialect=dialect)
    again = iter(segment.text for segment in tex.segments(twice) if segment.tex is not None)
    assert all(segment.text in again for segment in tex.segments(once) if segment.tex is not None)


@pytest.mark.parametrize(
    "piece",
    (
        r"\( \[ $$ $a $ ` ``a {\displaystyle \frac{ \a \alpha \left( ( f(x, f( [f(x, x= ∀ x∈( {x∈ a_ x^{ |x |(x λ "
        r"1. http:// a@ S1, x1,x2, ] − ˆ √ 10− < \\ $x$ \(x\) {\displaystyle_x}"
    ).split(),
)
def test_the_time_for_anything_grows_with_its_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece + " ") * (length // 2 // len(piece)) + piece * (length // 2 // len(piece))
        start = time.process_time()
        shown, _ = tex.recover(text, dialect="dollars")
        tex.segments(shown)
        return time.process_time() - start

    short, long = min(seconds(15_000) for _ in range(2)), seconds(60_000)
    assert long < 10 * short + 0.1  # four times as long: 4 where it is linear, 16 where it is quadratic


def test_short_texts_without_maths_cost_next_to_nothing() -> None:
    texts = [
        f"The agent of run {n} learns from what it did (see Smith, 2019), and its critics do not." for n in range(2000)
    ]
    start = time.process_time()
    for text in texts:
        tex.recover(text, dialect="dollars")
    assert time.process_time() - start < 1.5  # 0.15 on an idle machine
