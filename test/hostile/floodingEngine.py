"""Speaks the engine's protocol, and answers a text that names a number with so many violations.

    floodingEngine.py ENGINE_VERSION

`violations: N` is answered with N violations, `endless` with a line that never ends, anything else with none.
"""

import json
import sys

VIOLATION = json.dumps(
    {
        "line_no": 1,
        "line_pos": 1,
        "end_line_no": 1,
        "end_line_pos": 2,
        "code": "LT01",
        "name": "layout.spacing",
        "description": "Expected only single space before naked identifier. Found '  '.",
        "fixable": True,
        "warning": False,
    }
)


def answer(request):
    text = request["text"]
    while text == "endless":
        sys.stdout.write("x" * 65536)
    count = int(text.removeprefix("violations: ")) if text.startswith("violations: ") else 0
    sys.stdout.write(f'{{"id": {request["id"]}, "ok": true, "analysis_ms": 1, "parse_ms": 1, "violations": [')
    for index in range(count):
        sys.stdout.write(VIOLATION if index == 0 else "," + VIOLATION)
    sys.stdout.write("]}\n")


def main():
    ready = {"type": "ready", "sqlfluff_version": "0", "engine_version": sys.argv[1], "pid": 1}
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        answer(json.loads(line))
        sys.stdout.flush()


main()
