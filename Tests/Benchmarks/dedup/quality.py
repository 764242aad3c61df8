"""Quality of near-duplicate clusters on documents with known clusters, against peers, in one run.

    pip install -r Tests/Benchmarks/dedup/requirements-dedup.txt
    python Tests/Benchmarks/dedup/quality.py .build/release/winnow FOLDER

FOLDER holds docs.jsonl.zst (id, text, cluster) and, for recall by similarity, pairs.jsonl.zst (a, b,
jaccard5, same_cluster). Prints for each program: precision and recall over pairs of documents,
purity (the share of documents in their cluster's majority), completeness (the share of documents in
the largest part of their true cluster), the recall of same-cluster pairs by similarity, and of the
documents that go, compared with the one that is named for each: how many are of its cluster, and how
many resemble it less than the threshold of 0.6 (5-word shingles, exact). Documents that are of a
kept document's cluster and stay are "left"; those of the same cluster that resemble none are right
to, where every drop is verified.
"""
import collections
import json
import sys
import tempfile

import zstandard

import peers


def read(path):
    with open(path, "rb") as file:
        text = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read()
    return [json.loads(line) for line in text.splitlines()]


def pairs_within(sizes):
    return sum(size * (size - 1) // 2 for size in sizes)


def largest_parts(documents, groups, others):
    """How many documents are in the largest `others` part of their `groups` group."""
    parts = collections.defaultdict(collections.Counter)
    for document in documents:
        parts[groups[document]][others[document]] += 1
    return sum(max(part.values()) for part in parts.values()) / len(documents)


def score(truth, clusters, known):
    names = list(truth)
    both = collections.Counter((truth[n], clusters[n]) for n in names)
    hits = pairs_within(both.values())
    found = pairs_within(collections.Counter(clusters.values()).values())
    there = pairs_within(collections.Counter(truth.values()).values())
    result = {
        "precision": hits / found if found else 1.0, "recall": hits / there,
        "purity": largest_parts(names, clusters, truth),
        "completeness": largest_parts(names, truth, clusters), "wrong pairs": found - hits}
    similar = {tuple(sorted((p["a"], p["b"]))): p["jaccard5"] for p in known}
    drops = [(name, twin) for name, twin in clusters.items() if name != twin]
    if all(twin in truth for _, twin in drops):
        values = [similar.get(tuple(sorted(pair)), 0.0) for pair in drops]
        result["drops"] = len(drops)
        result["drops of another cluster"] = sum(truth[a] != truth[b] for a, b in drops)
        result["drops below 0.6"] = sum(value < 0.6 for value in values)
        result["pairs at 0.6 that both stay"] = sum(
            p["same_cluster"] and p["jaccard5"] >= 0.6
            and clusters[p["a"]] == p["a"] and clusters[p["b"]] == p["b"] for p in known)
        result["left"] = len(names) - len(drops) - len(set(truth.values()))
    for low in (0.5, 0.6, 0.7, 0.8, 0.9):
        pairs = [p for p in known if p["same_cluster"] and low <= p["jaccard5"] < low + 0.1]
        same = sum(clusters[p["a"]] == clusters[p["b"]] for p in pairs)
        result[f"J>={low}"] = same / len(pairs) if pairs else float("nan")
    return result


def main():
    program, folder = sys.argv[1:3]
    documents = read(f"{folder}/docs.jsonl.zst")
    known = read(f"{folder}/pairs.jsonl.zst")
    truth = {d["id"]: d["cluster"] for d in documents}
    megabytes = sum(len(d["text"].encode()) for d in documents) / 1e6
    with tempfile.TemporaryDirectory() as scratch:
        runs = {
            "winnow, defaults": lambda: peers.winnow(
                program, f"{scratch}/a", documents, "{}"),
            "winnow, clusters: chained": lambda: peers.winnow(
                program, f"{scratch}/g", documents, "{ clusters: chained }"),
            "winnow, 14 x 8, verified": lambda: peers.winnow(
                program, f"{scratch}/b", documents, "{ buckets: 14, rows: 8 }"),
            "winnow, 14 x 8, verify: none": lambda: peers.winnow(
                program, f"{scratch}/c", documents, "{ buckets: 14, rows: 8, verify: none }"),
            "winnow, preset: datatrove": lambda: peers.winnow(
                program, f"{scratch}/d", documents, "{ preset: datatrove }"),
            "rensa + union-find, 14 x 8": lambda: peers.rensa(documents),
            "text-dedup, 14 x 8": lambda: peers.text_dedup(f"{scratch}/f", documents),
            "datatrove, four stages": lambda: peers.datatrove(f"{scratch}/e", documents),
        }
        partitions = {}
        print(f"{len(documents)} documents, {megabytes:.1f} MB of text")
        for name, run in runs.items():
            try:
                clusters, seconds = run()
            except Exception as error:
                print(f"{name}: not run: {error!r}")
                continue
            partitions[name] = clusters
            numbers = score(truth, clusters, known)
            text = "  ".join(
                f"{key} {value:.4f}" if isinstance(value, float) else f"{key} {value}"
                for key, value in numbers.items())
            print(f"{name}: {text}  {seconds:.1f} CPU s, {megabytes / seconds:.2f} MB/s", flush=True)
    compare(partitions)


def compare(partitions):
    """Whether the preset's partition is datatrove's."""
    try:
        ours, theirs = partitions["winnow, preset: datatrove"], partitions["datatrove, four stages"]
    except KeyError:
        return
    ours_to_theirs = collections.defaultdict(set)
    theirs_to_ours = collections.defaultdict(set)
    for name in ours:
        ours_to_theirs[ours[name]].add(theirs[name])
        theirs_to_ours[theirs[name]].add(ours[name])
    differing = sum(len(s) > 1 for s in (*ours_to_theirs.values(), *theirs_to_ours.values()))
    print(f"partitions of the preset and of datatrove: {len(ours_to_theirs)} and "
          f"{len(theirs_to_ours)} clusters, {differing} differing")


main()
