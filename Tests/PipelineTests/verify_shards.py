# Decodes a run's token shards with Hugging Face's tokenizers and compares them with the kept text.
"""Usage: verify_shards.py RUN [--tokens tokens] [--text text] [--tokenizer FILE]

RUN/tokens holds shards and RUN/text the JSON lines of the same documents. Every document must have
the same id, and its tokens must decode to its text, followed by the end of document if there is one.
Where the shards have a mask, it must be one byte for each token. Exit code 1 at the first difference.
"""
import argparse
import glob
import io
import json
import sys

import numpy
import tokenizers
import zstandard

import read_shards


def kept(folder):
    for path in sorted(glob.glob(f"{folder}/*.jsonl.zst")):
        with open(path, "rb") as file:
            lines = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
            for line in io.BufferedReader(lines):
                yield json.loads(line)


def shards(folder):
    for path in sorted(glob.glob(f"{folder}/*.index.zst")):
        yield path.removesuffix(".index.zst")


def mask_fits(shard):
    """One byte, 0 or 1, for each token; nothing where the index says that there is no mask."""
    content = read_shards.column(shard, "index")
    index = numpy.frombuffer(content, "<u8", 8)
    if numpy.frombuffer(content, "<u4", 1, 48)[0] == 0:
        return True
    mask = numpy.frombuffer(read_shards.column(shard, "mask"), "u1")
    return len(mask) == index[5] and mask.max(initial=0) <= 1


def difference(document, name, tokens, tokenizer, end):
    text = tokenizer.decode(tokens.tolist(), skip_special_tokens=False)
    if name != document["id"]:
        return f"id {name!r} in the shards, {document['id']!r} in the text"
    if text not in (document["text"], document["text"] + end):
        return f"{name}: decodes to {text[:200]!r}, kept text is {document['text'][:200]!r}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run")
    parser.add_argument("--tokens", default="tokens")
    parser.add_argument("--text", default="text")
    parser.add_argument("--tokenizer")
    parser.add_argument("--end", default="<|endoftext|>")
    arguments = parser.parse_args()
    path = arguments.tokenizer or f"{arguments.run}/tokenizer/tokenizer.json"
    tokenizer = tokenizers.Tokenizer.from_file(path)
    texts = kept(f"{arguments.run}/{arguments.text}")
    count = total = 0
    for shard in shards(f"{arguments.run}/{arguments.tokens}"):
        if not mask_fits(shard):
            sys.exit(f"{shard}: the mask doesn't fit the tokens")
        for name, tokens in read_shards.documents(shard):
            document = next(texts, {"id": None, "text": ""})
            found = difference(document, name, tokens, tokenizer, arguments.end)
            if found:
                sys.exit(f"{shard}: document {count}: {found}")
            count += 1
            total += len(tokens)
    if next(texts, None) is not None:
        sys.exit(f"the shards end after {count} documents, the text goes on")
    print(f"{count} documents, {total} tokens: every one decodes to its kept text")


if __name__ == "__main__":
    main()
