"""Loads what token_jsonl writes with `datasets`, and checks keys, types and masks.

    python load_lines.py WINNOW CHATS_JSONL

TRL and Axolotl document data that is tokenized already as lists of integers input_ids, attention_mask
and labels of one length, a label being its token's id or -100. Packed lines have position_ids that begin
at 0 with each document, and seq_lengths. Needs `datasets` of requirements.txt.
"""
import pathlib
import subprocess
import sys
import tempfile

import datasets

PIPELINE = """
name: lines
input: [{{ messages: {{ paths: ["{chats}"], allow_fields: [lang] }} }}]
stages:
  - normalize_chat: {{ merge_turns: true }}
  - chat_template: {{ template: chatml{weights} }}
  - tokenize:
      tokenizer: {{ train: {{ vocab_size: 2000, special_tokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] }} }}
{pack}output: [{{ token_jsonl: {{ path: lines{options} }} }}]
"""
LENGTH = 8192
INTEGERS = datasets.List(datasets.Value("int64"))


def load(winnow, chats, pack="", weights="", options=""):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        (scratch / "p.yaml").write_text(
            PIPELINE.format(chats=chats, pack=pack, weights=weights, options=options))
        subprocess.run([winnow, "run", scratch / "p.yaml", "--output", scratch / "run"], check=True,
                       capture_output=True)
        files = [str(path) for path in sorted((scratch / "run" / "lines").glob("*.jsonl*"))]
        return datasets.load_dataset("json", data_files=files, split="train", cache_dir=str(scratch / "cache"))


def check(rows, integers):
    for name in integers:
        assert rows.features[name] == INTEGERS, (name, rows.features[name])
    for row in rows:
        assert len(row["input_ids"]) == len(row["labels"]) == len(row["attention_mask"])
        assert all(label in (-100, token) for token, label in zip(row["input_ids"], row["labels"]))


def main():
    winnow, chats = sys.argv[1:3]
    chats = pathlib.Path(chats).resolve()
    single = load(winnow, chats)
    check(single, ["input_ids", "attention_mask", "labels"])
    print("single:", len(single), "rows,", single.features)
    packed = load(winnow, chats, f"  - pack: {{ length: {LENGTH}, method: best_fit }}\n")
    check(packed, ["input_ids", "attention_mask", "labels", "position_ids", "seq_lengths"])
    for row in packed:
        assert len(row["input_ids"]) == LENGTH == sum(row["seq_lengths"])
        assert row["position_ids"] == [place for length in row["seq_lengths"] for place in range(length)]
        assert all(row["labels"][at] == -100 for at, place in enumerate(row["position_ids"]) if place == 0)
    print("packed:", len(packed), "rows,", packed.features)
    trained = sum(label != -100 for row in single for label in row["labels"])
    assert trained == sum(label != -100 for row in packed for label in row["labels"]), "packing lost labels"
    weighted = load(winnow, chats, weights=", weights: true", options=", weights: true")
    assert weighted.features["loss_weights"] == datasets.List(datasets.Value("float64"))
    for row in weighted:
        assert all((weight > 0) == (label != -100) for weight, label in zip(row["loss_weights"], row["labels"]))
    print("weighted:", len(weighted), "rows,", weighted.features["loss_weights"])


if __name__ == "__main__":
    main()
