"""The package as others install it: a real wheel, and the sdist's wheel, used from another folder."""

import ast
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "ai-reading-group.txt"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--outdir", folder, ROOT], check=True, capture_output=True)
    return folder


def shipped() -> set[str]:
    """What of the package and the templates git would keep, by its name in the checkout: modules and their data."""
    files = [path for folder in ("flashgen", "templates") for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}


def in_wheel(name: str) -> str:
    """What a file of the checkout is called in the wheel."""
    return f"flashgen/{name}" if name.startswith("templates/") else name


def test_the_sdist_and_the_wheel_built_of_it_hold_every_module_table_and_template(built: Path) -> None:
    (sdist,), (wheel,) = built.glob("*.tar.gz"), built.glob("*.whl")
    with tarfile.open(sdist) as archive:
        in_sdist = {name.partition("/")[2] for name in archive.getnames()}
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    assert {"flashgen/py.typed", "flashgen/pairing/weights.json", "flashgen/tex/mathjax.txt"} < shipped()
    assert shipped() <= in_sdist
    assert {in_wheel(name) for name in shipped()} == {name for name in names if ".dist-info/" not in name}


def test_the_wheel_builds_decks_from_another_folder(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=False)
    purelib = Path(
        sysconfig.get_path("purelib", vars={"base": str(tmp_path / "env"), "platbase": str(tmp_path / "env")})
    )
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(purelib)
    # the dependencies of this environment, but not flashgen itself: .pth files of that folder are not read again
    (purelib / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = tmp_path / "env" / "bin" / "python"
    where = subprocess.run(
        [python, "-c", "import flashgen; print(flashgen.__file__)"], check=True, capture_output=True, cwd=tmp_path
    )
    assert where.stdout.decode().startswith(str(tmp_path))
    ran = subprocess.run(
        [python, "-m", "flashgen", "convert", SEED, "--title", "seed"], cwd=tmp_path, capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "seed.apkg").stat().st_size > 10_000


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["anki"]]
    declared = {re.split(r"[^\w.-]", wish)[0].lower().replace("_", "-") for wish in wanted}
    homes = packages_distributions()
    for path in (ROOT / "flashgen").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            for top in {module.split(".")[0] for module in modules} - {"flashgen"} - sys.stdlib_module_names:
                owners = {owner.lower().replace("_", "-") for owner in homes[top]}
                assert owners & declared or top == "markupsafe", f"{path.name} imports {top}"  # jinja2's own
