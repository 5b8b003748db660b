"""What this process may use of the machine, and how long it may live."""

import contextlib
import math
import os
import resource
import signal
import sys
import time

from sqllint_engine import kernel

# The runner reads this exit status as OUT_OF_MEMORY.
OUT_OF_MEMORY_STATUS = 77

_M_ARENA_MAX = -8

# Pipes, the script, and the files that one import after the other opens; never more than a dozen at once.
_OPEN_FILES = 64


def close_inherited_files():
    """Closes whatever was left open for this process beside its three pipes: no sandbox asks about open files."""
    for name in os.listdir("/dev/fd"):
        if int(name) > 2:
            # One of them was only open for making the list.
            with contextlib.suppress(OSError):
                os.close(int(name))


def limit_resources(memory_mib):
    """Bounds the address space (MiB; 0 means no bound) and open files, forbids writing files and core dumps.

    Pipes are no files to RLIMIT_FSIZE, so the protocol and the log are not touched by it. There is no limit of
    processes: RLIMIT_NPROC counts all those of the user, and the sandbox allows none.
    """
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if memory_mib > 0:
        limit = memory_mib * 1024 * 1024
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def allow_cpu_time(seconds):
    """Lets this process use so many seconds of CPU from now on (0 means no bound); then SIGXCPU ends it.

    The runner measures the time of a file and kills an engine that takes too long. This is for the engine whose runner
    is itself stopped or stuck. The runner reads the signal as TIMEOUT; the hard limit stays as it is, since the SIGKILL
    behind it would look like any other kill.
    """
    if seconds == 0:
        return
    soft = math.ceil(time.process_time()) + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, max(hard - 1, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def save_address_space():
    """Keeps glibc from reserving 64 MiB of the address space for the second thread."""
    mallopt = getattr(kernel.libc(), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def die_with_parent(parent_pid):
    """Asks Linux to kill this process when its parent dies, also while native code holds the interpreter.

    Elsewhere the end of standard input does it, as soon as the interpreter runs again.
    """
    if not sys.platform.startswith("linux"):
        return
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have died before the line above; then nobody will send the signal.
    if parent_pid and os.getppid() != parent_pid:
        os._exit(0)
