from collections import Counter

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from flashgen.repair import Vocabulary, language_of, mend, with_marks_apart, without_citations


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("it canbe formulated as learning tomap observations", "it can be formulated as learning to map observations"),
        ("free of extrapo-lation errors and off-policy", "free of extrapolation errors and off-policy"),
        ("unrep‐resentative of a well‐known de‐ velopment", "unrepresentative of a well‐known development"),
        ("the observed,returns of 2021].Similar to", "the observed, returns of 2021]. Similar to"),
        ("a learning framework(RvS) is", "a learning framework (RvS) is"),
        ("conventionalRL algorithms; RL is", "conventional RL algorithms; RL is"),
        ("Bernhard Sch ̈olkopf", "Bernhard Schölkopf"),
        ("the ﬁnal eﬀect", "the final effect"),
        ("a scientifi c benefi t, diffi cult to fi nd at fi rst", "a scientific benefit, difficult to find at first"),
        ("first<br />second", "first\nsecond"),
        ("a  doubled space", "a doubled space"),
        ("zero\u200bwidth soft\u00adhyphen", "zerowidth softhyphen"),
        ("MvP [ 36]Extends it", "MvP [36] Extends it"),
        ("as shown [37]and in [3, 5]the rest", "as shown [37] and in [3, 5] the rest"),
        ("a naı̈ve and na¨ıve **way** to go", "a naïve and naïve way to go"),
        ("it sys- tematically canbe done", "it systematically can be done"),
        ("accuracy is24 in3.1, around1978", "accuracy is 24 in 3.1, around 1978"),
        ("chapters 5 and7. In the1990s", "chapters 5 and 7. In the 1990s"),
        ("where photorespira-\ntion in an environ- \n\tment is", "where photorespiration in an environment is"),
        ("a well-\nknown state-of-\nthe-art GPT-\n3", "a well-known state-of-the-art GPT-3"),
        ("interact with theworld through natural lan-guage", "interact with the world through natural language"),
        ("a neces- sary lens of such essentialisms", "a necessary lens of such essentialisms"),
        ("during training, wherethey use it", "during training, where they use it"),
        ("a file called‘LANG.po’ there", "a file called ‘LANG.po’ there"),
    ],
)  # fmt: skip
def test_damage_of_a_page_is_mended(damaged: str, mended: str) -> None:
    assert mend(damaged, vocabulary=Vocabulary.of([damaged]))[0] == mended


WRAPPED = """\
The harbour is a problem of the first order, since none of the boats that
come in at night can see where the new wall of the basin ends, which most of
the pilots say they have
told the town."""


def test_a_paragraph_that_an_editor_wrapped_is_one_line_also_in_a_comment() -> None:
    text = f"First thought.\n\n{WRAPPED}"
    joined = f"First thought.\n\n{' '.join(WRAPPED.split())}"
    assert mend(text, vocabulary=Vocabulary(), typed=True)[0] != joined  # the third line had room for one more word
    fitting = WRAPPED.replace("they have\ntold", "they have told")
    assert mend(f"First thought.\n\n{fitting}", vocabulary=Vocabulary(), typed=True)[0] == joined


@pytest.mark.parametrize(
    "text",
    [
        "Boats come in at night and none of them can see the wall\nPilots have told the town of it more than once so",
        "- boats come in at night and none of them can see the wall\n- pilots have told the town of it more than once\n"
        "so far as one knows",
        "pro: the boats that come in at night can see the wall of the basin\ncon: the pilots have to be told of it\n"
        "cost: nobody has told the town of it so far",
        "cheap and quick to make for whoever has a boat but it does not last\nexpensive but it lasts",
        "boats come in\nat night and\nnone of them",
        "none of the boats that come in at night can see the wall  \nwhich the pilots have told the town of often",
    ],
)
def test_lines_of_their_own_in_a_comment_stay(text: str) -> None:
    assert mend(text, vocabulary=Vocabulary(), typed=True)[0] == text


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.org/canbe/tomap?x=thedata for more",
        "write `canbe` or foo_tomap or canbe() in code.py",
        "where $$canbe_{tomap}$$ and \\(oreven\\) stand, {\\displaystyle thatdata_{ofthe}}",
        "mail tomap@ofthe.org, doi 10.1000/canbe-tomap, arXiv:2106.01345v2",
        "@inproceedings{canbe, title={Thedata ofthe}}",
        "Langevin, iForest and YouTube use PyTorch on GPUs",
        "pre- and post-war, act- or rule-based; to-day an on-line, e-mail or ad-hoc one; all-or nothing; OR-ing",
        "nodes a1 and i2, inputs in1 and in2, conv_to2d, to2d, in3D, sha256",
        "pre-\nand post-war, two-\nor threefold; thereupon, whereof; a dash -\nand a break\n-and - a list",
        "an Assets:Checking account, statsmodels.tsa.statespace, named AI:MRC, nonalphabetic, run –with-cython",
        "say *bark´lee*, p* is *q; f(*args, *kwargs), a * b * c, x*y*z",
        "the ‘nocontrol’ flag, ‘need-formatstring-macros’, -itis, SUPER::init, by Jon Orwant",
        "he points to a [d]isagreement",
        "conditional independencies in the data",
        "tests of overidentification, an underspecified model, systematic overdetermination",
        "the staff in the off season, a sci-fi film, a wi-fi net, a wifi code, turn it off or on",
    ],
)
def test_what_is_no_prose_stays_as_it_is(text: str) -> None:
    assert mend(text, vocabulary=Vocabulary()) == (text, ())


def test_the_line_ends_of_a_page_go_and_those_of_its_writer_stay() -> None:
    page = [
        "lowers the yield of",
        "a plant wherever it grows in warm and dry condi-",
        "tions, since it then binds more oxygen while",
        "  carbon dioxide is what it is there for.",
        "",
        "a new paragraph about something else again",
        "- first entry",
        "b) second entry",
    ]
    paragraph = (
        "lowers the yield of a plant wherever it grows in warm and dry conditions, since it then binds more oxygen "
        "while carbon dioxide is what it is there for."
    )
    mended, _ = mend("\n".join(page), vocabulary=Vocabulary())
    assert mended == "\n".join([paragraph, *page[4:]])


@pytest.mark.parametrize(
    "text",
    [
        "apples\noranges\npears and plums",
        "import numpy as np\nimport pandas as pd",
        "so much depends\nupon\n\na red wheel\nbarrow",
        "what is needed:\nmany trials\nsparse rewards that make exploring a maze hard\nlong ones\nshort ones",
        "First Line of Verse that is about as wide\nAs Any Line",
    ],
)
def test_lines_that_somebody_broke_stay(text: str) -> None:
    assert mend(text, vocabulary=Vocabulary())[0] == text


def test_a_pin_forces_a_mend_and_forbids_one() -> None:
    pins = (("canbe", "can bee"), ("tomap", "tomap"))
    assert mend("it canbe tomap", vocabulary=Vocabulary(), pins=pins)[0] == "it can bee tomap"


def test_another_language_gets_only_the_safe_mends() -> None:
    text = "der Verlauf ist nicht dashohe Maß und ﬁnal"
    assert language_of(text) == "de"
    assert mend(text, vocabulary=Vocabulary(), language="de")[0] == text.replace("ﬁ", "fi")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Kunden sind Menschen oder Unternehmen, denen Sie Waren verkaufen"),
        ("tr", "bu yöntem ile daha iyi bir sonuç olarak kabul edilir"),
        ("nl", "zo wordt het als een voorbeeld gezien"),
        ("es", "los mínimos cuadrados sobre la serie pero sin sus errores"),
        ("en", "the cost o in y, e and z of Müller et al. (2020) at DE, LA and EN"),
    ],
)
def test_a_language_is_told_by_its_small_words_but_not_by_letters_and_names(language: str, text: str) -> None:
    assert language_of(text) == language


def test_citations_go_but_those_that_are_words_of_the_sentence_stay() -> None:
    text = "as shown [3, 5–7], the scheme proposed in [36] wins.[6]"
    assert without_citations(text) == "as shown, the scheme proposed in [36] wins."
    text = "x[1] and v[2] lie in the interval [1, 20]; [0, 1] holds none"
    assert without_citations(text) == text


def test_a_well_known_word_is_no_slip_even_in_damaged_text() -> None:
    mended, _ = mend("it canbe seen tobe how agents behave inthe world awhile", vocabulary=Vocabulary())
    assert mended == "it can be seen to be how agents behave in the world awhile"


def test_small_words_that_are_glued_again_and_again_are_no_word_of_the_export() -> None:
    export = ["it is said tobe able", "it canbe seen", "seems tobe good", "and canbe good"]
    mended = [mend(text, vocabulary=Vocabulary.of(export))[0] for text in export]
    assert mended == ["it is said to be able", "it can be seen", "seems to be good", "and can be good"]


def test_what_the_export_often_writes_apart_does_not_cut_a_word_that_it_writes_whole() -> None:
    export = ["what is in it", "and in it again", "see in it", "the init file", "an init method", "define init first"]
    assert mend("call the init method", vocabulary=Vocabulary.of(export))[0] == "call the init method"


@pytest.mark.parametrize(
    ("cut", "mended"),
    [
        ("stimate of the value", "estimate of the value"),
        ("ncoding of words", "encoding of words"),
        ("n agent trained to", "…n agent trained to"),
        (". The tree grows", "The tree grows"),
        ("the search goes on", "the search goes on"),
        ("x, y, z", "x, y, z"),
        ("numpy arrays are fast", "numpy arrays are fast"),
    ],
)
def test_a_cut_first_letter_is_restored_where_one_letter_fits(cut: str, mended: str) -> None:
    assert mend(cut, vocabulary=Vocabulary())[0] == mended


def test_what_was_typed_keeps_its_markdown_and_its_slips() -> None:
    text = "**Q:** canbe tomap - list"
    assert mend(text, vocabulary=Vocabulary(), typed=True) == (text, ())


def test_words_that_only_the_export_knows_are_mended_as_it_writes_them() -> None:
    export = ["use metaparameters in it", "all metaparameters stay", "a set of themetaparameters and metapara-meters"]
    mended = "a set of the metaparameters and metaparameters"
    assert mend(export[2], vocabulary=Vocabulary.of(export))[0] == mended


def test_words_that_the_export_writes_whole_stay_whole() -> None:
    export = ["the timesteps of a run", "all timesteps are equal", "two time steps"]
    text = "over the timesteps of it"
    assert mend(text, vocabulary=Vocabulary.of(export))[0] == text


# ---------------------------------------------------------------- laws

PIECES = st.sampled_from(
    """
    the of canbe tomap extrapo-lation off-policy re-turnto framework(RvS) 2021].Similar met?"depends “soft” (top)“soft
    conventionalRL YouTubevideos byStudying of57.0% accurate3D [36 ] [3,4]And i.e.,solving ** **bold** <br /> ﬁ ̈o ¨o
    $$a_{canbe}$$ \\(tomap\\) {\\displaystyle{canbe}} https://x.org/canbe `canbe` foo_canbe - -- – — " ' ( ) . , a I K
    """.split()
)
TEXTS = st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join))
VOCABULARY = Vocabulary.of(
    ["off policy", "the conventional RL", "by Studying papers", "a framework of RvS, a framework"]
)


@given(TEXTS)
@example(r"b\alphaﬁhttp://a.b/c>ı̈![i](http://x.y/z)")
def test_mending_twice_is_mending_once(text: str) -> None:
    mended, _ = mend(text, vocabulary=VOCABULARY)
    assert mend(mended, vocabulary=VOCABULARY) == (mended, ())


@given(TEXTS, st.booleans())
@example(") A", False)
def test_the_mends_account_for_every_character_that_changed(text: str, typed: bool) -> None:
    mended, mends = mend(text, vocabulary=VOCABULARY, typed=typed)
    gained, lost = Counter(mended), Counter(text)
    for change in mends:
        gained.update(change.before)
        lost.update(change.after)
    assert gained == lost
    assert all(change.before != change.after for change in mends)
    assert (mended == text) == (not mends)


@given(TEXTS, TEXTS, st.sampled_from(["$$canbe_{ofthe}$$", r"\(tomap - thatdata\)", r"\[oreven\]"]))
def test_formulas_pass_unchanged(before: str, after: str, formula: str) -> None:
    assume(not set("$\\`@{") & set(before + after))
    assert formula in mend(f"{before} {formula} {after}", vocabulary=VOCABULARY)[0]


def test_a_mark_stands_apart_from_the_word_behind_it_where_it_is_shown() -> None:
    assert with_marks_apart("as MvP [36]extends it [3, 5–7]here") == "as MvP [36] extends it [3, 5–7] here"
    assert with_marks_apart("x[1]y stays, and f[12]") == "x[1]y stays, and f[12]"
