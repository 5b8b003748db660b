"""Calls of the Linux kernel that Python's library has no names for."""

import ctypes
import errno
import os

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38

# How a kernel or a container runtime says that it does not offer a call at all.
NOT_OFFERED = {errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM, errno.EACCES}


def libc():
    """The C library that this process runs on."""
    return ctypes.CDLL(None, use_errno=True)


def prctl(option, value):
    """Sets one attribute of this thread.

    Raises:
        OSError: with the kernel's errno.
    """
    _checked("prctl", libc().prctl(ctypes.c_int(option), *(ctypes.c_ulong(word) for word in (value, 0, 0, 0))))


def system_call(name, number, *arguments):
    """Calls the kernel by number; arguments are integers, ctypes pointers or None.

    Returns:
        What the kernel returns, at least 0.

    Raises:
        OSError: with the kernel's errno and the name of the call.
    """
    call = libc().syscall
    call.restype = ctypes.c_long
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    return _checked(name, call(ctypes.c_long(number), *words))


def _checked(name, result):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result
