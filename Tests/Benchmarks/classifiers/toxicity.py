"""Toxicity beside alt-profanity-check, better-profanity and LDNOOBW matching, and its bias.

    pip install -r Tests/Benchmarks/classifiers/requirements-classifiers.txt
    python Tests/Benchmarks/classifiers/toxicity.py .build/release/winnow ../shared/data [--fast]

AUROC and F1 per set, the false positive rate for each kind of harmless sentence of HateCheck, and
that over all its harmless sentences that name groups (kinds ident, slur, counter, negate). The
stage's model was trained on this very set, so its own answers here flatter it: figures for unseen
sentences come from training without each of four folds, which `--folds` does. `--fast` leaves out
better-profanity, which takes minutes.
"""

import collections
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import zstandard
from sklearn.metrics import f1_score, roc_auc_score

GENERATOR = pathlib.Path(__file__).parents[2] / "Generators" / "toxicity_training_text.py"
TRAIN = "--prepare folded --dim 16 --epochs 8 --rate 0.4 --word-ngrams 2 --minn 3 --maxn 5"
TRAIN += " --buckets 200000 --min-count 2 --quiet"


def read(path):
    with open(path, "rb") as file:
        text = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
        return [json.loads(line) for line in text]


def run_stage(winnow, rows, options):
    """The stage's score for each row, by a pipeline of one stage."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/in.jsonl", "w") as file:
            file.writelines(json.dumps({"id": r["id"], "text": r["text"]}) + "\n" for r in rows)
        with open(f"{folder}/p.yaml", "w") as file:
            file.write(
                f"input:\n  - jsonl: {{ paths: [{folder}/in.jsonl] }}\n"
                f"stages:\n  - toxicity: {{ {options} }}\noutput:\n  - jsonl: {{ path: out }}\n"
            )
        run = [winnow, "run", f"{folder}/p.yaml", "--output", f"{folder}/run"]
        subprocess.run(run, check=True, capture_output=True)
        scores = {}
        ledger = subprocess.run([winnow, "ledger", f"{folder}/run"], check=True, stdout=subprocess.PIPE)
        for row in map(json.loads, ledger.stdout.splitlines()):
            # What is not judged is not flagged.
            scores[row["id"]] = row["toxicity.score"] or 0.0
    return [scores[r["id"]] for r in rows]


def run_folds(winnow, data, rows):
    """Scores by models that haven't seen the row or its template."""
    by_id = {row["id"]: row for row in rows}
    scores = {}
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(4):
            text, model = f"{folder}/{fold}.txt", f"{folder}/{fold}.bin"
            subprocess.run([sys.executable, GENERATOR, data, text, f"{fold}/4"], check=True)
            command = [winnow, "classifier", "train", text, "--output", model, *TRAIN.split()]
            subprocess.run(command, check=True, capture_output=True)
            with open(text + ".test") as file:
                left_out = [by_id[line.split("\t")[0]] for line in file]
            for row, score in zip(left_out, run_stage(winnow, left_out, f"model: {model}, languages: [en]")):
                scores[row["id"]] = score
    return [scores[row["id"]] for row in rows]


def ldnoobw(data, rows):
    with open(f"{data}/toxicity-dev/ldnoobw.jsonl") as file:
        terms = [x["term"].lower() for x in map(json.loads, file) if x["lang"] == "en"]
    terms.sort(key=len, reverse=True)
    pattern = re.compile(r"(?:^|(?<=\W))(?:" + "|".join(map(re.escape, terms)) + r")(?=\W|$)")
    return [float(bool(pattern.search(row["text"].lower()))) for row in rows]


def report(name, rows, scores, threshold):
    cells = []
    for wanted in "hatecheck", "davidson", "surge-ai", None:
        pick = [i for i, row in enumerate(rows) if wanted in (None, row["set"])]
        gold = [rows[i]["toxic"] for i in pick]
        auroc = roc_auc_score(gold, [scores[i] for i in pick])
        f1 = f1_score(gold, [scores[i] > threshold for i in pick])
        cells.append(f"{wanted or 'all'} {auroc:.3f} {f1:.3f}")
    print(f"\n{name}, AUROC and F1 at {threshold}: " + "; ".join(cells))
    kinds = collections.defaultdict(list)
    for row, score in zip(rows, scores):
        if row["set"] == "hatecheck" and not row["toxic"]:
            kinds[row["functionality"]].append(score > threshold)
    print("  false positives: " + ", ".join(f"{k} {sum(v)}/{len(v)}" for k, v in kinds.items()))
    about = [
        hit
        for kind, hits in kinds.items()
        if kind.split("_")[0] in ("ident", "slur", "counter", "negate")
        for hit in hits
    ]
    print(f"  naming groups without hate: {sum(about)}/{len(about)} = {sum(about) / len(about):.3f}")


def main():
    winnow, data = sys.argv[1:3]
    rows = read(f"{data}/toxicity-dev/toxicity.jsonl.zst")
    if "--folds" in sys.argv:
        report("winnow, unseen (4 folds)", rows, run_folds(winnow, data, rows), 0.6)
    report("winnow, embedded model", rows, run_stage(winnow, rows, "max_score: 1"), 0.6)
    report("winnow, words only", rows, run_stage(winnow, rows, "model: ''"), 0.6)
    report("LDNOOBW", rows, ldnoobw(data, rows), 0.5)
    from profanity_check import predict_prob

    texts = [row["text"] for row in rows]
    report("alt-profanity-check", rows, [float(x) for x in predict_prob(texts)], 0.5)
    if "--fast" not in sys.argv:
        from better_profanity import profanity

        profanity.load_censor_words()
        found = [float(profanity.contains_profanity(text)) for text in texts]
        report("better-profanity", rows, found, 0.5)


main()
