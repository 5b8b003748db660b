"""From here on this process can only compute: Landlock for files, seccomp for everything else."""

import os
import sys

from sqllint_engine import kernel, landlock, seccomp


class SandboxError(Exception):
    """The kernel offers a restriction, and yet it could not be set up."""


def confine():
    """Gives up, for good, all that linting does not need.

    What may still be read are the folders of Python's modules, because SQLFluff imports a dialect when it is first
    asked for. Native libraries have been loaded by then; so this comes after the warm-up.

    Returns:
        What holds: `{"landlock_abi": 7, "seccomp": True}`; 0 and False for what the system does not offer.

    Raises:
        SandboxError: when the kernel offers a restriction and then refuses it. The process must not go on.
    """
    if not sys.platform.startswith("linux"):
        return {"landlock_abi": 0, "seccomp": False}
    try:
        return _confine()
    except OSError as error:
        raise SandboxError(f"the engine's sandbox could not be set up: {error}") from error


def _confine():
    abi = landlock.abi_version()
    filtered = seccomp.is_available()
    if abi > 0 or filtered:
        _require_one_thread()
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if abi > 0:
        landlock.allow_only_reading(abi, [path for path in sys.path if path])
    # Last, since it denies the calls that set up a sandbox.
    if filtered:
        seccomp.allow_only_computing()
    return {"landlock_abi": abi, "seccomp": filtered}


def _require_one_thread():
    """Both restrictions hold for the calling thread and its children; another thread would be a way around them."""
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise SandboxError(f"the engine's sandbox could not be set up: {threads} threads run already")
