"""Which kind a pair is told to be, and why."""

import pytest

from flashgen.kinds import KINDS, classify
from flashgen.model import Annotation, Kind, Origin, Pair, Reason, Role


def pair(quote: str, comment: str, *, tags: tuple[str, ...] = (), color: str = "") -> Pair:
    annotation = Annotation(
        origin=Origin(export="made-up"),
        format="flat",
        uid="",
        fingerprint="",
        role=Role.ANNOTATION,
        quote=quote,
        comment=comment,
        tags=tags,
        color=color,
    )
    return Pair(annotation=annotation, quote_mended=quote, comment_mended=comment, quote=quote, comment=comment)


def kind_of(quote: str, comment: str) -> Kind | None:
    return classify(pair(quote, comment)).kind


BEES = "Bees recognise faces, and do so better than wasps."


@pytest.mark.parametrize("mark", ["Q: ", "**Q:** ", "Question: ", "big question: ", "Frage: ", "question - "])
def test_a_leading_mark_of_a_question_wins_over_all_cues(mark: str) -> None:
    verdict = classify(pair(BEES, f"{mark}is a bee a kind of wasp, that is the definition"))
    assert verdict.kind is Kind.QUESTION
    assert verdict.confidence > 0.95


def test_a_definition_is_marked_with_one_colon_or_two() -> None:
    assert kind_of(BEES, "Definition:: recognising faces") is Kind.DEFINITION
    assert kind_of(BEES, "Def: recognising faces?") is Kind.DEFINITION


def test_a_tag_is_a_mark() -> None:
    assert classify(pair(BEES, "faces", tags=("Question",))).kind is Kind.QUESTION


def test_the_courses_tags_and_colours_say_what_they_mean() -> None:
    tags = {"?": "kind/question", "#ff0000": "kind/definition", "skip": "kind/none"}
    assert classify(pair(BEES, "faces", tags=("?",)), tags=tags).kind is Kind.QUESTION
    assert classify(pair(BEES, "faces", color="#ff0000"), tags=tags).kind is Kind.DEFINITION
    assert classify(pair(BEES, "faces", tags=("skip",)), tags=tags).kind is None


def test_bibtex_is_set_aside_as_bibtex() -> None:
    verdict = classify(
        pair("", "@article{fabre1879bees, title={On the memory of bees}, author={Fabre, J. H.}, year={1879}}")
    )
    assert verdict.kind is None
    assert verdict.aside is Reason.BIBTEX


def test_a_bare_citation_is_set_aside_as_a_citation() -> None:
    verdict = classify(pair("Fabre, J. H. (1879). Souvenirs entomologiques. Paris: Delagrave, vol. 1, pp. 12-40.", ""))
    assert verdict.kind is None
    assert verdict.aside is Reason.CITATION


def test_every_kind_has_weights() -> None:
    assert set(KINDS) == set(Kind)
    assert all(weights for weights in KINDS.values())


def test_a_verdict_names_the_cues_that_fired_weightiest_first() -> None:
    cues = classify(pair(BEES, "how do they measure this?")).cues
    assert "question mark" in {cue.name for cue in cues}
    assert [abs(cue.weight) for cue in cues] == sorted((abs(cue.weight) for cue in cues), reverse=True)
