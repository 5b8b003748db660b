"""A long-lived process that lints SQL texts with SQLFluff, spoken to by JSON lines.

Imports of SQLFluff stand inside `linting`, so that limits are set before it is loaded.
"""

# Part of the engine version, and so of every result key: raise it when the same text may yield other violations.
ENGINE_REVISION = 2
