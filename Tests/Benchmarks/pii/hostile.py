# The time that `pii` takes for texts made to slow a scanner down: it must grow with their length.
#
#     python Tests/Benchmarks/pii/hostile.py .build/release/winnow 10000000
#
# Each text is one unit repeated, at a quarter of the length, at half of it and at the whole; the
# figures are seconds of processor time of a whole run, reading and writing included; how many times
# the half's is the whole's, and the whole's nanoseconds a byte, after a run over an empty text is
# taken off.
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

UNITS = ["x ", "1", "@", ".", "a@a.", "a.", "1.", "1-", "1 ", "12 ", ":", "a:", "1:", "::", "+1", "+1 ",
         "4111 ", "4111-1111-1111-1111", "DE89 ", "GB82WEST1234", "ghp_", "eyJ", "eyJa.", "-", "sk-",
         "-----BEGIN ", "-----BEGIN RSA PRIVATE KEY-----", "(415) 555-", "a@b.c", "@a.b", "é@", "version 1."]


def seconds(program, folder, text):
    (folder / "in.jsonl").write_text(json.dumps({"text": text}) + "\n")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = folder / "run"
    subprocess.run([program, "run", folder / "pii.yaml", "--output", run], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["rm", "-r", run], check=True)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    program, length = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pii.yaml").write_text(
            f"name: pii\ninput:\n  - jsonl: {{ paths: [{folder}/in.jsonl] }}\n"
            "stages:\n  - pii: { action: tag }\noutput:\n  - jsonl: { path: text }\n")
        empty = seconds(program, folder, "")
        for unit in UNITS:
            times = [seconds(program, folder, (unit * size)[:size])
                     for size in (length // 4, length // 2, length)]
            growth = (times[2] - empty) / max(times[1] - empty, 0.01)
            cost = (times[2] - empty) / length * 1e9
            print(f"{unit!r:36}", " ".join(f"{t:6.2f}" for t in times),
                  f" x{growth:.1f} {cost:5.0f} ns/byte", flush=True)


main()
