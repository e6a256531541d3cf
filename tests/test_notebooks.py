"""The notebooks: their form, that they run with other parameters, and that runs repeat.

Outputs are not stored in git: they hold drawings and change with every rule that improves. Instead
each notebook is run by papermill here, and nbval runs the result again and compares all outputs.
"""

import ast
import re
import subprocess
import sys

import nbformat
import papermill
import pytest

from solieu import tables
from solieu.reporting.report import UnknownName
from solieu.reporting.runs import NOTEBOOKS, Kernels, parameters_of, run_notebook

FILES = sorted(NOTEBOOKS.glob("*.ipynb"))


@pytest.fixture(scope="module")
def folder(seed_tables, tmp_path_factory):
    """A folder whose ``data`` holds the bundled articles' tables."""
    folder = tmp_path_factory.mktemp("runs")
    tables.write(seed_tables, folder / "data")
    return folder


@pytest.fixture(scope="module")
def kernels(folder):
    with Kernels(folder) as kernels:
        yield kernels


def outputs(notebook, mime="text/plain"):
    found = [o for cell in notebook.cells for o in cell.get("outputs", [])]
    return "\n".join(o.get("data", {}).get(mime, "") for o in found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_notebook_reads_like_an_article(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    cells, tags = notebook.cells, lambda cell: cell.metadata.get("tags", [])
    assert cells[0].source.startswith("# ")
    prose = [cell for cell in cells if cell.cell_type == "markdown"]
    code = [cell for cell in cells if cell.cell_type == "code"]
    for number, cell in enumerate(cells):  # prose in pairs: Vietnamese, then English
        if "vi" in tags(cell):
            assert "en" in tags(cells[number + 1])
            heads = [re.findall("^#+", c.source, re.M) for c in cells[number : number + 2]]
            assert heads[0] == heads[1]
    assert all(set(tags(cell)) & {"vi", "en"} for cell in prose)
    for lang in ("vi", "en"):
        written = sum(len(cell.source) for cell in prose if lang in tags(cell))
        assert written > sum(len(cell.source) for cell in code), "more code than prose"
    for cell in code:
        assert not cell.outputs
        assert cell.execution_count is None
        assert cell.source.count("\n") < 15
        assert not re.search(r"^\s*(def|class) |except:|lambda", cell.source, re.M)
    parameters = [cell for cell in code if "parameters" in tags(cell)]
    assert len(parameters) == 1
    for line in parameters[0].source.splitlines():
        assert re.fullmatch(r"\w+: (str|list|int|float|bool) = .+  # .+", line)
    assert sum("answer" in tags(cell) for cell in code) == 1


CASES = [
    ("province_profile", {"province": "Long An"}, "Long An: 1"),
    ("province_profile", {"province": "hai-duong-2008", "lang": "en"}, "Hải Dương: 3"),
    ("compare_provinces", {"indicators": ["payroll.reduction"], "lang": "en"}, "Payroll cut"),
    (
        "compare_provinces",
        {"indicators": ["economy.state_revenue"], "period": "1990"},
        "chưa so sánh",
    ),
    (
        "compare_provinces",
        {"group": "cum-thi-dua-4", "boundaries": "2025", "lang": "en"},
        "head in 2018: Bình Dương",
    ),
    ("organisational_models", {"province": "An Giang", "lang": "en"}, "1 exempt"),
    ("organisational_models", {"model": "merger.schools"}, "Không bài nào"),
    ("documents_cited", {"lang": "en"}, "18-NQ/TW"),
    ("documents_cited", {"province": "Long An", "issued": "2022/2023"}, "6 văn bản"),
    ("limits_and_tasks", {"province": "Lai Châu", "lang": "en"}, "Most sentences on tasks"),
    ("limits_and_tasks", {"theme": "indices", "minimum": 10**9}, "chưa nhận ra câu nào"),
    ("extraction", {"document": "hai_duong_2019"}, "27"),
    ("audit", {"province": "Trà Vinh"}, "2015–2020"),
]


@pytest.mark.parametrize(("name", "parameters", "expected"), CASES)
def test_a_notebook_runs_with_other_parameters(name, parameters, expected, kernels):
    run = kernels.run(name, {"corpus": "data"} | parameters)
    answer = next(c for c in run.cells if "answer" in c.metadata.get("tags", []))
    assert expected in answer.outputs[0].data["text/plain"]
    assert "Traceback" not in outputs(run)


WRONG = [
    ("province_profile", {"province": "Trà Vính"}, "did you mean 'Trà Vinh'"),
    ("province_profile", {"province": '"><script>'}, "is not known here"),
    (
        "compare_provinces",
        {"indicators": ["payroll.reductions"]},
        "did you mean 'payroll.reduction'",
    ),
    ("compare_provinces", {"group": '"><script>'}, "is not known here"),
    ("organisational_models", {"model": "<script>"}, "is not known here"),
    ("extraction", {"document": "tra_vinh_2022"}, "did you mean 'tra_vinh_2020'"),
    ("documents_cited", {"lang": "fr"}, "choose one of vi, en"),
    ("documents_cited", {"issued": "2020/2010"}, "write a year or a span of years"),
    ("limits_and_tasks", {"theme": "</style>"}, "is not known here"),
    ("limits_and_tasks", {"minimum": "nhiều"}, "give a whole number of words"),
]


@pytest.mark.parametrize(("name", "parameters", "message"), WRONG)
def test_a_wrong_value_stops_with_a_suggestion(name, parameters, message, folder):
    cells = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells
    _, *code = [cell.source for cell in cells if cell.cell_type == "code"]  # first: its parameters
    told = {key: ast.literal_eval(p["default"]) for key, p in parameters_of(name).items()}
    told |= {"corpus": str(folder / "data")} | parameters
    with pytest.raises(ValueError, match=re.escape(message)):
        exec("\n".join(code), told)


def test_a_run_with_a_wrong_value_ends_with_the_suggestion(folder):
    name, parameters, message = WRONG[0]
    with pytest.raises(papermill.PapermillExecutionError, match=message):
        run_notebook(name, {"corpus": "data"} | parameters, folder)


def test_a_misspelt_parameter_stops_with_a_suggestion(tmp_path):
    with pytest.raises(UnknownName, match="did you mean 'province'"):
        run_notebook("province_profile", {"provnce": "Trà Vinh"}, tmp_path)


def test_runs_repeat_exactly_under_nbval(kernels, tmp_path, folder):
    for path in FILES:
        run = kernels.run(path.stem, {"corpus": str(folder / "data")})
        assert outputs(run, "text/html")
        nbformat.write(run, tmp_path / path.name)
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "."]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    cells = (c for path in FILES for c in nbformat.read(tmp_path / path.name, as_version=4).cells)
    expected = sum(cell.cell_type == "code" for cell in cells)
    assert re.search(rf"{expected} passed", done.stdout), done.stdout[-300:]


def test_a_notebook_opens_the_bundled_articles_by_itself(tmp_path):
    run = run_notebook("documents_cited", {}, NOTEBOOKS)
    assert "18-NQ/TW" in outputs(run)
    assert "../reports/latest/evidence/" in outputs(run, "text/html")
