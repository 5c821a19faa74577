"""Question cards: what the reader asks, made to stand alone, and the answer where the pair gives one."""

import re

from flashgen.compose import names
from flashgen.compose.asking import asked
from flashgen.compose.drafts import Draft, Texts, cue
from flashgen.compose.sentences import capitalised, count_words, full_stop, has_verb, sentences
from flashgen.compose.wording import is_plural
from flashgen.identity import squeezed
from flashgen.model import OPEN

NO_QUESTION = "no question found in it"


def draft(texts: Texts) -> Draft:
    """The card of what the reader asks, with the answer where the pair gives one."""
    found = asked(texts.comment)
    questions = found.questions
    if not questions and (wanted := _wanted(texts.comment)):
        questions = (f"What {'are' if is_plural(wanted) else 'is'} {wanted}?",)
    elif (
        found.wants_definition
        and "," not in texts.quote
        and (name := names.clean_term(texts.quote))
        and names.is_term(name)
        and count_words(name) <= 5
    ):
        questions = (f"What {'are' if is_plural(name) else 'is'} {name}?",)
    elif not questions and (in_quote := asked(texts.quote).questions):
        questions = in_quote
    front = " ".join(questions) if questions else full_stop(capitalised(texts.comment or texts.quote))
    answer = found.answer or next((reply for reply in texts.replies if _answers(reply)), "")
    near = squeezed(front) in squeezed(texts.quote) or squeezed(names.clean_term(texts.quote)) in squeezed(front)
    context = "" if near else cue(front, texts.quote)
    return Draft(
        front=front,
        back=full_stop(answer) if answer else f"{OPEN}.",
        subject=_asked_term(front),
        context=context,
        answered=bool(answer),
        warnings=() if questions else (NO_QUESTION,),
    )


def answered(texts: Texts) -> Draft | None:
    """The card of a question that begins the comment and is answered there; None of any other comment."""
    found = asked(texts.comment)
    if not found.questions or not found.answer:
        return None
    said = sentences(texts.comment)
    rest = " ".join(said[1:]) if len(said) > 1 and not has_verb(said[0]) else ""  # "133 BC. Why …"
    asks = squeezed(found.questions[0].rstrip("? "))
    begins = any(asks in squeezed(text)[: len(found.questions[0]) + LABEL] for text in (texts.comment, rest))
    return draft(texts) if begins else None


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
    if pointed and name:  # the quote beside it shows which
        return f"{pointed[0].lower()}{name}"
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
        r"(?i)what (?:is|are|does|do)\s+(?:an?\s+|the\s+)?(.{2,60}?)(?:\s+(?:mean|stand for|when).*)?\?", front
    )
    term = names.clean_term(match[1]) if match else ""
    return term if names.is_term(term) else ""
