"""Speed and memory of the stages that find parts of documents elsewhere, through `winnow run`.

    python Tests/Benchmarks/dedup/spans.py [--megabytes 100] [--memory 1G] [--stages line_dedup,…]
    python Tests/Benchmarks/dedup/spans.py --peer datatrove       # its sentence dedup beside ours
    python Tests/Benchmarks/dedup/spans.py --hostile              # 100 MB of one byte, equal lines

Reads shared/data/text/english.jsonl.zst (WINNOW_SHARED), as often as the size asks for; from the
second time on, every word of more than four letters gets a number that is the copy's, so that copies
share short n-grams only. CPU seconds are of the process and its children (wait4), MB are 10^6 bytes
of text. The first row runs the same pipeline without a stage: what a stage costs is the difference.
Each row is printed as measured, once.
"""
import argparse
import io
import json
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

from processes import high_water

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("WINNOW_SHARED", ROOT.parent / "shared"))
WINNOW = os.environ.get("WINNOW", str(ROOT / ".build" / "release" / "winnow"))
QUIZ = ROOT / "Samples" / "benchmarks" / "quiz.jsonl"
STAGES = {
    "nothing": None,
    "exact_dedup": "exact_dedup",
    "line_dedup": "line_dedup",
    "paragraph_dedup": "paragraph_dedup",
    "decontaminate": f"decontaminate: {{ benchmarks: [{{ path: {QUIZ} }}], action: tag }}",
    "substring_dedup": "substring_dedup",
    "sentence_dedup": "sentence_dedup",
    "sentence_dedup spacy_en": "sentence_dedup: { preset: datatrove }",
    "bloom_dedup": "bloom_dedup",
}


def write_corpus(path, megabytes):
    source = subprocess.run(
        ["zstd", "-dcq", str(SHARED / "data/text/english.jsonl.zst")], capture_output=True, check=True)
    texts = [json.loads(line)["text"] for line in io.StringIO(source.stdout.decode())]
    size = copy = 0
    with open(path, "w") as out:
        while size < megabytes * 1_000_000:
            for text in texts:
                if copy:
                    text = re.sub(r"[A-Za-z]{5,}", lambda word: word[0] + str(copy), text)
                out.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
                size += len(text.encode())
                if size >= megabytes * 1_000_000:
                    break
            copy += 1
    return size


def run(corpus, stage, folder, memory, workers):
    """CPU seconds, wall seconds, peak RSS in MB, largest work folder in MB, documents and bytes left."""
    pipeline = Path(folder) / "pipeline.yaml"
    stages = f"stages: [{{ {stage} }}]" if stage and ":" in stage else f"stages: [{stage}]"
    pipeline.write_text(
        f"input: [jsonl: {{ paths: [{corpus}] }}]\n{stages if stage else 'stages: []'}\n"
        "output: [jsonl: { path: text, compression: none }]\n")
    output = Path(folder) / "out"
    subprocess.run(["rm", "-rf", str(output)], check=True)
    started = time.monotonic()
    process = subprocess.Popen(
        [WINNOW, "run", str(pipeline), "--output", str(output), "--memory", memory,
         "--workers", str(workers), "--quiet"])
    largest = peak = 0
    while True:
        peak = max(peak, high_water(process.pid) / 1e6)
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        sizes = subprocess.run(["du", "-sm", str(output / "work")], capture_output=True, text=True)
        largest = max(largest, int((sizes.stdout.split() or ["0"])[0]))
        time.sleep(0.1)
    if status:
        raise SystemExit(f"{stage}: winnow ended with {status}")
    left = [path for path in (output / "text").rglob("*") if path.is_file()]
    documents = sum(1 for path in left for _ in open(path, "rb"))
    return (usage.ru_utime + usage.ru_stime, time.monotonic() - started, peak, largest,
            documents, sum(path.stat().st_size for path in left))


def compare(arguments, folder):
    corpus = f"{folder}/corpus.jsonl"
    size = write_corpus(corpus, arguments.megabytes) / 1e6
    wanted = arguments.stages.split(",") if arguments.stages else list(STAGES)
    print(f"{size:.0f} MB of text, {arguments.workers} workers, --memory {arguments.memory}")
    print("| stage | CPU s | of it the stage | MB per CPU s, all | the stage | wall s | peak RSS MB "
          "| work MB | documents left | MB left |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    base = None
    for name in ["nothing"] + [name for name in wanted if name != "nothing"]:
        cpu, wall, rss, work, documents, left = run(
            corpus, STAGES[name], folder, arguments.memory, arguments.workers)
        base = cpu if base is None else base
        own = cpu - base
        print(f"| {name} | {cpu:.2f} | {own:.2f} | {size / cpu:.1f} | "
              f"{size / own if own > 0 else 0:.1f} | {wall:.1f} | {rss:.0f} | {work} | {documents} | "
              f"{left / 1e6:.1f} |", flush=True)


def hostile(arguments, folder):
    size = 50_000_000
    inputs = {
        "one byte, 2 x 50 MB": [json.dumps({"text": "x" * size})] * 2,
        "a million equal lines": [json.dumps({"text": "an equal line of some length here\n" * 1_000_000})],
        "a million equal documents": [json.dumps({"text": "an equal document of a few words"})] * 1_000_000,
    }
    for what, lines in inputs.items():
        corpus = f"{folder}/hostile.jsonl"
        Path(corpus).write_text("\n".join(lines) + "\n")
        for name in list(STAGES)[2:]:
            cpu, wall, rss, work, documents, left = run(
                corpus, STAGES[name], folder, arguments.memory, arguments.workers)
            print(f"{what}: {name}: {cpu:.1f} CPU s, {rss:.0f} MB, work {work} MB, "
                  f"{documents} documents and {left} bytes left", flush=True)


def peer(arguments, folder):
    """datatrove's sentence deduplication and ours (spaCy's words) on the same texts."""
    from datatrove.data import Document
    from datatrove.pipeline.dedup.sentence_dedup import (
        SentDedupConfig, SentenceDedupFilter, SentenceDedupSignature, SentenceFindDedups)
    corpus = f"{folder}/corpus.jsonl"
    size = write_corpus(corpus, arguments.megabytes) / 1e6
    texts = [json.loads(line)["text"] for line in open(corpus)]
    config = SentDedupConfig()
    started = time.process_time()
    docs = [Document(text=text, id=str(number)) for number, text in enumerate(texts)]
    SentenceDedupSignature(f"{folder}/sigs", config=config).run(iter(docs), 0, 1)
    SentenceFindDedups(f"{folder}/sigs", f"{folder}/dups", config=config).run(None, 0, 1)
    kept = sum(1 for _ in SentenceDedupFilter(f"{folder}/dups", config=config).run(iter(docs), 0, 1))
    theirs = time.process_time() - started
    print(f"{size:.1f} MB: datatrove {theirs:.1f} CPU s in memory, {kept} documents left")
    for name in ["nothing", "sentence_dedup spacy_en", "sentence_dedup"]:
        cpu, _, _, _, documents, _ = run(
            corpus, STAGES[name], folder, arguments.memory, arguments.workers)
        print(f"winnow run, {name}: {cpu:.2f} CPU s ({theirs / cpu:.0f} times less), {documents} left")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--memory", default="1G")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--stages")
    parser.add_argument("--hostile", action="store_true")
    parser.add_argument("--peer", choices=["datatrove"])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        chosen = hostile if arguments.hostile else peer if arguments.peer else compare
        chosen(arguments, folder)


main()
