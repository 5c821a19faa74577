"""Whether what a reader says after a question answers it."""

import re

from flashgen.compose.drafts import EMPTY, JUDGEMENT, TO_DO
from flashgen.compose.sentences import ARROW, AUXILIARIES, count_words, has_verb, words

_REPLY = re.compile(
    rf"(?:{ARROW}\s*)?"
    r"(?:yes|no|nope|not really|it's not|it is not|prob(?:ably)?|because|i think so|through|by)\b",
    re.IGNORECASE,
)


def replies(remark: str, question: str) -> bool:
    """Whether the remark is an answer by its form: yes or no, a reason after "why", a gloss after "what is"."""
    if _WHAT_IT_IS.match(question) and count_words(remark) >= 4 and not _NO_ANSWER.match(remark):
        return True
    if re.match(r"why\b", question, re.IGNORECASE) and not _NO_ANSWER.match(remark):
        return has_verb(remark) or (count_words(remark) <= NAMED and _speaks(remark))
    because = remark.lower().startswith("because")
    return is_reply(remark) and (not because or question.lower().startswith("why"))


def is_reply(remark: str) -> bool:
    """Whether the remark begins as only an answer does: "yes", "because"."""
    return bool(_REPLY.match(remark))


NAMED = 4  # words that name a reason: "ion pairs"
_FRAGMENT = re.compile(r"(?:to|for|of|with|in|on|at)\s\S+\W*$", re.IGNORECASE)
"""What goes on with the question: "… what is it to be good enough? to contribute."."""
_WHAT_IT_IS = re.compile(
    r"what\b(?:\sexactly|\sactually)?\s(?:is|are|does|do)\b(?!\s(?:it|this|that|they|these)\b)", re.IGNORECASE
)
_NO_ANSWER = re.compile(
    r"\W*(?:i|my|mine|our|we|you|he|she|they|it|this|that|these|there|need|must|should|ask|check|see|look|read|find"
    r"|todo|to do|maybe|not|still|interesting|but|and|so|also|because)\b",
    re.IGNORECASE,
)
"""How a remark begins that does not answer the question of what something is."""


def reasoning(remarks: list[str], question: str) -> list[str]:
    """What of the remarks after a question speaks to it: the first, and what goes on from there; nothing else.

    A name answers "who?", and so does what the reader supposes; a sentence hardly does. Whether something is so takes
    a sentence; of how and why it is, anything may tell that is no plan, no judgement, no word on what the text omits.
    """
    first = next(iter(remarks), "")
    question = question.rpartition(": ")[2]
    opening = next(iter(words(question)), None)
    if opening is None or "?" in first or not _speaks(first) or _FRAGMENT.match(first):
        return []
    supposes = count_words(first) >= 3 and _SUPPOSING.match(first)
    if opening.low in AUXILIARIES:
        answers = count_words(first) >= 8
    elif _ASKS_FOR_A_NAME.match(question):
        answers = not has_verb(first)
    elif asks(question):
        answers = True
    else:  # "Hawthorne effect?"
        answers = count_words(first) >= 4 and (has_verb(first) or "=" in first)
    if not supposes and (not answers or _ABOUT_THE_TEXT.match(first)):
        return []
    said = [first]
    for remark in remarks[1:]:
        if not (_GOING_ON.match(remark) and _speaks(remark)):
            break
        said.append(remark)
    return said


def asks(question: str) -> bool:
    """Whether the question has the order of one, and is no statement with a question mark."""
    opening = next(iter(words(question)), None)
    return opening is not None and (opening.low in AUXILIARIES or bool(_ASKS.match(question)))


def _speaks(remark: str) -> bool:
    """Whether a remark is about the matter: no plan, no judgement, no word on what the text leaves out."""
    beside = (TO_DO, JUDGEMENT, EMPTY, _POINTER)
    return bool(words(remark)) and not any(shape.match(remark) for shape in beside) and not _SILENT.search(remark)


_ASKS = re.compile(
    r"(?:(?:and|but|so|in|at|to|for|from|by|with|on) )?(?:how|what|when|where|which|who|whom|whose|why)\b",
    re.IGNORECASE,
)
_ASKS_FOR_A_NAME = re.compile(
    r"(?:(?:and|but|so|in|at|to|for|from|by|with|on) )?"
    r"(?:who|whose|whom|where|when|which|how (?:many|much|long|often|big|old|far|large))\b",
    re.IGNORECASE,
)
_SUPPOSING = re.compile(
    r"""
    \W* (?: (?:ok|well|hm+|so),?\s )? (?:
      depends|must\ be|(?:could|may|might|can)\ (?:also\ )?be|prob(?:ably)?|perhaps|maybe|presumably|apparently|seems
      |likely|my\ guess|googled|looked\ it\ up|found\ it|only|mostly|mainly|roughly|partly|sort\ of|kind\ of
      |more\ or\ less|sometimes|usually|often|rarely|almost|both|neither|if|same|up\ to\ a\ point
      |i\ (?:think|guess|suppose|suspect|believe|recall|would\ say)|i.d\ say|it\ (?:is|was|depends)|it.s
      |the\ (?:former|latter|first|second)|not\ (?:exactly|quite|necessarily|always|really|only|if|when)
      |in\ (?:theory|practice|part|principle)
    ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""How a remark begins that offers an answer."""
_ABOUT_THE_TEXT = re.compile(
    r"\W*(?:this|that|these|those|because|but|although|since|sounds|looks|my|mine|i['’]d|do you"
    r"|i (?:am|can\w*|cannot|do|did|doubt|had|have to|need|want|was|would)\b)\b",
    re.IGNORECASE,
)
"""How a remark begins that speaks of the passage or its reader, or says why the reader asks."""
_POINTER = re.compile(
    r"\W*(?:p|pp|ch|cf|see|fig|figure|table|box|section|chapter|page|exam|also|again)\b", re.IGNORECASE
)
"""How a remark begins that points somewhere else."""
_SILENT = re.compile(
    r"""
    (?:\bnot|n['’]t|\b(?:ca|did|do|does|is|was)nt)\b .{0,20}
      \b(?:say|said|explain|discuss|mention|clear|address|specif|defin|given|shown?|know|sure|see|report|stated|answer|get|understand|find|found)
    | \b(?:never|nowhere|no\ one|nobody|nothing)\b .{0,20} \b(?:say|said|explain|discuss|mention|show|tell|told|know)
    | \b(?:must|need\ to|have\ to|should)\ (?:ask|look|read|check|find|revisit|think|google|learn)
    | \b(?:unclear|unsure|vague|ambiguous|skips?|skipped|footnote|no\ idea|wonder\w*|good\ question|puzzl\w+
      |confus\w+)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What a reader says who found no answer, or is going to look for one."""
_GOING_ON = re.compile(
    r"\W*(?:and|but|or|so|then|because|since|could|may|might|also|e\.?\s?g|i\.?\s?e|for (?:example|instance)"
    r"|it|they|this|these|those|he|she|which|otherwise|\d\))\b",
    re.IGNORECASE,
)
"""How a remark begins that goes on from the one before."""
