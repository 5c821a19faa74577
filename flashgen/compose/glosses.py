"""What explains a term, and what only looks as if it did: remarks, figures, judgements, parts and labels."""

import re

from flashgen.compose import terms
from flashgen.compose.drafts import JUDGEMENT, Texts
from flashgen.compose.sentences import VERBS, count_words, ends_in_s, first_verb, stems, words
from flashgen.identity import squeezed
from flashgen.words import zipf


def defines_nothing(finding: terms.Finding, meaning: str, text: str, texts: Texts) -> bool:
    """Whether what looks like a definition in this one of the texts is none, for what it says or where it stands."""
    if (count_words(meaning) < 2 and not meaning.startswith("\\")) or squeezed(finding.term) == squeezed(meaning):
        return True
    if _EXCEPTION.match(meaning) or _is_circular(finding.term, meaning) or _is_half(finding, texts):
        return True
    if finding.way == "called" and _is_only_called(meaning):
        return True
    if finding.way == "colon" and (
        JUDGEMENT.match(finding.term) or _CODE.match(finding.term) or _MAPPING.match(meaning)
    ):
        return True
    if len(finding.term.strip("\\()[] ")) <= 2 and re.search(rf"(?i:\blet\s){re.escape(finding.term)}\sbe\s", text):
        return True  # "let J be a category and …" sets up what the passage goes on to say
    if text is not texts.written:
        return meaning.rstrip().endswith("…")
    letter = len(finding.term.strip("\\()[] `*_")) <= 2  # of the reader's own
    if finding.way == "defined in brackets" or (letter and texts.quote and finding.term not in texts.quote):
        return True
    known = stems(texts.quote)
    if finding.way == "colon" and texts.quote:
        return not _glosses(finding, meaning, known)
    in_bold = finding.way == "heading" and text.startswith("**")  # "**Note to self:** …"
    of_the_quote = stems(finding.term) & known or _is_thing(finding.term, meaning)
    return in_bold and bool(texts.quote) and (not of_the_quote or bool(_POINTS_ELSEWHERE.match(meaning)))


def _is_half(finding: terms.Finding, texts: Texts) -> bool:
    """Whether the term is short for one of two that the quote only names: "overt", of "overt and covert prestige"."""
    one, _, other = texts.quote.strip(" .,;:").lower().partition(" and ")
    first, _, head = other.partition(" ")
    return texts.thin and bool(head) and finding.term.lower() in (one, first)


def _is_only_called(meaning: str) -> bool:
    """Whether what is called so is only pointed to ("this is her objection"), or little more than a kind ("a fact")."""
    short = count_words(meaning) <= 4 and "=" not in meaning and not _TELLS_APART.search(meaning)
    return short or bool(_THIS_IS.match(meaning) or re.search(r"\b(?:these|such)\s\w+\W*$", meaning))


_TELLS_APART = re.compile(r"\s(?:that|which|who|of|for|in|on|to|with|without|between|where)\s|[\w)]-\w", re.IGNORECASE)
"""What tells a thing from others of its kind."""


def _glosses(finding: terms.Finding, meaning: str, known: frozenset[str]) -> bool:
    """Whether "X: …" in a comment explains X: a word of the quote, a name or a rare word, and not by a figure."""
    if (
        _HEDGED.match(meaning)
        or _POINTS_ELSEWHERE.match(meaning)
        or len(re.findall(r"\s[-–—]\s", meaning)) > 1
        or re.search("[→↑↓]", meaning)
    ):
        return False
    if _LABELS.search(finding.term) or re.match(r"\d[\d.,]*\s(?:here|if|implies|is|means|says|when)\b", meaning):
        return False  # "X = 0 here says too little"
    unknown = re.fullmatch(r"[A-Z][a-z]+", finding.term) and not stems(finding.term) & known
    if unknown and first_verb(meaning) is not None:
        return False  # where something stands, and not what: "Gorgias: rhetoric is …"
    figure = re.match(
        rf"(?:about|around|roughly|approx\w*\.?|ca\.|~|≈)\s*[-–]?\d|[\d.,]+\s*(?:vs|%|{_UNIT}(?!\w))", meaning
    )
    if (
        figure
        or re.search(r"\s[×·*^]\s", meaning)
        or (re.search(r"\d", meaning) and len(re.findall(r"[^\W\d_]{3,}", meaning)) < 2)
    ):
        return False
    return (
        bool(stems(finding.term) & known)
        or " of " in finding.term
        or any(word.is_name or word.is_formula or zipf(word.low) < UNKNOWN for word in words(finding.term))
        or _is_thing(finding.term, meaning)
    )


_LABELS = re.compile(
    r"\b(?:cases?|examples?|gist|mnemonic|moral|parts?|points?|questions?|rule of thumb|sides?|takeaway|tips?"
    r"|trick|upshot|versions?)$",
    re.IGNORECASE,
)
"""What a reader calls a remark, and defines nowhere: "old rule of thumb: …"."""
_POINTS_ELSEWHERE = re.compile(
    r"(?:refer|see|check|look|read|cf\.?)\s(?:to|at|up|in|also|the|fig|sec|eq)"
    r"|(?:always|ask|avoid|do|do not|don[’']t|fix|make sure|never|remember|start|stop|try|write)\s(?!you\b)",
    re.IGNORECASE,
)
"""How a remark begins that sends its reader to another place, or tells what to do."""
_HEDGED = re.compile(
    r"(?:maybe|perhaps|probably|possibly|presumably|likely"
    r"|makes? sense|would|could|should|might|this|these|because|so)\b",
    re.IGNORECASE,
)
"""How a remark begins that supposes or points, and glosses nothing."""

_UNIT = r"(?:[kKMGTP]i?B|[kMG]?Hz|k[gmWJ]|[mµμn]?[gmsL]|cm|eV|°C|years?|months?|weeks?|days?|hours?|minutes?|seconds?)"
UNKNOWN = 3.0  # as words.zipf counts: a student may not know what is rarer


def _is_thing(term: str, meaning: str) -> bool:
    """Whether the meaning is that of a thing: a noun and more, for a compound; for one word a kind, told or closer."""
    found = words(re.sub(r"\([^()]*\)", "", meaning))
    if len(found) < 3 or found[0].low in VERBS or (found[0].is_function and found[0].low not in ("a", "an", "the")):
        return False
    kind = re.match(r"(?:an?|the)\s", meaning) or re.search(r"\s(?:that|which|who)\s", meaning)
    return bool(kind) or (count_words(term) > 1 and first_verb(meaning) is None and not JUDGEMENT.match(term))


def of_a_colon(finding: terms.Finding, meaning: str, text: str, texts: Texts) -> float:
    """What the sides of the colon, dash or sign of equality say for a definition."""
    own = stems(finding.term)
    if text is not texts.written:  # "Osmosis: water passes …" at the head of a quote
        heads = text.startswith(f"{finding.term}:") and not re.search(r"\d|\sof\s", finding.term)
        return 1.0 if heads and count_words(finding.term) <= 3 and count_words(meaning) >= 8 else 0.0
    weight = 0.0
    if not own & stems(texts.quote):
        weight += 1.0  # "X: …" is written to explain X
    if first_verb(meaning) is None and texts.quote:
        weight += -1.0 if own & stems(meaning) else 0.5  # "X - a Y" glosses; "scope of X = scope of Y" compares
    return weight


def says_what_it_is(finding: terms.Finding) -> bool:
    """Whether the meaning is a kind of thing, and not how it compares or what the term, a part of one, is in a case."""
    return (
        finding.way == "copula"
        and bool(_KIND.match(finding.meaning))
        and not re.match(
            r"(?i)(?:\S+\s){1,6}(?:than|most)\b|(?:the|an?)\s(?:only|same|main|best|key|right|wrong)\b", finding.meaning
        )
        and " of " not in finding.term
        and (finding.many or not ends_in_s(finding.term.lower()))  # "grammars consist of a …"
    )


_KIND = re.compile(r"(?:an?|the|one)\s|(?:[\w,-]+\s){0,3}\w+s\s(?:that|which|who|of|in)\s", re.IGNORECASE)
"""How a meaning begins that tells a kind: "a cell that …", "proteins of …"."""
_OWN_KIND = r"(?!\s(?:\w+\s)?(?:that|which|who|where|in|on|of|at|between)\b)"
"""Behind a noun: what follows does not tell which of its kind, as definitions do ("the point on the surface …")."""
_CODE = re.compile(r"(?:class|def|for|function|if|while)\s\w+")
"""How a line of a program begins that ends in a colon."""
_MAPPING = re.compile(r"\S+\s?(?:→|->|\\to\b)")
"""What follows the colon of a mapping: "η: X → FX"."""
_THIS_IS = re.compile(r"(?:this|that|it)\s(?:is|was)\b", re.IGNORECASE)
_EXCEPTION = re.compile(
    r"(?:an?|the)\s(?:\w+ly\s|much\s|far\s)?(?:more|less|better|worse|simpler)\s(?:[\w-]+\s){0,3}(?:than|version)\b"
    r"|the\s(?:(?:exception|rule|norm|case|opposite)\W*$|same\b)|https?:"
    r"|(?:an?|the)\s\w+\sthat\s(?:is|are)\s(?:far|not|too|hard|easy|good|bad|better|worse|very|quite)\b"
    r"|an?\s(?:\w+\s)?(?:part|piece)\sof\s|the\s(?:first|last|next)\sto\b"
    r"|the\s(?:very\s)?(?:foundation|backbone|cornerstone|crux)\sof\b"
    r"|(?:it|they)\s(?:is|are|was|were)\s(?!an?\b|the\b|one\b|when\b|where\b|how\b|what\b|used\b|defined\b|made\b)"
    rf"|the\s(?:cure|remedy|solution|answer|fix|trap|trick|classic|catch)\b{_OWN_KIND}"
    r"|the\s(?:(?:best|only|right|easiest|simplest)\s)?way\sto\b"
    r"|(?:an?|the|one\sof\sthe)\s(?:\w+ly\s)?(?:main|key|major|first|second|third|biggest|common)\s"
    r"(?:drawback|disadvantage|advantage|benefit|limitation|reason|cause|problem|goal|challenge)s?\b"
    rf"|(?:an?|the)\s(?:drawback|disadvantage|advantage|benefit|reason|cause|problem|goal|challenge)s?\b{_OWN_KIND}"
    r"|an?\s(?:crucial|key|major|important|main|critical|significant)\s(?:factor|role|part|point|issue|problem|challenge|step"
    r"|aspect|reason|element|component)\b",
    re.IGNORECASE,
)
"""How a meaning begins that compares, ranks or judges a thing, or tells of what it is a part."""


def _is_circular(term: str, meaning: str) -> bool:
    """Whether a few words say of the term no more than it says itself: "a deployment controller: a controller"."""
    telling = stems(" ".join(word.text for word in words(meaning) if not word.is_generic))
    return count_words(meaning) <= 4 and bool(telling) and telling <= stems(term)
