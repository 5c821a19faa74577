"""What the cards of a course have to do with each other: a question and the card that answers it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flashgen.compose.sentences import GENERIC, capitalised, stem, stems
from flashgen.model import Card, Kind


def connect(cards: Sequence[Card]) -> tuple[Card, ...]:
    """The same cards; a question points to the card that defines the term it asks for, or else to the one claim or
    answered question that speaks of the same rare things."""
    # of equally near ones the first counts, whatever order the exports are given in
    in_order = sorted(cards, key=lambda card: card.pair.annotation.origin.export)
    common = Counter(one for card in cards for one in stems(f"{card.pair.quote} {card.pair.comment}"))
    rare = frozenset(one for one, times in common.items() if times <= max(RARE, len(cards) // 50))
    defined = _Index.of(
        [
            (card, _key(card.subject))
            for card in in_order
            if card.kind is Kind.DEFINITION and card.subject and not card.gap
        ]
    )
    told = _Index.of(
        [(card, _spoken_of(card) & rare) for card in in_order if card.kind is Kind.CLAIM or card.status == "answered"]
    )
    return tuple(
        _connected(card, defined, told) if card.kind is Kind.QUESTION and not card.status else card for card in cards
    )


RARE = 5  # cards that may speak of a thing that is still rare


def _spoken_of(card: Card) -> frozenset[str]:
    return stems(f"{card.front} {card.back}")


@dataclass(frozen=True, slots=True)
class _Index:
    """Cards by the stems that find them: of many cards, few share a stem with a question."""

    cards: tuple[Card, ...]
    places: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, found_by: Sequence[tuple[Card, frozenset[str]]]) -> "_Index":
        places: dict[str, list[int]] = defaultdict(list)
        for place, (_, found) in enumerate(found_by):
            for one in found:
                places[one].append(place)
        return cls(tuple(card for card, _ in found_by), places)

    def sharing(self, wanted: frozenset[str]) -> Mapping[int, int]:
        """The places of the cards that one of these stems finds, and how many of them do."""
        return Counter(place for one in wanted for place in self.places.get(one, ()))


def _connected(card: Card, defined: _Index, told: _Index) -> Card:
    asked_for = stems(card.front)
    scored = [
        (_nearness(card, defined.cards[place]), -place) for place in defined.sharing(asked_for | _key(card.subject))
    ]
    nearness, place = max(scored, default=(0, 0))
    if nearness:
        other = defined.cards[-place]
        return replace(card, see_also=f"{capitalised(other.subject)}: {other.back}")
    alike = [
        (rarely, len(asked_for & _spoken_of(told.cards[place])), -place)
        for place, rarely in told.sharing(asked_for).items()
        if rarely >= 2
    ]
    _, shared, place = max(alike, default=(0, 0, 0))
    if shared < 3:
        return card
    said = told.cards[-place]
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
