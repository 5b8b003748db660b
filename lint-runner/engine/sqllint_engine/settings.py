"""From a profile to a SQLFluff configuration that owes nothing to the machine it runs on."""

from sqlfluff.core.config import FluffConfig


def config_of(profile):
    """Builds the configuration of a profile.

    The constructor, unlike `FluffConfig.from_root` and `from_path`, reads no file but SQLFluff's own defaults.

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
    }
    if profile["rules"]:
        overrides["rules"] = ",".join(profile["rules"])
    if profile["excludeRules"]:
        overrides["exclude_rules"] = ",".join(profile["excludeRules"])
    return FluffConfig(overrides=overrides)
