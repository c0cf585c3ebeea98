"""One warehouse of the bundled samples for all journeys, made by the command that a newcomer types."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Command = Callable[..., "subprocess.CompletedProcess[str]"]


def run_juesuan(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """A ``juesuan`` command of this checkout in a process of its own."""
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, timeout=300, **options)


@pytest.fixture(scope="session")
def juesuan() -> Command:
    return run_juesuan


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """The home, the JSON object and the messages of ``juesuan ingest`` without a path."""
    home = tmp_path_factory.mktemp("journey") / "lake"
    done = run_juesuan("ingest", "--json", "--home", home)
    assert done.returncode == 3, done.stderr
    return home, json.loads(done.stdout), done.stderr


@pytest.fixture(scope="session")
def home(first_run: tuple[Path, dict[str, Any], str]) -> Path:
    return first_run[0]
