"""The name under which a process holds leases and duties."""

import os
import socket


def owner(pid: int) -> str:
    """The process `pid` on this machine."""
    return f"{socket.gethostname()}:{pid}"


def this_owner() -> str:
    return owner(os.getpid())
