# Records what datatrove's filters decide about documents, and why.
#
#     pip install -r Tests/Generators/requirements-text.txt
#     python Tests/ParityTests/record_datatrove.py ../shared/data 6000 > decisions.jsonl
#     WINNOW_PARITY=decisions.jsonl swift test -c release --filter datatrove
#
# The documents: English and other text, near-duplicates, and pages with nothing but their tags
# taken out (menus, scripts' leftovers and all). With `small` in place of a number: short texts for
# Tests/ParityTests/Goldens/datatrove_decisions.jsonl.
import html
import io
import json
import random
import re
import sys
import time
from pathlib import Path

import xxhash
import zstandard
from datatrove.data import Document
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)

FILTERS = {
    "gopher_quality": GopherQualityFilter(),
    "gopher_repetition": GopherRepetitionFilter(),
    "c4_quality": C4QualityFilter(),
    "c4_fineweb": C4QualityFilter(filter_no_terminal_punct=False),
    "fineweb_quality": FineWebQualityFilter(),
}


def rows(path):
    raw = open(path, "rb")
    reader = zstandard.ZstdDecompressor().stream_reader(raw)
    for line in io.TextIOWrapper(reader, encoding="utf-8"):
        yield json.loads(line)


def without_tags(page):
    page = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->", " ", page)
    page = re.sub(r"(?i)<(br|p|div|li|tr|h\d)\b[^>]*>", "\n", page)
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def documents(shared, count):
    shares = [("text/english", 0.5), ("dedup-dev/docs", 0.2), ("text/multilingual-train", 0.15)]
    for name, share in shares:
        texts = [row["text"] for row in rows(shared / f"{name}.jsonl.zst")]
        yield from random.sample(texts, int(count * share))
    for name in ["article-extraction", "readability", "trafilatura"]:
        for row in rows(shared / f"html/{name}-half.jsonl.zst"):
            page = row.get("html")
            if page and len(page) < 400_000:
                yield without_tags(page)


def small_documents(shared):
    for text in documents(shared, 4000):
        start = random.randrange(max(1, len(text) - 600))
        yield text[start : start + random.choice([0, 1, 50, 150, 300, 600, 600])]


def decide(name, text, seconds):
    document = Document(text=text, id="")
    started = time.process_time()
    try:
        result = FILTERS[name].filter(document)
    except ZeroDivisionError:
        result = (False, "ZeroDivisionError")
    seconds[name] = seconds.get(name, 0) + time.process_time() - started
    reason = "" if result is True else result[1]
    if name.startswith("c4") and result is True:
        return [reason, xxhash.xxh64(document.text.encode()).hexdigest()]
    return [reason]


def main():
    random.seed(7)
    shared = Path(sys.argv[1])
    small = sys.argv[2] == "small"
    texts = list(small_documents(shared) if small else documents(shared, int(sys.argv[2])))
    if small:
        texts = random.sample(texts, 250)
    seconds, size = {}, 0
    for text in texts:
        size += len(text.encode())
        decisions = {name: decide(name, text, seconds) for name in FILTERS}
        print(json.dumps({"text": text, "decisions": decisions}, ensure_ascii=False))
    print(f"{len(texts)} documents, {size / 1e6:.1f} MB, CPU seconds: {seconds}", file=sys.stderr)


if __name__ == "__main__":
    main()
