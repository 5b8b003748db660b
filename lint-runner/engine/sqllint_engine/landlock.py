"""Landlock: Linux forbids this process, for good, all use of files but what is granted here.

Numbers and layouts: https://docs.kernel.org/userspace-api/landlock.html; they are the same on all architectures.
"""

import ctypes
import os

from sqllint_engine import kernel

_CREATE_RULESET = 444
_ADD_RULE = 445
_RESTRICT_SELF = 446
_ASK_FOR_VERSION = 1
_PATH_BENEATH = 1

_READ_FILE = 1 << 2
_READ_DIR = 1 << 3

# From this version on the kernel knows so many rights of the file system, numbered from bit 0.
_FILE_RIGHTS = ((1, 13), (2, 14), (3, 15), (5, 16))
# Binding and connecting TCP sockets; rights of the network exist from version 4 on.
_ALL_TCP = 0b11
# Abstract UNIX sockets of, and signals to, processes outside; scopes exist from version 6 on.
_ALL_SCOPES = 0b11


class _RulesetAttributes(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def abi_version():
    """The version of Landlock that the kernel offers; 0 when it offers none."""
    try:
        return kernel.system_call("landlock_create_ruleset", _CREATE_RULESET, None, 0, _ASK_FOR_VERSION)
    except OSError as error:
        if error.errno in kernel.NOT_OFFERED:
            return 0
        raise


def allow_only_reading(abi, paths):
    """Restricts the calling thread, and those that it starts, to reading beneath some paths.

    Needs no_new_privs. Paths that do not exist, or that the user may not enter, are passed over. Nothing may be written or executed; from version 4 on
    there is no TCP, from version 6 on neither signals nor abstract UNIX sockets reach a process outside.

    Raises:
        OSError: when the kernel refuses a step; the restriction does not hold then.
    """
    attributes = _attributes_for(abi)
    ruleset = kernel.system_call(
        "landlock_create_ruleset", _CREATE_RULESET, ctypes.byref(attributes), ctypes.sizeof(attributes), 0
    )
    try:
        for path in paths:
            _grant_reading(ruleset, path)
        kernel.system_call("landlock_restrict_self", _RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _attributes_for(abi):
    """Everything the version can restrict. A kernel takes fields that it does not know as long as they are 0."""
    rights = max(count for version, count in _FILE_RIGHTS if version <= abi)
    return _RulesetAttributes(
        files=(1 << rights) - 1,
        network=_ALL_TCP if abi >= 4 else 0,
        scoped=_ALL_SCOPES if abi >= 6 else 0,
    )


def _grant_reading(ruleset, path):
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        # The right to list folders is refused on anything else.
        rights = _READ_FILE | _READ_DIR if os.path.isdir(path) else _READ_FILE
        rule = _PathBeneath(allowed=rights, parent=parent)
        kernel.system_call("landlock_add_rule", _ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)
