"""Real server processes, as tests and the command line start them."""

import asyncio
import json
import signal
import sys
from pathlib import Path

import httpx

from tests.support.apart import serving_apart
from tests.support.proxy import TcpProxy
from tests.support.serving import ServeProcess


async def _get(url: str) -> int:
    async with httpx.AsyncClient() as client:
        return (await client.get(url)).status_code


async def test_a_served_process_answers_and_comes_back_on_the_same_port(serve_process: ServeProcess) -> None:
    """Killed and started again, it answers at the same address."""
    served = await serve_process()
    assert await _get(f"{served.origin}/healthz") == 200
    await served.kill()
    await served.start_again()
    assert await _get(f"{served.origin}/healthz") == 200
    assert [json.loads(line)["event"] for line in served.log_text().splitlines()] == ["serving", "serving"]


async def test_a_process_that_is_asked_to_end_ends_in_order(serve_process: ServeProcess) -> None:
    """SIGTERM is an ordinary end."""
    served = await serve_process()
    assert await served.stop() in {0, -signal.SIGTERM}


async def test_the_proxy_cuts_open_connections_and_restores(serve_process: ServeProcess, tcp_proxy: TcpProxy) -> None:
    """While it is cut nobody gets through; afterwards the same port works."""
    served = await serve_process()
    url = f"http://localhost:{await tcp_proxy.open(served.port)}/healthz"
    assert await _get(url) == 200
    await tcp_proxy.cut()
    try:
        await _get(url)
    except httpx.TransportError:
        pass
    else:
        raise AssertionError("something got through a cut network")
    await tcp_proxy.restore()
    assert await _get(url) == 200


async def test_run_serves_until_it_is_interrupted_and_keeps_its_data(tmp_path: Path) -> None:
    """`run` twice on one directory: it prints its address, answers, ends with 0 on Ctrl-C, and comes up again."""
    for _ in range(2):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server", "run", "--data", str(tmp_path / "data"), "--port", "0", "--processes", "2",
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout is not None
        address = ""
        while not address:
            line = (await process.stdout.readline()).decode()
            assert line, "it ended before it served"
            address = line.removeprefix("webtherapy is at ").strip() if line.startswith("webtherapy is at") else ""
        assert await _get(f"{address}/healthz") == 200
        process.send_signal(signal.SIGINT)
        await process.communicate()
        assert process.returncode == 0


async def test_identity_messaging_and_front_serve_apart_behind_one_origin(
    service_environ: dict[str, str], tmp_path: Path
) -> None:
    """Three processes, each with its own credentials only, answer at one address."""
    async with (
        serving_apart(service_environ, tmp_path) as origin,
        httpx.AsyncClient(base_url=origin, headers={"Origin": origin}) as client,
    ):
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/identity/v1/session")).status_code == 401
        assert (await client.get("/messaging/v1/conversations")).status_code == 401
        assert (await client.post("/identity/v1/sign-in", content=b"{}")).status_code == 400
