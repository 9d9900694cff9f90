"""Cost: what 10,000 rows add over 10 to a whole ``sync --json`` after one edit elsewhere."""

import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.figure import Figure, figures
from incident_sync.cli.spawn import Sandbox
from tests.engine.place import TAB, Place, cleared, fresh_sandbox
from tests.engine.stock import stocked

FEW, MANY = 10, 10_000
ACTIVE = 4
TIMES = 5
"""Each process is run so often; the least counts, since all that disturbs only adds."""
_KIB_PER_MB = 1000 * 1000 / 1024
_METER = """\
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process used: CPU seconds, user's and system's, and the most memory, in MB."""

    cpu_s: float
    rss_mb: float


@figures
def rows() -> list[Figure]:
    """CPU and peak memory of the child process, as the kernel accounts for them."""
    cost: dict[int, Cost] = {}
    loads = 0.0
    for sandbox in fresh_sandbox():
        blank = sandbox.control("GET", "/state")
        for size in (FEW, MANY):
            with tempfile.TemporaryDirectory() as folder:
                place = stocked(
                    cleared(sandbox, blank), Path(folder), rows=size, active=ACTIVE, other=0,
                    closed=False,
                )  # fmt: skip
                cost[size] = _cost(place)
                loads = _loads(sandbox, place.key)
    cpu = cost[MANY].cpu_s - cost[FEW].cpu_s
    rss = cost[MANY].rss_mb - cost[FEW].rss_mb
    return [
        Figure("cycle_cpu_s_10000", cpu, "s", "<= 1.0"),
        Figure("json_loads_s_10000", loads, "s"),
        Figure("cycle_rss_mb_10000", rss, "MB", "<= 100"),
    ]


def _cost(place: Place) -> Cost:
    channel = place.channel_of("Outage 0")
    found = []
    for turn in range(TIMES):
        place.asks("sam", channel, f"summary Looked at it for the {turn}. time")
        found.append(_measured(place))
    return Cost(
        min(one.cpu_s for one in found),
        min(one.rss_mb for one in found),
    )


def _measured(place: Place) -> Cost:
    # A process is charged the peak of the one that started it, so a small one stands between.
    command = [sys.executable, "-I", "-S", "-c", _METER, *place.command("sync", "--json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    if [edit["field"] for edit in json.loads(done.stdout)["edits"]] != ["summary"]:
        raise RuntimeError(f"the cycle measured is not the one meant: {done.stdout}")
    cpu_s, peak_kib = done.stderr.split()[-2:]
    return Cost(float(cpu_s), float(peak_kib) / _KIB_PER_MB)


def _loads(sandbox: Sandbox, key: str) -> float:
    """Seconds of ``json.loads`` on what one idle look is answered."""
    asked = urlencode({"ranges": f"'{TAB}'", "valueRenderOption": "UNFORMATTED_VALUE"})
    url = f"{sandbox.urls['sheets_url']}/v4/spreadsheets/{key}/values:batchGet?{asked}"
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - loopback
        text = answer.read()
    began = time.perf_counter()
    json.loads(text)
    return time.perf_counter() - began
