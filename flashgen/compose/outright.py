"""Cards of pairs whose question lies at hand: what the comment is to the quote says it, and no part is hidden.

A translation, a reason, an example, a list, a name, a part, a gloss of a term or a formula, or the answer to what the
quote asks.
"""

import re
from dataclasses import replace

from flashgen.compose import names, terms
from flashgen.compose.asking import as_question
from flashgen.compose.definitions import PLAIN_DEFINITION, SURE_TERM, defined
from flashgen.compose.drafts import (
    CUE,
    ENTRY,
    JUDGEMENT,
    LONG_FRONT,
    LONG_MEANING,
    TELLING,
    Draft,
    Texts,
)
from flashgen.compose.order import inverted
from flashgen.compose.roles import NOUN_PHRASE, as_formula, best_definition
from flashgen.compose.sentences import (
    capitalised,
    clipped,
    count_words,
    first_verb,
    full_stop,
    has_verb,
    sentences,
    stems,
)
from flashgen.compose.statements import ASKS, subject_of, telling
from flashgen.compose.wording import is_plural, lowered
from flashgen.errors import PairError
from flashgen.markup import plain
from flashgen.programs import is_program


def outright(texts: Texts) -> Draft | None:
    """The card of the first way in which the comment answers for the quote; None where it does in none."""
    return next(filter(None, (way(texts) for way in WAYS)), None)


def explained(texts: Texts) -> Draft | None:
    """The card of a claim for which the comment gives the reason; else None."""
    reason = _REASON.match(texts.comment)
    said = texts.quote if count_words(texts.quote) <= LONG_MEANING else telling(texts)
    if not reason or texts.title or "?" in texts.quote + texts.comment or not has_verb(said):
        return None
    because = full_stop(capitalised(texts.comment[reason.end() :]))
    return Draft(front=f"{full_stop(capitalised(said))} Why?", back=because, subject=subject_of(said, texts))


def done(texts: Texts) -> Draft | None:
    """The card of a piece of a program of which the comment tells what it does; else None."""
    told = count_words(texts.comment) >= 2 and "?" not in texts.comment and not JUDGEMENT.match(texts.comment)
    if not told or not is_program(texts.quote) or count_words(texts.quote) > EXERCISE:
        return None
    return Draft(front=f"{texts.quote}\nWhat does this code do?", back=full_stop(capitalised(texts.comment)))


_REASON = re.compile(
    r"(?:why|reason)\s*[:=–-]\s+(?=\w+\s+\w)"
    r"|(?=(?:because|bc|b/c|due to|owing to|since(?!\s(?:\d|then|the\s\d|when))(?=[^.,;]+(?:[.;]|$)))\s+\S+\s+\S)"
    r"(?!because\s[^.!?,]+,\s(?:they|we|you|he|she|it|I|one|this|the\s\w+)\s)",
    re.IGNORECASE,
)
"""How a comment begins that says why something is so."""


def _asked_by_the_text(texts: Texts) -> Draft | None:
    """The card of a quote that asks what the comment answers; else None."""
    asks = texts.quote.endswith(("?", "?)")) or re.match(r"why\s", texts.quote)
    answers = texts.comment and "?" not in texts.comment and not JUDGEMENT.match(texts.comment)
    if not asks or not answers or count_words(texts.quote) > EXERCISE:
        return None
    front = capitalised(texts.quote) if texts.quote.endswith("?)") else as_question(texts.quote)
    return Draft(front=front, back=full_stop(capitalised(texts.comment)))


def _asked_by_its_label(texts: Texts) -> Draft | None:
    """The card of a quote whose label asks ("how to graft a pear", "reason why glass is slow"); else None."""
    label = _ASKING_LABEL.fullmatch(texts.comment)
    told = texts.quote.endswith((".", "!")) or first_verb(texts.quote) is not None
    if not label or texts.title or count_words(texts.quote) < TELLING_WORDS or not told:
        return None
    question = (
        f"how does one {label['deed']}" if label["deed"] else inverted(f"{label['asks'] or 'why'} {label['clause']}")
    )
    if not question or question.startswith("how did "):  # "how zvs achieved": by what, and not what it achieved
        return None
    said = texts.quote if count_words(texts.quote) <= LONG_FRONT else telling(texts)
    return Draft(front=f"{capitalised(question)}?", back=full_stop(capitalised(said)))


TELLING_WORDS = 8
"""So many words in the quote can answer."""
_WORD = r"[^\s.,;:?!()]+"
_ASKING_LABEL = re.compile(
    rf"(?:on )?(?:how to (?!not\b)(?P<deed>{_WORD}(?:\s{_WORD}){{1,8}})"
    rf"|(?:(?P<asks>how|why)|(?:the )?reasons? (?:why|that)) (?!to\b)(?P<clause>{_WORD}(?:\s{_WORD}){{2,10}}))\s?[.:]?",
    re.IGNORECASE,
)

EXERCISE = 90
"""Words: the exercise of a textbook is asked whole."""


def _answered_by_the_text(texts: Texts) -> Draft | None:
    """The card of a quote that asks and answers what it asks; else None."""
    first, *others = sentences(texts.quote) or ("",)
    told = " ".join(others)
    if not first.endswith("?") or not told or "?" in told or not 4 <= count_words(told) <= LONG_MEANING:
        return None
    return Draft(front=capitalised(first), back=told) if count_words(first) >= 4 else None


READING = 6  # words
_POINTS = re.compile(r"(?:this|that|it)\s(?:is|was)\s(?:an?|the|true|false|not)\b", re.IGNORECASE)


def _read(texts: Texts) -> Draft | None:
    """The card of a formula that the comment puts in words; else None."""
    formula = as_formula(texts.quote)
    if not formula or "?" in texts.comment or _POINTS.match(texts.comment) or count_words(texts.comment) < READING:
        return None
    return Draft(front=f"What does {formula.rstrip(' .,;')} say?", back=full_stop(capitalised(texts.comment)))


def _translated(texts: Texts) -> Draft | None:
    """The card of a quote that the comment puts in other words; else None."""
    if not texts.quote or texts.title or not (gloss := _GLOSS.match(texts.comment)):
        return None
    meaning = full_stop(capitalised(texts.comment[gloss.end() :]))
    return Draft(front=f"What does “{clipped(texts.quote, CUE).rstrip('. ')}” mean?", back=meaning)


def _named(texts: Texts) -> Draft | None:
    """The card of a statement or a thing that the comment calls by its name; else None."""
    naming = _NAMING.match(texts.comment)
    if not naming or texts.title or count_words(texts.quote) > LONG_FRONT:
        return None
    states = has_verb(texts.quote) or texts.quote.endswith((".", "!")) or re.search(r"[=≥≤≈<>]", texts.quote)
    if not states and count_words(texts.quote) <= NOUN_PHRASE:
        return None
    name = names.clean_term(naming["name"])
    short = names.initials(name)
    if len(short) > 2 and re.search(rf"\b{re.escape(short)}\b", texts.quote):
        return Draft(front=f"What does {short} stand for?", back=full_stop(capitalised(naming["name"])), subject=short)
    proper = naming["called"] and names.is_term(name) and any(letter.isupper() for letter in naming["name"])
    described = naming["called"] and not states and re.match(r"(?i)an?\s|the\s", naming["name"]) and names.is_term(name)
    if not (proper or described or names.is_of_a_finding(name)) or stems(name) <= stems(texts.quote):
        return None
    if not states or _DESCRIPTION.match(texts.quote) or _RELATIVE.search(texts.quote):
        naming_it = terms.Finding(term=name, meaning=texts.quote, way="the comment is the name", weight=SURE_TERM)
        return replace(defined(naming_it, texts), reverse="")
    called = full_stop(capitalised(naming["name"]))
    return Draft(front=f"{full_stop(capitalised(texts.quote))} What is this called?", back=called, subject=name)


_NAMING = re.compile(
    r"(?P<called>(?:this|that|it)(?: is|['’]s)\s+(?:called\s+)?|aka\s+|=\s*)?"
    r"(?P<name>(?:the\s+|an?\s+)?[^\W\d_][\w'’-]*(?:\s[\w'’-]+){0,5})"
    r"\s*(?:[.;!]\s|[.!]?$|→|[-=]>|(?<=\s)[-–—]\s|(?(called),\s|$))",
    re.IGNORECASE,
)
"""How a comment begins that names what the quote says: "Berkson's bias. …"."""

_RELATIVE = re.compile(r"^[^.;:]{3,60},\s(?:(?:in|at|by|for|to|through) which|where|when)\s[^.;:]+$")
"""A thing that is told only by what goes on in it: "the phase, in which …"."""
_DESCRIPTION = re.compile(
    r"(?:the|an?)\s(?:\w+\s)?(?:ability|amount|belief|condition|degree|extent|habit|idea|number|point|practice|process|"
    r"rate|share|situation|state|tendency|time|view)\s(?:at|by|in|of|that|to|when|where)\b",
    re.IGNORECASE,
)
"""How a quote begins that describes one thing: "the amount by which …"."""


def _exemplified(texts: Texts) -> Draft | None:
    """The card of a thing that the comment calls an example of something; else None."""
    instance = _INSTANCE.match(texts.comment)
    if not texts.quote or texts.title or not instance or count_words(texts.quote) > CUE:
        return None
    general = next(iter(sentences(texts.comment[instance.end() :])))
    return Draft(front=f"What is “{texts.quote.rstrip('. ')}” an example of?", back=full_stop(capitalised(general)))


def _resembled(texts: Texts) -> Draft | None:
    """The card of a thing that the comment only likens to another; else None."""
    other = _LIKENED.fullmatch(texts.comment)
    states = texts.quote.endswith((".", "!")) or count_words(texts.quote) > NOUN_PHRASE
    if not texts.quote or texts.title or not other or states:
        return None
    back = full_stop(capitalised(other["other"]))
    return Draft(front=f"What is “{texts.quote.rstrip('. ')}” similar to?", back=back)


_LIKENED = re.compile(
    r"(?:(?:this|it|that)\s)?(?:(?:is|looks|seems|sounds)\s)?(?:very\s|quite\s|a bit\s|kind of\s)?"
    r"(?:similar\sto|reminiscent\sof)\s(?P<other>[^.?!\n]{3,80})[.!]?",
    re.IGNORECASE,
)
"""A comment that says what the thing resembles, and no more."""


def _illustrated(texts: Texts) -> Draft | None:
    """The card of a statement for which the comment gives an example; else None."""
    example = _EXAMPLE.match(texts.comment)
    said = texts.quote if count_words(texts.quote) <= LONG_MEANING else telling(texts)
    if not example or texts.title or not has_verb(said) or count_words(said) > LONG_MEANING:
        return None
    given = next(iter(sentences(texts.comment[example.end() :])))
    return Draft(front=f"{full_stop(capitalised(said))} What is an example?", back=full_stop(capitalised(given)))


_EXAMPLE = re.compile(
    r"(?:e\.?\s?g\.?|for example|for instance|such as|ex(?:ample)?s?\s*:)[\s,:]+(?=[“\"‘']?\w{3})", re.IGNORECASE
)
"""How a comment begins that gives an example of what the quote says."""


def _of_a_work(texts: Texts) -> Draft | None:
    """The card of a cited work and what the comment says of it; None where the quote cites none.

    PairError where the comment says no more than how good it is.
    """
    if not texts.title or not texts.comment:
        return None
    judges = JUDGEMENT.match(texts.comment) and not TELLING.search(texts.comment)
    if judges and not has_verb(texts.comment):
        raise PairError("the comment judges the work and says nothing of it")
    work = f"the work “{texts.title}”"
    return Draft(
        front=f"What is worth noting about {work}?" if judges else f"What is {work} about?",
        back=full_stop(capitalised(texts.comment)),
        subject=texts.title,
    )


def _bare_term(texts: Texts) -> Draft | None:
    """The card of a term that is the whole quote, or is defined outright at the head of the comment; else None."""
    return glossed(texts, sure=SURE_TERM if texts.thin else PLAIN_DEFINITION)


def glossed(texts: Texts, *, sure: float = SURE_TERM) -> Draft | None:
    """The card of a term that is the whole quote, or begins the comment, and of its gloss; else None."""
    if "?" in texts.comment or ASKS.match(texts.comment) or JUDGEMENT.match(texts.comment):
        return None
    finding = best_definition(texts)
    if finding is None or finding.way not in ("bare term", "colon", "heading") or finding.weight < sure:
        return None
    return replace(defined(finding, texts), reverse="")


def _part_told(texts: Texts) -> Draft | None:
    """The card of a quote that the comment names as a part of something ("advantages of yeast"); else None."""
    part = _PART.fullmatch(texts.comment)
    if not part or texts.title or not has_verb(texts.quote) or "?" in texts.quote:
        return None
    said = texts.quote if count_words(texts.quote) <= LONG_FRONT else telling(texts)
    name = lowered(part["name"], texts)
    head, _, rest = name.partition(" ")
    name = f"{head.lower()} {rest}" if head.istitle() and names.is_plain(head.lower()) else name
    article = "" if part["owner"] else "the "
    return Draft(
        front=f"What {'are' if part['noun'].lower().endswith('s') else 'is'} {article}{name}?",
        back=full_stop(capitalised(said)),
        subject=part["name"],
    )


_NOUNS = "|".join(
    """advantage aim application argument assumption attitude benefit cause challenge component condition consequence
    contribution criterion criticism critique difference disadvantage drawback effect explanation feature focus function
    goal idea impact implication importance limitation mechanism method motivation origin phase principle problem
    procedure process property purpose reason requirement role stage step structure symptom type use view""".split()
)
_PART = re.compile(
    rf"""
    (?: (?: an?\ )? (?: summary | overview | list | description ) \ of\ )? (?: (?: the | some | all ) \ )?
    (?P<name>
        (?P<owner> (?: [^\W\d_][\w-]* \ ){{0,3}} [^\W\d_][\w-]* (?: ['’]s | s['’] ) \ )?
        (?: [\w-]+ \ ){{0,2}}?
        (?P<noun> (?: {_NOUNS} ) s? | criteria | properties )
        (?(owner) (?: \ (?: of | for | on | about | behind | in | between ) \ [^.,;:?!()\n]{{3,60}} )?
                | \ (?: of | for | behind | between ) \ [^.,;:?!()\n]{{3,60}} )
    ) \W*
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A comment that says which part of a thing the quote tells: "drawbacks of the two-level approach", "Ivan's view"."""

_SEVERAL = re.compile(
    r"\b(?:two|three|four|five|six|seven|several|many|following|various|these|[2-9])\b", re.IGNORECASE
)


_HOLDS = re.compile(r"([^.,;:]{3,50}) (includes?|comprises?|contains?)\W*", re.IGNORECASE)
_PLACED = re.compile(r"(?:in|on|at|as|for|to|from|by|with|here)\b", re.IGNORECASE)
_COUNTED = dict(zip("two three four five six seven 2 3 4 5 6 7".split(), (2, 3, 4, 5, 6, 7) * 2, strict=True))


def _exemplified_by_a_list(texts: Texts) -> Draft | None:
    """The card of a statement for which the comment lists examples and nothing else; else None."""
    named = [part.strip() for part in texts.comment.strip(" .!").split(",")]
    if (
        len(named) < 3
        or texts.title
        or not (has_verb(texts.quote) or texts.quote.endswith("."))
        or count_words(texts.quote) > LONG_MEANING
    ):
        return None
    if not all(1 <= count_words(part) <= 4 and _INSTANCES.fullmatch(part) and not has_verb(part) for part in named):
        return None
    if stems(texts.comment) & stems(texts.quote) or JUDGEMENT.match(texts.comment):
        return None
    said = full_stop(capitalised(texts.quote))
    return Draft(front=f"{said} What are examples?", back=full_stop(capitalised(texts.comment)))


_INSTANCES = re.compile(
    r"(?!.*\b(?:not|but|so|hence|no|yes|less|more|if|as|is|are|this|that|it)\b)[^\d%:.?!=<>→]+", re.IGNORECASE
)


def _listed(texts: Texts) -> Draft | None:
    """The card of a quote that announces several things and a comment that lists them; None for any other pair."""
    entries = ENTRY.findall(texts.written)
    if len(entries) >= 2 and (owner := _HOLDS.fullmatch(texts.quote)):
        does = "do" if is_plural(owner[1]) else "does"
        held = "\n".join(f"• {plain(entry)}" for entry in entries)
        return Draft(front=f"What {does} {lowered(owner[1], texts)} {owner[2].removesuffix('s')}?", back=held)
    told = re.search(r":\s+\S+\s+\S", texts.quote)  # by the quote itself
    several = _SEVERAL.search(texts.quote)
    only = all(ENTRY.match(line) or line.startswith("#") for line in texts.written.splitlines() if line.strip())
    if len(entries) < 2 or not only or told or not several or len(sentences(texts.quote)) > 1:
        return None
    if count_words(texts.quote) > LONG_MEANING or re.match(r"(?:if|when|suppose)\b", texts.quote, re.IGNORECASE):
        return None  # a case announces nothing
    if _COUNTED.get(several[0].lower(), len(entries)) != len(entries):
        return None
    said = texts.quote.strip(" .,;:")
    plain_list = "\n".join(f"• {plain(entry)}" for entry in entries)
    if first_verb(said) is None and not _PLACED.match(said):
        return Draft(front=f"What are the {lowered(names.clean_term(said))}?", back=plain_list)
    return Draft(front=f"{capitalised(said)}: which are they?", back=plain_list)


_INSTANCE = re.compile(
    r"(?:(?:an?|the|another|this is|famous|good|nice|great|classic|clear)\s)*example of (?=\S+\s+\S+\s+\S)",
    re.IGNORECASE,
)
"""How a comment begins that says what the quote exemplifies."""

_GLOSS = re.compile(
    r"(?:translation|meaning|in other words|in plain words|i\.?e\.?|aka|that is|read|means?)\s*[:,]\s+", re.IGNORECASE
)


WAYS = (
    _asked_by_the_text,
    _asked_by_its_label,
    _answered_by_the_text,
    _read,
    _translated,
    _named,
    _exemplified,
    _resembled,
    _illustrated,
    _exemplified_by_a_list,
    explained,
    _of_a_work,
    _listed,
    _part_told,
    _bare_term,
)
"""What quote and comment are to each other where the question lies at hand and no part of a sentence is hidden."""
