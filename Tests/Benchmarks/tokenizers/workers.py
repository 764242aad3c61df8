"""A large file end to end, beside the encoder alone, and two workers beside one.

    swift build -c release --product winnow && swift build -c release --product winnow-bench
    venv/bin/python Tests/Benchmarks/tokenizers/workers.py --megabytes 1000 --rounds 5

The file is JSON lines in memory (/dev/shm), as is what is written; it changes from copy to copy, as in
large.py. `encoder alone` is winnow-bench --encode's first pass over the same texts. The runs are
interleaved; what an empty file costs is subtracted. First it says how fast two busy processes are
beside one: below 1.95 the machine is not free, and the figures mean nothing.
"""
import argparse
import json
import multiprocessing
import statistics
import tempfile
import time
from pathlib import Path

from common import TOKENIZERS, WINNOW, measure, row
from encode import FILES
from large import replicas


def spin(_=None):
    start = time.perf_counter()
    total = 0
    for number in range(20_000_000):
        total += number & 3
    return time.perf_counter() - start


def free_cores():
    """How much two busy processes do beside one: 2 where both cores are free."""
    alone = min(spin() for _ in range(3))
    with multiprocessing.Pool(2) as pool:
        return 2 * alone / min(max(pool.map(spin, range(2))) for _ in range(3))


def write(folder, size):
    """The texts as JSON lines and with NUL between; paths and megabytes of text."""
    lines, plain = Path(folder) / "texts.jsonl", Path(folder) / "texts.nul"
    count = 0
    with open(lines, "wb") as out, open(plain, "wb") as raw:
        for block in replicas(size):
            for line in block.splitlines(keepends=True):
                if out.tell() >= size:
                    break
                text = json.loads(line)["text"].replace("\0", " ").encode()
                out.write(line)
                raw.write(text + b"\0")
                count += len(text)
    return str(lines), str(plain), count / 1e6


def run(vocabulary, inputs, folder, workers):
    """CPU and wall seconds."""
    return measure([WINNOW, "tokenizer", "encode", "--tokenizer", str(TOKENIZERS / FILES[vocabulary]), inputs, "--format", "u32",
                    "--output", f"{folder}/ids", "--quiet", "--workers", str(workers)])[:2]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--vocabularies", nargs="*", default=["gpt2", "o200k_base"])
    parser.add_argument("--folder", default="/dev/shm")
    arguments = parser.parse_args()
    print(f"two processes do {free_cores():.2f} times what one does")
    row("vocabulary", "MB", "encoder alone s", "file, 1 worker: CPU s", "wall s", "of the encoder", "2 workers: wall s", "times 1 worker")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        lines, plain, size = write(folder, arguments.megabytes * 1_000_000)
        empty = Path(folder) / "empty.jsonl"
        empty.write_text("")
        for vocabulary in arguments.vocabularies:
            times = {"encoder": [], "cpu": [], "one": [], "two": []}
            for _ in range(arguments.rounds):
                output = measure([WINNOW + "-bench", "--encode", str(TOKENIZERS / FILES[vocabulary]), plain])[3]
                times["encoder"].append(json.loads(output)["times"][0])
                base = run(vocabulary, str(empty), folder, 1)
                one, two = run(vocabulary, lines, folder, 1), run(vocabulary, lines, folder, 2)
                times["cpu"].append(one[0] - base[0])
                times["one"].append(one[1] - base[1])
                times["two"].append(two[1] - base[1])
            middle = {name: statistics.median(values) for name, values in times.items()}
            row(vocabulary, f"{size:.0f}", f"{middle['encoder']:.2f}", f"{middle['cpu']:.2f}", f"{middle['one']:.2f}",
                f"{middle['one'] / middle['encoder']:.2f}", f"{middle['two']:.2f}", f"{middle['one'] / middle['two']:.2f}")
    print(f"two processes do {free_cores():.2f} times what one does")


if __name__ == "__main__":
    main()
