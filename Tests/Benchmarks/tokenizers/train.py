"""Training against the peers, interleaved: CPU seconds, peak memory and the same vocabulary.

    python -m venv venv && venv/bin/pip install -r Tests/Benchmarks/tokenizers/requirements-tokenizers.txt
    venv/bin/python Tests/Benchmarks/tokenizers/train.py --megabytes 100 --rounds 3

Peers are timed without importing and without reading documents into memory where their interface
allows it; `winnow` is the whole process. Peak memory of a peer is its process's.
"""
import argparse
import json
import resource
import statistics
import sys
import tempfile
import time

from common import GPT4, WINNOW, corpus, documents, measure, row


def peer(name, pattern, lines, plain, size):
    """Runs in a process of its own; prints CPU seconds and the merges' or tokens' digest."""
    if name == "gigatoken":
        import gigatoken
        source = gigatoken.TextFileSource([plain], separator=b"\0")
        start = time.process_time()
        vocabulary, _ = gigatoken.train_bpe(source, size, [])
        tokens = set(vocabulary.values())
    elif name == "rustbpe":
        import rustbpe
        texts = documents(plain)
        tokenizer = rustbpe.Tokenizer()
        start = time.process_time()
        tokenizer.train_from_iterator(iter(texts), size, pattern=regex_of(pattern))
        tokens = {bytes(token) for token, _ in tokenizer.get_mergeable_ranks()}
    else:
        from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers
        texts = documents(plain)
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(regex_of(pattern)), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
        trainer = trainers.BpeTrainer(
            vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False)
        start = time.process_time()
        tokenizer.train_from_iterator(iter(texts), trainer)
        tokens = byte_tokens(json.loads(tokenizer.to_str()))
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "tokens": sorted(t.hex() for t in tokens)}))


def regex_of(pattern):
    if pattern == "gpt2":
        return r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
    return GPT4


def byte_tokens(file):
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [b for b in range(256) if b not in printable]
    table = {chr(b): b for b in printable} | {chr(256 + i): b for i, b in enumerate(rest)}
    return {bytes(table[c] for c in token) for token in file["model"]["vocab"]}


def winnow(pattern, lines, size, folder, workers):
    split = "gpt2" if pattern == "gpt2" else "llama3"
    seconds, _, peak, _ = measure([
        WINNOW, "tokenizer", "train", lines, "--output", folder + "/out", "--force", "--vocab-size",
        str(size + 1), "--pattern", split, "--min-frequency", "1", "--hold-back", "0", "--quiet",
        "--workers", str(workers)])
    file = json.load(open(folder + "/out/tokenizer.json"))
    file["model"]["vocab"].pop("<|endoftext|>")
    return {"seconds": seconds, "peak": peak, "tokens": sorted(t.hex() for t in byte_tokens(file))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", type=int, default=32000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--corpus", default="english")
    parser.add_argument("--patterns", nargs="*", default=["gpt2", "gpt4"])
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--folder", default=tempfile.gettempdir())
    parser.add_argument("--peer", nargs=5)
    arguments = parser.parse_args()
    if arguments.peer:
        name, pattern, lines, plain, size = arguments.peer
        return peer(name, pattern, lines, plain, int(size))
    lines, plain = corpus(arguments.corpus, arguments.megabytes, arguments.folder)
    row("pattern", "trainer", "CPU s (median)", "CPU s (best)", "peak MiB", "same tokens")
    for pattern in arguments.patterns:
        names = ["winnow"] + (["gigatoken"] if pattern == "gpt2" else []) + ["rustbpe", "tokenizers"]
        results = {name: [] for name in names if name not in arguments.without}
        for _ in range(arguments.rounds):
            for name in results:
                if name == "winnow":
                    with tempfile.TemporaryDirectory() as folder:
                        results[name].append(
                            winnow(pattern, lines, arguments.size, folder, arguments.workers))
                else:
                    output = measure([
                        sys.executable, __file__, "--peer", name, pattern, lines, plain,
                        str(arguments.size)])[3]
                    results[name].append(json.loads(output.splitlines()[-1]))
        expected = results["winnow"][0]["tokens"]
        for name, runs in results.items():
            seconds = [run["seconds"] for run in runs]
            differing = len(set(expected) ^ set(runs[0]["tokens"]))
            row(pattern, name, f"{statistics.median(seconds):.2f}", f"{min(seconds):.2f}",
                f"{max(run['peak'] for run in runs):.0f}",
                "yes" if differing == 0 else f"{differing} differ")


if __name__ == "__main__":
    main()
