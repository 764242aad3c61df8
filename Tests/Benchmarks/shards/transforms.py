#!/usr/bin/env python3
"""What a transform before compression or a trained dictionary would save of Winnow's shards.

    venv/bin/python Tests/Benchmarks/shards/transforms.py RUN/tokens/train.bin

The file is one of 'format: bin', u16. Bytes a token at zstd's level 3, with the seek table's rows, in
frames of several sizes: tokens as they are; ranks (tokens numbered by how often they occur); ranks in
LEB128; all low bytes of a frame before all high ones; a dictionary of 112 KiB, trained on every tenth
frame and counted in.
"""
import sys

import numpy
import zstandard

ROW, DICTIONARY = 12, 112 << 10


def leb128(ranks):
    parts = numpy.stack([ranks >> 7 * n & 127 for n in range(3)], 1).astype("u1")
    more = numpy.stack([ranks >> 7 * (n + 1) > 0 for n in range(3)], 1)
    is_there = numpy.concatenate([numpy.ones((len(ranks), 1), bool), more[:, :2]], 1)
    return (parts | more * numpy.uint8(128))[is_there].tobytes()


def main():
    tokens = numpy.fromfile(sys.argv[1], "<u2")
    order = numpy.argsort(-numpy.bincount(tokens, minlength=65536), kind="stable")
    ranks = numpy.empty(65536, "<u2")
    ranks[order] = numpy.arange(65536)
    ranked = ranks[tokens]
    print("%d tokens" % len(tokens))
    print("%-12s" % "frames" + "".join("%12s" % f"{kib} KiB" for kib in (16, 64, 256, 1024)))
    ways = {
        "as they are": lambda part, _: part.tobytes(), "ranks": lambda _, part: part.tobytes(),
        "ranks, LEB": lambda _, part: leb128(part),
        "planes": lambda part, _: part.view("u1").reshape(-1, 2).T.tobytes(),
    }
    for name, way in ways.items():
        print("%-12s" % name + "".join(
            "%12.4f" % size(tokens, ranked, kib << 10, way) for kib in (16, 64, 256, 1024)))
    print("%-12s" % "dictionary" + "".join(
        "%12.4f" % size(tokens, ranked, kib << 10, ways["as they are"], True)
        for kib in (16, 64, 256, 1024)))


def size(tokens, ranked, frame, way, with_dictionary=False):
    starts = range(0, len(tokens), frame // 2)
    contents = [way(tokens[s:s + frame // 2], ranked[s:s + frame // 2]) for s in starts]
    options, extra = {}, 0
    if with_dictionary:
        samples = [c[i:i + 8192] for c in contents[::10] for i in range(0, len(c), 65536)]
        dictionary = zstandard.train_dictionary(DICTIONARY, samples, level=3)
        options, extra = {"dict_data": dictionary}, len(dictionary.as_bytes())
    compressor = zstandard.ZstdCompressor(level=3, write_checksum=True, **options)
    stored = sum(len(compressor.compress(content)) + ROW for content in contents)
    return (stored + extra) / len(tokens)


if __name__ == "__main__":
    main()
