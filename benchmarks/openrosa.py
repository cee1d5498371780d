# needs: stack
"""
Filled forms a second through POST /openrosa/submission: multipart of about 600 bytes, 8 connections, one filling each.

In turns with ``pgbench``, which inserts one prepared row of the same table a transaction on as many connections: what
the disk and the database can do at that moment. Beside it the processor time of one submission, of the web processes
alone and with the database's. Every acknowledged filling is counted in the table.
"""

import asyncio
import json
import os
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.intake import INSERT, SECONDS, TEXT, TURNS, VILLAGES, connection_settings, raw_rate, wrk_rate

CONNECTIONS = 8
TICKS = os.sysconf("SC_CLK_TCK")
BOUNDARY = "------------------------8f1d0c5be2a94736"
DOCUMENT = (
    "<data id='kondusif_laporan' version='1' xmlns:orx='http://openrosa.org/xforms'><category>crowd</category><text>{text}</text>"
    "<event_at>{moment}</event_at><village>{code}</village><orx:meta><orx:instanceID>uuid:{key}</orx:instanceID></orx:meta></data>"
)
BODY = (
    "--{boundary}\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"isian.xml\"\r\n"
    "Content-Type: text/xml\r\n\r\n{document}\r\n--{boundary}--\r\n"
)  # fmt: skip
LUA = """
local codes = {{ {codes} }}
local n, prefix = 0, ""
function init(args)
  local f = io.open("/dev/urandom", "rb"); local b = f:read(16); f:close()
  prefix = (b:gsub(".", function(c) return string.format("%02x", c:byte()) end))
  math.randomseed(b:byte(1) * 65536 + b:byte(2) * 256 + b:byte(3))
end
function request()
  n = n + 1
  local id = prefix:sub(1, 8) .. "-" .. prefix:sub(9, 12) .. "-4" .. prefix:sub(14, 16) .. "-8" .. prefix:sub(18, 20) .. "-" .. string.format("%012x", n)
  local body = [[{before}]] .. codes[math.random(#codes)] .. [[{between}]] .. id .. [[{after}]]
  return wrk.format("POST", "/openrosa/submission",
    {{["Content-Type"] = "multipart/form-data; boundary={boundary}", ["X-OpenRosa-Version"] = "1.0"}}, body)
end
"""


def body_of(code: str, key: str, moment: str) -> str:
    """This function will pack one filled form."""
    return BODY.format(boundary=BOUNDARY, document=DOCUMENT.format(text=TEXT, moment=moment, code=code, key=key))


def processor_seconds(pid: int) -> dict[str, float]:
    """This function will return the processor time so far of the stack's processes, by what they are."""
    found: dict[str, float] = {"web": 0.0, "database": 0.0, "other": 0.0}
    for one in _tree(pid):
        try:
            stat, line = Path(f"/proc/{one}/stat").read_text(), Path(f"/proc/{one}/cmdline").read_text()
        except OSError:
            continue
        after = stat.rpartition(")")[2].split()
        kind = "database" if "postgres" in line else "web" if re.search(r"server\W?web|\bweb\b", line) else "other"
        # The children of a process that have ended are in its own figures 13 and 14.
        found[kind] += sum(int(after[n]) for n in (11, 12)) / TICKS
    return found


def _tree(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


async def _post(host: str, port: int, codes: list[str], until: float, seed: int) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    chosen, n = random.Random(seed), 0
    moment = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    head = f"POST /openrosa/submission HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
    while time.monotonic() < until:
        body = body_of(chosen.choice(codes), str(UUID(int=chosen.getrandbits(128))), moment).encode()
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 201"):
            raise SystemExit(f"not acknowledged: {answer[:80]!r}")
        await reader.readexactly(int(re.search(rb"content-length: (\d+)", answer.lower()).group(1)))
        n += 1
    writer.close()
    return n


def _client(url: str, codes: list[str], seed: int) -> int:
    parts = urlsplit(url)

    async def all_of_them() -> int:
        until = time.monotonic() + SECONDS
        posts = (_post(parts.hostname, parts.port, codes, until, seed + n) for n in range(CONNECTIONS // 2))
        return sum(await asyncio.gather(*posts))

    return asyncio.run(all_of_them())


def own_rate(url: str, codes: list[str]) -> tuple[float, int]:
    """This function will return the fillings a second where wrk is missing; it takes more of the machine for itself."""
    seed = int.from_bytes(os.urandom(8))
    with ProcessPoolExecutor(2) as pool:
        n = sum(part.result() for part in [pool.submit(_client, url, codes, seed + 1000 * k) for k in range(2)])
    return n / SECONDS, n


def write_scripts(place: Path, codes: list[str]) -> tuple[Path, Path]:
    """This function will write what pgbench and wrk run."""
    insert, lua = place / "insert.sql", place / "form.lua"
    insert.write_text(" ".join(INSERT.format(text=TEXT, code=codes[0]).split()))
    moment = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    before, rest = body_of("\x00", "\x01", moment).split("\x00")
    between, after = rest.split("\x01")
    # A line break right after [[ would be swallowed, and \r\n must stay as it is.
    lua.write_bytes(
        LUA.format(codes=",".join(f'"{code}"' for code in codes), before=before, between=between, after=after, boundary=BOUNDARY)
        .replace("\r\n", "]] .. '\\r\\n' .. [[").encode()
    )  # fmt: skip
    return insert, lua


def main() -> None:
    """This function will measure both in turns and print the figures."""
    url, pid = os.environ["KONDUSIF_BENCH_URL"], int(os.environ["KONDUSIF_BENCH_PID"])
    settings, with_wrk = connection_settings(Path(os.environ["KONDUSIF_BENCH_DATA"])), shutil.which("wrk") is not None
    raw, ours, web, whole, acknowledged = [], [], [], [], 0
    with (
        psycopg.connect(**settings, options="-c app.scope=*", autocommit=True) as connection,
        tempfile.TemporaryDirectory() as place,
    ):
        codes = [code for code, _lon, _lat in connection.execute(VILLAGES).fetchall()]
        insert, lua = write_scripts(Path(place), codes)
        counted = "SELECT count(*) FROM reports_report WHERE channel = 'form'"
        before = connection.execute(counted).fetchone()[0]
        for turn in range(TURNS + 1):
            rows = raw_rate(settings, insert, CONNECTIONS)
            since = processor_seconds(pid)
            rate, n = wrk_rate(url, lua, CONNECTIONS) if with_wrk else own_rate(url, codes)
            spent = {kind: 1000 * (seconds - since[kind]) / n for kind, seconds in processor_seconds(pid).items()}
            acknowledged += n
            if turn:  # the first turn warms up
                raw.append(rows)
                ours.append(rate)
                web.append(spent["web"])
                whole.append(spent["web"] + spent["database"])
            print(f"turn {turn}: database {rows:.0f} rows/s, forms {rate:.0f}/s, CPU ms each: "
                  f"web {spent['web']:.2f}, database {spent['database']:.2f}, rest {spent['other']:.2f}", flush=True)  # fmt: skip
        stored = connection.execute(counted).fetchone()[0] - before
        events = connection.execute(
            "SELECT count(*) FROM core_event WHERE name = 'report.received' AND payload->>'channel' = 'form'"
        ).fetchone()[0]
    if stored < acknowledged or events < acknowledged:
        raise SystemExit(f"{acknowledged} fillings acknowledged, {stored} stored, {events} events: some were lost")
    size, load = len(body_of(codes[0], str(UUID(int=1)), datetime.now(UTC).isoformat())), os.getloadavg()[0]
    client = "wrk" if with_wrk else "own client, which takes part of the same cores"
    for figure in (
        {"name": "database alone, one row a commit, 8 connections", "value": round(statistics.median(raw)), "unit": "rows/s",
         "note": f"{min(raw):.0f}–{max(raw):.0f}"},
        {"name": "filled forms, 8 connections", "value": round(statistics.median(ours)), "unit": "forms/s", "goal": "≥ 700",
         "note": f"{min(ours):.0f}–{max(ours):.0f}; {size} bytes of multipart; {client}; load at the end {load:.1f}; "
                 f"{acknowledged} acknowledged, {stored} stored"},
        {"name": "processor time of one filled form, web", "value": round(statistics.median(web), 2), "unit": "ms", "goal": "≤ 2"},
        {"name": "processor time of one filled form, web and database", "value": round(statistics.median(whole), 2), "unit": "ms",
         "goal": "≤ 2", "note": "the database's own work for row, event and flush included"},
    ):  # fmt: skip
        print(json.dumps(figure))


if __name__ == "__main__":
    main()
