"""The gateway's throughput beside nginx's and none: the same requests, the same service, one after the other."""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launcher.processes import free_port, port_is_free

SECONDS = 5
CONNECTIONS = 16
PATHS = (
    ("page of 50 projects", "/api/v1/projects?limit=50"),
    ("tiny answer (one exchange rate)", "/api/v1/exchange-rates?limit=1"),
)
_NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream registry {{ server {upstream}; keepalive 32; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://registry; proxy_http_version 1.1; proxy_set_header Connection "";
      {headers}
    }}
  }}
}}
"""


@dataclass(frozen=True)
class Figures:
    """Requests a second: of the service alone, through the gateway, through nginx."""

    direct: float
    gateway: float
    nginx: float


def measurable() -> bool:
    """Say whether wrk and nginx (Debian packages) are installed."""
    return all(shutil.which(name) for name in ("wrk", "nginx"))


def requests_a_second(url: str, headers: dict[str, str]) -> float:
    """Requests a second that wrk gets answered by one thread over 16 connections, after a second of warming up."""
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", *given, url]
    subprocess.run([*command, "-d1s"], capture_output=True, check=True)
    told = subprocess.run([*command, f"-d{SECONDS}s"], capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told, told
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert found, told
    return float(found[1])


@contextmanager
def _nginx(upstream: str, headers: dict[str, str]) -> Iterator[str]:
    folder, port = tempfile.mkdtemp(prefix="milpa-nginx-"), free_port()
    lines = "".join(f'proxy_set_header {name} "{value}";' for name, value in headers.items())
    file = Path(folder) / "nginx.conf"
    host = upstream.removeprefix("http://")
    file.write_text(_NGINX.format(folder=folder, upstream=host, port=port, headers=lines))
    process = subprocess.Popen(["nginx", "-c", str(file), "-p", folder])
    try:
        deadline = time.monotonic() + 10
        while port_is_free("127.0.0.1", port) and time.monotonic() < deadline:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def measure(gateway: str, path: str, address: Callable[[], tuple[str, dict[str, str]]]) -> Figures:
    """Measure one path; ``address`` gives the service's own and a fresh token, which lasts a minute."""
    direct, headers = address()
    alone = requests_a_second(direct + path, headers)
    with _nginx(direct, headers) as nginx:
        through_nginx = requests_a_second(nginx + path, {})
    return Figures(alone, requests_a_second(gateway + path, {}), through_nginx)
