"""Inputs and pipelines that together use every stage, for same_results.py.

`write_inputs(FOLDER, DATA, ROOT, MEGABYTES)` makes corpora of the data folder's texts in several
containers; `trials(FOLDER, DATA)` gives pipelines over them.
"""
import gzip
import itertools
import json
import os
import subprocess

CODE_ENDINGS = (".swift", ".c", ".h", ".py", ".json", ".html", ".md", ".yaml", ".sh", ".jsonl")
LONGEST_SOURCE = 200_000


def unpacked(path):
    with subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE) as process:
        yield from process.stdout


def some_lines(path, limit):
    """Lines from all over a file, about `limit` bytes of them; all of them when that is 0."""
    if not limit:
        return list(unpacked(path))
    total = sum(map(len, unpacked(path)))
    step = max(1, round(total / limit))
    return list(itertools.islice(unpacked(path), 0, None, step))


def pieces(items, count):
    size = -(-len(items) // count)
    return [items[at:at + size] for at in range(0, len(items), size)]


def write_plain(path, lines):
    with open(path, "wb") as file:
        file.writelines(lines)


def write_gzip(path, lines):
    """A gzip file of eight members."""
    with open(path, "wb") as file:
        for part in pieces(lines, 8):
            file.write(gzip.compress(b"".join(part), 1, mtime=0))


def write_zstd(path, lines):
    """A zstd file of eight frames."""
    with open(path, "wb") as file:
        for part in pieces(lines, 8):
            file.write(subprocess.run(
                ["zstd", "-cq"], input=b"".join(part), stdout=subprocess.PIPE, check=True).stdout)


def write_corpus(folder, lines):
    """A corpus in three files: half of it plain, the rest gzip and zstd."""
    os.makedirs(folder)
    half, three_quarters = len(lines) // 2, len(lines) * 3 // 4
    write_plain(os.path.join(folder, "0.jsonl"), lines[:half])
    write_gzip(os.path.join(folder, "1.jsonl.gz"), lines[half:three_quarters])
    write_zstd(os.path.join(folder, "2.jsonl.zst"), lines[three_quarters:])


def source_files(root):
    """The repository's own sources, as records with a path."""
    for top in ("Sources", "Tests", "Pipelines", "Samples"):
        for path, folders, names in os.walk(os.path.join(root, top)):
            folders.sort()
            for name in sorted(names):
                full = os.path.join(path, name)
                if name.endswith(CODE_ENDINGS) and os.path.getsize(full) < LONGEST_SOURCE:
                    with open(full, "rb") as file:
                        text = file.read().decode("utf-8", "replace")
                    record = {"path": os.path.relpath(full, root), "text": text}
                    yield json.dumps(record, ensure_ascii=False).encode() + b"\n"


def write_rough(folder, lines):
    """Records as they shouldn't be: broken, without text, repeated, with other line ends."""
    os.makedirs(folder)
    lines = lines[:60]
    bad = [b"{\"text\": \"no end\n", b"\n", b"no JSON\n", b"{\"id\": \"without text\"}\n", b"[1]\n"]
    write_plain(os.path.join(folder, "broken.jsonl"), itertools.chain(
        *zip(lines, itertools.cycle(bad))))
    write_plain(os.path.join(folder, "crlf.jsonl"), [line[:-1] + b"\r\n" for line in lines])
    write_plain(os.path.join(folder, "twice.jsonl"), lines + lines[:-1] + [lines[-1][:-1]])
    nested = [{"meta": {"id": i, "score": i / 7}, "body": json.loads(line)["text"], "n": [i, None]}
              for i, line in enumerate(lines)]
    write_plain(os.path.join(folder, "nested.jsonl"), [
        json.dumps(record).encode() + b"\n" for record in nested])
    write_plain(os.path.join(folder, "empty.jsonl"), [])


def write_lists(folder, data, english):
    """Word lists, and an evaluation set of passages that the English corpus holds."""
    os.makedirs(folder)
    with open(os.path.join(data, "toxicity-dev/ldnoobw.jsonl"), encoding="utf-8") as file:
        terms = [json.loads(line) for line in file]
    write_plain(os.path.join(folder, "bad-en.txt"), [
        term["term"].encode() + b"\n" for term in terms if term["lang"] == "en"])
    items = []
    for number, line in enumerate(english[5::97]):
        words = json.loads(line)["text"].split()[40:40 + 8 + number % 30]
        items.append(json.dumps({"id": number, "question": " ".join(words)}).encode() + b"\n")
    write_plain(os.path.join(folder, "items.jsonl"), items)


def write_inputs(folder, data, root, megabytes):
    english = some_lines(os.path.join(data, "text/english.jsonl.zst"), megabytes << 20)
    languages = some_lines(os.path.join(data, "text/multilingual-train.jsonl.zst"), megabytes << 20)
    write_corpus(os.path.join(folder, "english"), english)
    write_corpus(os.path.join(folder, "languages"), languages)
    write_corpus(os.path.join(folder, "code"), list(source_files(root)))
    write_corpus(os.path.join(folder, "copies"), some_lines(
        os.path.join(data, "dedup-dev/docs.jsonl.zst"), 0))
    write_rough(os.path.join(folder, "rough"), english)
    write_lists(os.path.join(folder, "lists"), data, english)


class Trial:
    """A pipeline in YAML. `has_chance`: draws documents, which two builds may do differently."""

    def __init__(self, name, yaml, has_chance=False):
        self.name, self.yaml, self.has_chance = name, yaml, has_chance


def listed(items):
    return "".join("  - %s\n" % item for item in items)


def trial(name, inputs, stages, outputs=("jsonl: { path: text }",), has_chance=False):
    yaml = "name: %s\nseed: 17\ninput:\n%sstages:\n%soutput:\n%s" % (
        name, listed(inputs), listed(stages) or "  []\n", listed(outputs))
    return Trial(name, yaml, has_chance)


def shards(format):
    return "token_shards: { path: %s, format: %s, shard_megabytes: 1 }" % (format, format)


def trials(inputs, data):
    """Every rule set, rewriter, kind of deduplication and format, each in a short pipeline."""
    def jsonl(*names, rest=""):
        return "jsonl: { paths: [%s]%s }" % (", ".join("%s/%s" % (inputs, n) for n in names), rest)
    both = [jsonl("english", "languages")]
    return (
        read_trials(inputs, data, jsonl) + rule_trials(both, jsonl, data)
        + rewrite_trials(both, jsonl, inputs) + dedup_trials(jsonl, data)
        + web_trials(data) + token_trials(jsonl, data))


def read_trials(inputs, data, jsonl):
    return [
        trial("rough", [jsonl("rough")], ["exact_dedup"]),
        trial("nested", [jsonl("rough/nested.jsonl", rest=", text_field: body, id_field: meta.id")],
              ["require: { field: meta.score, min: 3 }"],
              ["jsonl: { path: text, compression: none, measurements: true }"]),
        trial("text", ["text: { paths: [Samples/text] }", jsonl("english/0.jsonl")], [],
              ["jsonl: { path: text, compression: gz, file_megabytes: 1 }"]),
        trial("html", ["html: { paths: [Samples/html] }"], ["extract_html: { format: markdown }"]),
        trial("limit", [jsonl("english", "languages")], ["limit: { documents: 777 }"]),
        trial("small-archives", ["warc: { paths: [%s/warc/small], statuses: [] }" % data],
              ["extract_html"]),
        trial("wet", ["warc: { paths: [Samples/wet, %s/warc/small/commoncrawl__whirlwind-python],"
                      " media_types: [text/plain] }" % data], []),
        trial("sample", [jsonl("english", "languages")], ["sample: { rate: 0.3 }"], has_chance=True),
    ]


def rule_trials(both, jsonl, data):
    toxic = "jsonl: { paths: [%s/toxicity-dev/toxicity.jsonl.zst] }" % data
    sentences = "jsonl: { paths: [%s/langid-dev] }" % data
    keep_all = ["jsonl: { path: text, measurements: true, fields: false }"]
    return [
        trial("gopher", both, ["gopher_repetition", "gopher_quality"], keep_all),
        trial("gopher-any-language", both, [
            "detect_language", "gopher_quality: { language_from: detect_language.language }",
            "gopher_repetition: { preset: massivetext }"]),
        trial("gopher-fineweb", [jsonl("english")], [
            "gopher_quality: { preset: fineweb-2024-04, words: spacy_en }",
            "gopher_repetition: { words: spacy_en }"]),
        trial("gopher-dclm", both, [
            "gopher_repetition: { preset: dclm }", "gopher_quality: { preset: dclm }"]),
        trial("c4", both, ["c4_quality"]),
        trial("c4-fineweb", both, ["c4_quality: { preset: fineweb-2024-04, words: spacy_en }"]),
        trial("fineweb", both, ["fineweb_quality"]),
        trial("fineweb-2024-04", both, ["fineweb_quality: { preset: fineweb-2024-04 }"]),
        trial("refinedweb", both, ["remove_urls", "refinedweb_lines: { preset: refinedweb }"]),
        trial("dclm", both, ["remove_urls", "refinedweb_lines"]),
        trial("madlad", both, ["madlad_quality"], keep_all),
        trial("nemo", both, ["nemo_quality"]),
        trial("code", [jsonl("code")], ["code_quality: { path_field: path }"]),
        trial("code-starcoder2", [jsonl("code")],
              ["code_quality: { preset: starcoder2-2024, path_field: path }"]),
        trial("language", [sentences, *both], ["detect_language"], keep_all),
        trial("language-kept", [sentences, *both], [
            "detect_language: { keep: [en, fr, de, ja], min_main_share: 0.5 }",
            "require: { measurement: detect_language.score, min: 0.8 }"]),
        trial("toxicity", [toxic, *both], ["toxicity"], keep_all),
        trial("classify", [toxic],
              ["classify: { model: builtin:toxicity, prepare: folded, label: toxic, max_score: 0.5 }"],
              keep_all),
        trial("regex", both, ["regex: { pattern: '(?i)\\b(the|der|le)\\s+\\w+', min_matches: 1 }"]),
    ]


def rewrite_trials(both, jsonl, inputs):
    words = "%s/lists/bad-en.txt" % inputs
    items = "benchmarks: [{ path: %s/lists/items.jsonl }]" % inputs
    return [
        trial("fix-text", both, ["fix_text"]),
        trial("fix-text-all", both, [
            "fix_text: { entities: always, ligatures: true, width: true, quotes: true,"
            " line_ends: true, unicode: nfkc }"]),
        trial("normalize", both, ["normalize_text"]),
        trial("normalize-all", both, [
            "normalize_text: { unicode: nfkd, collapse_spaces: true, drop_symbol_lines: true }"]),
        trial("pii", both, ["pii"]),
        trial("pii-tag", both, ["pii: { action: tag, public_addresses_only: false }"]),
        trial("pii-hash", [jsonl("english")], ["pii: { action: hash, key: secret }"]),
        trial("pii-drop", [jsonl("english")], ["pii: { preset: datatrove, action: drop }"]),
        trial("bad-words", both, ["c4_bad_words: { list: %s, max_words: 1 }" % words]),
        trial("bad-lines", both, ["c4_bad_words: { list: %s, unit: line }" % words]),
        trial("other-languages", both, ["cut_other_languages: { keep: [en], max_cut: 0.9 }"]),
        trial("decontaminate", both, ["decontaminate: { %s }" % items]),
        trial("decontaminate-cut", both, ["decontaminate: { %s, preset: gpt-3 }" % items]),
        trial("decontaminate-tag", both, [
            "decontaminate: { %s, preset: llama-2, action: tag }" % items]),
    ]


def dedup_trials(jsonl, data):
    copies = [jsonl("copies")]
    texts = [jsonl("copies", "english")]
    return [
        trial("exact", texts, ["exact_dedup"]),
        trial("lines", texts, ["line_dedup"]),
        trial("lines-llama-3", texts, ["line_dedup: { preset: llama-3 }"]),
        trial("paragraphs", texts, ["paragraph_dedup"]),
        trial("sentences", texts, ["sentence_dedup"]),
        trial("sentences-datatrove", copies, ["sentence_dedup: { preset: datatrove }"]),
        trial("substrings", texts, ["substring_dedup: { min_length: 100 }"]),
        trial("substrings-none", copies, ["substring_dedup: { keep: none, max_cut: 0.9 }"]),
        trial("bloom", texts, ["bloom_dedup"]),
        trial("bloom-paragraphs", copies, ["bloom_dedup: { mode: paragraph }"]),
        trial("bloom-documents", copies, ["bloom_dedup: { mode: document, threshold: 0.5 }"]),
        trial("minhash", texts, ["minhash_dedup"]),
        trial("minhash-datatrove", copies, ["minhash_dedup: { preset: datatrove }"]),
        trial("minhash-longest", copies, ["minhash_dedup: { keep: longest, unit: character }"]),
        trial("all-kinds", texts, [
            "exact_dedup", "minhash_dedup", "paragraph_dedup", "gopher_quality: { min_words: 20 }",
            "bloom_dedup", "substring_dedup", "limit: { documents: 5000 }"]),
    ]


def web_trials(data):
    crawl = ["warc: { paths: [%s/warc/crawl-dev.warc.gz, Samples/warc] }" % data]
    return [
        trial("web", crawl, ["extract_html", "detect_language: { keep: [en] }",
                             "gopher_repetition", "gopher_quality", "exact_dedup: { by: url }"]),
        trial("web-recall", crawl, [
            "extract_html: { favor: recall, format: markdown }", "balance_domains: "
            "{ max_per_domain: 20 }"]),
        trial("web-urls", crawl, [
            "url_filter: { domains: [Samples/lists/domains.txt], hard_words: "
            "[Samples/lists/hard-words.txt], soft_words: [Samples/lists/soft-words.txt] }",
            "extract_html: { favor: precision }", "minhash_dedup"]),
    ]


def token_trials(jsonl, data):
    chat = ["messages: { paths: [Samples/chat, %s/sft/messages.oasst1-threads-half.jsonl.zst] }"
            % data]
    four = [shards(format) for format in ("winnow", "mds", "megatron", "datatrove")]
    with_mask = [shards(format) for format in ("winnow", "mds", "datatrove")]
    train = "tokenize: { tokenizer: { train: { vocab_size: %d%s } } }"
    marks = ", special_tokens: [<|endoftext|>, <|im_start|>, <|im_end|>]"
    text = "jsonl: { path: text }"
    return [
        trial("tokens-trained", [jsonl("english", "languages")], [train % (8192, "")], four),
        trial("tokens-gpt2", [jsonl("english", "languages")], [
            "tokenize: { tokenizer: %s/tokenizers/gpt2.tokenizer.json }" % data], four + [text]),
        trial("tokens-cl100k", [jsonl("english", "languages")], [
            "tokenize: { tokenizer: %s/tokenizers/cl100k_base.tiktoken, end_of_document: '' }" % data],
            four),
        trial("tokens-sentencepiece", [jsonl("languages")], [
            "tokenize: { tokenizer: %s/tokenizers/mistral-v3.sentencepiece.model,"
            " end_of_document: </s> }" % data], four),
        trial("tokenizer-only", [jsonl("english")], [
            "train_tokenizer: { vocab_size: 4096, pattern: o200k, hold_back: 50 }"]),
        trial("chat", chat, ["chat_template", train % (4096, marks)], with_mask + [text]),
        trial("arranged", [jsonl("english", "languages")], [
            train % (4096, ""), "split: { validation: 0.1, test: 0.05 }", "shuffle",
            "pack: { length: 512, method: best_fit }"],
              [shards(format) for format in ("winnow", "mds", "datatrove")]
              + ["token_shards: { path: bin, format: bin }"], has_chance=True),
        trial("packed", [jsonl("english", "languages")], [
            train % (4096, ""), "pack: { length: 512 }"], four),
        trial("shuffled", [jsonl("english", "languages")], [
            "fix_text", train % (4096, ""), "shuffle"], four + [text], has_chance=True),
        trial("chat-packed", chat, ["chat_template", train % (4096, marks), "shuffle",
              "pack: { length: 1024, method: best_fit }"], with_mask, has_chance=True),
        trial("chat-words-only", chat, [
            "chat_template: { train_on_end_mark: false, min_trained_turns: 2 }",
            train % (2048, marks)], with_mask),
    ]
