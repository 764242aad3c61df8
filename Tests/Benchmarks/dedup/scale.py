"""Memory, disk and time of minhash_dedup as the corpus grows; documents come through a pipe.

    python Tests/Benchmarks/dedup/scale.py .build/release/winnow FOLDER ENGLISH.jsonl[.zst] \
        [--millions 5,10,20] [--memory 2G] [--workers 2]

documents.swift (compiled here) makes the documents, 1.05 kB each, from the sentences of ENGLISH and
writes them to winnow's standard input, so the text itself takes no disk; a sixth are copies and
near-duplicates of others. For each size it prints the peak resident memory, processor and wall
seconds, the largest temporary disk per document and what it consisted of, seconds of each phase,
and how much processor time a document took beside the first size's. A run is stopped when the disk
has less than --spare GB left.
"""
import argparse
import collections
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from processes import high_water


def sentences(path, limit=300_000):
    """Sentences of the English documents, as they stand inside a JSON string."""
    if path.endswith(".zst"):
        import zstandard

        stream = zstandard.ZstdDecompressor().stream_reader(open(path, "rb"))
        lines = io.TextIOWrapper(stream, encoding="utf-8")
    else:
        lines = open(path, encoding="utf-8")
    found = []
    for line in lines:
        for sentence in re.split(r"(?<=[.!?])\s+", json.loads(line)["text"]):
            if 20 < len(sentence) < 400:
                found.append(json.dumps(sentence, ensure_ascii=False)[1:-1])
        if len(found) >= limit:
            break
    return found


def prepare(folder, english):
    """Compiles the generator and writes its sentences."""
    source = Path(__file__).with_name("documents.swift")
    subprocess.run(
        ["swiftc", "-O", "-swift-version", "6", str(source), "-o", f"{folder}/documents"], check=True)
    Path(f"{folder}/sentences").write_text("\n".join(sentences(english)) + "\n")


def disk(folder):
    """Bytes below a folder by the stem of the files' names, and in all."""
    sizes = collections.Counter()
    for base, _, names in os.walk(folder):
        for name in names:
            try:
                status = os.stat(f"{base}/{name}")
            except FileNotFoundError:
                continue
            sizes[re.split(r"[-.]", name)[0]] += status.st_size
            sizes["all"] += status.st_size
    return sizes


class Watch(threading.Thread):
    """Looks at a process's memory and files once in two seconds until it is told to stop."""

    def __init__(self, process, work, spare):
        super().__init__(daemon=True)
        self.process, self.work, self.spare = process, work, spare
        self.memory, self.largest, self.is_over = 0, collections.Counter(), threading.Event()

    def run(self):
        while not self.is_over.wait(2):
            self.look()

    def look(self):
        peak = high_water(self.process.pid)
        if peak == 0:
            return
        self.memory = peak / 2**20
        self.largest = max(self.largest, disk(self.work), key=lambda sizes: sizes["all"])
        if shutil.disk_usage(self.work).free < self.spare * 1e9:
            print("the disk is nearly full", file=sys.stderr)
            self.process.kill()


def run(arguments, count):
    folder = f"{arguments.folder}/scale"
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with open(f"{folder}/pipeline.yaml", "w") as file:
        file.write(
            'name: scale\ninput: [{ jsonl: { paths: ["-"] } }]\n'
            f"stages: [{{ minhash_dedup: {arguments.options} }}]\n"
            "output: [{ jsonl: { path: text } }]\n")
    start = time.time()
    generator = subprocess.Popen(
        [f"{arguments.folder}/documents", f"{arguments.folder}/sentences", str(count)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process = subprocess.Popen(
        [arguments.winnow, "run", f"{folder}/pipeline.yaml", "--output", f"{folder}/run",
         "--memory", arguments.memory, "--workers", str(arguments.workers), "--quiet",
         "--keep-work"], stdin=generator.stdout)
    generator.stdout.close()
    watch = Watch(process, f"{folder}/run", arguments.spare)
    watch.start()
    _, status, usage = os.wait4(process.pid, 0)
    watch.is_over.set()
    watch.join()
    if status != 0:
        sys.exit("winnow failed")
    size, repeats = map(int, generator.communicate()[1].split())
    with open(f"{folder}/run/manifest.json") as file:
        manifest = json.load(file)
    result = {
        "documents": count, "text GB": size / 1e9, "repeats made": repeats,
        "dropped": manifest["counts"]["dropped"], "wall s": round(time.time() - start, 1),
        "CPU s": round(usage.ru_utime + usage.ru_stime, 1), "peak RSS MiB": round(watch.memory),
        "largest disk, B/document": {
            name: round(bytes / count) for name, bytes in watch.largest.most_common()
            if bytes > count},
        "phases, wall s": phase_seconds(f"{folder}/run/work", start)}
    shutil.rmtree(folder)
    return result


def phase_seconds(work, start):
    """How long each phase took, by when its folder was last changed."""
    times = []
    for stage in ("", "minhash_dedup/"):
        for name in os.listdir(f"{work}/{stage}"):
            path = f"{work}/{stage}{name}"
            if os.path.isdir(path) and (stage or name.startswith("segment")):
                times.append((os.stat(path).st_mtime, stage + name))
    seconds, last = {}, start
    for moment, name in sorted(times):
        seconds[name] = round(moment - last, 1)
        last = moment
    return seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("winnow")
    parser.add_argument("folder")
    parser.add_argument("english")
    parser.add_argument("--millions", default="1,2,4")
    parser.add_argument("--memory", default="2G")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--spare", type=float, default=10, help="GB that the disk must have left")
    parser.add_argument("--options", default="{}", help="of minhash_dedup")
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)
    prepare(arguments.folder, arguments.english)
    first = None
    for millions in map(float, arguments.millions.split(",")):
        result = run(arguments, int(millions * 1_000_000))
        cost = result["CPU s"] / result["documents"]
        first = first or cost
        result["CPU µs/document"] = round(1e6 * cost, 1)
        result["of the first size's"] = round(cost / first, 3)
        print(json.dumps(result, indent=1, ensure_ascii=False), flush=True)


main()
