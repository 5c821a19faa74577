"""Which kind a pair is told to be, and why."""

import pytest

from flashgen.kinds import KINDS, classify
from flashgen.model import Kind, Reason
from tests.pairs import pair_of


def kind_of(quote: str, comment: str) -> Kind | None:
    return classify(pair_of(quote, comment)).kind


BEES = "Bees recognise faces, and do so better than wasps."


@pytest.mark.parametrize("mark", ["Q: ", "**Q:** ", "Question: ", "big question: ", "Frage: ", "question - "])
def test_a_leading_mark_of_a_question_wins_over_all_cues(mark: str) -> None:
    verdict = classify(pair_of(BEES, f"{mark}is a bee a kind of wasp, that is the definition"))
    assert verdict.kind is Kind.QUESTION
    assert verdict.confidence > 0.95


def test_a_definition_is_marked_with_one_colon_or_two() -> None:
    assert kind_of(BEES, "Definition:: recognising faces") is Kind.DEFINITION
    assert kind_of(BEES, "Def: recognising faces?") is Kind.DEFINITION


def test_a_tag_is_a_mark() -> None:
    assert classify(pair_of(BEES, "faces", tags=("Question",))).kind is Kind.QUESTION


def test_the_courses_tags_and_colours_say_what_they_mean() -> None:
    tags = {"?": "kind/question", "#ff0000": "kind/definition", "skip": "kind/none"}
    assert classify(pair_of(BEES, "faces", tags=("?",)), tags=tags).kind is Kind.QUESTION
    assert classify(pair_of(BEES, "faces", color="#ff0000"), tags=tags).kind is Kind.DEFINITION
    assert classify(pair_of(BEES, "faces", tags=("skip",)), tags=tags).kind is None


def test_bibtex_is_set_aside_as_bibtex() -> None:
    verdict = classify(
        pair_of("", "@article{fabre1879bees, title={On the memory of bees}, author={Fabre, J. H.}, year={1879}}")
    )
    assert verdict.kind is None
    assert verdict.aside is Reason.BIBTEX


def test_a_bare_citation_is_set_aside_as_a_citation() -> None:
    verdict = classify(
        pair_of("Fabre, J. H. (1879). Souvenirs entomologiques. Paris: Delagrave, vol. 1, pp. 12-40.", "")
    )
    assert verdict.kind is None
    assert verdict.aside is Reason.CITATION


def test_every_kind_has_weights() -> None:
    assert set(KINDS) == set(Kind)
    assert all(weights for weights in KINDS.values())


def test_a_verdict_names_the_cues_that_fired_weightiest_first() -> None:
    cues = classify(pair_of(BEES, "how do they measure this?")).cues
    assert "question mark" in {cue.name for cue in cues}
    assert [abs(cue.weight) for cue in cues] == sorted((abs(cue.weight) for cue in cues), reverse=True)


@pytest.mark.parametrize(
    "comment",
    [
        "unclear how they measured this",
        "I don't understand this sentence",
        "need to look up what a mushroom body is",
        "how do they know",
        "why faces and not flowers?",
        "What about hornets",
        "Wieso nur Bienen?",
        "¿y las avispas?",
        "?",
    ],
)
def test_a_question_is_told_with_and_without_its_mark(comment: str) -> None:
    assert kind_of(BEES, comment) is Kind.QUESTION


@pytest.mark.parametrize("comment", ["typo?", 'should this be "then"?', 'repeats the old "can bees think?" debate'])
def test_a_question_mark_is_not_always_a_question(comment: str) -> None:
    assert kind_of(BEES, comment) is not Kind.QUESTION


def test_a_question_mark_in_a_quoted_title_is_no_cue_of_a_question() -> None:
    cues = {cue.name for cue in classify(pair_of(BEES, 'same point as in "Do bees dream?" by Lopez')).cues}
    assert "question mark" not in cues


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("We find that bees that slept remembered twice as many flowers as bees that were kept awake.", Kind.CLAIM),
        ("A hive is defined as a colony of bees together with the cavity that it lives in.", Kind.DEFINITION),
    ],
)
@pytest.mark.parametrize("comment", ["", "true"])
def test_where_the_comment_says_nothing_the_kind_of_the_quote_counts(quote: str, kind: Kind, comment: str) -> None:
    verdict = classify(pair_of(quote, comment))
    assert kind in (verdict.kind, verdict.runner_up)
    if not comment:
        assert verdict.kind is kind


@pytest.mark.parametrize("comment", ["so cool!!", "haha", "love this"])
def test_praise_alone_makes_no_card(comment: str) -> None:
    verdict = classify(pair_of("The waggle dance was first described in 1927.", comment))
    assert verdict.kind is None
    assert verdict.aside is Reason.NO_CONTENT


def test_a_plan_is_set_aside_as_a_to_do() -> None:
    verdict = classify(pair_of("Figure 3", "use this in my slides"))
    assert verdict.kind is None
    assert verdict.aside is Reason.TODO


@pytest.mark.parametrize("comment", ["Do 4.1 and 4.6 by Monday", "Print this for the Ghent group"])
def test_an_order_is_set_aside_as_a_to_do(comment: str) -> None:
    verdict = classify(pair_of("Keys to the drills are printed in the appendix.", comment))
    assert verdict.kind is None
    assert verdict.aside is Reason.TODO


@pytest.mark.parametrize(
    "comment",
    ["Scale missing. Back to the printer.", "columns add up to 103 - transposed digits?", "shares do not add up?"],
)
def test_a_slip_in_the_text_is_set_aside_as_proof_reading(comment: str) -> None:
    verdict = classify(pair_of("Table 2. Catches of herring by month.", comment))
    assert verdict.kind is None
    assert verdict.aside is Reason.PROOF


@pytest.mark.parametrize(
    "comment",
    [
        'change "the dances" to "their dances"',
        '-> "the bees\' dances"',
        "'dances of', instead of 'dances off'",
        "This needs recasting.",
        "no comma, please",
        "do you mean the forager bees?",
        'Perhaps "the bee dances" instead. A dancer may be anything.',
        "add a word for clarity",
        "I would suggest rewording this.",
        "Sentence ends with a verb, remove it or go on.",
    ],
)
def test_a_remark_on_the_wording_alone_is_set_aside_as_proof_reading(comment: str) -> None:
    verdict = classify(pair_of("the dances of the bees", comment))
    assert (verdict.kind, verdict.aside) == (None, Reason.PROOF)


@pytest.mark.parametrize(
    "comment",
    [
        "What do they mean by a dancer? The bees that follow do the same steps.",
        "the word 'dance' is von Frisch's. Others call it a run",
        "add sugar water and they dance",
        "You mean they tell each other?",
        "A comma splice joins two main clauses with a comma, and danced is none",
        "'pater' -> 'father': p became f",
        "remove the word that most dances share, and few are left",
        "Style: early, a round without a figure",
        "Choppy water keeps them from it",
        "In the long term hives fare better that let all of them dance.",
        "the next sentence takes it back",
        "I think the authors mean that followers learn the direction",
        "use the reference group as the baseline",
        'add "slow" dances: these tell of far meadows',
        "There is no article on this in the law of 1928",
        "Those that dance come back sooner. Do the authors mean that the others follow?",
        "The dance tells the direction. Perhaps the authors mean the sun's. It also tells how far the meadow is.",
    ],
)
def test_a_remark_on_the_matter_is_not_proof_reading(comment: str) -> None:
    verdict = classify(pair_of("the dances of the bees", comment))
    assert verdict.aside is not Reason.PROOF


def test_an_order_that_tells_how_a_thing_is_done_is_no_to_do() -> None:
    assert (
        classify(
            pair_of("Hares and rabbits share the dunes.", "tell them apart by the ears: a hare's have black tips")
        ).kind
        is Kind.CLAIM
    )


def test_a_question_without_its_mark_is_told_by_its_order() -> None:
    assert classify(pair_of("The upper valve opens first.", "what happens when it sticks")).kind is Kind.QUESTION


def test_a_mark_within_brackets_makes_no_question_of_what_stands_before() -> None:
    comment = "strike = the direction of the level line, dip = how steep it is (plunge is that of a line, or not?)"
    assert classify(pair_of("Geologists measure the strike and the dip of a bed.", comment)).kind is not Kind.QUESTION


def test_a_bare_title_is_set_aside_as_a_title() -> None:
    verdict = classify(pair_of("The Dancing Bees: Their Life and Senses", ""))
    assert verdict.kind is None
    assert verdict.aside is Reason.TITLE


def test_a_cited_paper_with_a_sentence_on_what_it_found_is_no_bare_citation() -> None:
    quote = "Lopez, M. et al. Sleep and memory in bees. Journal of Zoology, 12(3), 2016."
    assert kind_of(quote, "Bees that are kept awake forget where the best flowers are, unlike wasps.") is not None


def test_a_term_with_its_meaning_is_a_definition() -> None:
    assert kind_of("propolis", "a glue that bees make of resin") is Kind.DEFINITION


def test_an_empty_pair_is_set_aside_as_empty() -> None:
    verdict = classify(pair_of("", ""))
    assert verdict.kind is None
    assert verdict.aside is Reason.EMPTY


@pytest.mark.parametrize("text", ["蜜蜂能认出人脸。", "\u202e\ufeff", "💯", "a" * 100_000, "((((((" * 1000])
def test_any_text_gets_a_verdict(text: str) -> None:
    for quote, comment in ((text, text), (text, ""), ("", text)):
        verdict = classify(pair_of(quote, comment))
        assert 0 <= verdict.confidence <= 1
        assert (verdict.kind is None) == (verdict.aside is not None)
