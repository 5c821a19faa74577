"""Pair, verdict and topic -> Card: what is asked and what is answered, as plain text with TeX in it.

The rules of good cards (Wozniak, "Twenty rules of formulating knowledge"): one thing asked, one answer, short,
understandable a year later without the text it comes from, and the answer nowhere in the question.
"""

import re
from dataclasses import replace

from flashgen.compose import claims, definitions, gaps, outright, questions, references, roles, statements
from flashgen.compose.connecting import connect
from flashgen.compose.drafts import LONG_FRONT, REACTION, TO_DO, Draft, Texts, dangling
from flashgen.compose.questions import NO_QUESTION
from flashgen.compose.sentences import count_words, first_verb, has_verb, stems, words
from flashgen.errors import PairError
from flashgen.identity import squeezed
from flashgen.kinds.cues import ORDER
from flashgen.model import Card, Cue, Kind, Pair, Placement, Verdict

SURE = 0.6
"""Above this confidence a card has the kind of its verdict, even where its text lacks a term or a question."""

MARKED = 0.9
"""Above this confidence a question is one without a question mark, too: its reader said so."""

CHORE = 12
"""In words: a longer comment that begins with an order has more to say."""

__all__ = ["LONG_FRONT", "NO_QUESTION", "compose", "connect"]


def compose(pair: Pair, verdict: Verdict, placement: Placement) -> Card:
    """The card of a pair; PairError when there is nothing to ask."""
    if verdict.kind is None:
        raise PairError("a card needs a kind")
    texts = Texts.of(pair, header=f"{verdict.kind} {placement.topic.title}")
    if not words(texts.quote) and not words(texts.comment):
        raise PairError("a card needs words in its quote or its comment")
    kind, draft = _drafted(verdict, texts)
    if kind is not verdict.kind:
        verdict = replace(verdict, kind=kind, runner_up=verdict.kind, cues=(_TOLD_BY_THE_TEXT[kind], *verdict.cues))
    card = Card(
        pair=pair,
        verdict=verdict,
        placement=placement,
        kind=kind,
        subject=draft.subject,
        front=draft.front,
        back=draft.back,
        reverse=draft.reverse,
        gap=draft.gap,
        formula=draft.formula,
        context=draft.context,
        status="answered" if draft.answered else "",
    )
    warned = replace(card, warnings=(*draft.warnings, *_weaknesses(card)))
    return warned if card.context else replace(warned, context=_whose(card))


def _whose(card: Card) -> str:
    """The title of the text that speaks of itself on the front ("we", "this study"), where nothing else tells it.

    Titles of flat text are told by where they stand, which is not sure enough for a front.
    """
    title = "" if card.pair.annotation.format == "flat" else card.pair.annotation.title
    if references.is_reference(title):
        title = references.title_of(title)
    named = squeezed(title) in squeezed(f"{card.front} {card.placement.topic.title}")
    return f"“{title}”" if title and not named and _SPEAKS_OF_ITSELF.search(card.front) else ""


_SPEAKS_OF_ITSELF = re.compile(
    r"\b(?:we|our|the authors?|(?:this|the present) (?:article|book|chapter|paper|report|review|study|work))\b",
    re.IGNORECASE,
)


_TOLD_BY_THE_TEXT = {
    Kind.DEFINITION: Cue(name="a term is defined in it", weight=0.0),
    Kind.CLAIM: Cue(name="no term and no question found in it", weight=0.0),
    Kind.QUESTION: Cue(name="a question is asked and answered in it", weight=0.0),
}
"""Why a card is of another kind than its pair was judged to be."""


def _drafted(verdict: Verdict, texts: Texts) -> tuple[Kind, Draft]:
    """The card that the kind asks for, or where the pair has no part for that, its runner-up's, and the kind it has."""
    if told := _by_its_comment(verdict, texts):
        return told
    match verdict.kind:
        case Kind.DEFINITION if (reason := outright.explained(texts)) is not None:
            return Kind.CLAIM, reason
        case Kind.DEFINITION if (defining := definitions.draft(texts)) is not None:
            return Kind.DEFINITION, defining
        case Kind.DEFINITION if verdict.runner_up is not Kind.CLAIM or verdict.confidence >= SURE:
            return Kind.DEFINITION, replace(claims.draft(texts), warnings=("term not found",))
        case Kind.QUESTION:
            asking = questions.draft(texts)
            marked = verdict.confidence >= MARKED
            if NO_QUESTION not in asking.warnings or verdict.runner_up is None or marked:
                return Kind.QUESTION, asking
            return _drafted(replace(verdict, kind=verdict.runner_up, runner_up=None), texts)
        case Kind.CLAIM if verdict.runner_up is Kind.DEFINITION and verdict.confidence < (
            MARKED if texts.thin else SURE
        ):
            defining = definitions.draft(texts, sure=definitions.PLAIN_DEFINITION)
            return (Kind.DEFINITION, defining) if defining else (Kind.CLAIM, claims.draft(texts))
        case _:
            claim = claims.draft(texts)
            doubted = verdict.runner_up is Kind.QUESTION and verdict.confidence < SURE and "?" in texts.comment
            if doubted and claim.warnings and NO_QUESTION not in (asking := questions.draft(texts)).warnings:
                return Kind.QUESTION, asking
            return Kind.CLAIM, claim


def _by_its_comment(verdict: Verdict, texts: Texts) -> tuple[Kind, Draft] | None:
    """The card of what a program does, of a question answered by its asker, of a quote that is all to learn; else None.

    It is all where the comment only reacts, orders or asks of private affairs. PairError where it reacts to a few words
    or orders, and the quote has nothing to ask for.
    """
    if verdict.kind and verdict.kind is not Kind.QUESTION and (told := outright.done(texts)):
        return verdict.kind, told
    if roles.DEFINITION_GIVEN.match(texts.comment) and (defining := definitions.draft(texts)):
        return Kind.DEFINITION, defining
    if texts.thin and verdict.kind is not Kind.QUESTION and questions.only_wants_a_definition(texts.comment):
        return Kind.QUESTION, questions.draft(texts)
    asks = verdict.runner_up is Kind.QUESTION or questions.is_headed(texts.comment)
    if asks and verdict.confidence < MARKED and (told := questions.answered(texts)):
        return Kind.QUESTION, told
    orders = TO_DO.match(texts.comment) or any(cue.name == ORDER for cue in verdict.cues)
    chore = bool(orders) and count_words(texts.comment) <= CHORE
    reacts = verdict.kind is not Kind.QUESTION and (chore or REACTION.fullmatch(texts.comment))
    beside = questions.is_private(texts.comment) or questions.is_afterthought(texts.comment)
    unmarked = verdict.kind is Kind.QUESTION and verdict.confidence < MARKED
    if (reacts or (unmarked and beside)) and (alone := _by_itself(texts)):
        return alone
    if texts.thin and questions.is_afterthought(texts.comment):
        gloss = questions.explained(texts.comment)
        defining = definitions.draft(replace(texts, comment=gloss, written=gloss), sure=definitions.PLAIN_DEFINITION)
        if defining:
            return Kind.DEFINITION, defining
    if reacts and not chore and texts.quote and not has_verb(texts.quote):
        raise PairError("the comment only reacts to the passage")
    if chore and texts.quote and (verdict.kind is Kind.CLAIM or (texts.thin and verdict.kind is Kind.DEFINITION)):
        claim = claims.draft(texts)
        if (
            not claim.gap
            or squeezed(claim.gap) not in squeezed(texts.quote)
            or statements.PROCEEDING.search(claim.back)
        ):
            raise PairError("the comment only says what to do")
        return Kind.CLAIM, claim
    return None


def _by_itself(texts: Texts) -> tuple[Kind, Draft] | None:
    """The card of the quote alone, where it defines a term or states what can be asked for, and its kind; else None."""
    alone = replace(texts, comment="", written="", replies=())
    if first_verb(texts.quote) is None or references.is_reference(texts.quote):
        return None
    if defining := definitions.draft(alone, sure=definitions.PLAIN_DEFINITION):
        return Kind.DEFINITION, defining
    if all(choice.gap.weight < gaps.WEAK for choice in statements.gapped(alone)):
        return None
    claim = claims.draft(alone)
    weak = claim.warnings or statements.PROCEEDING.search(claim.back)
    return (Kind.CLAIM, claim) if claim.gap and not weak else None


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
