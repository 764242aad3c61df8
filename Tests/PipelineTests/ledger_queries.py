"""Asks the README's questions of a ledger with DuckDB, pandas and polars, beside its rows as they are printed.

    python3 -m venv venv && venv/bin/pip install -r Tests/Benchmarks/parquet/requirements.txt
    venv/bin/python Tests/PipelineTests/ledger_queries.py .build/release/winnow

The run has 120,000 rows. The first 40,000 have whole numbers where later ones have fractions, no address where
later ones have some, ids that look like numbers, and no duplicate: what a program that guesses types from the
first rows gets wrong. The columns' types are looked at too. Exit code 1 when one of them answers otherwise.
"""
import collections
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile

import duckdb
import pandas
import polars
import pyarrow.parquet as pq

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PIPELINE = """
name: queries
input: [{ jsonl: { paths: [in.jsonl] } }]
stages:
  - gopher_quality: { min_words: 20, min_stop_words: 0, max_mean_word_length: 6.5 }
  - detect_language: { keep: [en] }
  - exact_dedup
output: [{ jsonl: { path: text } }]
"""
PLACE = "'runs/web/ledger/*.parquet'"
WORDS = ("the people of this town have been to the market and found it closed because nobody would open "
         "considerable international representatives understanding nevertheless").split()
FAILS = []


def check(holds, what):
    print("%-4s %s" % ("ok" if holds else "FAIL", what), flush=True)
    if not holds:
        FAILS.append(what)


def documents(count):
    draw = random.Random(7)
    earlier = []
    for number in range(count):
        if number < count // 3:
            yield {"id": str(number), "text": " ".join(draw.choices(WORDS[:18], k=draw.randrange(1, 30)))}
            continue
        record = {"id": "page-%d" % number, "text": " ".join(
            draw.choices(WORDS[8:] if number % 3 else WORDS, k=draw.randrange(1, 60)))}
        if number % 4:
            record["url"] = "https://host%d.example/%d?q=1" % (draw.randrange(40), number)
        if number % 50 == 0 and earlier:
            record["text"] = draw.choice(earlier)
        if number % 5000 == 1:
            record["text"] = 5
        elif len(earlier) < 500:
            earlier.append(record["text"])
        yield record


def rows_of(winnow, folder):
    lines = subprocess.run([winnow, "ledger", folder], check=True, stdout=subprocess.PIPE).stdout
    return [json.loads(line) for line in lines.splitlines()]


def number(value):
    return value if isinstance(value, (int, float)) else None


def mean(values):
    values = [value for value in values if value is not None]
    return math.fsum(values) / len(values) if values else None


def same(one, other):
    """Whether two tables are equal; numbers may differ in their last digits, as sums depend on order."""
    def equal(a, b):
        if isinstance(a, (int, float)) and isinstance(b, (int, float)):
            return math.isclose(a, b, rel_tol=1e-9) or a != a and b != b
        return a == b
    return len(one) == len(other) and all(
        len(a) == len(b) and all(map(equal, a, b)) for a, b in zip(one, other))


def none(value):
    """What pandas has for null."""
    return None if value is None or value is pandas.NA or value != value else value


# The questions, asked of rows as they are printed.

def drops(rows):
    groups = collections.defaultdict(list)
    for row in rows:
        if row["fate"] == "dropped":
            groups[row["stage"], row["rule"]].append(row)
    return sorted(((stage, rule, len(group), mean(number(row["value"]) for row in group),
                    min((number(row["threshold"]) for row in group if number(row["threshold"]) is not None),
                        default=None)) for (stage, rule), group in groups.items()),
                  key=lambda group: (-group[2], group[1]))


def nearest(rows):
    short = [row for row in rows if row["rule"] == "gopher_short_doc"]
    short.sort(key=lambda row: (abs(row["value"] - row["threshold"]), row["id"].encode()))
    return [(row["id"], row["url"], row["value"], row["threshold"]) for row in short[:20]]


def hosts(rows):
    groups = collections.defaultdict(list)
    for row in rows:
        if row["url"] is not None:
            groups[re.search("://([^/:?#]+)", row["url"])[1]].append(row["fate"] == "kept")
    table = [(host, len(kept), sum(kept) / len(kept)) for host, kept in groups.items()]
    return sorted(table, key=lambda group: (-group[1], group[0]))[:20]


# The same of data frames.

def pandas_answers(table):
    dropped = table[table.fate == "dropped"].groupby(["stage", "rule"], as_index=False).agg(
        dropped=("id", "size"), mean=("value", "mean"), threshold=("threshold", "min")
    ).sort_values(["dropped", "rule"], ascending=[False, True])
    short = table[table.rule == "gopher_short_doc"]
    short = short.assign(far=(short.value - short.threshold).abs()).sort_values(["far", "id"])[:20]
    pages = table[table.url.notna()]
    host = pages.assign(host=pages.url.str.extract("://([^/:?#]+)")[0], kept=pages.fate == "kept").groupby(
        "host", as_index=False).agg(pages=("id", "size"), kept=("kept", "mean")
    ).sort_values(["pages", "host"], ascending=[False, True])[:20]
    frames = dropped, short[["id", "url", "value", "threshold"]], host
    return [[tuple(map(none, row)) for row in frame.itertuples(index=False)] for frame in frames]


def polars_answers(table):
    column = polars.col
    dropped = table.filter(column("fate") == "dropped").group_by("stage", "rule").agg(
        polars.len().alias("dropped"), column("value").mean().alias("mean"), column("threshold").min()
    ).sort("dropped", "rule", descending=[True, False])
    short = table.filter(column("rule") == "gopher_short_doc").sort(
        (column("value") - column("threshold")).abs(), "id").head(20)
    host = table.filter(column("url").is_not_null()).group_by(
        column("url").str.extract("://([^/:?#]+)").alias("host")
    ).agg(polars.len().alias("pages"), (column("fate") == "kept").mean().alias("kept")).sort(
        "pages", "host", descending=[True, False]).head(20)
    return [frame.rows() for frame in (dropped, short.select("id", "url", "value", "threshold"), host)]


def check_types(path):
    """Texts, counts and numbers by their names; what is printed has no say."""
    types = {field.name: str(field.type) for field in pq.read_schema(path)}
    texts = ["id", "url", "source", "place", "fate", "stage", "rule", "value_label", "threshold_label",
             "duplicate_of", "reason", "detect_language.language"]
    check(all(types[name] in ("string", "large_string") for name in texts), "texts are text")
    counts = ["offset", "gopher_quality.words", "gopher_quality.stop_words", "exact_dedup.is_duplicate"]
    check(all(types[name] == "int64" for name in counts), "counts and flags are int64")
    numbers = ["value", "threshold", "gopher_quality.mean_word_length", "gopher_quality.hash_ratio",
               "detect_language.score"]
    check(all(types[name] == "double" for name in numbers), "fractions, means and scores are double")


def main():
    winnow = os.path.abspath(sys.argv[1])
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        queries = re.search(r"```sql\n(.*?)```", file.read(), re.DOTALL)[1]
    queries = [query for query in queries.split(";") if PLACE in query]
    check(len(queries) == 3, "the README has three queries")
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/in.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps(record) + "\n" for record in documents(120_000))
        with open(folder + "/p.yaml", "w", encoding="utf-8") as file:
            file.write(PIPELINE)
        subprocess.run([winnow, "run", "p.yaml", "--output", "run", "--quiet"], cwd=folder, check=True)
        rows = rows_of(winnow, folder + "/run")
        early = rows[:20_480]
        check(len(rows) == 120_000, "120,000 rows")
        check(all(row["url"] is None and isinstance(row["value"], (int, type(None))) for row in early)
              and any(row["url"] for row in rows) and any(isinstance(row["value"], float) for row in rows),
              "the first rows mislead")
        expected = [drops(rows), nearest(rows), hosts(rows)]
        check(all(expected), "every question has an answer: %d rules" % len(expected[0]))
        ledger = folder + "/run/ledger"
        check_types(os.path.join(ledger, sorted(os.listdir(ledger))[0]))
        answers = {
            "DuckDB": [duckdb.sql(query.replace(PLACE, "'%s/*.parquet'" % ledger)).fetchall()
                       for query in queries],
            "pandas": pandas_answers(pandas.read_parquet(ledger)),
            "polars": polars_answers(polars.read_parquet(ledger + "/*.parquet")),
        }
        for name, tables in answers.items():
            for question, table, right in zip(["drops by rule", "nearest", "hosts"], tables, expected):
                check(same(table, right), "%s: %s" % (name, question))
    sys.exit(1 if FAILS else 0)


main()
