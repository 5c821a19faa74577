"""A question in the order of a statement ("How bees find flowers"), put in the order of a question."""

import re

from flashgen.compose.sentences import AUXILIARIES, LONGEST_SENTENCE, VERBS, Word, ends_in_s, is_finite, word_set, words

_OPENING = re.compile(
    r"(?P<opening>how|why)\s+(?!to\b|come\b|about\b|much\b|many\b|not\b|else\b|even\b|[a-z]+ly\b"
    r"|(?:often|long|far|well|big|large|likely|good|bad|strong|important|early|late|old|new|hard|easy|fast|deep|high)\b)"
    r"|(?P<what>what)\s+(?=(?:the|an?|this|it|they|he|she|we|you|i)\s)",
    re.IGNORECASE,
)
"""How it begins; after "what", only what cannot belong to it is sure to be the subject ("what language uses cases")."""

_IN_ORDER = re.compile(r"how\s\w+\s(?:is|are|was|were)\s(?:[\w-]+\s){0,2}[\w-]+\?", re.IGNORECASE)
"""A question that is in order, where its mark tells so: "How bulky is bulky?"."""

_MANY = word_set("i we you they these those")
_PERFECT = word_set("has have had")
_SUPPORT = AUXILIARIES - word_set("be been being has have had it's that's am")
_DOING = word_set("do does did")
_ALSO_NOUNS = word_set("work matter help start end change move turn run play stand form count rise")
"""Infinitives that are nouns as often, and therefore in no list of verbs."""


def inverted(question: str) -> str:
    """The question with its verb before its subject ("How do bees find flowers"); "" where it has another order.

    "" as well where the verb is not sure to be told: a form such as "fell" does not give its infinitive away.
    """
    opening = _OPENING.match(question)
    if not opening or _IN_ORDER.match(question):
        return ""
    begins = question[: opening.end()].rstrip()
    rest = question[opening.end() :]
    found = words(rest)
    if len(rest) > LONGEST_SENTENCE:
        return ""
    if not found or found[0].low in AUXILIARIES or (is_finite(found[0].text) and not ends_in_s(found[0].low)):
        return ""
    for before, word, after in zip(found, found[1:], (*found[2:], None), strict=False):
        if re.search(r"[,;:]", rest[: word.start]):
            return ""
        if word.low in _SUPPORT and not (word.low in _DOING and (after is None or after.low not in VERBS)):
            return f"{begins} {word.text} {_lowered(rest[: word.start])}{rest[word.end :].strip()}".strip()
        if word.low in _PERFECT and after and re.search(r"(?:ed|en|wn|been|come|gone|made)$", after.low):
            return f"{begins} {word.text} {_lowered(rest[: word.start])}{rest[word.end :].strip()}"
        helper, base = _helped(before, word)
        later = words(rest[word.end :])[: None if helper == "did" else 1]  # "people exposed to smoke react"
        if helper and not any(other.low in VERBS or is_finite(other.text) for other in later):
            return f"{begins} {helper} {_lowered(rest[: word.start])}{base}{rest[word.end :]}"
        if is_finite(word.text):
            return ""
    return _supposed(begins, rest)


def _supposed(begins: str, rest: str) -> str:
    """The question where no word is known as a verb: the one that agrees with the noun before it must be it."""
    found = words(rest)
    for before, word, after in zip(found, found[1:], (*found[2:], None), strict=False):
        ends = after is None or after.is_function
        if before.is_function or word.is_function or not word.text.islower() or not ends:
            continue
        subject = _lowered(rest[: word.start])
        if ends_in_s(before.low) and not re.search(r"(?:s|ed|ing|ly)$", word.low):
            return f"{begins} do {subject}{word.low}{rest[word.end :]}"
        if ends_in_s(word.low) and found[0].low in ("a", "an", "the", "this", "that") and not ends_in_s(before.low):
            base = re.sub(r"(?<=sh|ch|ss|zz)es$|(?<=[xo])es$", "", word.low)
            base = base if base != word.low else re.sub(r"ies$", "y", word.low)
            return f"{begins} does {subject}{base if base != word.low else word.low[:-1]}{rest[word.end :]}"
    return ""


def _helped(before: Word, verb: Word) -> tuple[str, str]:
    """The form of "do" that asks for the verb, and its infinitive; two "" where the word is no verb that shows it."""
    if irregular := _IRREGULAR.get(verb.low):
        return irregular
    if verb.low in VERBS and (ends_in_s(before.low) or before.low in _MANY):
        return "do", verb.low
    for ending, base in _bases(verb.low):
        if base in VERBS or base in _ALSO_NOUNS:
            return ("does" if ending == "s" else "did"), base
    return "", ""


_IRREGULAR = {"has": ("does", "have"), "does": ("does", "do"), "did": ("did", "do"), "goes": ("does", "go")}


def _bases(low: str) -> tuple[tuple[str, str], ...]:
    """The readings of a word as an infinitive with -s or -ed."""
    if low.endswith(("ies", "ied")):
        return ((low[-1], f"{low[:-3]}y"),)
    if low.endswith("s"):
        return (("s", low[:-1]), ("s", low.removesuffix("es")))
    if low.endswith("ed"):
        return (("d", low[:-1]), ("d", low[:-2]))
    return ()


def _lowered(subject: str) -> str:
    """The subject; "The" and "It" lose their capital."""
    return re.sub(r"^(?:The|An?|This|These|Those|It|They|We|You|He|She)\b", lambda found: found[0].lower(), subject)
