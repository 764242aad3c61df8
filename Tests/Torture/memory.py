#!/usr/bin/env python3
"""Peak memory of runs over hostile corpora, held to --memory.

    Tests/Torture/memory.py .build/release/winnow [--memory 512M] [--scale 1.0] [--only NAME,...]

Makes about thirty corpora that hold something in excess (rows, columns, nodes, lengths, files,
duplicates), runs a pipeline over each, and prints seconds, peak memory and how it ended. Exit code 1
when one takes more than a fifth over --memory, crashes, or is not done within five minutes.
"""
import argparse
import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time

FILTERS = ("gopher_quality, gopher_repetition, c4_quality, fineweb_quality, nemo_quality, madlad_quality, "
           "refinedweb_lines, code_quality, fix_text, normalize_text")
MIB = 1 << 20


def lines(make, size):
    """JSON lines of `make(number)` until there are so many bytes."""
    def write(file):
        written = number = 0
        while written < size:
            row = json.dumps({"text": make(number)}).encode() + b"\n"
            file.write(row)
            written += len(row)
            number += 1
    return write


def repeated(piece, size):
    piece = piece.encode() if isinstance(piece, str) else piece
    return lambda file: file.write(piece * (size // len(piece)))


def words(count, start=0):
    return " ".join(f"word{start + i % 9973}" for i in range(count))


def corpora(scale):
    """Name, file's ending, what writes it, reader, stages."""
    mib = lambda count: int(count * scale * MIB)
    jsonl = lambda name, make, size, stages=FILTERS, reader="jsonl": (
        name, ".jsonl", lines(make, mib(size)), reader, stages)
    html = lambda name, piece, size: (name, ".html", repeated(piece, mib(size)), "html", "extract_html, " + FILTERS)
    yield "lines of two bytes", ".jsonl", repeated("x\n", mib(24)), "jsonl", FILTERS
    yield "blank lines", ".jsonl", repeated("\n", mib(24)), "jsonl", FILTERS
    yield "empty texts", ".jsonl", repeated('{"text":""}\n', mib(30)), "jsonl", FILTERS
    yield "empty objects", ".jsonl", repeated("{}\n", mib(24)), "jsonl", FILTERS
    yield jsonl("one letter", lambda n: "x", 24)
    yield "many fields", ".jsonl", repeated(
        json.dumps({"text": "a b", **{f"f{i}": i for i in range(2000)}}) + "\n", mib(40)), "jsonl", FILTERS
    yield "nested arrays", ".jsonl", repeated('{"text":"a","x":' + "[" * 500 + "]" * 500 + "}\n", mib(30)), "jsonl", FILTERS
    yield jsonl("escapes", lambda n: "\u20ac\"\\" * 3000, 30)
    yield jsonl("texts of 1 MiB", lambda n: words(110_000, n), 60)
    yield jsonl("texts of 8 MiB", lambda n: words(900_000, n), 64)
    yield jsonl("texts of 48 MiB", lambda n: words(5_400_000, n), 140)
    yield "text of 48 MiB", ".txt", repeated("the other word and ", mib(48)), "text", FILTERS
    yield "lines in a text", ".txt", repeated("x\n", mib(24)), "text", FILTERS
    yield "a text without spaces", ".txt", repeated("x", mib(48)), "text", FILTERS
    yield "a text of digits", ".txt", repeated("1234567890", mib(32)), "text", FILTERS + ", pii"
    yield "a line over the limit", ".jsonl", lambda file: file.write(b'{"text":"' + b"x" * mib(200) + b'"}\n'), "jsonl", FILTERS
    yield html("paragraphs", "<p>a</p>", 1.6)
    yield html("nested tags", "<b><i>", 1.6)
    yield html("cells", "<tr><td>1", 3)
    yield html("links", "<a href=/x>a, b</a>", 8)
    yield html("breaks", "<br>", 8)
    yield html("attributes", "<p " + "x=1 " * 50 + ">a", 16)
    yield html("entities", "&amp;", 16)
    yield html("a page of text", "Words of a page, which go on. ", 32)
    yield "archive of small pages", ".warc", repeated(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\nContent-Type: application/http\r\n"
        "Content-Length: 64\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>a</p><p>b</p>\r\n\r\n", mib(40)
    ), "warc", "extract_html, " + FILTERS
    yield "archive of headers", ".warc", repeated("WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n", mib(24)), "warc", "extract_html"
    yield ("a bomb", ".jsonl.gz", lambda file: file.write(gzip.compress(b"x" * mib(400), 9)), "jsonl", FILTERS)
    yield ("a bomb of lines", ".jsonl.gz", lambda file: file.write(
        gzip.compress(b'{"text":"x"}\n' * (mib(60) // 13), 9)), "jsonl", FILTERS)
    yield jsonl("duplicates", lambda n: words(60, n % 7), 40, "exact_dedup, minhash_dedup")
    yield jsonl("distinct short texts", lambda n: f"text {n}", 24, "exact_dedup, line_dedup, minhash_dedup")
    yield jsonl("substrings", lambda n: words(400, n), 40, "substring_dedup, paragraph_dedup")
    yield jsonl("tokens", lambda n: words(2000, n), 60, "tokenize: { tokenizer: { train: { vocab_size: 2000 } } }")


def run(winnow, memory, folder, corpus):
    name, ending, write, reader, stages = corpus
    path = os.path.join(folder, "in" + ending)
    with open(path, "wb") as file:
        write(file)
    with open(os.path.join(folder, "p.yaml"), "w") as file:
        file.write(f"input: [{{ {reader}: {{ paths: [in{ending}] }} }}]\nstages: [{stages}]\noutput: [jsonl]\n")
    start = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [winnow, "run", "p.yaml", "--output", "out", "--quiet", "--memory", memory], cwd=folder,
            stdout=subprocess.DEVNULL, stderr=errors,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30)))
        timer = threading.Timer(300, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = code = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        words = errors.read().decode("utf-8", "replace").strip().splitlines()
    shutil.rmtree(os.path.join(folder, "out"), ignore_errors=True)
    size = os.path.getsize(path)
    os.remove(path)
    return size, time.monotonic() - start, usage.ru_maxrss << 10, code, words[0] if words else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("winnow", type=os.path.abspath)
    parser.add_argument("--memory", default="512M")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only")
    options = parser.parse_args()
    bound = int(options.memory.rstrip("MG")) << (30 if options.memory.endswith("G") else 20)
    failures = 0
    print(f"{'corpus':26}{'MB':>7}{'seconds':>9}{'peak MiB':>10}  outcome", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for corpus in corpora(options.scale):
            if options.only and corpus[0] not in options.only.split(","):
                continue
            size, seconds, peak, code, words = run(options.winnow, options.memory, folder, corpus)
            outcome = "done" if code == 0 else f"exit {code}: {words[:90]}"
            if code < 0 or peak > bound * 1.2:
                failures += 1
                outcome += "  FAILS"
            print(f"{corpus[0]:26}{size / 1e6:7.1f}{seconds:9.1f}{peak / MIB:10.0f}  {outcome}", flush=True)
    print(f"{failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
