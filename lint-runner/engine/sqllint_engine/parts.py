"""Linting a part of a text: without the rules that only a whole text can answer, and with what rules remember.

Some rules judge by what they met earlier in the file ("consistently upper case" means as the first words were). What
they remember at the end of one part is an answer to the runner, which gives it to the next part.
"""

import json

from sqlfluff.core.rules import base as rules_base
from sqlfluff.core.rules.base import RulePack

# Those whose memory outlives a statement; their memories hold nothing but texts, booleans and sets of texts.
_REMEMBERING = frozenset({"AM06", "CP01", "CP02", "CP03", "CP04", "CP05", "CV01", "CV10", "CV11"})


class PartRules:
    """The rules of a profile for one part of a text."""

    def __init__(self, rule_pack, excluded, memory):
        """
        Args:
            excluded: codes of the rules to leave out
            memory: what `memory` was after the part before; '' at the beginning
        """
        self._before = _read(memory)
        self._after = {}
        self.pack = RulePack(
            [self._remembering(rule) for rule in rule_pack.rules if rule.code not in excluded],
            rule_pack.reference_map,
        )

    @property
    def memory(self):
        """What the rules remember behind the part, as a text: equal memories are equal texts."""
        return json.dumps(self._after, sort_keys=True, separators=(",", ":")) if self._after else ""

    def _remembering(self, rule):
        if rule.code not in _REMEMBERING:
            return rule
        return _RememberingRule(rule, self._before.get(rule.code, {}), self._after)


class _RememberingRule:
    """A rule that begins with a memory, and leaves one."""

    def __init__(self, rule, before, after):
        self._rule = rule
        self._before = before
        self._after = after

    def __getattr__(self, name):
        return getattr(self._rule, name)

    def crawl(self, *args, **kwargs):
        memory = {key: set(value) if isinstance(value, list) else value for key, value in self._before.items()}
        _BeginningContext.memory_of_next = memory
        try:
            # Rules change the very memory that they are given.
            return self._rule.crawl(*args, **kwargs)
        finally:
            _BeginningContext.memory_of_next = None
            if memory:
                self._after[self._rule.code] = _plain(memory)


def _plain(memory):
    return {key: sorted(value) if isinstance(value, (set, frozenset)) else value for key, value in memory.items()}


def _read(memory):
    return json.loads(memory) if memory else {}


class _BeginningContext(rules_base.RuleContext):
    """The context that a walk begins with; SQLFluff's begins with an empty memory."""

    memory_of_next = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if _BeginningContext.memory_of_next is not None:
            self.memory = _BeginningContext.memory_of_next
            _BeginningContext.memory_of_next = None


def install():
    """Lets the rules of a part begin with a memory; other rules are not touched."""
    rules_base.RuleContext = _BeginningContext
