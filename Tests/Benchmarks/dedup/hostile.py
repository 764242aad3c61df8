"""Time and memory of minhash_dedup on corpora made to break it.

    python Tests/Benchmarks/dedup/hostile.py .build/release/winnow FOLDER [NAME ...]

Prints processor and wall seconds, the peak resident memory of the largest run so far, and the counts.
"""
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time

chance = random.Random(1)
words = [f"w{number}" for number in range(5000)]
base = " ".join(chance.choices(words, k=150))


def write(output, texts):
    output.writelines(f'{{"text":"{text}"}}\n'.encode() for text in texts)


def varied(count):
    return " ".join(chance.choices(words, k=count))


CORPORA = {
    "a million identical documents": lambda: (base for _ in range(1_000_000)),
    "a million empty and one-word documents": lambda: ("one" * (i % 2) for i in range(1_000_000)),
    "300,000 different documents": lambda: (varied(60) for _ in range(300_000)),
    "100,000 documents that share 80 % of their text": lambda: (
        f"{base} {varied(37)}" for _ in range(100_000)),
    "100,000 documents that share 40 % of their text": lambda: (
        f"{base} {varied(225)}" for _ in range(100_000)),
    "one word ten million times": lambda: ("word " * 10_000_000 for _ in range(1)),
}


def run(program, folder, name):
    shutil.rmtree(f"{folder}/hostile", ignore_errors=True)
    os.makedirs(f"{folder}/hostile")
    with open(f"{folder}/hostile/pipeline.yaml", "w") as file:
        file.write(
            'name: hostile\ninput: [{ jsonl: { paths: ["-"] } }]\n'
            "stages: [minhash_dedup]\noutput: [{ jsonl: { path: text } }]\n")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.time()
    process = subprocess.Popen(
        [program, "run", f"{folder}/hostile/pipeline.yaml", "--output", f"{folder}/hostile/run",
         "--memory", "1G", "--workers", "2", "--quiet"], stdin=subprocess.PIPE)
    write(process.stdin, CORPORA[name]())
    process.stdin.close()
    if process.wait() != 0:
        sys.exit(f"{name}: winnow failed")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(f"{folder}/hostile/run/manifest.json") as file:
        counts = json.load(file)["counts"]
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name}: {seconds:.1f} CPU s, {time.time() - start:.1f} s, "
          f"{after.ru_maxrss / 1024:.0f} MiB, kept {counts['kept']}, "
          f"dropped {counts['dropped']}, bad {counts['bad']}", flush=True)
    shutil.rmtree(f"{folder}/hostile")


for chosen in sys.argv[3:] or CORPORA:
    run(sys.argv[1], sys.argv[2], chosen)
