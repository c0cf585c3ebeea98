"""Great Expectations in a process of its own (校验进程), so that its five seconds of import pass while documents are being read.

``start`` spawns ``python -m expectations.validator_process``, which imports GX at once and then waits for one line of JSON on
its standard input. ``validate`` sends that line and waits for one line of JSON. The child ends with its answer, when its input
is closed, when its parent has died or when it is stopped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from expectations.gate import ExpectationFailed

TIMEOUT_SECONDS = 300.0
POLL_SECONDS = 0.5
ANSWER = "juesuan-validation "
PROGRAM_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class ValidatorProcess:
    """A child that imports Great Expectations; its standard error goes to ``errors``."""

    child: subprocess.Popen[str]
    errors: IO[str]

    def stop(self) -> None:
        """Ends the child if it still runs. Safe to call twice and after ``validate``."""
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait()
        for stream in (self.child.stdin, self.child.stdout, self.errors):
            if stream is not None and not stream.closed:
                stream.close()


def start(home: Path) -> ValidatorProcess:
    """Starts the child; returns at once. ``home`` is where it may write temporary files."""
    home.mkdir(parents=True, exist_ok=True)
    errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - closed by stop()
    environment = {**os.environ, "GX_ANALYTICS_ENABLED": "false", "PYTHONIOENCODING": "utf-8", "TQDM_DISABLE": "1"}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(PROGRAM_ROOT), environment.get("PYTHONPATH")]))
    child = subprocess.Popen(
        [sys.executable, "-m", "expectations.validator_process", str(os.getpid())],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8", cwd=home, env=environment,
        start_new_session=True,
    )  # fmt: skip
    return ValidatorProcess(child, errors)


def validate(
    process: ValidatorProcess,
    warehouse: Path,
    documents: Sequence[str],
    run_id: str,
    docs_directory: Path,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> list[dict[str, Any]]:
    """Runs the suites on the built-aside ``warehouse`` and writes the Data Docs to ``docs_directory``.

    ``documents``: SHA-256 of what is new. Returns one row per expectation, in a fixed order: ``run_id, suite, expectation,
    table_name, column_name, success, observed, unexpected_count, detail_zh, detail_en, gate``. Raises :class:`ExpectationFailed`
    ("validator-timeout", "validator-crashed") when the child does not answer. The file is opened read-only and closed again.
    """
    request = {
        "warehouse": str(warehouse.resolve()), "documents": sorted(documents), "run_id": run_id,
        "docs_directory": str(docs_directory.resolve()),
    }  # fmt: skip
    try:
        output, _ = process.child.communicate(json.dumps(request) + "\n", timeout=timeout_seconds)
    except subprocess.TimeoutExpired:
        process.stop()
        zh, en = (
            f"校验超过 {timeout_seconds:.0f} 秒未完成，未入库",
            f"the validation took longer than {timeout_seconds:.0f} s; nothing loaded",
        )
        raise ExpectationFailed("validator-timeout", zh, en) from None
    except (OSError, ValueError):
        output = ""
    answers = [line for line in (output or "").split("\n") if line.startswith(ANSWER)]
    if process.child.poll() == 0 and answers:
        process.stop()
        rows: list[dict[str, Any]] = json.loads(answers[-1].removeprefix(ANSWER))
        return rows
    process.child.wait()
    process.errors.seek(0)
    last = (process.errors.read().strip().splitlines() or ["（没有错误输出）"])[-1]
    process.stop()
    raise ExpectationFailed(
        "validator-crashed", f"校验进程出错，未入库：{last}", f"the validation process failed; nothing loaded: {last}"
    )


def end_with_parent(parent: int) -> None:
    """Ends this process at once when the process ``parent`` is no longer its parent: nobody would use the answer."""
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
    os._exit(1)


def main(parent: int) -> int:
    """The child: import at once, wait for the request, answer, end. An empty line or end of input ends it without work."""
    threading.Thread(target=end_with_parent, args=(parent,), daemon=True).start()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    from expectations.suite_runner import run_suites

    line = sys.stdin.readline()
    if not line.strip():
        return 0
    request = json.loads(line)
    rows = run_suites(Path(request["warehouse"]), request["documents"], request["run_id"], Path(request["docs_directory"]))
    answers.write(ANSWER + json.dumps(rows, ensure_ascii=False) + "\n")
    answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
