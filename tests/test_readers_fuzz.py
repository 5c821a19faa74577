"""Broken and hostile exports give annotations or a FlashgenError: nothing else, and never silence."""

import json
import random
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashgen.errors import FlashgenError
from flashgen.model import Annotation, Export
from flashgen.readers import READERS, Reader, Stage, read_export
from tests.golden import exports, mapping_of

ROUNDS = 20  # a sample; by hand, thousands were run
UNFIT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
SPITEFUL = (
    b'"',
    b"\\",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r",
    b"{",
    b"]",
    b"\\ud800",
    b"NaN",
    b"9" * 5000,
    b"[" * 5000,
    b"==========\n",
    b"<div>",
    b'""',
    b"\t,;",
)


def spoilt(whole: bytes, chance: random.Random) -> bytes:
    """The bytes cut, flipped, doubled, or with something spiteful put in."""
    at, length = chance.randrange(len(whole) + 1), chance.randrange(1, 200)
    match chance.randrange(6):
        case 0:
            return whole[:at]
        case 1:
            return whole[at:]
        case 2:
            return whole[:at] + whole[at + length :]
        case 3:
            return whole[:at] + whole[at : at + length] * 2 + whole[at + length :]
        case 4:
            return whole[:at] + chance.choice(SPITEFUL) + whole[at:]
        case _:
            flipped = bytearray(whole)
            for _ in range(chance.randrange(1, 20)):
                flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
            return bytes(flipped)


def texts(annotation: Annotation) -> list[str]:
    """All texts of the annotation."""
    found: list[str] = []
    for field in fields(annotation):
        value = getattr(annotation, field.name)
        found += (
            [value]
            if isinstance(value, str)
            else [part for part in value if isinstance(part, str)]
            if isinstance(value, tuple)
            else []
        )
    return found


def sound(export: Export) -> None:
    """What every stage after the readers may rely on."""
    for annotation in export.annotations:
        assert annotation.uid
        assert annotation.fingerprint
        assert not any(UNFIT.search(text) for text in texts(annotation))
        assert annotation.aside or annotation.quote.strip() or annotation.comment.strip()
    for one in export.annotations:
        assert one.order <= max(other.order for other in export.annotations)


def read_or_refuse(name: str, content: bytes, **options: Any) -> None:
    """Read the bytes; what comes is sound, or one line that says why nothing does."""
    try:
        export = read_export(name, content, **options)
    except FlashgenError as error:
        refusal = str(error)
    else:
        sound(export)
        return
    assert refusal
    assert refusal.isprintable()


@pytest.mark.parametrize("path", exports(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_spoilt_export_is_read_in_part_or_refused(path: Path) -> None:
    whole, chance = path.read_bytes(), random.Random(path.name)
    for _ in range(ROUNDS):
        broken = spoilt(whole, chance)
        if chance.random() < 0.3:
            broken = spoilt(broken or whole, chance)
        read_or_refuse(path.name, broken, mapping=mapping_of(path))
        read_or_refuse(path.name, broken, mapping=mapping_of(path), format=path.parent.name)


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_annotations_or_a_clear_error(anything: bytes) -> None:
    read_or_refuse("anything", anything)


@given(st.text(max_size=300), st.sampled_from(READERS))
@settings(max_examples=300, deadline=None)
def test_any_text_read_as_any_format_gives_annotations_or_a_clear_error(text: str, reader: Reader) -> None:
    read_or_refuse("anything", text.encode("utf-8", "surrogatepass"), format=reader.name)


KEYS = (
    "annotations rows results highlights entries documents items first successful data profile total id key uri "
    "url user target selector type exact body value text tags itemType annotationType annotationPosition position "
    "sortIndex name created_on asin location author authors creators document title references links @context start_xy "
    "page refs isReply user_book_id created updated original_id hidden motivation source refinedBy purpose format "
    "time note"
).split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(JSON, st.sampled_from([reader for reader in READERS if reader.stage == Stage.JSON]))
@settings(max_examples=400, deadline=None)
def test_any_json_read_as_any_format_gives_annotations_or_a_clear_error(value: object, reader: Reader) -> None:
    read_or_refuse("anything.json", json.dumps(value).encode(), format=reader.name)
