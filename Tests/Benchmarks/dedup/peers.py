"""Near-duplicate clusters by winnow, datatrove, rensa and text-dedup, with their processor seconds.

Every function takes a folder to work in and documents ({"id", "text"}) and gives a dictionary from
id to the name of its cluster, and the processor seconds of all its processes.
"""
import json
import os
import resource
import struct
import subprocess
import sys


def children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measured(command):
    """Runs a command; gives its processor seconds with its children's."""
    before = children_seconds()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return children_seconds() - before


def write_lines(path, documents):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        for document in documents:
            row = {"id": document["id"], "text": document["text"]}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def ledger(program, folder):
    lines = subprocess.run([program, "ledger", folder], check=True, stdout=subprocess.PIPE).stdout
    return map(json.loads, lines.splitlines())


def winnow(program, folder, documents, options, workers=1):
    """`options` are those of minhash_dedup, as YAML in braces."""
    os.makedirs(folder, exist_ok=True)
    write_lines(f"{folder}/in.jsonl", documents)
    with open(f"{folder}/pipeline.yaml", "w") as file:
        file.write(
            "name: quality\n"
            f"input: [{{ jsonl: {{ paths: [{folder}/in.jsonl] }} }}]\n"
            f"stages: [{{ minhash_dedup: {options} }}]\n"
            "output: [{ jsonl: { path: text } }]\n")
    seconds = measured([
        program, "run", f"{folder}/pipeline.yaml", "--output", f"{folder}/run", "--force",
        "--quiet", "--workers", str(workers)])
    clusters = {row["id"]: row["duplicate_of"] or row["id"] for row in ledger(program, f"{folder}/run")}
    return clusters, seconds


DATATROVE = """
import sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import (MinhashDedupBuckets, MinhashDedupCluster,
    MinhashDedupFilter, MinhashDedupSignature)
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from datatrove.utils.hashing import HashConfig
folder, function = sys.argv[1], sys.argv[2]
config = MinhashConfig(hash_config=HashConfig(precision=64, hash_fc=function))
reader = JsonlReader(f"{folder}/input")
steps = [
    ([reader, MinhashDedupSignature(f"{folder}/signatures", config=config)], 1),
    ([MinhashDedupBuckets(f"{folder}/signatures", f"{folder}/buckets", config=config)], 14),
    ([MinhashDedupCluster(f"{folder}/buckets", f"{folder}/remove", config=config,
        save_cluster_id=True)], 1),
    ([reader, MinhashDedupFilter(f"{folder}/remove"), JsonlWriter(f"{folder}/output")], 1),
]
for index, (pipeline, tasks) in enumerate(steps):
    LocalPipelineExecutor(pipeline=pipeline, tasks=tasks, workers=1,
        logging_dir=f"{folder}/logs{index}").run()
"""


def datatrove(folder, documents, function="xxhash"):
    """datatrove's four stages with their defaults: 14 buckets of 8, 5 words."""
    write_lines(f"{folder}/input/in.jsonl", documents)
    seconds = measured([sys.executable, "-c", DATATROVE, folder, function])
    clusters = {document["id"]: document["id"] for document in documents}
    with open(f"{folder}/remove/000000.clusters", "rb") as file:
        for index, cluster in struct.iter_unpack("<II", file.read()):
            clusters[documents[index]["id"]] = f"cluster {cluster}"
    return clusters, seconds


TEXT_DEDUP = """
import json, sys
from text_dedup.minhash import main, uf
folder, count = sys.argv[1], int(sys.argv[2])
main(standalone_mode=False, args=["--path", "json", "--data_files", f"{folder}/in.jsonl", "--split",
    "train", "--column", "text", "--output", f"{folder}/out", "--cache_dir", f"{folder}/cache",
    "--num_perm", "112", "--b", "14", "--r", "8", "--ngram", "5", "--hash_func", "xxh3",
    "--num_proc", "1", "--no-clean_cache"])
json.dump([uf.find(i) for i in range(count)], open(f"{folder}/clusters.json", "w"))
"""


def text_dedup(folder, documents):
    """text-dedup's minhash. Its versions of other packages differ from the rest's: the interpreter
    of an environment of its own is in WINNOW_TEXT_DEDUP (pip install --no-deps text-dedup==0.4.0,
    and datasets, click, click-option-group, scipy, regex, rich, psutil, ftfy, bitarray, xxhash)."""
    write_lines(f"{folder}/in.jsonl", documents)
    python = os.environ["WINNOW_TEXT_DEDUP"]
    seconds = measured([python, "-c", TEXT_DEDUP, folder, str(len(documents))])
    with open(f"{folder}/clusters.json") as file:
        found = json.load(file)
    return {document["id"]: f"cluster {c}" for document, c in zip(documents, found)}, seconds


def rensa(documents, buckets=14, rows=8):
    """rensa's RMinHash over 5-word shingles, buckets in dictionaries, union-find."""
    import re
    import time
    from rensa import RMinHash

    start = time.process_time()
    words = re.compile(r"\w+")
    seen = [{} for _ in range(buckets)]
    parent = list(range(len(documents)))

    def root(node):
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for index, document in enumerate(documents):
        found = words.findall(document["text"].lower())
        if not found:
            continue
        shingles = [" ".join(found[i:i + 5]) for i in range(max(1, len(found) - 4))]
        signature = RMinHash(num_perm=buckets * rows, seed=42)
        signature.update(shingles)
        values = signature.digest()
        for bucket in range(buckets):
            first = seen[bucket].setdefault(tuple(values[bucket * rows:][:rows]), index)
            a, b = root(first), root(index)
            parent[max(a, b)] = min(a, b)
    clusters = {documents[i]["id"]: documents[root(i)]["id"] for i in range(len(documents))}
    return clusters, time.process_time() - start
