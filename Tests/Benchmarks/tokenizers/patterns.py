"""The scanners of split patterns against Python's regex module, on random strings.

    venv/bin/python Tests/Benchmarks/tokenizers/patterns.py --strings 10000000
"""
import argparse
import json
import random
import tempfile
import unicodedata
from pathlib import Path

import regex

from common import GPT4, TOKENIZERS, WINNOW, measure, row


def splitters():
    """By the name of a scanner, a function that cuts a text by the regular expressions."""
    specs = json.load(open(TOKENIZERS / "encodings.json"))
    patterns = {
        "gpt2": specs["gpt2"]["pattern"], "cl100k": specs["cl100k_base"]["pattern"],
        "llama3": GPT4, "qwen2": specs["qwen"]["pattern"], "o200k": specs["o200k_base"]["pattern"],
    }
    upper, lower, lead = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]", r"[^\r\n\p{L}\p{N}]?"
    # The pattern of Mistral's tekken.json.
    patterns["tekken"] = (f"{lead}{upper}*{lower}+|{lead}{upper}+{lower}*|" r"\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|"
                          r"\s*[\r\n]+|\s+(?!\S)|\s+")
    result = {name: regex.compile(pattern).findall for name, pattern in patterns.items()}
    result["deepseek"] = deepseek()
    return result


def deepseek():
    """Its splits one after the other, each on the pieces that the one before left."""
    file = json.load(open(TOKENIZERS / "deepseek.tokenizer.json"))
    steps = file["pre_tokenizer"]["pretokenizers"]
    compiled = [regex.compile(step["pattern"]["Regex"]) for step in steps if step["type"] == "Split"]

    def cut(text):
        pieces = [text]
        for expression in compiled:
            pieces = [part for piece in pieces for part in isolated(expression, piece)]
        return pieces

    return cut


def isolated(expression, text):
    at = 0
    for match in expression.finditer(text):
        if match.start() > at:
            yield text[at:match.start()]
        if match.end() > match.start():
            yield match.group()
        at = match.end()
    if at < len(text):
        yield text[at:]


COMMON = list("aesrtlvmdSTRELVMD'''''   \t\n\r019.,!?/-_$+") + [
    "'s", "'ll", "'RE", "'\u017f", "\r\n", "  ", "12", "345", "\u00a0", "\u2028", "\u3000", "\x85",
    "\u00e9", "\u00df", "\u03a3", "\u01c5", "\u02b0", "\u4e2d", "\u6587", "\u306e", "\u0627",
    "\u0301", "\u093e", "\u20dd", "\u00b2", "\u0663", "\u2167", "\u201c", "\u2026", "\U0001f642",
    "\u200d", "\ufe0f", "\x00", "\x7f"]
# Characters that Python's own, older tables know: those assigned since may be letters in one program
# and nothing in the other, which follow different versions of Unicode.
# And U+0295 is a letter without case since Unicode 17, which regex follows: tiktoken and tokenizers
# have 16, where it is in lower case.
ASSIGNED = [chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) not in ("Cn", "Cs") and c != 0x295]


def strings(generator, count):
    """Strings of a few characters of every category, near boundaries more often than not: one in
    twelve is any character of Unicode."""
    lengths = generator.choices([*range(1, 12)] * 9 + [150], k=count)
    total = sum(lengths)
    parts = generator.choices(COMMON, k=total)
    for place in generator.sample(range(total), total // 12):
        parts[place] = generator.choice(ASSIGNED)
    at = 0
    for length in lengths:
        yield "".join(parts[at:at + length])
        at += length


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--strings", type=int, default=10_000_000)
    parser.add_argument("--patterns", nargs="*", default=list(splitters()))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", default=tempfile.gettempdir())
    arguments = parser.parse_args()
    row("pattern", "strings", "cut differently")
    for name, cut in splitters().items():
        if name not in arguments.patterns:
            continue
        differing = checked = 0
        generator = random.Random(arguments.seed)
        while checked < arguments.strings:
            batch = list(strings(generator, min(200_000, arguments.strings - checked)))
            lines = Path(arguments.folder) / "patterns.jsonl"
            with open(lines, "w") as out:
                for text in batch:
                    out.write(json.dumps({"text": text}) + "\n")
            output = measure(
                [WINNOW, "tokenizer", "split", "--pattern", name, "--pieces", str(lines)])[3]
            for text, line in zip(batch, output.split("\n")):
                if json.loads(line)["pieces"] != cut(text):
                    differing += 1
                    if differing <= 3:
                        print("differs:", name, ascii(text))
            checked += len(batch)
        row(name, checked, differing)


if __name__ == "__main__":
    main()
