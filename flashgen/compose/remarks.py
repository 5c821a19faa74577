"""Cards that ask for the reader's remark on a statement: what follows from it, what limits it, what it is worth.

How a remark begins tells what it does to the statement ("so", "but", "only if"); the question says the same.
"""

import re
from dataclasses import replace

from flashgen.compose.drafts import EMPTY, JUDGEMENT, LONG_MEANING, Draft, Texts
from flashgen.compose.sentences import (
    ARROW,
    capitalised,
    count_words,
    first_verb,
    full_stop,
    has_verb,
    sentences,
    stems,
)
from flashgen.compose.statements import ASKS, breaks_off, passage, subject_of
from flashgen.compose.wording import is_plural
from flashgen.identity import squeezed


def _opening(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{pattern})", re.IGNORECASE | re.VERBOSE)


AGAINST = "What speaks against this?"
IS_IT_SO = "Is this so?"

_SAID = r"""(?: argument | assumption | claim | conclusion | definition | description | explanation | language
    | phrasing | sentence | statement | wording ) (?: \ (?: given | here | for | of ) (?: \ \w+ ){0,4}? )?"""
_STATES = rf"""(?: (?: this | that | it | (?: this | the ) \ (?: (?: following | above | last ) \ )? {_SAID} ) \ )?
    (?: is | was | seems | sounds | looks | appears ) \ (?: to\ be\ )? (?: (?!not\b) \w+ \ ){{0,2}}"""
_ODD = "(?: debatable | implausible | mysterious | odd | strange | suspicious | unclear | unlikely | vague | weird )"
_ENDS = r"""(?= \W* $ | \s? [.,;:!?()–—] | \s -
    | \s (?: and | as | at | because | but | given | if | since | though | unless | when ) \b )"""
_FALSE = r"(?: false | inaccurate | incorrect | misleading | untrue | wrong )"
_NOT = r"""(?: not | (?: is | was ) n[o’']t | no\ longer ) \ (?: \w+ly\ | quite\ | at\ all\ )?
    (?: true | right | correct | accurate | the\ case )"""
_DISPUTES = _opening(rf"""
    (?= (?:
        (?: I\ )? disagree \b | I \ don[’']?t \ (?: agree | believe | buy ) \b
      | (?: I\ )? (?: \w+\ )? doubt \ (?: this | that | it ) {_ENDS}
      | {_STATES} (?: at\ odds\ with\b | (?: an? \ )? (?: \w+ \ ){{0,2}} (?: exaggeration | overstatement
          | oversimplification ) \b | (?: circular | doubtful | dubious | overstated | questionable | too\ strong
          | {_FALSE} | {_NOT} ) {_ENDS} )
      | (?: I\ think\ )? (?: (?: this | that | it ) (?: [’']s )? \ )? (?: {_FALSE} | {_NOT} ) {_ENDS}
      | this \ (?: language | phrasing | wording ) \ seems\ to\ (?: imply | suggest ) \b
      | it \ is \ (?: not\ (?: at\ all\ )? clear | unclear ) \ (?: that | whether )
      | (?: seemingly\ )? at\ odds\ with\b | overstated {_ENDS}
      | (?=\w) [^?]*? \b (?: argument | assumption | conclusion | inference | premise ) \ (?: is | must\ be | was )
        \ (?: \w+ly\ | just\ )? (?: {_FALSE} | invalid | unsound ) {_ENDS}
    ) )
""")
"""How a remark begins that calls the statement false, or not shown; or how it calls what it rests on false."""


def disputed(texts: Texts) -> bool:
    """Whether the reader calls the quote false or not shown, so that no part of it is to be learned."""
    return bool(_DISPUTES.match(texts.comment) or _DENIED.fullmatch(texts.comment))


OPENINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "What does this explain?",
        _opening(r"""
            (?: and\ | so\ )? (?:
                (?: this | that | which | it ) (?: [’']s | \ is ) \ (?= why\b )
              | (?: (?: this | that ) \ )? (?: also\ )? explains \ (?= (?: why | how ) \b )
            )
        """),
    ),
    (
        "What follows?",
        _opening(rf"""
            (?: {ARROW} | (?: (?: and | so ) \ )? (?:
                so (?!\ that\b) | hence | thus | therefore | consequently | implies | meaning
              | (?: implication | consequence ) \s? : | (?: which | this | that ) \ (?: means | implies )
            ) \b (?! \ (?:
                far | much | many | called | what | why | how | I | my | do | does | did | can | could | should | will
              | would | is | are | was | true | glad | happy | sad | funny | good | nice | cool | great | curious
              | important | interesting | useful | relevant | easy | hard | clear | weird | strange
              | \w+\s?[.!,] | (?: it | this | that )\S*\ (?: is\ )? (?:\w+\ )? (?: of\ )? (?: like | an? )
            ) \b ) )
            ,? \s+ (?: that \ )?
        """),
    ),
    (
        "What is the drawback?",
        _opening(r"(?: con | disadvantage | downside | drawback | limitation ) s? \s? \d? \s? : \s*"),
    ),
    ("What is the advantage?", _opening(r"(?: advantage | benefit | pro | upside ) s? \s? \d? \s? : \s*")),
    ("What is the remedy?", _opening(r"(?: fix | solution | remedy | cure | workaround ) \s? : \s*")),
    ("What is the exception?", _opening(r"exceptions? \s? : \s*")),
    (
        "What happens instead?",
        _opening(r"""instead ,? \s (?= (?: we | they | people | he | she | it | the | most | many ) \s (?!
            (?:should|must|need|could|can)\b ) )"""),
    ),
    (
        "What should be done instead?",
        _opening(r"(?= [^.:;!?\n]{1,40} \ instead \s? (?: [:.,!] | $ ) | instead \b (?! \ of ) )"),
    ),
    (
        "What limits this?",
        _opening(r"""
            (?= (?: but\ | and\ )? (?:
                except | unless | caveat | limitation | depends\ on | provided | as\ long\ as | assum (?: es | ing )
              | only \ (?: if | when | for | in | at | where | true | holds )
              | not \ (?: at | in | if | when | for | always | necessarily | everywhere )
            ) \b )
        """),
    ),
    (AGAINST, _DISPUTES),
    (
        AGAINST,
        _opening(rf"""
            (?: but | however | yet ) ,? \s+ (?! (?: (?: it | this | they ) \ )? also\b | not\ because\b )
            | (?= (?:
                {_STATES} {_ODD}
              | I \ don[’']?t \ think
              | (?:a\ )? (?: bit | little ) \ (?: odd | strange | suspicious | weird )
              | not \ (?: so\ | really\ )? (?: sure | convinced | true | quite | correct )
              | (?: nice | fine | good | true ) \ in\ theory | in\ practice | ignores | contradicts
            ) \b )
        """),
    ),
    (
        "What should one do?",
        _opening(r"""
            (?= (?: avoid | make\ sure | use | prefer
              | (?: don[’']?t | do\ not ) (?! \ (?: know | understand | get | think | see | agree | recall | like ) \b )
            ) \s )
        """),
    ),
)
"""What is asked where the remark begins like this; what the pattern takes in only ties it to the statement."""


STATEMENT = 8
"""So many words state something, even where no verb is known among them."""


def remarked(texts: Texts) -> Draft | None:
    """The card that asks for what the remark does to the quote; None where nothing tells it, or there is little."""
    is_statement = has_verb(texts.quote) or count_words(texts.quote) >= STATEMENT
    if is_statement and _DENIED.fullmatch(texts.comment) and count_words(texts.quote) <= LONG_MEANING:
        front = f"{full_stop(capitalised(texts.quote))} {IS_IT_SO}"
        return Draft(front=front, back=full_stop(capitalised(texts.comment)), subject=subject_of(texts.quote, texts))
    for question, opening in OPENINGS:
        if found := opening.match(texts.comment):
            remark = replace(texts, comment=texts.comment[found.end() :])
            return _asked(remark, question) if is_statement else None
    return None


_DENIED = re.compile(
    rf"\W* (?: I\ think\ )? (?: (?: this | that | it ) (?: [’']s | \ is | \ was )? \ )? (?: \w+ly\ | just\ )?"
    rf"(?: {_FALSE} | {_NOT} ) \W* | (?: I\ )? disagree \W*",
    re.IGNORECASE | re.VERBOSE,
)
"""A comment that does no more than to call the statement wrong."""


def noted(texts: Texts) -> Draft | None:
    """The card that asks what the reader had to say of the quote; None where that is little, or tells of the reader."""
    return None if _OF_THE_READER.match(texts.comment) else reacted(texts)


def reacted(texts: Texts, *, asking: bool = False) -> Draft | None:
    """The card that asks what the reader had to say, though it tells of the reader; None where that is little.

    With `asking` it may hold questions beside what it tells.
    """
    return _asked(texts, "", asking=asking)


_OF_THE_READER = re.compile(
    r"\W*(?:(?:ok|okay|oh|wow|ha|yes|well),?\s)?(?:(?:I|my)\b|this (?:could|might|may|would|will|should) be\b)",
    re.IGNORECASE,
)
"""How a remark begins that is about the reader, or about what to do with the statement."""


_OF_SOMETHING = re.compile(r"the\s[\w-]+\sof\s", re.IGNORECASE)
"""How a heading begins that asks for one thing: "The focus of this book"."""

PASSAGE = 50
"""So many words of the quote leave room for the question."""
REMARKING = 6
"""So many words remark on something, and do not only label it."""


def _asked(texts: Texts, question: str, *, asking: bool = False) -> Draft | None:
    """The card that asks the question of the quote, or what is worth noting about it; None where that is little.

    A remark that asks is little too, unless it may be `asking` and tells something besides.
    """
    told = stems(texts.comment) - stems(texts.quote)
    ways = () if question else (ASKS,) if texts.thin or count_words(texts.comment) > 12 else (ASKS, EMPTY, JUDGEMENT)
    told_too = asking and any(
        "?" not in sentence and count_words(sentence) >= REMARKING for sentence in sentences(texts.comment)
    )
    empty = ("?" in texts.comment and not told_too) or any(way.match(texts.comment) for way in ways)
    if not texts.quote or texts.title or empty or count_words(texts.comment) < 4:
        return None
    if len(told) < (3 if has_verb(texts.quote) else 1):
        return None
    several = len(sentences(texts.quote)) > 1
    is_short = count_words(texts.quote) <= PASSAGE and not (several and breaks_off(texts.quote))
    said = texts.quote if is_short else passage(texts, PASSAGE)
    heading, _, rest = texts.comment.partition("\n")
    headed = bool(rest) and squeezed(heading.strip(": ")) in squeezed(texts.quote)
    note = rest if headed else texts.comment
    if not question and said.endswith("…"):
        return None  # nobody can tell what is said of it
    states = first_verb(said) is not None or (said.endswith(".") and count_words(said) >= REMARKING)
    if not question and states and count_words(note) >= REMARKING:
        question = "What is the reader’s remark?"
    whole = f"{full_stop(capitalised(f'{said} …' if breaks_off(said) and not said.endswith('…') else said))} {question}"
    about = said.strip(" .,:;")
    front = whole if question else f"What is worth noting about “{about}”?"
    if headed and not question and _OF_SOMETHING.match(about):
        front = f"What {'are' if is_plural(about) else 'is'} {about[0].lower()}{about[1:]}?"
    return Draft(front=front, back=full_stop(capitalised(note)), subject=subject_of(said, texts))
