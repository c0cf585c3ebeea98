"""The nights by the clock (定时运行): Prefect's server with its window, and the nightly flow as a deployment of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from flows.messages import message
from flows.settings import Settings

ZONE = "Asia/Shanghai"
HOST = "127.0.0.1"
START_SECONDS = 90.0
DEPLOYMENT = "nightly"


class WrongSchedule(ValueError):
    """The expression for the clock cannot be meant; the person corrects ``--cron``."""


class ServerFailed(RuntimeError):
    """Prefect's server did not come up; its own words are in ``HOME/logs/prefect-server.log``."""


def serve(settings: Settings, cron: str, port: int) -> None:
    """Run nights by the clock until interrupted. Everything that Prefect writes goes to ``HOME/prefect``.

    A server that ``PREFECT_API_URL`` names, or that answers on the port already, is used; else one is started and stopped again.
    """
    home = settings.home.resolve()
    os.environ.update({"JUESUAN_HOME": str(home), "JUESUAN_LANG": settings.language})
    if settings.sources_file is not None:
        os.environ["JUESUAN_SOURCES"] = str(settings.sources_file.resolve())
    os.environ |= {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    os.environ.setdefault("PREFECT_HOME", str(home / "prefect"))
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)
    given = os.environ.get("PREFECT_API_URL")
    address = given or f"http://{HOST}:{port or _free_port()}/api"
    os.environ["PREFECT_API_URL"] = address

    from prefect.schedules import Cron

    try:
        schedule = Cron(cron, timezone=ZONE)
    except ValueError as error:
        raise WrongSchedule(cron) from error
    with _server(address, settings.logs, start=given is None):
        from flows.nightly import nightly_flow

        window = address.removesuffix("/api")
        print(message("serve-started", settings.language, cron=cron, zone=ZONE, url=window), flush=True)
        nightly_flow.serve(name=DEPLOYMENT, schedules=[schedule], limit=1, print_starting_message=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@contextmanager
def _server(address: str, logs: Path, start: bool) -> Iterator[None]:
    """Prefect's server while the block runs."""
    if not start or _answers(address):
        yield
        return
    logs.mkdir(parents=True, exist_ok=True)
    port = address.removesuffix("/api").rsplit(":", 1)[1]
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", port]
    with (logs / "prefect-server.log").open("ab") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(address):
            if server.poll() is not None or time.monotonic() > deadline:
                raise ServerFailed(str(logs / "prefect-server.log"))
            time.sleep(0.3)
        yield
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
