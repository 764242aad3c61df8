"""Reads a run's shards with the clients that trainers use, and their files with Winnow.

    python3 -m venv venv && venv/bin/pip install -r Tests/PipelineTests/requirements-trainers.txt
    venv/bin/python Tests/PipelineTests/trainer_clients.py .build/release/winnow

A run over Samples writes the same documents in every format, once as they are and once shuffled, split
and packed. Every document or sequence, every mask and every document's end that a client gives must be
that of Winnow's own shards, read by the loader of the README. Copies that 'winnow shards convert' makes
are read likewise, with their digests checked by the streaming library and by sha256sum. Then each
program's own writer makes files, and what 'winnow shards cat' prints of them must be what was written.
Exit code 1 on a difference.
"""
import argparse
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile

import numpy
from datatrove.pipeline.tokens.tokenizer import TokenizedFile
from datatrove.utils.dataset import DatatroveFolderDataset
from streaming import MDSWriter, StreamingDataset
from streaming.base.util import clean_stale_shared_memory

import read_shards

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LENGTH = 256
OUTPUTS = """
output:
  - token_shards: { path: winnow, shard_megabytes: 1 }
  - token_shards: { path: mds, format: mds, shard_megabytes: 1 }
  - token_shards: { path: zstd, format: mds, compression: zstd, shard_megabytes: 1 }
  - token_shards: { path: datatrove, format: datatrove }
  - token_shards: { path: bin, format: bin }
  - token_shards: { path: npy, format: npy }
"""
MEGATRON = "  - token_shards: { path: megatron, format: megatron, shard_megabytes: 1 }\n"
INPUT = """
name: trainers
input:
  - jsonl: { paths: [Samples/jsonl/*.jsonl.*] }
stages:
  - tokenize: { tokenizer: { train: { vocab_size: %d } } }
"""


class Check:
    def __init__(self):
        self.failed = 0

    def __call__(self, what, is_right):
        self.failed += not is_right
        print("%-72s %s" % (what, "ok" if is_right else "DIFFERS"), flush=True)


class Winnow:
    def __init__(self, path, folder):
        self.path, self.folder = os.path.abspath(path), folder

    def __call__(self, *arguments):
        return subprocess.run(
            [self.path, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout

    def run(self, name, yaml):
        folder = os.path.join(self.folder, name)
        with open(folder + ".yaml", "w") as file:
            file.write(yaml)
        subprocess.run(
            [self.path, "run", folder + ".yaml", "--output", folder, "--quiet"], cwd=ROOT, check=True)
        return folder

    def cat(self, path):
        lines = [json.loads(line) for line in self("shards", "cat", path).splitlines()]
        return [(line.get("id"), line["tokens"], line.get("mask")) for line in lines]


def shards(folder, ending):
    found = []
    for path, _, names in os.walk(folder):
        found += [os.path.join(path, name.removesuffix(ending))
                  for name in names if name.endswith(ending)]
    return sorted(found)


class Own:
    """All documents of Winnow's own shards."""

    def __init__(self, folder):
        self.documents, self.masks = [], []
        for shard in shards(folder, ".index.zst"):
            of_shard = list(read_shards.documents(shard))
            self.documents += of_shard
            if os.path.exists(shard + ".mask.zst"):
                self.masks.append(numpy.frombuffer(read_shards.column(shard, "mask"), "u1"))
        self.tokens = numpy.concatenate([tokens for _, tokens in self.documents])
        self.ends = numpy.cumsum([len(tokens) for _, tokens in self.documents])
        self.mask = numpy.concatenate(self.masks) if self.masks else None


# Winnow's files, their clients

def check_loader(check, folder, own, name):
    read = [read_shards.sequences(shard) for shard in shards(folder, ".index.zst")]
    check(f"{name}: the README's loader", all(tokens.shape[1] == LENGTH for tokens, _ in read)
          and numpy.array_equal(numpy.concatenate([t.ravel() for t, _ in read]), own.tokens)
          and numpy.array_equal(numpy.concatenate([m.ravel() for _, m in read]), own.mask))


def check_mds(check, folder, own, packed, name):
    clean_stale_shared_memory()
    dataset = StreamingDataset(local=folder, shuffle=False, batch_size=1)
    samples = [dataset[index] for index in range(len(dataset))]
    check(f"{name}: StreamingDataset, all tokens", numpy.array_equal(
        numpy.concatenate([sample["tokens"] for sample in samples]), own.tokens))
    if packed:
        check(f"{name}: sequences of {LENGTH}", all(len(s["tokens"]) == LENGTH for s in samples))
        check(f"{name}: ids", [i for s in samples for i in s["ids"]] == [i for i, _ in own.documents])
        ends = [n * LENGTH + e for n, s in enumerate(samples) for e in s["ends"]]
        check(f"{name}: documents' ends", numpy.array_equal(ends, own.ends))
        check(f"{name}: masks", numpy.array_equal(
            numpy.concatenate([s["mask"] for s in samples]), own.mask))
    else:
        check(f"{name}: ids", [s["id"] for s in samples] == [i for i, _ in own.documents])
    check_resumed(check, folder, samples, name)


def check_resumed(check, folder, samples, name):
    def key(sample):
        return str(sample.get("id", sample.get("ids"))) + sample["tokens"].tobytes().hex()

    clean_stale_shared_memory()
    options = dict(local=folder, shuffle=True, shuffle_seed=5, batch_size=1, num_canonical_nodes=1)
    dataset = StreamingDataset(**options)
    order = [key(sample) for sample in dataset]
    check(f"{name}: shuffled, each sample once", sorted(order) == sorted(map(key, samples))
          and order != list(map(key, samples)))
    state = dataset.state_dict(num_samples=len(order) // 3, from_beginning=True)
    state["epoch"] = 0
    del dataset
    clean_stale_shared_memory()
    again = StreamingDataset(**options)
    again.load_state_dict(state)
    check(f"{name}: resumed after a third", [key(s) for s in again] == order[len(order) // 3:])


def check_datatrove(check, folder, own, packed, name):
    window = LENGTH if packed else 100
    width = own.tokens.dtype.itemsize
    dataset = DatatroveFolderDataset(
        folder, seq_len=window - 1, token_size=width, recursive=True, shuffle=False,
        return_positions=packed)
    rows, positions = [], []
    for index in range(len(dataset)):
        item = dataset[index]
        rows.append(item["input_ids"].numpy())
        if packed:
            positions.append(item["positions"].numpy())
    if packed:
        check(f"{name}: DatatroveFolderDataset, all sequences",
              numpy.array_equal(numpy.concatenate(rows), own.tokens))
        lengths = numpy.diff(own.ends, prepend=0)
        check(f"{name}: positions begin anew with each document", numpy.array_equal(
            numpy.concatenate(positions), numpy.concatenate([numpy.arange(n) for n in lengths])))
    else:
        # Windows leave out what is left at the end of each file.
        wanted, start = [], 0
        for shard in shards(folder, ".ds"):
            count = os.path.getsize(shard + ".ds") // width
            wanted.append(own.tokens[start:start + count // window * window])
            start += count
        check(f"{name}: DatatroveFolderDataset, all windows",
              numpy.array_equal(numpy.concatenate(rows), numpy.concatenate(wanted)))


def check_flat(check, folder, own, part, name):
    tokens = numpy.memmap(f"{folder}/bin/{part}.bin", dtype=own.tokens.dtype, mode="r")
    check(f"{name} bin: numpy.memmap", numpy.array_equal(tokens, own.tokens))
    array = numpy.load(f"{folder}/npy/{part}.npy", mmap_mode="r")
    check(f"{name} npy: numpy.load", array.dtype == own.tokens.dtype
          and numpy.array_equal(array, own.tokens))
    for kind in ("bin", "npy"):
        ends = numpy.fromfile(f"{folder}/{kind}/{part}.ends", "<u8")
        check(f"{name} {kind}: ends", numpy.array_equal(ends, own.ends))
        if own.mask is not None:
            mask = numpy.fromfile(f"{folder}/{kind}/{part}.mask", "u1")
            check(f"{name} {kind}: mask", numpy.array_equal(mask, own.mask))


def megatron_documents(path):
    """A reader of Megatron-LM's layout that shares no code with anybody."""
    with open(path + ".idx", "rb") as file:
        index = file.read()
    magic, version, kind, sequences, starts = struct.unpack_from("<9sQBQQ", index)
    assert magic == b"MMIDIDX\0\0" and version == 1
    lengths = numpy.frombuffer(index, "<i4", sequences, 34)
    offsets = numpy.frombuffer(index, "<i8", sequences, 34 + 4 * sequences)
    borders = numpy.frombuffer(index, "<i8", starts, 34 + 12 * sequences)
    assert list(borders) == list(range(sequences + 1))
    data = numpy.memmap(path + ".bin", dtype={8: "<u2", 4: "<i4"}[kind], mode="r")
    for length, offset in zip(lengths, offsets // data.itemsize):
        yield data[offset:offset + length]


def check_megatron(check, folder, own, packed, name):
    documents = [d for shard in shards(folder, ".idx") for d in megatron_documents(shard)]
    check(f"{name}: all tokens", numpy.array_equal(numpy.concatenate(documents), own.tokens))
    lengths = [LENGTH] * len(documents) if packed else numpy.diff(own.ends, prepend=0)
    check(f"{name}: sequences", numpy.array_equal([len(d) for d in documents], lengths))


def check_whole(check, winnow, vocabulary):
    name = f"{vocabulary} tokens"
    run = winnow.run(f"whole-{vocabulary}", INPUT % vocabulary + OUTPUTS + MEGATRON)
    own = Own(run + "/winnow")
    check_mds(check, run + "/mds", own, False, f"{name} mds")
    check_mds(check, run + "/zstd", own, False, f"{name} mds, zstd")
    check_datatrove(check, run + "/datatrove", own, False, f"{name} datatrove")
    check_flat(check, run, own, "train", name)
    check_megatron(check, run + "/megatron", own, False, f"{name} megatron")


def check_packed(check, winnow):
    stages = ("  - split: { validation: 0.1 }\n  - shuffle\n"
              "  - pack: { length: %d, method: %s }\n")
    best = winnow.run("best", INPUT % 4096 + stages % (LENGTH, "best_fit") + OUTPUTS)
    for part, flat in (("train", "train"), ("validation", "val")):
        own = Own(f"{best}/winnow/{part}")
        check_loader(check, f"{best}/winnow/{part}", own, f"best_fit {part} winnow")
        check_mds(check, f"{best}/mds/{part}", own, True, f"best_fit {part} mds")
        check_mds(check, f"{best}/zstd/{part}", own, True, f"best_fit {part} mds, zstd")
        check_datatrove(check, f"{best}/datatrove/{part}", own, True, f"best_fit {part} datatrove")
        check_flat(check, best, own, flat, f"best_fit {part}")
    concat = winnow.run("concat", INPUT % 4096 + stages % (LENGTH, "concat") + OUTPUTS + MEGATRON)
    own = Own(concat + "/winnow/train")
    check_megatron(check, concat + "/megatron/train", own, True, "concat megatron")


# What 'winnow shards convert' makes, with its digests

def check_copies(check, winnow):
    own = Own(winnow.folder + "/whole-4096/winnow")
    for form in ("mds", "mds, zstd", "megatron", "datatrove", "bin", "npy"):
        copy = os.path.join(winnow.folder, "copies", form.replace(", ", "-"))
        options = ["--compression", "zstd"] if form == "mds, zstd" else []
        winnow("shards", "convert", winnow.folder + "/whole-4096/winnow", "--to", form[:3] if options
               else form, "--output", copy, *options)
        sums = subprocess.run(["sha256sum", "--check", "--quiet", "shards.sha256"], cwd=copy)
        check(f"copy as {form}: sha256sum --check", sums.returncode == 0)
        if form.startswith("mds"):
            check_hashes(check, copy, own, f"copy as {form}")
    check_datatrove(check, winnow.folder + "/copies/datatrove", own, False, "copy as datatrove")
    check_flat(check, winnow.folder + "/copies", own, "train", "copy as")
    check_megatron(check, winnow.folder + "/copies/megatron", own, False, "copy as megatron")


def check_hashes(check, copy, own, name):
    def read():
        clean_stale_shared_memory()
        local = tempfile.mkdtemp(dir=os.path.dirname(copy))
        dataset = StreamingDataset(remote=copy, local=local, shuffle=False, batch_size=1,
                                   validate_hash="sha256", download_retry=1)
        return numpy.concatenate([dataset[n]["tokens"] for n in range(len(dataset))])

    check(f"{name}: fetched with validate_hash", numpy.array_equal(read(), own.tokens))
    shard = next(os.path.join(path, file) for path, _, files in os.walk(copy)
                 for file in files if ".mds" in file)
    with open(shard, "r+b") as file:
        file.seek(-9, os.SEEK_END)
        byte = file.read(1)[0]
        file.seek(-9, os.SEEK_END)
        file.write(bytes([byte ^ 1]))
    try:
        read()
        check(f"{name}: a changed byte is refused by validate_hash", False)
    except ValueError as error:
        check(f"{name}: a changed byte is refused by validate_hash", "Checksum" in str(error))


# Their files, Winnow

def check_theirs(check, winnow, folder):
    numbers = numpy.random.default_rng(7)
    documents = [numbers.integers(0, 60_000, n).astype(numpy.uint16) for n in (1, 300, 70_000, 17)]
    wanted = [d.tolist() for d in documents]
    for compression in (None, "zstd:7"):
        local = os.path.join(folder, f"theirs-mds-{compression}")
        columns = {"tokens": "ndarray:uint16", "id": "str", "n": "int"}
        with MDSWriter(out=local, columns=columns, compression=compression,
                       hashes=["sha1", "xxh64"], size_limit=100_000) as writer:
            for number, tokens in enumerate(documents):
                writer.write({"tokens": tokens, "id": f"é{number}", "n": number})
        read = winnow.cat(local)
        check(f"MDSWriter's files, {compression}: winnow",
              [r[1] for r in read] == wanted and [r[0] for r in read] == [f"é{n}" for n in range(4)])
        winnow("shards", "verify", local)
    theirs = os.path.join(folder, "theirs-datatrove")
    file = TokenizedFile(theirs, "00000.ds", save_loss_metadata=True, token_size=2)
    for tokens in documents:
        file.write(tokens.tolist(), numpy.arange(len(tokens)) % 2 == 0)
    file.close()
    read = winnow.cat(theirs)
    check("datatrove's TokenizedFile: winnow", [r[1] for r in read] == wanted
          and read[3][2] == [int(n % 2 == 0) for n in range(17)])
    os.makedirs(os.path.join(folder, "nano"))
    documents[1].tofile(os.path.join(folder, "nano/val.bin"))
    numpy.save(os.path.join(folder, "nano/a.npy"), documents[2].astype(numpy.uint32))
    check("nanoGPT's val.bin: winnow", winnow.cat(folder + "/nano/val.bin")[0][1] == wanted[1])
    check("numpy.save's file: winnow", winnow.cat(folder + "/nano/a.npy")[0][1] == wanted[2])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("winnow")
    chosen = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="trainers-")
    check = Check()
    try:
        winnow = Winnow(chosen.winnow, folder)
        check_whole(check, winnow, 4096)
        check_packed(check, winnow)
        check_copies(check, winnow)
        check_theirs(check, winnow, folder)
    finally:
        shutil.rmtree(folder)
    sys.exit(1 if check.failed else 0)


if __name__ == "__main__":
    main()
