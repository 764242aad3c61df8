#!/usr/bin/env python3
"""Packing: how many documents are cut, how much is padding, beside nanochat's way.

    Tests/Benchmarks/shards/packing.py .build/release/winnow [--text FILE] [--lengths 1024,2048,4096]

FILE (../shared/data/text/english.jsonl.zst) is tokenized and packed by 'concat' (documents cross
sequences, or, as 'alone', don't) and by 'best_fit'.
nanochat's way, on the lengths of the same documents: from a buffer of 1,000 documents the longest that
still fits the row; where none fits, the shortest is cropped to fill it, and what is cropped is lost.
"""
import argparse
import json
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
SHARED = pathlib.Path(os.environ.get("WINNOW_SHARED", ROOT.parent / "shared"))
PIPELINE = """
name: packing
input: [{ jsonl: { paths: ["%s"] } }]
stages: [tokenize: { tokenizer: { train: { vocab_size: 32768 } } }%s]
output: [token_shards: { format: bin }]
"""
ROW = "%-8s %-10s %10s %14s %12s %12s"


def run(winnow, text, stages, folder):
    (folder / "p.yaml").write_text(PIPELINE % (text.resolve(), stages))
    shutil.rmtree(folder / "run", ignore_errors=True)
    subprocess.run([winnow, "run", folder / "p.yaml", "--output", folder / "run", "--quiet"],
                   check=True)
    return json.loads((folder / "run/manifest.json").read_text())["counts"]


def lengths(folder):
    data = (folder / "run/tokens/train.ends").read_bytes()
    ends = struct.unpack("<%dQ" % (len(data) // 8), data)
    return [end - start for start, end in zip((0, *ends), ends)]


def nanochat(documents, length):
    """Documents cropped, the tokens of these, and tokens lost."""
    source, buffer = iter(documents), []
    cropped = cropped_tokens = lost = 0
    while True:
        room = length
        while room > 0:
            while len(buffer) < 1000:
                document = next(source, None)
                if document is None:
                    return cropped, cropped_tokens, lost
                buffer.append(document)
            best = max((d for d in buffer if d <= room), default=None)
            if best is None:
                best = min(buffer)
                cropped, cropped_tokens = cropped + 1, cropped_tokens + best
                lost += best - room
            buffer.remove(best)
            room -= min(best, room)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("winnow", type=os.path.abspath)
    parser.add_argument("--text", default=SHARED / "data/text/english.jsonl.zst", type=pathlib.Path)
    parser.add_argument("--lengths", default="1024,2048,4096")
    chosen = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="packing-"))
    run(chosen.winnow, chosen.text, "", folder)
    documents = lengths(folder)
    total = sum(documents)
    print("%d documents, %d tokens" % (len(documents), total))
    print(ROW % ("length", "method", "cut", "their tokens", "lost", "padding"))
    for length in map(int, chosen.lengths.split(",")):
        for name, method in (("concat", "concat"), ("best_fit", "best_fit"),
                             ("alone", "concat, cross_documents: false")):
            stages = ", pack: { length: %d, method: %s }" % (length, method)
            counts = run(chosen.winnow, chosen.text, stages, folder)["packing"]
            show(length, name, counts["cut_documents"], counts["cut_document_tokens"],
                 counts["dropped_tokens"], counts["padding_tokens"], len(documents), total)
        show(length, "nanochat", *nanochat(documents, length), 0, len(documents), total)
    shutil.rmtree(folder)


def show(length, method, cut, cut_tokens, lost, padding, documents, total):
    def share(part, whole):
        return "%.2f %%" % (100 * part / whole)
    print(ROW % (length, method, share(cut, documents), share(cut_tokens, total),
                 share(lost, total), "%.3f %%" % (100 * padding / total)), flush=True)


if __name__ == "__main__":
    main()
