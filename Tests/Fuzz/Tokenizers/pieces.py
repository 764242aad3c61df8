"""Random SentencePiece models against `sentencepiece`: what is accepted must give its ids and texts.

    python3 -m venv venv && venv/bin/pip install -r Tests/Fuzz/Tokenizers/requirements.txt
    swift build -c release --product tokenizer-lab
    venv/bin/python Tests/Fuzz/Tokenizers/pieces.py --models 200 --texts 2600

Each model is trained with random options on texts that depend on the seed and its number alone. What
`convert` writes is compared twice: as Winnow reads it, and as `tokenizers` does. Prints how many models
were accepted, refused by reason, and differing; ends with 1 when one differs.
"""
import argparse
import collections
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
WORDS = ("the of and a to in he was that it his her with as had for she on at by which be not from but him have are "
         "Haus Straße Größe über élève naïve œuvre mañana привет мир слово キャット 日本語 中文字符 한국어 العربية हिन्दी "
         "ไทย 12 345 6789 3.14 foo_bar x=y; if(a<b){ return; } <b>bold</b> http://x.y/z ﬁne ½ Ⅷ ① ｆｕｌｌ ｶﾀｶﾅ e\u0301 "
         "a\u0308 \u200b zero 😀 👨\u200d👩\u200d👧 ▁ … “quote” ‘it’ — don't I'm we'll").split(" ")
ODD = [" ", "  ", "   ", "\t", "\n", "\n\n", "\r\n", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u2581", "\u2581\u2581", "\x00", "\x07", "\x7f",
       "<s>", "</s>", "<unk>", "<pad>", "<0x41>", "<0x0A>", "\ufffd", "\u0301", "İ", "ß", "ﬃ", "\U0001f600", "\U0010ffff", "ｱﾞ", "㍿",
       "\u1e9b\u0323", "각", "각", "~", "〜", "<sep>", "<cls>", "ab", "[MASK]", "x y"]


def sentence(rng, words, count):
    return " ".join(rng.choice(words) for _ in range(count))


def corpus(rng):
    words = rng.sample(WORDS, rng.randint(10, len(WORDS)))
    words += ["".join(rng.choice("abcdeéñж中") for _ in range(rng.randint(1, 9))) for _ in range(rng.randint(5, 150))]
    lines = [sentence(rng, words, rng.randint(1, 14)) for _ in range(rng.randint(60, 400))]
    return words, [line + rng.choice(["", "", ".", "!", "  x", "12 34"]) for line in lines]


def options(rng):
    """Options of the trainer, and the symbols that texts should have in them."""
    chosen = {
        "model_type": rng.choice(["bpe", "bpe", "bpe", "bpe", "unigram", "unigram", "char", "word"]),
        "vocab_size": rng.choice([270, 300, 400, 600, 1000]), "hard_vocab_limit": False,
        "normalization_rule_name": rng.choice(["identity", "identity", "identity", "nmt_nfkc", "nfkc", "nmt_nfkc_cf", "nfkc_cf"]),
        "character_coverage": rng.choice([1.0, 0.9995, 0.98, 0.9]), "minloglevel": 2, "num_threads": 1,
        "max_sentencepiece_length": rng.choice([4, 8, 16, 16, 30]),
    }
    for name, share in (("add_dummy_prefix", .7), ("remove_extra_whitespaces", .7), ("split_by_unicode_script", .7),
                        ("split_by_number", .7), ("split_by_whitespace", .8), ("split_digits", .3), ("byte_fallback", .4),
                        ("treat_whitespace_as_suffix", .15), ("allow_whitespace_only_pieces", .4)):
        chosen[name] = rng.random() < share
    if chosen["byte_fallback"]:
        chosen["vocab_size"] += 256
    symbols = []
    if rng.random() < .4:
        symbols = rng.sample(["<sep>", "<cls>", "ab", "a", "  ", "é", "\n", "▁the", "[MASK]", "x y", "th", "the", "中", "\t", "aba"], rng.randint(1, 5))
        chosen["user_defined_symbols"] = symbols
    if rng.random() < .3:
        controls = [c for c in rng.sample(["<c1>", "e", "<mask>", "z", "he"], rng.randint(1, 3)) if c not in symbols]
        chosen["control_symbols"] = controls
        symbols = symbols + controls
    if rng.random() < .3:
        chosen["pad_id"] = 3
    if rng.random() < .2:
        chosen["bos_id"] = -1
    if rng.random() < .2:
        chosen["unk_surface"] = rng.choice(["?", "<UNK>", " ▁x "])
    if rng.random() < .2:
        chosen["unk_piece"] = rng.choice(["[UNK]", "?"])
    if rng.random() < .2:
        chosen["required_chars"] = "qzж"
    return chosen, symbols


def texts(rng, words, symbols, count):
    pool = words + ODD + [s for s in symbols for _ in range(5)]
    made = ["", " ", "\u2581", "  a  b  ", "a\u2581 ", "\n x \n", "a" * 3000]
    while len(made) < count:
        parts = []
        for _ in range(rng.randint(1, 20)):
            kind = rng.random()
            if kind < .6:
                parts.append(rng.choice(pool))
            elif kind < .8:
                parts.append(chr(rng.choice([rng.randrange(32, 127), rng.randrange(0xa0, 0x600), rng.randrange(0x1e00, 0x2600),
                                             rng.randrange(0x3000, 0xd7ff), rng.randrange(0xf900, 0xffff), rng.randrange(0x10000, 0x20000)])))
            else:
                parts.append(rng.choice(["", " ", " ", "  "]))
            parts.append(rng.choice([" ", " ", ""]))
        made.append("".join(parts))
    return made[:count]


def make(seed, number, count):
    """A model as bytes (None where the trainer refuses its options), its options and texts."""
    import sentencepiece
    rng = random.Random(f"pieces/{seed}/{number}")
    words, lines = corpus(rng)
    chosen, symbols = options(rng)
    with tempfile.TemporaryDirectory() as folder:
        if rng.random() < .2:
            rules = Path(folder) / "rules.tsv"
            rules.write_text("".join(f"{a}\t{b}\n" for a, b in [("61 62", "63"), ("E9", "65"), ("41", "61"), ("71", ""), ("2014", "2D 20 2D"), ("78", "20")][:rng.randint(1, 6)]))
            chosen["normalization_rule_tsv"] = str(rules)
            del chosen["normalization_rule_name"]
        prefix = Path(folder) / "m"
        try:
            sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_prefix=str(prefix), **chosen)
        except RuntimeError:
            return None, chosen, []
        model = prefix.with_suffix(".model").read_bytes()
    chosen.pop("normalization_rule_tsv", None)
    return model, chosen, texts(rng, words, symbols, count)


class Lab:
    """Winnow's tokenizers in a process of their own."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def first_difference(expected, answer):
    return next((place for place, (one, other) in enumerate(zip(expected, answer)) if one != other), None)


def compare(lab, model, words, rng):
    """The refusal or '', the refusal of converting or '', and what differs by field."""
    import sentencepiece
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    ids = processor.encode(words)
    size = processor.get_piece_size()
    lists = ids + [rng.choices(range(size), k=rng.choice([1, 2, 3, 9])) for _ in range(300)]
    decoded = [processor.decode(i) for i in lists]
    answer = lab.ask(model=model.hex(), texts=words, ids=lists, convert=False)
    if "refused" in answer:
        return answer["refused"], "", {}
    found = {}
    for field, one, other in (("encode", ids, answer["plain"]), ("decode", decoded, answer["decoded"])):
        place = first_difference(one, other)
        if place is not None:
            found[field] = (words[place] if field == "encode" else lists[place], one[place], other[place])
    converted = lab.ask(model=model.hex(), texts=words, ids=ids, convert=True)
    if "refused" in converted:
        return "", converted["refused"], found
    place = first_difference(ids, converted["plain"])
    if place is not None:
        found["encode after convert"] = (words[place], ids[place], converted["plain"][place])
    place = first_difference(decoded[:len(ids)], converted["skipped"])
    if place is not None:
        found["decode after convert"] = (ids[place], decoded[place], converted["skipped"][place])
    from tokenizers import Tokenizer
    theirs = Tokenizer.from_str(converted["json"])
    theirs.encode_special_tokens = True
    other = [e.ids for e in theirs.encode_batch(words, add_special_tokens=False)]
    place = first_difference(ids, other)
    if place is not None:
        found["tokenizers' encode after convert"] = (words[place], ids[place], other[place])
    other = theirs.decode_batch(ids)
    place = first_difference(decoded[:len(ids)], other)
    if place is not None:
        found["tokenizers' decode after convert"] = (ids[place], decoded[place], other[place])
    return "", "", found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=int, default=200)
    parser.add_argument("--texts", type=int, default=2600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    parser.add_argument("--lab", default=str(ROOT / ".build" / "release" / "tokenizer-lab"))
    arguments = parser.parse_args()
    numbers = range(arguments.models) if arguments.only is None else [arguments.only]
    counts, refused, unconverted = collections.Counter(), collections.Counter(), collections.Counter()
    kinds, differing = collections.Counter(), 0
    lab = Lab(arguments.lab)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    for number in numbers:
        model, chosen, words = make(arguments.seed, number, arguments.texts)
        if model is None:
            counts["not trained"] += 1
            continue
        refusal, conversion, found = compare(lab, model, words, random.Random(number))
        counts["refused" if refusal else "accepted"] += 1
        if refusal:
            refused[re.sub(r"'[^']*'", "…", refusal)] += 1
        else:
            kinds[chosen["model_type"]] += 1
            unconverted[re.sub(r"'[^']*'", "…", conversion) or "converted"] += 1
        if found:
            differing += 1
            print(f"--only {number}", chosen)
            for field, (subject, one, other) in found.items():
                print("  ", field, ascii(subject)[:300])
                print("      ", ascii(one)[:300])
                print("      ", ascii(other)[:300])
    lab.close()
    print(f"{len(numbers)} models, {arguments.texts} texts each, seed {arguments.seed}")
    for counter in (counts, refused, unconverted, kinds):
        for name, count in counter.most_common():
            print(f"{count:7}  {name}")
    print(f"{differing:7}  differing")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
