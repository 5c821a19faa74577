"""What a reader asks in a comment, and what the comment answers itself."""

import re
from dataclasses import dataclass

from flashgen.compose.answering import is_reply, reasoning, replies
from flashgen.compose.order import inverted
from flashgen.compose.sentences import (
    ARROW,
    capitalised,
    count_words,
    full_stop,
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
_TAG = re.compile(r"(?:am i (?:right|wrong)|anything else|right|no|or|really|correct|yes|true)\s?\?", re.IGNORECASE)
_MARK = re.compile(r"(?:my )?q(?:uestions?)?\b", re.IGNORECASE)
_ANSWER = re.compile(rf"^\s*{ARROW}\s+|^\W*(?:a|answer|ans|edit|update|solution)\s*[*_]*\s*:[\s*_]*", re.IGNORECASE)
_ASKING = re.compile(
    r"""
    ^ (?: (?: and | but | so | then | now | ok | hmm | also | well ) ,? \s )?
    (?: why | how | what | where | when | who | whom | whose | which | whether )\b
    | ^ (?: is | are | was | were | do | does | did | can | could | would | should | will | has | have | isn't |
    aren't | doesn't | don't
      | wouldn't | couldn't ) \s+ (?: the | this | that | these | those | it | they | we | you | he | she | there |
      an? | any ) \b
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
    r"|^(?:look up|what'?s this|definition"
    r"|(?:(?:i )?(?:need|want|have) to |must |should |find examples and )?define(?! (?:an?|the|what|how)\b)"
    r"(?!.*[:=]))\b",
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
    replied: bool = False  # the answer has the form of one
    wants_definition: bool = False


def asked(comment: str) -> Asked:
    """What the comment asks, each question with a capital and one mark at its end."""
    if wanted := _definition_of(comment):
        return Asked(questions=(f"What is {wanted}?",), wants_definition=True)
    outside = _DOUBT.sub("", comment)
    comment = outside if "?" not in outside and count_words(outside) >= REMARK else comment
    questions: list[str] = []
    answers: list[str] = []
    plainly = False  # answered
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
            and (answers or _ANSWER.match(sentence) or (not before and replies(bare, questions[-1])))
        ):
            plainly = plainly or bool(_ANSWER.match(sentence)) or is_reply(bare)
            answers.append(_ANSWER.sub("", sentence))
        elif is_question and words(bare) and not _WANTED_ONLY.match(bare):
            if before and _leans(bare) and before.count(" - ") < 2:
                questions.append(full_stop(capitalised(before)))
            before = ""
            after.clear()
            if not plainly and (_ASKS_ON.match(bare) or not _ASKING.match(bare)):
                answers.clear()  # what is asked on was not answered
            if headed := HEADED.fullmatch(bare):
                answers.append(headed["told"])
                plainly = True
                bare = headed["asked"]
            questions.append(as_question(bare))
        elif (indirect := _INDIRECT.search(bare)) and not questions:
            questions.append(as_question(indirect["what"]))
        elif not _WANTED_ONLY.match(bare):
            before = bare if count_words(bare) > 1 else before
            after.append(bare)
    asking = tuple(question for question in questions if not _TAG.fullmatch(question))
    if not any(question.endswith("?") for question in asking):  # "It cannot be both. Am I wrong?"
        asking = tuple(questions)
        answers = answers if plainly else []
    replied = bool(answers)
    answers = answers or reasoning(after, questions[-1] if questions else "")
    return Asked(
        questions=asking,
        answer=_unbracketed(capitalised(" ".join(answers)).strip(' "“”')),
        replied=replied,
        wants_definition=bool(_WANTED.search(comment)),
    )


_ASKS_ON = re.compile(r"(?:or\s|is it (?:because|due|that|since)|because|maybe|perhaps)\b", re.IGNORECASE)
REMARK = 8  # words
_DOUBT = re.compile(r"\([^()?]*\?[^()]*\)")
"""A doubt in brackets, which makes no question of a remark that long."""


def _unbracketed(answer: str) -> str:
    """The answer without the bracket that closes what began in the question."""
    return answer.removesuffix(")") if answer.count(")") > answer.count("(") else answer


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
    """Whether the sentence asks; what it tells to ask, it does not ask itself."""
    if _TELLS_TO_ASK.search(sentence):
        return False
    return sentence.rstrip(" \"”')").endswith("?") or (bool(_ASKING.match(sentence)) and not _CLEFT.match(sentence))


_TELLS_TO_ASK = re.compile(r"\bask(?:s|ed|ing)?(?:\s\w+){0,2}:\s", re.IGNORECASE)
"""What stands before a question of somebody else: "always ask yourself: …"."""
_CLEFT = re.compile(
    r"(?:when|where|while)\s[^?]*,\s[^?]*\.$|what\s(?!(?:is|are|was|were|do|does|did|can|could|would|will|should|about|if|kind|type|sort|else)\b)(?:\w+\s){1,4}"
    r"(?:is|was|are|were)\s\w+\s.*\.$|(?:how|what|when|where|whether|which|who|why)\s[^?]*\s(?:counts|depends|matters"
    r"|makes\s(?:an?|all the|no)\s(?:\w+\s)?difference|is\s(?:irrelevant|unclear|unknown))\b[^?]*\.$",
    re.IGNORECASE,
)
"""A statement that begins as a question does: "What counts is to do the right thing."."""


HEADED = re.compile(
    r"(?P<asked>(?:how|why|what(?=\s(?:it|they|this|he|she|means?)\s))\s(?!(?:is|are|was|were|do|does|did|can|could|should|would|about)\b)[^:?]{4,80})"
    r"\s*(?::|\s[-–—])\s+(?P<told>\S+\s+\S[^?]*)",
    re.IGNORECASE | re.DOTALL,
)
"""A question as a heading, and what is told under it: "How bees find home: by the sun"."""


_OF_THE_AUTHORS = re.compile(r"\b(?:do|did|does|can|could|would|have)\s(?:they|he|she)\b", re.IGNORECASE)


def _leans(question: str) -> bool:
    """Whether a question needs the remark before it: hardly a word, or a pronoun for what it does not name itself.

    A pronoun can stand for what another clause before it names; its own clause names it only for a possessive.
    """
    found = words(_OF_THE_AUTHORS.sub("", question))
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


_DOUBTING = re.compile(
    r"(?:i(?:[’']?m| am) )?(?:still )?(?:confused|wondering|curious|unsure|not sure)(?: about| as to)?"
    r"\s+(?=(?:why|how|what|when|where|which|who)\b)",
    re.IGNORECASE,
)


def as_question(text: str) -> str:
    """The text as one question: a capital at its head, one mark at its end, no connective."""
    bare = re.sub(r"^(?:#[\w/-]+\s+)+(?=\S)", "", re.sub(r"\s+", " ", text).strip())  # tags
    bare = re.sub(
        r"^(?:(?:oo+h*|wow|wait|cool|hmm+|ha(?:ha)+h?|lol|omg|nice|great|interesting)\b[\s,!.:]*)+",
        "",
        bare,
        flags=re.IGNORECASE,
    )
    bare = re.sub(r"^\(([^()]*)\)?\W*$", r"\1", bare)
    bare = _DOUBTING.sub("", bare)
    bare = re.sub(
        r"\b(do|does|did|is|was|are|were|could|would|should|have|has)nt\b", r"\1n't", bare, flags=re.IGNORECASE
    )
    bare = re.sub(r"^what (means?) (.+)", r"what \2 \1", bare, flags=re.IGNORECASE)
    bare = re.sub(r"^what ((?:\w+ ){0,3}\w+) (is|are)(?=\W*$)", r"what \2 \1", bare, flags=re.IGNORECASE)
    bare = re.sub(
        r"^what (?!(?:do|does|did|is|are|was|were|can|could|might|would)\b)(.+?) mean(s?)(?=\W*$)",
        lambda m: f"what {'does' if m[2] else 'do'} {m[1]} mean",
        bare,
        flags=re.IGNORECASE,
    )
    shorter = re.sub(r"^(?:(?:and|but|so|ok|hmm|well|also|then|now)\b,?\s+)", "", bare, flags=re.IGNORECASE)
    bare = shorter if count_words(shorter) > (1 if _ASKING.match(shorter) else 2) else bare
    bare = inverted(bare) or bare
    quoted = re.search(r"[\"”]\s*\??$", bare) and bare.count('"') % 2 == 0
    bare = re.sub(r"\s*[?.!:,;]+\s*$", "", bare)
    bare = re.sub(r"\s+([?!,;])", r"\1", bare)
    return capitalised(bare) + ("?" if not quoted or not bare.endswith("?") else "")
