"""Every id against the reference programs, on real text of many languages, code and garbage.

    venv/bin/python Tests/Benchmarks/tokenizers/parity.py --megabytes 100

tiktoken for rank files, tokenizers for tokenizer.json files, sentencepiece for .model files.
"""
import argparse
import json
import random
import sys
import tempfile
from pathlib import Path

import numpy

from common import TOKENIZERS, WINNOW, code, measure, row, texts

FILES = {
    "gpt2": "gpt2.tokenizer.json", "cl100k_base": "cl100k_base.tiktoken",
    "o200k_base": "o200k_base.tiktoken", "p50k_base": "p50k_base.tiktoken",
    "qwen": "qwen.tiktoken", "deepseek": "deepseek.tokenizer.json",
    "claude-legacy": "claude-legacy.tokenizer.json", "mistral-v3": "mistral-v3.sentencepiece.model",
}


def garbage(limit):
    """Bytes of every kind, as far as they are UTF-8: what a Python string can hold."""
    generator = random.Random(5)
    size = 0
    while size < limit:
        raw = generator.randbytes(generator.randrange(1, 4000))
        if generator.random() < 0.5:
            text = raw.decode("utf-8", "replace")
        else:
            text = "".join(
                chr(c) for c in (generator.randrange(0x110000) for _ in range(500))
                if not 0xD800 <= c <= 0xDFFF)
        size += len(text.encode())
        yield text


def reference(name):
    """A function from a text to its ids."""
    path = str(TOKENIZERS / FILES[name])
    if path.endswith(".tiktoken"):
        import tiktoken
        from tiktoken.load import load_tiktoken_bpe
        spec = json.load(open(TOKENIZERS / "encodings.json"))[name]
        encoding = tiktoken.Encoding(
            name, pat_str=spec["pattern"], mergeable_ranks=load_tiktoken_bpe(path),
            special_tokens={})
        return encoding.encode_ordinary
    if path.endswith(".json"):
        from tokenizers import Tokenizer
        tokenizer = Tokenizer.from_file(path)
        return lambda text: tokenizer.encode(text, add_special_tokens=False).ids
    import sentencepiece
    processor = sentencepiece.SentencePieceProcessor(model_file=path)
    return lambda text: processor.encode(text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--vocabularies", nargs="*", default=list(FILES))
    parser.add_argument("--folder", default=tempfile.gettempdir())
    arguments = parser.parse_args()
    limit = arguments.megabytes * 1_000_000
    sources = [texts("multilingual-train", limit // 2), texts("english", limit // 4),
               code(limit // 5), garbage(limit // 20)]
    documents = [text for source in sources for text in source]
    size = sum(len(text.encode()) for text in documents)
    lines = Path(arguments.folder) / "parity.jsonl"
    with open(lines, "w") as out:
        for number, text in enumerate(documents):
            out.write(json.dumps({"id": number, "text": text}) + "\n")
    row("vocabulary", "texts", "MB", "texts that differ")
    total = 0
    for name in arguments.vocabularies:
        path = TOKENIZERS / FILES[name]
        if path.suffix == ".tiktoken":
            spec = json.load(open(TOKENIZERS / "encodings.json"))[name]
            copy = Path(arguments.folder) / path.name
            copy.write_bytes(path.read_bytes())
            copy.with_suffix(".spec.json").write_text(json.dumps(spec))
            path = copy
        ours = Path(arguments.folder) / "parity-ids.jsonl"
        command = [WINNOW, "tokenizer", "encode", "--tokenizer", str(path), str(lines), "--output",
                   str(ours), "--quiet"]
        # tokenizers takes added tokens from text; the others were asked not to.
        measure(command + (["--special"] if path.suffix == ".json" else []))
        encode = reference(name)
        differing = 0
        for text, line in zip(documents, open(ours), strict=True):
            if not numpy.array_equal(json.loads(line)["ids"], encode(text)):
                differing += 1
                if differing <= 3:
                    print("differs:", ascii(text[:200]))
        row(name, len(documents), f"{size / 1e6:.1f}", differing)
        total += differing
    if total:
        sys.exit(f"{total} texts differ")


if __name__ == "__main__":
    main()
