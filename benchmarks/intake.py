# needs: stack
"""
Reports a second through POST /api/v1/reports, as a share of what the same database can commit row by row.

Both are measured in turns on the same running installation, 32 at a time: ``pgbench`` inserts one
prepared row of the reports table a transaction, ``wrk`` (or, without it, a client of our own) posts
JSON. The medians of the turns are compared. Every acknowledged report is counted in the table.
"""

import asyncio
import json
import os
import random
import re
import shutil
import statistics
import subprocess
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
from kondusif.site import database
from kondusif.site.server.binaries import bin_dir

CONNECTIONS, TURNS = 32, int(os.environ.get("KONDUSIF_BENCH_TURNS", "3"))
SECONDS = int(os.environ.get("KONDUSIF_BENCH_SECONDS", "8"))
TEXT = "Massa dari dua kubu berkumpul di simpang dekat balai desa, sebagian membawa kayu, arus kendaraan tertahan sejak pagi."
# The same columns that the intake fills, the same indexes and checks; without the event and its outbox row.
INSERT = """
INSERT INTO reports_report (id, client_id, content_hash, receipt_hash, channel, state, category, maturity, text, urgency,
  classification, region_code, lon, lat, place_text, event_at, entered_at, received_at, due_at, source_rating, info_rating,
  anonymous, exercise, synthetic, referred_to, decision_note, outcome_note)
VALUES (gen_random_uuid(), gen_random_uuid(), sha256('x'), sha256(gen_random_uuid()::text::bytea), 'lapor', 'received', 'crowd',
  'symptom', '{text}', 1, 1, '{code}', 112.9, -7.0, '', now(), now(), now(), now(), 'F', 6, true, false, false, '', '', '');
"""
VILLAGES = """
SELECT r.code, r.lon, r.lat FROM regions_region r JOIN regions_boundary b ON b.region_id = r.code AND b.current
JOIN regions_tenant t ON r.code LIKE t.region_id || '.%' WHERE r.level = 4 AND r.lon IS NOT NULL
"""
LUA = """
local places = {{ {places} }}
local n, prefix = 0, ""
function init(args)
  local f = io.open("/dev/urandom", "rb"); local b = f:read(16); f:close()
  prefix = (b:gsub(".", function(c) return string.format("%02x", c:byte()) end))
  math.randomseed(b:byte(1) * 65536 + b:byte(2) * 256 + b:byte(3))
end
function request()
  n = n + 1
  local p = places[math.random(#places)]
  local id = prefix:sub(1, 8) .. "-" .. prefix:sub(9, 12) .. "-4" .. prefix:sub(14, 16) .. "-8" .. prefix:sub(18, 20) .. "-" .. string.format("%012x", n)
  local body = '{{"client_id":"' .. id .. '","category":"crowd","text":"{text}","lat":' .. p[2] .. ',"lon":' .. p[1]
    .. ',"event_at":"{moment}","anonymous":true}}'
  return wrk.format("POST", "/api/v1/reports", {{["Content-Type"] = "application/json"}}, body)
end
"""


def connection_settings(data_dir: Path) -> dict[str, str]:
    """This function will return how to reach the installation's database in the application's own role."""
    found = database.embedded(data_dir, database.APP_ROLE)
    return {
        "host": found["HOST"],
        "port": found["PORT"],
        "user": found["USER"],
        "password": found["PASSWORD"],
        "dbname": found["NAME"],
    }


def raw_rate(settings: dict[str, str], script: Path, connections: int = CONNECTIONS) -> float:
    """This function will return the rows a second that the database commits one by one."""
    environment = os.environ | {
        "PGHOST": settings["host"], "PGPORT": settings["port"], "PGUSER": settings["user"],
        "PGPASSWORD": settings["password"], "PGOPTIONS": "-c app.scope=*",
    }  # fmt: skip
    command = [
        str(bin_dir() / "pgbench"),
        "-n",
        "-M",
        "prepared",
        "-c",
        str(connections),
        "-j",
        "2",
        "-T",
        str(SECONDS),
        "-f",
        str(script),
        settings["dbname"],
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(re.search(r"tps = ([\d.]+) \(without", done.stdout).group(1))


def wrk_rate(url: str, script: Path, connections: int = CONNECTIONS) -> tuple[float, int]:
    """This function will return the reports a second that were acknowledged to wrk, and how many in all."""
    command = ["wrk", "-t2", f"-c{connections}", f"-d{SECONDS}s", "--timeout", "30s", "-s", str(script), url]
    done = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in done or "Socket errors" in done:
        raise SystemExit(f"not every report was acknowledged:\n{done}")
    n = int(re.search(r"(\d+) requests in", done).group(1))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done).group(1)), n


async def _post(host: str, port: int, places: list[tuple[float, float]], until: float, seed: int) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    chosen, n = random.Random(seed), 0
    moment = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    while time.monotonic() < until:
        lon, lat = chosen.choice(places)
        body = json.dumps({
            "client_id": str(UUID(int=chosen.getrandbits(128))), "category": "crowd", "text": TEXT, "lat": lat, "lon": lon,
            "event_at": moment, "anonymous": True,
        }).encode()  # fmt: skip
        writer.write(
            b"POST /api/v1/reports HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % len(body)
            + body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 201"):
            raise SystemExit(f"not acknowledged: {head[:80]!r}")
        await reader.readexactly(int(re.search(rb"content-length: (\d+)", head.lower()).group(1)))
        n += 1
    writer.close()
    return n


def _client(url: str, places: list[tuple[float, float]], n_connections: int, seed: int) -> int:
    parts = urlsplit(url)

    async def all_of_them() -> int:
        until = time.monotonic() + SECONDS
        return sum(
            await asyncio.gather(
                *(_post(parts.hostname, parts.port, places, until, seed + n) for n in range(n_connections))
            )
        )

    return asyncio.run(all_of_them())


def own_rate(url: str, places: list[tuple[float, float]]) -> tuple[float, int]:
    """This function will return the same as ``wrk_rate`` where wrk is missing; it takes more of the machine for itself."""
    seed = int.from_bytes(os.urandom(8))
    with ProcessPoolExecutor(2) as pool:
        parts = [pool.submit(_client, url, places, CONNECTIONS // 2, seed + 1000 * n) for n in range(2)]
        n = sum(part.result() for part in parts)
    return n / SECONDS, n


def main() -> None:
    """This function will measure both in turns and print the figures."""
    url, settings = os.environ["KONDUSIF_BENCH_URL"], connection_settings(Path(os.environ["KONDUSIF_BENCH_DATA"]))
    with (
        psycopg.connect(**settings, options="-c app.scope=*", autocommit=True) as connection,
        tempfile.TemporaryDirectory() as place,
    ):
        villages = connection.execute(VILLAGES).fetchall()
        places = [(round(lon, 5), round(lat, 5)) for _code, lon, lat in villages]
        insert, lua = Path(place) / "insert.sql", Path(place) / "report.lua"
        insert.write_text(" ".join(INSERT.format(text=TEXT, code=villages[0][0]).split()))
        moment = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
        lua.write_text(LUA.format(places=",".join(f"{{{x},{y}}}" for x, y in places), text=TEXT, moment=moment))
        with_wrk = shutil.which("wrk") is not None
        counted = "SELECT count(*) FROM reports_report WHERE channel = 'api'"
        before, acknowledged = connection.execute(counted).fetchone()[0], 0
        raw, ours = [], []
        for turn in range(TURNS + 1):
            rows = raw_rate(settings, insert)
            rate, n = wrk_rate(url, lua) if with_wrk else own_rate(url, places)
            acknowledged += n
            if turn:  # the first turn warms up
                raw.append(rows)
                ours.append(rate)
            print(f"turn {turn}: database {rows:.0f} rows/s, intake {rate:.0f} reports/s", flush=True)
        stored = connection.execute(counted).fetchone()[0] - before
        events = connection.execute(
            "SELECT count(*) FROM core_event WHERE name = 'report.received' AND payload->>'channel' = 'api'"
        ).fetchone()[0]
    if stored < acknowledged or events < acknowledged:
        raise SystemExit(f"{acknowledged} reports acknowledged, {stored} stored, {events} events: some were lost")
    base, rate = statistics.median(raw), statistics.median(ours)
    client = "wrk" if with_wrk else "own client, which takes part of the same cores"
    for figure in (
        {"name": "database alone, one row a commit, 32 connections", "value": round(base), "unit": "rows/s", "note": f"{min(raw):.0f}–{max(raw):.0f}"},
        {"name": "intake JSON, 32 connections", "value": round(rate), "unit": "reports/s", "note": f"{min(ours):.0f}–{max(ours):.0f}; {client}"},
        {"name": "intake as a share of the database alone", "value": round(100 * rate / base, 1), "unit": "%", "goal": "≥ 40 %, next 60 %",
         "note": f"{acknowledged} acknowledged, {stored} stored, each with its event"},
    ):  # fmt: skip
        print(json.dumps(figure))


if __name__ == "__main__":
    main()
