#!/usr/bin/env python3
"""Holds a run over more than 100,000 documents to what every run promises.

    Tests/PipelineTests/invariants.py WINNOW [--shared DIR] [--documents N]

The corpus is made from ../shared/data (English prose and manuals, many languages, near-duplicates):
pieces of texts, copies of some of them, other line ends, addresses in several spellings, missing
values, broken records. Checked:

- the ledger has one row a record, and counts agree in summary, manifest, ledger, report and outputs;
- the value of every drop violates the threshold that the plan states for the rule;
- `winnow why` says of a document what the ledger says;
- every `duplicate_of` names a document that the stage kept, and near-duplicates resemble it;
- no line that `line_dedup` cut has vanished from the documents that it kept;
- the texts are the same bytes with 1, 2 and 7 workers and however the input is cut.

Prints a line for each; exit code 1 when anything fails. Needs the program `zstd`.
"""
import argparse
import collections
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PIPELINE = """
name: invariants
seed: 5
task_bytes: %(task_bytes)d
input:
  - jsonl: { paths: [%(paths)s], text_field: body.content }
stages:
  - exact_dedup: { by: url }
  - exact_dedup
  - minhash_dedup
  - detect_language: { keep: [eng], min_score: 0.5 }
  - gopher_repetition
  - gopher_quality: { min_words: 20 }
  - fineweb_quality: { min_marked_lines: 0.05 }
  - line_dedup: { max_cut: 0.5, min_left_bytes: 40 }
  - pii: { action: tag }
output:
  - jsonl: { path: text, compression: none }
"""
FAILS = []


def check(holds, what):
    print("%-4s %s" % ("ok" if holds else "FAIL", what), flush=True)
    if not holds:
        FAILS.append(what)


def records(path):
    process = subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE)
    for line in process.stdout:
        yield json.loads(line)
    process.wait()


def pieces(shared):
    """Texts of a few paragraphs, in a fixed order."""
    for name in ["dedup-dev/docs", "text/english", "text/multilingual-train"]:
        for record in records(os.path.join(shared, "data", name + ".jsonl.zst")):
            text = record["text"]
            if name.startswith("dedup"):
                yield text
                continue
            part = ""
            for paragraph in re.split(r"\n\s*\n", text):
                part = part + "\n\n" + paragraph if part else paragraph
                if len(part) > 700:
                    yield part
                    part = ""
            if part:
                yield part


def corpus(shared, count):
    """Lines of JSON: documents with their text inside an object, and records that are none."""
    draw = random.Random(1)
    kept = []
    number = 0
    for text in pieces(shared):
        if number >= count:
            return
        chance = draw.random()
        copies = [text]
        if chance < 0.03:
            copies.append(text.replace("\n", "\r\n"))
        elif chance < 0.06 and kept:
            words = draw.choice(kept).split(" ")
            words[draw.randrange(len(words))] = "changed"
            copies.append(" ".join(words))
        elif chance < 0.07:
            copies.append(text + "\nWrite to someone@mail.org or call (415) 555-2671.")
        if len(kept) < 3000:
            kept.append(text)
        for copy in copies:
            record = {"id": "d%d" % number, "body": {"content": copy, "n": number}}
            if chance > 0.5:
                record["url"] = draw.choice([
                    "https://site.example/%d", "HTTPS://SITE.example:443/./%d#x",
                    "https://site.example/%d?utm_source=a"]) % draw.randrange(count * 4)
            elif chance > 0.4:
                record["url"] = draw.choice(["", "N/A", "unknown", None])
            yield json.dumps(record, ensure_ascii=False).encode()
            number += 1
            if number % 5000 == 0:
                yield b'{"id": "broken%d", "body": {' % number
                number += 1


def write(lines, folder, files, compressed):
    os.makedirs(folder)
    size = (len(lines) + files - 1) // files
    for index in range(files):
        content = b"\n".join(lines[index * size:(index + 1) * size]) + b"\n"
        path = os.path.join(folder, "%03d.jsonl" % index)
        with open(path, "wb") as file:
            file.write(content)
        if compressed and index % 2 == 0:
            subprocess.run(["zstd", "-q", "--rm", path], check=True)


class Run:
    def __init__(self, winnow, folder, inputs, workers, task_bytes):
        self.winnow, self.folder = winnow, folder
        self.pipeline = folder + ".yaml"
        with open(self.pipeline, "w", encoding="utf-8") as file:
            file.write(PIPELINE % {"paths": inputs, "task_bytes": task_bytes})
        done = subprocess.run(
            [winnow, "run", self.pipeline, "--output", folder, "--workers", str(workers), "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode != 0:
            sys.exit(done.stderr.decode())
        self.summary = done.stderr.decode()
        self.counts = json.loads(done.stdout)["counts"]

    def rows(self):
        ledger = subprocess.run(
            [self.winnow, "ledger", self.folder], check=True, stdout=subprocess.PIPE)
        return [json.loads(line) for line in ledger.stdout.splitlines()]

    def texts(self):
        folder = os.path.join(self.folder, "text")
        found = []
        for name in sorted(os.listdir(folder), key=lambda name: [int(n) for n in re.findall(r"\d+", name)]):
            with open(os.path.join(folder, name), "rb") as file:
                found += file.read().splitlines()
        return found

    def manifest(self):
        with open(os.path.join(self.folder, "manifest.json"), encoding="utf-8") as file:
            return json.load(file)

    def rules(self):
        """(stage, reason) to (symbol, threshold), as the plan states them."""
        plan = json.loads(subprocess.run(
            [self.winnow, "plan", self.pipeline, "--json"], check=True,
            stdout=subprocess.PIPE).stdout)
        found = {}
        for stage in plan["stages"]:
            for rule in stage["rules"]:
                reason, rest = rule.split(": ", 1)
                _, symbol, threshold = re.match(
                    r"(\S+) (not in|in|<=|>=|<|>|=) (.*)$", rest).groups()
                found[stage["label"], reason] = (symbol, threshold)
        return found


def violates(value, symbol, threshold):
    if symbol in ("in", "not in"):
        return (str(value) in threshold.split("|")) == (symbol == "in")
    value, threshold = float(value), float(threshold)
    return {"<": value < threshold, "<=": value <= threshold, ">": value > threshold,
            ">=": value >= threshold, "=": value == threshold}[symbol]


def shingles(text):
    words = re.findall(r"\w+", text.lower())
    if len(words) < 5:
        return {tuple(words)}
    return {tuple(words[i:i + 5]) for i in range(len(words) - 4)}


def similarity(a, b):
    a, b = shingles(a), shingles(b)
    return len(a & b) / max(1, len(a | b))


def check_counts(run, rows, total):
    manifest = run.manifest()
    fates = collections.Counter(row["fate"] for row in rows)
    counts = manifest["counts"]
    check(len(rows) == total, "one ledger row a record: %d of %d" % (len(rows), total))
    check(len({row["id"] for row in rows}) == len(rows), "every row has an id of its own")
    check(counts == run.counts, "summary and manifest count the same")
    check(fates == {"kept": counts["kept"], "dropped": counts["dropped"], "bad": counts["bad"]},
          "the ledger's fates are the manifest's: %s" % dict(fates))
    check(counts["records"] == total, "the manifest's records are all of them")
    texts = run.texts()
    check(len(texts) == counts["kept"], "the outputs hold what was kept")
    drops = collections.Counter(
        (row["stage"], row["rule"]) for row in rows if row["fate"] == "dropped")
    stated = {(stage["label"], rule): count
              for stage in manifest["stages"] for rule, count in stage["dropped"].items()}
    check(drops == stated, "drops by rule agree in ledger and manifest: %d rules" % len(drops))
    told = all("%s: %s" % pair in run.summary for pair in drops)
    check(told, "the summary names every rule that dropped")
    with open(os.path.join(run.folder, "report.html"), encoding="utf-8") as file:
        report = file.read().replace(",", "").replace("\u202f", "").replace("&nbsp;", "")
    check(all(str(counts[name]) in report for name in ("records", "kept", "dropped", "bad")),
          "the report has the same counts")
    kept = {row["id"] for row in rows if row["fate"] == "kept"}
    check({json.loads(line)["id"] for line in texts} == kept, "the outputs' ids are those kept")
    return texts


def check_drops(run, rows):
    rules = run.rules()
    wrong = [row for row in rows if row["fate"] == "dropped" and not violates(
        row["value"], *rules[row["stage"], row["rule"]])]
    check(not wrong, "every drop's value violates its threshold: %d don't" % len(wrong))
    stated = [row for row in rows if row["fate"] == "dropped"
              and str(row["threshold"]) != rules[row["stage"], row["rule"]][1]
              and float(row["threshold"]) != float(rules[row["stage"], row["rule"]][1])]
    check(not stated, "the ledger's thresholds are the plan's")


def check_twins(run, rows, sources):
    order = [stage["label"] for stage in run.manifest()["stages"]]
    by_id = {row["id"]: row for row in rows}
    wrong, far, off, pairs = 0, 0, 0, 0
    for row in rows:
        twin = row.get("duplicate_of")
        if not twin:
            continue
        other = by_id[twin]
        later = other["fate"] == "kept" or (
            other["fate"] == "dropped"
            and order.index(other["stage"]) > order.index(row["stage"] or order[-1]))
        wrong += not later
        if row["stage"] == "minhash_dedup":
            pairs += 1
            measured = row["minhash_dedup.similarity"]
            far += measured < 0.6
            off += abs(measured - similarity(sources[row["id"]], sources[twin])) > 0.12
    check(wrong == 0, "every duplicate_of was kept by the stage: %d weren't" % wrong)
    check(far == 0, "no near-duplicate below the threshold: %d of %d" % (far, pairs))
    check(off <= pairs // 100, "the similarities are true: %d of %d are off" % (off, pairs))


def check_lines(rows, sources, texts):
    """Lines of documents that line_dedup kept stand in one of them, cut or not."""
    def fold(line):
        return " ".join(line.split()).lower()

    left = {fold(line) for text in texts for line in json.loads(text)["text"].split("\n")}
    lost = 0
    for row in rows:
        if row["fate"] != "kept" or not row.get("line_dedup.cuts"):
            continue
        for line in sources[row["id"]].split("\n"):
            if len(fold(line)) >= 30 and fold(line) not in left and not re.search(
                    r"[@\d]", line):
                lost += 1
    check(lost == 0, "no line that was cut has vanished: %d have" % lost)


def check_why(run, rows):
    draw = random.Random(2)
    dropped = [row for row in rows if row["fate"] == "dropped"]
    wrong = 0
    for row in draw.sample(dropped, 25):
        said = subprocess.run([run.winnow, "why", run.folder, row["id"]], stdout=subprocess.PIPE)
        text = said.stdout.decode()
        wrong += said.returncode != 0 or row["rule"] not in text or row["stage"] not in text
    check(wrong == 0, "why says what the ledger says: %d of 25 don't" % wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("winnow")
    parser.add_argument("--shared", default=os.path.join(ROOT, "..", "shared"))
    parser.add_argument("--documents", type=int, default=100_000)
    arguments = parser.parse_args()
    winnow = os.path.abspath(arguments.winnow)
    scratch = tempfile.mkdtemp(prefix="invariants-")
    try:
        lines = list(corpus(arguments.shared, arguments.documents))
        sources = {}
        for line in lines:
            if not line.startswith(b'{"id": "broken'):
                record = json.loads(line)
                sources[record["id"]] = re.sub(r"\r\n?", "\n", record["body"]["content"])
        write(lines, scratch + "/in", 5, compressed=True)
        write(lines, scratch + "/cut", 23, compressed=False)
        print("%d records" % len(lines))
        run = Run(winnow, scratch + "/run", scratch + "/in", 2, 32 << 20)
        rows = run.rows()
        texts = check_counts(run, rows, len(lines))
        check_drops(run, rows)
        check_twins(run, rows, sources)
        check_lines(rows, sources, texts)
        check_why(run, rows)
        old = [line for line in texts if b"someone@mail.org" in line]
        check(not old, "no cleaned value survives in the outputs: %d do" % len(old))
        for workers, inputs, size in [(1, "in", 32 << 20), (7, "in", 32 << 20),
                                      (2, "in", 4 << 20), (7, "cut", 4 << 20)]:
            other = Run(winnow, "%s/run-%d-%s-%d" % (scratch, workers, inputs, size),
                        scratch + "/" + inputs, workers, size)
            check(other.texts() == texts, "equal texts: %d workers, %s, tasks of %d kB" % (
                workers, inputs, size >> 10))
            shutil.rmtree(other.folder)
    finally:
        shutil.rmtree(scratch)
    sys.exit(1 if FAILS else 0)


main()
