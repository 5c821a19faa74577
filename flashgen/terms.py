# ruff: noqa: E501
"""Which term a text defines, and in which words.

A table of ways in which English gives a term away, each with a weight; the best finding wins. What a way finds is
refused when it can be no term: a pronoun, a whole clause, or a word that names no thing of its own ("the goal").
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flashgen.sentences import (
    PRONOUNS,
    capitalised,
    content_words,
    count_words,
    sentences,
    stems,
    without_connective,
    word_set,
    words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A term, the words that define it, and how it was found. `article` is the one it had in the text."""

    term: str
    meaning: str
    way: str
    weight: float
    article: str = ""
    notation: bool = False


GENERIC = word_set(
    "goal aim idea problem approach method methods paper work way thing result results reason question answer point "
    "focus example case main key part basic step steps task difficulty challenge advantage disadvantage benefit "
    "underlying important new first second final one two three following above section figure table author authors "
    "theory issue fact purpose objective contribution insight assumption conclusion finding study article book chapter "
    "note summary description intuition definition notation concept term interesting good great nice"
)
LABELS = re.compile(
    r"^(?:#+\s*)?\**\s*(?:definition|def|define|term|concept|intuition|description|summary|note|notes|explanation|"
    r"translation|meaning|gloss|tl;?dr)\.?\s*:{1,2}\s*\**\s*",
    re.IGNORECASE,
)
_DEFINITION_LABEL = re.compile(
    r"^(?:#+\s*)?\**\s*(?:definition|def|define|term|concept)\.?\s*(?:of\s+|:{1,2}\s*\**\s*)(?P<term>[^\n:=]{2,60}?)\**\s*"
    r"(?:[:=\n]\s*(?P<meaning>.+))?$",
    re.IGNORECASE | re.DOTALL,
)
_BOLD_HEAD = re.compile(
    r"^(?:[-*]\s+)?(?:#{1,6}\s+(?P<heading>[^\n]{2,60}?)\s*:?\s*\n+|\*\*(?P<bold>[^*\n]{2,60}?)\s*:?\s*\*\*\s*:?\s*|__(?P<line>[^_\n]{2,60})__\s*:?\s*)"
    r"(?P<meaning>.+)$",
    re.DOTALL,
)
_ARTICLE = r"(?P<article>(?:the|an?|our|their|his|these|those|this|such)\s+)?"
_NAME = r"(?P<term>[^.,;:!?()\[\]]{1,80}?)"
_ASIDE = r"(?P<aside>\s*\([^)]{1,60}\)|\s*\[[^\]]{1,40}\]|,[^,]{3,60},)*"
_COPULA = (
    r"(?:(?:is|are|was|were|can be|may be|could be|has been)\s+(?:\w+ly\s+|also\s+|often\s+)?"
    r"(?:defined|formulated|described|understood|thought of|seen|regarded|viewed|characteri[sz]ed|construed|known)"
    r"\s+(?:as|by)"
    r"|(?:refers?|amounts?|comes? down|boils? down)\s+to|means?(?=\s+(?:that|the|an?|to|\w+ing)\b)|denotes?|stands?\s+for|consists?\s+of|comprises?"
    r"|(?:is|are)\s+(?:\w+ly\s+)?(?:composed|made up)\s+of"
    r"|(?:is|are|was|were)\s+(?:simply\s+|just\s+|basically\s+|essentially\s+|also\s+)?"
    r"(?=(?:the|an?|another|one of|any|when|where|how|what)\b))"
)
_COPULAR = re.compile(rf"^{_ARTICLE}{_NAME}{_ASIDE}\s+(?P<copula>{_COPULA})\s+(?P<meaning>.+)$", re.IGNORECASE)
_CALLED = re.compile(
    r"(?P<meaning>.*?)[,(]?\s*\b(?:which|that|and|what)?\s*(?:we|they|he|she|the authors|authors|people|economists|scientists|physicians|"
    r"lawyers|historians|biologists|one|I)?\s*\b(?:call(?:ed|s)?|term(?:ed|s)|dub(?:bed)?|named|known as|referred to as|refer to(?: it| this| these| them)? as|coined|name(?= it))\s+"
    r"(?:it\s+|them\s+|(?:these|this|those|such)\s+(?:[\w-]+\s+){0,3}?)?(?P<article>the\s+|an?\s+)?"
    r"(?P<term>[“\"‘'][^“”\"‘’']{2,60}[”\"’']|[^,.;:()]{2,50}?)(?=[,.;:)]|\s+(?:since|because|that|which|to|as|and|for|in|is|are|who|where|when|by)\b|$)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_CALL_THESE = re.compile(
    r"\b(?:we|they|I|one|people|authors)\s+(?:call|term|name|dub)\s+(?P<article>these|this|those|such)\s+(?P<what>[\w-]+(?:\s[\w-]+)??)\s+"
    r"(?P<term>[“\"‘'][^“”\"‘’']{2,60}[”\"’']|[\w-]+(?:\s[\w-]+){0,2}?)(?=[,.;:]|\s+(?:since|because|as|that|which)\b|$)",
    re.IGNORECASE,
)
_COLON = re.compile(
    r"^(?P<article>(?:the|an?)\s+)?(?P<term>[^.,;:!?\n]{2,60}?)\s*(?::|\s[-–—=]|\s=>|→)\s+(?P<meaning>\S.{8,})$",
    re.DOTALL,
)
_NOTATION = re.compile(
    r"^(?:(?:we\s+)?(?:let|use|write|define)\s+)?(?P<term>\\\(.+?\\\)|[^\s,]{1,20}(?:\s[^\sa-z,]{1,12})?)\s+"
    r"(?:to denote|denotes?|stands? for|represents?|be|is short for|short ?hand for|(?:is|are)\s+(?=(?:the|an?)\b))\s+(?P<meaning>.+)$",
    re.IGNORECASE,
)
_DENOTE_BY = re.compile(
    r"(?:we\s+)?denote[sd]?\s+(?P<meaning>.{4,90}?)\s+(?:by|as|with)\s+(?P<term>\\\(.+?\\\)|\S{1,16})(?=[\s,.;]|$)",
    re.IGNORECASE,
)
_TO_DENOTE = re.compile(r"(?P<term>\\\([^()]{1,30}\\\)|\b[^\sa-z]\w{0,3})\s+denotes?\s+(?P<meaning>[^,.;]{4,90})")
_APPOSITION = re.compile(
    r"(?:^|.*?\b(?P<article>the|an?|our)\s+|.*?(?:called|with|by|using|is|of)\s+)"
    r"(?P<term>[^.,;:()]{2,60}?)(?:\s*\([^)]{1,40}\))?,\s+"
    r"(?P<meaning>(?:an?|the|one of the|another)\s+(?:(?!,\s).){4,}?"
    r"\b(?:that|which|who|of|for|to|where|in|with|based|used|from)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_RELATIVE = re.compile(
    r"\b(?:consider(?:ing)?|called|of|study|using|use|with|in|by|introduces?|propos(?:es?|ed|ing)|presents?|on|from)\s+"
    r"(?P<article>the\s+|an?\s+)?(?P<term>[^.,;:()]{2,50}?)(?:\s*\([^)]{1,40}\))?,\s+(?P<meaning>(?:where|which|that is|i\.e\.|in which|whereby)\s*,?\s+.+)$",
    re.IGNORECASE | re.DOTALL,
)
_INTRODUCES = re.compile(
    r"\b(?:introduc(?:e[sd]?|ing|tion of)|propos(?:e[sd]?|ing)|present(?:s|ed)?|develop(?:s|ed)?|creat(?:e[sd]?|ing)|describes?|features?|use[sd]?|using|"
    r"employ(?:s|ed)?|build|built|appl(?:y|ies)|design(?:s|ed)?|adopt(?:s|ed)?|learn|have|has|maintains?)\s+"
    r"(?P<article>an?|the|our|their)\s+(?:(?:new|novel|simple|hierarchical|certain|so-called|kind of|type of|form of)\s+)*"
    r"(?P<term>[^.,;:()]{2,60}?)(?:\s*\([^)]{1,40}\))?,?\s+"
    r"(?P<meaning>(?:to (?!the\b|an?\b)|that|which|who|whereby|where|in which|for)\b.+)$",
    re.IGNORECASE | re.DOTALL,
)
_IN_A_THING = re.compile(
    r"^(?:in|under|with|during)\s+(?P<article>(?:the|an?)\s+)?(?P<term>[^.,;:()]{4,60}?),\s+(?P<meaning>(?:an?|the|each|one|every|all|no|both|there|only|[A-Za-z-]+s)\s.+)$",
    re.IGNORECASE | re.DOTALL,
)
_HOW = re.compile(r"^how\s+(?:the\s+|an?\s+)?(?P<term>.{3,60}?)\s+(?:is|are|was|gets?)\s+\w+\W*$", re.IGNORECASE)
_THAT_DOES = re.compile(
    r"^(?P<article>(?:the|an?)\s+)?(?P<term>[^.,;:()]{2,50}?\b(?:paper|algorithm|model|method|dataset|data set|theorem|test|law|act|treaty|architecture|framework|system|library|language|approach))"
    r"(?:\s+from\s+\d{4})?,?\s+(?P<meaning>(?:that|which|who|to|for)\s.+)$",
    re.IGNORECASE | re.DOTALL,
)
_DOES = re.compile(
    r"^(?P<article>(?:the|an?)\s+)?(?P<term>[^.,;:()]{2,60}?)\s+(?P<meaning>(?:\w+s|created|wrote|founded|invented|discovered|introduced|developed|proposed|led)\s+.{12,})$",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = re.compile(r"[“\"‘]([^“”\"‘’]{2,60})[”\"’]")
_ABBREVIATED = re.compile(r"\b(?P<long>(?:[A-Za-z][\w-]*\s+){1,6})\((?P<short>[A-Z][A-Za-z0-9-]{1,9})s?\)")

_VERBAL = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|can|could|may|might|will|would|should|must|do|does|did|we|you|he|she|"
    r"it|they|there|which|who|that|if|because|not|when|where|how|why|what)\b",
    re.IGNORECASE,
)


def clean_term(term: str) -> str:
    """The term without article, marks, emphasis and citation around it."""
    bare = re.sub(r"\s*\[[^\]]*\]", "", term)
    bare = re.sub(r"\s*\((?:[^()]*\d{4}[^()]*)\)", "", bare)
    bare = bare.strip(" \t\n*_,.;:–—-“”\"‘’'")
    return re.sub(
        r"^(?:the|an?|our|their|his|this|these|those|such|its|your|my|so-called|both|one)\s+",
        "",
        bare,
        flags=re.IGNORECASE,
    ).strip(" “”\"‘’'")


def is_term(term: str) -> bool:
    """Whether this can be the name of a thing: few words, no clause, not only generic words."""
    if not term or len(term) > 90:
        return False
    parts = words(term)
    content = [word for word in parts if not word.is_function]
    if not content or len(parts) > 8 or _VERBAL.search(re.sub(r"\\\(.*?\\\)", "", term)):
        return False
    if parts[-1].is_function or (parts[0].is_function and not term[0].isupper()):
        return False
    if all(word.text.lower() in GENERIC or word.text.lower() in PRONOUNS or word.text.isdigit() for word in content):
        return False
    return content[-1].text.lower() not in GENERIC or len(content) > 1


def _finding(match: re.Match[str] | None, way: str, weight: float, *, notation: bool = False) -> Iterator[Finding]:
    if not match:
        return
    groups = match.groupdict()
    term = clean_term(groups["term"])
    meaning = (groups.get("meaning") or "").strip(" ,;:–—-\n")
    if meaning and (is_term(term) or notation):
        article = (groups.get("article") or "").strip().lower()
        yield Finding(term=term, meaning=meaning, way=way, weight=weight, article=article, notation=notation)


def _is_notation(term: str) -> bool:
    return term.startswith("\\(") or (len(term) <= 12 and not re.search(r"[A-Za-z]{3,}", term))


def _labelled(text: str) -> Iterator[Finding]:
    match = _DEFINITION_LABEL.match(text)
    if match:
        meaning = (match["meaning"] or "").strip()
        term = clean_term(match["term"])
        if is_term(term):
            yield Finding(term=term, meaning=meaning, way="labelled as a definition", weight=10)
    match = _BOLD_HEAD.match(text)
    if match:
        term = clean_term(match["heading"] or match["bold"] or match["line"])
        if is_term(term) and not LABELS.match(term + ":"):
            yield Finding(term=term, meaning=match["meaning"].strip(), way="head in bold", weight=6)


def _of_sentence(sentence: str) -> Iterator[Finding]:
    plain = without_connective(sentence)
    for match in [_NOTATION.match(plain)]:
        if match and _is_notation(match["term"]):
            yield from _finding(match, "notation", 5, notation=True)
    for match in (_DENOTE_BY.search(plain), _TO_DENOTE.search(plain)):
        if match and _is_notation(match["term"]):
            yield from _finding(match, "notation", 4, notation=True)
    these = _CALL_THESE.search(plain)
    if these:
        name = clean_term(these["term"])
        term = f"{name} {these['what']}" if name and not name.endswith(these["what"]) else name
        if is_term(term):
            yield Finding(term=term, meaning=plain, way="we call these", weight=6, article=these["article"])
    called = _CALLED.search(plain)
    if called and count_words(called["meaning"]) >= 3:
        term = clean_term(called["term"])
        if is_term(term):
            meaning = called["meaning"].strip(" ,;(") + (called["rest"] if count_words(called["meaning"]) < 8 else "")
            yield Finding(term=term, meaning=meaning, way="called", weight=5, article=(called["article"] or "").strip())
    for match in [_COPULAR.match(plain)]:
        if match and (match["article"] or "").strip().lower() not in ("this", "these", "those", "such"):
            yield from _finding(match, "copula", 4.5)
    yield from _finding(_COLON.match(plain), "colon", 4)
    yield from _finding(_APPOSITION.match(plain), "apposition", 3)
    yield from _finding(_RELATIVE.search(plain), "relative clause", 2.6)
    yield from _finding(_INTRODUCES.search(plain), "introduced", 2.4)
    yield from _finding(_IN_A_THING.match(plain), "in a thing", 2.3)
    yield from _finding(_THAT_DOES.match(plain), "named work", 2.5)


def findings(text: str) -> tuple[Finding, ...]:
    """Everything in the text that looks like a term with its definition, in order."""
    found = list(_labelled(text))
    stripped = LABELS.sub("", text, count=1)
    for sentence in sentences(stripped):
        found += _of_sentence(sentence)
    return tuple(found)


def abbreviations(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs (masked language model, MLM) that the text itself spells out."""
    pairs = []
    for match in _ABBREVIATED.finditer(text):
        names = match["long"].split()
        letters = [letter for letter in match["short"].lower() if letter.isalpha()]
        for begin in range(len(names)):
            initials = [part[0].lower() for name in names[begin:] for part in re.split("-", name) if part]
            if initials and initials[0] == letters[0] and len(letters) - 1 <= len(initials) <= len(letters) + 2:
                pairs.append((" ".join(names[begin:]), match["short"]))
                break
    return tuple(pairs)


def masked(text: str, term: str, *, also: tuple[str, ...] = (), mask: str) -> str:
    """The text with the term hidden in all its forms: plural, hyphenated, abbreviated, initials."""
    forms = {term, *also, initials(term)} - {""}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        parts = [re.escape(part) for part in re.split(r"[\s–-]+", form) if part]
        body = r"[\s–-]*".join(parts)
        exact = "" if form.isupper() else "(?i:"
        pattern = rf"(?<!\w){exact}{body}(?:['’]s|e?s)?{')' if exact else ''}(?!\w)"
        text = re.sub(pattern, lambda _: mask, text)
    return re.sub(rf"{re.escape(mask)}\s*\(\s*{re.escape(mask)}\s*\)", lambda _: mask, text)


def initials(term: str) -> str:
    """MCTS for "Monte Carlo tree search"; "" for a single word."""
    letters = [
        part[0]
        for part in re.split(r"[\s–-]+", term)
        if part and part[0].isalpha() and part.lower() not in ("of", "the", "and", "for", "in", "via")
    ]
    return "".join(letters).upper() if len(letters) >= 2 else ""


Way = Callable[[str], Iterator[Finding]]
__all__ = [
    "Finding",
    "abbreviations",
    "capitalised",
    "clean_term",
    "content_words",
    "findings",
    "initials",
    "is_term",
    "masked",
    "stems",
]
