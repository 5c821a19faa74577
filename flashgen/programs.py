"""Tells a piece of a program from prose: it is not mended, holds no formulas, and is asked what it does."""

import re

SIGNS = tuple(
    re.compile(sign)
    for sign in (
        r"\b(?:def|function|func|fn|sub)\s+\w+\s*\(",
        r"\b(?:class|interface|struct|enum)\s+\w+\s*(?:\([\w., ]*\)\s*:|\{|extends\b|implements\b)",
        r"\b(?:public|private|protected|static)\s+[\w<>\[\]]+\s+\w+|\b(?:const|let|var)\s+\w+\s*=",
        r"\breturn\b[^.;:!?]*[\w\])\"']\s*(?:;|\}|$|[+*/%<>=-]=?\s|\()",
        r"\b(?:for|while|if|elif|switch|catch)\s*\([^)]*\)\s*\{|\bfor\s+\w+(?:\s*,\s*\w+)*\s+in\s+[\w.]+\s*[(\[:\])]",
        r"\bfrom\s+[\w.]+\s+import\b|\bimport\s+(?:[\w.]+\s+as\s+\w+|[\w.]+\s*;)|#include\s*[<\"]|\brequire\(",
        r"[)\w\"']\s*;\s*(?:$|\}|\w+\s*[=(.])",
        r"===?|!==?|\+=|-=|=>|&&|\|\||::",
        r"\b\w+(?:\.\w+)*\s=\s(?:\w+(?:\.\w+)*\(|\[|\{|\"|')",
        r"\b(?:print|printf|println|console\.log|System\.out|self\.\w+|this\.\w+)\b\s*[(.=]",
        r"\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|\bCREATE TABLE\b",
        r"\b(?:WHERE|JOIN|GROUP BY|ORDER BY|VALUES|PRIMARY KEY)\b",
        r"\"{3}|'{3}|/\*|(?:^|\s)//\s",
    )
)
"""What programs are written with in the languages that are most read: Python, JavaScript, Java, C and SQL."""
ENOUGH = 2  # signs
BEGINNING = 2_000  # characters


def is_program(text: str) -> bool:
    """Whether the text is, by its beginning, a piece of a program: two signs of one or more, and no TeX."""
    text = text[:BEGINNING]
    if not re.search(r"[(){}\[\];=]", text) or "\\" in text:
        return False
    return sum(bool(sign.search(text)) for sign in SIGNS) >= ENOUGH
