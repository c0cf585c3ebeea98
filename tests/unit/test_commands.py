"""Small parts of the commands: tables of wide characters, exact values, settings, run ids, the code's version."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from flows import code_version
from flows.discovery import printable_name
from flows.query import json_text, shown
from flows.run_ledger import run_id_of, write_log
from flows.settings import SettingError, read_settings
from flows.table_text import clip, display_width, render_table
from sql.records import DocumentState


def test_a_chinese_character_takes_two_places() -> None:
    assert [display_width(text) for text in ("abc", "部门", "１", "e\u0301", "")] == [3, 4, 2, 1, 0]


def test_columns_line_up_and_figures_stand_right() -> None:
    lines = render_table(["项目", "金额"], [["甲", "1.00"], ["公园绿地", "20857100.00"]]).splitlines()
    assert {display_width(line) for line in lines} == {8 + 2 + 11}
    assert lines[2] == "甲" + " " * 6 + "  " + " " * 7 + "1.00"


def test_a_cut_cell_says_that_it_is_cut() -> None:
    assert clip("公园绿地日常养护", 9) == "公园绿地…"
    assert clip("公园\n绿地", 9) == "公园 绿地"


@pytest.mark.parametrize("text", ["0.00", "20857100.00", "0.000001", "-1E+3", "12345678901234567890.12"])
def test_a_decimal_is_written_with_all_its_digits(text: str) -> None:
    value = Decimal(text)
    for written in (shown(value), json_text(value), json_text({"a": [value]})[7:-2]):
        assert Decimal(written) == value
        assert "E" not in written
    assert json.loads(json_text([value]), parse_float=Decimal, parse_int=Decimal) == [value]


def test_settings_come_from_the_environment() -> None:
    settings = read_settings({"JUESUAN_HOME": "/data", "JUESUAN_LANG": "en", "JUESUAN_WORKERS": "3", "JUESUAN_MAX_SECONDS": "60"})
    assert (settings.home, settings.language, settings.workers, settings.limits.max_seconds) == (Path("/data"), "en", 3, 60.0)
    assert settings.warehouse == Path("/data/warehouse.duckdb")
    assert read_settings({"JUESUAN_MAX_MEMORY_MB": "512"}).limits.max_memory_mb == 512.0


@pytest.mark.parametrize(
    "variable",
    [
        "JUESUAN_LANG=fr",
        "JUESUAN_WORKERS=0",
        "JUESUAN_WORKERS=many",
        "JUESUAN_VERIFY=some",
        "JUESUAN_MAX_SECONDS=nan",
        "JUESUAN_MAX_MEMORY_MB=0",
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(variable: str) -> None:
    name, _, value = variable.partition("=")
    with pytest.raises(SettingError, match=name):
        read_settings({name: value})


def test_a_file_name_in_gbk_is_shown_as_its_author_saw_it() -> None:
    assert printable_name(os.fsdecode("附件1.pdf".encode("gbk"))) == "附件1.pdf"
    assert printable_name("附件1.pdf") == "附件1.pdf"
    assert printable_name(os.fsdecode(b"\xff.pdf")).encode("utf-8")


def test_run_id_depends_on_what_is_read_and_on_what_stands_before() -> None:
    state = DocumentState("aa", "a.pdf", "loaded", "v1", "run_1")
    same = run_id_of("ingest", ["bb", "cc"], "v1", [state])
    assert run_id_of("ingest", ["cc", "bb"], "v1", [state]) == same
    others = [
        run_id_of("reprocess", ["bb", "cc"], "v1", [state]),
        run_id_of("ingest", ["bb"], "v1", [state]),
        run_id_of("ingest", ["bb", "cc"], "v2", [state]),
        run_id_of("ingest", ["bb", "cc"], "v1", []),
    ]
    assert len({same, *others}) == 5


def test_code_version_changes_with_a_row_of_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / "extract" / "reader.py", tmp_path / "data" / "forms.yaml"]
    for file in files:
        file.parent.mkdir()
        file.write_text("a")
    monkeypatch.setattr(code_version, "ROOT", tmp_path)
    monkeypatch.setattr(code_version, "_deciding_files", lambda: iter(files))
    first = code_version.code_version.__wrapped__()
    assert code_version.code_version.__wrapped__() == first
    files[1].write_text("b")
    assert code_version.code_version.__wrapped__() != first


def test_deciding_files_hold_readers_rules_and_wordings_but_no_messages() -> None:
    names = {path.relative_to(code_version.ROOT).as_posix() for path in code_version._deciding_files()}
    assert {"extract/cell_grid.py", "transform/amounts.py", "flows/document_reading.py"} <= names
    assert {"data/forms.yaml", "data/identities.yaml"} <= names
    assert not {"data/messages.yaml", "flows/cli.py"} & names


def test_log_lines_are_json_with_run_and_time(tmp_path: Path) -> None:
    write_log(tmp_path, "run_1", [{"event": "start"}])
    write_log(tmp_path, "run_1", [{"event": "end"}])
    lines = [json.loads(line) for line in (tmp_path / "run_1.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["start", "end"]
    assert all(line["run"] == "run_1" and line["at"].endswith("Z") for line in lines)
