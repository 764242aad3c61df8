"""Whether training gives exactly the vocabulary, ids and merges of Hugging Face's trainer.

    venv/bin/python Tests/Benchmarks/tokenizers/identical.py --megabytes 25

On three corpora, with two patterns, at three sizes. Hugging Face's trainer runs once for each corpus
and pattern, at the largest size: a smaller vocabulary is a prefix of it, since each merge depends on
those before it alone.
"""
import argparse
import json
import sys
import tempfile

from common import WINNOW, corpus, documents, measure, row
from train import regex_of

SPECIAL = "<|endoftext|>"


def reference(pattern, plain, size):
    """Runs in a process of its own; prints vocabulary and merges."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(regex_of(pattern)), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=[SPECIAL], show_progress=False)
    tokenizer.train_from_iterator(iter(documents(plain)), trainer)
    print(json.dumps(json.loads(tokenizer.to_str())["model"]))


def ours(pattern, lines, size):
    with tempfile.TemporaryDirectory() as folder:
        measure([
            WINNOW, "tokenizer", "train", lines, "--output", folder, "--vocab-size", str(size),
            "--pattern", "gpt2" if pattern == "gpt2" else "llama3", "--min-frequency", "1",
            "--hold-back", "0", "--quiet", "--special-token", SPECIAL])
        return json.load(open(folder + "/tokenizer.json"))["model"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=25)
    parser.add_argument("--sizes", nargs="*", type=int, default=[1000, 32000, 64000])
    parser.add_argument("--corpora", nargs="*", default=["english", "multilingual-train", "code"])
    parser.add_argument("--folder", default=tempfile.gettempdir())
    parser.add_argument("--reference", nargs=3)
    arguments = parser.parse_args()
    if arguments.reference:
        pattern, plain, size = arguments.reference
        return reference(pattern, plain, int(size))
    row("corpus", "pattern", "size", "tokens", "same ids", "same merges")
    for name in arguments.corpora:
        lines, plain = corpus(name, arguments.megabytes, arguments.folder)
        for pattern in ("gpt2", "gpt4"):
            output = measure([sys.executable, __file__, "--reference", pattern, plain,
                              str(max(arguments.sizes))])[3]
            expected = json.loads(output.splitlines()[-1])
            for size in arguments.sizes:
                model = ours(pattern, lines, size)
                vocabulary = {t: i for t, i in expected["vocab"].items() if i < size}
                merges = [list(merge) for merge in expected["merges"]][:size - 257]
                row(name, pattern, size, len(model["vocab"]),
                    "yes" if model["vocab"] == vocabulary else "NO",
                    "yes" if [list(merge) for merge in model["merges"]] == merges else "NO")


if __name__ == "__main__":
    main()
