"""Ways of SQLFluff replaced by faster ones that give the same violations.

The engine lints and never fixes, so a tree does not change once it is parsed, and a configuration does not change once
its linter is made. SQLFluff cannot count on either; most of what stands here follows from it.

Each module is one measure: it says what it replaces and why the answer is the same.
"""

from importlib import metadata

from sqllint_engine.acceleration import bookkeeping, crawling, garbage, layout, parsing, segment_types, tokens

# The one whose internals these measures were written for and compared with.
_SQLFLUFF_VERSION = "4.5.0"

_MEASURES = (segment_types, tokens, parsing, crawling, layout, bookkeeping, garbage)

_installed = False


def install():
    """Installs all measures, once; none when SQLFluff is another version than they were written for.

    Returns:
        Whether they are installed.
    """
    global _installed
    if not _installed and metadata.version("sqlfluff") == _SQLFLUFF_VERSION:
        for measure in _MEASURES:
            measure.install()
        _installed = True
    return _installed
