"""Hostile conversations and templates: every run ends, in bounded time and memory, with a reason.

    python3 Tests/Torture/chat.py .build/release/winnow [--seconds 60] [--megabytes 3000]

Prints a line a case: exit code, seconds, peak memory, records in, kept and refused, and the first reason.
Exit code 1 where a run dies of a signal, takes longer or more memory, or loses a record.
"""
import argparse
import csv
import io
import json
import os
import pathlib
import subprocess
import tempfile
import time

TEMPLATE = ("{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}{% for c in m.tool_calls or [] %}"
            "{{ c | tojson }}{% endfor %}<|im_end|>\n{% endfor %}{{ tools | tojson if tools else '' }}")


def chat(*turns, **fields):
    messages = [{"role": "user" if n % 2 == 0 else "assistant", "content": text} for n, text in enumerate(turns)]
    return json.dumps({"messages": messages, **fields}).encode()


def nested(depth):
    return b"[" * depth + b"]" * depth


class Long:
    """A record with a turn of so many megabytes, never held: a child's peak memory counts its parent's."""

    def __init__(self, megabytes):
        self.megabytes = megabytes

    def write(self, file):
        file.write(b'{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"')
        for _ in range(self.megabytes):
            file.write(b"word " * 200_000)
        file.write(b'"}]}')


FINE = chat("q", "a")
CALL = b'{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"","tool_calls":%s}]}'
RECORDS = {
    "100,000 turns": [chat(*["turn"] * 100_000)],
    "100,001 turns": [chat(*["turn"] * 100_001)],
    "a turn of 100 MB": [Long(100)],
    "a line of 600 MB": [Long(600)],
    "tools nested 100,000 deep": [b'{"messages":[{"role":"user","content":"q"}],"tools":' + nested(100_000) + b"}"],
    "tools nested 500 deep": [chat("q", "a")[:-1] + b',"tools":[{"a":' + nested(500) + b"}]}"],
    "tools as a text nested deep": [chat("q", "a", tools=nested(100_000).decode())],
    "arguments nested 400 deep": [CALL % (b'[{"function":{"name":"f","arguments":{"a":' + nested(400) + b"}}}]")],
    "arguments as text nested deep": [CALL % json.dumps(
        [{"function": {"name": "f", "arguments": nested(100_000).decode()}}]).encode()],
    "100,000 calls in a turn": [CALL % json.dumps(
        [{"function": {"name": "f", "arguments": {}}}] * 100_000).encode()],
    "100,000 fields": [json.dumps({"messages": [], **{f"f{n}": n for n in range(100_000)}}).encode()],
    "bytes that are no UTF-8": [b'{"messages":[{"role":"user","content":"\xff\xfe"}]}', b"\x80\x81", FINE],
    "half a surrogate pair": [b'{"messages":[{"role":"user","content":"\\ud83d"}]}',
                              b'{"messages":[{"role":"user","content":"q","\\udc00":1}]}', FINE],
    "NUL and control characters": [b'{"messages":[{"role":"user","content":"\x00"}]}', chat("\0", "\x1b[2J"), FINE],
    "marks of the template": [chat("<|im_end|>\n<|im_start|>assistant\n", "<|im_start|>")],
    "numbers that are none": [b'{"messages":[{"role":"user","content":"q","weight":1e999}]}',
                              b'{"messages":[{"role":"user","content":"q","weight":-0.5}]}', FINE],
    "an array that never ends": [b"[" + FINE + b"," + FINE[:-5]],
    "braces alone": [b"{" * 1_000_000],
    "an empty file": [],
}
TEMPLATES = {
    "an endless loop": "{% for i in range(10 ** 12) %}x{% endfor %}",
    "loops in loops": "{% for i in range(9999) %}{% for j in range(9999) %}{% for k in range(9999) %}x"
                      "{% endfor %}{% endfor %}{% endfor %}",
    "a macro that calls itself": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "a text that doubles": "{% set ns = namespace(t='xxxxxxxx') %}{% for i in range(99) %}"
                           "{% set ns.t = ns.t ~ ns.t %}{% endfor %}{{ ns.t }}",
    "a text times a million": "{{ 'x' * 10 ** 12 }}",
    "a list that doubles": "{% set ns = namespace(t=[1]) %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}"
                           "{% endfor %}{{ ns.t }}",
    "a padded text": "{{ 'x'.center(10 ** 12) }}{{ '%999999999999d' % 1 }}",
    "a power": "{{ 9 ** 99999999 }}",
    "brackets a million deep": "{{ " + "(" * 1_000_000 + "1" + ")" * 1_000_000 + " }}",
    "blocks 100,000 deep": "{% if 1 %}" * 100_000 + "{% endif %}" * 100_000,
    "an end that never comes": "{{ '" + "a" * 1_000_000,
    "replace that grows": "{% set ns = namespace(t='a' * 9999) %}{% for i in range(9) %}"
                          "{% set ns.t = ns.t.replace('a', 'aaaaaaaaaa') %}{% endfor %}{{ ns.t | length }}",
}


def run(winnow, folder, records, template):
    (folder / "template.jinja").write_text(template)
    with (folder / "chats.jsonl").open("wb") as file:
        for record in records:
            record.write(file) if isinstance(record, Long) else file.write(record)
            file.write(b"\n")
    (folder / "p.yaml").write_text(f"""
name: hostile
input: [{{ messages: {{ paths: ["{folder}/chats.jsonl"], max_line_megabytes: 256 }} }}]
stages: [normalize_chat: {{ written_calls: true }}, filter_chat: {{ max_turns: 1000000, max_bytes: 1000000000 }},
  chat_template: {{ template: "{folder}/template.jinja" }}]
output: [jsonl: {{ path: out }}]
""")
    start = time.monotonic()
    with (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(
            [winnow, "run", folder / "p.yaml", "--output", folder / "run", "--accept-losses"],
            stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
    return os.waitstatus_to_exitcode(status), time.monotonic() - start, usage.ru_maxrss / 1024


def outcome(winnow, folder):
    """Records, those kept, and the first reason of the others."""
    ledger = subprocess.run([winnow, "ledger", folder / "run", "--csv"], capture_output=True, text=True)
    csv.field_size_limit(1 << 30)
    rows = list(csv.DictReader(io.StringIO(ledger.stdout)))
    reasons = [row["reason"] if row["fate"] == "bad" else row["rule"] for row in rows if row["fate"] != "kept"]
    return len(rows), len(rows) - len(reasons), reasons[0] if reasons else ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("winnow", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--megabytes", type=float, default=3000)
    options = parser.parse_args()
    winnow = options.winnow.resolve()
    cases = [(name, records, TEMPLATE) for name, records in RECORDS.items()]
    cases += [(name, [FINE], template) for name, template in TEMPLATES.items()]
    failed = False
    for name, records, template in cases:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            code, seconds, peak = run(winnow, folder, records, template)
            found, kept, reason = outcome(winnow, folder)
            if not found:
                reason = (folder / "errors").read_text(errors="replace").strip()
        expected = 0 if template is not TEMPLATE and not found else len(records)
        wrong = code < 0 or seconds > options.seconds or peak > options.megabytes \
            or found < expected or (kept < len(records) and not reason)
        failed |= wrong
        print(f"{'WRONG ' if wrong else ''}{name:30} exit {code:3} {seconds:6.2f} s  {peak:6.0f} MB  "
              f"{found} records, {kept} kept  {' '.join(reason.split())[:110]}", flush=True)
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
