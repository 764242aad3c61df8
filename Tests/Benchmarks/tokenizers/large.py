"""Large and hostile inputs, made on the fly and fed through a pipe: CPU seconds and peak memory.

    venv/bin/python Tests/Benchmarks/tokenizers/large.py --gigabytes 10 --memory 2G
    venv/bin/python Tests/Benchmarks/tokenizers/large.py --only hostile

`train`: the shared corpora again and again until there are enough gigabytes, every tenth text changed
in each round so that new words come up, within --memory. `hostile`: texts without a space, merges that
all fit, every code point, lone surrogates in JSON, one document of 4 GB.
"""
import argparse
import json
import os
import shutil
import tempfile
import threading
from pathlib import Path

from common import TOKENIZERS, WINNOW, measure, row, texts


def replicas(limit):
    """JSON lines of about `limit` bytes."""
    original = [json.dumps({"text": text}, ensure_ascii=False).encode() + b"\n"
                for name in ("english", "multilingual-train") for text in texts(name, 10**9)]
    size = number = 0
    while size < limit:
        vowels = bytes.maketrans(b"aeiou", bytes(97 + (c + number) % 26 for c in (0, 4, 8, 14, 20)))
        for index in range(number % 10, len(original), 10):
            line = original[index]
            if b"\\" not in line:
                original[index] = b'{"text": "' + line[10:-3].translate(vowels) + b'"}\n'
        block = b"".join(original)
        size += len(block)
        number += 1
        yield block


def feed(path, blocks):
    """Writes blocks into a pipe from a thread."""
    def run():
        with open(path, "wb") as pipe:
            for block in blocks:
                pipe.write(block)
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def piped(folder, name, blocks, command):
    path = str(Path(folder) / name)
    os.mkfifo(path)
    thread = feed(path, blocks)
    seconds, wall, peak, output = measure([part.replace("INPUT", path) for part in command])
    thread.join()
    os.unlink(path)
    return seconds, wall, peak, output


def train(arguments, folder):
    output = str(Path(folder) / "large")
    seconds, wall, peak, text = piped(
        folder, "large.jsonl", replicas(arguments.gigabytes * 10**9),
        [WINNOW, "tokenizer", "train", "INPUT", "--output", output, "--vocab-size",
         "32768", "--memory", arguments.memory, "--jsonl"])
    report = json.load(open(Path(output) / "training.json"))
    row("input", "CPU s", "wall s", "peak MiB", "least word count")
    row(f"{report['bytes'] / 1e9:.1f} GB within {arguments.memory}", f"{seconds:.0f}", f"{wall:.0f}",
        f"{peak:.0f}", report["least_word_count"])
    print(text)


def repeated(text, megabytes):
    block = text * (1_000_000 // len(text))
    yield b'{"text": "'
    for _ in range(megabytes):
        yield block
    yield b'"}\n'


def hostile(arguments, folder):
    ranks = str(TOKENIZERS / "cl100k_base.tiktoken")
    every = "".join(chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF)
    surrogates = ''.join('"\\ud800 \\udc00 \\ud83d\\ude00 \\udfff"'[1:-1] for _ in range(100_000))
    cases = {
        "10 MB of a": repeated(b"a", 10), "100 MB of a": repeated(b"a", 100),
        "100 MB of ab": repeated(b"ab", 100), "100 MB of spaces": repeated(b" ", 100),
        "100 MB of 日": repeated("日".encode(), 100), "100 MB of !": repeated(b"!", 100),
        "all code points, 40 times": iter(
            [json.dumps({"text": every}, ensure_ascii=False).encode() + b"\n"] * 40),
        "lone surrogates": iter([f'{{"text": "{surrogates}"}}\n'.encode()] * 10),
    }
    if arguments.giant:
        cases["one document of 4 GB"] = repeated(b"word ", 4000)
    row("input", "CPU s", "wall s", "peak MiB", "MB of ids")
    for number, (name, blocks) in enumerate(cases.items()):
        ids = Path(folder) / "ids.u32"
        seconds, wall, peak, _ = piped(
            folder, f"case{number}.jsonl", blocks,
            [WINNOW, "tokenizer", "encode", "--tokenizer", ranks, "INPUT", "--format", "u32",
             "--output", str(ids), "--workers", "1"])
        row(name, f"{seconds:.2f}", f"{wall:.2f}", f"{peak:.0f}", f"{ids.stat().st_size / 1e6:.1f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gigabytes", type=float, default=10)
    parser.add_argument("--memory", default="2G")
    parser.add_argument("--only", choices=["train", "hostile"])
    parser.add_argument("--giant", action="store_true")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp()
    try:
        if arguments.only != "hostile":
            train(arguments, folder)
        if arguments.only != "train":
            hostile(arguments, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
