"""Pair, verdict and topic -> Card: what is asked and what is answered, as plain text with TeX in it.

The rules of good cards (Wozniak, "Twenty rules of formulating knowledge"): one thing asked, one answer, short,
understandable a year later without the text it comes from, and the answer nowhere in the question.
"""

from dataclasses import replace

from flashgen.compose import claims, definitions, questions
from flashgen.compose.connecting import connect
from flashgen.compose.drafts import LONG_FRONT, Draft, Texts, dangling
from flashgen.compose.questions import NO_QUESTION
from flashgen.compose.sentences import count_words, stems, words
from flashgen.errors import PairError
from flashgen.model import Card, Kind, Pair, Placement, Verdict

__all__ = ["LONG_FRONT", "NO_QUESTION", "compose", "connect"]


def compose(pair: Pair, verdict: Verdict, placement: Placement) -> Card:
    """The card of a pair; PairError when there is nothing to ask."""
    if verdict.kind is None:
        raise PairError("a card needs a kind")
    texts = Texts.of(pair, header=f"{verdict.kind} {placement.topic.title}")
    if not words(texts.quote) and not words(texts.comment):
        raise PairError("a card needs words in its quote or its comment")
    draft = _drafted(verdict.kind, texts)
    card = Card(
        pair=pair,
        verdict=verdict,
        placement=placement,
        kind=verdict.kind,
        subject=draft.subject,
        front=draft.front,
        back=draft.back,
        reverse=draft.reverse,
        gap=draft.gap,
        formula=draft.formula,
        context=draft.context,
        status="answered" if draft.answered else "",
    )
    return replace(card, warnings=(*draft.warnings, *_weaknesses(card)))


def _drafted(kind: Kind, texts: Texts) -> Draft:
    match kind:
        case Kind.DEFINITION:
            return definitions.draft(texts) or replace(claims.draft(texts, numbers=False), warnings=("term not found",))
        case Kind.CLAIM:
            return claims.draft(texts)
        case Kind.QUESTION:
            return questions.draft(texts)


def _weaknesses(card: Card) -> tuple[str, ...]:
    """Why a student may have trouble with the card, whatever its kind."""
    found = []
    if (length := count_words(card.front)) > LONG_FRONT:
        found.append(f"long front: {length} words")
    told, answered = stems(card.front), stems(card.back)
    if not card.gap and card.kind is not Kind.QUESTION and len(answered - told) <= len(answered) // 4:
        found.append("front and back say nearly the same")
    if any(not formula.sure for formula in card.pair.formulas):
        found.append("a formula needs a look")
    if not card.context and (pronoun := dangling(card.front)):
        found.append(f"pronoun without referent: {pronoun}")
    return tuple(found)
