#!/usr/bin/env python3
"""Two builds in turn: processor time and peak memory of pipelines, kernels' rates, the encoder.

    Tests/Benchmarks/pairs.py OLD_CHECKOUT NEW_CHECKOUT [--rounds 7]

Both checkouts hold release builds of winnow and winnow-bench. Pipelines: web.yaml on the samples'
archives eight times over (to have enough to do), and minhash_dedup on ../shared/data's English corpus; processor seconds of
the whole process, medians, and the largest peak. Rows of winnow-bench: medians of MB/s. Encoder:
gpt2 on 20 MB of the same corpus, seconds of the first pass. A ratio above 1 means that NEW is
faster, or that it needs less memory.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("WINNOW_SHARED", ROOT.parent / "shared"))
MINHASH = "input: [{ jsonl: { paths: ['%s'] } }]\nstages: [minhash_dedup]\noutput: [jsonl]\n"


def program(checkout, name):
    return str(pathlib.Path(checkout).resolve() / ".build" / "release" / name)


def run(checkout, pipeline, folder, variables):
    """Processor seconds and peak MiB of a run."""
    shutil.rmtree(folder, ignore_errors=True)
    process = subprocess.Popen(
        [program(checkout, "winnow"), "run", str(pipeline), "--output", str(folder), "--workers", "2"],
        cwd=checkout, env=dict(os.environ, **variables),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{checkout}: {pipeline} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def bench(checkout, rows):
    """MB/s of each row of winnow-bench whose name holds a text."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run(
            [program(checkout, "winnow-bench"), "--filter", rows, "--seconds", "1", "--json", file.name],
            cwd=checkout, check=True, stdout=subprocess.DEVNULL)
        return {row["name"]: row["megabytesPerSecond"] for row in json.load(open(file.name))["results"]}


def encode(checkout, tokenizer, texts):
    output = subprocess.run(
        [program(checkout, "winnow-bench"), "--encode", tokenizer, texts], cwd=checkout, check=True,
        capture_output=True, text=True).stdout
    return float(re.findall(r"\d+\.\d+", output)[0])


def corpus(folder):
    """The English corpus as JSON lines, and 20 MB of its texts with NUL between."""
    lines = folder / "english.jsonl"
    with open(lines, "wb") as file:
        subprocess.run(
            ["zstd", "-dcq", str(SHARED / "data/text/english.jsonl.zst")], check=True, stdout=file)
    size, texts = 0, folder / "texts"
    with open(lines) as source, open(texts, "wb") as out:
        for line in source:
            text = json.loads(line)["text"].replace("\0", " ").encode()
            out.write(text + b"\0")
            size += len(text)
            if size > 20e6:
                break
    return lines, texts


def show(name, old, new, unit, lower_is_better=True):
    old, new = statistics.median(old), statistics.median(new)
    ratio = old / new if lower_is_better else new / old
    print(f"{name:44} {old:9.3f} {new:9.3f} {unit:5} ratio {ratio:5.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    both = [os.path.abspath(chosen.old), os.path.abspath(chosen.new)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        lines, texts = corpus(folder)
        (folder / "minhash.yaml").write_text(MINHASH % lines)
        (folder / "warcs").mkdir()
        for archive in sorted((ROOT / "Samples/warc").glob("*.warc.gz")):
            for copy in range(8):
                shutil.copy(archive, folder / "warcs" / f"{copy}-{archive.name}")
        variables = {"WARCS": f"{folder}/warcs/*.warc.gz"}
        pipelines = {"web.yaml": "Pipelines/web.yaml", "minhash_dedup": folder / "minhash.yaml"}
        for name, pipeline in pipelines.items():
            found = [[], []]
            for _ in range(chosen.rounds):
                for index, checkout in enumerate(both):
                    found[index].append(run(checkout, pipeline, folder / "run", variables))
            show(name, *[[one[0] for one in side] for side in found], "s")
            show(f"{name}, peak memory", *[[max(one[1] for one in side)] for side in found], "MiB")
        for rows in ("filters/four",):
            found = [[], []]
            for _ in range(chosen.rounds):
                for index, checkout in enumerate(both):
                    found[index].append(bench(checkout, rows))
            for name in found[0][0]:
                show(name, *[[one[name] for one in side] for side in found], "MB/s", False)
        found = [[], []]
        tokenizer = str(SHARED / "data/tokenizers/gpt2.tokenizer.json")
        for _ in range(chosen.rounds):
            for index, checkout in enumerate(both):
                found[index].append(encode(checkout, tokenizer, str(texts)))
        show("encoder, gpt2, English, first pass", *found, "s")


if __name__ == "__main__":
    main()
