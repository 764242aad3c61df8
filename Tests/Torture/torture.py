#!/usr/bin/env python3
"""Tortures winnow and prints a table of tries and outcomes.

    Tests/Torture/torture.py .build/release/winnow [--seconds 60] [--seed N] [--only kill,damage]

    kill      runs killed inside a random system call, then resumed
    force     a finished run that is begun anew with --force, killed on the way, and gone on with
    calls     a random system call that fails (ENOSPC, EIO, EMFILE, EINTR), then resumed
    damage    interrupted runs whose files are damaged, then resumed or gone on with task by task
    finished  finished runs whose files are damaged, then asked for by verify and ledger
    inputs    mutated inputs of every reader, through a pipeline
    models    mutated models, tokenizers, shards and pipelines, through the commands that read them
    shardfiles  a mutated file of shards of each format, or of an index of near-duplicates

Outcomes: `same` (the same bytes as an undisturbed run), `told` (an error in words), `other` (allowed
to differ: inputs and models), and the failures `SILENT` (other bytes without a word), `CRASH`,
`HANG` (over 20 s) and `MEMORY` (a fifth over --memory). The exit code is 1 when there was a failure;
what led to it stays in the folder that is named, with the seed that repeats it.
"""
import argparse
import collections
import errno
import gzip
import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FAILURES = ("SILENT", "CRASH", "HANG", "MEMORY")
LIMIT = 20
MEMORY = 512 << 20

FULL = """\
name: full
seed: 17
task_bytes: 4194304
input: [{ jsonl: { paths: [in] } }]
stages:
  - gopher_quality: { min_words: 20 }
  - exact_dedup
  - minhash_dedup
  - tokenize: { tokenizer: { train: { vocab_size: 300 } } }
output: [{ token_shards: { path: tokens } }, { jsonl: { path: text } }]
"""
SHARDS = """\
name: shards
seed: 17
input: [{ jsonl: { paths: [in] } }]
stages:
  - minhash_dedup: { index: index }
  - tokenize: { tokenizer: ../base/out/tokenizer/tokenizer.json }
output:
  - token_shards: { path: winnow }
  - token_shards: { path: mds, format: mds }
  - token_shards: { path: megatron, format: megatron }
  - token_shards: { path: datatrove, format: datatrove }
"""
READERS = {
    "jsonl": "input: [{ jsonl: { paths: [%s] } }]\nstages: [gopher_repetition, exact_dedup]\noutput: [jsonl]\n",
    "warc": "input: [{ warc: { paths: [%s] } }]\nstages: [extract_html, gopher_quality]\noutput: [jsonl]\n",
    "html": "input: [{ html: { paths: [%s] } }]\nstages: [extract_html]\noutput: [jsonl]\n",
    "text": "input: [{ text: { paths: [%s] } }]\nstages: [fix_text, pii]\noutput: [jsonl]\n",
}


class Torture:
    def __init__(self, winnow, seed, folder):
        self.winnow, self.random, self.folder = winnow, random.Random(seed), folder
        self.table = collections.defaultdict(collections.Counter)
        self.kept = 0
        self.library = os.path.join(folder, "calls.so")
        compiler = os.environ.get("CC", "cc")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", self.library,
                        os.path.join(HERE, "calls.c"), "-ldl"], check=True)

    # Running the program.

    def run(self, *words, cwd, **torture):
        """Exit code, stdout, stderr and peak memory; the code is None for a hang."""
        environment = dict(os.environ, SWIFT_BACKTRACE="enable=no")
        if torture:
            environment["LD_PRELOAD"] = self.library
            environment.update({"TORTURE_" + key.upper(): str(value) for key, value in torture.items()})
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen([self.winnow, *words], cwd=cwd, env=environment,
                                       stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            timer = threading.Timer(LIMIT, process.kill)
            timer.start()
            _, status, usage = os.wait4(process.pid, 0)
            hung = not timer.is_alive()
            timer.cancel()
            process.returncode = code = os.waitstatus_to_exitcode(status)
            out.seek(0), err.seek(0)
            return (None if hung else code), out.read(), err.read().decode("utf-8", "replace"), usage.ru_maxrss << 10

    def verdict(self, outcome, is_mute=False):
        """A failure that the exit alone tells of, `told`, or None for success."""
        code, output, errors, memory = outcome
        if code is None:
            return "HANG"
        if memory > MEMORY * 1.2:
            return "MEMORY"
        if code < 0:
            return "CRASH"
        if "Fatal error" in errors or "Swift/" in errors:
            return "CRASH"
        if code and not is_mute and not errors.strip() and b"BAD " not in output:
            return "CRASH"
        return "told" if code else None

    def note(self, section, result, cwd, words):
        self.table[section][result] += 1
        if result in FAILURES:
            self.kept += 1
            kept = os.path.join(self.folder, f"failure-{self.kept}")
            shutil.copytree(cwd, kept, symlinks=True)
            print(f"{result}: {section}: {words}\n  kept in {kept}", flush=True)

    # The pipeline that is disturbed, and its results.

    def prepare(self):
        base = os.path.join(self.folder, "base")
        os.makedirs(os.path.join(base, "in"))
        words = "the of and to be that have with people river water town road tree old day".split()
        pick = random.Random(7)
        for part in range(3):
            with open(os.path.join(base, "in", f"{part}.jsonl"), "w") as file:
                for number in range(150):
                    text = " ".join(pick.choice(words) + (str(pick.randrange(99)) if pick.random() < .3 else "")
                                    for _ in range(60 if number % 7 else 5))
                    file.write(json.dumps({"id": f"{part}-{number}", "text": text}) + "\n")
                    if number % 10 == 0:
                        file.write(json.dumps({"id": f"{part}-{number}b", "text": text}) + "\n")
        with open(os.path.join(base, "p.yaml"), "w") as file:
            file.write(FULL)
        counts = os.path.join(self.folder, "counts")
        outcome = self.run(*self.words(), cwd=base, count=counts)
        if outcome[0] != 0:
            sys.exit("an undisturbed run fails: " + outcome[2])
        self.counts = {}
        with open(counts) as file:
            for line in file:
                name, count = line.split()
                self.counts[name] = int(count)
        self.whole = self.results(base)
        self.base = base
        self.shards = os.path.join(self.folder, "shards")
        shutil.copytree(os.path.join(base, "in"), os.path.join(self.shards, "in"))
        with open(os.path.join(self.shards, "p.yaml"), "w") as file:
            file.write(SHARDS)
        outcome = self.run(*self.words(), cwd=self.shards)
        if outcome[0] != 0:
            sys.exit("a run of shards fails: " + outcome[2])

    def words(self, *flags):
        return ("run", "p.yaml", "--output", "out", "--quiet", "--workers", "2", "--memory", "512M", *flags)

    def fresh(self, with_run):
        cwd = os.path.join(self.folder, "try")
        shutil.rmtree(cwd, ignore_errors=True)
        shutil.copytree(self.base, cwd)
        if not with_run:
            shutil.rmtree(os.path.join(cwd, "out"))
        return cwd

    def results(self, cwd):
        """Digests of everything that a run leaves; the report and the records hold times."""
        found = {}
        out = os.path.join(cwd, "out")
        for folder, _, names in os.walk(out):
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), out)
                if path.split("/")[0] not in ("work", "done", "report.html", "plan.json"):
                    with open(os.path.join(folder, name), "rb") as file:
                        found[path] = hashlib.sha256(file.read()).hexdigest()
        return found

    def settle(self, section, cwd, words, *flags, may_tell=False):
        """Goes on with a disturbed run, and compares."""
        outcome = self.run(*self.words(*flags), cwd=cwd)
        result = self.verdict(outcome)
        if result is None:
            result = "same" if self.results(cwd) == self.whole else "SILENT"
        elif result == "told" and not may_tell:
            words += ": " + outcome[2]
            result = "SILENT" if "resume" not in outcome[2] and "--force" not in outcome[2] else "told"
        if result == "told":
            again = self.run(*self.words("--force"), cwd=cwd)
            if self.verdict(again) is not None and "is damaged" not in again[2]:
                words, result = words + "; and --force: " + again[2], "CRASH"
        self.note(section, result, cwd, words)

    # Sections: each makes one try.

    def kill(self):
        cwd = self.fresh(with_run=False)
        call = self.random.choice(["open", "write", "fsync", "rename", "unlink", "mkdir", "read"])
        at = self.random.randint(1, self.counts[call])
        self.run(*self.words(), cwd=cwd, call=call, at=at, errno="kill")
        self.settle("kill", cwd, f"{call} {at} killed", "--resume")

    def force(self):
        cwd = self.fresh(with_run=True)
        call = self.random.choice(["unlink", "unlink", "rename", "write", "fsync"])
        at = self.random.randint(1, min(200, self.counts[call] * 2))
        self.run(*self.words("--force"), cwd=cwd, call=call, at=at, errno="kill")
        finished = os.path.exists(os.path.join(cwd, "out/manifest.json")) \
            and not os.path.exists(os.path.join(cwd, "out/emptying"))
        flag = "--force" if finished else self.random.choice(["--force", "--resume"])
        self.settle("force", cwd, f"--force with {call} {at} killed, then {flag}", flag)

    def calls(self):
        cwd = self.fresh(with_run=False)
        call = self.random.choice(list(self.counts))
        at = self.random.randint(1, max(1, self.counts[call]))
        number = self.random.choice([errno.ENOSPC, errno.EIO, errno.EMFILE, errno.EINTR])
        times = self.random.choice([1, 1, 1000000])
        if number == errno.EINTR:
            times = 1
        name = f"{call} {at} fails with {errno.errorcode[number]}, {times} times"
        outcome = self.run(*self.words(), cwd=cwd, call=call, at=at, errno=number, last=times)
        # Where nothing can be written, no words can.
        result = self.verdict(outcome, is_mute=call == "write")
        if result is None:
            result = "same" if self.results(cwd) == self.whole else "SILENT"
        if result != "told":
            return self.note("calls", result, cwd, name + ": " + outcome[2][-300:])
        self.settle("calls", cwd, name, "--resume")

    def damage(self):
        cwd = self.fresh(with_run=False)
        at = self.random.randint(1, self.counts["fsync"])
        self.run(*self.words(), cwd=cwd, call="fsync", at=at, errno="kill")
        path = self.damaged(os.path.join(cwd, "out"), lambda name: not name.endswith("lock"))
        if path is None:
            return
        what = f"killed at fsync {at}, {path}"
        self.settle("damage", cwd, what, "--resume", may_tell=True)

    def finished(self):
        cwd = self.fresh(with_run=True)
        path = self.damaged(os.path.join(cwd, "out"), lambda name: not name.startswith(("done/", "report")))
        verify = self.run("verify", "out", cwd=cwd)
        result = self.verdict(verify) or "SILENT"
        self.note("finished", result, cwd, f"{path}, then verify")
        whole = self.run("ledger", "out", cwd=self.base)[1]
        ledger = self.run("ledger", "out", cwd=cwd)
        result = self.verdict(ledger) or ("same" if ledger[1] == whole else "SILENT")
        self.note("finished", result, cwd, f"{path}, then ledger")

    def inputs(self):
        kind = self.random.choice(list(READERS))
        source = self.random.choice(self.samples(kind))
        cwd = self.fresh(with_run=False)
        name = "hostile" + source[source.index("."):]
        with open(source, "rb") as file:
            data = file.read()
        with open(os.path.join(cwd, name), "wb") as file:
            file.write(self.mutated(data))
        with open(os.path.join(cwd, "p.yaml"), "w") as file:
            file.write(READERS[kind] % name)
        result = self.verdict(self.run(*self.words(), cwd=cwd)) or "other"
        self.note("inputs", result, cwd, f"{kind} {source}")

    def shardfiles(self):
        """A file of any format of shards, or of an index."""
        cwd = os.path.join(self.folder, "try")
        shutil.rmtree(cwd, ignore_errors=True)
        shutil.copytree(self.shards, cwd)
        kind = self.random.choice(["winnow", "mds", "megatron", "datatrove", "index"])
        root = os.path.join(cwd, "index" if kind == "index" else "out/" + kind)
        names = sorted(os.path.join(folder, name) for folder, _, files in os.walk(root) for name in files)
        path = self.random.choice([name for name in names if os.path.getsize(name)])
        with open(path, "rb") as file:
            data = file.read()
        with open(path, "wb") as file:
            file.write(self.mutated(data))
        os.remove(os.path.join(cwd, "out/manifest.json"))
        if kind == "index":
            words = self.random.choice([("index", "info", "index"), ("index", "list", "index"),
                                        ("index", "compact", "index"), self.words("--force")])
        else:
            words = ("shards", self.random.choice(["info", "verify", "cat"]), "out/" + kind)
        result = self.verdict(self.run(*words, cwd=cwd)) or "other"
        self.note("shardfiles", result, cwd, f"{os.path.relpath(path, cwd)}: {' '.join(words)}")

    def models(self):
        commands = [
            (os.path.join(ROOT, "Sources/CModels/language.ftz"), "m.ftz",
             ["classifier", "predict", "m.ftz", "in/0.jsonl"]),
            (os.path.join(ROOT, "Sources/CModels/toxicity.ftz"), "m.ftz", ["classifier", "info", "m.ftz"]),
            (os.path.join(self.base, "out/tokenizer/tokenizer.json"), "t.json",
             ["tokenizer", "encode", "--tokenizer", "t.json", "in/0.jsonl"]),
            (os.path.join(self.base, "out/tokens/00000-00000.tokens.zst"), "s.tokens.zst",
             ["shards", "verify", "s.tokens.zst"]),
            (os.path.join(self.base, "out/tokens/00000-00000.tokens.zst"), "s.tokens.zst",
             ["shards", "cat", "s.tokens.zst"]),
            (os.path.join(self.base, "p.yaml"), "p.yaml", ["plan", "p.yaml"]),
        ]
        source, name, words = self.random.choice(commands)
        if not os.path.exists(source):
            sys.exit(f"there is no {source}")
        cwd = self.fresh(with_run=False)
        with open(source, "rb") as file:
            data = file.read()
        with open(os.path.join(cwd, name), "wb") as file:
            file.write(self.mutated(data))
        result = self.verdict(self.run(*words, cwd=cwd)) or "other"
        self.note("models", result, cwd, " ".join(words))

    # Damage.

    def samples(self, kind):
        endings = {"jsonl": (".jsonl", ".jsonl.gz", ".jsonl.zst"), "warc": (".warc.gz", ".warc", ".warc.zst"),
                   "html": (".html",), "text": (".txt", ".md")}[kind]
        found = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(ROOT, "Samples"))
                 for name in names if name.endswith(endings)]
        small = sorted(path for path in found if os.path.getsize(path) < 4 << 20)
        return small or [os.path.join(ROOT, "README.md")]

    def mutated(self, data):
        """Bytes changed, cut, doubled, moved; inside compression too."""
        if data[:2] == b"\x1f\x8b" and self.random.random() < .5:
            try:
                return gzip.compress(self.mutated(gzip.decompress(data)), 1)
            except (EOFError, OSError):
                pass
        data = bytearray(data)
        for _ in range(self.random.choice([1, 1, 2, 8])):
            if not data:
                break
            at = self.random.randrange(len(data))
            end = min(len(data), at + self.random.choice([1, 4, 8, 100, 5000]))
            kind = self.random.randrange(7)
            if kind == 0:
                data[at] ^= 1 << self.random.randrange(8)
            elif kind == 1:
                data[at:end] = self.random.randbytes(end - at)
            elif kind == 2:
                del data[at:end]
            elif kind == 3:
                data[at:at] = data[at:end] * self.random.choice([1, 2, 50])
            elif kind == 4:
                data[at:end] = self.random.choice([b"\xff", b"\x00", b"\x7f", b"9", b"<", b"["]) * (end - at)
            elif kind == 5:
                del data[at:]
            else:
                front = self.random.randrange(min(256, len(data)))
                data[front] = self.random.randrange(256)
        return bytes(data)

    def damaged(self, out, wanted):
        """Damages a random file; says how."""
        files = sorted(os.path.relpath(os.path.join(folder, name), out)
                       for folder, _, names in os.walk(out) for name in names)
        files = [name for name in files if wanted(name) and os.path.getsize(os.path.join(out, name))]
        if not files:
            return None
        name = self.random.choice(files)
        path = os.path.join(out, name)
        with open(path, "rb") as file:
            before = data = file.read()
        kind = self.random.choice(["byte", "cut", "longer", "gone", "other"])
        if kind == "gone":
            os.remove(path)
            return f"{name} gone"
        while data == before:
            if kind == "byte":
                at = self.random.randrange(len(before))
                data = before[:at] + bytes([before[at] ^ 1 << self.random.randrange(8)]) + before[at + 1:]
            elif kind == "cut":
                data = before[:self.random.randrange(len(before))]
            elif kind == "longer":
                data = before + before[:self.random.randint(1, len(before))]
            else:
                data = self.mutated(before)
        with open(path, "wb") as file:
            file.write(data)
        return f"{name} damaged ({kind})"


SECTIONS = {"kill": 2, "force": 1, "calls": 3, "damage": 4, "finished": 1, "inputs": 2, "models": 2, "shardfiles": 1}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("winnow", type=os.path.abspath)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", help="some of " + ", ".join(SECTIONS))
    parser.add_argument("--folder", help="where it works (a new one)")
    options = parser.parse_args()
    folder = os.path.abspath(options.folder or tempfile.mkdtemp(prefix="winnow-torture-"))
    os.makedirs(folder, exist_ok=True)
    # Crashed processes leave no memory images behind.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    torture = Torture(options.winnow, options.seed, folder)
    torture.prepare()
    chosen = options.only.split(",") if options.only else list(SECTIONS)
    total = sum(SECTIONS[name] for name in chosen)
    for name in chosen:
        end = time.monotonic() + options.seconds * SECTIONS[name] / total
        while time.monotonic() < end:
            getattr(torture, name)()
    heads = ["same", "told", "other", *FAILURES]
    print(f"\n{'':11}{'tries':>8}" + "".join(f"{head:>8}" for head in heads))
    for name in chosen:
        row = torture.table[name]
        print(f"{name:11}{sum(row.values()):>8}" + "".join(f"{row[head]:>8}" for head in heads))
    failures = sum(row[head] for row in torture.table.values() for head in FAILURES)
    print(f"\nseed {options.seed}: {failures} failures")
    if failures:
        print(f"what led to them is in {folder}")
        sys.exit(1)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
