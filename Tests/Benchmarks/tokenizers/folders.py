"""Whether transformers takes the folders that winnow writes, and makes the same ids.

    python -m venv hf && hf/bin/pip install transformers==4.57.1
    hf/bin/python Tests/Benchmarks/tokenizers/folders.py --megabytes 5

A folder trained here, and one converted from every shared vocabulary that has merges of bytes. In a
venv of its own: transformers pins an older tokenizers than the other scripts compare with.
"""
import argparse
import json
import tempfile
from pathlib import Path

from common import TOKENIZERS, WINNOW, measure, row, texts

NAMES = ["gpt2.tokenizer.json", "deepseek.tokenizer.json", "claude-legacy.tokenizer.json",
         "cl100k_base.tiktoken", "o200k_base.tiktoken", "mistral-v3.sentencepiece.model"]


def main():
    from transformers import AutoTokenizer
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=float, default=5)
    arguments = parser.parse_args()
    limit = int(arguments.megabytes * 500_000)
    documents = [*texts("multilingual-train", limit), *texts("english", limit)]
    row("tokenizer", "class", "tokens", "special tokens", "texts", "texts that differ", "decoded back")
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "texts.jsonl"
        lines.write_text("".join(json.dumps({"text": text}) + "\n" for text in documents))
        trained = Path(folder) / "trained"
        measure([WINNOW, "tokenizer", "train", str(lines), "--output", str(trained), "--vocab-size",
                 "8192", "--special-token", "<|endoftext|>", "--special-token", "<|im_start|>",
                 "--special-token", "<|im_end|>", "--quiet"])
        check("trained", trained, trained, lines, documents, AutoTokenizer, folder)
        for name in NAMES:
            target = Path(folder) / name.split(".")[0]
            measure([WINNOW, "tokenizer", "convert", str(TOKENIZERS / name), "--output", str(target)])
            check(name, target, TOKENIZERS / name, lines, documents, AutoTokenizer, folder)


def check(name, target, source, lines, documents, AutoTokenizer, folder):
    tokenizer = AutoTokenizer.from_pretrained(str(target))
    ids = Path(folder) / "ids.jsonl"
    measure([WINNOW, "tokenizer", "encode", "--tokenizer", str(source), str(lines), "--output",
             str(ids), "--quiet", "--special"])
    differing = back = 0
    for text, line in zip(documents, open(ids)):
        expected = json.loads(line)["ids"]
        differing += tokenizer.encode(text, add_special_tokens=False) != expected
        back += tokenizer.decode(expected, clean_up_tokenization_spaces=False) == text
    row(name, type(tokenizer).__name__, len(tokenizer), len(tokenizer.all_special_tokens),
        len(documents), differing, back)


if __name__ == "__main__":
    main()
