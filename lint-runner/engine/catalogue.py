"""Prints what the installed SQLFluff offers, as JSON: `python -I catalogue.py > core/src/sqlfluff/catalogue.json`."""

import json
from importlib import metadata

from sqlfluff.core.config.removed import REMOVED_CONFIGS
from sqlfluff.core.config.validate import (
    ALLOWABLE_IMPLICIT_INDENTS_VALUES,
    ALLOWABLE_LAYOUT_CONFIG_KEYS,
    ALLOWABLE_LIST_WRAPPING_VALUES,
)
from sqlfluff.core.dialects import dialect_readout
from sqlfluff.core.plugin.host import get_plugin_manager
from sqlfluff.core.rules import get_ruleset
from sqlfluff.core.rules.config_info import get_config_info

# What SQLFluff checks by hand instead of naming it in the settings of its rules.
_INDENTATION_VALUES = {
    "indentation:implicit_indents": ALLOWABLE_IMPLICIT_INDENTS_VALUES,
    "indentation:list_wrapping": ALLOWABLE_LIST_WRAPPING_VALUES,
}


def catalogue():
    """Dialects by label and rules by code, each list in that order."""
    manifests = get_ruleset()._register
    return {
        "sqlfluffVersion": metadata.version("sqlfluff"),
        "dialects": [{"label": dialect.label, "name": dialect.name} for dialect in dialect_readout()],
        "rules": [_rule(manifests[code]) for code in sorted(manifests)],
        "settings": _settings(manifests.values()),
        "layoutKeys": list(ALLOWABLE_LAYOUT_CONFIG_KEYS),
        "renamedSettings": [_renamed(removed) for removed in REMOVED_CONFIGS],
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


def default_settings():
    """The defaults of SQLFluff and its plugins by path, as its configuration files spell it."""
    found = {}
    for configs in get_plugin_manager().hook.load_default_config():
        found.update(_by_path(configs))
    return found


def _by_path(section, names=()):
    for name, value in section.items():
        if isinstance(value, dict):
            yield from _by_path(value, (*names, name))
        else:
            yield path_of((*names, name)), value


def path_of(names):
    """From the names of sections to a path; the section `core` is the one without a name in configuration files."""
    return ":".join(names[1:] if names[0] == "core" else names)


def _settings(manifests):
    """Every setting but those of the layout, whose sections are as many as there are types of segments."""
    info = get_config_info()
    defaults = {path: value for path, value in default_settings().items() if not path.startswith("layout:")}
    paths = set(defaults)
    for manifest in manifests:
        for keyword in manifest.rule_class.config_keywords:
            paths.add(f"rules:{manifest.rule_class.get_config_ref()}:{keyword}")
            # A value for all rules that have the setting.
            paths.add(f"rules:{keyword}")
    return [_setting(path, defaults, info) for path in sorted(paths)]


def _setting(path, defaults, info):
    keyword = path.rsplit(":", 1)[-1]
    default = _default_of(path, keyword, defaults)
    values = _INDENTATION_VALUES.get(path)
    if values is None and path.startswith("rules:"):
        values = info.get(keyword, {}).get("validation")
    setting = {"path": path, "type": "string", "nullable": default is None}
    if isinstance(values, range):
        return {**setting, "type": "integer", "minimum": values.start, "maximum": values.stop - 1}
    if isinstance(default, bool) or (values and all(isinstance(value, bool) for value in values)):
        return {**setting, "type": "boolean"}
    if isinstance(default, int):
        return {**setting, "type": "integer"}
    if not values:
        return setting
    # Configuration files cannot say the word "none": it is read as nothing.
    return {**setting, "nullable": default is None or "none" in values, "values": list(values)}


def _default_of(path, keyword, defaults):
    """The default of a setting, or of what it is called in the other sections of the rules."""
    candidates = [path, f"rules:{keyword}"]
    candidates += [other for other in sorted(defaults) if other.startswith("rules:") and other.endswith(f":{keyword}")]
    return next((defaults[candidate] for candidate in candidates if candidate in defaults), None)


def _renamed(removed):
    return {
        "path": path_of(removed.old_path),
        "replacement": path_of(removed.new_path) if removed.new_path else None,
    }


if __name__ == "__main__":
    print(json.dumps(catalogue(), indent=2))
