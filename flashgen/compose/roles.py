"""Which terms a pair defines: by what its texts say, and by how quote and comment stand to each other."""

import re
from dataclasses import replace
from functools import lru_cache
from string import ascii_lowercase

from flashgen.compose import glosses, names, terms
from flashgen.compose.drafts import JUDGEMENT, LONG_MEANING, TO_DO, Texts, plain_lines
from flashgen.compose.sentences import (
    FORMULA,
    KNOWN,
    count_words,
    first_verb,
    has_verb,
    is_finite,
    sentences,
    stem,
    stems,
    words,
)
from flashgen.compose.statements import subject_of
from flashgen.identity import squeezed
from flashgen.markup import plain
from flashgen.words import zipf


@lru_cache(maxsize=16)  # several ways to compose ask for that of the same pair
def best_definition(texts: Texts) -> terms.Finding | None:
    """The definition in the pair for which most speaks; None where there is none."""
    return max(_definitions(texts), key=lambda finding: finding.weight, default=None)


def _definitions(texts: Texts) -> list[terms.Finding]:
    """Every term that the pair may define, with its meaning; weights count what speaks for it."""
    found = _by_their_roles(texts)
    for text, other in ((texts.written, texts.quote), ("" if texts.title else texts.quote, texts.comment)):
        known = stems(other)
        beside = texts.thin and bool(known) and count_words(text) > LONG_MEANING  # an essay on what was marked
        for finding in terms.findings(text):
            meaning = plain_lines(finding.meaning) or _said_of(finding.term, texts)
            if glosses.defines_nothing(finding, meaning, text, texts):
                continue
            if finding.way == "colon":
                finding = replace(finding, weight=finding.weight + glosses.of_a_colon(finding, meaning, text, texts))
            if text is texts.quote and glosses.says_what_it_is(finding):
                finding = replace(finding, weight=finding.weight + 0.5)
            own = stems(finding.term)
            shared = 1.0 if own and own <= known else 0.5 if own & known else -1.0 if beside else 0.0
            head = words(finding.term)[-1].text if words(finding.term) else ""
            shared -= 1.5 * bool(re.match(rf"(?i)(?:the|an?)\s{re.escape(head)}\b", meaning))  # goes round in a circle
            short = -1.0 if count_words(meaning) < 3 and "\\" not in meaning else 0.0
            found.append(replace(finding, meaning=meaning, weight=finding.weight + shared + short))
    return found


def _said_of(term: str, texts: Texts) -> str:
    """What the pair says of a term that it only names.

    The rest of the comment; else what the quote defines it as, its sentence about it, or the next one where that only
    brings it up ("We propose a new attention. It projects …").
    """
    rest = [sentence for sentence in sentences(texts.comment) if squeezed(term) not in squeezed(sentence)]
    if rest:
        return rest[0]
    for finding in terms.findings(texts.quote):
        if finding.meaning and squeezed(finding.term) == squeezed(term):
            return finding.meaning
    said = sentences(texts.quote)
    for name in (term, re.split(r"\s(?:in|of|for)\s", term)[0]):
        for sentence, following in zip(said, (*said[1:], ""), strict=False):
            _, found, after = squeezed(sentence).partition(squeezed(name))
            if found:
                return following if following and len(after) <= len(found) else sentence
    return ""


def _by_their_roles(texts: Texts) -> list[terms.Finding]:
    """Terms told by how quote and comment stand to each other: one names, the other explains."""
    quote, comment = texts.quote.strip(" .,;:"), texts.comment
    if texts.title:
        return _of_a_work(texts)
    found = []
    if formula := as_formula(quote):
        found.append(_of_a_formula(formula, comment))
    if quote and re.fullmatch(FORMULA, comment, re.DOTALL) and names.is_term(subject := subject_of(quote, texts)):
        found.append(terms.Finding(term=subject, meaning=comment, way="formula", weight=4.5))
    if comment and (broken := re.match(_BROKEN_OFF, quote)):
        found.append(terms.Finding(term=names.clean_term(broken[1]), meaning=comment, way="broken off", weight=4.5))
    name = "" if _is_cut(quote) or formula else names.clean_term(re.sub(r"\s*\([^()\\]*\)$", "", quote))
    found += _of_a_bare_term(name, texts) or _of_a_bare_term(_head_of(texts.quote), texts) or _of_a_list(comment)
    if (given := DEFINITION_GIVEN.match(comment)) and names.is_term(term := names.clean_term(given["term"])):
        found.append(terms.Finding(term=term, meaning=given["meaning"], way="labelled as a definition", weight=8))
    if (
        _GLOSS_OF_A_KIND.match(comment)
        and _DEFINES.search(quote)
        and names.is_term(subject := subject_of(quote, texts))
    ):
        found.append(terms.Finding(term=subject, meaning=comment, way="apposition", weight=SURE_OF_A_KIND))
    if quote and (label := _as_label(comment, texts.quote)):
        found.append(terms.Finding(term=label, meaning=texts.quote, way="comment names it", weight=2.6))
    if how := re.match(r"(?i)how\s+(?:(the|an?)\s+)?(.{3,60}?)\s+(?:is|are|was)\s+(\w+?)e?d?\W*$", comment):
        best = max(sentences(texts.quote), key=lambda s: len(stems(s) & stems(how[2])), default="")
        found.append(
            terms.Finding(
                term=how[2],
                meaning=best,
                way=f"how: {how[3]}ed",
                weight=3,
                article=(how[1] or "").lower(),
            )
        )
    if domain := re.match(r"(?i)(?:the\s+)?(.{2,50}?)\s+(?:is|are)\s+(?:the|their|our)\s+\w+\W*$", comment):
        saying = next((s for s in sentences(texts.quote) if domain[1].lower() in s.lower()), "")
        found += [f for f in terms.findings(saying) if f.term.lower() == domain[1].lower()]
    quality = _PREDICATE.fullmatch(quote)
    if quality and count_words(quote) <= 9 and count_words(comment) >= 3 and not JUDGEMENT.match(comment):
        found.append(terms.Finding(term=quality[1], meaning=comment, way="bare term", weight=2.8))
    if (
        _named_by(comment)
        and count_words(quote) >= 6
        and not formula
        and not _STATES.match(quote)
        and first_verb(quote) is None
    ):
        found.append(
            terms.Finding(term=comment.strip(" ."), meaning=texts.quote, way="the comment is the name", weight=2.7)
        )
    return found


def _of_a_bare_term(name: str, texts: Texts) -> list[terms.Finding]:
    """The term that is the whole quote, glossed by the comment or by a sentence of it; none where it is not."""
    quote, comment = texts.quote.strip(" .,;:"), texts.comment
    if not comment or not (names.is_term(name) or (name and names.is_notation(name))):
        return []
    if texts.thin and (meant := _IT_MEANS.search(comment)):
        return [terms.Finding(term=name, meaning=meant["meaning"], way="bare term", weight=5.5)]
    if (
        not (count_words(quote) <= 6 or count_words(name) <= 3 or _is_noun_phrase(texts))  # what somebody called so
        or re.match(r"(?i)(?:this|that|these|those|such)\s", quote)  # named before
        or TO_DO.match(comment)
        or _TALK.match(comment)
        or (JUDGEMENT.match(comment) and not re.match(r"\W*(?:an?|the)\s", comment, re.IGNORECASE))
        or _speaks_of_another(comment, name)
        or _is_sentence(texts.quote)
        or 2 * len(stems(comment) & stems(name)) > len(stems(comment))
        or re.search(r"\s(?:an?|our|their|this)\s", name)  # "students at a university" are some of them
    ):
        return []
    gloss = _of_both(name, comment) or _without_its_name(comment, name)
    of_word = re.match(r"[^:=\n]{2,40}(?=:\s)", gloss)  # explains one word of the quote: "rarefaction: …"
    both, several = gloss.startswith("•"), gloss.lower().startswith("those ")
    if of_word and _NAMES_A_KIND.match(gloss, of_word.end()) and not stems(of_word[0]) & stems(name):
        return []  # of another thing: "Package name: an address of …", under "Project configuration"
    of_a_part = not both and (" and " in name or (of_word and stems(of_word[0]) <= stems(name)))
    return [
        terms.Finding(term=name, meaning=gloss, way="bare term", weight=4.2 if of_a_part else 5.5, many=both or several)
    ]


def _head_of(quote: str) -> str:
    """The thing that a selection names and then describes by a clause ("reeds, which the farmers …"); "" of others."""
    head, _, clause = quote.strip().partition(", ")
    fragment = head[:1].islower() and first_verb(head) is None and count_words(head) <= 4
    return names.clean_term(head) if fragment and _DESCRIBING.match(clause) else ""


def _of_a_list(comment: str) -> list[terms.Finding]:
    """The term that the first entry of a list names, where the next says what kind of thing it is; else none."""
    listed = _LISTED.match(comment)
    if not listed or not names.is_term(listed["term"]):
        return []
    return [terms.Finding(term=listed["term"], meaning=listed["meaning"], way="heading", weight=SURE_OF_A_LIST)]


_DESCRIBING = re.compile(r"(?:which|who|whose|where|when|in which|by which)\s(?!\S+\s?$)[^,;.]+$", re.IGNORECASE)
_LISTED = re.compile(
    r"(?:• |- |\* )?(?P<term>[^\W\d_][\w’'-]*(?:\s[\w’'-]+){0,3})\n(?:• |- |\* )?"
    r"(?P<meaning>(?:an?\s|the\s)?(?:[\w’'-]+\s){1,3}(?:that|which|who)\s.{8,}?)(?:\n|$)"
)
SURE_OF_A_LIST = 5.0
_NAMES_A_KIND = re.compile(r":\s(?:an?|the)\s", re.IGNORECASE)
_IT_MEANS = re.compile(
    r"(?:^|[.!?]\s+)(?:(?:in short|in other words|so|summari[sz]ed|basically),?\s)?(?:it|this|that)\s"
    r"(?:basically\s|essentially\s|just\s|really\s|simply\s)?means\s(?P<meaning>(?:an?|the)\s[^.!?]{8,})",
    re.IGNORECASE,
)
"""A sentence of a longer remark that says what a bare term means."""
DEFINITION_GIVEN = re.compile(
    r"def(?:inition|n)?\.?\sof\s(?P<term>[^.:;!?\n]{2,50})[.:]\s+(?:(?:this|it|that)\sis\s)?(?P<meaning>(?:an?|the)\s.{12,})",
    re.IGNORECASE | re.DOTALL,
)
"""A comment that says what it defines, and then what it is: "Definition of a black body. This is an object …"."""
_GLOSS_OF_A_KIND = re.compile(
    r"an?\s(?!(?:con|pro|point|way|list|summary|lot|bit|reason|question|problem|note|review|study|paper|example)\b)"
    r"[\w-]+(?:\s[\w-]+){0,3}\s(?:that|which|who|for|to|used)\s",
    re.IGNORECASE,
)
"""How a gloss begins that tells what kind of thing the quote defines in other words: "A matrix that …"."""
_DEFINES = re.compile(r"\b(?:is|are)\s(?:defined|an?|the)\b|\s=\s|\bdenotes?\b")
SURE_OF_A_KIND = 3.0

_TALK = re.compile(
    r"""
    \W* (?: there(?: [’']s | \ (?:is|are|was|were) ) \b
      | (?: okay | ok | of\ course | obviously | yes | yeah | again | also | (?:true|sure|right)(?=[,.!]) | ah+ | oh+
        | hm+ | wow | well | hey | anyway | and | but | so | as\ an? | I | my | we | love | haha | lol
        | felt | feels? | thought | wondered | reminds? | liked | loved | enjoyed
      ) \b (?! \s* [:=] )
      | (?: could | looks? | maybe | might | perhaps | seems? | sounds? | would ) \b (?! \s* [:=] )
      | (?: most | many | several | some (?! \ (?:kind|sort|type|form|way) ) | notice | note\ that | remember ) \b
      | (?: introduc (?:e|es|ing) | relat (?:e|es|ing) | investigat (?:e|es|ing) | argu (?:e|es|ing)
        | discuss (?:es|ing)? | summari[sz]es? | presents? | (?:lay|set|build) (?:s|ing)?\ (?:out|up)
        | gives?\ (?:reasons?|examples?|an\ overview)
      ) \b )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""How a remark begins that talks, or tells what the text does, instead of saying what a thing is."""


def _speaks_of_another(comment: str, name: str) -> bool:
    """Whether the remark on a name begins with what holds for something else, in a case, or for the reader."""
    first = next(iter(sentences(comment)), "")
    told = rf"(?:the\s|an?\s)?{re.escape(name)}\s(?:is|are|means)\b|(?:the\s)?\w+\sof\s(?:the\s)?{re.escape(name)}\b"
    says = rf"\b{re.escape(name)}\s(?:is|are|was|were|has|have|had|can|could|may|might|will|would|does|did)\b"
    if re.search(says, first, re.IGNORECASE):
        return True  # "I am sure that X has been refuted"
    if first.endswith("?") or _TO_THE_AUTHOR.search(first) or re.match(told, first, re.IGNORECASE):
        return True  # it asks, or speaks of how the text puts it, or of a kind of it; or it says itself what it is
    part = _OF_A_PART.match(first)
    describing = words(name)[:-1]  # "The walking comes from …", of a walking ferry
    if (
        part
        and is_finite(part["verb"])
        and any(stem(half) == stem(part["part"]) for word in describing for half in word.low.split("-"))
    ):
        return True
    rare = count_words(name) == 1 and zipf(name.lower()) < glosses.UNKNOWN
    if (
        _IN_A_CASE.match(first)
        or (first.lower().startswith("every ") and not rare)
        or (_OF_SEVERAL.match(first) and not names.is_of_a_finding(name))
    ):
        return True
    copula = next((found for found in terms.findings(first) if found.way in ("copula", "notation")), None)
    return copula is not None and not stems(copula.term) & stems(name)


_TO_THE_AUTHOR = re.compile(
    r"\byou\s(?:have\s|had\s|\w+ly\s)?(?:defined|described|discussed|introduced|mentioned|said|stated|wrote|written"
    r"|never\s(?:define|explain|mention|say))\b"
    r"|\byour\s(?:figures?|introduction|paper|results?|text)\b"
    r"|^(?:the|this)\s(?:sentence|wording|(?:example|phrase|term|word)\s[\"“'‘])",
    re.IGNORECASE,
)
"""How a remark speaks of the text, and not of what the text is about."""
_OF_A_PART = re.compile(r"the\s[\"“]?(?P<part>\w+)[\"”]?\s(?P<verb>\w+s)\b", re.IGNORECASE)
_OF_SEVERAL = re.compile(
    r"(?:each|all|this|these|that|those)\s(?!(?:is|are)\s(?:an?|the|when|where|how|what(?!\s(?:we|I)\b))\b|(?:that|which|who|whose)\b)"
    r"|it\s(?:is|was)\s(?!an?\b|the\b|when|where|how|what|used|defined)",
    re.IGNORECASE,
)
_IN_A_CASE = re.compile(
    r"(?:for (?:example|instance)|here)\b|.{0,30}\b(?:I|my)\s(?!\w+\s?:)"
    r"|.{0,60}\b(?:escapes|confuses|puzzles|surprises|to)\sme\b"
    r"|(?:in\s\w+,?\s)?(?:is|are|was|were|can|could|has|have)\s(?:not\s)?"
    r"(?!an?\s|the\s|when|how|what|where|that\s|to\s|\w+ed\s|one\s)",
    re.IGNORECASE,
)


def _of_both(name: str, comment: str) -> str:
    """The glosses of two things that the quote names together, one a line; "" where the comment does not gloss both."""
    both = [stems(one) for one in name.split(" and ")]
    glossed = filter(None, map(_GLOSSED.fullmatch, re.split(r"(?<=[.;])\s+|\n+", comment)))
    told = [f"• {gloss[1].strip()}: {gloss[2]}" for gloss in glossed if any(stems(gloss[1]) & one for one in both)]
    return "\n".join(told) if len(both) == len(told) == 2 else ""


_GLOSSED = re.compile(r"([^.:=]{2,40}?)\s?[:=]\s+(\S.+?)[.;]?")


def _is_noun_phrase(texts: Texts) -> bool:
    """Whether the quote names a thing at some length, and the comment does not only point at it."""
    points = _POINTS.match(texts.comment) or _POINTS.match(texts.quote)
    return count_words(texts.quote) <= NOUN_PHRASE and not has_verb(texts.quote) and not points


NOUN_PHRASE = 8  # words
_POINTS = re.compile(r"(?:this|that|it|these|those|they)\b", re.IGNORECASE)


def _is_sentence(quote: str) -> bool:
    """Whether the quote is written as a sentence: a capital, some words, a full stop."""
    return quote[:1].isupper() and quote.rstrip().endswith((".", "!")) and count_words(quote) >= 3


def _without_its_name(comment: str, name: str) -> str:
    """The comment without the term, or its initials, as a label before the gloss ("ZLB: rates stop at nought")."""
    label = re.match(r"(?P<name>[^:=\n]{1,40}?)\s*(?::|\s=)\s+", comment)
    names_it = label and (
        label["name"] == names.initials(name) or squeezed(names.clean_term(label["name"])) == squeezed(name)
    )
    return comment[label.end() :] if label and names_it else comment


_PREDICATE = re.compile(
    r"(?:.*\s)?(?:is|are|was|were)\s([a-z][\w-]*(?:ive|al|ic|ous|able|ible|ent|ant|less|ary))", re.DOTALL
)


_STATES = re.compile(r"(?:we|they|i|you|it|there)\b", re.IGNORECASE)


def _named_by(comment: str) -> bool:
    """Whether the comment is the bare name of a thing: "Community-led approaches"."""
    name = comment.strip(" .")
    return (
        2 <= count_words(name) <= 5
        and names.is_term(name)
        and not DEED.match(name)
        and not NO_LABEL.search(name)
        and not JUDGEMENT.match(name)
    )


DEED = re.compile(r"\w+\s(?:the|an?)\s", re.IGNORECASE)
"""How a comment begins that says what is done: "compute the number of parameters"."""
_BROKEN_OFF = re.compile(
    r"(?:the\s+)?(.{3,80}?)\s+(?:is|are|can be)\s+(?:defined|given|computed|calculated)(?:\s+(?:as|by))?\W*$",
    re.IGNORECASE,
)


def _is_cut(quote: str) -> bool:
    """Whether the selection began inside of a word: an unknown one that a letter before it makes a known one."""
    first = next(iter(words(quote)), None)
    if first is None or not first.text.islower() or first.is_formula or count_words(quote) < 2:
        return False
    begun = re.split(r"[-–]", first.text)[0]
    return zipf(begun) < RARE and any(zipf(letter + begun) >= KNOWN for letter in ascii_lowercase)


RARE = 1.5  # as words.zipf counts


def as_formula(quote: str) -> str:
    """The quote where it is an equation, "" where it is prose."""
    left, equals, right = quote.partition("=")
    prose = [word for word in re.findall(r"[^\W\d_]{4,}", right) if not re.search(rf"\b{word}\s?[({{]|\\{word}", right)]
    named = len(re.findall(r"[^\W\d_]{4,}", left)) > 1 and ":" in left  # "the rational numbers: Q = …"
    if not equals or len(prose) > 1 or count_words(left) > 6 or named:
        return ""
    return quote


def _of_a_formula(formula: str, comment: str) -> terms.Finding:
    left = re.sub(r"^\\[(\[]", "", formula).partition("=")[0].strip()
    label = _as_label(f"the {comment}", formula)
    spelt = re.search(r"[^\W\d_]{3,}", re.sub("[\U0001d400-\U0001d7ff]+", " ", left))  # in letters, not in symbols
    name = label if label and (stems(label) & stems(left) or not spelt) else left
    return terms.Finding(
        term=name,
        meaning=formula,
        way="formula",
        weight=5 if names.is_term(name) and not names.is_notation(name) else 0,
    )


def _of_a_work(texts: Texts) -> list[terms.Finding]:
    if not texts.comment:
        return []
    head, colon, _ = texts.title.partition(":")
    if colon and count_words(head) <= 4:
        return [
            terms.Finding(
                term=head.strip(), meaning=plain(terms.LABEL.sub("", texts.comment)), way="head of a title", weight=4
            )
        ]
    return [terms.Finding(term=texts.title, meaning=texts.comment, way="cited work", weight=2.6)]


def _as_label(comment: str, quote: str) -> str:
    """The comment as the name of what the quote says, "" when it is more than a name."""
    if not comment or count_words(comment) > 9 or re.search(r"[?!]|\.\.\.|…", comment) or "\n" in comment:
        return ""
    bare = re.sub(
        r"(?i)^(?:the version of|example of|def(?:inition|n)?\.?(?:\sof)?|this is)\s+", "", comment.strip(" .")
    )
    bare = re.sub(r"(?i)\s+(?:needed|formula|equation|here)$", "", bare)
    name = names.clean_term(bare)
    named = re.match(r"(?i)(?:the|their|our|his|her|this)\s", comment) or 2 * len(stems(name) & stems(quote)) > len(
        stems(name)
    )
    if not named or any(is_finite(word.text) for word in words(name)) or " as " in name or "," in name:
        return ""
    if len(re.findall(r"\s(?:of|for|in|with)\s", name)) > 1 or _JUDGING.match(name):
        return ""  # "a lens for the study of power", "a pretty bold claim" are remarks, and no names
    return name if names.is_term(name) else ""


_JUDGING = re.compile(r"(?:pretty|quite|rather|really|so|such|too|very)\s", re.IGNORECASE)
NO_LABEL = re.compile(r"[?!\n]|\.\.|…|\b(?:I|we|you|it|they|this|that|here|love|omg|lol|yeah|maybe)\b", re.IGNORECASE)
