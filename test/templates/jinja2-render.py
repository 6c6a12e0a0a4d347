"""Renders cases with Jinja2: one JSON array on standard input, one on standard output. The folder of the package is the argument."""
import fnmatch
import json
import random
import re
import resource
import sys

sys.path.insert(0, sys.argv[1])
from jinja2 import BaseLoader
from jinja2.sandbox import SandboxedEnvironment

VALUES = {"WEBHOOK_TOKEN_3": "tok", "OTHER": "no"}


def env(name):
    allowed = any(fnmatch.fnmatchcase(name, pattern) for pattern in ["WEBHOOK_TOKEN_*"])
    return VALUES.get(name) if allowed else None


def render(case):
    environment = SandboxedEnvironment(loader=BaseLoader())
    environment.filters["env"] = env
    if case["mode"] == "headers":
        environment.filters["header_safe"] = lambda value: re.sub(r"[\x00-\x1f\x7f]", "", str(value))
    try:
        text = environment.from_string(case["template"]).render(json.loads(case["context"]))
        return {"text": re.sub(r"0x[0-9a-f]{6,}", "0x…", text)}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}


random.seed(1)
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
json.dump([render(case) for case in json.load(sys.stdin)], sys.stdout)
