"""The scanners of split patterns against Python's regex module, on random strings.

    venv/bin/python Tests/Benchmarks/tokenizers/patterns.py --strings 10000000
"""
import argparse
import json
import random
import tempfile
from pathlib import Path

import regex

from common import GPT4, TOKENIZERS, WINNOW, measure, row


def patterns():
    specs = json.load(open(TOKENIZERS / "encodings.json"))
    return {
        "gpt2": specs["gpt2"]["pattern"], "cl100k": specs["cl100k_base"]["pattern"],
        "llama3": GPT4, "qwen2": specs["qwen"]["pattern"], "o200k": specs["o200k_base"]["pattern"],
    }


def strings(generator, count):
    """Strings of a few characters of every category, near boundaries more often than not."""
    common = list("aesrtlvmdSTRELVMD'''''   \t\n\r019.,!?/-_$+") + [
        "'s", "'ll", "'RE", "'\u017f", "\r\n", "  ", "12", "345", "\u00a0", "\u2028", "\u3000", "\x85",
        "\u00e9", "\u00df", "\u03a3", "\u01c5", "\u02b0", "\u4e2d", "\u6587", "\u306e", "\u0627",
        "\u0301", "\u093e", "\u20dd", "\u00b2", "\u0663", "\u2167", "\u201c", "\u2026", "\U0001f642",
        "\u200d", "\ufe0f", "\x00", "\x7f"]
    for _ in range(count):
        length = generator.randrange(1, 12) if generator.random() < 0.9 else 150
        parts = []
        for _ in range(length):
            if generator.random() < 0.08:
                scalar = generator.randrange(0x110000)
                parts.append("x" if 0xD800 <= scalar <= 0xDFFF else chr(scalar))
            else:
                parts.append(generator.choice(common))
        yield "".join(parts)


def known(text):
    """Whether this regex module and the pinned tables agree about all characters: those assigned
    since may be letters in one and nothing in the other."""
    return not regex.search(r"\p{Cn}", text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--strings", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", default=tempfile.gettempdir())
    arguments = parser.parse_args()
    row("pattern", "strings", "cut differently")
    for name, pattern in patterns().items():
        compiled = regex.compile(pattern)
        differing = checked = 0
        generator = random.Random(arguments.seed)
        while checked < arguments.strings:
            batch = [t for t in strings(generator, min(500_000, arguments.strings)) if known(t)]
            lines = Path(arguments.folder) / "patterns.jsonl"
            with open(lines, "w") as out:
                for text in batch:
                    out.write(json.dumps({"text": text}) + "\n")
            output = measure(
                [WINNOW, "tokenizer", "split", "--pattern", name, "--pieces", str(lines)])[3]
            for text, line in zip(batch, output.splitlines()):
                if json.loads(line)["pieces"] != [m.group() for m in compiled.finditer(text)]:
                    differing += 1
                    if differing <= 3:
                        print("differs:", name, ascii(text))
            checked += len(batch)
        row(name, checked, differing)


if __name__ == "__main__":
    main()
