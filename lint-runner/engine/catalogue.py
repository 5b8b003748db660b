"""Prints what the installed SQLFluff offers, as JSON: `python -I catalogue.py > core/src/sqlfluff/catalogue.json`."""

import json
from importlib import metadata

from sqlfluff.core.dialects import dialect_readout
from sqlfluff.core.rules import get_ruleset


def catalogue():
    """Dialects by label and rules by code, each list in that order."""
    manifests = get_ruleset()._register
    return {
        "sqlfluffVersion": metadata.version("sqlfluff"),
        "dialects": [{"label": dialect.label, "name": dialect.name} for dialect in dialect_readout()],
        "rules": [_rule(manifests[code]) for code in sorted(manifests)],
    }


def _rule(manifest):
    return {
        "code": manifest.code,
        "name": manifest.name,
        "description": manifest.description,
        "groups": list(manifest.groups),
        "aliases": list(manifest.aliases),
        "fixable": manifest.rule_class.is_fix_compatible,
    }


if __name__ == "__main__":
    print(json.dumps(catalogue(), indent=2))
