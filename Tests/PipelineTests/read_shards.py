# Reads Winnow's token shards: the lines of Python that the README shows.
import sys

import numpy
import zstandard


def column(shard, name):
    with open(f"{shard}.{name}.zst", "rb") as file:
        return zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read()


def documents(shard):
    index, tokens = column(shard, "index"), column(shard, "tokens")
    width, count = (int(n) for n in numpy.frombuffer(index, "<u8", 8)[[2, 4]])
    ends, id_ends = numpy.frombuffer(index, "<u8", 2 * count, 160).reshape(2, count).astype(int)
    ids, tokens = index[160 + 16 * count:], numpy.frombuffer(tokens, f"<u{width}")
    for start, end, a, b in zip([0, *ends], ends, [0, *id_ends], id_ends):
        yield ids[a:b].decode(), tokens[start:end]


def sequences(shard):
    width = int(numpy.frombuffer(column(shard, "index"), "<u8", 1, 16)[0])
    has_mask, length = (int(n) for n in numpy.frombuffer(column(shard, "index"), "<u4", 2, 48))
    tokens = numpy.frombuffer(column(shard, "tokens"), f"<u{width}").reshape(-1, length)
    mask = numpy.frombuffer(column(shard, "mask"), "u1") if has_mask else numpy.ones(tokens.size, "u1")
    return tokens, mask.reshape(-1, length)


if __name__ == "__main__":
    # read_shards.py RUN/tokens/00000-00000
    for name, tokens in documents(sys.argv[1]):
        print(name, len(tokens), tokens[:8])
