"""Notebooks run by papermill, in kernels that are started once and emptied before each run.

Starting Python and loading pandas takes longer than a notebook's own work, so an edition of many
provinces would mostly wait for kernels. A run still has a process to itself while it lasts, starts
with an empty namespace, and is one papermill run with its own parameters.
"""

from __future__ import annotations

import functools
import os
import queue
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager
from papermill import execute_notebook, inspect_notebook

from ..knowledge import DataError, read_csv
from .names import UnknownName

NOTEBOOKS = Path(__file__).resolve().parents[3] / "notebooks"
PROFILE = "province_profile"  # the notebook that runs once for each province
_QUIET = "--log-level=50"


@dataclass(frozen=True)
class Page:
    """A notebook run: which, with what parameters, into which file, under which heading."""

    notebook: str
    file: str
    title: str
    parameters: dict[str, Any] = field(default_factory=dict)


@functools.cache
def registered() -> list[dict[str, str]]:
    """The notebooks with a page for the whole corpus, as ``pages.csv`` lists them for the menu.

    Raises `DataError`: a cell is empty, a name is no file name, or there is no such notebook.
    """
    rows = read_csv("pages.csv")
    lacking = [r["notebook"] for r in rows if not (NOTEBOOKS / f"{r['notebook']}.ipynb").is_file()]
    if lacking:
        raise DataError("pages.csv", [f"no notebook {name!r}" for name in lacking])
    return rows


@functools.cache
def parameters_of(notebook: str) -> Mapping[str, Mapping[str, str]]:
    """What papermill knows of a notebook's parameters, by name."""
    return inspect_notebook(str(NOTEBOOKS / f"{notebook}.ipynb"))


def settings_for(settings: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """For each notebook those of the settings that it takes, by the types of its parameters.

    Raises `UnknownName`: a setting that no notebook takes; `ValueError`: a word for a number.
    """
    names = [*(row["notebook"] for row in registered()), PROFILE]
    takes = {name: parameters_of(name) for name in names}
    ours = {"province", "corpus", "previous", "lang"}  # given by the edition itself
    known = {key for keys in takes.values() for key in keys} - ours
    for key in settings.keys() - known:
        raise UnknownName("parameter", key, sorted(known), "is of no notebook")
    return {
        name: {
            key: _typed(key, value, keys[key]["inferred_type_name"])
            for key, value in settings.items()
            if key in keys
        }
        for name, keys in takes.items()
    }


def _typed(key: str, value: str, kind: str) -> Any:
    if kind == "int" and not value.isdecimal():
        raise ValueError(f"{key}={value}: give a whole number")
    return value.split(",") if kind == "list" else int(value) if kind == "int" else value


def run_notebook(
    notebook: str,
    parameters: dict[str, Any],
    folder: str | os.PathLike[str],
    kernel: KernelManager | None = None,
) -> Any:
    """Run one of the notebooks by papermill in ``folder``; returns the executed notebook.

    Args:
        notebook: name of the notebook, without its ending
        parameters: values for some of its parameters
        folder: where its kernel works
        kernel: one that runs already (then ``folder`` is where it was started); else a new one

    Raises:
        UnknownName: a parameter that the notebook lacks (papermill itself only warns).
        papermill.PapermillExecutionError: a cell failed.
    """
    known = parameters_of(notebook)
    for name in parameters.keys() - known.keys():
        raise UnknownName("parameter", name, known, f"is not one of notebook {notebook}")
    # papermill's own cwd would move this whole process, and notebooks run side by side
    where = {"resources": {"metadata": {"path": str(folder)}}}
    quiet = {"progress_bar": False, "extra_arguments": [_QUIET], "km": kernel}
    path = str(NOTEBOOKS / f"{notebook}.ipynb")
    return execute_notebook(path, None, parameters, kernel_name="python3", **where, **quiet)


class _Kernel(KernelManager):
    """A kernel that remembers the client a run opened, for nobody else closes its channels."""

    latest: Any = None

    def client(self, **options: Any) -> Any:
        self.latest = super().client(**options)
        return self.latest


class Kernels:
    """Kernels for runs side by side, as many as threads ask for; a context manager ends them all."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = folder
        self._idle: queue.SimpleQueue[_Kernel] = queue.SimpleQueue()
        self._all: list[_Kernel] = []

    def __enter__(self) -> Kernels:
        return self

    def __exit__(self, *error: object) -> None:
        for kernel in self._all:
            kernel.shutdown_kernel(now=True)

    def run(self, notebook: str, parameters: dict[str, Any]) -> Any:
        """Like `run_notebook`, in a kernel that is idle or a new one."""
        try:
            kernel = self._idle.get_nowait()
        except queue.Empty:
            kernel = _Kernel(kernel_name="python3")
            self._all.append(kernel)
            kernel.start_kernel(cwd=str(self.folder), extra_arguments=[_QUIET])
        try:
            executed = run_notebook(notebook, parameters, self.folder, kernel)
            kernel.latest.execute_interactive("%reset -f", silent=True, timeout=60)
        finally:
            if kernel.latest:
                kernel.latest.stop_channels()
        self._idle.put(kernel)  # only after a run that went well: what a failed one left is dropped
        return executed
