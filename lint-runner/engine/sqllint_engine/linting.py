"""Linting one text as `sqlfluff lint` lints a file, without what the command does for each file anew."""

import gc
import time
from collections import OrderedDict

from sqlfluff.core.rules.base import BaseRule
from tqdm import tqdm

from sqllint_engine import acceleration, identifiers, parts
from sqllint_engine.identifiers import IdentifierLinter as Linter
from sqllint_engine.settings import config_of
from sqllint_engine.violations import records_of

_WARM_UP_PROFILE = {
    "dialect": "ansi",
    "rules": [],
    "excludeRules": [],
    "parser": "Rust",
    "noqa": "Honour",
    "settings": {},
}

# Profiles whose linters are kept; a runner works on few jobs at a time.
_KEPT_PROFILES = 8


class TemplateError(Exception):
    """The templater could not make SQL of the text."""


class ProfileLinter:
    """Everything that depends on the profile alone, made once."""

    def __init__(self, profile):
        self._config = config_of(profile)
        self._linter = Linter(config=self._config)
        # The command makes new rules for each file. They hold nothing but settings: what a rule remembers while it
        # walks a tree lives in the context of that walk.
        self._rules = self._linter.get_rulepack(config=self._config)

    def part_rules(self, part):
        """The rules for a part of a text."""
        return parts.PartRules(self._rules, frozenset(part["exclude"]), part["memory"])

    def lint(self, text, file_name, rules=None):
        """Lints a text, by other rules than those of the profile when they are given.

        `Linter.lint_string` would first scan the text for `-- sqlfluff:` lines and obey them. That step is left out,
        so such a line is a comment like any other, and nothing in the text needs to be changed.

        Returns:
            The linted file, and the seconds that lexing and parsing took.

        Raises:
            TemplateError: when there is nothing to parse.
        """
        rendered = self._linter.render_string(text, file_name, self._config, "utf-8")
        if not rendered.templated_variants:
            raise TemplateError("; ".join(error.desc() for error in rendered.templater_violations))
        parsed = Linter.parse_rendered(rendered)
        parse_seconds = parsed.time_dict["lexing"] + parsed.time_dict["parsing"]
        return Linter.lint_parsed(parsed, rules or self._rules), parse_seconds


class LinterCache:
    """Linters by the key of their profile; the one that was used longest ago goes first."""

    def __init__(self, capacity=_KEPT_PROFILES):
        self._capacity = capacity
        self._linters = OrderedDict()

    def linter_for(self, profile):
        """The linter of a profile, made when it is not there yet."""
        key = profile["key"]
        linter = self._linters.get(key)
        if linter is None:
            linter = ProfileLinter(profile)
            settle_memory()
            self._linters[key] = linter
            while len(self._linters) > self._capacity:
                self._linters.popitem(last=False)
        self._linters.move_to_end(key)
        return linter


def analyse(cache, request):
    """Answers one request.

    Raises:
        TemplateError, MemoryError, RecursionError, Exception: whatever SQLFluff raises.
    """
    started = time.perf_counter()
    linter = cache.linter_for(request["profile"])
    part = linter.part_rules(request["part"]) if "part" in request else None
    linted_file, parse_seconds = linter.lint(request["text"], request["file_name"], part and part.pack)
    violations = records_of(linted_file)
    return {
        "id": request["id"],
        "ok": True,
        "violations": violations,
        "analysis_ms": round((time.perf_counter() - started) * 1000, 3),
        "parse_ms": round(parse_seconds * 1000, 3),
        "memory": part.memory if part else "",
    }


def settle_memory():
    """Takes what lives as long as the process (modules, dialects, rules) out of the collector's sight."""
    gc.collect()
    gc.freeze()


def _let_memory_errors_out(error):
    if isinstance(error, MemoryError):
        raise error


def warm_up():
    """Loads what every profile needs, so that the first file does not pay for it."""
    # A rule that fails becomes a violation which says so, as on the command line, but for a lack of memory: that is
    # no finding about the text, and SQLFluff calls this hook before it swallows the error.
    BaseRule._log_critical_errors = staticmethod(_let_memory_errors_out)
    # SQLFluff makes a progress bar for each file. Nobody sees it, yet its watchdog would be a thread with a stack.
    tqdm.monitor_interval = 0
    acceleration.install()
    identifiers.install()
    parts.install()
    # Nearly every dialect grows from this one.
    ProfileLinter(_WARM_UP_PROFILE)
    settle_memory()
