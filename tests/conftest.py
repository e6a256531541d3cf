"""What the tests share: where things lie, and the bundled articles, extracted once."""

import os
import shutil

import hypothesis
import pytest
import scores

IN_CI = os.environ.get("CI", "").lower() in ("1", "true")

# the same examples in each run, so that a change is what made a test fail
hypothesis.settings.register_profile("solieu", derandomize=True, deadline=None, max_examples=60)
hypothesis.settings.load_profile("solieu")


def pytest_addoption(parser):
    parser.addoption(
        "--raise-floors",
        action="store_true",
        help="lift tests/floors.json to the gold scores reached now (it never lowers one)",
    )


def skip_unless_ci(reason):
    """Skip where a thing is missing; in CI everything has to be there, so fail."""
    (pytest.fail if IN_CI else pytest.skip)(reason)


@pytest.fixture(scope="session")
def root():
    """The project's folder."""
    return scores.ROOT


@pytest.fixture(scope="session")
def seeds(root):
    """The bundled articles."""
    return root / "seeds"


@pytest.fixture(scope="session")
def shared():
    """The folder beside the project that holds gold annotations of published articles."""
    if not (scores.SHARED / "gold").is_dir():
        skip_unless_ci(f"{scores.SHARED}/gold is not there; SOLIEU_SHARED names its folder")
    return scores.SHARED


@pytest.fixture(scope="session")
def chromium():
    """Path of the system's Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    return path or skip_unless_ci("no Chromium found: install it for the browser tests")


@pytest.fixture(scope="session")
def seed_tables(seeds):
    """All tables of the bundled articles."""
    from solieu.corpus import extract_corpus

    tables, failures = extract_corpus([seeds])
    assert not failures
    return tables
