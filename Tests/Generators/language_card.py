"""Writes the card of the embedded language model, with its accuracy per language.

    python Tests/Generators/language_card.py winnow ../shared/data > Sources/CModels/language.md
"""

import collections
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import textwrap

import zstandard

MODEL = "Sources/CModels/language.ftz"
HEAD = """# The embedded language model

Languages: all
Text: running text of a few words or more; code, headers, noise and unknown scripts are und

`language.ftz`: a quantised fastText model of {labels} labels, {size:,} bytes, part of the program.
Labels are ISO 639-1 codes where there are any, otherwise ISO 639-3; Norwegian is `nb` or `nn`. A
second script of a language has a label of its own: `zh-Hant`, `sr-Latn`, `uz-Cyrl`, `az-Cyrl`, `tk-Cyrl`,
`ug-Latn`; the bare label is the other script. `und` is a label that was taught on what is no language.
It reads text reduced to lower-case letters and single blanks (`LetterText`), character 1- to 4-grams
and frequent words, 32 dimensions, softmax.

**Languages**: {names}.

**Made by** `Tests/Generators/language_sources.py`, `language_training_text.py` and the commands at its
top; the same text, options and seed give the same file. Which languages got more text was decided by
the confusions counted on the sentences below; their text was not looked at.

**Data**: interface messages, manuals, stories and help texts of free programs (GPL-2+, LGPL-2+,
MPL-2.0, CC-BY-SA-3.0, GFDL and others): message catalogues of the Debian packages in
`Tests/Generators/language_packages.txt` and others; word lists of the packages tesseract-ocr-* (Apache-2.0);
words with their frequency of the package wordfreq (CC-BY-SA-4.0); African Storybook (CC-BY, CC-BY-NC);
a CC0 Bible corpus; English prose; everyday sentences in about 110 languages written for this purpose
(CC0). For `und`: source files of Debian packages, made-up headers, addresses and noise, texts in wrong
encodings, letters of other scripts. The model holds weights of letter sequences, no text.

**Limits**: languages that only some interface messages are known of (the lesser ones) are told less
well than the tables suggest. Bosnian, Croatian and Serbian in Latin letters, Indonesian and Malay, and
the Scandinavian languages are often taken for one another in a single sentence. Cantonese is `yue`.
Short lines of code with English names may pass for English.

{figures}
**Accuracy** on sentences of Tatoeba and paragraphs of the Universal Declaration of Human Rights, none
of them in the training text, whatever the script. Recall: the share of a language's rows that get its
label. Taken for: the three most frequent wrong labels.
"""
FIGURES = pathlib.Path(__file__).parent / "language_figures.md"


def read(path):
    with open(path, "rb") as file:
        text = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
        return [json.loads(line) for line in text]


def predict(winnow, lines):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines(" ".join(line.split()) + "\n" for line in lines)
        file.flush()
        command = [winnow, "classifier", "predict", "--model", MODEL, "--prepare", "letters"]
        command.append(file.name)
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [bare((x.split() or [""])[0]) for x in output.split("\n")[:-1]]


def bare(label):
    return label.removeprefix("__label__").split("-")[0]


def table(rows, guesses, labels):
    by_language = collections.defaultdict(collections.Counter)
    for row, guess in zip(rows, guesses):
        if row["lang"] in labels:
            by_language[row["lang"]][guess] += 1
    print("\n| language | rows | recall | taken for |\n|---|---|---|---|")
    recalls = []
    for language, found in sorted(by_language.items()):
        total = sum(found.values())
        recalls.append(found[language] / total)
        wrong = [f"{x or 'none'} {n}" for x, n in found.most_common(4) if x != language][:3]
        print(f"| {language} | {total} | {recalls[-1]:.3f} | {', '.join(wrong)} |")
    print(f"| **mean of {len(recalls)}** | | **{sum(recalls) / len(recalls):.3f}** | |")


def main(winnow, data):
    info = [winnow, "classifier", "info", "--model", MODEL, "--labels"]
    listing = subprocess.run(info, capture_output=True, text=True, check=True).stdout
    names = [x.removeprefix("__label__") for x in listing.split("\n") if x.startswith("__label__")]
    labels = {bare(x) for x in names}
    with open(MODEL, "rb") as file:
        size = len(file.read())
    listed = textwrap.fill(" ".join(sorted(set(names) - {"und"})), 100)
    figures = FIGURES.read_text(encoding="utf-8")
    print(HEAD.format(labels=len(names), size=size, names=listed, figures=figures), end="")
    rows = read(f"{data}/langid-dev/langid-dev.jsonl.zst")
    guesses = predict(winnow, [row["text"] for row in rows])
    for title, wanted in [
        ("Tatoeba sentences", lambda row: row["source"] == "tatoeba-laser"),
        (
            "Tatoeba sentences under 40 characters",
            lambda row: row["source"] == "tatoeba-laser" and len(row["text"]) < 40,
        ),
        ("Paragraphs of the Declaration", lambda row: row["source"] == "udhr2"),
    ]:
        print(f"\n## {title}")
        pick = [i for i, row in enumerate(rows) if wanted(row)]
        table([rows[i] for i in pick], [guesses[i] for i in pick], labels)


main(*sys.argv[1:])
