"""How a term is asked for: with its article or none, in small letters or not, "is" or "are"."""

import re
from dataclasses import replace

from flashgen.compose import names, terms
from flashgen.compose.drafts import Texts
from flashgen.compose.sentences import FORMULA, count_words, is_finite, word_set, words
from flashgen.words import zipf


def question_for(finding: terms.Finding, texts: Texts) -> str:
    """The front of the card, in the words a person would use for this kind of term."""
    term = finding.term
    if finding.way.startswith("how: "):
        article = "the " if finding.article == "the" else ""
        return f"How is {article}{lowered(term, texts)} {finding.way.removeprefix('how: ')}?"
    if finding.way.startswith("when: "):
        return f"When {finding.way.removeprefix('when: ')} {term}?"
    if finding.way == "cited work":
        return f"What is the work “{term}” about?"
    if finding.way == "named work" and finding.article:
        return f"What is the {term} known for?"
    if finding.way.startswith("in a thing: "):
        lead = finding.way.removeprefix("in a thing: ")
        where = " ".join(filter(None, (lead, finding.article, lowered(term, texts))))
        return f"What {'holds' if lead == 'under' else 'happens'} {where}?"
    of_a_function = finding.way == "formula" and "(" in term
    says_what = words(term) and re.match(r"(?i)an?\s", finding.meaning)  # "a kind of …"
    if finding.is_notation and not of_a_function and not says_what:
        return f"What {'do' if ' and ' in term else 'does'} {term} stand for?"
    if deed := {"stands for": "stand for", "does": deed_of(finding.meaning)}.get(finding.way):
        verb, _, article = be(finding).partition(" ")
        return f"What {'do' if verb == 'are' else 'does'} {article}{lowered(term, texts)} {deed}?"
    if (
        count_words(term) in (2, 3)
        and term.istitle()
        and re.search(r"\b(?:he|she|his|her)\b|\bborn\b", texts.comment, re.IGNORECASE)
    ):
        return f"Who is {term}?"
    if is_quality(finding) or _describes(finding, texts):
        return f"What does “{lowered(term, texts)}” mean?"
    if finding.way == "formula" or not words(re.sub(FORMULA, " ", finding.meaning, flags=re.DOTALL)):
        return f"What is the formula for {lowered(term, texts)}?"
    if not finding.article and finding.way in ("bare term", "heading", "colon", "labelled as a definition"):
        finding = replace(finding, article=_article_in(texts, term))
    finding = replace(finding, term=lowered(term, texts))
    return f"What {be(finding)}{finding.term}?"


def deed_of(told: str) -> str:
    """What is asked of a thing's deed: "do", or what else it is said to do with its object ("It depends on …")."""
    if re.match(r"(?:It|They) means?\b", told):
        return "mean"
    return "depend on" if re.match(r"(?:It|They) depends? (?:up)?on\b", told) else "do"


def is_quality(finding: terms.Finding) -> bool:
    """Whether the term is an adjective, by its ending."""
    ending = r"[a-z-]+(?:-based|-driven|-oriented|-free|(?<!m)ent|ant|ous|ive|able|ible|al|ic|ary|less|ful|[a-z]{3,}ed)"
    return finding.way == "meant" or (
        finding.way in ("bare term", "heading", "colon")
        and bool(re.fullmatch(ending, finding.term[:1].lower() + finding.term[1:]))
    )


def _describes(finding: terms.Finding, texts: Texts) -> bool:
    """Whether the term, which has no article of its own, stands before a noun in the quote: "its prima facie case"."""
    if finding.article or finding.way not in ("bare term", "colon"):
        return False
    found = re.search(rf"\b(?:an?|the|its|their|his|her|our)\s{re.escape(finding.term)}\s(\w{{3,}})", texts.quote)
    return found is not None and not is_finite(found[1]) and not words(found[1])[0].is_function


def be(finding: terms.Finding) -> str:
    """ "is ", "are ", "is the " …, as the text has it."""
    term, article = finding.term, finding.article
    if (finding.many or is_plural(term)) and article not in ("a", "an"):
        return "are the " if article == "the" else "are "
    head = words(term)[-1]
    if article in ("the", "our", "their", "his", "her"):
        return "is the "
    if finding.way == "comment names it":
        return "is " if head.is_name or _ABSTRACT.search(head.low) else "is the "
    if article in ("a", "an"):
        return f"is {article_of(term)} "
    if head.is_formula:
        return "is the " if count_words(term) > 1 else "is "
    if " of " in term and term[:1].islower() and finding.way != "copula":  # which shows its article
        return "is the "
    if finding.way != "called" and head.text == head.low and _THE_ONE.search(head.low) and count_words(term) > 1:
        return "is the "
    if one_of(finding):
        return f"is {article_of(term)} "
    if len(re.findall(r"\b[A-Z][a-z]", term)) > 1 and head.text == head.low and is_counted(head.low):
        return "is the "  # there is one Bretton Woods system
    counted = head.text == head.low and finding.way in _TERSE and is_counted(head.low)
    return f"is {article_of(term)} " if counted and not re.search(r"['’]s\s", term) else "is "


_TERSE = ("bare term", "heading", "labelled as a definition", "introduced", "colon", "arrow", "as")
"""Ways of telling a term that leave out its article."""


def one_of(finding: terms.Finding) -> bool:
    """Whether the meaning tells that there are several of what the term names: "one of several …"."""
    return bool(re.match(r"(?i)(?:one of|any of|either of)\s", finding.meaning))


def article_of(term: str) -> str:
    """ "an" where the term begins with the sound of a vowel, else "a"."""
    vowel = re.match(r"[aeioAEIO][a-z-]|[uU](?!ni|se|ti|r[aeo])|[AEFHILMNORSX](?:[A-Z0-9]|\b)", term)
    return "an" if vowel else "a"


def is_plural(term: str) -> bool:
    """Whether the head of the term, before any "of", looks like a plural."""
    head = re.split(r"\s(?:of|for|in|with|from|to|on|at|by|under)\s", term)[0].split()[-1]
    return (
        bool(re.search(r"[^siu'’]s$", head))
        and not head.isupper()
        and not re.search(r"(?:ics|ness|ias|lens|gas|aos|thos|smos|canvas|atlas|diabetes|news)$", head)
    )


def lowered(term: str, texts: Texts | None = None) -> str:
    """The term without the capital that only the start of a sentence gave it."""
    first, _, rest = term.partition(" ")
    if not (first[:1].isupper() and (first[1:].islower() or len(first) == 1)) or rest != rest.lower():
        return term
    if first.endswith(("'s", "’s")):
        return term
    said = f"{texts.quote}\n{texts.comment}" if texts else ""
    if re.search(rf"[\w,;] {re.escape(term)}\b", said):
        return term
    small = texts is not None and any(
        re.search(rf"\b{re.escape(first.lower())}\b", text) and re.search(r"\b[A-Z][a-z]|^[A-Z]|^\w*\W*$", text)
        for text in (texts.quote, texts.comment)
    )  # who writes no capitals writes names without them, too
    if not small and names.is_of_a_name(first):
        return term
    of = rest.startswith("of ")  # nobody is the Smith of anything
    ending = re.search(
        r"(?:ing|ion|ity|ism|ment|ance|ence|ancy|ency|ness|ship|tude|osis|asis|emia|logy|tropy|metry|nomy|graphy|ondria"
        r"|teria|zoa|omena)$",
        first,
    )
    return term[0].lower() + term[1:] if small or ending or of or (rest and names.is_plain(first.lower())) else term


_THE_ONE = re.compile(
    r"(?:effect|paradox|fallacy|thesis|hypothesis|dilemma|conjecture|doctrine|ratio|principle|syndrome|razor|analogy|objection)$"
)
"""Heads of names that English gives a "the": there is one dilution effect."""


def is_counted(low: str) -> bool:
    """Whether there can be several of what the noun names: its plural is written nearly as often as it is."""
    plurals = {pattern.sub(ending, low) for pattern, ending in _PLURALS if pattern.search(low)}
    often = max(zipf(plural) for plural in (*plurals, f"{low}s"))
    if low in _UNCOUNTED or (_ABSTRACT.search(low) and low not in _COUNTED):
        return False
    return zipf(low) >= KNOWN_NOUN and (often >= zipf(low) - NEARLY or often >= COMMON)


KNOWN_NOUN, NEARLY, COMMON = 2.0, 0.9, 4.0  # as words.zipf counts

_PLURALS = tuple(
    (re.compile(pattern), ending)
    for pattern, ending in (
        (r"(?<![aeiou])y$", "ies"),
        (r"([sxz]|[cs]h)$", r"\1es"),
        (r"is$", "es"),
        (r"[ie]x$", "ices"),
        (r"um$", "a"),
        (r"on$", "a"),
        (r"us$", "i"),
        (r"man$", "men"),
        (r"fe?$", "ves"),
    )
)
_ABSTRACT = re.compile(r"(?:[st]ion|ment|ance|ence|ness|ism|ship|..[^c]ity|[^aeiou]ing|ysis|osis|ics|al)$")
"""Endings of names of deeds and qualities, which mostly stand without article, whatever their plurals."""

_COUNTED = word_set(
    "function population distribution question equation condition transition section proposition relation station "
    "element segment experiment instrument sentence sequence difference string ring spring signal animal journal"
)
_UNCOUNTED = word_set(
    "water power matter weather labor labour humor behavior behaviour cancer paper sugar fiber fibre copper silver "
    "order memory supply demand temperature debt light drift heat pressure income work art music disease error "
    "interest return verse"
)


def _article_in(texts: Texts, term: str) -> str:
    """The article that the texts give the term where it stands by itself."""
    found = re.search(
        rf"\b(the|an?)\s+{re.escape(term)}(?=\s*(?:[.,;:)]|$)|\s+(?:is|are|was|that|which|of|in|for|to|by|and|with)\b)",
        f"{texts.quote}\n{texts.comment}",
        re.IGNORECASE | re.MULTILINE,
    )
    if not found or (found[1].lower() == "the" and not (re.search(r"[A-Z]", term) or is_counted(words(term)[-1].low))):
        return ""
    return found[1].lower()
