"""What SQLFluff does around each rule for people who watch it, or for features that are off.

Replaces the progress bar, which is never shown; log messages below the level of warnings, for which there is no
listener; the question whether the experimental Rust rules are on, which need a tree that `parsing` does not make; and
the path made of the file's name anew for each rule.
"""

import logging
import pathlib
from functools import lru_cache
from types import SimpleNamespace

from sqlfluff.core.linter import linter
from sqlfluff.core.rules import base


class _NoProgressBar:
    def __init__(self, items, **_options):
        self._items = items

    def __iter__(self):
        return iter(self._items)

    def set_description(self, _text):
        pass


def _say_nothing(*_args, **_kwargs):
    pass


def install():
    linter.tqdm = _NoProgressBar
    base.pathlib = SimpleNamespace(Path=lru_cache(16)(pathlib.Path))
    base.BaseRule._rust_rules_enabled = staticmethod(lambda _config: False)
    if logging.getLogger("sqlfluff").isEnabledFor(logging.INFO):
        return
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "sqlfluff":
            logger = logging.getLogger(name)
            logger.debug = logger.info = _say_nothing
    base.RuleLoggingAdapter.debug = base.RuleLoggingAdapter.info = _say_nothing
