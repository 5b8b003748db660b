"""The life of the process: limits, warm-up, sandbox, then one answer for each request."""

import argparse
import os
import sys
from importlib import metadata

from sqllint_engine import ENGINE_REVISION
from sqllint_engine.channel import Channel
from sqllint_engine.limits import (
    OUT_OF_MEMORY_STATUS,
    allow_cpu_time,
    close_inherited_files,
    die_with_parent,
    limit_resources,
    save_address_space,
)
from sqllint_engine.sandbox import SandboxError, confine

# Bytes given back when memory has run out, so that there is room for saying so.
_RESERVE = 2 * 1024 * 1024


def main(arguments):
    """Runs until the runner closes its end of the pipe."""
    options = _parse(arguments)
    close_inherited_files()
    channel = Channel()
    die_with_parent(options.parent_pid)
    save_address_space()
    limit_resources(options.memory_mib)
    allow_cpu_time(options.cpu_seconds)
    try:
        _serve(channel, options.cpu_seconds)
    except SandboxError as error:
        sys.exit(str(error))
    except MemoryError:
        # Nothing smaller can be promised after that: leave, and let the runner start a new process.
        os.write(2, b"MemoryError: the engine reached its memory limit\n")
        os._exit(OUT_OF_MEMORY_STATUS)


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="sqllint_engine")
    parser.add_argument("--memory-mib", type=int, default=0, help="address space of this process; 0 means no limit")
    parser.add_argument("--cpu-seconds", type=int, default=0, help="CPU time for one file; 0 means no limit")
    parser.add_argument("--parent-pid", type=int, default=0, help="the process without which this one must not live")
    return parser.parse_args(arguments)


def _serve(channel, cpu_seconds):
    from sqllint_engine import linting

    linting.warm_up()
    cache = linting.LinterCache()
    # Before the channel's thread starts, since a sandbox holds for one thread and those that it starts.
    sandbox = confine()
    channel.listen()
    channel.send(_ready_message(sandbox))
    reserve = bytearray(_RESERVE)
    while True:
        request = channel.next_request()
        allow_cpu_time(cpu_seconds)
        try:
            answer = linting.analyse(cache, request)
        except MemoryError:
            del reserve
            channel.send(_failure(request, "OUT_OF_MEMORY", "The engine reached its memory limit on this file."))
            raise
        except linting.TemplateError as error:
            answer = _failure(request, "TEMPLATE_ERROR", str(error))
        except RecursionError:
            answer = _failure(request, "ENGINE_CRASH", "The SQL is nested too deeply for SQLFluff.")
        except BaseException as error:
            # A panic of the Rust parser is no Exception, and yet no reason to die.
            answer = _failure(request, "ENGINE_CRASH", f"SQLFluff failed: {type(error).__name__}: {error}"[:2000])
        channel.send(answer)


def _failure(request, code, message):
    return {"id": request["id"], "ok": False, "error": {"code": code, "message": message}}


def _ready_message(sandbox):
    sqlfluff_version = metadata.version("sqlfluff")
    return {
        "type": "ready",
        "sqlfluff_version": sqlfluff_version,
        "engine_version": f"sqlfluff {sqlfluff_version} + rs {_rust_version()} + engine {ENGINE_REVISION}",
        "pid": os.getpid(),
        "python": sys.version.split()[0],
        "sandbox": sandbox,
    }


def _rust_version():
    try:
        return metadata.version("sqlfluffrs")
    except metadata.PackageNotFoundError:
        return "none"
