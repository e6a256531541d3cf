"""The project as a newcomer meets it: pins, Makefile, README."""

import ast
import json
import re
import shutil
import subprocess
import sys
from importlib import metadata

import pytest

from solieu import tables

needs_make = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")


def pins(path):
    lines = [line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return dict(line.split("==") for line in lines if line and not line.startswith("-e"))


def imported(root):
    """Names of the modules that the library and the notebooks import."""
    sources = [path.read_text(encoding="utf-8") for path in (root / "lib/solieu").rglob("*.py")]
    for path in (root / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    for source in sources:
        for node in ast.walk(ast.parse(re.sub(r"(?m)^\s*[%!].*$", "", source))):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield node.module.split(".")[0]


def test_what_is_imported_is_pinned(root):
    pinned = {name.lower().replace("_", "-") for name in pins(root / "requirements.txt")}
    packages = metadata.packages_distributions()
    foreign = set(imported(root)) - set(sys.stdlib_module_names) - {"solieu"}
    lacking = {
        module
        for module in foreign
        if not {d.lower().replace("_", "-") for d in packages.get(module, ())} & pinned
    }
    # markupsafe is part of what jinja2 hands out
    assert lacking <= {"markupsafe"}


def test_pins_are_exact_and_installed(root):
    for name in ("requirements.txt", "tests/requirements.txt"):
        for package, version in pins(root / name).items():
            assert metadata.version(package) == version, f"{name}: {package}"


def test_the_wheel_lists_every_package_and_data_file(root):
    listed = (root / "lib/pyproject.toml").read_text(encoding="utf-8")
    for path in (root / "lib/solieu").rglob("__init__.py"):
        package = path.parent.relative_to(root / "lib").as_posix().replace("/", ".")
        assert f'"{package}"' in listed
    assert 'solieu = ["data/**/*", ' in listed


def test_readme_names_what_is_there(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:lib|notebooks|seeds|tests|\.ci)/[\w./]*|LICENSE)`", readme)
    assert len(paths) > 4
    assert not [path for path in paths if not (root / path).exists()]
    for table in tables.SCHEMAS:
        assert re.search(rf"^\|[^|]*\b{table}\b", readme, re.MULTILINE), table
    for target in re.findall(r"`?make (\w+)", readme):
        makefile = (root / "Makefile").read_text(encoding="utf-8")
        assert re.search(rf"^{target}:", makefile, re.MULTILINE) or target in ("with", "the"), (
            target
        )
    number = len(list((root / "seeds").glob("*.txt")))
    assert f"{number} bundled articles" in readme


@needs_make
@pytest.mark.parametrize(
    ("script", "told"),
    [
        ('[ "$1" = --version ] && echo Python 3.9.2; exit 1', "needs Python 3.11 or newer"),
        ('case "$2" in *ensurepip*) exit 1;; esac', "apt-get install python3-venv"),
    ],
)
def test_make_says_what_python_lacks(root, tmp_path, script, told):
    shutil.copy(root / "Makefile", tmp_path)
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    (tmp_path / "lib").mkdir()
    for name in ("requirements.txt", "lib/pyproject.toml"):
        (tmp_path / name).touch()
    words = ["make", "-C", str(tmp_path), "reports", f"PYTHON={python}"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert told in done.stderr
    assert not (tmp_path / ".venv").exists()


@needs_make
def test_make_hands_on_paths_with_spaces_and_quotes(root, tmp_path):
    shutil.copy(root / "Makefile", tmp_path)
    for name in ("requirements.txt", "lib/pyproject.toml", ".venv/pyvenv.cfg", ".venv/.installed"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    solieu = tmp_path / ".venv/bin/solieu"
    solieu.parent.mkdir()
    solieu.write_text('#!/bin/sh\nfor word; do echo "<$word>"; done\n')
    solieu.chmod(0o755)
    words = ["make", "-C", str(tmp_path), "reports", "CORPUS=my 'own' articles", "SITE=a  b"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "<my 'own' articles>\n<--site>\n<a  b>\n" in done.stdout
