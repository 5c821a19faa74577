"""What a reader asks in a comment, and what the comment answers itself."""

import re
from dataclasses import dataclass

from flashgen.compose.drafts import EMPTY, JUDGEMENT, TO_DO
from flashgen.compose.order import inverted
from flashgen.compose.sentences import (
    ARROW,
    AUXILIARIES,
    capitalised,
    count_words,
    full_stop,
    has_verb,
    sentences,
    word_set,
    words,
)

_LABEL = re.compile(
    r"""
    ^ \W* (?: (?: big | good | open | key | main )\ )?
    (?P<label> (?:my\ )? (?: q | questions? ) (?:\ for\ [\w\ ]{2,20})?
    | discussion | discuss | summary | interesting | query | wonder | to\ discuss )
    \s* (?: \d+ \s* )? [*_]* \s* (?: : | \.(?=\s) | [-–—](?=\s) )+ [\s*_:]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TAG = re.compile(r"(?:anything else|right|no|or|really|correct|yes|true)\s?\?", re.IGNORECASE)
_MARK = re.compile(r"(?:my )?q(?:uestions?)?\b", re.IGNORECASE)
_ANSWER = re.compile(rf"^\s*{ARROW}\s+|^\W*(?:a|answer|ans|edit|update|solution)\s*[*_]*\s*:[\s*_]*", re.IGNORECASE)
_ASKING = re.compile(
    r"""
    ^ (?: (?: and | but | so | then | now | ok | hmm | also | well ) ,? \s )?
    (?: why | how | what | where | when | who | whom | whose | which | whether )\b
    | ^ (?: is | are | was | were | do | does | did | can | could | would | should | will | has | have | isn't |
    aren't | doesn't | don't
      | wouldn't | couldn't ) \s+ (?: the | this | that | these | those | it | they | we | you | he | she | there |
      an? | not | any ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_INDIRECT = re.compile(
    r"""
    \b (?: (?:do\s?n[o’']?t | dont | not\ sure | unsure | unclear | no\ idea | wonder(?:ing)? | learn | understand |
    curious | confused |
    (?:need|have|want)\ to\ (?:learn|know|understand|find\ out|check))
       (?: \s+ (?: understand | know | get | see | if | about | about\ why | i ) )? ) \s+ (?P<what> (?: why | how |
       what | where | when | who | which | whether ) \s .+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WANTED = re.compile(
    r"\b(?:definition|define|defined|meaning|explanation)\b.{0,20}(?:needed|missing|\?|of this)"
    r"|^(?:look up|what'?s this|definition)",
    re.IGNORECASE,
)


_REPLY = re.compile(
    rf"(?:{ARROW}\s*)?"
    r"(?:yes|no|nope|not really|it's not|it is not|prob(?:ably)?|because|i think so|through|by)\b",
    re.IGNORECASE,
)
_POINTING = word_set("it they them he she him her this these those")
_OWNING = word_set("its their his")
_JOINING = word_set("and or but nor than as if when while because since that which who whether")


_WANTED_ONLY = re.compile(
    r"\W*(?:definition|explanation|meaning)\s+(?:is\s+)?(?:needed|missing)\W*$|\W*what'?s this\s*\W*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The questions of a comment in order, and the answer it gives ("" where it gives none).

    A question that leans on the remark before it ("Which of them?") comes with that remark.
    """

    questions: tuple[str, ...]
    answer: str = ""
    wants_definition: bool = False


def asked(comment: str) -> Asked:
    """What the comment asks, each question with a capital and one mark at its end."""
    if wanted := _definition_of(comment):
        return Asked(questions=(f"What is {wanted}?",), wants_definition=True)
    questions: list[str] = []
    answers: list[str] = []
    before = ""  # the remark just before
    after: list[str] = []  # the remarks after the last question
    for sentence in _joined(comment):
        label = _LABEL.match(sentence)
        if label and _MARK.match(label["label"]) and questions and not any(map(_ASKING.match, questions)):
            before = questions[-1].rstrip("?")  # what stood before the mark was doubt, and no question
            questions.clear()
        bare = sentence[label.end() :] if label else sentence
        is_question = _is_question(bare) or (label is not None and _MARK.match(label["label"]))
        if (
            questions
            and not is_question
            and (answers or _ANSWER.match(sentence) or (not before and _replies(bare, questions[-1])))
        ):
            answers.append(_ANSWER.sub("", sentence))
        elif is_question and words(bare) and not _WANTED_ONLY.match(bare):
            if before and _leans(bare) and before.count(" - ") < 2:
                questions.append(full_stop(capitalised(before)))
            before = ""
            after.clear()
            if headed := _HEADED.fullmatch(bare):
                answers.append(headed["told"])
                bare = headed["asked"]
            questions.append(as_question(bare))
        elif count_words(bare) > 1:
            indirect = _INDIRECT.search(bare)
            if indirect and not questions:
                questions.append(as_question(indirect["what"]))
            elif not _WANTED_ONLY.match(bare):
                before = bare
                after.append(bare)
    asking = tuple(question for question in questions if not _TAG.fullmatch(question))
    if questions and not answers:
        answers = _reasoning(after, questions[-1])
    return Asked(
        questions=asking or tuple(questions),
        answer=capitalised(" ".join(answers)).strip(' "“”'),
        wants_definition=bool(_WANTED.search(comment)),
    )


def _definition_of(comment: str) -> str:
    """X of a comment that says no more than "Definition of X", in English or a language near it; else ""."""
    found = _DEFINITION_OF.fullmatch(comment.strip())
    return found["term"] if found else ""


_DEFINITION_OF = re.compile(
    r"""d[eé]fini[tcçz]\w+\s+(?:(?:of|von|vom|van|de|del|della|di|do|da|du|af|av)\s+(?:l['’]|the\s|la\s|das\s|der\s)?"""
    r"""|d['’])(?P<term>(?!this\b|that\b|it\b)[^\W\d_][^.,;:?!=()\n]{1,50}?)[\s.?]*""",
    re.IGNORECASE,
)


def _is_question(sentence: str) -> bool:
    return sentence.rstrip(" \"”')").endswith("?") or bool(_ASKING.match(sentence))


def _replies(remark: str, question: str) -> bool:
    if _WHAT_IT_IS.match(question) and count_words(remark) >= 4 and not _NO_ANSWER.match(remark):
        return True
    if re.match(r"why\b", question, re.IGNORECASE) and has_verb(remark) and not _NO_ANSWER.match(remark):
        return True
    because = remark.lower().startswith("because")
    return bool(_REPLY.match(remark)) and (not because or question.lower().startswith("why"))


_WHAT_IT_IS = re.compile(
    r"what\b(?:\sexactly|\sactually)?\s(?:is|are|does|do)\b(?!\s(?:it|this|that|they|these)\b)", re.IGNORECASE
)
_NO_ANSWER = re.compile(
    r"\W*(?:i|we|you|he|she|they|it|this|that|these|there|need|must|should|ask|check|see|look|read|find|todo|to do"
    r"|maybe|not|still|interesting|but|and|so|also|because)\b",
    re.IGNORECASE,
)
"""How a remark begins that does not answer the question of what something is."""


_HEADED = re.compile(
    r"(?P<asked>(?:how|why)\s(?!(?:is|are|was|were|do|does|did|can|could|should|would|about)\b)[^:?]{4,80})"
    r"\s*(?::|\s[-–—])\s+(?P<told>\S+\s+\S[^?]*)",
    re.IGNORECASE | re.DOTALL,
)
"""A question as a heading, and what is told under it: "How bees find home: by the sun"."""


def _reasoning(remarks: list[str], question: str) -> list[str]:
    """What of the remarks after a question speaks to it: the first, and what goes on from there; nothing else."""
    first = next(iter(remarks), "")
    opening = next(iter(words(question)), None)
    yes_or_no = opening is not None and opening.low in AUXILIARIES
    if not _speaks(first) or not (yes_or_no or _ASKING.match(question)):
        return []
    named_only = _ASKS_FOR_A_NAME.match(question)  # a sentence is no answer to "who?", unless it supposes one
    says = count_words(first) >= 8 if yes_or_no else has_verb(first)
    if not _SUPPOSING.match(first) and (named_only or not says or _ABOUT_THE_TEXT.match(first)):
        return []
    said = [first]
    for remark in remarks[1:]:
        if not (_GOING_ON.match(remark) and _speaks(remark)):
            break
        said.append(remark)
    return said


def _speaks(remark: str) -> bool:
    """Whether a remark is about the matter: no plan, no judgement, no word on what the text leaves out."""
    aside = TO_DO.match(remark) or JUDGEMENT.match(remark) or EMPTY.match(remark) or _SILENT.search(remark)
    return count_words(remark) >= 3 and not aside


_ASKS_FOR_A_NAME = re.compile(r"(?i)(?:who|whose|whom|where|when|which|how (?:many|much|long|often|big|old|far))\b")
_SUPPOSING = re.compile(
    r"\W*(?:(?:ok|well|hm+|so),?\s)?(?:depends|must be|(?:could|may|might|can) (?:also )?be|prob(?:ably)?|perhaps|maybe"
    r"|presumably|apparently|seems|likely|i (?:think|guess|suppose|suspect|believe|recall|would say)|i.d say|my guess"
    r"|it (?:is|was|depends)|googled|looked it up|found it|only|it.s)\b",
    re.IGNORECASE,
)
"""How a remark begins that offers an answer."""
_ABOUT_THE_TEXT = re.compile(r"\W*(?:this|that|these|those|because|but|although|since)\b", re.IGNORECASE)
"""How a remark begins that speaks of the passage, or says why the reader asks."""
_SILENT = re.compile(
    r"n[o'’]?t\b.{0,20}\b(?:say|said|explain|discuss|mention|clear|address|specif|defin|given|shown?|know|sure|tell|see)"
    r"|\b(?:never|nowhere|no one|nobody)\b.{0,12}\b(?:say|said|explain|discuss|mention|show|tell|told)"
    r"|\b(?:unclear|unsure|skips?|skipped|footnote|no idea|wonder\w*|good question|must|need to|have to|should) "
    r"(?:\w+ )?(?:about|this|it|them|for|if|whether|ask|look|read|check|find|revisit)?"
    r"|\b(?:unclear|no idea|good question)\b",
    re.IGNORECASE,
)
"""What a reader says who found no answer, or is going to look for one."""
_GOING_ON = re.compile(
    r"\W*(?:and|but|or|so|then|because|since|could|may|might|also|e\.?\s?g|i\.?\s?e|for (?:example|instance)"
    r"|it|they|this|these|those|he|she|which|otherwise|\d\))\b",
    re.IGNORECASE,
)
"""How a remark begins that goes on from the one before."""


def _leans(question: str) -> bool:
    """Whether a question needs the remark before it: hardly a word, or a pronoun for what it does not name itself.

    A pronoun can stand for what another clause before it names; its own clause names it only for a possessive.
    """
    found = words(question)
    if len(found) <= 3 or re.search(r"\b(?:this|that)\W*$|\b(?:is|was|are|were|does|do|did|why|how)\sthat\b", question):
        return True
    seen = named = False
    for word in found:
        named = seen and (named or word.low in _JOINING or question[: word.start].rstrip().endswith(","))
        if (word.low in _POINTING and not named) or (word.low in _OWNING and not seen):
            return True
        seen = seen or not word.is_function
    return False


def _joined(comment: str) -> list[str]:
    """The sentences; one that ends in a colon goes on in the next, as does a question broken by a line's end."""
    joined: list[str] = []
    for line in filter(None, re.split(r"\n+|\s[-–—•*]\s+(?=(?:q|questions?)\s*:)", comment)):
        goes_on = re.match(r"^\W*[a-z]", line)
        for sentence in (part for whole in sentences(line) for part in _unlisted(whole)):
            if joined and (
                joined[-1].rstrip().endswith(":")
                or (goes_on and _ASKING.match(joined[-1]) and not re.search(r"[?.!]\W*$", joined[-1]))
            ):
                joined[-1] = f"{joined[-1]} {sentence}"
            else:
                joined.append(sentence)
    return joined


def _unlisted(sentence: str) -> tuple[str, ...]:
    """A list written in one line apart from its last entry, which is what asks; any other sentence whole."""
    entries = re.split(r"\s[-–—•]\s", sentence)
    return (" - ".join(entries[:-1]), entries[-1]) if len(entries) > 3 and sentence.endswith("?") else (sentence,)


def as_question(text: str) -> str:
    """The text as one question: a capital at its head, one mark at its end, no connective."""
    bare = re.sub(r"\s+", " ", text).strip()
    bare = re.sub(
        r"^(?:(?:oo+h*|wow|cool|hmm+|ha(?:ha)+h?|lol|omg|nice|great|interesting)\b[\s,!.:]*)+",
        "",
        bare,
        flags=re.IGNORECASE,
    )
    bare = re.sub(r"^\(([^()]*)\)\W*$", r"\1", bare)
    bare = re.sub(r"^what ((?:\w+ ){0,3}\w+) (is|are)(?=\W*$)", r"what \2 \1", bare, flags=re.IGNORECASE)
    bare = re.sub(
        r"^what (?!(?:do|does|did|is|are|was|were|can|could|might|would)\b)(.+?) mean(s?)(?=\W*$)",
        lambda m: f"what {'does' if m[2] else 'do'} {m[1]} mean",
        bare,
        flags=re.IGNORECASE,
    )
    shorter = re.sub(r"^(?:(?:and|but|so|ok|hmm|well|also|then|now)\b,?\s+)", "", bare, flags=re.IGNORECASE)
    bare = shorter if count_words(shorter) > 2 else bare
    bare = inverted(bare) or bare
    quoted = re.search(r"[\"”]\s*\??$", bare) and bare.count('"') % 2 == 0
    bare = re.sub(r"\s*[?.!:,;]+\s*$", "", bare)
    bare = re.sub(r"\s+([?!,;])", r"\1", bare)
    return capitalised(bare) + ("?" if not quoted or not bare.endswith("?") else "")
