"""A document of HTML as a tree: what browsers make of it, however broken it is."""

import re
from typing import TYPE_CHECKING

from flashgen.errors import ExportError

if TYPE_CHECKING:  # a compiled parser; most exports need none
    from selectolax.lexbor import LexborHTMLParser as Tree
    from selectolax.lexbor import LexborNode as Element

__all__ = ["Element", "Tree", "inside", "lines_where", "parsed", "text_of"]

DEEPEST = 2000  # elements in elements; parsing takes the square of it
_TAG = re.compile(r"<(/?)(?!(?:br|hr|img|meta|link|input|p|li|td|th|tr)\b)[a-z][^\s/>]*", re.IGNORECASE)


def parsed(name: str, html: str) -> "Tree":
    """The tree of a document. Raises ExportError where elements are nested as deep as no program writes them."""
    from selectolax.lexbor import LexborHTMLParser

    depth = 0
    for tag in _TAG.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > DEEPEST:
            line = html.count("\n", 0, tag.start()) + 1
            raise ExportError(f"{name}:{line}: elements nested deeper than {DEEPEST}; this is no export of annotations")
    return LexborHTMLParser(html)


def text_of(element: "Element | None") -> str:
    """The text on one line, "" where there is no element."""
    if element is None:
        return ""
    parts = ("\n" if node.tag == "br" else node.text_content or "" for node in element.traverse(include_text=True))
    return " ".join("".join(parts).split())


def inside(element: "Element") -> str:
    """The HTML of what the element holds, with every tag closed."""
    return element.inner_html or ""


def lines_where(pattern: re.Pattern[str], text: str) -> list[int]:
    """The line of each match: a tree does not know where in the file its elements stand."""
    lines, line, end = [], 1, 0
    for found in pattern.finditer(text):
        line += text.count("\n", end, found.start())
        end = found.start()
        lines.append(line)
    return lines
