"""The READERS table, detection, and read_export; one module a family of formats.

A reader module has `claims(source) -> bool` and `read(source) -> Export`; READERS lists it once for every format.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flashgen.model import Export, Override


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The bytes of one export, decoded once. `text` has no BOM; line ends are as in the file."""

    name: str
    data: bytes
    text: str
    warnings: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)  # --map: our field -> the CSV's column
    pins: Sequence[Override] = ()  # overrides with `pair:` for this file (flat text)
