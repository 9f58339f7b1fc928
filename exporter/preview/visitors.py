"""Who is at the other end of a connection on this machine, where Linux tells.

The tables are those of proc(5), `/proc/net/tcp` and `tcp6`: a row for each socket, with its own
address, the one it is connected to, and the number of its user.
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

    True where nobody tells. Root is let in, for it makes the connections of browsers outside of a
    virtual machine, and nothing keeps it out anyway.
    """
    try:
        tables = [path.read_text(encoding="ascii") for path in _TABLES if path.exists()]
    except OSError:
        return True
    if not tables:
        return True
    return owner("\n".join(tables), visitor, server) in {os.getuid(), _ROOT}


def owner(table: str, visitor: Address, server: Address) -> int | None:
    """The number of the user whose socket has the first address and is connected to the second."""
    here, there = _written(visitor), _written(server)
    for row in table.splitlines():
        fields = row.split()
        if len(fields) > 7 and fields[1].endswith(here) and fields[2].endswith(there):
            return int(fields[7])
    return None


def _written(address: Address) -> str:
    """An address as it is in the tables; in the longer ones of IPv6, its end."""
    host, port = address
    return f"{int.from_bytes(inet_aton(host), sys.byteorder):08X}:{port:04X}"
