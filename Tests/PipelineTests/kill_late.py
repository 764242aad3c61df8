#!/usr/bin/env python3
"""Kills runs of one huge file when nine tenths of it are done, resumes them, and tells what it cost.

    Tests/PipelineTests/kill_late.py .build/release/winnow [--megabytes 1000] [--folder DIR]

Makes one .jsonl and one .warc.gz of so many megabytes (of stored bytes) from the samples, each page
with a number of its own, runs filters and exact deduplication over each: undisturbed, and killed
(SIGKILL) once 90 % of the tasks that read are done, then resumed. Prints the processor time of the
undisturbed run and what all attempts took beyond it, in per cent. Exit code 1 when a file of the
outputs differs, or when more than 15 % was done again.
"""
import argparse
import gzip
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PIPELINE = """\
input: [{ %s: { paths: ["%s"] } }]
stages: [%sgopher_repetition, gopher_quality, exact_dedup]
output: [jsonl]
"""


def pages():
    """The HTML pages of the samples' archives."""
    for name in sorted(os.listdir(os.path.join(ROOT, "Samples/html"))):
        with open(os.path.join(ROOT, "Samples/html", name), "rb") as file:
            yield file.read()


def texts():
    with gzip.open(os.path.join(ROOT, "Samples/jsonl/books.jsonl.gz"), "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)["text"]


def write_lines(path, size):
    sources = list(texts())
    with open(path, "w", encoding="utf-8") as file:
        number = 0
        while file.tell() < size:
            text = f"Copy {number}.\n{sources[number % len(sources)]}"
            file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
            number += 1


def write_archive(path, size):
    sources = list(pages())
    with open(path, "wb") as file:
        number = 0
        while file.tell() < size:
            page = sources[number % len(sources)].replace(b"<body", b"<p>%d</p><body" % number, 1)
            message = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
            head = (
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://site.example/%d\r\n"
                "WARC-Record-ID: <urn:%d>\r\nContent-Type: application/http; msgtype=response\r\n"
                "Content-Length: %d\r\n\r\n" % (number, number, len(message)))
            file.write(gzip.compress(head.encode() + message + b"\r\n\r\n", 1, mtime=0))
            number += 1


def run(winnow, pipeline, folder, *more, until=None):
    """Runs to the end, or until `until` says so; gives the processor seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(
        [winnow, "run", pipeline, "--output", folder, *more],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while until and process.poll() is None and not until():
        time.sleep(0.05)
    if until and process.poll() is None:
        process.send_signal(signal.SIGKILL)
    message = process.communicate()[1].decode(errors="replace")
    if process.returncode not in (0, -signal.SIGKILL):
        sys.exit(f"winnow failed:\n{message}")
    if until and process.returncode == 0:
        sys.exit("the run ended before it could be killed; take more megabytes")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def most_is_done(folder, tasks):
    """Whether nine tenths of the first phase's tasks are done."""
    done = os.path.join(folder, "done")
    phases = sorted(os.listdir(done)) if os.path.isdir(done) else []
    counts = [len(os.listdir(os.path.join(done, phase))) for phase in phases if phase != "ranges"]
    return max(counts, default=0) >= 0.9 * tasks


def digests(folder):
    found = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.relpath(os.path.join(base, name), folder)
            if path.startswith(("done/", "work/")) or path in (
                    "report.html", "journal.jsonl", "plan.json"):
                continue
            with open(os.path.join(base, name), "rb") as file:
                found[path] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def trial(winnow, folder, kind, size):
    reader, name, first = {
        "jsonl": ("jsonl", "in.jsonl", ""), "warc.gz": ("warc", "in.warc.gz", "extract_html, "),
    }[kind]
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        (write_lines if kind == "jsonl" else write_archive)(path, size)
    pipeline = os.path.join(folder, f"{kind}.yaml")
    with open(pipeline, "w", encoding="utf-8") as file:
        file.write(PIPELINE % (reader, path, first))
    whole, cut = os.path.join(folder, f"{kind}-whole"), os.path.join(folder, f"{kind}-cut")
    undisturbed = run(winnow, pipeline, whole, "--force")
    tasks = -(-os.path.getsize(path) // (32 << 20))
    killed = run(winnow, pipeline, cut, "--force", until=lambda: most_is_done(cut, tasks))
    resumed = run(winnow, pipeline, cut, "--resume")
    again = (killed + resumed) / undisturbed - 1
    same = digests(whole) == digests(cut)
    print(f"{kind:8} {tasks:3} tasks  undisturbed {undisturbed:6.1f} s  killed {killed:6.1f} s  "
          f"resumed {resumed:6.1f} s  done again {100 * again:5.1f} %  "
          f"{'same files' if same else 'FILES DIFFER'}", flush=True)
    return same and again < 0.15


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("winnow")
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--folder", help="where to work; inputs that lie there are used again")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or scratch
        os.makedirs(folder, exist_ok=True)
        winnow = os.path.abspath(chosen.winnow)
        good = [trial(winnow, folder, kind, chosen.megabytes * 10**6) for kind in ("jsonl", "warc.gz")]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
