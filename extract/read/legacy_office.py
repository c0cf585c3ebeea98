"""Formats that only LibreOffice reads (DOC, WPS, RTF …): converted in a process of its own, then read as DOCX or XLSX.

The process gets a fresh profile in which macros, link updates and remote content are switched off, proxies that lead nowhere,
a time limit, and a folder that is deleted afterwards. Without LibreOffice the document is refused with advice.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Literal

from extract.cell_grid import ReadDocument
from extract.errors import PasswordProtected, TooSlow, TruncatedDocument, UnsupportedFormat
from extract.read.compound_file import is_encrypted_word
from extract.read.limits import DEFAULT_LIMITS, Limits

LONGEST_CONVERSION_SECONDS = 180.0

_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Writer/Content/Update", "Link", "2"),
    ("Calc/Content/Update", "Link", "2"),
)
"""No macros, no active content, links are never updated (2)."""


def read_through_libreoffice(
    content: bytes, extension: str, target: Literal["docx", "xlsx"], limits: Limits = DEFAULT_LIMITS
) -> ReadDocument:
    """Convert and read; the result's format is "doc" or "xls". ``extension`` is that of the type, not of the name.

    Raises :class:`UnsupportedFormat` when LibreOffice is not installed, :class:`PasswordProtected`, :class:`TooSlow`,
    :class:`TruncatedDocument` when the conversion gives nothing.
    """
    if extension == "doc" and is_encrypted_word(content):
        raise PasswordProtected()
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise UnsupportedFormat(
            "读取旧格式（DOC、WPS、RTF 等）需要安装 LibreOffice，并使 soffice 在 PATH 中；也可另存为 DOCX 后重试",
            "old formats (DOC, WPS, RTF …) need LibreOffice with soffice on the PATH; or save the file as DOCX",
        )
    converted = _convert(program, content, extension, target, limits)
    if target == "docx":
        from extract.read.word import read_word

        return replace(read_word(converted, limits), format="doc")
    from extract.read.workbook import read_workbook

    return replace(read_workbook(converted, limits), format="xls")


def _convert(program: str, content: bytes, extension: str, target: str, limits: Limits) -> bytes:
    with tempfile.TemporaryDirectory(prefix="juesuan-convert-") as folder_name:
        folder = Path(folder_name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")
        source, result = folder / f"document.{extension}", folder / "converted" / f"document.{target}"
        source.write_bytes(content)
        command = [
            program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck", "--nodefault",
            "--nologo", "--convert-to", target, "--outdir", str(result.parent), str(source),
        ]  # fmt: skip
        _run(command, folder, min(limits.max_seconds, LONGEST_CONVERSION_SECONDS))
        if not result.is_file() or not result.stat().st_size:
            raise TruncatedDocument(
                "LibreOffice 不能转换该文件，文件可能已损坏", "LibreOffice could not convert the file; it may be damaged"
            )
        return result.read_bytes()


def _registry() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def _run(command: list[str], folder: Path, seconds: float) -> None:
    """Run in a session of its own, so that a time-out ends all of its processes."""
    nowhere = "http://127.0.0.1:9"
    environment = {
        "PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8",
        "http_proxy": nowhere, "https_proxy": nowhere, "ftp_proxy": nowhere, "SAL_USE_VCLPLUGIN": "svp",
    }  # fmt: skip
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise TooSlow(f"LibreOffice 转换超过 {seconds:.0f} 秒", f"LibreOffice took longer than {seconds:.0f} seconds") from error
