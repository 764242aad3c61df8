"""Makes the table of Gopher's rules by language, from the half of a corpus with even row numbers.

    pip install zstandard==0.25.0
    python Tests/Generators/gopher_languages.py .build/release/winnow ../shared/data \\
        > Sources/TextRules/RuleSets/Gopher/GopherLanguageTable.swift
    python Tests/Generators/gopher_languages.py .build/release/winnow ../shared/data --check

Of documents of 200 words or more, as the stage counts words, it takes the mean word length and the
share of words with a letter, from the 0.5th to the 99.5th percentile and a tenth more on both sides,
and the ten words that most documents have, where 98 in 100 have two of them. A language with fewer
than 40 such documents has no row. `--check` prints what share of the other half each language loses
with Gopher's own thresholds and with the table's.
"""

import collections
import io
import json
import re
import subprocess
import sys
import tempfile

import zstandard

LEAST = 40
HEAD = """// Gopher's thresholds and stop words by language: a table made by
// Tests/Generators/gopher_languages.py from multilingual text of known languages; see there.

/// A line a language: its code, the shortest and longest mean word length in code points, the
/// smallest share of words with a letter, and stop words, of which there may be none.
let gopherLanguageTable = \"\"\"
"""


def read(path):
    with open(path, "rb") as file:
        text = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
        for line in text:
            yield json.loads(line)


def run(winnow, rows, options, before=""):
    """Ledger rows by the number of the text."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/in.jsonl", "w") as file:
            for i, row in rows:
                file.write(json.dumps({"id": str(i), "text": row["text"]}) + "\n")
        with open(f"{folder}/p.yaml", "w") as file:
            file.write(
                f"input:\n  - jsonl: {{ paths: [{folder}/in.jsonl] }}\nstages:\n{before}"
                f"  - gopher_quality: {{ {options} }}\noutput:\n  - jsonl: {{ path: out }}\n"
            )
        command = [winnow, "run", f"{folder}/p.yaml", "--output", f"{folder}/run"]
        subprocess.run(command, check=True, capture_output=True)
        ledger = subprocess.run([winnow, "ledger", f"{folder}/run"], check=True, stdout=subprocess.PIPE)
        rows = map(json.loads, ledger.stdout.splitlines())
        return {int(row["id"]): row for row in rows}


def documents(winnow, data, wanted):
    rows = [
        (i, row)
        for i, row in enumerate(read(f"{data}/text/multilingual-train.jsonl.zst"))
        if i % 2 == wanted
    ]
    rows += [
        (1_000_000 + i, row | {"lang": "en"})
        for i, row in enumerate(read(f"{data}/text/english.jsonl.zst"))
        if i % 20 == wanted
    ]
    off = "min_words: 1, min_mean_word_length: 0, max_mean_word_length: 1000, min_alphabetic_words: 0"
    counts = run(winnow, rows, off + ", min_stop_words: 0")
    long = collections.defaultdict(list)
    for i, row in rows:
        if counts[i]["gopher_quality.words"] >= 200:
            long[row["lang"]].append((i, row, counts[i]))
    return {k: v for k, v in long.items() if len(v) >= (LEAST if wanted == 0 else 10)}


def band(values, digits):
    values = sorted(values)
    low, high = values[len(values) // 200], values[-1 - len(values) // 200]
    return f"{low * 0.9:.{digits}f}", f"{high * 1.1:.{digits}f}"


SINGLE = re.compile("([\u3040-\u30ff\u3400-\u9fff])")
BREAK = re.compile(r"[\s!-/:-@\[-`{-~।॥،؛؟…–—“”‘’«»、。，．·]+")


def words(text):
    return {x for x in BREAK.split(SINGLE.sub(r" \1 ", text)) if x and x[0].isalpha()}


def stop_words(texts):
    found = collections.Counter(word for text in texts for word in words(text))
    # Letters of scripts without blanks are no words.
    best = [x for x, _ in sorted(found.items(), key=lambda x: (-x[1], x[0]))
            if not re.search("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]", x)][:10]
    enough = sum(len(words(text) & set(best)) >= 2 for text in texts)
    return best if enough >= 0.98 * len(texts) else []


def table(winnow, data):
    print(HEAD, end="")
    for lang, found in sorted(documents(winnow, data, 0).items()):
        low, high = band([x["gopher_quality.mean_word_length"] for _, _, x in found], 2)
        least = band([x["gopher_quality.alphabetic_words"] for _, _, x in found], 2)[0]
        print("   ", lang, low, high, least, *stop_words([row["text"] for _, row, _ in found]))
    print('    """')


def check(winnow, data):
    languages = documents(winnow, data, 1)
    rows = [(i, row) for found in languages.values() for i, row, _ in found]
    lost = [collections.Counter() for _ in range(2)]
    why = collections.defaultdict(collections.Counter)
    lang = {i: row["lang"] for i, row in rows}
    for number, options in enumerate(["min_words: 50", "by_language: auto"]):
        for i, row in run(winnow, rows, options).items():
            if row["fate"] == "dropped":
                lost[number][lang[i]] += 1
                if number:
                    why[lang[i]][row["rule"]] += 1
    for name, found in sorted(languages.items()):
        shares = [f"{100 * counts[name] / len(found):5.1f} %" for counts in lost]
        print(f"{name:8} {len(found):5}", *shares, *(f"{k} {n}" for k, n in why[name].most_common(3)))


(check if "--check" in sys.argv else table)(*sys.argv[1:3])
