"""What this process may use of the machine, and how long it may live."""

import os
import resource
import signal
import sys

# The runner reads this exit status as OUT_OF_MEMORY.
OUT_OF_MEMORY_STATUS = 77

_PR_SET_PDEATHSIG = 1
_M_ARENA_MAX = -8


def limit_resources(memory_mib):
    """Bounds the address space (MiB; 0 means no bound), forbids writing files and core dumps.

    Pipes are no files to RLIMIT_FSIZE, so the protocol and the log are not touched by it.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if memory_mib > 0:
        limit = memory_mib * 1024 * 1024
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def save_address_space():
    """Keeps glibc from reserving 64 MiB of the address space for the second thread."""
    mallopt = getattr(_native_library(), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def _native_library():
    import ctypes

    return ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent_pid):
    """Asks Linux to kill this process when its parent dies, also while native code holds the interpreter.

    Elsewhere the end of standard input does it, as soon as the interpreter runs again.
    """
    if not sys.platform.startswith("linux"):
        return
    _native_library().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # The parent may have died before the line above; then nobody will send the signal.
    if parent_pid and os.getppid() != parent_pid:
        os._exit(0)
