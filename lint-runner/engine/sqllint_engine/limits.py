"""What this process may use of the machine, and how long it may live."""

import os
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1


def limit_resources(memory_mib):
    """Bounds the address space (MiB; 0 means no bound), forbids writing files and core dumps.

    Pipes are no files to RLIMIT_FSIZE, so the protocol and the log are not touched by it.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if memory_mib > 0:
        limit = memory_mib * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def die_with_parent(parent_pid):
    """Asks Linux to kill this process when its parent dies, also while native code holds the interpreter.

    Elsewhere the end of standard input does it, as soon as the interpreter runs again.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # The parent may have died before the line above; then nobody will send the signal.
    if parent_pid and os.getppid() != parent_pid:
        os._exit(0)
