"""The ``juesuan`` commands (命令行): parse words, call one function, print. Anything heavy is imported where it is used."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from flows.exit_status import DONE, FAILED, SOME_QUARANTINED, WRONG_USAGE, complain
from flows.messages import message
from flows.settings import LANGUAGES, VERIFICATIONS, SettingError, Settings, read_settings

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"

DESCRIPTION = "决算与项目绩效自评表数据仓库 · final accounts and self-evaluation forms as a warehouse that answers SQL"


def build_parser() -> argparse.ArgumentParser:
    """All commands with their options. Help texts are in both languages, since help is asked before a language is chosen."""
    parser = argparse.ArgumentParser(prog="juesuan", description=DESCRIPTION)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--home", type=Path, help="数据目录 · where everything is kept (JUESUAN_HOME; data/lake)")
    shared.add_argument("--lang", choices=LANGUAGES, help="提示语言 · language of messages (JUESUAN_LANG; zh)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, help_text: str, run: Callable[[argparse.Namespace, Settings], int]) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help_text, description=help_text, parents=[shared])
        added.set_defaults(run=run)
        return added

    ingest = command("ingest", "导入文件、文件夹或压缩包 · load documents", run_ingest)
    ingest.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="缺省为自带样例 · default: data/samples")
    ingest.add_argument("--flow", action="store_true", help="作为 Prefect 流程运行 · run as a Prefect flow")
    reprocess = command("reprocess", "用现在的程序重读已归档的文件 · read archived documents again", run_reprocess)
    reprocess.add_argument("--document", nargs="+", default=[], metavar="SHA256", help="缺省为全部 · default: all")
    for reading in (ingest, reprocess):
        reading.add_argument("--verify", choices=VERIFICATIONS, help="第二读取程序核对的页 · pages read twice (sample)")
        reading.add_argument("--workers", type=int, help="读取进程数 · reader processes (all cores)")
        reading.add_argument("--json", action="store_true", help="最后输出一个 JSON 对象 · print one JSON object at the end")

    fetch = command("fetch", "从政府门户采集到原始文件库 · fetch documents from portals into the archive", run_fetch)
    fetch.add_argument("--dry-run", action="store_true", help="只列出会取什么 · list only, download nothing")
    nightly = command("nightly", "采集、导入、发布、小结 · fetch, load what is new, publish, tell", run_nightly)
    for night in (fetch, nightly):
        night.add_argument("sources", nargs="*", metavar="SOURCE", help="缺省为全部启用的来源 · default: all enabled sources")
        night.add_argument("--since", metavar="DATE", help="不取列表中更早的 · leave out what lists date earlier")
        night.add_argument("--full", action="store_true", help="列表读到底 · read every list to its end")
        night.add_argument("--json", action="store_true", help="最后输出一个 JSON 对象 · print one JSON object at the end")
    serve = command("serve", "按时运行 nightly，带 Prefect 界面 · nightly by the clock, with Prefect's window", run_serve)
    serve.add_argument("--cron", default="0 2 * * *", help="北京时间 · in the time of Asia/Shanghai")
    serve.add_argument(
        "--port", type=int, default=4200, help="界面的端口，0 为任一空闲端口 · port of the window, 0 for any free one"
    )

    query = command("query", "用 SQL 查询 · ask in SQL", run_query)
    query.add_argument("sql", metavar="SQL", help="查询语句，- 表示标准输入 · the query, - for standard input")
    query.add_argument("--format", choices=("table", "csv", "json", "parquet"), default="table")
    query.add_argument("--output", type=Path, metavar="FILE", help="写入文件 · write to a file")
    explain = command("explain", "一个数字是在哪里公布的 · where a figure was published", run_explain)
    explain.add_argument("fact", metavar="FACT_ID[.FIGURE]", help="事实编号 · the fact's id, or one figure of it")
    explain.add_argument("--image", type=Path, metavar="FILE", help="保存框出单元格的页面图片 · page picture, cell framed")
    explain.add_argument("--json", action="store_true")
    report = command("report", "问题、覆盖与时效 · findings, coverage and freshness", run_report)
    report.add_argument("--html", type=Path, metavar="FILE", help="保存为网页 · save as a web page")
    export = command("export", "导出星型模型与数据字典 · export the star and its dictionary", run_export)
    export.add_argument("folder", type=Path, metavar="DIR")
    export.add_argument("--format", choices=("parquet", "csv", "xlsx"), default="parquet")
    command("doctor", "检查安装 · check the installation", run_doctor)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 wrong usage, 3 some documents in quarantine."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a character must not end a run
    options = build_parser().parse_args(arguments)
    try:
        settings = read_settings(os.environ)
    except SettingError as error:
        print(error, file=sys.stderr)
        return WRONG_USAGE
    if options.home:
        settings = replace(settings, home=options.home)
    if options.lang:
        settings = replace(settings, language=options.lang)
    try:
        status: int = options.run(options, settings)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader of a pipe has seen enough: `juesuan query … | head`
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return complain(settings, FAILED, "interrupted")


def run_ingest(options: argparse.Namespace, settings: Settings) -> int:
    """``juesuan ingest``"""
    if not options.paths:
        # what stands beside the samples to describe them is no document
        paths = sorted(SAMPLES.glob("*"))
        return _run_reading(options, settings, paths=paths)
    for path in options.paths:
        if not path.exists():
            return complain(settings, WRONG_USAGE, "no-such-path", path=path)
    return _run_reading(options, settings, paths=options.paths)


def run_reprocess(options: argparse.Namespace, settings: Settings) -> int:
    """``juesuan reprocess``"""
    if not settings.warehouse.exists():
        return complain(settings, FAILED, "no-warehouse", path=settings.warehouse)
    return _run_reading(options, settings, sha256s=options.document)


def _run_reading(
    options: argparse.Namespace, settings: Settings, paths: Sequence[Path] | None = None, sha256s: Sequence[str] = ()
) -> int:
    from flows.progress import progress_display
    from flows.run_plan import UnknownDocument
    from flows.stages import RunFailed, run_ingest_stages, run_reprocess_stages
    from flows.summary import print_summary

    if options.workers is not None and options.workers < 1:
        return complain(settings, WRONG_USAGE, "workers-positive")
    settings = replace(
        settings, verification=options.verify or settings.verification, workers=options.workers or settings.workers
    )
    try:
        if paths is None:
            with progress_display(settings.language) as progress:
                result = run_reprocess_stages(settings, sha256s, progress)
        elif options.flow:
            from flows.ingest import ingest_flow

            result = ingest_flow([str(path) for path in paths], str(settings.home), settings.verification, settings.workers)
        else:
            with progress_display(settings.language) as progress:
                result = run_ingest_stages(settings, paths, progress)
    except UnknownDocument as error:
        return complain(settings, WRONG_USAGE, "unknown-document", sha=error)
    except RunFailed as error:
        return complain(settings, FAILED, "failed", reason=error.message(settings.language))
    if options.json:
        print(json.dumps(result.contract_object()))
    print_summary(result, settings, sys.stderr if options.json else sys.stdout)
    return SOME_QUARANTINED if result.needs_attention else DONE


def run_fetch(options: argparse.Namespace, settings: Settings) -> int:
    """``juesuan fetch``"""
    from flows import night_commands

    return night_commands.run_fetch(options, settings)


def run_nightly(options: argparse.Namespace, settings: Settings) -> int:
    """``juesuan nightly``"""
    from flows import night_commands

    return night_commands.run_nightly(options, settings)


def run_serve(options: argparse.Namespace, settings: Settings) -> int:
    """``juesuan serve``"""
    from flows import night_commands

    return night_commands.run_serve(options, settings)


def run_query(options: argparse.Namespace, settings: Settings) -> int:
    """``juesuan query``"""
    import duckdb

    from flows.query import QuestionRefused, answer_text, ask, read_question, save_answer, write_parquet
    from sql.warehouse import open_for_questions

    if not settings.warehouse.exists():
        return complain(settings, FAILED, "no-warehouse", path=settings.warehouse)
    if options.format == "parquet" and options.output is None and sys.stdout.isatty():
        return complain(settings, WRONG_USAGE, "query-parquet-output")
    with open_for_questions(settings.home) as connection:
        try:
            answer = ask(connection, read_question(options.sql))
            if options.output is not None:
                save_answer(answer, options.format, options.output)
            elif options.format == "parquet":
                write_parquet(answer, sys.stdout.buffer)
            else:
                text, count = answer_text(answer, options.format, cut_cells=sys.stdout.isatty())
                sys.stdout.write(text)
                if options.format == "table":
                    print(message("query-rows", settings.language, count=count))
        except QuestionRefused as error:
            return complain(settings, WRONG_USAGE, error.key)
        except duckdb.Error as error:
            complain(settings, WRONG_USAGE, "query-error", reason=error)
            if isinstance(error, duckdb.CatalogException):
                tables = connection.execute(
                    "SELECT string_agg(table_schema || '.' || table_name, ', ' ORDER BY table_schema, table_name) "
                    "FROM information_schema.tables WHERE table_schema IN ('published', 'mart', '决算', 'dq')"
                ).fetchone()
                complain(settings, WRONG_USAGE, "query-tables-hint", tables=tables[0] if tables else "")
            return WRONG_USAGE
    return DONE


def run_explain(options: argparse.Namespace, settings: Settings) -> int:
    """``juesuan explain``"""
    from flows.explain import ExplainRefused, explain_fact, explanation_lines, save_picture

    if not settings.warehouse.exists():
        return complain(settings, FAILED, "no-warehouse", path=settings.warehouse)
    try:
        explanation = explain_fact(settings.home, options.fact)
        if options.json:
            print(explanation.json_text())
        else:
            print("\n".join(explanation_lines(explanation, settings.language)))
        if options.image is not None:
            print(save_picture(settings.home, explanation, options.image, settings.language), file=sys.stderr)
    except ExplainRefused as error:
        return complain(settings, WRONG_USAGE, error.key, **error.values)
    return DONE


def run_report(options: argparse.Namespace, settings: Settings) -> int:
    """``juesuan report``"""
    from flows.report import collect_report, report_text
    from flows.report_page import report_page

    if not settings.warehouse.exists():
        return complain(settings, FAILED, "no-warehouse", path=settings.warehouse)
    report = collect_report(settings.home, settings.language)
    if options.html is None:
        print(report_text(report, settings.language))
        return DONE
    options.html.write_text(report_page(report, settings.language), encoding="utf-8")
    print(message("report-saved", settings.language, path=options.html))
    return DONE


def run_export(options: argparse.Namespace, settings: Settings) -> int:
    """``juesuan export``"""
    from sql.exports import export

    if not settings.warehouse.exists():
        return complain(settings, FAILED, "no-warehouse", path=settings.warehouse)
    written = export(settings.home, options.folder, options.format)
    print(message("export-done", settings.language, count=len(written), folder=options.folder))
    return DONE


def run_doctor(options: argparse.Namespace, settings: Settings) -> int:
    """``juesuan doctor``"""
    from flows.doctor import examination_text, examine

    findings = examine(settings)
    print(examination_text(findings))
    return FAILED if any(finding.state == "problem" for finding in findings) else DONE


if __name__ == "__main__":
    sys.exit(main())
