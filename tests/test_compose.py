"""Cards: golden files of pairs from many fields, laws over any text, and the promises of the module one by one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flashgen.compose import LONG_FRONT, compose, connect, gaps
from flashgen.compose.sentences import count_words
from flashgen.errors import PairError
from flashgen.kinds.cues import ORDER
from flashgen.model import GAP, OPEN, Card, Cue, Kind, Placement, Reply, Topic, Verdict
from tests.pairs import pair_of

CARDS = Path(__file__).parent / "data" / "cards"


def card_of(kind: Kind, quote: str, comment: str = "", *, replies: tuple[str, ...] = ()) -> Card:
    placement = Placement(topic=Topic(slug="all", title="All"), confidence=1)
    pair = replace(pair_of(quote, comment), replies=tuple(Reply(text=reply) for reply in replies))
    return compose(pair, Verdict(kind=kind, confidence=1), placement)


def told(card: Card) -> str:
    """The card as text: one line for each thing it says."""
    parts = {
        "subject": card.subject,
        "cue": card.context,
        "front": card.front,
        "gap": card.gap,
        "back": card.back if not card.gap else "",
        "reverse": card.reverse,
        "formula": card.formula,
        "status": card.status,
        "weak": "; ".join(card.warnings),
    }
    return "\n".join(f"{name}: {text}" for name, text in parts.items() if text)


def blocks(path: Path) -> Iterator[tuple[str, str, str]]:
    """Title, given (quote lines after `> `, then the comment) and wanted of every block."""
    parts = [part.strip("\n") for part in re.split(r"^\.\n", path.read_text("utf-8"), flags=re.MULTILINE)]
    yield from zip(parts[0:-1:3], parts[1::3], parts[2::3], strict=True)


def composed(path: Path, given: str) -> str:
    quote = "\n".join(line[2:] for line in given.splitlines() if line.startswith("> "))
    comment = "\n".join(line for line in given.splitlines() if not line.startswith(">"))
    return told(card_of(Kind(path.stem), quote, comment))


@pytest.mark.parametrize("path", sorted(CARDS.glob("*.txt")), ids=lambda path: path.stem)
def test_cards_are_as_their_golden_file_says(path: Path, accept: bool) -> None:
    found = list(blocks(path))
    assert found, f"{path.name} holds no block"
    made = [(title, given, composed(path, given)) for title, given, _ in found]
    if accept:
        path.write_text("\n".join(f"{title}\n.\n{given}\n.\n{wanted}\n.\n" for title, given, wanted in made), "utf-8")
    assert made == list(blocks(path))


def test_every_kind_has_a_golden_file() -> None:
    assert {path.stem for path in CARDS.glob("*.txt")} == {kind.value for kind in Kind}


PIECES = (
    "the a of is are was because more than 85% 1,200 \\(x^2\\) \\[a<b\\] Mitosis divides not called “meta” , . ? :",
    "RNA which [12] (Smith, 2014) we find that higher - \n … Q: it they **bold** why does and since […]",
)
TEXTS = st.lists(st.sampled_from(" ".join(PIECES).split(" ")), max_size=40).map(" ".join)


def attempt(kind: Kind, quote: str, comment: str) -> Card | str:
    """The card, or the reason why there is none."""
    try:
        return card_of(kind, quote, comment)
    except PairError as error:
        return str(error)


@given(st.sampled_from(Kind), TEXTS, TEXTS)
def test_a_gap_and_its_front_make_the_back_again(kind: Kind, quote: str, comment: str) -> None:
    card = attempt(kind, quote, comment)
    if isinstance(card, Card) and card.gap and GAP not in quote + comment:
        assert card.front.replace(GAP, card.gap, 1) == card.back


@given(st.sampled_from(Kind), st.text(max_size=200) | TEXTS, st.text(max_size=200) | TEXTS)
@example(Kind.DEFINITION, "→", "A 0")  # a sign without a letter
@example(Kind.DEFINITION, "\x80", "It 0")
@example(Kind.CLAIM, "ⓐ", "0?")  # small, and no letter of a word
def test_any_pair_gives_a_card_that_asks_and_answers_or_a_reason(kind: Kind, quote: str, comment: str) -> None:
    card = attempt(kind, quote, comment)
    assert (card.front.strip() and card.back.strip()) if isinstance(card, Card) else card


def test_a_long_word_is_read_once() -> None:
    for kind in Kind:  # it would take minutes, were its letters tried in every grouping
        attempt(kind, f"The rule that pays when {'a' * 2000}% is called the ultimatum game.", "")


def test_a_pair_without_words_is_no_card() -> None:
    with pytest.raises(PairError, match="needs words"):
        card_of(Kind.CLAIM, "…", "!!")


def test_a_reply_that_states_something_answers_the_question() -> None:
    card = card_of(
        Kind.QUESTION, "The treaty failed.", "why?", replies=("do you know?", "Because the Senate rejected it.")
    )
    assert (card.status, card.back) == ("answered", "Because the Senate rejected it.")


@pytest.mark.parametrize(
    ("comment", "kind"),
    [
        ("do we even salt ours?", Kind.CLAIM),
        ("has anyone ever seen butter go bad?", Kind.CLAIM),
        ("who actually found this out?", Kind.QUESTION),
        ("Really?", Kind.CLAIM),
        ("how do we know that it binds the water?", Kind.QUESTION),
        (
            "Moulds drink through their walls, so water that salt holds is no use. Who was the first to salt butter?",
            Kind.CLAIM,
        ),
        (
            "Moulds drink through their walls, so water that salt holds on to is no use. Are they thirsty?",
            Kind.QUESTION,
        ),
        ("Do we know which moulds?", Kind.QUESTION),
    ],
)
def test_a_question_of_the_readers_own_affairs_leaves_the_quote_to_be_asked_for(comment: str, kind: Kind) -> None:
    pair = pair_of("Salt keeps butter fresh because it binds the water that moulds need.", comment)
    placement = Placement(topic=Topic(slug="all", title="All"), confidence=1)
    card = compose(pair, Verdict(kind=Kind.QUESTION, confidence=0.7), placement)
    assert card.kind is kind
    assert bool(card.gap) is (kind is Kind.CLAIM)


def test_an_order_beside_a_claim_leaves_the_quote_to_be_asked_for() -> None:
    placement = Placement(topic=Topic(slug="all", title="All"), confidence=1)
    pair = pair_of("Salt keeps butter fresh because it binds the water that moulds need.", "ask Tilda for a tub")
    ordered = Verdict(kind=Kind.CLAIM, confidence=0.5, cues=(Cue(name=ORDER, weight=1.0),))
    assert compose(pair, ordered, placement).gap == "it binds the water that moulds need"


def test_a_heading_that_asks_makes_a_question_of_any_pair() -> None:
    placement = Placement(topic=Topic(slug="all", title="All"), confidence=1)
    pair = pair_of(
        "Bats hang head down.", "Why bats choose the ceiling: their legs are too weak for a start from the ground"
    )
    card = compose(pair, Verdict(kind=Kind.CLAIM, runner_up=Kind.DEFINITION, confidence=0.5), placement)
    assert (card.kind, card.front) == (Kind.QUESTION, "Why do bats choose the ceiling?")
    assert card.back == "Their legs are too weak for a start from the ground."


def test_a_question_that_nothing_answers_says_so() -> None:
    assert card_of(Kind.QUESTION, "The treaty failed.", "why did it fail?").back.startswith(OPEN)


def test_the_reverse_hides_plural_abbreviation_and_initials() -> None:
    text = "**Giant squid axon**: giant squid axons (GSA) are nerve fibres; a GSA is thick enough to hold an electrode."
    card = card_of(Kind.DEFINITION, "", text)
    assert not re.search(r"(?i)giant squid axons?|GSA", card.reverse)
    assert GAP in card.reverse


def test_a_long_front_is_named() -> None:
    long = "whether " + "very " * LONG_FRONT + "old trees grow?"
    card = card_of(Kind.QUESTION, "", f"Q: {long}")
    assert any(warning.startswith("long front") for warning in card.warnings)
    assert count_words(card.front) > LONG_FRONT


def test_a_question_points_to_the_definition_of_its_term() -> None:
    definition = card_of(Kind.DEFINITION, "A ribozyme is an RNA molecule that catalyses a reaction.")
    question = card_of(Kind.QUESTION, "Some ribozymes cut themselves.", "what are ribozymes?")
    other = card_of(Kind.QUESTION, "Some cut themselves.", "how fast are they?")
    connected = connect([question, other, definition])
    assert [card.see_also for card in connected] == ["Ribozyme: An RNA molecule that catalyses a reaction.", "", ""]
    assert [replace(card, see_also="") for card in connected] == [question, other, definition]


def test_a_question_finds_the_definition_under_another_head() -> None:
    definition = card_of(Kind.DEFINITION, "We call these methods ‘chimeric’ since they mix contigs of two genomes.")
    question = card_of(Kind.QUESTION, "chimeric contigs", "definition needed")
    assert connect([question, definition])[0].see_also.startswith("Chimeric methods: ")


def test_the_header_gives_no_gap_away() -> None:
    placement = Placement(topic=Topic(slug="memory", title="Working memory"), confidence=1)
    pair = pair_of("The results suggest that sleep deprivation impairs working memory in young adults.")
    card = compose(pair, Verdict(kind=Kind.CLAIM, confidence=1), placement)
    assert card.gap
    assert "memory" not in card.gap


def test_a_verb_behind_its_noun_is_not_hidden_with_it() -> None:
    hidden = {
        sentence[gap.start : gap.end]
        for sentence in ["The estimand need not be the effect in any port a shipowner cares about."]
        for gap in gaps.gaps(sentence)
    }
    assert "shipowner" in hidden
    assert "shipowner cares" not in hidden


@pytest.mark.parametrize(
    ("quote", "comment"), [("serfdom", "read Blum before thurs"), ("A good line climbs.", "redo ex. 14")]
)
def test_what_the_reader_has_to_do_is_nothing_to_learn(quote: str, comment: str) -> None:
    with pytest.raises(PairError, match="only says what to do"):
        card_of(Kind.CLAIM, quote, comment)


def test_a_bare_reference_is_no_claim() -> None:
    with pytest.raises(PairError, match="reference"):
        card_of(Kind.CLAIM, "JOURNAL OF CELL BIOLOGY, Vol. 14, No. 8, August 2023")


def test_a_cited_work_is_asked_for_by_its_title() -> None:
    quote = "Doe, J. and Roe, R. (2019). The secret life of lichens. Journal of Botany, vol. 3."
    card = card_of(Kind.CLAIM, quote, "lichens are two organisms, not one")
    assert card.front == "What is the work “The secret life of lichens” about?"
    assert card.back == "Lichens are two organisms, not one."


def test_a_thing_that_is_called_something_is_what_was_named_last() -> None:
    quote = "All sightings are written into a daily log of the crew's observations called the deck journal."
    card = card_of(Kind.DEFINITION, quote, "kept by the mate")
    assert (card.front, card.back) == ("What is the deck journal?", "A daily log of the crew's observations.")


def test_how_a_thing_is_done_is_told_in_a_whole_sentence() -> None:
    quote = "The yeast is kept at four degrees until the dough is mixed."
    card = card_of(Kind.DEFINITION, quote, "How the yeast is stored.")
    assert (card.front, card.back) == ("How is the yeast stored?", quote)


def test_what_stands_before_the_main_clause_is_not_what_is_asked() -> None:
    quote = "Although the river is wider than the rope is long, the settlers built a ferry out of empty barrels."
    card = card_of(Kind.CLAIM, quote)
    assert card.front.startswith("Although the river is wider than the rope is long, ")


def test_a_remark_is_no_name() -> None:
    card = card_of(
        Kind.DEFINITION, "joining memory and place into one practice", "memory as a lens for the study of power"
    )
    assert "What is the memory" not in card.front


def test_what_is_so_called_is_not_cut_at_its_quotation_mark() -> None:
    quote = "One remedy is a so-called “grace period”, during which a late payment costs the tenant nothing."
    card = card_of(Kind.CLAIM, quote, "see the lease")
    assert not card.front.startswith("What is")
    assert GAP in card.front


def test_a_wish_of_the_reader_is_not_asked_for_where_the_quote_states_something() -> None:
    card = card_of(Kind.CLAIM, "Members of the choir reported that they slept better.", "We should have a choir too!")
    assert "choir too" not in card.back or card.front.startswith("What did the reader note")


def test_a_title_is_named_without_the_author_and_year_of_its_file() -> None:
    quote = "We find that both habits (e.g. smoking, alcohol) and age contribute to the risk of a stroke."
    named = pair_of(quote, "smoking matters", title="Orr - 2009 - On Strokes")
    verdict = Verdict(kind=Kind.CLAIM, confidence=1)
    asked = compose(named, verdict, Placement(topic=Topic(slug="all", title="All"), confidence=1))
    assert asked.front == "What does “On Strokes” say about “smoking matters”?"


def test_two_sentences_are_no_term() -> None:
    card = card_of(Kind.DEFINITION, "Output. F : A → B", "the output maps every input of A to one element of B")
    assert "What is Output. F" not in card.front


@pytest.mark.parametrize(
    ("quote", "comment", "never"),
    [
        ("2.5, 3)", "the normal range of the value", "stand for"),
        ("a turbine", "Check the other chapter for its parts and draw them all", "What is a turbine"),
        (
            "We argue that rent control lowers the supply of flats.",
            "**argument:** rent control lowers supply",
            "argument?",
        ),
        ("that keep bees through the winter", "we need to keep some bees in our garden", "need to"),
        ("Trees map $x$ to a leaf value that is constant.", "map $x \\to c$", "say about “map"),
    ],
    ids=["half a bracket is no sign", "a to-do explains nothing", "a label is no term", "a plan", "a formula"],
)
def test_a_card_asks_nothing_that_has_no_sense(quote: str, comment: str, never: str) -> None:
    for kind in (Kind.DEFINITION, Kind.CLAIM):
        card = attempt(kind, quote, comment)
        assert isinstance(card, str) or never not in card.front


def test_less_than_an_hour_is_a_length_of_time_and_not_a_comparison() -> None:
    card = card_of(
        Kind.CLAIM, "The whole voyage across the strait was completed in less than an hour by the new ferry."
    )
    assert card.gap != "less"


def test_what_a_look_up_points_to_is_asked_for_beside_its_quote() -> None:
    quote = "Most cases of the northern courts are settled on a platform built by the ministry itself."
    card = card_of(Kind.QUESTION, quote, "look up this platform")
    assert (card.front, card.context) == ("What is this platform?", quote)


def test_a_long_passage_that_ends_in_a_question_is_no_front() -> None:
    told = "It ground wheat and rye for the village. " * 8
    quote = f"The mill stood for years beside the river. {told}Who would have paid for its repair?"
    card = card_of(Kind.CLAIM, quote, "compare with the other chapter")
    assert count_words(card.front) <= LONG_FRONT
