"""Time and memory of minhash_dedup on corpora made to break it.

    python Tests/Benchmarks/dedup/hostile.py .build/release/winnow FOLDER [NAME ...]

Prints for each corpus the processor and wall seconds, the peak resident memory and the counts, with
--memory 1G and two workers. A line longer than the reader's max_line_megabytes (8 by default, 1024
at most) is a bad record; the last corpus is read with 1024.
"""
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import time

from processes import high_water

chance = random.Random(1)
words = [f"w{number}" for number in range(5000)]
base = " ".join(chance.choices(words, k=150))


def varied(count):
    return " ".join(chance.choices(words, k=count))


def lines(texts):
    return (f'{{"text":"{text}"}}\n'.encode() for text in texts)


def long_line(word, megabytes):
    """One document of a word again and again, a million bytes at a time."""
    block = word * (1_000_000 // len(word))
    return itertools.chain([b'{"text":"'], itertools.repeat(block, megabytes), [b'"}\n'])


CORPORA = {
    "a million identical documents": lambda: lines(base for _ in range(1_000_000)),
    "a million empty and one-word documents": lambda: lines(
        "one" * (i % 2) for i in range(1_000_000)),
    "300,000 different documents": lambda: lines(varied(60) for _ in range(300_000)),
    "100,000 documents that share 80 % of their text": lambda: lines(
        f"{base} {varied(37)}" for _ in range(100_000)),
    "100,000 documents that share 40 % of their text": lambda: lines(
        f"{base} {varied(225)}" for _ in range(100_000)),
    "one word, 50 MB of it": lambda: long_line(b"word ", 50),
    "one word, 1 GB of it, a line too long": lambda: long_line(b"word ", 1000),
    "one word, 1 GB of it, max_line_megabytes: 1024": lambda: long_line(b"word ", 1000),
}


def run(program, folder, name):
    shutil.rmtree(f"{folder}/hostile", ignore_errors=True)
    os.makedirs(f"{folder}/hostile")
    options = "paths: [\"-\"]" + (", max_line_megabytes: 1024" if "1024" in name else "")
    with open(f"{folder}/hostile/pipeline.yaml", "w") as file:
        file.write(
            f"name: hostile\ninput: [{{ jsonl: {{ {options} }} }}]\n"
            "stages: [minhash_dedup]\noutput: [{ jsonl: { path: text } }]\n")
    start = time.time()
    process = subprocess.Popen(
        [program, "run", f"{folder}/hostile/pipeline.yaml", "--output", f"{folder}/hostile/run",
         "--memory", "1G", "--workers", "2", "--quiet"], stdin=subprocess.PIPE)
    process.stdin.writelines(CORPORA[name]())
    process.stdin.close()
    peak, done = 0, 0
    while not done:
        peak = max(peak, high_water(process.pid) / 2**20)
        time.sleep(0.02)
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
    if status:
        sys.exit(f"{name}: winnow ended with {status}")
    with open(f"{folder}/hostile/run/manifest.json") as file:
        counts = json.load(file)["counts"]
    print(f"{name}: {usage.ru_utime + usage.ru_stime:.1f} CPU s, {time.time() - start:.1f} s, "
          f"{peak:.0f} MiB, kept {counts['kept']}, dropped {counts['dropped']}, "
          f"bad {counts['bad']}", flush=True)
    shutil.rmtree(f"{folder}/hostile")


for chosen in sys.argv[3:] or CORPORA:
    run(sys.argv[1], sys.argv[2], chosen)
