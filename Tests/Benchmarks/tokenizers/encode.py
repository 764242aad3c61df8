"""Encoding against the peers, interleaved, vocabulary loading not timed.

    swift build -c release --product winnow-bench
    venv/bin/python Tests/Benchmarks/tokenizers/encode.py --megabytes 100 --rounds 3

Texts in memory to numbers in memory: `winnow list` (winnow-bench --encode), `gigatoken list` and
`tiktoken`. A file of JSON lines to numbers: `gigatoken file`, in memory, and `winnow file`, the
program with one worker, to a file in memory where there is /dev/shm; what an empty input costs is
subtracted. Warm is the last of three calls in one process; for `winnow file` it is what a second copy
of the file costs in the same process.
"""
import argparse
import json
import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from common import TOKENIZERS, WINNOW, corpus, documents, measure, row

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
FILES = {"gpt2": "gpt2.tokenizer.json", "cl100k_base": "cl100k_base.tiktoken",
         "o200k_base": "o200k_base.tiktoken"}


def peer(name, vocabulary, lines, plain):
    times, tokens = [], 0
    path = TOKENIZERS / FILES[vocabulary]
    if name == "tiktoken":
        texts = documents(plain)
        encoding = tiktoken_encoding(vocabulary)
        start = time.process_time()
        tokens = sum(len(encoding.encode_ordinary(text)) for text in texts)
        times.append(time.process_time() - start)
    else:
        import gigatoken
        tokenizer = (gigatoken.Tokenizer(str(path)) if vocabulary == "gpt2"
                     else gigatoken.Tokenizer.from_tiktoken(str(path)))
        texts = documents(plain) if name == "gigatoken list" else None
        for _ in range(3):
            start = time.process_time()
            if texts:
                result = tokenizer.encode_batch(texts, parallel=False)
            else:
                source = gigatoken.JsonlFileSource([lines], field="text")
                result = tokenizer.encode_files(source)
            times.append(time.process_time() - start)
        import awkward
        tokens = len(awkward.flatten(result))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"times": times, "tokens": tokens, "peak": peak}))


def tiktoken_encoding(vocabulary):
    """From the local file, so that nothing is downloaded."""
    import tiktoken
    from tiktoken.load import load_tiktoken_bpe
    if vocabulary == "gpt2":
        from train import byte_tokens
        file = json.load(open(TOKENIZERS / FILES[vocabulary]))
        table = {}
        for token, rank in file["model"]["vocab"].items():
            if token != "<|endoftext|>":
                (key,) = byte_tokens({"model": {"vocab": {token: rank}}})
                table[key] = rank
    else:
        table = load_tiktoken_bpe(str(TOKENIZERS / FILES[vocabulary]))
    spec = json.load(open(TOKENIZERS / "encodings.json"))[vocabulary]
    return tiktoken.Encoding(
        vocabulary, pat_str=spec["pattern"], mergeable_ranks=table, special_tokens={})


def winnow_list(vocabulary, plain):
    output = measure([WINNOW + "-bench", "--encode", str(TOKENIZERS / FILES[vocabulary]), plain])
    return {**json.loads(output[3]), "peak": output[2]}


def winnow_file(vocabulary, lines, folder, workers):
    path = str(TOKENIZERS / FILES[vocabulary])
    empty = Path(folder) / "empty.jsonl"
    empty.write_text("")

    def run(*inputs):
        output = f"{folder}/ids"
        seconds, _, peak, _ = measure([
            WINNOW, "tokenizer", "encode", "--tokenizer", path, *inputs, "--format", "u32",
            "--output", output, "--quiet", "--workers", str(workers)])
        return seconds, peak, Path(output).stat().st_size // 4

    base, _, _ = run(str(empty))
    once, peak, tokens = run(lines)
    copy = Path(folder) / "copy.jsonl"
    # A link would be another name of one file, which is read once.
    shutil.copyfile(lines, copy)
    twice, _, _ = run(lines, str(copy))
    return {"times": [once - base, max(twice - once, 1e-6)], "tokens": tokens, "peak": peak}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--corpora", nargs="*", default=["english", "multilingual-train", "code"])
    parser.add_argument("--vocabularies", nargs="*", default=list(FILES))
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--folder", default=tempfile.gettempdir())
    parser.add_argument("--peer", nargs=4)
    arguments = parser.parse_args()
    if arguments.peer:
        return peer(*arguments.peer)
    row("corpus", "vocabulary", "encoder", "MB/CPU-s cold", "warm", "peak MiB", "same count")
    for name in arguments.corpora:
        lines, plain = corpus(name, arguments.megabytes, arguments.folder)
        size = Path(plain).stat().st_size / 1e6
        for vocabulary in arguments.vocabularies:
            names = ["winnow list", "gigatoken list", "tiktoken", "winnow file", "gigatoken file"]
            results = {name: [] for name in names if name not in arguments.without}
            for number in range(arguments.rounds):
                for peer_name in results:
                    if peer_name == "winnow list":
                        results[peer_name].append(winnow_list(vocabulary, plain))
                    elif peer_name == "winnow file":
                        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
                            results[peer_name].append(
                                winnow_file(vocabulary, lines, folder, arguments.workers))
                    elif peer_name != "tiktoken" or number == 0:
                        output = measure(
                            [sys.executable, __file__, "--peer", peer_name, vocabulary, lines, plain],
                            RAYON_NUM_THREADS=str(arguments.workers))[3]
                        results[peer_name].append(json.loads(output.splitlines()[-1]))
            tokens = next(iter(results.values()))[0]["tokens"]
            for peer_name, runs in results.items():
                cold = size / statistics.median(run["times"][0] for run in runs)
                last = [run["times"][-1] for run in runs if len(run["times"]) > 1]
                warm = f"{size / statistics.median(last):.0f}" if last else "-"
                row(name, vocabulary, peer_name, f"{cold:.0f}", warm,
                    f"{max(run['peak'] for run in runs):.0f}",
                    "yes" if runs[0]["tokens"] == tokens else runs[0]["tokens"] - tokens)


if __name__ == "__main__":
    main()
