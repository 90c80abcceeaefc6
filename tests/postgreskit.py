"""A PostgreSQL server for the tests: a real one, with a data folder of its own, that ends with the tests."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pg8000.native


def programs() -> Path:
    """The folder of initdb and postgres: as HASILA_POSTGRES says, in PATH, or where Debian puts it."""
    named = os.environ.get("HASILA_POSTGRES")
    if named:
        return Path(named)
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    assert debian, "no PostgreSQL here: run tools/setup postgres"
    return debian[-1].parent


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server in a folder; gives the address of its database, without a name at the end."""
    # PostgreSQL refuses to run as root: where the tests do, it runs as the user that its package made.
    user = "postgres" if os.geteuid() == 0 else None
    data = folder / "data"
    if user is not None:
        for path in (folder, *folder.parents):
            if path.is_relative_to("/tmp") and path != Path("/tmp"):
                path.chmod(path.stat().st_mode | 0o755)
        shutil.chown(folder, user)
    bin_ = programs()
    run = {"user": user, "cwd": folder} if user else {"cwd": folder}
    subprocess.run(
        [bin_ / "initdb", "-D", data, "-U", "hasila", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True, capture_output=True, **run,
    )  # fmt: skip
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    with (folder / "server.log").open("wb") as output:
        process = subprocess.Popen(
            [bin_ / "postgres", "-D", data, "-p", str(port), *options], stdout=output, stderr=output, **run
        )
        try:
            _wait(port, process)
            yield f"postgresql://hasila@127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):  # two minutes: a machine may be busy
        if process.poll() is not None:
            break
        try:
            pg8000.native.Connection("hasila", host="127.0.0.1", port=port, database="postgres").close()
        except pg8000.native.InterfaceError:
            time.sleep(0.1)
        except pg8000.native.DatabaseError:
            time.sleep(0.1)  # it is there, and still starting
        else:
            return
    raise AssertionError("PostgreSQL did not start")


def fresh_database(address: str, name: str, copy_of: str = "template0") -> str:
    """Make an empty database, or a copy of one that nobody uses, and return its address."""
    port = int(address.rsplit(":", 1)[1])
    connection = pg8000.native.Connection("hasila", host="127.0.0.1", port=port, database="postgres")
    connection.run(f'CREATE DATABASE "{name}" TEMPLATE "{copy_of}"')
    connection.close()
    return f"{address}/{name}"
