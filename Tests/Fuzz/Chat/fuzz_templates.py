"""Renders random templates with chat-lab and with transformers' sandbox, and compares.

    python fuzz_templates.py CHAT_LAB [--count N] [--seed S]

Texts have to be equal. Where transformers raises, chat-lab has to raise too; messages are compared
and differences counted apart. What chat-lab refuses though transformers renders it is counted by its
reason, of which REFUSED names the known ones. Exit code 1 where anything else differs. Needs
requirements.txt.
"""
import argparse
import collections
import copy
import json
import logging
import random
import subprocess
import warnings

logging.disable(logging.ERROR)
warnings.simplefilter("ignore")
from transformers.utils.chat_template_utils import _cached_compile_jinja_template  # noqa: E402

MESSAGES = [
    {"role": "system", "content": "Be  brief.\n"},
    {"role": "user", "content": " Hi, \u00c4\u00f6\u00df \u6f22\u5b57 \U0001F600!\r\nline two\ttab 'q' \"d\" \\ "},
    {"role": "assistant", "content": "", "n": 3, "f": 2.5, "none": None, "flag": True,
     "tool_calls": [{"function": {"name": "get_x", "arguments": {"b": 1, "a": [1, 2.0, None, "\u00e9<>&'"]}}}]},
    {"role": "tool", "content": ["a", "B", "c", "a"], "items": "shadow", "big": 12345678901234567890},
    {"role": "assistant", "content": [{"type": "text", "text": "Hello World"}, {"type": "image"}]},
]
NAMES = ["messages", "m", "m.content", "m['role']", "m.role", "messages[0]", "messages[-1].content",
         "messages[2]", "messages[2].tool_calls", "messages[1].content", "messages[3].content",
         "missing", "m.missing", "messages[3]", "x", "y", "ns.a", "loop.index", "messages[3].big"]
LITERALS = ["0", "1", "-1", "2", "3", "10", "2.5", "0.1", "1e3", "1e16", "1e-5", "7.0", "true", "false", "none",
            "''", "'a'", "'abc'", "'Hello World'", "' pad '", "'a,b,,c'", "'12'", "'-3.5'", "'\\n'",
            "\"it's\"", "'\u00df\u00e9'", "'%s'", "[]", "[1, 2, 3]", "['b', 'a', 'C']", "{}",
            "{'a': 1, 'b': [1, 2]}", "(1, 'x')", "()", "[[1, 'z'], [0, 'y']]", "range(4)", "[3, 1.0, true]",
            "'x y  z'", "'<b>&</b>'", "'aXbXc'", "'\\u00e9\\x41\\t'"]
BINARY = ["+", "-", "*", "/", "//", "%", "~", "==", "!=", "<", ">", "<=", ">=", "in", "not in", "and", "or", "**"]
FILTERS = ["upper", "lower", "trim", "length", "list", "first", "last", "join", "join(', ')", "default('d')",
           "default('d', true)", "string", "int", "float", "abs", "round", "round(1)", "reverse", "sort", "unique",
           "tojson", "tojson(indent=2)", "items", "dictsort", "title", "capitalize", "replace('a', 'XY')",
           "map('upper')", "map(attribute='role')", "selectattr('role', 'equalto', 'user')", "select", "reject('none')",
           "rejectattr('content')", "select('string')", "batch(2)", "slice(2)", "sum", "min", "max", "wordcount", "e",
           "indent", "indent(2, true)", "center(12)", "truncate(8)", "count", "d('q')", "groupby('role')",
           "sort(reverse=true)", "trim('a ')", "format(1)", "tojson(sort_keys=true)", "safe", "urlencode",
           "map('length')", "join('-', attribute='role')", "attr('role')", "filesizeformat", "forceescape",
           "tojson(separators=(',', ':'))", "tojson(ensure_ascii=true)", "map('default', 'z')", "select('in', [1, 'a'])"]
TESTS = ["defined", "undefined", "none", "string", "mapping", "number", "integer", "float", "iterable", "sequence",
         "boolean", "true", "false", "odd", "even", "divisibleby(2)", "lower", "upper", "equalto 'a'", "eq(1)",
         "in [1, 'a']", "callable", "sameas true", "gt 1", "not none", "not defined", "ne 2", "lt(3)", "escaped",
         "filter", "test"]
METHODS = [".strip()", ".upper()", ".lower()", ".title()", ".split()", ".split(',')", ".split('a', 1)",
           ".startswith('a')", ".endswith('!')", ".replace('a', 'b')", ".replace('', '-')", ".items()", ".keys()", ".values()",
           ".get('role')", ".get('zz', 5)", ".lstrip('\\n ')", ".rstrip()", ".rsplit(None, 1)", ".splitlines()",
           ".find('b')", ".count('a')", ".index('b')", ".capitalize()", ".isdigit()", ".isalpha()", ".isupper()",
           ".join(['p', 'q'])", ".format(1, a=2)", ".zfill(5)", ".center(9, '*')", ".ljust(6)", ".rjust(6)",
           ".partition(' ')", ".rpartition('b')", ".removeprefix('a')", ".removesuffix('c')", ".append(1)", ".swapcase()",
           ".casefold()", ".rfind('b')", ".splitlines(true)", ".split(maxsplit=1)", ".istitle()", ".isspace()",
           ".strip('abc')", ".startswith(('a', ' '))", ".foo", ".pop()", ".isalnum()", ".isnumeric()"]
ITEMS = ["[0]", "[-1]", "[1:]", "[:2]", "[::-1]", "['role']", "[0:-1]", "[::2]", "['nope']", "[-2:]", "[5]", "[1:][0]",
         "[:-1]", "[2:0:-1]", "[none]"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, choices):
        return self.random.choice(choices)

    def expression(self, depth=3):
        roll = self.random.random()
        if depth == 0 or roll < 0.25:
            return self.pick(NAMES if self.random.random() < 0.5 else LITERALS)
        inner = self.expression(depth - 1)
        if roll < 0.40:
            return f"{inner} {self.pick(BINARY)} {self.expression(depth - 1)}"
        if roll < 0.46:
            return f"({inner}) {self.pick(BINARY)} ({self.expression(depth - 1)})"
        if roll < 0.64:
            return f"({inner})|{self.pick(FILTERS)}"
        if roll < 0.72:
            return f"({inner}) is {self.pick(TESTS)}"
        if roll < 0.84:
            return f"({inner}){self.pick(METHODS)}"
        if roll < 0.92:
            return f"({inner}){self.pick(ITEMS)}"
        if roll < 0.95:
            return f"({inner} if {self.expression(depth - 1)} else {self.expression(depth - 1)})"
        if roll < 0.97:
            return f"not {inner}"
        return f"[{inner}, {self.expression(depth - 1)}]"

    def space(self):
        return self.pick(["", " ", "\n", "\n  ", "text", " a\n\n", "\t", "x \n"])

    def tag(self, text):
        left, right = self.pick(["", "", "", "-", "+"]), self.pick(["", "", "", "-", "+"])
        return "{%" + left + " " + text + " " + right + "%}"

    def output(self):
        left, right = self.pick(["", "", "", "-"]), self.pick(["", "", "", "-"])
        return "{{" + left + " " + self.expression() + " " + right + "}}"

    def block(self, depth=2, in_loop=False):
        parts = []
        for _ in range(self.random.randint(1, 3)):
            parts += [self.space(), self.statement(depth, in_loop)]
        return "".join(parts) + self.space()

    def statement(self, depth, in_loop):
        roll = self.random.random()
        if depth == 0 or roll < 0.45:
            return self.output()
        if roll < 0.60:
            other = self.tag("else") + self.block(depth - 1, in_loop) if roll < 0.52 else ""
            return (self.tag("if " + self.expression(2)) + self.block(depth - 1, in_loop) + other
                    + self.tag("endif"))
        if roll < 0.72:
            where = " if " + self.expression(1) if self.random.random() < 0.3 else ""
            return (self.tag(f"for m in {self.pick(['messages', 'messages', '[1, 2]', self.expression(1)])}{where}")
                    + self.block(depth - 1, True) + self.tag("endfor"))
        if roll < 0.80:
            return self.tag(f"set {self.pick(['x', 'y', 'm', 'ns.a'])} = {self.expression(2)}")
        if roll < 0.84:
            return self.tag("set x") + self.block(depth - 1, in_loop) + self.tag("endset")
        if roll < 0.88:
            return (self.tag("macro f(x, y=1)") + self.block(depth - 1) + self.tag("endmacro")
                    + "{{ f(" + self.expression(1) + ") }}")
        if roll < 0.90:
            return self.tag("filter upper") + self.block(depth - 1, in_loop) + self.tag("endfilter")
        if roll < 0.92:
            return (self.tag(f"for k, v in ({self.expression(1)})|dictsort") + self.block(depth - 1, True)
                    + self.tag("endfor"))
        if roll < 0.94:
            return self.tag(f"with y = {self.expression(1)}") + self.block(depth - 1, in_loop) + self.tag("endwith")
        if roll < 0.96:
            return "{#" + self.pick(["", "-"]) + " comment " + self.pick(["", "-"]) + "#}"
        if roll < 0.98 and in_loop:
            return self.tag(self.pick(["break", "continue"]))
        return self.tag("generation") + self.block(depth - 1, in_loop) + self.tag("endgeneration")

    def template(self):
        if self.random.random() < 0.5:
            return "{% set m = messages[1] %}{% set ns = namespace(a=1) %}{{ " + self.expression() + " }}"
        return "{% set m = messages[1] %}{% set ns = namespace(a=1) %}" + self.block()


# What is refused by name though jinja2 renders it; no chat template was seen that does either.
REFUSED = {
    # jinja2 folds constants before it runs a template and takes slices of numbers for undefined then.
    "object is not subscriptable": "slices of constants that are no sequences",
    "unhashable type: 'slice'": "slices of constants that are no sequences",
    "arithmetic beyond 64-bit integers": "arithmetic beyond 64-bit integers",
}


def refused(error):
    return next((name for part, name in REFUSED.items() if part in error), None)


def expected(source):
    try:
        return {"text": _cached_compile_jinja_template(source).render(
            messages=copy.deepcopy(MESSAGES), tools=None, documents=None, add_generation_prompt=False)}
    except Exception as error:  # noqa: BLE001
        return {"error": f"{error}", "type": type(error).__name__}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lab")
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=25)
    options = parser.parse_args()
    sources = [Maker(options.seed * 1_000_003 + n).template() for n in range(options.count)]
    stdin = "".join(json.dumps({"template": s, "messages": MESSAGES}) + "\n" for s in sources)
    result = subprocess.run([options.lab], input=stdin.encode(), capture_output=True)
    ours = [json.loads(line) for line in result.stdout.decode().split("\n") if line]
    if len(ours) != len(sources):
        print(f"chat-lab stopped after {len(ours)} of {len(sources)}: {sources[len(ours)]!r}")
        raise SystemExit(1)
    counts = collections.Counter()
    messages = collections.Counter()
    shown = 0
    for source, our in zip(sources, ours):
        their = expected(source)
        if " at 0x" in their.get("text", "").lower():
            counts["prints an address"] += 1
        elif "error" in our and "not supported" in our["error"] or "printing a" in our.get("error", ""):
            counts["not supported"] += 1
        elif our.get("text") == their.get("text") and "text" in our:
            counts["same text"] += 1
        elif "error" in our and "error" in their:
            same = our["error"] == their["error"]
            counts["same error" if same else "other message"] += 1
            if not same:
                messages[(our["error"][:90], their["error"][:90])] += 1
        elif "text" in their and refused(our.get("error", "")):
            counts["refused: " + refused(our["error"])] += 1
        else:
            counts["DIFFERENT"] += 1
            if shown < options.show:
                shown += 1
                print("DIFFERENT", repr(source))
                print("   ours:  ", json.dumps(our)[:300])
                print("   theirs:", json.dumps(their)[:300])
    for (our, their), number in messages.most_common(options.show):
        print(number, "ours:", repr(our), "theirs:", repr(their))
    print(dict(counts))
    raise SystemExit(counts["DIFFERENT"] > 0)


if __name__ == "__main__":
    main()
