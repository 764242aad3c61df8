"""Tokenizer files of every kind that people have, each beside the program that it is made for.

    python3 -m venv venv && venv/bin/pip install -r Tests/Fuzz/Tokenizers/requirements.txt mistral-common transformers tiktoken
    venv/bin/python Tests/Fuzz/Tokenizers/kinds.py

Needs ../shared/data/tokenizers and a release build. Prints how many texts differ for each file; ends with 1
when one does.
"""
import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
WINNOW = os.environ.get("WINNOW", str(ROOT / ".build" / "release" / "winnow"))
DATA = ROOT / ".." / "shared" / "data" / "tokenizers"
BYTES = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
ALPHABET = {b: chr(b) for b in BYTES}
ALPHABET.update({b: chr(0x100 + n) for n, b in enumerate(b for b in range(256) if b not in ALPHABET)})


def encode(path, texts, *options):
    lines = "".join(json.dumps({"text": t}) + "\n" for t in texts)
    outcome = subprocess.run([WINNOW, "tokenizer", "encode", "-q", "--jsonl", "-t", str(path), *options],
                             input=lines, capture_output=True, text=True)
    if outcome.returncode:
        return outcome.stderr.strip()
    return [json.loads(line)["ids"] for line in outcome.stdout.splitlines()]


def ranks(path):
    return {base64.b64decode(token): int(rank) for token, rank in map(str.split, open(path))}


def rwkv(path):
    """RWKV's own reading: the longest token each time."""
    tokens = {}
    for line in open(path, encoding="utf-8"):
        token = eval(line[line.index(" "):line.rindex(" ")])
        tokens[token.encode() if isinstance(token, str) else token] = int(line[:line.index(" ")])
    longest = max(map(len, tokens))

    def encode(text):
        raw, at, ids = text.encode(), 0, []
        while at < len(raw):
            size = next(n for n in range(min(longest, len(raw) - at), 0, -1) if raw[at:at + n] in tokens)
            ids.append(tokens[raw[at:at + size]])
            at += size
        return ids
    return encode


def gpt2_folder(folder, config=None, added=None, extra=None):
    """vocab.json and merges.txt out of a tokenizer.json."""
    model = json.load(open(DATA / "gpt2.tokenizer.json"))["model"]
    vocab = dict(model["vocab"], **(extra or {}))
    folder.mkdir()
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False))
    merges = [m if isinstance(m, str) else " ".join(m) for m in model["merges"]]
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
    if config:
        (folder / "tokenizer_config.json").write_text(json.dumps(config))
    if added:
        (folder / "added_tokens.json").write_text(json.dumps(added))
    return folder


def qwen_folder(folder):
    """Qwen's rank file as the vocab.json and merges.txt of its later releases."""
    table = ranks(DATA / "qwen.tiktoken")
    merges = []
    for token, rank in table.items():
        parts = [bytes([b]) for b in token]
        while len(parts) > 2:
            best = min(range(len(parts) - 1), key=lambda i: table.get(parts[i] + parts[i + 1], 1 << 30))
            if table.get(parts[best] + parts[best + 1], 1 << 30) >= rank:
                break
            parts[best:best + 2] = [parts[best] + parts[best + 1]]
        if len(parts) == 2:
            merges.append((rank, parts))
    spell = lambda token: "".join(ALPHABET[b] for b in token)
    folder.mkdir()
    (folder / "vocab.json").write_text(json.dumps({spell(t): r for t, r in table.items()}, ensure_ascii=False))
    (folder / "merges.txt").write_text("".join(f"{spell(a)} {spell(b)}\n" for _, (a, b) in sorted(merges)))
    special = {str(151643 + n): {"content": c, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
               for n, c in enumerate(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])}
    (folder / "tokenizer_config.json").write_text(json.dumps(
        {"tokenizer_class": "Qwen2Tokenizer", "added_tokens_decoder": special, "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}))
    (folder / "config.json").write_text(json.dumps({"model_type": "qwen2"}))
    return folder


def bert_folder(folder, config, cased):
    """A WordPiece vocabulary of the characters and short stretches that the texts have."""
    words = {w if cased else w.lower() for line in open(DATA / "golden-strings.jsonl") for w in json.loads(line)["text"].split()}
    pieces = sorted({w[:n] for w in words for n in (1, 2, 4) if w}) + sorted({"##" + w[at:at + n] for w in words for at in (1, 2, 3) for n in (1, 2) if w[at:]})
    folder.mkdir()
    names = dict.fromkeys(["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *(p for p in pieces if p.isprintable())])
    (folder / "vocab.txt").write_text("\n".join(names) + "\n")
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "BertTokenizer", **config}))
    return folder


def cases(folder):
    """Name, path, options, and the function that gives the ids."""
    import sentencepiece
    import tiktoken
    import mistral_common
    from mistral_common.tokens.tokenizers.tekken import Tekkenizer
    data = Path(mistral_common.__file__).parent / "data"
    for path in sorted(data.glob("tekken*.json")):
        tekken = Tekkenizer.from_file(path)
        yield path.name, path, [], lambda t, m=tekken: m.encode(t, bos=False, eos=False)
    for path in sorted(data.glob("*.model.v*")):
        processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
        yield path.name, path, [], processor.encode
    specs = json.load(open(DATA / "encodings.json"))
    for name in ("cl100k_base", "o200k_base", "p50k_base", "qwen"):
        renamed = folder / f"renamed-{name}.tiktoken"
        renamed.write_bytes((DATA / f"{name}.tiktoken").read_bytes())
        yield f"{name}, known by its digest", renamed, [], tiktoken.Encoding(
            name, pat_str=specs[name]["pattern"], mergeable_ranks=ranks(renamed), special_tokens={}).encode_ordinary
    llama = folder / "tokenizer.model"
    table = ranks(DATA / "cl100k_base.tiktoken")
    table = {t: r for t, r in table.items() if r < 60_000}
    llama.write_text("".join(f"{base64.b64encode(t).decode()} {r}\n" for t, r in table.items()))
    pattern = specs["qwen"]["pattern"].replace(r"\p{N}|", r"\p{N}{1,3}|")
    encoding = tiktoken.Encoding("llama", pat_str=pattern, mergeable_ranks=table, special_tokens={})
    yield "ranks in a tokenizer.model, --pattern llama3", llama, ["--pattern", "llama3"], encoding.encode_ordinary
    yield "the same, --pattern as an expression", llama, ["--pattern", pattern], encoding.encode_ordinary
    whisper = folder / "multilingual.tiktoken"
    table = {t: r for t, r in table.items() if r < 50_256}
    whisper.write_text("".join(f"{base64.b64encode(t).decode()} {r}\n" for t, r in table.items()) + "= 50256\n")
    encoding = tiktoken.Encoding(
        "whisper", pat_str=specs["gpt2"]["pattern"], mergeable_ranks={**table, b"": 50256}, special_tokens={})
    yield "ranks with an empty token", whisper, ["--pattern", "gpt2"], encoding.encode_ordinary
    shuffled = folder / "shuffled.tiktoken"
    import random
    tokens = [t for t in table if len(t) > 1]
    random.Random(1).shuffle(tokens)
    table = {t: n for n, t in enumerate([bytes([b]) for b in range(256)] + tokens[:20_000])}
    shuffled.write_text("".join(f"{base64.b64encode(t).decode()} {r}\n" for t, r in table.items()))
    encoding = tiktoken.Encoding("shuffled", pat_str=specs["gpt2"]["pattern"], mergeable_ranks=table, special_tokens={})
    yield "ranks that no training made", shuffled, ["--pattern", "gpt2"], encoding.encode_ordinary
    path = DATA / "rwkv-world.vocab.txt"
    yield path.name, path, [], rwkv(path)

    from transformers import AutoTokenizer, BertTokenizer, GPT2Tokenizer, Qwen2Tokenizer, RobertaTokenizer
    plain = lambda it: lambda t: it.encode(t, add_special_tokens=False)
    gpt2 = gpt2_folder(folder / "gpt2")
    yield "vocab.json and merges.txt", gpt2, ["--special"], plain(GPT2Tokenizer.from_pretrained(gpt2))
    added = gpt2_folder(folder / "gpt2-added", added={"<extra>": 50257, "zhello": 50258})
    yield "with added_tokens.json", added, ["--special"], plain(GPT2Tokenizer.from_pretrained(added))
    spaced = gpt2_folder(folder / "gpt2-space", {"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": True})
    yield "with add_prefix_space", spaced, ["--special"], plain(AutoTokenizer.from_pretrained(spaced))
    names = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    roberta = gpt2_folder(folder / "roberta", {"tokenizer_class": "RobertaTokenizer"}, extra={n: 50257 + i for i, n in enumerate(names)})
    it = RobertaTokenizer.from_pretrained(roberta)
    yield "RoBERTa's", roberta, ["--special"], plain(it)
    yield "RoBERTa's with its template", roberta, ["--special", "--template"], it.encode
    for name, config in (("uncased", {"do_lower_case": True}), ("cased", {"do_lower_case": False}),
                         ("accents", {"do_lower_case": True, "strip_accents": False, "tokenize_chinese_chars": False})):
        bert = bert_folder(folder / name, config, name == "cased")
        yield f"BERT's vocab.txt, {name}", bert, ["--special", "--template"], BertTokenizer.from_pretrained(bert).encode
    qwen = qwen_folder(folder / "qwen2")
    yield "Qwen 2's", qwen, ["--special"], plain(Qwen2Tokenizer.from_pretrained(qwen))


def main():
    texts = [json.loads(line)["text"] for line in open(DATA / "golden-strings.jsonl")]
    texts += ["<s>a</s> <mask> b<pad>", "a <mask>b", "<|endoftext|>", "x<|im_start|>user\nhi<|im_end|>", "zhello <extra> hello zhello", "", " "]
    total = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, path, options, reference in cases(Path(folder)):
            found = encode(path, texts, *options)
            if isinstance(found, str):
                differing = found
            else:
                wrong = [t for t, one in zip(texts, found, strict=True) if one != list(reference(t))]
                differing = f"{len(wrong)} differ" + (f", such as {ascii(wrong[0])[:100]}" if wrong else "")
            total += not differing.startswith("0 ")
            print(f"{name:50} {differing}", flush=True)
    sys.exit(1 if total else 0)


if __name__ == "__main__":
    main()
