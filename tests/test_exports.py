"""Every sample export of every format is found out, and read as its golden file says."""

import contextlib
from pathlib import Path

import pytest

from flashgen.errors import ExportError
from flashgen.readers import READERS, decode, detect, read_export
from tests.golden import EXPORTS, agrees, exports, mapping_of, told

FORMATS = sorted(reader.name for reader in READERS)


@pytest.mark.parametrize("path", exports(*FORMATS), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_export_is_read_as_its_golden_file_says(path: Path, accept: bool) -> None:
    mapping = mapping_of(path)
    assert detect(decode(path.name, path.read_bytes(), mapping=mapping)).name == path.parent.name
    agrees(path, told(read_export(path.name, path.read_bytes(), mapping=mapping)), accept=accept)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_sample(name: str) -> None:
    assert exports(name)


@pytest.mark.parametrize("path", exports(*FORMATS), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_export_cut_anywhere_gives_its_beginning_or_a_clear_error(path: Path) -> None:
    whole = path.read_bytes()
    for cut in range(0, len(whole), max(1, len(whole) // 40)):
        with contextlib.suppress(ExportError):
            read_export(path.name, whole[:cut], format=path.parent.name)


def test_every_folder_of_samples_is_named_after_a_format() -> None:
    assert {path.name for path in EXPORTS.iterdir()} <= set(FORMATS)
