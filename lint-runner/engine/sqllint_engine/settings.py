"""From a profile to a SQLFluff configuration that owes nothing to the machine it runs on."""

from sqlfluff.core.config import FluffConfig


def config_of(profile):
    """Builds the configuration of a profile.

    The constructor, unlike `FluffConfig.from_root` and `from_path`, reads no file but SQLFluff's own defaults.

    The profile's settings were checked against the list of allowed ones before they came here; what this module sets
    itself cannot be overruled by them.

    Raises:
        KeyError: for a dialect that SQLFluff does not know.
    """
    overrides = {
        "dialect": profile["dialect"],
        "templater": "raw",
        # How much text is too much is the runner's decision; SQLFluff would skip a file without a word.
        "large_file_skip_byte_limit": 0,
        "large_file_skip_char_limit": 0,
        "disable_noqa": profile["noqa"] == "Ignore",
        "use_rust_parser": "auto" if profile["parser"] == "Rust" else False,
    }
    if profile["rules"]:
        overrides["rules"] = ",".join(profile["rules"])
    if profile["excludeRules"]:
        overrides["exclude_rules"] = ",".join(profile["excludeRules"])
    return FluffConfig(configs=_nested(profile["settings"]), overrides=overrides)


def _nested(settings):
    """From values by path (`rules:convention.terminator:multiline_newline`) to SQLFluff's nested sections."""
    sections = {}
    for path, value in settings.items():
        *names, key = path.split(":")
        section = sections
        for name in names or ["core"]:
            section = section.setdefault(name, {})
        section[key] = value
    return sections
