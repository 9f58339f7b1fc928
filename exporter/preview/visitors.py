"""The user at the other end of a local connection, where Linux tells.

It is found in `/proc/net/tcp` and `tcp6`, see proc(5): they have a row for each socket with its
address, the address it is connected to, and its user id.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from socket import inet_aton

Address = tuple[str, int]
"""An IPv4 address and a port."""

_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_ROOT = 0


def may_be_ours(visitor: Address, server: Address) -> bool:
    """Whether a connection to the server comes from this user, or from root.

    True if that is unknown. Root is admitted: it makes the connections of browsers outside of a
    virtual machine, and cannot be kept out anyway.
    """
    try:
        tables = [path.read_text(encoding="ascii") for path in _TABLES if path.exists()]
    except OSError:
        return True
    if not tables:
        return True
    return owner("\n".join(tables), visitor, server) in {os.getuid(), _ROOT}


def owner(table: str, visitor: Address, server: Address) -> int | None:
    """The id of the user whose socket has the first address and is connected to the second."""
    here, there = _written(visitor), _written(server)
    for row in table.splitlines():
        fields = row.split()
        if len(fields) > 7 and fields[1].endswith(here) and fields[2].endswith(there):
            return int(fields[7])
    return None


def _written(address: Address) -> str:
    """An address as in the tables; in the table for IPv6, addresses end like this."""
    host, port = address
    return f"{int.from_bytes(inet_aton(host), sys.byteorder):08X}:{port:04X}"
