"""Starts the engine: `python -I -B -X utf8 main.py [--memory-mib N] [--cpu-seconds N] [--parent-pid N]`.

The isolated mode keeps the folder of this script off the module path, so it is put there by hand.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from sqllint_engine.server import main  # noqa: E402

if __name__ == "__main__":
    main(sys.argv[1:])
