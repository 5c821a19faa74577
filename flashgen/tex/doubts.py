r"""Why a formula is unsure, and what to write instead: one sentence each, "" where nothing is in doubt."""

import re

from flashgen.tex.mathjax import is_suspicious, problem

SINGLE_DOLLARS = r"Hypothesis typesets nothing between single dollars: write $$…$$ or \(…\)"
UNDELIMITED = r"its brackets do not close in order, or its end is unclear: write it between \( and \)"


def of_delimited(tex: str) -> str:
    """What is wrong with TeX that its writer marked as such."""
    if why := problem(tex):
        return f"MathJax does not typeset it ({why}): correct it there"
    if is_suspicious(tex):
        return "an underscore seems to be lost before a brace: write _{…} for what is lowered"
    return ""


def of_command(command: str, meant: str) -> str:
    r"""What is wrong with a command that TeX does not have (\Beta), where another is probably meant."""
    return rf"TeX has no {command}: write \({meant}\) if that is meant"


LOST = (
    ("√", "how far the root reaches"),
    ("[∑∏∫]", "what stands above and below the sign"),
    (r"[^\W\d_]\d|[^\W_][−-]\d|[^\W_][a-z]?[*∗]", "what is raised or lowered"),
)
"""What a sign of the plain text (by its pattern) is copied without."""


def of_plain(raw: str, tex: str) -> str:
    """What text without delimiters, read as this TeX, may have lost on its way out of a page."""
    if why := problem(tex):
        return rf"MathJax does not typeset its reading ({why}): write it anew between \( and \)"
    lost = next((lost for sign, lost in LOST if re.search(sign, raw)), "a fraction bar, a superscript or an index")
    meant = rf"\({tex}\) if that is meant" if len(tex) <= READABLE else r"it anew between \( and \)"
    return rf"copied text may have lost {lost}: write {meant}"


READABLE = 40
"""Characters of TeX that are read at a glance."""
