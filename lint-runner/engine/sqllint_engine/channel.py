"""The two pipes to the runner, kept away from everything else that runs in this process."""

import json
import os
import queue
import threading

from sqllint_engine.limits import OUT_OF_MEMORY_STATUS


class Channel:
    """JSON lines in and out.

    The pipes move to private descriptors: whatever prints goes to standard error, whatever reads finds nothing.
    A thread reads, so that the end of the input is seen while a file is analysed.
    """

    def __init__(self):
        self._input = os.fdopen(os.dup(0), "rb", buffering=1 << 16)
        self._output = os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        self._lines = queue.SimpleQueue()

    def listen(self):
        """Starts reading. The process ends, whatever it is doing, when the runner closes its end or dies."""
        threading.Thread(target=self._read, name="channel", daemon=True).start()

    def _read(self):
        status = 0
        try:
            for line in self._input:
                self._lines.put(line)
        except MemoryError:
            status = OUT_OF_MEMORY_STATUS
        finally:
            os._exit(status)

    def next_request(self):
        """Blocks until there is a request."""
        return json.loads(self._lines.get())

    def send(self, message):
        """Writes one line; a runner that is gone ends the process."""
        data = memoryview(json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n")
        try:
            while data:
                data = data[os.write(self._output, data) :]
        except BrokenPipeError:
            os._exit(0)
