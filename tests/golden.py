"""Golden files: what an export says stands beside it, as text to be read and compared.

`book.txt` has its wanted annotations in `book.txt.wanted`: a block for each, one line for each field that says
something. `pytest --accept` writes them anew.
"""

import re
from dataclasses import fields
from pathlib import Path

from flashgen.model import Annotation, Export

EXPORTS = Path(__file__).parent / "data" / "exports"
UNTOLD = {"origin", "format", "fingerprint"}  # the block's first line tells the origin


def exports(*formats: str) -> list[Path]:
    """All sample exports, or those of the formats named; a folder is named after its format."""
    return sorted(
        path
        for path in EXPORTS.glob("*/*")
        if path.suffix not in (".wanted", ".map") and (not formats or path.parent.name in formats)
    )


def mapping_of(path: Path) -> dict[str, str]:
    """What `--map` says for this sample: it stands beside it, in a file of its own."""
    beside = path.with_name(path.name + ".map")
    if not beside.exists():
        return {}
    parts = (part.partition("=") for part in beside.read_text("utf-8").strip().split(","))
    return {field: column for field, _, column in parts}


def told(export: Export) -> str:
    """The export as text: its annotations in order, then its warnings."""
    blocks = [_block(annotation) for annotation in export.annotations]
    blocks += [f"warning: {warning}\n" for warning in export.warnings]
    return "\n".join(blocks)


def _block(annotation: Annotation) -> str:
    lines = [str(annotation.origin)]
    for field in fields(Annotation):
        value = getattr(annotation, field.name)
        if isinstance(value, float) and value > 0.9:
            continue  # sure enough; how sure changes with what was learned
        if field.name not in UNTOLD and value != field.default:
            text = str(value) if not isinstance(value, tuple) else " · ".join(map(str, value))
            lines.append(f"  {field.name}: " + text.replace("\n", "\n      "))
    return re.sub(r" +$", "", "\n".join(lines), flags=re.MULTILINE) + "\n"


def agrees(path: Path, came: str, *, accept: bool) -> None:
    """Compare with the golden file beside `path`, or write it."""
    golden = path.with_name(path.name + ".wanted")
    if accept:
        golden.write_text(came, "utf-8")
    assert golden.exists(), f"{golden.name} is missing: look at what `pytest --accept` writes"
    wanted = golden.read_text("utf-8")
    assert wanted.strip(), f"{golden.name} is empty"
    assert came == wanted
