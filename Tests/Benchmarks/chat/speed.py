"""Messages to packed token shards with masks: winnow beside transformers and jinja2, per core.

    python speed.py WINNOW SFT_FOLDER TOKENIZER_JSON [--megabytes 60] [--peer-megabytes 3]

Conversations of the folder's sets, repeated with a number in each question, are rendered with ChatML,
encoded with the tokenizer (the marks added to it) and packed in sequences of 4,096 tokens with their
masks. Both sides' rates are megabytes of JSON lines per second of CPU time, user and system. Needs
../../Fuzz/Chat/requirements.txt and the `zstd` program.
"""
import argparse
import json
import logging
import pathlib
import resource
import subprocess
import tempfile
import time

import numpy

logging.disable(logging.ERROR)
from tokenizers import Tokenizer  # noqa: E402
from transformers import PreTrainedTokenizerFast  # noqa: E402

TEMPLATE = (
    "{%- for m in messages -%}{{ '<|im_start|>' + m.role + '\\n' }}{%- if m.role == 'assistant' -%}"
    "{% generation %}{{ m.content + '<|im_end|>' }}{% endgeneration %}{%- else -%}"
    "{{ m.content + '<|im_end|>' }}{%- endif -%}{{ '\\n' }}{%- endfor -%}")
LENGTH = 4096


def records(path):
    text = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def conversations(folder):
    for name in ("messages.oasst1-threads-half", "dolly.databricks-dolly-15k-part",
                 "alpaca.llama-factory-alpaca-en", "alpaca.llama-factory-alpaca-zh"):
        for record in records(folder / f"{name}.jsonl.zst"):
            if "messages" in record:
                yield record["messages"]
            else:
                more = record.get("context") or record.get("input")
                yield [{"role": "user", "content": record["instruction"] + ("\n\n" + more if more else "")},
                       {"role": "assistant", "content": record.get("response") or record.get("output")}]


def lines(folder, megabytes):
    all_chats, size, copy = list(conversations(folder)), 0, 0
    while size < megabytes * 1e6:
        for number, messages in enumerate(all_chats):
            first = {**messages[0], "content": f"{copy}.{number} {messages[0]['content']}"}
            line = json.dumps({"id": f"{copy}-{number}", "messages": [first, *messages[1:]]}, ensure_ascii=False)
            size += len(line.encode()) + 1
            yield line
            if size >= megabytes * 1e6:
                return
        copy += 1


def winnow(program, folder):
    (folder / "p.yaml").write_text(f"""
name: speed
input: [{{ messages: {{ paths: ["{folder}/chats.jsonl"] }} }}]
stages:
  - chat_template: {{ template: "{folder}/tokenizer_config.json" }}
  - tokenize: {{ tokenizer: "{folder}/tokenizer.json", end_of_document: "" }}
  - pack: {{ length: {LENGTH}, method: best_fit }}
output: [{{ token_shards: {{ path: tokens }} }}]
""")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, "run", str(folder / "p.yaml"), "--output", str(folder / "run"), "--workers", "1"],
                   check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def peer(folder, texts):
    """What a script does: load, render and encode with the mask, fill sequences first-fit, write them."""
    fast = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    fast.apply_chat_template([{"role": "user", "content": "x"}], chat_template=TEMPLATE)
    start = time.process_time()
    pieces = []
    for text in texts:
        made = fast.apply_chat_template(
            json.loads(text)["messages"], chat_template=TEMPLATE, tokenize=True, return_dict=True,
            return_assistant_tokens_mask=True)
        ids, mask = made["input_ids"], made["assistant_masks"]
        pieces += [(ids[at:at + LENGTH], mask[at:at + LENGTH]) for at in range(0, len(ids), LENGTH)]
    rows, open_ids, open_mask = [], [], []
    for ids, mask in sorted(pieces, key=lambda piece: -len(piece[0])):
        if len(open_ids) + len(ids) > LENGTH:
            rest = LENGTH - len(open_ids)
            rows.append((open_ids + [0] * rest, open_mask + [0] * rest))
            open_ids, open_mask = [], []
        open_ids, open_mask = open_ids + ids, open_mask + mask
    numpy.save(folder / "ids.npy", numpy.array([row[0] for row in rows], "u4"))
    numpy.save(folder / "mask.npy", numpy.array([row[1] for row in rows], "u1"))
    return time.process_time() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("winnow")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("tokenizer")
    parser.add_argument("--megabytes", type=float, default=60)
    parser.add_argument("--peer-megabytes", type=float, default=3)
    parser.add_argument("--keep", type=pathlib.Path, help="leave the input and the pipeline in this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or pathlib.Path(scratch)
        folder.mkdir(exist_ok=True)
        tokenizer = Tokenizer.from_file(options.tokenizer)
        tokenizer.add_special_tokens(["<|im_start|>", "<|im_end|>"])
        tokenizer.save(str(folder / "tokenizer.json"))
        (folder / "tokenizer_config.json").write_text(json.dumps({"chat_template": TEMPLATE}))
        texts = list(lines(options.folder, options.megabytes))
        (folder / "chats.jsonl").write_text("".join(text + "\n" for text in texts))
        size = (folder / "chats.jsonl").stat().st_size / 1e6
        ours = winnow(options.winnow, folder)
        few = list(lines(options.folder, options.peer_megabytes))
        few_size = sum(len(text.encode()) + 1 for text in few) / 1e6
        theirs = peer(folder, few)
    print(f"winnow        {size / ours:8.2f} MB/s per core  ({size:.1f} MB, {ours:.2f} s)")
    print(f"transformers  {few_size / theirs:8.2f} MB/s per core  ({few_size:.1f} MB, {theirs:.2f} s)")
    print(f"{size / ours / (few_size / theirs):.1f} times")


if __name__ == "__main__":
    main()
