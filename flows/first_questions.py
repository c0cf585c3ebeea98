"""The first questions of a newcomer (先问这三个), answered from a warehouse: ``python -m flows.first_questions [--home DIR]``.

The same three stand in README.md; a test holds page and code together.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from flows.query import answer_text, ask
from flows.settings import Settings, read_settings


@dataclass(frozen=True, slots=True)
class Question:
    """A question in both languages and in SQL."""

    zh: str
    en: str
    sql: str


QUESTIONS = (
    Question(
        "各部门年初要了多少钱，最后花了多少？",
        "What did each department plan, and what did it spend?",
        """SELECT 主管部门, 年度, 自评表数, 年初预算数_万元, 全年执行数_万元, 执行数占年初预算_百分比
FROM 决算.部门年度
ORDER BY 全年执行数_万元 DESC NULLS LAST""",
    ),
    Question(
        "哪些指标被扣了分，公布的原因是什么？",
        "Which indicators lost points, and what reason was published?",
        """SELECT 年度, 项目名称, 三级指标, 年度指标值, 实际完成值, 扣分, 偏差原因及改进措施
FROM 决算.绩效指标
WHERE 扣分 > 0
ORDER BY 扣分 DESC, 项目名称, 年度, 序号""",
    ),
    Question(
        "公布的文件里有哪些算不拢的数？",
        "Which published figures do not add up?",
        """SELECT 文件标题, 表号, 规则, 应为, 实为, 说明
FROM 决算.问题
WHERE 程度 = '错误' AND 来源 = '公布有误'
ORDER BY 文件标题, 表号, 规则""",
    ),
)


def home_option(settings: Settings) -> str:
    """What to type after a command so that it looks at the same home; nothing for the default one."""
    return "" if settings.home == Settings().home else f" --home {shlex.quote(str(settings.home))}"


def command_line(sql: str, settings: Settings) -> str:
    """What to type in a shell to ask a question."""
    return f'juesuan query{home_option(settings)} "{" ".join(sql.split())}"'


def main() -> int:
    """Print each question, how to ask it, and the answer."""
    from sql.warehouse import open_for_questions

    parser = argparse.ArgumentParser(prog="python -m flows.first_questions")
    parser.add_argument("--home", type=Path)
    settings = read_settings(os.environ)
    settings = replace(settings, home=parser.parse_args().home or settings.home)
    with open_for_questions(settings.home) as connection:
        for question in QUESTIONS:
            text, _ = answer_text(ask(connection, question.sql), "table", cut_cells=True)
            print(f"\n■ {question.zh if settings.language == 'zh' else question.en}")
            print(f"  {command_line(question.sql, settings)}\n\n{text}", end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
