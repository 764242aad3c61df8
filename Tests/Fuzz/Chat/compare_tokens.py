"""Compares a run's token ids and loss masks with transformers' apply_chat_template.

    python compare_tokens.py WINNOW SFT_FOLDER

Small tokenizers are trained: byte-level, and SentencePiece-style ones whose pre-tokenizer puts a ▁
before every text, before the first or before none, and one whose normalizer does. Every conversation
of some sets must get the ids of `apply_chat_template(tokenize=True)`, and the mask of
`return_assistant_tokens_mask`. Needs requirements.txt and the `zstd` program.
"""
import argparse
import json
import logging
import pathlib
import subprocess
import tempfile

logging.disable(logging.ERROR)
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers  # noqa: E402
from transformers import PreTrainedTokenizerFast  # noqa: E402

SPECIAL = ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>", "<|eot|>"]
TEMPLATES = {
    "chatml": "{%- for m in messages -%}{{ '<|im_start|>' + m.role + '\\n' }}{%- if m.role == 'assistant' -%}"
              "{% generation %}{{ m.content + '<|im_end|>' }}{% endgeneration %}{%- else -%}"
              "{{ m.content + '<|im_end|>' }}{%- endif -%}{{ '\\n' }}{%- endfor -%}",
    "inst": "{{ bos_token }}{%- for m in messages -%}{%- if m.role == 'assistant' -%}"
            "{% generation %}{{ ' ' + m.content | trim + eos_token }}{% endgeneration %}{%- else -%}"
            "{{ '[INST] ' + m.content + ' [/INST]' }}{%- endif -%}{%- endfor -%}",
    "plain": "{%- for m in messages -%}{%- if m.role == 'assistant' -%}ASSISTANT: "
             "{% generation %}{{ m.content + eos_token }}{% endgeneration %}\n{%- else -%}"
             "USER: {{ m.content }}\n{%- endif -%}{%- endfor -%}",
}


def records(path):
    text = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def conversations(folder):
    for record in records(folder / "messages.oasst1-threads-half.jsonl.zst"):
        yield record["messages"]
    for record in records(folder / "alpaca.llama-factory-alpaca-zh.jsonl.zst")[:150]:
        yield [{"role": "user", "content": record["instruction"]},
               {"role": "assistant", "content": record["output"]}]
    for text in [" a", "a ", "\n\nx\n", "\u00e9", "\U0001F31E x", "  two  spaces ", "x\u3000y", "\t"]:
        yield [{"role": "user", "content": text}, {"role": "assistant", "content": text + "z" + text},
               {"role": "user", "content": "more"}, {"role": "assistant", "content": "z" + text}]


def tokenizers(texts):
    def trained(model, pre, decoder, normalizer=None, alphabet=()):
        tokenizer = Tokenizer(model)
        tokenizer.pre_tokenizer = pre
        tokenizer.decoder = decoder
        if normalizer:
            tokenizer.normalizer = normalizer
        tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
            vocab_size=3000, special_tokens=SPECIAL, initial_alphabet=list(alphabet),
            show_progress=False))
        return tokenizer

    yield "byte_level", trained(
        models.BPE(), pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel(),
        alphabet=pre_tokenizers.ByteLevel.alphabet())
    for scheme in ("always", "first", "never"):
        yield "metaspace_" + scheme, trained(
            models.BPE(unk_token="<unk>", byte_fallback=False),
            pre_tokenizers.Metaspace(prepend_scheme=scheme, split=True),
            decoders.Metaspace(prepend_scheme=scheme))
    yield "prepend", trained(
        models.BPE(unk_token="<unk>", fuse_unk=True), pre_tokenizers.Split(" ", "isolated"),
        decoders.Sequence([decoders.Replace("\u2581", " "), decoders.Fuse()]),
        normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")]))


def run(winnow, folder, tokenizer, template, lines):
    (folder / "tokenizer.json").write_text(tokenizer.to_str())
    config = {"chat_template": template, "bos_token": "<s>", "eos_token": "</s>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    (folder / "in.jsonl").write_text(
        "".join(json.dumps({"id": str(n), "messages": line}) + "\n" for n, line in enumerate(lines)))
    (folder / "p.yaml").write_text(f"""
name: x
input: [{{ messages: {{ paths: ["{folder}/in.jsonl"] }} }}]
stages:
  - chat_template: {{ template: "{folder}/tokenizer_config.json" }}
  - tokenize: {{ tokenizer: "{folder}/tokenizer.json", end_of_document: "" }}
output: [{{ token_jsonl: {{ path: tokens }} }}]
""")
    result = subprocess.run([winnow, "run", str(folder / "p.yaml"), "--output", str(folder / "run")],
                            capture_output=True)
    if result.returncode:
        raise SystemExit(result.stderr.decode())
    rows = {}
    for path in (folder / "run" / "tokens").glob("*.jsonl"):
        for line in path.read_text().split("\n"):
            if line:
                row = json.loads(line)
                rows[int(row["id"])] = row
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("winnow")
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    lines = list(conversations(options.folder))
    texts = [m["content"] for line in lines for m in line]
    failed = False
    for name, tokenizer in tokenizers(texts):
        for template_name, template in TEMPLATES.items():
            fast = PreTrainedTokenizerFast(
                tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>",
                additional_special_tokens=SPECIAL[3:])
            with tempfile.TemporaryDirectory() as folder:
                rows = run(options.winnow, pathlib.Path(folder), tokenizer, template, lines)
            ids = masks = missing = 0
            shown = False
            for number, line in enumerate(lines):
                theirs = fast.apply_chat_template(
                    line, chat_template=template, tokenize=True, return_dict=True,
                    return_assistant_tokens_mask=True)
                row = rows.get(number)
                if row is None:
                    missing += 1
                    continue
                mask = [int(label != -100) for label in row["labels"]]
                same = row["input_ids"] == theirs["input_ids"]
                ids += same
                masks += same and mask == theirs["assistant_masks"]
                if not (same and mask == theirs["assistant_masks"]) and not shown:
                    shown = True
                    at = next((i for i, (a, b) in enumerate(zip(
                        zip(row["input_ids"], mask),
                        zip(theirs["input_ids"], theirs["assistant_masks"]))) if a != b), -1)
                    near = slice(max(0, at - 4), at + 6)
                    print("  first difference:", json.dumps(line)[:200])
                    print("    ours  ", fast.convert_ids_to_tokens(row["input_ids"][near]), mask[near])
                    print("    theirs", fast.convert_ids_to_tokens(theirs["input_ids"][near]),
                          theirs["assistant_masks"][near])
            print(f"{name:18} {template_name:8} {len(lines)} conversations: {ids} ids the same, "
                  f"{masks} masks the same, {missing} refused")
            failed |= ids + missing < len(lines) or masks + missing < len(lines)
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
