"""References to literature: telling a citation from prose, and the title in it."""

import re

_YEAR = r"(?:1[5-9]|20)\d\d[a-z]?"
_PUBLISHED = re.compile(
    r"""
    \b(?: proceedings | conference | journal | transactions | workshop | arxiv | preprint | doi | isbn | press |
    vol\. | pp\.
        | et\ al | university | advances\ in | authors?: ) (?!\w)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NAME = r"[A-Z][\w'’\u0300-\u036f-]+"
_NAMES = re.compile(
    rf"(?:{_NAME}(?:\s[A-Z]\.)*(?:\s(?:van|von|de|der|la|le|du)\s?)?(?:\s?{_NAME}){{0,2}}[\d*]*(?:,\s(?:and\s)?|\sand\s)){{2,}}"
)
_INITIALS = re.compile(r"(?:\b[A-Z]\.\s?)+[A-Z][\w-]+|\b[A-Z][\w-]+,\s(?:[A-Z]\.\s?)+")
_YEAR_ALONE = re.compile(_YEAR)
_PROSE = re.compile(r"\b(?:we|is|are|was|were|can|has|have|been|that|which|who|propos\w+|methods)\b")
_QUOTED = re.compile(r"[\"“]([^\"“”]{12,250}?),?[\"”]")
_AFTER_YEAR = re.compile(rf"\({_YEAR}\)\.?\s+([A-Z][^.]{{12,250}}?)\.(?:\s|$)")
_AFTER_NAMES = re.compile(
    r"et\.? al\.?\s+([A-Z][^.]{12,250}?)\.(?:\s|$)|(?:[A-Z]\.;?\s){1,}([A-Z][a-z]*\s[^.]{12,250}?)\.(?:\s|$)"
)
_INLINE = re.compile(
    rf"""
    \s* \( (?: (?: e\.g\. | see | cf\. | i\.e\. ) ,? \s* )? [^\W\d_] [^()\d]{{1,80}} {_YEAR} (?: \s\[\d{{4}}\] )?
        (?: [;,] [^()]* )? \)
    | \s* \[ [^\W\d_] [^\[\]\d]{{1,60}} , \s {_YEAR} (?: ; [^\]]* )? \]
    """,
    re.VERBOSE,
)


LONGEST_REFERENCE = 1500
"""Characters: the authors of the longest references are cut off long before."""


def is_reference(text: str) -> bool:
    """Whether the text cites or titles a work instead of saying something."""
    if len(text) > LONGEST_REFERENCE:
        return False
    rest = _QUOTED.sub(" ", without_inline(text))
    if _PROSE.search(rest):
        return False
    signs = [pattern.search(rest) for pattern in (_YEAR_ALONE, _PUBLISHED, _NAMES, _INITIALS)]
    return sum(map(bool, signs)) >= (1 if _QUOTED.search(text) else 2)


def title_of(reference: str) -> str:
    """The title in a reference, "" where none can be told from the rest."""
    for pattern in (_QUOTED, _AFTER_YEAR, _AFTER_NAMES):
        if found := pattern.search(reference):
            return str(next(filter(None, found.groups()))).strip(" .,")
    names = _NAMES.search(reference)
    before = re.split(
        rf"\s+\d{{1,2}}\s[A-Z][a-z]{{2}}\s{_YEAR}|\bAuthors?:", reference[: names.start()] if names else ""
    )[0]
    title = before.strip(' ·.,:-–[]"“”')
    return title if len(title) >= 12 else ""


_TITLE_ALONE = re.compile(r"\s*(?:[A-Z]\s*:\s*)?[\"“]([^\"“”]{12,250}?)[.,]?[\"”][.,]?\s*")


def title_alone(text: str) -> str:
    """The text where it is nothing but a title in quotation marks, most words of it with a capital; else ""."""
    found = _TITLE_ALONE.fullmatch(text)
    if not found:
        return ""
    capitals = [word[0].isupper() for word in re.findall(r"[^\W\d_]{4,}", found[1])]
    return found[1] if len(capitals) > 2 and 2 * sum(capitals) > len(capitals) else ""


def without_inline(text: str) -> str:
    """The text without "(Smith, 2014)", "[Smith, 2014]" and "(Fig. 3)"."""
    return _EMPTIED.sub("", _SHOWN.sub("", _INLINE.sub("", text)))


_SHOWN = re.compile(
    r"\s?\((?i:(?:see|cf\.?)\s)?(?i:figs?|figures?|tables?|eqs?|equations?|sect?|sections?|chap|chapters?|appendix)\b"
    r"\.?[\s~]*(?:\d|[A-Z]\b|[A-Z]\d|\()[^()\n]{0,20}\)?(?<=[\w)])\)(?!\w)"
    r"|\s?\((?i:(?:see\s)?(?:next|previous|following)\s(?:section|chapter|figure|table)|(?:see\s)?(?:above|below))\)"
)
"""What only points to another part of the text."""


_EMPTIED = re.compile(
    r"\s*\((?:(?:see|also|cf\.?|e\.g\.|i\.e\.|for example)[\s,]*)+(?:\[\d+(?:[,–-]\s?\d+)*\][\s,]*)*\)", re.IGNORECASE
)
"""What is left of brackets where only works were named in them: "(see e.g.)"."""
