"""Lints texts as SQLFluff does it and then with the engine's accelerations: `python -I compareAcceleration.py ENGINE_DIR`.

Reads a JSON list of {name, text, profile}; prints {"installed", "codes", "differences"}: whether the accelerations were
installed, the codes that plain SQLFluff found, and the names of the texts of which both do not say the same, each field
and each fix included.
"""

import json
import sys

sys.path.insert(0, sys.argv[1])

from sqllint_engine import acceleration, linting  # noqa: E402


def answers_to(cases):
    cache = linting.LinterCache()
    return [answer_to(cache, case) for case in cases]


def answer_to(cache, case):
    request = {"id": 1, "profile": case["profile"], "text": case["text"], "file_name": case["name"]}
    try:
        return linting.analyse(cache, request)["violations"]
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


def main():
    cases = json.load(sys.stdin)
    plain = answers_to(cases)
    installed = acceleration.install()
    accelerated = answers_to(cases)
    report = {
        "installed": installed,
        "codes": sorted({violation["code"] for answer in plain if isinstance(answer, list) for violation in answer}),
        "differences": [
            {"name": case["name"], "plain": one, "accelerated": other}
            for case, one, other in zip(cases, plain, accelerated)
            if one != other
        ],
    }
    json.dump(report, sys.stdout)


main()
