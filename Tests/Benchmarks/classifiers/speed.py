"""Speed of prediction and training beside the original fastText, one core each, in one run.

    pip install -r Tests/Benchmarks/classifiers/requirements-classifiers.txt
    python Tests/Benchmarks/classifiers/speed.py .build/release/winnow ../shared/data [MEGABYTES]

Prediction: the original's C++ loop over a file of labelled lines (`test`, called once from Python, so
that no line passes through it) against `winnow classifier test` on the same file, reading the file
and counting included, loading the model left out of both. Training: the same text and options, then
both models tested by the original on lines that neither has seen. CPU seconds; two rounds, the better
one.
"""

import resource
import subprocess
import sys
import tempfile
import time

import fasttext
from samples import labelled_lines, lid176, timed

ROUNDS = 2
TRAINING = dict(dim=64, epoch=3, lr=0.5, wordNgrams=2, bucket=200_000, loss="softmax")
SUBWORDS = dict(dim=32, epoch=3, lr=0.5, minn=2, maxn=4, bucket=200_000, loss="softmax")
FLAGS = {"epoch": "epochs", "lr": "rate", "wordNgrams": "word-ngrams", "bucket": "buckets"}


def best(action, who):
    results = [timed(action, who) for _ in range(ROUNDS)]
    return min(seconds for seconds, _ in results), results[-1][1]


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def predict(winnow, name, path, text, megabytes):
    model = fasttext.load_model(path)
    theirs, _ = best(lambda: model.f.test(text, 1, 0.0), resource.RUSAGE_SELF)
    test = [winnow, "classifier", "test", "--model", path]
    children = resource.RUSAGE_CHILDREN
    with tempfile.NamedTemporaryFile(suffix=".txt") as nothing:
        loading, _ = best(lambda: run(*test, nothing.name), children)
    ours, _ = best(lambda: run(*test, text), children)
    ours = max(1e-3, ours - loading)
    print(
        f"predict {name:14} fastText {megabytes / theirs:6.1f} MB/CPU-s   "
        f"winnow {megabytes / ours:6.1f} MB/CPU-s   {theirs / ours:.2f} times"
        f"   (loading {loading:.2f} s)",
        flush=True,
    )


def train(winnow, name, options, text, unseen, folder):
    clock = time.monotonic()
    theirs, model = timed(
        lambda: fasttext.train_supervised(text, thread=1, verbose=0, **options),
        resource.RUSAGE_SELF,
    )
    their_wall = time.monotonic() - clock
    path = f"{folder}/{name}.bin"
    model.save_model(path)
    flags = [x for k, v in options.items() for x in ("--" + FLAGS.get(k, k), str(v))]
    output = f"{folder}/{name}-winnow.bin"
    command = [winnow, "classifier", "train", text, "--output", output, "--quiet", *flags]
    clock = time.monotonic()
    ours, _ = timed(lambda: run(*command))
    our_wall = time.monotonic() - clock
    accuracy = [fasttext.load_model(x).f.test(unseen, 1, 0.0)[1] for x in (path, output)]
    print(
        f"train {name:16} fastText {theirs:6.2f} CPU s, {their_wall:.1f} s   "
        f"winnow {ours:6.2f} CPU s, {our_wall:.1f} s   {theirs / ours:.2f} times   "
        f"accuracy {accuracy[0]:.4f} and {accuracy[1]:.4f}",
        flush=True,
    )
    return path


def main():
    winnow, data = sys.argv[1:3]
    megabytes = float(sys.argv[3]) if len(sys.argv) > 3 else 4
    with tempfile.TemporaryDirectory() as folder:
        text, unseen = f"{folder}/train.txt", f"{folder}/unseen.txt"
        lines = labelled_lines(data, int(megabytes * 10_000))
        cut = len(lines) // 5
        for path, part in (unseen, lines[:cut]), (text, lines[cut:]):
            with open(path, "w") as file:
                file.writelines(part)
        size = sum(len(line.encode()) for line in lines[cut:]) / 1e6
        words = train(winnow, "words", TRAINING, text, unseen, folder)
        grams = train(winnow, "subwords", SUBWORDS, text, unseen, folder)
        predict(winnow, "lid.176.ftz", lid176(), text, size)
        predict(winnow, "words.bin", words, text, size)
        predict(winnow, "subwords.bin", grams, text, size)


main()
