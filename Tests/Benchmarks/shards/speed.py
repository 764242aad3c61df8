#!/usr/bin/env python3
"""Token shards: writing beside libzstd alone, reading and size beside MDS.

    python3 -m venv venv && venv/bin/pip install -r Tests/PipelineTests/requirements-trainers.txt
    venv/bin/python Tests/Benchmarks/shards/speed.py .build/release/winnow [--text FILE] [--rounds 5]

FILE (../shared/data/text/english.jsonl.zst) is tokenized once, with a vocabulary that is trained on it.
Writing: processor seconds of 'winnow shards convert' from a flat file, four times the tokens, to Winnow's
shards at level 3, which takes in reading, documents, digests and the program's start. Beside it, in the
same frames, the system's libzstd, which the program links: of the bytes in memory and nothing else, and
from the same file to a file, which is written to the disk. Reading: windows of 2,049 tokens at random
places of Winnow's shards, with frames of 256 and of 16 KiB, documents at random of MDS's, and both from
their beginning to their end; in Python,
millions of tokens a second. Medians, each round in turn.
"""
import argparse
import ctypes
import ctypes.util
import os
import pathlib
import resource
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import numpy
import zstandard
from streaming import StreamingDataset
from streaming.base.util import clean_stale_shared_memory

ROOT = pathlib.Path(__file__).resolve().parents[3]
SHARED = pathlib.Path(os.environ.get("WINNOW_SHARED", ROOT.parent / "shared"))
WINDOW, FRAME, COPIES = 2049, 256 << 10, 4
PIPELINE = """
name: shards
input: [{ jsonl: { paths: ["%s"] } }]
stages: [tokenize: { tokenizer: { train: { vocab_size: 32768 } } }]
output:
  - token_shards: { path: winnow }
  - token_shards: { path: small, frame_kilobytes: 16 }
  - token_shards: { path: mds, format: mds }
  - token_shards: { path: zstd, format: mds, compression: zstd }
  - token_shards: { path: bin, format: bin }
"""


def processor_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class SystemZstd:
    """libzstd as the program links it: frames with checksums, into one buffer."""

    LEVEL, CHECKSUM = 100, 201

    def __init__(self, level):
        self.library = ctypes.CDLL(ctypes.util.find_library("zstd"))
        self.library.ZSTD_createCCtx.restype = ctypes.c_void_p
        self.library.ZSTD_compress2.restype = ctypes.c_size_t
        self.library.ZSTD_compress2.argtypes = [
            ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t]
        self.context = ctypes.c_void_p(self.library.ZSTD_createCCtx())
        self.library.ZSTD_CCtx_setParameter(self.context, self.LEVEL, level)
        self.library.ZSTD_CCtx_setParameter(self.context, self.CHECKSUM, 1)
        self.room = ctypes.create_string_buffer(2 * FRAME)

    def compress(self, address, count):
        return self.library.ZSTD_compress2(
            self.context, self.room, len(self.room), address, count)

    def compress_all(self, content):
        start = ctypes.addressof(content)
        for place in range(0, len(content), FRAME):
            self.compress(start + place, min(FRAME, len(content) - place))

    def compress_file(self, source, target):
        frame = (ctypes.c_char * FRAME)()
        with open(source, "rb", buffering=0) as file, open(target, "wb", buffering=0) as output:
            while count := file.readinto(frame):
                size = self.compress(ctypes.addressof(frame), count)
                output.write(memoryview(self.room)[:size])
            os.fsync(output.fileno())


class Shard:
    """Any part of a shard's tokens, by the seek table at the file's end."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        count = struct.unpack_from("<I", self.data, len(self.data) - 9)[0]
        sizes = numpy.frombuffer(self.data, "<u4", 3 * count, len(self.data) - 9 - 12 * count)
        self.starts = numpy.concatenate([[0], numpy.cumsum(sizes[::3], dtype="<i8")])
        self.contents = numpy.concatenate([[0], numpy.cumsum(sizes[1::3], dtype="<i8")])
        self.decompressor = zstandard.ZstdDecompressor()
        self.tokens = int(self.contents[-1]) // 2

    def frame(self, number):
        stored = self.data[self.starts[number]:self.starts[number + 1]]
        return self.decompressor.decompress(stored)

    def window(self, start, count):
        size = int(self.contents[1])
        first, last = 2 * start // size, (2 * (start + count) - 1) // size
        content = b"".join(self.frame(number) for number in range(first, last + 1))
        return numpy.frombuffer(content, "<u2", count, 2 * start - first * size)


def rate(tokens, work):
    begin = time.process_time()
    work()
    return tokens / (time.process_time() - begin) / 1e6


def repeat(source, target, copies):
    """A flat file of the same documents several times."""
    target.mkdir()
    (target / "train.bin").write_bytes((source / "train.bin").read_bytes() * copies)
    ends = numpy.fromfile(source / "train.ends", "<u8")
    numpy.concatenate([ends + copy * ends[-1] for copy in range(copies)]).astype("<u8").tofile(
        target / "train.ends")


def size(folder):
    return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file())


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("winnow", type=os.path.abspath)
    parser.add_argument("--text", default=SHARED / "data/text/english.jsonl.zst", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="shards-"))
    try:
        measure(chosen, folder)
    finally:
        shutil.rmtree(folder)


def measure(chosen, folder):
    (folder / "shards.yaml").write_text(PIPELINE % chosen.text.resolve())
    subprocess.run([chosen.winnow, "run", folder / "shards.yaml", "--output", folder / "run",
                    "--quiet"], check=True)
    run = folder / "run"
    raw = (run / "bin/train.bin").read_bytes()
    count = len(raw) // 2
    rows = {}

    def add(name, value):
        rows.setdefault(name, []).append(value)

    shards, small = ([Shard(path) for path in sorted((run / name).glob("*.tokens.zst"))]
                     for name in ("winnow", "small"))
    system = SystemZstd(3)
    large = folder / "large"
    repeat(run / "bin", large, COPIES)
    content = (ctypes.c_char * (COPIES * len(raw))).from_buffer_copy(raw * COPIES)
    clean_stale_shared_memory()
    dataset = StreamingDataset(local=str(run / "mds"), shuffle=False, batch_size=1)
    numbers = numpy.random.default_rng(3)
    for _ in range(chosen.rounds):
        add("write: libzstd alone, in memory, MB/s", rate(
            len(content), lambda: system.compress_all(content)))
        add("write: libzstd alone, file to file, MB/s", rate(
            len(content), lambda: system.compress_file(large / "train.bin", folder / "zst")))
        target = folder / "again"
        shutil.rmtree(target, ignore_errors=True)
        add("write: winnow, MB/s", len(content) / 1e6 / processor_seconds(
            [chosen.winnow, "shards", "convert", large, "--to", "winnow", "--vocabulary-size",
             "32768", "--output", target]))
        for name, set_of_shards in (("winnow", shards), ("winnow, 16 KiB frames", small)):
            places = [(shard, int(numbers.integers(0, shard.tokens - WINDOW)))
                      for shard in numbers.choice(set_of_shards, 300)]
            add(f"random: {name}, windows, M tokens/s", rate(300 * WINDOW, lambda: [
                shard.window(place, WINDOW) for shard, place in places]))
        items = [int(n) for n in numbers.integers(0, len(dataset), 1000)]
        tokens = sum(len(dataset[item]["tokens"]) for item in items)
        add("random: mds plain, documents, M tokens/s", rate(tokens, lambda: [
            dataset[item]["tokens"] for item in items]))
        add("sequential: winnow, M tokens/s", rate(count, lambda: [
            numpy.frombuffer(shard.frame(number), "<u2")
            for shard in shards for number in range(len(shard.starts) - 1)]))
        add("sequential: mds plain, M tokens/s", rate(count, lambda: [
            dataset[item]["tokens"] for item in range(len(dataset))]))
    print(f"{count} tokens in {len(dataset)} documents")
    for name, values in rows.items():
        print("%-44s %9.1f" % (name, statistics.median(values)))
    for name in ("winnow", "small", "zstd", "mds", "bin"):
        print("%-44s %9.2f" % (f"size: {name}, bytes a token", size(run / name) / count))


if __name__ == "__main__":
    sys.exit(main())
