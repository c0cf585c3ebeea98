"""What goes wrong while documents are loaded: it costs the document, or the run, and never the warehouse."""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from expectations import validator_process
from extract.read.limits import Limits
from flows import stages
from flows.document_reading import ReadingJob, read_one
from flows.progress import no_progress
from flows.run_plan import plan_ingest
from flows.settings import Settings
from flows.staged_documents import ReadingKey, clear_leavings, stage, staged_counts
from flows.stages import RunFailed, run_ingest_stages
from flows.worker_pool import WorkersUnavailable, run_jobs

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "data" / "samples"
FIRST = SAMPLES / "anhui_guichi_wenhualvyouju_2024.html"
SECOND = SAMPLES / "beijing_xicheng_shehuigongzuobu_2024.html"


def work(job: str) -> str:
    """A job of the pool: the name says what happens."""
    if job == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if job == "raise":
        raise RuntimeError("not foreseen")
    if job == "hang":
        time.sleep(60)
    if job == "hog":
        held = bytearray(700_000_000)
        time.sleep(60)
        del held
    return job.upper()


class Unimportable:
    """Work that the new process cannot even load."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (__import__, ("no_such_module_anywhere",))


def ends_of(jobs: list[str], workers: int = 2, max_seconds: float = 1.5) -> dict[str, str]:
    return {end.job: end.end for end in run_jobs(work, jobs, workers, max_seconds)}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which one document has been loaded."""
    home = tmp_path_factory.mktemp("faults") / "lake"
    run_ingest_stages(Settings(home=home), [FIRST], no_progress)
    return home


@pytest.fixture
def home(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(loaded, tmp_path / "lake"))


def test_a_reader_that_crashes_or_hangs_costs_its_document_only() -> None:
    good = ["one", "two", "three", "four"]
    ends = ends_of(["one", "crash", "two", "hang", "three", "raise", "four"])
    assert ends == {**dict.fromkeys(good, "done"), "crash": "crashed", "raise": "crashed", "hang": "too-slow"}


def test_a_reader_over_its_memory_costs_its_document_only() -> None:
    ends = {end.job: end.end for end in run_jobs(work, ["one", "hog", "two"], 1, 60, 600)}
    assert ends == {"one": "done", "hog": "too-much-memory", "two": "done"}


def test_results_come_back_with_their_jobs() -> None:
    assert {end.job: end.result for end in run_jobs(work, ["a", "b", "c"], 1, 60)} == {"a": "A", "b": "B", "c": "C"}


def test_no_job_needs_no_process() -> None:
    assert list(run_jobs(work, [], 2, 60)) == []


def test_processes_that_cannot_start_are_no_fault_of_the_documents() -> None:
    with pytest.raises(WorkersUnavailable):
        list(run_jobs(Unimportable(), ["one"], 1, 60))  # type: ignore[arg-type]


def test_readers_that_cannot_start_end_the_run_and_quarantine_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(*_: object) -> None:
        raise WorkersUnavailable

    monkeypatch.setattr("flows.worker_pool.run_jobs", unavailable)
    with pytest.raises(RunFailed) as failure:
        run_ingest_stages(Settings(home=home), [SECOND], no_progress)
    assert failure.value.key == "failed-workers"
    assert not (home / "quarantine").exists()


@pytest.mark.parametrize("ending", ["import sys; sys.exit(1)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_validation_that_dies_leaves_the_old_warehouse(home: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    before = (home / "warehouse.duckdb").read_bytes()

    def start(folder: Path) -> validator_process.ValidatorProcess:
        pipe = subprocess.PIPE
        child = subprocess.Popen([sys.executable, "-c", ending], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        return validator_process.ValidatorProcess(child, (folder / "errors.txt").open("w+"))

    monkeypatch.setattr(validator_process, "start", start)
    with pytest.raises(RunFailed) as failure:
        run_ingest_stages(Settings(home=home), [SECOND], no_progress)
    assert "validator-crashed" in failure.value.message("zh")
    assert (home / "warehouse.duckdb").read_bytes() == before


def test_a_full_disk_ends_the_run_and_leaves_the_old_warehouse(home: Path) -> None:
    """A limit on the size of files stands for a disk on which the next warehouse finds no room."""
    before = (home / "warehouse.duckdb").read_bytes()
    room = len(before) // 2

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    command = [sys.executable, "-m", "flows.cli", "ingest", str(SECOND), "--home", str(home)]
    done = subprocess.run(command, cwd=ROOT, preexec_fn=limit, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "磁盘写入失败" in done.stderr
    assert "Traceback" not in done.stderr
    assert (home / "warehouse.duckdb").read_bytes() == before


def test_facts_that_cannot_be_written_are_no_fault_of_the_document(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("flows.document_reading.stage", no_room)
    sha256 = next(path.name for path in (home / "staging").iterdir())
    outcome = read_one(ReadingJob(sha256, FIRST.name, home, tmp_path / sha256, ReadingKey("x", "none", FIRST.name), Limits()))
    assert outcome.refusal is None
    assert outcome.disk_fault == "No space left on device"


def test_a_document_over_its_time_is_refused_with_the_limit_in_the_message(home: Path) -> None:
    settings = Settings(home=home, limits=Limits(max_seconds=0.0001))
    plan = plan_ingest(settings, [SECOND], no_progress)
    outcomes = stages.read_documents(settings, plan, plan.jobs, no_progress)
    (state,) = stages.quarantine_refused(settings, plan, outcomes)
    assert state.reason_code == "too-slow"
    assert "JUESUAN_MAX_SECONDS" in str(state.message_zh)
    assert (home / "quarantine" / f"{state.sha256}.json").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_named_and_others_load(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(FIRST, folder / "one.html")
    (folder / "closed.html").write_text("x")
    (folder / "closed.html").chmod(0)
    result = run_ingest_stages(Settings(home=home), [folder], no_progress)
    assert [skipped.reason for skipped in result.plan.skipped] == ["unreadable"]
    assert result.needs_attention


def test_a_file_that_vanishes_is_named_and_others_load(home: Path, tmp_path: Path) -> None:
    result = run_ingest_stages(Settings(home=home), [FIRST, tmp_path / "gone.pdf"], no_progress)
    assert [skipped.reason for skipped in result.plan.skipped] == ["unreadable"]
    assert len(result.plan.unchanged) == 1
    assert result.needs_attention


def test_a_second_run_waits_for_the_first_and_says_so(home: Path) -> None:
    with (home / ".lock").open("a+") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        command = [sys.executable, "-m", "flows.cli", "ingest", str(FIRST), "--home", str(home)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(2)
        assert process.poll() is None
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "另一次导入正在运行" in err
    assert "未变 1" in out


def test_the_lock_of_a_dead_run_holds_nobody_up(home: Path) -> None:
    code = "import fcntl, os, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code, home / ".lock"], check=False)
    started = time.monotonic()
    run_ingest_stages(Settings(home=home), [FIRST], no_progress)
    assert time.monotonic() - started < 10


def test_half_written_staging_is_never_taken_for_a_reading(home: Path, tmp_path: Path) -> None:
    folder = next(path for path in (home / "staging").iterdir())
    key = ReadingKey("other-code", "sample", FIRST.name)
    assert staged_counts(folder, key) is None
    assert staged_counts(tmp_path / "nothing", key) is None
    (folder / "outcome.json").write_text('{"key": ')
    assert staged_counts(folder, key) is None
    (home / "staging" / ".half").mkdir()
    clear_leavings(home / "staging")
    assert not (home / "staging" / ".half").exists()


def test_staging_twice_keeps_the_newer_reading(tmp_path: Path) -> None:
    folder, old, new = tmp_path / "staging" / "sha", ReadingKey("1", "none", "x"), ReadingKey("2", "none", "x")
    stage(folder, {}, old, {"document": 1})
    stage(folder, {}, new, {"document": 2})
    assert staged_counts(folder, old) is None
    assert staged_counts(folder, new) == {"document": 2}
    assert [path.name for path in folder.parent.iterdir()] == ["sha"]


def test_settings_with_fewer_workers_give_the_same_run(home: Path) -> None:
    paths = [FIRST, SECOND]
    one = plan_ingest(Settings(home=home, workers=1), paths, no_progress)
    two = plan_ingest(replace(Settings(home=home), workers=2), list(reversed(paths)), no_progress)
    assert one.run_id == two.run_id
    assert [job.sha256 for job in one.jobs] == [job.sha256 for job in two.jobs]


def test_a_document_over_its_memory_is_refused_with_the_limit_in_the_message(home: Path) -> None:
    settings = Settings(home=home, limits=Limits(max_memory_mb=1.0))
    plan = plan_ingest(settings, [SECOND], no_progress)
    outcomes = stages.read_documents(settings, plan, plan.jobs, no_progress)
    (state,) = stages.quarantine_refused(settings, plan, outcomes)
    assert state.reason_code == "too-much-memory"
    assert "JUESUAN_MAX_MEMORY_MB" in str(state.message_zh)
