"""One file of 80 MiB for each kind of input of the shipped pipelines, for same_results.py --cuts.

80 MiB are twenty cells of RecordPlaces, the smallest ranges there are, so that a file can be cut
into 1, 3 and 20.
"""
import itertools
import json
import os
import re
import subprocess
import zlib

CELL = 4 << 20
SIZE = 20 * CELL
# A reader of a pipeline and the files it reads.
READER = re.compile(r"- (warc|jsonl|messages): \{ paths: \[[^\]]*\] \}")


def fill(path, parts):
    """Writes parts one after another until the next would be too much."""
    with open(path, "wb") as file:
        for part in parts:
            if file.tell() + len(part) > SIZE:
                break
            file.write(part)
        assert file.tell() > SIZE - CELL // 2, "%s: too little" % path


def members(path):
    """The gzip members of a file, as they are stored."""
    with open(path, "rb") as file:
        content = file.read()
    start = 0
    while start < len(content):
        decoder, at = zlib.decompressobj(31), start
        while not decoder.eof:
            decoder.decompress(content[at:at + 65536])
            at = min(at + 65536, len(content))
        end = at - len(decoder.unused_data)
        yield content[start:end]
        start = end


def unpacked(path):
    done = subprocess.run(["zstd", "-dcq", path], stdout=subprocess.PIPE, check=True)
    return done.stdout.splitlines(keepends=True)


def conversations(folder):
    """The threads again and again, each time with other words in the first turn."""
    lines = unpacked(os.path.join(folder, "messages.oasst1-threads-half.jsonl.zst"))
    for number in itertools.count():
        record = json.loads(lines[number % len(lines)])
        record["id"] = str(number)
        record["messages"][0]["content"] += " (%d)" % number
        yield json.dumps(record, ensure_ascii=False).encode() + b"\n"


def write_inputs(folder, data):
    """Makes what is missing; gives the path for each reader."""
    os.makedirs(folder, exist_ok=True)
    archive = os.path.join(data, "warc/crawl-dev.warc.gz")
    makers = {
        # The archive three times: two thirds of its pages are exact duplicates.
        "warc": ("pages.warc.gz", lambda: itertools.cycle(members(archive))),
        "jsonl": ("texts.jsonl", lambda: unpacked(os.path.join(data, "text/english.jsonl.zst"))),
        "messages": ("chats.jsonl", lambda: conversations(os.path.join(data, "sft"))),
    }
    paths = {}
    for reader, (name, parts) in makers.items():
        paths[reader] = os.path.join(folder, name)
        if not os.path.exists(paths[reader]):
            fill(paths[reader] + ".part", parts())
            os.rename(paths[reader] + ".part", paths[reader])
    return paths


def over_large_input(yaml, paths):
    """The pipeline with its inputs replaced, and how large the input is."""
    reader = READER.search(yaml)[1]
    yaml = READER.sub('- %s: { paths: ["%s"] }' % (reader, paths[reader]), yaml)
    return yaml, os.path.getsize(paths[reader])


def task_bytes(size, count):
    """The `task_bytes` that cuts a file into `count` ranges."""
    return -(-size // count // CELL) * CELL
