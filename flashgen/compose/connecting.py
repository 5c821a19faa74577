"""What the cards of a course have to do with each other: a question and the card that answers it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from flashgen.compose.sentences import GENERIC, capitalised, stem, stems
from flashgen.model import Card, Kind


def connect(cards: Sequence[Card]) -> tuple[Card, ...]:
    """The same cards; a question points to the card that defines the term it asks for, or else to the one claim or
    answered question that speaks of the same rare things."""
    # of equally near ones the first counts, whatever order the exports are given in
    in_order = sorted(cards, key=lambda card: card.pair.annotation.origin.export)
    defined = [card for card in in_order if card.kind is Kind.DEFINITION and card.subject and not card.gap]
    told = [(card, _spoken_of(card)) for card in in_order if card.kind is Kind.CLAIM or card.status == "answered"]
    common = Counter(one for card in cards for one in stems(f"{card.pair.quote} {card.pair.comment}"))
    rare = frozenset(one for one, times in common.items() if times <= max(RARE, len(cards) // 50))
    return tuple(
        _connected(card, defined, told, rare) if card.kind is Kind.QUESTION and not card.status else card
        for card in cards
    )


RARE = 5  # cards that may speak of a thing that is still rare


def _spoken_of(card: Card) -> frozenset[str]:
    return stems(f"{card.front} {card.back}")


def _connected(
    card: Card, defined: Sequence[Card], told: Sequence[tuple[Card, frozenset[str]]], rare: frozenset[str]
) -> Card:
    scored = [(_nearness(card, other), -place, other) for place, other in enumerate(defined)]
    nearness, _, other = max(scored, key=lambda found: found[:2], default=(0, 0, card))
    if nearness:
        return replace(card, see_also=f"{capitalised(other.subject)}: {other.back}")
    asked_for = stems(card.front)
    alike = [
        (len(asked_for & spoken & rare), len(asked_for & spoken), -place) for place, (_, spoken) in enumerate(told)
    ]
    rarely, shared, place = max(alike, default=(0, 0, 0))
    if rarely < 2 or shared < 3:
        return card
    said = told[-place][0]
    return replace(card, see_also=said.back if said.kind is Kind.CLAIM else f"{said.front} {said.back}")


def _nearness(question: Card, definition: Card) -> int:
    """3: asks for this term; 2: for it with another head ("meta SCM", "meta concepts"); 1: speaks of it; else 0."""
    term, asked_for = _key(definition.subject), _key(question.subject)
    if asked_for and asked_for == term:
        return 3
    named = term - GENERIC_STEMS
    if (
        asked_for
        and named
        and named <= asked_for
        and asked_for <= term | stems(definition.pair.quote + definition.back)
    ):
        return 2
    in_front = stems(question.front)
    return 1 if len(term) >= 2 and term <= in_front else 0


def _key(term: str) -> frozenset[str]:
    return stems(term)


GENERIC_STEMS = frozenset(map(stem, GENERIC))
