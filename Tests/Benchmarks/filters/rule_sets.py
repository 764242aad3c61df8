"""The four rule sets over English text: processor seconds of winnow and of datatrove.

    pip install -r Tests/Benchmarks/filters/requirements-filters.txt
    python Tests/Benchmarks/filters/rule_sets.py TEXTS.jsonl.zst [WINNOW] [DATATROVE_MEGABYTES]

winnow runs whole pipelines that read the file and write a ledger: once with no filter, and once
with gopher_repetition, gopher_quality, c4_quality and fineweb_quality by each kind of words, with
every bound so wide that all four look at every document. The difference is what the filters take,
their ledger columns included; it is the median of several rounds, each of which runs all once.
datatrove's four filters see the first documents of the same file, also all of them each one.
"""
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import zstandard

REPEATS = int(os.environ.get("REPEATS", 5))

WIDE = {
    "gopher_repetition": {
        "duplicate_paragraphs": 9, "duplicate_paragraph_characters": 9, "duplicate_lines": 9,
        "duplicate_line_characters": 9, "top_n_grams": [99, 99, 99],
        "duplicated_n_grams": [9, 9, 9, 9, 9, 9],
    },
    "gopher_quality": {
        "min_words": 0, "max_words": 10**9, "min_mean_word_length": 0,
        "max_mean_word_length": 10**9, "max_hash_ratio": 10**9, "max_ellipsis_ratio": 10**9,
        "max_bullet_lines": 9, "max_ellipsis_lines": 9, "min_alphabetic_words": 0,
        "min_stop_words": 0,
    },
    "fineweb_quality": {
        "min_marked_lines": 0, "max_short_lines": 9, "max_duplicate_characters": 9,
        "max_line_feeds_per_word": 10**9,
    },
    "c4_quality": {"min_sentences": -1, "drop_lorem_ipsum": False, "drop_curly_bracket": False},
}


def texts(path):
    with open(path, "rb") as raw:
        reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
        for line in io.TextIOWrapper(reader, encoding="utf-8"):
            yield json.loads(line)["text"]


def pipeline(path, words):
    stages = [] if words is None else [
        {name: {**bounds, "words": words}} for name, bounds in WIDE.items()
    ]
    return {
        "name": "rules", "input": [{"jsonl": {"paths": [os.path.abspath(path)]}}],
        "stages": stages, "output": [{"jsonl": {"path": "text", "fields": False}}],
    }


def winnow_seconds(program, path, words):
    """User seconds of a run."""
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/rules.yaml"
        with open(file, "w") as out:
            json.dump(pipeline(path, words), out)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run(
            [program, "run", file, "--output", f"{folder}/run"], check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def datatrove_rate(path, megabytes):
    """Million bytes per processor second of datatrove's four filters."""
    from datatrove.data import Document
    from datatrove.pipeline.filters import (
        C4QualityFilter, FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter,
    )

    filters = [
        GopherRepetitionFilter(), GopherQualityFilter(), FineWebQualityFilter(), C4QualityFilter(),
    ]
    size, chosen = 0, []
    for text in texts(path):
        if size >= megabytes * 1e6:
            break
        if text:
            size += len(text.encode())
            chosen.append(text)
    for one in filters:
        one.filter(Document(text="Warm up. " * 20, id="0"))
    start = time.process_time()
    for text in chosen:
        for one in filters:
            one.filter(Document(text=text, id="0"))
    return size / 1e6 / (time.process_time() - start), size


def main():
    path = sys.argv[1]
    program = sys.argv[2] if len(sys.argv) > 2 else ".build/release/winnow"
    size = sum(len(text.encode()) for text in texts(path))
    kinds = ["unicode", "whitespace", "spacy_en"]
    rounds = [
        {words: winnow_seconds(program, path, words) for words in [None, *kinds]}
        for _ in range(REPEATS)
    ]
    nothing = statistics.median(one[None] for one in rounds)
    print(f"text: {size / 1e6:.1f} MB; read and written without filters in {nothing:.2f} s")
    rates = {}
    for words in kinds:
        whole = statistics.median(one[words] for one in rounds)
        filters = statistics.median(one[words] - one[None] for one in rounds)
        rates[words] = size / 1e6 / filters
        print(
            f"{words}: {whole:.2f} s with reading and writing; the four filters "
            f"{filters:.2f} s, {rates[words]:.0f} MB/s per processor second")
    megabytes = float(sys.argv[3]) if len(sys.argv) > 3 else 1
    if megabytes > 0:
        rate, size = datatrove_rate(path, megabytes)
        print(f"datatrove on {size / 1e6:.1f} MB of it: {rate:.3f} MB/s per processor second")
        for words, own in rates.items():
            print(f"  winnow {words}: {own / rate:.0f} times that")


if __name__ == "__main__":
    main()
