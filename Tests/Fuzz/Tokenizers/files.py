"""Random tokenizer.json files against `tokenizers`: what is accepted must give its ids and texts.

    python3 -m venv /tmp/fuzz && /tmp/fuzz/bin/pip install -r Tests/Fuzz/Tokenizers/requirements.txt
    swift build -c release --product tokenizer-lab
    /tmp/fuzz/bin/python Tests/Fuzz/Tokenizers/files.py --files 20000 --texts 50

Prints how many files were accepted, refused by reason, and differing; ends with 1 when one differs.
Each file depends on the seed and its number alone: `--only NUMBER` runs one again and shows it.
"""
import argparse
import collections
import concurrent.futures
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import components

ROOT = Path(__file__).resolve().parents[3]


def make(seed, number, texts):
    rng = random.Random(f"{seed}/{number}")
    file, names = components.tokenizer(rng)
    return file, [components.text(rng, names) for _ in range(texts)]


def reference(file, texts, rng):
    """What `tokenizers` says, or None for a file that it doesn't take."""
    from tokenizers import Tokenizer
    try:
        tokenizer = Tokenizer.from_str(json.dumps(file))
    except BaseException:  # Its panics are no Exception.
        return None

    def attempt(call):
        try:
            return call()
        except BaseException:
            return None

    size = max([t["id"] for t in file["added_tokens"]] + [tokenizer.get_vocab_size() - 1]) + 1
    known = [i for i in range(size) if tokenizer.id_to_token(i) is not None]
    special = [attempt(lambda: tokenizer.encode(t, add_special_tokens=False).ids) for t in texts]
    template = [attempt(lambda: tokenizer.encode(t).ids) for t in texts]
    tokenizer.encode_special_tokens = True
    plain = [attempt(lambda: tokenizer.encode(t, add_special_tokens=False).ids) for t in texts]
    lists = [ids for ids in special if ids is not None][:20]
    lists += [rng.choices(known, k=rng.choice([1, 2, 3, 8])) for _ in range(10)] if known else []
    return {"special": special, "template": template, "plain": plain, "ids": lists,
            "decoded": [attempt(lambda: tokenizer.decode(i, skip_special_tokens=False)) for i in lists],
            "skipped": [attempt(lambda: tokenizer.decode(i, skip_special_tokens=True)) for i in lists]}


class Reference:
    """`tokenizers` in a process of its own: some files make it run without end."""

    def __init__(self):
        self.process = None

    def start(self):
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("fork").Process(target=self.serve, args=(other,), daemon=False)
        self.process.start()
        other.close()

    @staticmethod
    def serve(pipe):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        while job := pipe.recv():
            file, texts = make(*job)
            pipe.send(reference(file, texts, random.Random(str(job))))

    def answer(self, *job):
        """What it says, None for a file that it doesn't take; TimeoutError where it doesn't end."""
        if self.process is None:
            self.start()
        self.pipe.send(job)
        try:
            if self.pipe.poll(5):
                return self.pipe.recv()
        except EOFError:
            pass
        self.stop()
        raise TimeoutError

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.join()
            self.process = None


def differences(expected, answer):
    """The fields that differ, each with the place of the first that does."""
    found = {}
    for field in ("special", "plain", "template", "decoded", "skipped"):
        for place, (one, other) in enumerate(zip(expected[field], answer[field])):
            if one is not None and one != other:
                found[field] = place
                break
    return found


def reason(refusal):
    """A refusal without what is particular to the file."""
    return re.sub(r"'[^']*'|\d+|\".*\"|(?<=expression with the unknown ).*", "…", refusal, flags=re.S)[:110]


def start(arguments):
    return subprocess.Popen([arguments.lab], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def chunk(job):
    """Runs a stretch of files; gives counts and the differing ones."""
    arguments, numbers = job
    lab = start(arguments)
    peer = Reference()
    counts, refused, differing = collections.Counter(), collections.Counter(), []
    for number in numbers:
        file, texts = make(arguments.seed, number, arguments.texts)
        try:
            expected = peer.answer(arguments.seed, number, arguments.texts)
        except TimeoutError:
            counts["without end in tokenizers"] += 1
            continue
        if expected is None:
            counts["not taken by tokenizers"] += 1
            continue
        request = {"tokenizer": json.dumps(file), "texts": texts, "ids": expected["ids"], "convert": arguments.convert}
        try:
            lab.stdin.write(json.dumps(request) + "\n")
            lab.stdin.flush()
            line = lab.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            differing.append((number, {"crash": 0}))
            lab = start(arguments)
            continue
        answer = json.loads(line)
        if "refused" in answer:
            counts["refused"] += 1
            refused[reason(answer["refused"])] += 1
            continue
        counts["accepted"] += 1
        found = differences(expected, answer)
        if found:
            differing.append((number, found))
        if arguments.only is not None:
            show(file, texts, expected, answer, found)
    lab.stdin.close()
    peer.stop()
    return counts, refused, differing


def show(file, texts, expected, answer, found):
    print(json.dumps({k: v for k, v in file.items() if k != "model"}, ensure_ascii=True))
    print({k: v for k, v in file["model"].items() if k not in ("vocab", "merges")})
    names = {i: n for n, i in file["model"]["vocab"].items()} if isinstance(file["model"]["vocab"], dict) else {}
    names.update({t["id"]: t["content"] for t in file["added_tokens"]})
    for field, place in found.items():
        subject = texts[place] if field in ("special", "plain", "template") else [names.get(i) for i in expected["ids"][place]]
        one, other = expected[field][place], answer[field][place]
        print(field, ascii(subject))
        for value in (one, other):
            print("   ", ascii([names.get(i) for i in value] if isinstance(value, list) else value))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--texts", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", type=int)
    parser.add_argument("--convert", action="store_true", help="write each as tokenizer.json again before it is used")
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--lab", default=str(ROOT / ".build" / "release" / "tokenizer-lab"))
    arguments = parser.parse_args()
    if arguments.only is not None:
        chunk((arguments, [arguments.only]))
        return
    last = arguments.first + arguments.files
    jobs = [(arguments, range(i, min(i + 100, last))) for i in range(arguments.first, last, 100)]
    counts, refused, differing = collections.Counter(), collections.Counter(), []
    with concurrent.futures.ProcessPoolExecutor(arguments.workers) as pool:
        for one, other, wrong in pool.map(chunk, jobs):
            counts.update(one)
            refused.update(other)
            differing += wrong
    print(f"{arguments.files} files, {arguments.texts} texts each, seed {arguments.seed}")
    for name, count in counts.most_common():
        print(f"{count:7}  {name}")
    for name, count in refused.most_common():
        print(f"{count:7}      {name}")
    print(f"{len(differing):7}  differing")
    kinds = collections.Counter("+".join(sorted(found)) for _, found in differing)
    for name, count in kinds.most_common():
        print(f"{count:7}      {name}")
    for number, found in sorted(differing)[:15]:
        print("   --only", number, found)
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
