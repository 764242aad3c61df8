# Records what datatrove's sentence deduplication leaves of documents, which documents its n-gram
# decontamination drops, and what it simplifies texts to.
#
#     pip install -r Tests/Generators/requirements-text.txt
#     python Tests/ParityTests/record_datatrove_spans.py ../shared/data 3000 > spans.jsonl
#     WINNOW_PARITY_SPANS=spans.jsonl swift test -c release --filter "datatrove"
#
# With `small` in place of a number: Tests/ParityTests/Goldens/datatrove_spans.jsonl. The documents
# are near-duplicates and pages of other languages, in the set's order; evaluation items are cut from
# some of them. Lines: {"simplify": [text, simplified]}, {"item": …}, and a line for each document.
import io
import json
import random
import re
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import zstandard
from datatrove.data import Document
from datatrove.pipeline.decont.n_grams import (
    NGramsDecontConfig,
    NGramsDecontFilter,
    NGramsDecontIndexer,
)
from datatrove.pipeline.dedup.sentence_dedup import (
    SentDedupConfig,
    SentenceDedupFilter,
    SentenceDedupSignature,
    SentenceFindDedups,
)
from datatrove.utils.hashing import create_hash_func
from datatrove.utils.text import simplify_text
from datatrove.utils.typeshelper import Languages
from datatrove.utils.word_tokenizers import load_word_tokenizer


def rows(path):
    reader = zstandard.ZstdDecompressor().stream_reader(open(path, "rb"))
    for line in io.TextIOWrapper(reader, encoding="utf-8"):
        yield json.loads(line)


def documents(shared, small, count):
    texts = [row["text"] for row in rows(shared / "dedup-dev/docs.jsonl.zst")]
    if not small:
        return texts[:count]
    # Short texts that share sentences with each other.
    sentences = [s for text in texts[:400] for s in re.findall(r"[^.!?]{20,70}[.!?]+ ?", text)]
    made = []
    for _ in range(40):
        own = random.sample(sentences, random.randint(3, 9))
        if made and random.random() < 0.7:
            other = re.findall(r"[^.!?]+[.!?]+\s*", random.choice(made))
            start = random.randint(0, max(0, len(other) - 3))
            at = random.randint(0, len(own))
            own[at:at] = other[start : start + random.randint(2, 6)]
        made.append("".join(own))
    return made


def sentence_dedup(texts, config):
    """The texts that are left, None for documents that are dropped."""
    with tempfile.TemporaryDirectory() as folder:
        docs = [Document(text=text, id=str(i)) for i, text in enumerate(texts)]
        SentenceDedupSignature(f"{folder}/sigs", config=config).run(iter(docs), 0, 1)
        SentenceFindDedups(f"{folder}/sigs", f"{folder}/dups", config=config).run(None, 0, 1)
        kept = SentenceDedupFilter(f"{folder}/dups", config=config).run(iter(docs), 0, 1)
        left = {doc.id: doc.text for doc in kept}
    return [left.get(str(i)) for i in range(len(texts))]


def items(texts, count):
    """Questions and answers from the middle of some texts."""
    made = []
    for text in random.sample(texts, count):
        words = text.split()
        if len(words) < 60:
            continue
        start = random.randint(0, len(words) - 50)
        middle = start + random.randint(5, 25)
        end = middle + random.choice([3, 8, 14, 20])
        made.append({"question": " ".join(words[start:middle]), "answer": " ".join(words[middle:end])})
    return made


def contaminated(texts, made):
    config = NGramsDecontConfig()
    # The indexer itself asks for lighteval, which this does not need.
    indexer = SimpleNamespace(
        config=config,
        tokenizer=load_word_tokenizer(Languages.english),
        hash_func=create_hash_func(config.hash_config),
    )
    judge = NGramsDecontFilter(tempfile.mkdtemp(), config=config)
    judge._index_hashes = {
        value: "task"
        for item in made
        for value in NGramsDecontIndexer.compute_hashes(indexer, item["answer"], item["question"])
    }
    found = []
    for text in texts:
        document = Document(text=text, id="")
        found.append(None if judge.filter(document) is True else document.metadata["contaminated_ngram"])
    return found


def odd_texts(shared):
    yield "ΣΊΣΥΦΟΣ ΟΔΟΣ. Σ İstanbul 1,234.56 2024-01-02 ٣٫٥ it's ½ ² Straße ﬁ 한국어 e\u0301 \u200b\ufeff x１２y"
    yield " \t\n\x1c\x85 … ‥ — «a» \x00b\x7f "
    for row in list(rows(shared / "text/multilingual-train.jsonl.zst"))[::3001][:30]:
        yield row["text"][:80]


def main():
    random.seed(11)
    shared, small = Path(sys.argv[1]), sys.argv[2] == "small"
    texts = documents(shared, small, 0 if small else int(sys.argv[2]))
    config = SentDedupConfig(min_doc_words=15 if small else 50, min_num_sentences=3)
    seconds = [time.process_time()]
    left = sentence_dedup(texts, config)
    seconds.append(time.process_time())
    made = items(texts, 12 if small else len(texts) // 20)
    found = contaminated(texts, made)
    seconds.append(time.process_time())
    simplified = [{"simplify": [text, simplify_text(text)]} for text in odd_texts(shared)]
    lines = [{"item": item} for item in made] + simplified
    for text, rest, ngram in zip(texts, left, found):
        line = {"text": text} | ({"ngram": ngram} if ngram else {})
        lines.append(line | ({"isUnchanged": True} if rest == text else {"left": rest}))
    for line in lines:
        print(json.dumps(line, ensure_ascii=False))
    size = sum(len(text.encode()) for text in texts) / 1e6
    print(
        f"{len(texts)} documents, {size:.2f} MB; CPU seconds: sentence_dedup {seconds[1] - seconds[0]:.1f}, "
        f"decontamination {seconds[2] - seconds[1]:.1f}; changed or dropped: "
        f"{sum(l != t for l, t in zip(left, texts))}, contaminated: {sum(n is not None for n in found)}",
        file=sys.stderr,
    )


main()
