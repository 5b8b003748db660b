"""A seccomp filter: Linux lets this process make the system calls that computing needs, and no other.

The list says what is allowed, so that a call which a later kernel brings is denied without a change here. A denied call
fails with EPERM and the engine goes on: a file that provokes one ends in an error, not in a process that hangs.

The program is classic BPF over `struct seccomp_data`: https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import ctypes
import errno
import os
from collections import namedtuple

from sqllint_engine import kernel
from sqllint_engine.system_calls import CONDITIONALLY, FREELY, LAST_KNOWN

# `column` is the place of the architecture's numbers in `system_calls`.
Architecture = namedtuple("Architecture", "audit_number system_call column")

# The audit number tells a process of 64 bits in little endian from the other ways into the same kernel (i386, arm).
ARCHITECTURES = {
    "x86_64": Architecture(audit_number=0xC000003E, system_call=317, column=0),
    "aarch64": Architecture(audit_number=0xC00000B7, system_call=277, column=1),
}

_SET_MODE_FILTER = 1
_GET_ACTION_AVAIL = 2

_KILL_PROCESS = 0x80000000
_ALLOW = 0x7FFF0000
_FAIL_WITH = 0x00050000
_DENY = _FAIL_WITH | errno.EPERM
_NO_SUCH_CALL = _FAIL_WITH | errno.ENOSYS

_LOAD_WORD = 0x20
_JUMP_IF_EQUAL = 0x15
_JUMP_IF_AT_LEAST = 0x35
_JUMP_IF_ANY_BIT = 0x45
_RETURN = 0x06

_OFFSET_NUMBER = 0
_OFFSET_ARCHITECTURE = 4
_OFFSET_ARGUMENTS = 16

# The x32 way into an x86_64 kernel has the same audit number, and call numbers from here on.
_X32 = 0x40000000

_OPEN_CHANGES_FILES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CLONE_THREAD = 0x00010000
# Is it a terminal, how wide is it, and close-on-exec: what Python asks of a file that it opens.
_IOCTL_HARMLESS = (0x5401, 0x5413, 0x5450, 0x5451)
# Duplicating, and the flags of a descriptor. Not among them: F_SETOWN, by which the kernel sends signals to others.
_FCNTL_HARMLESS = (0, 1, 2, 3, 1030)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def is_available():
    """True when the kernel can filter system calls and this architecture's numbers are known."""
    architecture = ARCHITECTURES.get(os.uname().machine)
    if architecture is None:
        return False
    action = ctypes.c_uint32(_KILL_PROCESS)
    try:
        kernel.system_call("seccomp", architecture.system_call, _GET_ACTION_AVAIL, 0, ctypes.byref(action))
    except OSError as error:
        # EINVAL: a kernel that was built without filters.
        if error.errno in kernel.NOT_OFFERED | {errno.EINVAL}:
            return False
        raise
    return True


def allow_only_computing():
    """Lets the calling thread, and those that it starts, do nothing but compute, for good. Needs no_new_privs.

    Raises:
        OSError: when the kernel refuses the filter; it does not hold then.
    """
    install(program_for(ARCHITECTURES[os.uname().machine], os.getpid()))


def install(instructions):
    """Filters the calls of the calling thread, and of those that it starts. Needs no_new_privs.

    Raises:
        OSError: when the kernel refuses the filter; it does not hold then.
    """
    architecture = ARCHITECTURES[os.uname().machine]
    packed = b"".join(instruction.to_bytes(8, "little") for instruction in map(_packed, instructions))
    program = _Program(len(instructions), packed)
    kernel.system_call("seccomp", architecture.system_call, _SET_MODE_FILTER, 0, ctypes.byref(program))


def program_for(architecture, own_pid):
    """The filter of a process, as instructions (code, jump if true, jump if false, operand)."""
    return [
        (_LOAD_WORD, 0, 0, _OFFSET_ARCHITECTURE),
        (_JUMP_IF_EQUAL, 1, 0, architecture.audit_number),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD_WORD, 0, 0, _OFFSET_NUMBER),
        *_when(_JUMP_IF_AT_LEAST, _X32, [(_RETURN, 0, 0, _KILL_PROCESS)]),
        *_calls(FREELY, architecture, lambda _name: [(_RETURN, 0, 0, _ALLOW)]),
        *_calls(CONDITIONALLY, architecture, _conditions(own_pid).get),
        # A C library that tries a newer call has a way without it, and takes that way only on this answer.
        *_when(_JUMP_IF_AT_LEAST, LAST_KNOWN + 1, [(_RETURN, 0, 0, _NO_SUCH_CALL)]),
        (_RETURN, 0, 0, _DENY),
    ]


def _conditions(own_pid):
    return {
        "open": _deny_any_bit(1, _OPEN_CHANGES_FILES),
        "openat": _deny_any_bit(2, _OPEN_CHANGES_FILES),
        # Threads, no processes.
        "clone": _allow_any_bit(0, _CLONE_THREAD),
        # Its flags are in memory, where a filter cannot look. On this answer glibc goes back to `clone`.
        "clone3": [(_RETURN, 0, 0, _NO_SUCH_CALL)],
        # `abort` of the C library and of Rust sends the signal to itself.
        "tgkill": _allow_equal(0, [own_pid]),
        # The limits of no other process of the same user.
        "prlimit64": _allow_equal(0, [0]),
        "ioctl": _allow_equal(1, _IOCTL_HARMLESS),
        "fcntl": _allow_equal(1, _FCNTL_HARMLESS),
    }


def _calls(table, architecture, body_of):
    for name, numbers in table.items():
        number = numbers[architecture.column]
        if number is not None:
            yield from _when(_JUMP_IF_EQUAL, number, body_of(name))


def _when(jump, operand, body):
    """Runs the body, which must end with a return, when the jump's condition holds, and else goes on behind it."""
    return [(jump, 0, len(body), operand), *body]


def _deny_any_bit(argument, bits):
    return [_load(argument), *_when(_JUMP_IF_ANY_BIT, bits, [(_RETURN, 0, 0, _DENY)]), (_RETURN, 0, 0, _ALLOW)]


def _allow_any_bit(argument, bits):
    return [_load(argument), *_when(_JUMP_IF_ANY_BIT, bits, [(_RETURN, 0, 0, _ALLOW)]), (_RETURN, 0, 0, _DENY)]


def _allow_equal(argument, values):
    allowed = [step for value in values for step in _when(_JUMP_IF_EQUAL, value, [(_RETURN, 0, 0, _ALLOW)])]
    return [_load(argument), *allowed, (_RETURN, 0, 0, _DENY)]


def _load(argument):
    """The lower half of an argument; all that are looked at are ints, of which the kernel itself takes no more."""
    return (_LOAD_WORD, 0, 0, _OFFSET_ARGUMENTS + 8 * argument)


def _packed(instruction):
    """`struct sock_filter` as a number: 16 bits of code, 8 and 8 of jumps, 32 of operand."""
    code, if_true, if_false, operand = instruction
    return code | if_true << 16 | if_false << 24 | operand << 32
