"""Question cards: what the reader asks, made to stand alone, and the answer where the pair gives one."""

import re
from dataclasses import replace
from itertools import takewhile

from flashgen.compose import names, terms
from flashgen.compose.answering import asks
from flashgen.compose.asking import HEADED, Asked, asked
from flashgen.compose.definitions import SURE_TERM, defining_words
from flashgen.compose.drafts import EMPTY, JUDGEMENT, LONG_MEANING, TO_DO, Draft, Texts, cue
from flashgen.compose.order import inverted
from flashgen.compose.roles import best_definition
from flashgen.compose.sentences import (
    capitalised,
    count_words,
    first_verb,
    full_stop,
    has_verb,
    sentences,
    stems,
    word_set,
    words,
)
from flashgen.compose.wording import be, is_plural, lowered
from flashgen.identity import squeezed
from flashgen.model import OPEN

NO_QUESTION = "no question found in it"


def draft(texts: Texts) -> Draft:
    """The card of what the reader asks, with the answer where the pair gives one."""
    if replying := _replied(texts):
        return replying
    found = asked(texts.comment)
    questions = _questions(found, texts)
    front = " ".join(questions) if questions else full_stop(capitalised(texts.comment or texts.quote))
    answer = found.answer or next(filter(_answers, texts.replies), "")
    told = "" if answer else _told_by_the_quote(front, texts)
    near = squeezed(front) in squeezed(texts.quote) or squeezed(names.clean_term(texts.quote)) in squeezed(front)
    context = "" if near or told else cue(front, texts.quote)
    answer = answer or told
    return Draft(
        front=front,
        back=full_stop(answer) if answer else f"{OPEN}. {_noted_beside(texts.comment, front)}".strip(),
        subject=_asked_term(front),
        context=context,
        answered=bool(answer),
        warnings=() if questions else (NO_QUESTION,),
    )


def _questions(found: Asked, texts: Texts) -> tuple[str, ...]:
    """What is asked, in order: by the comment, of what it wants to look up or have defined, else by the quote."""
    questions = found.questions
    if not questions and (wanted := _wanted(texts.comment)):
        questions = (f"What {'are' if is_plural(wanted) else 'is'} {wanted}?",)
    elif (
        found.wants_definition
        and "," not in texts.quote
        and (name := names.clean_term(texts.quote))
        and names.is_term(name)
        and count_words(name) <= LONGEST_NAME
    ):
        named = terms.Finding(term=name, meaning="", way="bare term", weight=0.0)
        questions = (f"What {be(named)}{lowered(name, texts)}?",)
    elif not questions and "?" in texts.quote and (in_quote := asked(texts.quote).questions):
        questions = tuple(question for question in in_quote if count_words(question) <= LONG_MEANING)
    elif len(questions) == 1:
        questions = (_named(questions[0], texts),)
    if len(questions) == 1 and count_words(questions[0]) == 1 and is_statement(texts.quote):
        return (full_stop(capitalised(texts.quote)), *questions)  # "Why?"
    return questions


def _told_by_the_quote(front: str, texts: Texts) -> str:
    """What the quote says that the asked term is; "" where it says it of another term, or of none."""
    term = _asked_term(front)
    defined = best_definition(replace(texts, comment="", written="", replies=())) if term and not texts.thin else None
    if defined is None or defined.weight < SURE_TERM or stems(defined.term) != stems(term):
        return ""
    return defining_words(defined)


def _noted_beside(comment: str, front: str) -> str:
    """What the comment tells beside its questions, where it is something to think with; else ""."""
    asked_already = squeezed(front)
    said = [
        full_stop(capitalised(sentence))
        for sentence in sentences(comment)
        if count_words(sentence) >= 4
        and "\n" not in sentence  # a list
        and not asked(sentence).questions
        and squeezed(sentence) not in asked_already
    ]
    beside = (TO_DO, EMPTY, JUDGEMENT)
    return " ".join(sentence for sentence in said if not any(shape.match(sentence) for shape in beside))


def _replied(texts: Texts) -> Draft | None:
    """The card of a quote that asks, with what the reader says to it before asking on; None of any other pair."""
    first, *others = sentences(texts.comment) or ("",)
    if not texts.quote.endswith("?") or count_words(texts.quote) > LONG_MEANING:
        return None
    if "?" in first or count_words(first) < 4 or count_words(texts.quote) < 4:
        return None
    told = " ".join((first, *(sentence for sentence in others if "?" not in sentence)))
    return Draft(front=capitalised(texts.quote), back=full_stop(capitalised(told)), answered=True)


def is_statement(quote: str) -> bool:
    """Whether the quote states something in so few words that a front can hold it."""
    return has_verb(quote) and count_words(quote) <= LONG_MEANING


def _named(question: str, texts: Texts) -> str:
    """The question with the thing that the quote names first in place of its "it", where that is sure to be meant.

    It is where the whole question is what "it" is, or where the quote is no more than a name.
    """
    found = _WHAT_IT_IS.fullmatch(question) or _OF_IT.match(question)
    head = re.split(r"[,;:(]|\s[-–—]\s", texts.quote)[0]
    head = head[: first_verb(head)].strip()
    name = names.clean_term(head)
    whole = found and (found.re is _WHAT_IT_IS or head == texts.quote.rstrip(" .,;:"))
    if not found or not whole or not names.is_term(name) or count_words(name) > LONGEST_NAME:
        return question
    article = re.match(r"(?i)(the|an?)\s", head)
    finding = terms.Finding(
        term=name, meaning="", way="bare term", weight=0.0, article=article[1].lower() if article else ""
    )
    opening, pronoun = found["asks"], found["it"].lower()
    if (pronoun in _MANY) != is_plural(name) or (pronoun in _NEAR and first_verb(texts.quote) is not None):
        return question
    _, _, the = be(finding).partition(" ")
    bare = not the and pronoun not in _MANY and name == name.lower()  # "rain shadow" lacks its article, "rain" does not
    if bare and found.re is _OF_IT and count_words(name) > 1:
        return question
    called = f"{the}{lowered(name, texts)}"
    return f"{opening} {called}{question[found.end('it') :]}"


LONGEST_NAME = 5  # words
_MANY = word_set("they these those")
_NEAR = word_set("this that these those")
"""Pronouns that may as well stand for all that a sentence says."""
_WHAT_IT_IS = re.compile(
    r"(?P<asks>what(?:\sexactly)?\s(?:is|are|does|do)) (?P<it>it|they|this|that|these|those)"
    r"(?:\s(?:mean|stand for|exactly|again|actually|anyway|then))*\?",
    re.IGNORECASE,
)
_OF_IT = re.compile(
    r"(?P<asks>(?:how|why|where|when|what)\s(?:is|are|was|were|does|do|did|can|could|would|should|has|have)) "
    r"(?P<it>it|they)\b(?!.*\b(?:to|that|if|whether|it|they)\b)",
    re.IGNORECASE,
)


def answered(texts: Texts) -> Draft | None:
    """The card of a question that begins the comment and is answered there; None of any other comment."""
    found = asked(texts.comment)
    if not found.answer or not (found.replied or any(map(asks, found.questions))):
        return None
    said = sentences(texts.comment)
    rest = " ".join(said[1:]) if len(said) > 1 and not has_verb(said[0]) else ""  # "133 BC. Why …"
    question = squeezed(found.questions[0].rstrip("? "))
    begins = any(question in squeezed(text)[: len(found.questions[0]) + LABEL] for text in (texts.comment, rest))
    return draft(texts) if begins or is_headed(texts.comment) else None


def only_wants_a_definition(comment: str) -> bool:
    """Whether the comment is a short order to define what was marked ("define, with examples")."""
    found = asked(comment)
    return found.wants_definition and not found.answer and count_words(comment) <= ORDER


ORDER = 14  # words


def is_headed(comment: str) -> bool:
    """Whether the comment is a question as a heading and what is told under it, in one line."""
    found = HEADED.fullmatch(comment)
    return found is not None and "\n" not in comment and bool(inverted(found["asked"]))


def is_afterthought(comment: str) -> bool:
    """Whether the comment tells something first, and asks in the end what does not need it."""
    found = asked(comment)
    explained = list(takewhile(lambda sentence: "?" not in sentence, sentences(comment)))
    explains = sum(map(count_words, explained)) >= EXPLANATION
    return explains and "question" not in comment.lower() and len(found.questions) == 1 and not found.answer


def explained(comment: str) -> str:
    """What the comment tells before it asks."""
    return " ".join(takewhile(lambda sentence: "?" not in sentence, sentences(comment)))


EXPLANATION = 5
"""In words: what is longer says more of the passage than the question after it."""


def is_private(comment: str) -> bool:
    """Whether the comment asks what nobody else can answer or need answer: of the reader's own affairs, or of nothing.

    "Do we know why?" and "how do we measure it?" ask of everybody.
    """
    asking = asked(comment).questions
    vague = len(asking) == 1 and count_words(asking[0]) == 1 and not _ASKING_WORD.match(asking[0])
    return bool(asking) and (vague or bool(_OWN_AFFAIRS.search(comment)))


_ASKING_WORD = re.compile(r"(?i)(?:why|how|when|where|what|who|which)\b")
_OWN_AFFAIRS = re.compile(
    r"""
    \b (?:do|did|have|should|shall|will|were)\ (?:we|I)\b
      (?!\ (?:\w+\ )?(?:assume|conclude|expect|get|infer|know|mean|need|say|see|tell|think|want)\b)
    | \b our\ (?!approach|bod(?:y|ies)|brains?|data|eyes?|knowledge|method|minds?|model|own\b|results?|sample)
    | \b I\ (?:was|am)\b | \b we\ (?:are|were)\ \d
    | \b (?:have|did)\ you\ ever\b
    | \b has\ any(?:one|body)\ (?:here\ )?ever\b | \b who\ (?:even|ever|on\ earth|cares)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


LABEL = 16
"""Letters that may stand before the question: "Q:", a date, a word."""

_LOOK_UP = re.compile(
    r"(?:to\s?-?do:?\s*)?(?:look up|read up on|read about|learn(?: more)? about|find out about|check|google"
    r"|search for)\s+(.{3,60}?)\W*",
    re.IGNORECASE,
)


def _wanted(comment: str) -> str:
    """What the comment wants to look up, "" where it wants nothing that has a name."""
    found = _LOOK_UP.fullmatch(comment)
    name = names.clean_term(found[1]) if found else ""
    pointed = re.match(r"(?i)(?:this|that|these|those)\s", found[1]) if found else None
    if pointed:  # the quote beside it shows which
        name = found[1][pointed.end() :] if found else ""
        return "" if all(word.is_generic for word in words(name)) else f"{pointed[0].lower()}{name}"
    return name if names.is_term(name) else ""


def _answers(reply: str) -> bool:
    return count_words(reply) >= 4 and "?" not in reply and not _WONDERS_TOO.match(reply)


_WONDERS_TOO = re.compile(
    r"\W*(?:(?:that.s |an? |very |really )*(?:good|great|nice|same|excellent|interesting) (?:question|point)"
    r"|(?:me|same) (?:too|here)|no idea|thanks?|thank you"
    r"|i(?:.m| am)? (?:also |still |too |just )*(?:wonder\w*|was wondering|don.t know|do not know|not sure|unsure))\b",
    re.IGNORECASE,
)
"""How a reply begins that knows no answer either."""


def _asked_term(front: str) -> str:
    match = re.match(
        r"(?i)what (?:(?:is|are)|(?:does|do)(?=.*\s(?:mean|stand for)\b))\s+(?:an?\s+|the\s+)?(.{2,60}?)"
        r"(?:\s+(?:mean|stand for|when).*)?\?",
        front,
    )
    term = names.clean_term(match[1]) if match else ""
    return term if names.is_term(term) else ""
