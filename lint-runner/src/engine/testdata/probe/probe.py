"""An engine that, instead of linting, tries what a request names, and answers with what came of it.

All else is the real engine: its start, its limits, its warm-up, its sandbox and its protocol.
"""

import ctypes
import errno
import importlib
import json
import os
import resource
import signal
import socket
import sys
import threading
from importlib import metadata

from sqllint_engine import kernel, linting, seccomp, server

_LANDLOCK_CREATE_RULESET = 444
_LANDLOCK_RESTRICT_SELF = 446
_PTRACE_ATTACH = 16

# As a file that somebody left open for the engine.
_INHERITED = 9


def serve(kind):
    """Runs as an engine: `whole`, `without landlock`, `without seccomp`, `refused landlock`, `early thread`, `free`."""
    _KINDS[kind]()
    linting.analyse = _try
    os.dup2(2, _INHERITED)
    server.main(sys.argv[1:])


def _try(_cache, request):
    raise linting.TemplateError(_outcome_of(**json.loads(request["text"])))


def _leave_free():
    server.confine = lambda: {"landlock_abi": 0, "seccomp": False}


def _fail_call(number, error):
    """From here on the kernel answers one call as one that does not have it, or does not want it, would."""
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    seccomp.install([(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x50000 | error), (0x06, 0, 0, 0x7FFF0000)])


def _hide_seccomp():
    _fail_call(seccomp.ARCHITECTURES[os.uname().machine].system_call, errno.ENOSYS)


_KINDS = {
    "whole": lambda: None,
    "without landlock": lambda: _fail_call(_LANDLOCK_CREATE_RULESET, errno.ENOSYS),
    "without seccomp": _hide_seccomp,
    "refused landlock": lambda: _fail_call(_LANDLOCK_RESTRICT_SELF, errno.E2BIG),
    "early thread": lambda: threading.Thread(target=threading.Event().wait, daemon=True).start(),
    "free": _leave_free,
}


def _outcome_of(attempt, on):
    """`done`, or the name of the errno."""
    try:
        _ATTEMPTS[attempt](on)
    except OSError as error:
        return errno.errorcode[error.errno]
    return "done"


def _read(path):
    with open(path, "rb") as opened:
        opened.read(1)


def _socket(family, kind, act):
    def attempt(address):
        with socket.socket(family, kind) as opened:
            act(opened, tuple(address) if isinstance(address, list) else address)

    return attempt


def _fork(_):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _run_in_thread(_):
    seen = []
    thread = threading.Thread(target=seen.append, args=[1])
    thread.start()
    thread.join()
    assert seen == [1]


def _import_late(name):
    assert name not in sys.modules
    importlib.import_module(name)
    metadata.version("sqlfluff")


def _native(name):
    def attempt(arguments):
        function = getattr(kernel.libc(), name)
        function.restype = ctypes.c_long
        if function(*(ctypes.c_long(argument) for argument in arguments)) < 0:
            raise OSError(ctypes.get_errno(), name)

    return attempt


_ATTEMPTS = {
    "read": _read,
    "append": lambda path: os.close(os.open(path, os.O_WRONLY | os.O_APPEND)),
    "create": lambda path: os.close(os.open(path, os.O_WRONLY | os.O_CREAT)),
    "list": os.listdir,
    "truncate": lambda path: os.truncate(path, 0),
    "remove": os.remove,
    "rename": lambda path: os.rename(path, f"{path}.renamed"),
    "link": lambda path: os.link(path, f"{path}.link"),
    "symlink": lambda path: os.symlink(path, f"{path}.symlink"),
    "mkdir": os.mkdir,
    "mkfifo": os.mkfifo,
    "chmod": lambda path: os.chmod(path, 0o777),
    "chown": lambda path: os.chown(path, os.getuid(), os.getgid()),
    "utime": os.utime,
    "chdir": os.chdir,
    "writeInherited": lambda _: os.write(_INHERITED, b"x"),
    "connectTcp": _socket(socket.AF_INET, socket.SOCK_STREAM, socket.socket.connect),
    "bindTcp": _socket(socket.AF_INET, socket.SOCK_STREAM, socket.socket.bind),
    "sendUdp": _socket(socket.AF_INET, socket.SOCK_DGRAM, lambda opened, address: opened.sendto(b"x", address)),
    "connectUnix": _socket(socket.AF_UNIX, socket.SOCK_STREAM, socket.socket.connect),
    "socketpair": lambda _: [end.close() for end in socket.socketpair()],
    "execute": lambda path: os.execv(path, [path]),
    "spawn": lambda path: os.waitpid(os.posix_spawn(path, [path], {}), 0),
    "fork": _fork,
    "signal": lambda process: os.kill(process, signal.SIGTERM),
    "see": lambda process: os.kill(process, 0),
    "trace": lambda process: _native("ptrace")([_PTRACE_ATTACH, process, 0, 0]),
    "limit": lambda process: resource.prlimit(process, resource.RLIMIT_CORE, (0, 0)),
    "slowDown": lambda process: os.setpriority(os.PRIO_PROCESS, process, 10),
    "pin": lambda process: os.sched_setaffinity(process, [0]),
    "hold": lambda process: os.close(os.pidfd_open(process)),
    "outliveRunner": lambda _: kernel.prctl(kernel.PR_SET_PDEATHSIG, 0),
    "becomeOther": os.setuid,
    "memfd": lambda _: os.close(os.memfd_create("x")),
    "otherAbi": lambda _: _native("syscall")([0x40000000 | 39]),
    "thread": _run_in_thread,
    "import": _import_late,
    "abort": lambda _: os.abort(),
}
