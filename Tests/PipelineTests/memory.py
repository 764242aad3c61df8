#!/usr/bin/env python3
"""Runs a large corpus under small and large --memory and compares memory, cores and outputs.

    Tests/PipelineTests/memory.py .build/release/winnow --shared ../shared --gigabytes 3

Makes JSON lines from shared/data/text, repeated with changes so that few lines are equal, and
runs filters, exact_dedup, a trained tokenizer and token shards with --memory 1G and 4G. Then a
single large .jsonl.zst (and a .warc.gz, where the reader is built in) for the cores kept busy.
Takes minutes and about three times the corpus's size on disk. Prints one JSON object a run.
"""
import argparse
import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time

PIPELINE = """name: scale
seed: 17
input:
  - {reader}
stages:
{stages}output:
{shards}  - jsonl: {{ path: text }}
"""
# Loose, so that most of the corpus goes on to deduplication, training and the shards.
FILTERS = ["gopher_repetition", "gopher_quality: { min_words: 5, min_stop_words: 0 }"]
WARC_COPIES = 8
TOKENIZE = "tokenize: { tokenizer: { train: { vocab_size: 16384 } } }"


def source_lines(shared):
    for name in ("english", "multilingual-train"):
        path = os.path.join(shared, "data/text", name + ".jsonl.zst")
        with subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE) as unzip:
            yield from unzip.stdout


def make_corpus(shared, target, size, seed=7):
    """Repeats the records; each repetition replaces a tenth of a text's words by others."""
    chance = random.Random(seed)
    written = turn = 0
    with open(target, "wb", buffering=1 << 20) as out:
        while written < size:
            for line in source_lines(shared):
                record = json.loads(line)
                words = record["text"].split(" ")
                if turn:
                    for _ in range(max(1, len(words) // 10)):
                        words[chance.randrange(len(words))] = "w%x" % chance.randrange(1 << 20)
                changed = {"id": "%d-%s" % (turn, record.get("id", written)), "text": " ".join(words)}
                line = json.dumps(changed, ensure_ascii=False).encode() + b"\n"
                out.write(line)
                written += len(line)
                if written >= size:
                    break
            turn += 1


def digest(folder):
    """One SHA-256 over every file but the report and the journal, which hold times."""
    total = hashlib.sha256()
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name in ("report.html", "journal.jsonl"):
                continue
            full = os.path.join(path, name)
            total.update(os.path.relpath(full, folder).encode() + b"\n")
            with open(full, "rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def demand(pid):
    """Seconds that each thread ran or waited for a core, by thread."""
    seconds = {}
    for task in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/schedstat" % (pid, task)) as file:
            ran, waited, _ = file.read().split()
            seconds[task] = (int(ran) + int(waited)) / 1e9
    return seconds


def watch(process):
    """Waits for the end; the usage, and the seconds that threads ran or wanted to run."""
    threads = {}
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            return status, usage, sum(threads.values())
        try:
            threads.update(demand(process.pid))
        except OSError:
            pass
        time.sleep(0.2)


def run(winnow, reader, stages, folder, memory, label):
    out = os.path.join(folder, "out-" + label)
    pipeline = os.path.join(folder, label + ".yaml")
    with open(pipeline, "w") as file:
        listed = "".join("  - %s\n" % stage for stage in stages)
        shards = "  - token_shards: { path: tokens }\n" if TOKENIZE in stages else ""
        file.write(PIPELINE.format(reader=reader, stages=listed, shards=shards))
    command = [winnow, "run", pipeline, "--output", out, "--memory", memory, "--quiet"]
    start = time.monotonic()
    process = subprocess.Popen(command)
    status, usage, wanted = watch(process)
    seconds = time.monotonic() - start
    if status != 0:
        sys.exit("%s failed" % " ".join(command))
    facts = {
        "run": label, "memory": memory, "peak_mib": usage.ru_maxrss >> 10,
        "seconds": round(seconds, 1),
        "cores": round((usage.ru_utime + usage.ru_stime) / seconds, 2),
        # On a machine that others share: what it would have kept busy.
        "cores_wanted": round(wanted / seconds, 2),
        "digest": digest(out)[:16],
    }
    shutil.rmtree(out)
    print(json.dumps(facts), flush=True)
    return facts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("winnow")
    parser.add_argument("--shared", default="../shared")
    parser.add_argument("--gigabytes", type=float, default=3)
    parser.add_argument("--folder", help="where to work (default: a temporary folder)")
    parser.add_argument("--corpus", help="a corpus to use as it is, or where to keep the one made")
    parser.add_argument("--cores-only", action="store_true", help="only the single-file runs")
    arguments = parser.parse_args()
    winnow = os.path.abspath(arguments.winnow)
    known = subprocess.run([winnow, "stages"], capture_output=True, text=True).stdout.split()
    dedup = ["exact_dedup"] if "exact_dedup" in known else []
    folder = tempfile.mkdtemp(prefix="winnow-scale-", dir=arguments.folder)
    try:
        corpus = os.path.abspath(arguments.corpus or os.path.join(folder, "corpus.jsonl"))
        if not os.path.exists(corpus):
            make_corpus(arguments.shared, corpus, int(arguments.gigabytes * (1 << 30)))
        stages = FILTERS + dedup + [TOKENIZE]
        reader = "jsonl: { paths: [%s] }"
        if not arguments.cores_only:
            small = run(winnow, reader % corpus, stages, folder, "1G", "small")
            large = run(winnow, reader % corpus, stages, folder, "4G", "large")
            if small["digest"] != large["digest"]:
                sys.exit("the outputs depend on --memory")
            if small["peak_mib"] > 1.2 * 1024:
                sys.exit("--memory 1G took %d MiB" % small["peak_mib"])
        packed = os.path.join(folder, "one.jsonl.zst")
        subprocess.run(["zstd", "-q", "-3", corpus, "-o", packed], check=True)
        run(winnow, reader % packed, FILTERS, folder, "1G", "one-zst")
        warc = os.path.join(arguments.shared, "data/warc/crawl-dev.warc.gz")
        if "warc" in known:
            large_warc = os.path.join(folder, "large.warc.gz")
            with open(large_warc, "wb") as out:
                for _ in range(WARC_COPIES):
                    with open(warc, "rb") as part:
                        shutil.copyfileobj(part, out)
            run(winnow, "warc: { paths: [%s] }" % large_warc, ["extract_html"] + FILTERS, folder,
                "1G", "one-warc")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
