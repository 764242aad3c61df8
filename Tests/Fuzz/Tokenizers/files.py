"""Random tokenizer.json files against `tokenizers`: what is accepted must give its ids and texts.

    python3 -m venv venv && venv/bin/pip install -r Tests/Fuzz/Tokenizers/requirements.txt
    swift build -c release --product tokenizer-lab
    venv/bin/python Tests/Fuzz/Tokenizers/files.py --files 20000 --texts 50

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


def make(arguments, number):
    rng = random.Random(f"{arguments.seed}/{number}")
    file, names = components.tokenizer(rng, arguments.others)
    texts = arguments.texts
    return file, [components.text(rng, names) for _ in range(texts)]


def reference(file, texts, ids, rng):
    """What `tokenizers` says, or None for a file that it doesn't take. Decodes `ids`, or some of its own."""
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
    lists = ids if ids is not None else [ids for ids in special if ids is not None][:20]
    if ids is None:
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
            pipe.send(reference(*job, random.Random(len(job[0]["model"]["vocab"]))))

    def answer(self, *job):
        """What it says, None for a file that it doesn't take; TimeoutError where it doesn't end."""
        if self.process is None:
            self.start()
        self.pipe.send(job)
        try:
            if self.pipe.poll(10):
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
    return re.sub(r"(?<=id \d, ).*|(?<=id \d\d, ).*|(?<=id \d\d\d, ).*|'[^']*'|\d+|\".*\"|(?<=expression with the unknown ).*", "…", refusal, flags=re.S)[:110]


class Pair:
    """Winnow and `tokenizers` beside each other."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.peer = Reference()
        self.lab = None

    def ask(self, file, texts, ids=None):
        """What became of a file, what `tokenizers` says, what Winnow does, and the fields that differ."""
        try:
            expected = self.peer.answer(file, texts, ids)
        except TimeoutError:
            return "without end in tokenizers", None, None, {}
        if expected is None:
            return "not taken by tokenizers", None, None, {}
        request = {"tokenizer": json.dumps(file), "texts": texts, "ids": expected["ids"], "convert": self.arguments.convert}
        line = self.line(json.dumps(request))
        if not line:
            self.lab = None
            return "crashed", expected, None, {"crash": 0}
        answer = json.loads(line)
        if "refused" in answer:
            return "refused", expected, answer, {}
        return "accepted", expected, answer, differences(expected, answer)

    def line(self, request):
        if self.lab is None:
            self.lab = subprocess.Popen(
                [self.arguments.lab], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        try:
            self.lab.stdin.write(request + "\n")
            self.lab.stdin.flush()
            return self.lab.stdout.readline()
        except BrokenPipeError:
            return ""

    def close(self):
        self.peer.stop()
        if self.lab:
            self.lab.stdin.close()
            self.lab.wait()


def chunk(job):
    """Runs a stretch of files; gives counts and the differing ones."""
    arguments, numbers = job
    pair = Pair(arguments)
    counts, refused, differing = collections.Counter(), collections.Counter(), []
    for number in numbers:
        outcome, _, answer, found = pair.ask(*make(arguments, number))
        counts[outcome] += 1
        if outcome == "refused":
            refused[reason(answer["refused"])] += 1
        if found:
            differing.append((number, found))
    pair.close()
    return counts, refused, differing


def reduced(pair, file, texts, expected, field, place):
    """The smallest file and text (or list of ids) found that still differ in a field."""
    is_text = field in ("special", "plain", "template")
    subject = texts[place] if is_text else expected["ids"][place]

    def differs(file, subject):
        return field in (pair.ask(file, [subject]) if is_text else pair.ask(file, [], [subject]))[3]

    if not differs(file, subject):
        return file, subject
    candidates = [{**file, part: None} for part in ("normalizer", "pre_tokenizer", "post_processor", "decoder")]
    for candidate in candidates:
        changed = {**file, **{k: v for k, v in candidate.items() if v is None}}
        file = changed if differs(changed, subject) else file
    for token in list(file["added_tokens"]):
        changed = {**file, "added_tokens": [t for t in file["added_tokens"] if t != token]}
        file = changed if differs(changed, subject) else file
    size = max(1, len(subject) // 2)
    while size:
        at = 0
        while at < len(subject):
            shorter = subject[:at] + subject[at + size:]
            if differs(file, shorter):
                subject = shorter
            else:
                at += size
        size //= 2
    return file, subject


def show(arguments, number):
    """One file, reduced to what makes each field differ."""
    pair = Pair(arguments)
    file, texts = make(arguments, number)
    outcome, expected, answer, found = pair.ask(file, texts)
    print(number, outcome, answer.get("refused", "") if answer else "")
    shown = None
    for field, place in found.items():
        if field == "crash":
            continue
        small, subject = reduced(pair, file, texts, expected, field, place)
        is_text = field in ("special", "plain", "template")
        _, one, other, _ = pair.ask(small, [subject]) if is_text else pair.ask(small, [], [subject])
        if small != shown:
            print(" ", json.dumps({k: v for k, v in small.items() if k != "model" and v}))
            print(" ", {k: v for k, v in small["model"].items() if k not in ("vocab", "merges", "type", "dropout") and v})
            shown = small
        names = {i: n for n, i in components.ids(small["model"]).items()}
        names.update({t["id"]: t["content"] for t in small["added_tokens"]})
        print(" ", field, ascii(subject if is_text else [names.get(i) for i in subject]))
        for value in (one[field][0], other[field][0]):
            print("     ", ascii([names.get(i) for i in value] if isinstance(value, list) else value))
    pair.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--texts", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", type=int)
    parser.add_argument("--others", type=float, default=0.12, help="the share of models that don't merge")
    parser.add_argument("--convert", action="store_true", help="write each as tokenizer.json again before it is used")
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--lab", default=str(ROOT / ".build" / "release" / "tokenizer-lab"))
    arguments = parser.parse_args()
    if arguments.only is not None:
        return show(arguments, arguments.only)
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
    if differing:
        show(arguments, min(differing)[0])
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
