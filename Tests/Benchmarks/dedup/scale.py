"""Memory, disk and time of minhash_dedup as the corpus grows; documents come through a pipe.

    python Tests/Benchmarks/dedup/scale.py .build/release/winnow FOLDER ENGLISH.jsonl[.zst] \
        [--documents 1000000] [--steps 1,2,4] [--memory 2G] [--workers 2]

A generator writes JSON lines to winnow's standard input, so the text itself takes no disk: documents
of 3 to 25 sentences drawn from the sentences of ENGLISH (about 1.1 KB each); 15 % of them repeat one
of the last 20,000 documents with a few words changed, a sentence less or a sentence more; 2 % are
exact copies; 5 % carry one of 50 footers. Prints for each step the peak resident memory, processor
and wall seconds, temporary disk per document, seconds of each phase, and at the end how much more
time a document took than in the first step. For 20 million documents: --documents 5000000.
"""
import argparse
import collections
import io
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time


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


def varied(parts, pool, chance):
    """A near-duplicate: one to three edits."""
    parts = list(parts)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(parts))
        kind = chance.random()
        if kind < 0.6:
            words = parts[place].split(" ")
            words[chance.randrange(len(words))] = "changed"
            parts[place] = " ".join(words)
        elif kind < 0.8 and len(parts) > 4:
            del parts[place]
        else:
            parts.insert(place, chance.choice(pool))
    return parts


def generate(pool, count, output, seed=7):
    """Writes the documents; gives the bytes of their text."""
    chance = random.Random(seed)
    recent = collections.deque(maxlen=20_000)
    footers = [" ".join(chance.choices(pool, k=3)) for _ in range(50)]
    size = 0
    block = []
    for number in range(count):
        kind = chance.random()
        if kind < 0.15 and recent:
            parts = varied(recent[chance.randrange(len(recent))], pool, chance)
        elif kind < 0.17 and recent:
            parts = recent[chance.randrange(len(recent))]
        else:
            parts = chance.choices(pool, k=min(25, 3 + int(chance.expovariate(0.17))))
            recent.append(parts)
        text = " ".join(parts)
        if kind > 0.95:
            text += " " + chance.choice(footers)
        size += len(text.encode())
        block.append(f'{{"id":"d{number}","text":"{text}"}}\n')
        if len(block) == 2000:
            output.write("".join(block).encode())
            block.clear()
    output.write("".join(block).encode())
    return size


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


def run(arguments, pool, count):
    folder = f"{arguments.folder}/scale"
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with open(f"{folder}/pipeline.yaml", "w") as file:
        file.write(
            'name: scale\ninput: [{ jsonl: { paths: ["-"] } }]\n'
            f"stages: [{{ minhash_dedup: {arguments.options} }}]\n"
            "output: [{ jsonl: { path: text } }]\n")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.time()
    process = subprocess.Popen(
        [arguments.winnow, "run", f"{folder}/pipeline.yaml", "--output", f"{folder}/run",
         "--memory", arguments.memory, "--workers", str(arguments.workers), "--quiet",
         "--keep-work"], stdin=subprocess.PIPE)
    own = time.process_time()
    size = generate(pool, count, process.stdin)
    own = time.process_time() - own
    process.stdin.close()
    peak = collections.Counter()
    while process.poll() is None:
        now = disk(f"{folder}/run/work")
        peak = max(peak, now, key=lambda sizes: sizes["all"])
        time.sleep(1)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode != 0:
        sys.exit("winnow failed")
    ends = phase_ends(f"{folder}/run/work", start)
    with open(f"{folder}/run/manifest.json") as file:
        manifest = json.load(file)
    result = {
        "documents": count, "text GB": size / 1e9, "kept": kept(manifest),
        "wall s": time.time() - start, "generator CPU s": own,
        "CPU s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "peak RSS MiB": after.ru_maxrss / 1024, "disk B/document": peak["all"] / count}
    for name in ("buckets", "sketches", "documents", "pairs"):
        result[f"{name} B/document"] = peak[name] / count
    result["phases, wall s"] = ends
    shutil.rmtree(folder)
    return result


def kept(manifest):
    return manifest["counts"].get("kept")


def phase_ends(work, start):
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
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--steps", default="1,2,4")
    parser.add_argument("--memory", default="2G")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--options", default="{}", help="of minhash_dedup")
    arguments = parser.parse_args()
    pool = sentences(arguments.english)
    first = None
    for step in map(int, arguments.steps.split(",")):
        result = run(arguments, pool, step * arguments.documents)
        cost = result["CPU s"] / result["documents"]
        first = first or cost
        result["CPU per document, of the first step's"] = cost / first
        print(json.dumps(result, indent=1), flush=True)


main()
