#!/usr/bin/env python3
"""Proves that two builds of winnow give the same results, or that one does however it is run.

    Tests/PipelineTests/same_results.py OLD NEW
    Tests/PipelineTests/same_results.py NEW --workers 1,2,7 --task-bytes 4194304,8388608
    Tests/PipelineTests/same_results.py NEW --cuts 1,3,20

Runs every pipeline of Pipelines (each build its own copy) and the pipelines of trial_pipelines.py
with both programs and compares what people keep, in the order of the input: texts with all fields,
tokens, loss masks, trained tokenizers, and of each ledger row everything that was measured and
decided. Documents' ids, places, the manifest, and how outputs are divided into files may differ;
'duplicate_of' must point to the same record. Two builds may draw differently by chance, so
pipelines that do (sample) are only compared with themselves.

--workers and --task-bytes compare NEW with itself: with so many workers every file must be the same
byte for byte, with inputs cut into tasks of so many bytes everything that is kept, ids included.
--cuts does so for the pipelines of Pipelines over one file of 80 MiB, cut into so many ranges, the
first number against each other.

Prints a row for each comparison; exit code 1 when anything differs. Needs the program `zstd`.
"""
import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import large_inputs
import run_results
import trial_pipelines

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# They hold times and the order of work.
NOT_COMPARED = re.compile(r"^(report\.html|journal\.jsonl|plan\.json|done/.*|work/.*)$")
ROW = "%-28s %9s %9s %11s %7s %7s  %s"


class Program:
    def __init__(self, path, pipelines, folder):
        self.path = os.path.abspath(path)
        self.pipelines = pipelines or self._own_pipelines()
        self.folder = folder
        with open(self.path, "rb") as file:
            self.digest = hashlib.file_digest(file, "sha256").hexdigest()

    def _own_pipelines(self):
        """The Pipelines of the checkout that the program was built in, else this one's."""
        folder = os.path.dirname(self.path)
        while folder != "/":
            if os.path.isdir(os.path.join(folder, "Pipelines")):
                return os.path.join(folder, "Pipelines")
            folder = os.path.dirname(folder)
        return os.path.join(ROOT, "Pipelines")

    def shipped(self):
        """The pipelines that come with the program, by name."""
        found = {}
        for name in sorted(os.listdir(self.pipelines)):
            if name.endswith(".yaml"):
                with open(os.path.join(self.pipelines, name), encoding="utf-8") as file:
                    yaml = file.read()
                rate = re.search(r"^\s*- sample: .*rate: ([0-9.]+)", yaml, re.MULTILINE)
                found[name] = trial_pipelines.Trial(
                    name, yaml, has_chance=bool(rate) and float(rate[1]) < 1)
        return found

    def run(self, trial, flags=()):
        label = re.sub(r"[^a-zA-Z0-9.]+", "-", " ".join((trial.name, *flags)))
        return Run(self, trial, flags, os.path.join(self.folder, label))


class Run:
    """One run of one pipeline; not repeated when its folder holds the same one already."""

    def __init__(self, program, trial, flags, folder):
        self.program = program.path
        self.folder = os.path.join(folder, "run")
        self.error = ""
        stamp = os.path.join(folder, "stamp")
        text = "\n".join((program.digest, *flags, trial.yaml))
        if os.path.exists(stamp) and read(stamp).split("\n", 1)[1] == text:
            self.seconds = float(read(stamp).split("\n", 1)[0])
            return
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        pipeline = os.path.join(folder, "pipeline.yaml")
        write(pipeline, trial.yaml)
        start = time.monotonic()
        done = subprocess.run(
            [program.path, "run", pipeline, "--output", self.folder, "--quiet", *flags],
            cwd=ROOT, stderr=subprocess.PIPE, text=True)
        self.seconds = time.monotonic() - start
        if done.returncode:
            message = " ".join(done.stderr.split())[-300:]
            self.error = "exit code %d: %s" % (done.returncode, message)
        else:
            write(stamp, "%f\n%s" % (self.seconds, text))

    def results(self):
        return run_results.RunResults(self.program, self.folder)

    def reading_tasks(self):
        with open(os.path.join(self.folder, "plan.json"), encoding="utf-8") as file:
            return len(json.load(file)["tasks"])

    def digests(self):
        """The SHA-256 of every file, by path."""
        found = {}
        for path in run_results.files_below(self.folder):
            if not NOT_COMPARED.match(path):
                with open(os.path.join(self.folder, path), "rb") as file:
                    found[path] = hashlib.file_digest(file, "sha256").hexdigest()
        return found


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Comparison:
    """Prints the table, and remembers whether anything differs."""

    def __init__(self):
        self.compared = self.failed = 0
        print(ROW % ("pipeline", "documents", "kept", "tokens", "seconds", "then", "differences"))

    def row(self, name, first, second, compare):
        self.compared += 1
        if first.error or second.error:
            self.failed += 1
            print(ROW % (name, "", "", "", "%.1f" % first.seconds, "%.1f" % second.seconds,
                         first.error or second.error), flush=True)
            return
        results = first.results()
        found = compare(results)
        self.failed += bool(found)
        print(ROW % (name, len(results.rows), results.kept, results.token_count,
                     "%.1f" % first.seconds, "%.1f" % second.seconds, found), flush=True)
        for kind, example in found.examples.items():
            print("    %s, first: %s" % (kind, example))

    def kept(self, name, first, second, with_ids=False):
        self.row(name, first, second, lambda results: run_results.differences(
            results, second.results(), with_ids))

    def bytes(self, name, first, second):
        def compare(results):
            found = run_results.Differences()
            a, b = first.digests(), second.digests()
            different = [path for path in sorted(a.keys() | b.keys()) if a.get(path) != b.get(path)]
            for path in different:
                found.add("files", path)
            if different:
                kept = run_results.differences(results, second.results(), with_ids=True)
                found.counts.update(kept.counts)
                found.examples.update(kept.examples)
            return found
        self.row(name, first, second, compare)


def compare_builds(old, new, trials, wanted, table):
    before, now = old.shipped(), new.shipped()
    for name in sorted(before.keys() ^ now.keys()):
        print("%s: only the %s build has it" % (name, "old" if name in before else "new"))
    pairs = [(before[name], now[name]) for name in sorted(before.keys() & now.keys())]
    for one, other in pairs + [(trial, trial) for trial in trials]:
        if not wanted.search(one.name):
            continue
        if one.has_chance or other.has_chance:
            print("%s: left out, since builds may draw differently" % one.name)
        else:
            table.kept(one.name, old.run(one), new.run(other))


def compare_with_itself(program, trials, wanted, workers, task_bytes, table):
    for trial in [*program.shipped().values(), *trials]:
        if not wanted.search(trial.name):
            continue
        plain = program.run(trial)
        for count in workers:
            flags = ("--workers", count)
            table.bytes("%s, %s workers" % (trial.name, count), plain, program.run(trial, flags))
        for size in task_bytes:
            flags = ("--set", "task_bytes=" + size)
            table.kept("%s, %s bytes" % (trial.name, size), plain, program.run(trial, flags),
                       with_ids=True)


def compare_cuts(program, data, folder, wanted, cuts, table):
    paths = large_inputs.write_inputs(os.path.join(folder, "large"), data)
    for name, trial in program.shipped().items():
        if not wanted.search(name):
            continue
        yaml, size = large_inputs.over_large_input(trial.yaml, paths)
        large = trial_pipelines.Trial(name + " 80 MiB", yaml)
        runs = []
        for count in cuts:
            size_flag = "task_bytes=%d" % large_inputs.task_bytes(size, count)
            runs.append(program.run(large, ("--set", size_flag)))
            if runs[-1].reading_tasks() != count:
                runs[-1].error = "cut into %d ranges" % runs[-1].reading_tasks()
        for count, run in zip(cuts[1:], runs[1:]):
            table.kept("%s, %d ranges" % (name, count), runs[0], run, with_ids=True)


def unused_stages(program, trials):
    """Stages of the program that no pipeline here names."""
    known = subprocess.run([program.path, "stages"], capture_output=True, text=True).stdout
    names = {line.split()[0] for line in known.splitlines() if line.startswith("  ")}
    yaml = "\n".join(trial.yaml for trial in [*program.shipped().values(), *trials])
    return sorted(name for name in names if not re.search(r"\b%s\b" % name, yaml))


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="+", metavar="PROGRAM", help="OLD and NEW, or NEW alone")
    parser.add_argument("--old-pipelines", help="default: beside the program")
    parser.add_argument("--new-pipelines", help="default: beside the program")
    parser.add_argument("--data", default=os.path.join(ROOT, "../shared/data"))
    parser.add_argument("--megabytes", type=int, default=16,
                        help="MiB of each corpus; 0: all of it (default: %(default)s)")
    parser.add_argument("--workers", default="", help="such as 1,2,7")
    parser.add_argument("--task-bytes", default="", help="such as 4194304,8388608")
    parser.add_argument("--cuts", default="", help="such as 1,3,20")
    parser.add_argument("--only", default="", help="a regular expression for pipelines' names")
    parser.add_argument("--folder", help="where to work; what lies there is used again")
    chosen = parser.parse_args()
    if len(chosen.programs) > 2:
        parser.error("at most two programs")
    return chosen


def prepared_trials(chosen, folder):
    data = os.path.realpath(chosen.data)
    if not os.path.isdir(os.path.join(data, "text")):
        print("%s isn't there: only Pipelines on Samples" % chosen.data)
        return []
    inputs = os.path.join(folder, "inputs-%d" % chosen.megabytes)
    if not os.path.exists(inputs):
        shutil.rmtree(inputs + ".part", ignore_errors=True)
        trial_pipelines.write_inputs(inputs + ".part", data, ROOT, chosen.megabytes)
        os.rename(inputs + ".part", inputs)
    return trial_pipelines.trials(inputs, data)


def compare_all(chosen, folder):
    """How many comparisons differ."""
    new = Program(chosen.programs[-1], chosen.new_pipelines, os.path.join(folder, "new"))
    trials = prepared_trials(chosen, folder)
    wanted, table = re.compile(chosen.only), Comparison()
    if len(chosen.programs) == 2:
        old = Program(chosen.programs[0], chosen.old_pipelines, os.path.join(folder, "old"))
        compare_builds(old, new, trials, wanted, table)
    workers, sizes = (
        [n for n in text.split(",") if n] for text in (chosen.workers, chosen.task_bytes))
    if workers or sizes:
        compare_with_itself(new, trials, wanted, workers, sizes, table)
    if chosen.cuts:
        cuts = [int(count) for count in chosen.cuts.split(",")]
        compare_cuts(new, os.path.realpath(chosen.data), folder, wanted, cuts, table)
    unused = unused_stages(new, trials)
    if unused and trials:
        print("no pipeline here uses: " + ", ".join(unused))
    print("%d of %d comparisons differ" % (table.failed, table.compared))
    return table.failed or not table.compared


def main():
    chosen = arguments()
    folder = os.path.abspath(chosen.folder) if chosen.folder else tempfile.mkdtemp("-same-results")
    os.makedirs(folder, exist_ok=True)
    try:
        sys.exit(1 if compare_all(chosen, folder) else 0)
    finally:
        if not chosen.folder:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
