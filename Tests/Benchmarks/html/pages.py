"""The benchmark pages and how a text is scored against each set's gold.

article     bag of 4-word shingles against hand-made text, per page; precision and recall are
            means over pages and F1 is made of the two means (article-extraction-benchmark's way).
readability the same metric against the text of Readability.js's own output.
snippets    trafilatura's evaluation: snippets that must and must not occur, counted over all.
wcxb        F1 over the bag of words in lower case, per page, as a mean over pages and over the
            pages of each kind (WCXB's way).
"""
import base64
import collections
import json
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
SHARED = pathlib.Path(os.environ.get("WINNOW_SHARED", ROOT / ".." / "shared"))
SETS = {
    "article": "article-extraction-half",
    "readability": "readability-half",
    "snippets": "trafilatura-half",
    "wcxb": "wcxb-dev",
}
WORD = re.compile(r"\w+")


def load(name):
    """The rows of one set; `bytes` is the page as it was served, as far as that is known."""
    path = SHARED / "data" / "html" / (SETS[name] + ".jsonl.zst")
    lines = subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout
    rows = [json.loads(line) for line in lines.splitlines()]
    for row in rows:
        if "html_base64" in row:
            row["bytes"] = base64.b64decode(row["html_base64"])
        else:
            row["bytes"] = row["html"].encode("utf-8", "surrogatepass")
    return rows


def shingles(text, size=4):
    words = WORD.findall(text)
    if not words:
        return collections.Counter()
    last = max(1, len(words) - size + 1)
    return collections.Counter(tuple(words[i:i + size]) for i in range(last))


def overlap(gold, text):
    """Precision, recall and F1 of one page; precision is None for an empty text."""
    truth, guess = shingles(gold), shingles(text)
    hits = sum((truth & guess).values())
    precision = hits / guess.total() if guess else None
    recall = hits / truth.total() if truth else 0.0
    f1 = 2 * (precision or 0) * recall / ((precision or 0) + recall) if hits else 0.0
    return precision, recall, f1


def harmonic(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score_shingles(rows, texts):
    pages = [overlap(row["gold_text"], text) for row, text in zip(rows, texts, strict=True)]
    stated = [page[0] for page in pages if page[0] is not None]
    precision = sum(stated) / max(1, len(stated))
    recall = sum(page[1] for page in pages) / len(pages)
    mean = sum(page[2] for page in pages) / len(pages)
    return dict(precision=precision, recall=recall, f1=harmonic(precision, recall), mean_f1=mean)


def score_snippets(rows, texts):
    hits = misses = leaks = 0
    for row, text in zip(rows, texts, strict=True):
        found = sum(snippet in text for snippet in row["must_contain"])
        hits += found
        misses += len(row["must_contain"]) - found
        leaks += sum(snippet in text for snippet in row["must_not_contain"])
    precision, recall = hits / max(1, hits + leaks), hits / max(1, hits + misses)
    return dict(precision=precision, recall=recall, f1=harmonic(precision, recall))


def word_f1(gold, text):
    truth = collections.Counter(WORD.findall(gold.lower()))
    guess = collections.Counter(WORD.findall(text.lower()))
    if not truth and not guess:
        return 1.0
    return 2 * sum((truth & guess).values()) / (truth.total() + guess.total())


def score_kinds(rows, texts):
    found = collections.defaultdict(list)
    for row, text in zip(rows, texts, strict=True):
        value = word_f1(row["gold_text"], text)
        found["f1"].append(value)
        found[row["page_type"]].append(value)
    return {name: sum(values) / len(values) for name, values in found.items()}


def score(name, rows, texts):
    ways = dict(snippets=score_snippets, wcxb=score_kinds)
    return ways.get(name, score_shingles)(rows, texts)
