"""Random tokenizer.json files of every component that `tokenizers` has, and random texts for them."""
import base64
import functools
import os
import tempfile

# What tokens and texts are made of: scripts, marks, joiners, controls, spaces, digits, signs.
ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJ", "0123456789", " ", "  \t\n\r", ".,!?'\"-_()<>|/@#$%^&*+=~`[]{}\\:;",
    "éèüßøñçÀÉİıſ", "абвгдежзиЖЩ", "αβγσςΣ", "中文字漢語。，", "ひらがなカタカナー", "한국어",
    "ابتثسلام٠١٢٣", "אבגד", "कखगिीुू्१२", "ไทยกขค", "\u200c\u200d\u200b\u00ad\ufeff", "\u0301\u0308\u0323\u20dd\u0345",
    "\u00a0\u2003\u3000\u2028\u0085\u000b\u000c", "²³¹½¼Ⅷⅷ①", "😀👍🏽👨‍👩‍👧🇩🇪", "ﬁﬀﬅﬆŉǰΐ", "\x00\x01\x7f\x9f", "▁▁", "Ġ Ċ",
    "\U0001d400\U0001d7d9", "℃ⅣKÅ", "ǅǆ", "_‿⁀",
]
SPECIALS = ["<s>", "</s>", "<unk>", "<pad>", "<|endoftext|>", "<|im_start|>", "[INST]", "[MASK]", "<mask>"]
ADDED = ["Hello", "ÉCOLE", "<|user|>", "<|end|>", " ", "  ", "\n", "\n\n", "\t", "▁", "▁▁", "a", "ab", "abc", "the", "foo bar",
         " lead", "trail ", "é", "e\u0301", "ﬁ", "Ġ", "Ġa", "中", "中文", "123", "1", "!!", "<0x0A>", "ß", "İ", "'s", "été",
         "x y", "\u200d", "हि", "_", "-", "A", "NEW", "new"]
REGEXES = [
    r"\w+|[^\w\s]+", r"\s+", r"\d", r"\d+", r"\p{L}+", r"\p{N}{1,3}", r"[^\s]+", r"\s", r"(?<=[a-z])(?=[A-Z])", r"(?=\d)",
    r"(?<=\d)", r"\b", r"\B", r"^", r"$", r"a*", r"a?", r"(?:)", r"x*|b", r"[A-Z][a-z]+", r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|\w+",
    r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", r"[\s\S]", r".", r".+", r"[^\n]+\n?",
    r"\p{Han}+", r"[一-龥]+", r"[\p{P}\p{S}]", r"\p{Lu}\p{Ll}*", r"\p{M}+", r"(?i:a)", r"(?i)k", r"[^a-z]", r"\S+\s*", r" ?\S+",
    r"\W", r"\w", r"\p{N}{1,3}+", r"a{2}", r"(?:ab)+", r"(?>a+)b|a", r"a++b|ab", r"\s+$", r"^\s+", r"[ ]+", r"\n", r"\r\n|\n",
    r"(?<!\w)\w", r"\p{Alphabetic}+", r"[[a-z]&&[^aeiou]]+", r"\u0061|\x62", r"\A.", r".\z", r"(?:a|ab)(?:c|bcd)?", r"[_\p{Pc}]",
    r"\p{Cc}", r"\p{Cf}", r"\p{^L}", r"\P{L}", r"[^\P{L}]", r"(?i:st|ss)", r"(?i:ß)", r"(?i:[a-f]+)", r"\d{2,}?", r"\w+?\b", r"(?:a?)*",
    r"(?=(a))", r"(?!a)", r"\s*", r"\w*", r"[0-9]*", r"(?<=a)", r"(?<!^)", r"a|^b|c$", r"\p{Zs}", r"\h", r"[[:alpha:]]+", r"\X", r"\R",
]
# Those that have a scanner of their own.
SCANNED = [
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
    r"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
]
REGEXES += SCANNED
LITERALS = [" ", "a", "▁", "\n", "é", "ab", "-", "  ", ".", "", "Ġ", "'", "0", "中", "aa", "A"]
BEHAVIORS = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]


def word(rng, length=None):
    """A run of characters, mostly of one alphabet."""
    alphabet = rng.choice(ALPHABETS)
    length = length or rng.choice([1, 1, 2, 3, 4, 6])
    return "".join(rng.choice(alphabet if rng.random() < 0.9 else rng.choice(ALPHABETS)) for _ in range(length))


def text(rng, tokens):
    """A text with names of tokens in it."""
    parts = []
    for _ in range(rng.choice([0, 1, 1, 2, 3, 5, 8, 12, 30])):
        kind = rng.random()
        if kind < 0.2 and tokens:
            parts.append(rng.choice(tokens))
        elif kind < 0.35:
            parts.append(rng.choice([" ", "  ", "\n", "\n\n", " \n", "\t", "\r\n", ""]))
        elif kind < 0.4:
            scalar = rng.randrange(0x110000)
            parts.append("" if 0xD800 <= scalar <= 0xDFFF else chr(scalar))
        elif kind < 0.5:
            parts.append(rng.choice(["I'll", "DON'T", "camelCaseWord", "x²", "école", "ÉCOLE", "Hello", "été", "1,234.5", "a_b", "aab"]))
        else:
            parts.append(word(rng))
    return "".join(parts)


def pattern(rng):
    if rng.random() < 0.4:
        return {"String": rng.choice(LITERALS)}
    return {"Regex": rng.choice(REGEXES)}


def normalizer(rng, depth=0):
    kind = rng.choice(["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Strip", "Prepend", "Replace", "Replace", "Replace",
                       "StripAccents", "Nmt", "BertNormalizer", "Precompiled", "ByteLevel", "Sequence", "Sequence"])
    if kind == "Sequence":
        if depth > 1:
            return {"type": "NFC"}
        return {"type": kind, "normalizers": [normalizer(rng, depth + 1) for _ in range(rng.choice([0, 1, 2, 2, 3]))]}
    if kind == "Strip":
        return {"type": kind, "strip_left": rng.random() < 0.5, "strip_right": rng.random() < 0.5}
    if kind == "Prepend":
        return {"type": kind, "prepend": rng.choice(["▁", " ", "ab", ""])}
    if kind == "Replace":
        return {"type": kind, "pattern": pattern(rng), "content": rng.choice(["", " ", "▁", "a", "ab", "_"])}
    if kind == "Precompiled":
        return {"type": kind, "precompiled_charsmap": rng.choice(tables())}
    if kind == "BertNormalizer":
        return {"type": kind, "clean_text": rng.random() < 0.5, "handle_chinese_chars": rng.random() < 0.5,
                "strip_accents": rng.choice([None, True, False]), "lowercase": rng.random() < 0.5}
    return {"type": kind}


def byte_level(rng):
    return {"type": "ByteLevel", "add_prefix_space": rng.random() < 0.3, "trim_offsets": True, "use_regex": rng.random() < 0.6}


def pre_tokenizer(rng, depth=0):
    kind = rng.choice(["ByteLevel", "ByteLevel", "Split", "Split", "Split", "Digits", "Punctuation", "Whitespace",
                       "WhitespaceSplit", "Metaspace", "Metaspace", "BertPreTokenizer", "CharDelimiterSplit",
                       "UnicodeScripts", "FixedLength", "Sequence", "Sequence", "Sequence"])
    if kind == "ByteLevel":
        return byte_level(rng)
    if kind == "Sequence":
        if depth > 1:
            return {"type": "WhitespaceSplit"}
        items = [pre_tokenizer(rng, depth + 1) for _ in range(rng.choice([0, 1, 2, 2, 3]))]
        if rng.random() < 0.4:
            items.append(byte_level(rng))
        return {"type": kind, "pretokenizers": items}
    if kind == "Split":
        return {"type": kind, "pattern": pattern(rng), "behavior": rng.choice(BEHAVIORS), "invert": rng.random() < 0.3}
    if kind == "Digits":
        return {"type": kind, "individual_digits": rng.random() < 0.5}
    if kind == "Punctuation":
        return {"type": kind, "behavior": rng.choice(BEHAVIORS)}
    if kind == "Metaspace":
        return {"type": kind, "replacement": rng.choice(["▁", "▁", "▁", "_"]),
                "prepend_scheme": rng.choice(["always", "first", "never"]), "split": rng.random() < 0.7}
    if kind == "CharDelimiterSplit":
        return {"type": kind, "delimiter": rng.choice([" ", "a", "-", "é"])}
    if kind == "FixedLength":
        return {"type": kind, "length": rng.choice([1, 2, 5])}
    return {"type": kind}


def decoder(rng, depth=0):
    kind = rng.choice(["ByteLevel", "ByteFallback", "Fuse", "Strip", "Replace", "Metaspace", "BPEDecoder", "WordPiece", "CTC",
                       "Sequence", "Sequence"])
    if kind == "Sequence":
        if depth > 1:
            return {"type": "Fuse"}
        return {"type": kind, "decoders": [decoder(rng, depth + 1) for _ in range(rng.choice([0, 1, 2, 3, 4]))]}
    if kind == "ByteLevel":
        return byte_level(rng)
    if kind == "Strip":
        return {"type": kind, "content": rng.choice([" ", "a", "▁"]), "start": rng.choice([0, 1, 2]), "stop": rng.choice([0, 0, 1])}
    if kind == "Replace":
        return {"type": kind, "pattern": pattern(rng), "content": rng.choice(["", " ", "▁", "a"])}
    if kind == "Metaspace":
        return {"type": kind, "replacement": rng.choice(["▁", "_"]), "prepend_scheme": rng.choice(["always", "first", "never"]),
                "split": True}
    if kind == "BPEDecoder":
        return {"type": kind, "suffix": rng.choice(["</w>", "a", " "])}
    if kind == "WordPiece":
        return {"type": kind, "prefix": "##", "cleanup": rng.random() < 0.5}
    if kind == "CTC":
        return {"type": kind, "pad_token": "<pad>", "word_delimiter_token": "|", "cleanup": True}
    return {"type": kind}


def post_processor(rng, ids):
    """`ids` are names with their ids."""
    def one():
        return rng.choice(ids)
    kind = rng.choice(["TemplateProcessing", "TemplateProcessing", "ByteLevel", "RobertaProcessing", "BertProcessing", "Sequence"])
    if kind == "ByteLevel" or not ids:
        return byte_level(rng)
    if kind == "TemplateProcessing":
        used, single = {}, []
        for place in range(rng.choice([0, 1, 2])):
            name, number = one()
            used[name] = {"id": name, "ids": [number], "tokens": [name]}
            single.append({"SpecialToken": {"id": name, "type_id": 0}})
        single.insert(rng.randrange(len(single) + 1), {"Sequence": {"id": "A", "type_id": 0}})
        return {"type": kind, "single": single, "pair": single + [{"Sequence": {"id": "B", "type_id": 1}}], "special_tokens": used}
    if kind == "Sequence":
        return {"type": kind, "processors": [post_processor(rng, ids) for _ in range(rng.choice([0, 1, 2]))]}
    extra = {"trim_offsets": True, "add_prefix_space": True} if kind == "RobertaProcessing" else {}
    return {"type": kind, "sep": list(one()), "cls": list(one()), **extra}


def byte_alphabet():
    keep = [*range(33, 127), *range(161, 173), *range(174, 256)]
    more = iter(range(0x100, 0x200))
    return [chr(b) if b in keep else chr(next(more)) for b in range(256)]


BYTES = byte_alphabet()


def spelled(string):
    return "".join(BYTES[b] for b in string.encode())


def field(message, number):
    """The bytes of a field of a protocol buffer; empty where there is none."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 2:
            size = varint()
            if key >> 3 == number:
                return message[at:at + size]
            at += size
        elif key & 7 == 0:
            varint()
        else:
            at += {1: 8, 5: 4}[key & 7]
    return b""


@functools.cache
def tables():
    """Normalization tables of SentencePiece: its own, and some that rules make."""
    import sentencepiece
    made = []
    with tempfile.TemporaryDirectory() as folder:
        rules = {"a": [("61", "5A"), ("0D", "20"), ("0A", "20"), ("E9", "65"), ("41 301", "C1"), ("4E2D", "")],
                 "b": [("1F468", "6D 61 6E"), ("200D", "2D"), ("20 20", "20"), ("301", "27"), ("930", "61"), ("600", "5F"), ("AC00", "67 61")]}
        settings = [{"normalization_rule_name": name} for name in ("nmt_nfkc", "nfkc", "nmt_nfkc_cf", "nfkc_cf")]
        for name, lines in rules.items():
            path = os.path.join(folder, name + ".tsv")
            with open(path, "w") as out:
                out.write("".join(f"{a}\t{b}\n" for a, b in lines))
            settings.append({"normalization_rule_tsv": path})
        for setting in settings:
            prefix = os.path.join(folder, "m")
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(["a few words of text", "and some more of them"] * 20), model_prefix=prefix, vocab_size=30,
                hard_vocab_limit=False, minloglevel=3, **setting)
            with open(prefix + ".model", "rb") as file:
                # ModelProto.normalizer_spec.precompiled_charsmap
                made.append(base64.b64encode(field(field(file.read(), 3), 2)).decode())
    return made


def other_model(rng, kind, is_byte_level):
    """A model that doesn't merge, whose tokens are stretches of words."""
    words = [word(rng) for _ in range(rng.choice([5, 20, 60]))]
    words += [rng.choice(["▁", "▁", " ", "Ġ"]) + w for w in words if rng.random() < 0.4]
    words += rng.choices(ADDED + ["camel", "Case", "Word", "'s", "ll"], k=10)
    if is_byte_level:
        words = [spelled(w) for w in words]
    prefix = rng.choice(["##", "##", "##", "", "a", "▁"]) if kind == "WordPiece" else ""
    names = []
    for w in words:
        for _ in range(rng.choice([1, 3, 6])):
            start = rng.randrange(len(w))
            name = w[start:rng.randrange(start, len(w)) + 1]
            names.append(prefix + name if start and rng.random() < 0.9 else name)
        names += [prefix + c for c in w[1:] if rng.random() < 0.7] + [w[0]]
        names += [w] if rng.random() < (0.8 if kind == "WordLevel" else 0.2) else []
    fallback = kind == "Unigram" and rng.random() < 0.4
    if fallback:
        share = rng.choice([1, 1, 0.98, 0.5])
        names += [f"<0x{b:02X}>" for b in range(256) if rng.random() < share]
    names += [s for s in SPECIALS if s != "<unk>" and rng.random() < 0.4] + (["<unk>"] if rng.random() < 0.95 else [])
    names = list(dict.fromkeys(names))
    rng.shuffle(names)
    if kind == "Unigram":
        scores = rng.choice([lambda: -rng.random() * 20, lambda: -float(rng.randint(1, 4)), lambda: rng.choice([-1, -2.5, -0.1, 0.0, 3e-7]),
                             lambda: float("%.*g" % (rng.randint(6, 17), -rng.random() * 10 ** rng.randint(-3, 2)))])
        unknown = names.index("<unk>") if "<unk>" in names else rng.choice([None, 0])
        return {"type": kind, "unk_id": unknown, "byte_fallback": fallback, "vocab": [[name, scores()] for name in names]}
    ids = rng.sample(range(len(names)), len(names)) if rng.random() < 0.5 else range(len(names))
    made = {"type": kind, "unk_token": "<unk>", "vocab": dict(zip(names, ids))}
    if kind == "WordPiece":
        made.update(continuing_subword_prefix=prefix, max_input_chars_per_word=rng.choice([100, 100, 3, 10]))
    return made


def model(rng, is_byte_level, others):
    """A BPE model whose vocabulary is merged from words; a share of `others` are other models."""
    if rng.random() < others:
        return other_model(rng, rng.choice(["WordLevel", "WordPiece", "WordPiece", "Unigram", "Unigram", "Unigram"]), is_byte_level)
    words = [word(rng) for _ in range(rng.choice([5, 20, 60]))]
    words += [rng.choice(["▁", " ", "Ġ"]) + w for w in words if rng.random() < 0.4]
    words += rng.choices(ADDED + ["camel", "Case", "Word", "'s", "ll"], k=10)
    if is_byte_level:
        words = [spelled(w) for w in words]
    characters = sorted({c for w in words for c in w})
    if is_byte_level and rng.random() < 0.8:
        characters = sorted(set(characters) | set(BYTES))
    elif rng.random() < 0.3:
        characters = [c for c in characters if rng.random() < 0.8]
    prefix = rng.choice(["", None, "##"]) if rng.random() < 0.06 else None
    suffix = rng.choice(["", "</w>"]) if rng.random() < 0.06 else None
    names = list(characters)
    if prefix:
        names += [prefix + c for c in characters]
    if suffix:
        names += [c + suffix for c in characters]
    fallback = rng.random() < 0.25
    if fallback:
        names = [f"<0x{b:02X}>" for b in range(256) if rng.random() < 0.99] + names
    specials = [s for s in SPECIALS if rng.random() < 0.4]
    names = specials + names if rng.random() < 0.7 else names + specials
    known, merges = set(names), []
    for _ in range(rng.choice([0, 10, 60, 200])):
        if not words:
            break
        symbols = rng.choice(words)
        if len(symbols) < 2:
            continue
        end = rng.randrange(1, len(symbols))
        left, right = symbols[:end], symbols[end:]
        if rng.random() < 0.6:
            left, right = symbols[end - 1:end], symbols[end:end + 1]
        if prefix and rng.random() < 0.7:
            right = prefix + right
        if suffix and rng.random() < 0.5:
            right = right + suffix
        if left not in known or right not in known:
            continue
        made = left + right[len(prefix or ""):]
        if made not in known:
            known.add(made)
            names.append(made)
        merges.append([left, right])
    extra = [w for w in words if w not in known and rng.random() < 0.2]
    names += dict.fromkeys(extra)
    if rng.random() < 0.3:
        rng.shuffle(merges)
    if rng.random() < 0.3:
        rng.shuffle(names)
    names = list(dict.fromkeys(names))
    ids = list(range(len(names)))
    if rng.random() < 0.05:
        ids = [i + 3 for i in ids]
    unknown = rng.choice([None, "<unk>"])
    if unknown and unknown not in names:
        unknown = None if rng.random() < 0.9 else unknown
    return {"type": "BPE", "dropout": None if rng.random() < 0.97 else 0.1, "unk_token": unknown,
            "continuing_subword_prefix": prefix, "end_of_word_suffix": suffix, "fuse_unk": rng.random() < 0.4,
            "byte_fallback": fallback, "ignore_merges": rng.random() < 0.3, "vocab": dict(zip(names, ids)),
            "merges": merges if rng.random() < 0.8 or any(" " in a + b for a, b in merges) else [f"{a} {b}" for a, b in merges]}


def ids(model):
    """The names and ids of any model."""
    vocab = model["vocab"]
    return vocab if isinstance(vocab, dict) else {name: i for i, (name, _) in enumerate(vocab)}


def added_tokens(rng, vocab):
    names = [s for s in SPECIALS if s in vocab and rng.random() < 0.8]
    names += rng.sample(ADDED + SPECIALS, k=rng.choice([0, 0, 1, 3, 6]))
    names = list(dict.fromkeys(names))
    last = max(vocab.values(), default=-1) + 1 if vocab else 0
    size, tokens = len(vocab), []
    new = max(size, 0)
    for name in names:
        identifier = vocab.get(name)
        if identifier is None:
            identifier = new if rng.random() < 0.98 else last + 7
            new += 1
        special = name in SPECIALS if rng.random() < 0.9 else rng.random() < 0.5
        tokens.append({"id": identifier, "content": name, "single_word": rng.random() < 0.12, "lstrip": rng.random() < 0.12,
                       "rstrip": rng.random() < 0.12, "normalized": not special if rng.random() < 0.7 else rng.random() < 0.5,
                       "special": special})
    return sorted(tokens, key=lambda token: token["id"])


def has(value, kind):
    """Whether a component or one in it is of a kind."""
    if isinstance(value, dict):
        return value.get("type") == kind or any(has(v, kind) for v in value.values())
    return isinstance(value, list) and any(has(v, kind) for v in value)


def shaped(rng):
    """Normalizer, pre-tokenizer and model as BERT's, T5's and XLM-R's files have them."""
    table = {"type": "Precompiled", "precompiled_charsmap": tables()[0]}
    if rng.random() < 0.4:
        cleaning = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": rng.random() < 0.8,
                    "strip_accents": rng.choice([None, None, False]), "lowercase": rng.random() < 0.6}
        return cleaning, {"type": "BertPreTokenizer"}, other_model(rng, "WordPiece", False)
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": rng.choice(["always", "always", "first", "never"]),
                 "split": rng.random() < 0.8}
    normal = rng.choice([table, None, {"type": "Sequence", "normalizers": [table, {
        "type": "Replace", "pattern": {"Regex": " {2,}"}, "content": rng.choice([" ", "▁"])}]}, {"type": "Sequence", "normalizers": [
            table, {"type": "Strip", "strip_left": False, "strip_right": True},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}]}, {"type": "Sequence", "normalizers": [
                {"type": "Replace", "pattern": {"String": "``"}, "content": '"'}, {"type": "NFKD"}, {"type": "StripAccents"},
                {"type": "Lowercase"}, table]}])
    pre = {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]} if rng.random() < 0.5 else metaspace
    return normal, pre, other_model(rng, "Unigram", False)


def tokenizer(rng, others=0.12):
    """A random tokenizer.json and the names that texts should have in them."""
    shape = rng.random()
    bpe = None
    if shape < others / 2:
        normal, pre, bpe = shaped(rng)
    elif shape < 0.25:
        # As the files that people have.
        normal = rng.choice([None, None, {"type": "NFC"}, {"type": "Sequence", "normalizers": [
            {"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}])
        pre = rng.choice([byte_level(rng), {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": rng.choice(REGEXES)}, "behavior": "Isolated", "invert": False},
            {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}]}, None])
    else:
        normal = normalizer(rng) if rng.random() < 0.45 else None
        pre = pre_tokenizer(rng) if rng.random() < 0.85 else None
    bpe = bpe or model(rng, has(pre, "ByteLevel") or has(normal, "ByteLevel"), others)
    vocab = ids(bpe)
    added = added_tokens(rng, vocab)
    all_ids = [*vocab.items(), *((t["content"], t["id"]) for t in added)]
    file = {
        "version": "1.0", "truncation": None if rng.random() < 0.99 else {
            "direction": "Right", "max_length": 5, "strategy": "LongestFirst", "stride": 0},
        "padding": None, "added_tokens": added, "normalizer": normal, "pre_tokenizer": pre,
        "post_processor": post_processor(rng, all_ids[:20]) if rng.random() < 0.4 else None,
        "decoder": decoder(rng) if rng.random() < 0.85 else None, "model": bpe}
    return file, [t["content"] for t in added] + list(vocab)[:30]
