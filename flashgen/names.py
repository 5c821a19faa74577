"""Names and texts that others gave, made fit for files, slugs, decks and messages."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 100
SLUG = re.compile(r"(?=.{1,120}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
"""What names files, tags and topics: small letters, digits and single hyphens, 120 at most."""
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)  # Windows' device names


def file_name(title: str) -> str:
    """The title as a file's name on any system: no path, no control or format characters, 100 characters at most."""
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in title)
    name = re.sub(r'[<>:"/\\|?*]+', "-", kept)
    name = " ".join(name.split())[:LONGEST].strip(" .-")
    return f"_{name}" if RESERVED.fullmatch(name) else name or "annotations"


def slug(title: str) -> str:
    """The title in small letters, digits and hyphens; "untitled" where nothing is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-") or "untitled"


def deck_name(title: str) -> str:
    """The title as one level of an Anki deck's name, cut between words: `::` would begin a deck below it."""
    kept = "".join(c for c in title if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return shortened(re.sub(r":{2,}", ":", " ".join(kept.split())).strip(": "), LONGEST) or "Untitled"


def shortened(text: str, most: int = 70) -> str:
    """The text on one line, cut between words where it has more than `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


def nearest(name: str, known: Collection[str]) -> str:
    """` (did you mean 'x'?)` for the most similar known name, or ` (known: …)` when none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1)
    return f" (did you mean {near[0]!r}?)" if near else f" (known: {', '.join(known)})"
