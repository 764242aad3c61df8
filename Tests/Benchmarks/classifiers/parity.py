"""Predictions of the same files by Winnow and by the original fastText, line by line.

    pip install -r Tests/Benchmarks/classifiers/requirements-classifiers.txt
    python Tests/Benchmarks/classifiers/parity.py .build/release/winnow ../shared/data

The original reads lid.176.ftz, models that it trained itself (each loss, subwords, word n-grams, a
pruned and quantised one), and models that Winnow trained and quantised. Each answers 10,000 real
lines and hostile ones, for the best label and for the best five. A label differs where the two
programs name another one at the same rank and their probabilities there are not equal to 1e-5.
"""

import random
import subprocess
import sys
import tempfile

import fasttext
from samples import labelled_lines, lid176, sentences, winnow_predict

ORIGINAL = {
    "softmax.bin": dict(loss="softmax", wordNgrams=2),
    "hs.bin": dict(loss="hs"),
    "ns.bin": dict(loss="ns"),
    "ova.bin": dict(loss="ova"),
    "subwords.bin": dict(loss="softmax", minn=2, maxn=4),
    "all.bin": dict(loss="hs", minn=1, maxn=3, wordNgrams=3),
}


def hostile():
    rng = random.Random(3)
    yield from [b"", b" ", b"\t\v\f\r", b"\0\0", b"__label__de", b"__label__none x", b"</s>", b"a"]
    yield from [b"<>", b"< >", b"a </s> b", b"x" * 100_000, b"y " * 20_000, b"\xff\xfe\xfd"]
    yield from ["e\u0301\u200d\U0001f600 \u202e".encode(), "的".encode() * 3000]
    for _ in range(300):
        yield bytes(x for x in rng.randbytes(rng.randrange(1, 120)) if x != 10)
    for _ in range(200):
        yield "".join(chr(rng.randrange(32, 0xD800)) for _ in range(30)).encode()


def compare(name, winnow, path, lines):
    model = fasttext.load_model(path)
    for top in 1, 5:
        ours = winnow_predict(winnow, path, lines, top)
        other, largest = 0, 0.0
        for line, found in zip(lines, ours, strict=True):
            known = [(x.encode(), p) for p, x in model.f.predict(line + b"\n", top, 0.0, "replace")]
            other += len(known) != len(found)
            for (label, p), (truth, q) in zip(found, known):
                largest = max(largest, abs(p - q))
                other += label != truth and abs(p - q) > 1e-5
        verdict = "equal" if other == 0 and largest <= 1e-5 else "DIFFERENT"
        print(
            f"{name:22} top {top}  {len(lines)} lines  other labels {other}  "
            f"largest difference {largest:.1e}  {verdict}",
            flush=True,
        )


def main():
    winnow, data = sys.argv[1:3]
    lines = sentences(data, 10_000) + list(hostile())
    compare("lid.176.ftz", winnow, lid176(), lines)
    with tempfile.TemporaryDirectory() as folder:
        text = f"{folder}/train.txt"
        with open(text, "w") as file:
            file.writelines(labelled_lines(data, 6000))
        common = dict(dim=16, epoch=2, lr=0.5, bucket=20_000, thread=1, verbose=0)
        for name, options in ORIGINAL.items():
            model = fasttext.train_supervised(text, **common, **options)
            model.save_model(f"{folder}/{name}")
            compare(f"original {name}", winnow, f"{folder}/{name}", lines)
        model = fasttext.train_supervised(text, **common, minn=2, maxn=4)
        model.quantize(cutoff=8000, qnorm=True)
        model.save_model(f"{folder}/pruned.ftz")
        compare("original pruned.ftz", winnow, f"{folder}/pruned.ftz", lines)
        for loss in "softmax", "hs", "ns", "ova":
            ours = f"{folder}/winnow-{loss}.bin"
            train = [winnow, "classifier", "train", text, "--output", ours, "--loss", loss, "--quiet"]
            train += "--dim 16 --epochs 2 --rate 0.5 --buckets 20000 --minn 2 --maxn 4".split()
            subprocess.run(train + ["--word-ngrams", "2"], check=True, capture_output=True)
            compare(f"winnow {loss}.bin", winnow, ours, lines)
            small = ours.replace(".bin", ".ftz")
            shrink = [winnow, "classifier", "quantize", "--model", ours, "--output", small, "--qnorm"]
            subprocess.run(shrink + ["--cutoff", "8000", "--quiet"], check=True, capture_output=True)
            compare(f"winnow {loss}.ftz", winnow, small, lines)


main()
