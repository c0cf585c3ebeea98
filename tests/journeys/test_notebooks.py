"""Every notebook runs over the warehouse of the samples and answers its questions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_answers(notebook: Path, home: Path) -> None:
    done = subprocess.run(
        [sys.executable, notebook, home], capture_output=True, text=True, encoding="utf-8", cwd=ROOT, timeout=120
    )
    assert done.returncode == 0, done.stderr
    for expected in ("change_yuan", "points_lost", "DQ-505", "juesuan explain "):
        assert expected in done.stdout
