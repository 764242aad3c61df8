#!/usr/bin/env python3
"""A shuffle of more tokens than memory holds: peak memory, seconds, uniformity, the same bytes again.

    venv/bin/python Tests/Benchmarks/shards/shuffle.py .build/release/winnow --folder BIG \\
        [--gigabytes 5] [--workers 2,1] [--memory 1G]

BIG gets texts of random letters, of which a tokenizer of single bytes makes GIGABYTES of u16 tokens, and
the runs; all of it is removed at the end. Uniformity: chi-square of where documents of 100 stretches of
the input came to lie in 100 stretches of the output (9,801 degrees of freedom: 9,300 to 10,300 is usual).
Several WORKERS: a run with each, whose shards have to be the same.
"""
import argparse
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import time

import numpy
import zstandard

BYTES, FILES = 2000, 16
PIPELINE = """
name: shuffle
seed: 5
input: [{ jsonl: { paths: [in/*.jsonl] } }]
stages: [tokenize: { tokenizer: tokenizer.json }, shuffle]
output: [token_shards: { level: 1 }]
"""


def write_texts(folder, gigabytes):
    documents = int(gigabytes * 1e9 / 2 / (BYTES + 1))
    (folder / "in").mkdir(parents=True)
    numbers, letters = numpy.random.default_rng(1), numpy.frombuffer(b"abcdefgh ijklmno", "u1")
    for file in range(FILES):
        with open(folder / f"in/{file:02}.jsonl", "wb") as out:
            for start in range(documents * file // FILES, documents * (file + 1) // FILES, 4096):
                count = min(4096, documents * (file + 1) // FILES - start)
                texts = letters[numbers.integers(0, 16, (count, BYTES), "u1")]
                out.write(b"".join(
                    b'{"id":"%d","text":"%s"}\n' % (start + n, texts[n].tobytes())
                    for n in range(count)))
    return documents


def ids(shard):
    data = zstandard.ZstdDecompressor().stream_reader(
        open(shard, "rb"), read_across_frames=True).read()
    count = int(numpy.frombuffer(data, "<u8", 1, 32)[0])
    ends = numpy.frombuffer(data, "<u8", count, 160 + 8 * count).astype(int)
    names = data[160 + 16 * count:]
    return [int(names[a:b]) for a, b in zip([0, *ends], ends)]


def chi_square(order, documents):
    """Stretches of the input against stretches of the output."""
    order = numpy.array(order)
    cells = order * 100 // documents * 100 + numpy.arange(len(order)) * 100 // len(order)
    counts, expected = numpy.bincount(cells, minlength=10000), len(order) / 10000
    return float(((counts - expected) ** 2 / expected).sum())


def digest(folder):
    whole = hashlib.sha256()
    for path in sorted(folder.glob("*.sha256")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("winnow", type=os.path.abspath)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--gigabytes", type=float, default=5)
    parser.add_argument("--workers", default="2,1")
    parser.add_argument("--memory", default="1G")
    chosen = parser.parse_args()
    folder = chosen.folder
    folder.mkdir()
    try:
        documents = write_texts(folder, chosen.gigabytes)
        (folder / "p.yaml").write_text(PIPELINE)
        (folder / "few.txt").write_bytes(b"abcdefgh ijklmno\n")
        subprocess.run([chosen.winnow, "tokenizer", "train", "few.txt", "--vocab-size", "257",
                        "--output", "tok"], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.copy(next((folder / "tok").rglob("tokenizer.json")), folder / "tokenizer.json")
        measure(chosen, folder, documents)
    finally:
        shutil.rmtree(folder)


def measure(chosen, folder, documents):
    seen = set()
    for workers in chosen.workers.split(","):
        begin = time.time()
        result = subprocess.run(
            [chosen.winnow, "run", "p.yaml", "--output", "run", "--workers", workers,
             "--memory", chosen.memory, "--quiet", "--json"],
            cwd=folder, check=True, stdout=subprocess.PIPE)
        facts = json.loads(result.stdout)
        order = [i for shard in sorted((folder / "run/tokens").glob("*.index.zst"))
                 for i in ids(shard)]
        assert sorted(order) == list(range(documents)), "documents are missing or there twice"
        seen.add(digest(folder / "run/tokens"))
        print("workers %s: %d documents, %d tokens, %.0f s, %.0f processor seconds, peak memory "
              "%.0f MB, chi-square %.0f" % (
                  workers, documents, facts["counts"]["tokens"], time.time() - begin,
                  facts["processor_seconds"], facts["peak_memory"] / 1e6,
                  chi_square(order, documents)), flush=True)
        shutil.rmtree(folder / "run")
    print("the same shards" if len(seen) == 1 else "DIFFERENT SHARDS")


if __name__ == "__main__":
    main()
