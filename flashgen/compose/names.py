"""Names of things: what can be one, how it is written, and the forms it goes by."""

import re
from itertools import pairwise

from flashgen.compose.sentences import (
    AUXILIARIES,
    FORMULA,
    IRREGULAR,
    PRONOUNS,
    VERBS,
    Word,
    ends_in_s,
    is_finite,
    sentences,
    word_set,
    words,
)
from flashgen.words import zipf

_ABBREVIATED = re.compile(r"\b(?P<long>(?:[A-Za-z][\w-]*\s+){1,6})\((?P<short>[A-Z][A-Za-z0-9-]{1,9})s?\)")


def clean_term(term: str) -> str:
    """The term without article, marks, emphasis and what describes rather than names it."""
    bare = re.sub(r"\s*\[[^\[\]\\]*\]|\s*\([^()]*\d{4}[^()]*\)", "", term)
    bare = re.sub(r"[“”\"]", "", bare).strip(" \t\n*_,.…;:–—-‘’'")
    bare = re.sub(r"(?<=\w{3})!+$", "", bare)
    bare = re.sub(r"^[b-hj-z]\s+", "", bare)  # the last letter of a word that the selection cut off
    previous = None
    while bare != previous:
        previous = bare
        bare = re.sub(
            r"^(?:using|considering|including|introducing|employing|applying|performing|the|an?|our|their|his|her|this|these|those|such|its|your|my|so-called|both|term"
            r"|(?:concept|notion|idea) of)\s+",
            "",
            bare,
            flags=re.IGNORECASE,
        ).strip(" “”\"‘’'")
    bare = re.sub(r"^.*\b(?:known as|called|referred to as)\s+(?:an?\s+|the\s+)?(?=\w)", "", bare)
    return re.sub(r"^(?P<own>[A-Z][\w-]*[A-Z0-9])(?P<rest>(?:\s[\w-]+)+)\s(?P=own)$", r"\g<own>\g<rest>", bare)


def is_notation(term: str) -> bool:
    """Whether the term is a sign or formula rather than a word."""
    if re.fullmatch(r"[^\W\d_]+['’][a-z]+", term):
        return False  # "we'll"
    if re.fullmatch(r"\\[(\[]\s*[-−+]?[\d.,]+\s*\\[)\]]", term):
        return False
    if not re.search(r"[^\W\d_]|[^\x00-\x7f]", term) or term.count("(") != term.count(")"):
        return bool(re.match(r"\\[(\[]", term))  # "0.5, 1)" stands for nothing
    return bool(re.match(r"\\[(\[]", term)) or (
        len(term) <= 12 and not term.isdigit() and not re.search(r"[^\W\d_]{3,}|^[A-Z][A-Za-z0-9]+$", term)
    )


def is_whole(text: str) -> bool:
    """Whether every formula in the text has both its delimiters, and every bracket its counterpart."""
    return all(text.count(left) == text.count(right) for left, right in (("\\(", "\\)"), ("\\[", "\\]"), ("(", ")")))


_ADVERB = re.compile(r"(?:al|nt|ve|us|ful|ab|ib|ed|ing|ar|er|te|se|ic|om|ol|le|re)ly$")
_INSIDE = word_set(
    "a an the of for in on to and or with without from by via as at between per like own same other two no"
)


_AFTER_VERBS = word_set("a an the as by from like to with")


_NUMERALS = word_set("one two three four five six seven eight nine ten several many some various")


_PICKING = word_set(
    "different certain other current previous recent overall less more fewer most better worse larger smaller higher "
    "lower next"
)
"""Words before several things that pick out some of them, here and now: "the current runs"."""

_RANKS = word_set(
    "first last next best worst main only other according belonging compared corresponding due leading pertaining "
    "referring relating related similar"
)
"""Words with which no name ends: they rank, or tie it to what follows."""

_VAGUE = word_set("""
    introduction terminology overview background abstract appendix context sense regard respect manner likely negative
    positive possible potential common typical major minor crucial serious
""")
"""Words that name nothing in particular, alone or before a generic one: "a likely negative effect"."""
_PARTICIPLES = IRREGULAR - {"left", "cut"}


def is_term(term: str) -> bool:
    """Whether this can be the name of a thing: few words, no clause, not only generic words."""
    found = words(term)
    fits = 0 < len(found) <= 8 and len(term) <= 90 and not _PART_OF_A_TEXT.fullmatch(term)
    return fits and _is_spelled(term) and not _is_clause(found) and _names(found)


_PART_OF_A_TEXT = re.compile(
    r"(?:algorithm|appendix|chapter|claim|corollary|definition|equation|example|exercise|fig\.?|figure|lecture|lemma|page"
    r"|part|problem|proposition|question|remark|section|step|table|theorem|week)s?\s?\(?\d+(?:\.\d+)*[a-z]?\)?",
    re.IGNORECASE,
)
"""The number of a part of the text, which names it there alone: "Proposition 2.1"."""


def _is_spelled(term: str) -> bool:
    """Whether it is written as one thing: a line of letters, with whole brackets, and no relation in it."""
    odd = r"\n|`|\\$|^\d[\d.,]*\s?%|^(?:\w+est|first|second|third|last)\sof\s|\b(?:consisting|including|containing)\b"
    return (
        term.count("(") == term.count(")")
        and "\\[" not in term
        and len(re.findall(FORMULA, term)) < SEVERAL
        and not re.search(r"\b[a-z]{4,}\.\s", term)
        and bool(re.search(r"[^\W\d_]", term))
        and not re.search(odd, term, re.IGNORECASE)
        and not re.search(r"[→⇒↦∈×<>=≥≤≈]|\s\+\s", re.sub(FORMULA, "", term))
        and len(sentences(term)) == 1
    )


def _is_clause(found: tuple[Word, ...]) -> bool:
    """Whether a verb seems to be among the words, or a pronoun, or a word that leads on to one."""
    first, *rest = found
    if any(word.low in AUXILIARIES or word.low in PRONOUNS or word.low in _LEADING_ON for word in found):
        return True
    if any(word.low in _ANYBODY for word in found):
        return True
    if any(word.low == "as" and following.is_gerund for word, following in pairwise(found)):
        return True  # "a process as following a pattern"
    if any(word.is_function and word.low not in _INSIDE for word in rest):
        return True
    if any(is_finite(word.text) and (word.low.endswith("s") or word.low in _PARTICIPLES) for word in rest[:-1]):
        return True
    if first.low in _SUPPOSING:
        return True
    if not rest:
        return first.low in VERBS or bool(_ADVERB.search(first.low))
    second, last = rest[0], rest[-1]
    if (first.low in VERBS or _ADVERB.search(first.low)) and (second.is_function or second.low in VERBS):
        return True
    leads = second.low in _AFTER_VERBS or (first.text.islower() and len(found) > LONG_NAME)  # "promotes … software"
    if first.low.endswith("s") and is_finite(first.text) and (leads or _ADVERB.search(second.low)):
        return True
    if last.low in VERBS and ends_in_s(found[-2].low):  # "the components include"
        return True
    if last.low in _UNFINISHED and found[-2].low in ("for", "of"):  # "the algorithm for calculating" what?
        return True
    return (first.is_gerund or first.low.endswith("ed")) and second.is_function


_ANYBODY = word_set("""
    ourselves themselves itself myself yourself himself herself oneself nobody no-one everybody everyone somebody
    someone anybody anyone
""")
_UNFINISHED = word_set("calculating computing determining estimating finding making obtaining reckoning solving using")
"""What is done to something, which has to be named."""
_SUPPOSING = word_set("suppose assume let imagine consider")
LONG_NAME = 3  # words
SEVERAL = 3  # formulas
_LEADING_ON = word_set("that which who because if when where how why what not")


def _names(found: tuple[Word, ...]) -> bool:
    """Whether the words name something: they neither count, nor lead on, nor are they all generic."""
    first, last = found[0], found[-1]
    content = [word for word in found if not word.is_function]
    numbered = any(word.text.isdigit() for word in content)
    if (
        first.low in _NUMERALS
        or (first.low in _PICKING and ends_in_s(last.low))
        or (len(found) == 2 and first.text.isdigit() and ends_in_s(last.low))
        or last.is_function
        or last.low in _RANKS
        or (len(found) > 1 and _ADVERB.search(last.low))
        or (first.is_function and not (first.is_name and len(first.text) > 1))
    ):
        return False
    return not all(
        word.is_generic
        or re.fullmatch(r"[\d.–-]+", word.text)
        or len(word.text) == 1
        or (word.low in _VAGUE and not numbered)
        for word in content
    )


def abbreviations(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs (masked language model, MLM) that the text itself spells out."""
    pairs = []
    for match in _ABBREVIATED.finditer(text):
        names = match["long"].split()
        letters = [letter.lower() for letter in match["short"] if letter.isalpha()]
        for begin in range(len(names)):
            initial = [part[0].lower() for name in names[begin:] for part in name.split("-") if part]
            if initial and initial[0] == letters[0] and len(letters) - 1 <= len(initial) <= len(letters) + 2:
                pairs.append((" ".join(names[begin:]), match["short"]))
                break
    return tuple(pairs)


def initials(term: str) -> str:
    """MCTS for "Monte Carlo tree search"; "" for a single word."""
    parts = [part for part in re.split(r"[\s–-]+", term) if part and part[0].isalpha()]
    letters = [
        part[0] for part in parts if part.lower() not in ("of", "the", "and", "for", "in", "via", "with", "from")
    ]
    return "".join(letters).upper() if len(letters) >= 2 else ""


_OF_A_NAME = re.compile(r"[A-Z]-|[A-Z].*(?:[^cr]ian|[a-z]{2}[^n]ean)s?$")  # Q-learning, Keynesian, Boolean
_SMALL = word_set(
    "median guardian civilian circadian meridian amphibian historian mammalian reptilian avian pedestrian custodian "
    "subterranean crustacean"
)
_PEOPLES = word_set("""
    african american arabic asian british chinese dutch english european french german greek indian irish islamic
    japanese jewish latin mexican polish roman russian spanish swedish turkish
""")


def is_of_a_name(word: str) -> bool:
    """Whether a word with a capital keeps it anywhere: made from a name, of a people, or begun by a letter alone."""
    return word.lower() in _PEOPLES or (bool(_OF_A_NAME.match(word)) and word.lower() not in _SMALL)


_OF_A_FINDING = re.compile(
    r"(?:effect|paradox|fallacy|thesis|dilemma|conjecture|doctrine|principle|syndrome|razor|law|theorem|lemma|bias|"
    r"mechanism|phenomenon|rule|illusion|argument|problem|trap|curse|heuristic|surplus|criterion|inequality|maxim|"
    r"game|cycle|reflex|error|equation|relation|number|curve|transition|loop|strategy|hypothesis|cascade|threshold|"
    r"constant|transform|reaction|feedback|dominance|asymmetry|discrimination)$"
)
_RARE_NOUN = re.compile(r"(?:[^\W\d_]{2,}ing|[st]ion|ism|ity|osis|asis|ence|ance|ment|ia|y)$")


def is_of_a_finding(name: str) -> bool:
    """Whether this is the name of what a field has found, and no remark.

    A law, an effect, a bias … of somebody or something, or a rare noun; a common word before it judges or points
    ("a big problem").
    """
    found = words(name)
    if (
        not is_term(name)
        or len(found) > 6
        or any(word.is_function for word in words(re.sub(r" of (?:the )?", " ", name)))
    ):
        return False
    first, head = found[0], found[-1]
    if " of " in name:
        head = words(name.partition(" of ")[0])[-1]
    named = len(found) > 1 and bool(_OF_A_FINDING.search(head.low)) and (first == head or zipf(first.low) < EVERYDAY)
    return named or bool(_RARE_NOUN.search(head.low) and 0.5 < zipf(head.low) < UNKNOWN)


UNKNOWN, EVERYDAY = 3.0, 5.0  # as words.zipf counts


def is_plain(low: str) -> bool:
    """Whether a word in small letters is no name: it ends as adjectives do, or its other forms are in use as well.

    Markets are about as frequent as a market; nobody writes of several Markovs.
    """
    if re.search(r"(?:al|ary|ible|able|ive|ic|ous|ed|ing|ion|ity|ment|ance|ence)$", low):
        return True
    base = low.removesuffix("y")
    endings = ("ies", "ily", "ier") if base != low else ("s", "es", "ly", "er", "ed", "ing", "ness")
    own = zipf(low)
    return own >= 5 or (own >= 2.5 and any(zipf(base + ending) >= own - 1.2 for ending in endings))


def masked(text: str, forms: tuple[str, ...], *, mask: str) -> str:
    """The text with the term hidden in all the forms: any case, plural, hyphenated or not; initials as they stand."""
    for form in sorted({form for form in forms if form}, key=lambda form: (-len(form), form)):
        parts = [re.escape(part) for part in re.split(r"[\s–-]+", form) if part]
        body = r"[\s–-]*".join(parts)
        flag = "" if form.isupper() else "(?i)"
        text = re.sub(rf"{flag}(?<!\w){body}(?:['’]s|e?s)?(?!\w)", lambda _: mask, text)
    hidden = re.escape(mask)
    return re.sub(rf"{hidden}\s*\(\s*{hidden}\s*\)|{hidden}\s+{hidden}", lambda _: mask, text)
