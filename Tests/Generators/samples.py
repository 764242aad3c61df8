"""Cuts the files of Samples/ out of the shared data set; their origin is in Samples/README.md.

    python3 Tests/Generators/samples.py ../shared/data Samples

Needs the `zstd` program and, for pages in brotli, the Python package brotli. The archives' records
are copied byte by byte as whole gzip members. The same input gives the same files.
"""
import gzip
import json
import pathlib
import re
import shutil
import subprocess
import sys
import zlib

DATA, SAMPLES = map(pathlib.Path, sys.argv[1:3])
ENGLISH_HOSTS = {"pydoc.example", "pgdoc.example", "ruststd.example"}
MANY_LANGUAGES_HOST = "httpd.example"


def zstd_lines(path):
    data = subprocess.run(["zstd", "-dc", path], check=True, capture_output=True).stdout
    return [json.loads(line) for line in data.splitlines()]


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    print(f"{len(data):9,}  {path}")


def host(record):
    return re.sub(r"^(?:dns:|https?://)?([^/:]*).*", r"\1", record.get("uri", ""), flags=re.S)


class Archive:
    """The big archive and its index."""

    def __init__(self):
        self.bytes = (DATA / "warc/crawl-dev.warc.gz").read_bytes()
        self.records = zstd_lines(DATA / "warc/crawl-dev.index.jsonl.zst")

    def member(self, record):
        return self.bytes[record["offset"] : record["offset"] + record["length"]]

    def cut(self, wanted, most_bytes):
        """The file's first record and those wanted, while they fit."""
        members, size = [self.member(self.records[0])], 0
        for record in self.records[1:]:
            if wanted(record) and record["length"] < 25_000 and size < most_bytes:
                members.append(self.member(record))
                size += record["length"]
        return members


def archives(archive):
    english = archive.cut(lambda r: host(r) in ENGLISH_HOSTS, 1_500_000)
    many = archive.cut(lambda r: host(r) == MANY_LANGUAGES_HOST, 800_000)
    write(SAMPLES / "warc/manuals.warc.gz", b"".join(english))
    write(SAMPLES / "warc/many-languages.warc.gz", b"".join(many))
    write(SAMPLES / "warc/second-visit.warc.gz", second_visit(archive))


def second_visit(archive):
    """Thirty pages of the first archive once more; the last one ends in the middle of its member."""
    pages = [
        r for r in archive.records
        if r["type"] == "response" and r.get("lang") == "en"
        and host(r) in ENGLISH_HOSTS and 3_000 < r["length"] < 9_000
    ][:31]
    members = [archive.member(r) for r in pages]
    members[-1] = members[-1][: len(members[-1]) // 2]
    return b"".join([archive.member(archive.records[0])] + members)


def other_archives():
    small = DATA / "warc/small"
    for source, target in [
        ("commoncrawl__whirlwind-python/whirlwind.warc.wet.gz", "wet/whirlwind.warc.wet.gz"),
        ("webrecorder__warcio/example.arc.gz", "arc/example.arc.gz"),
    ]:
        write(SAMPLES / target, (small / source).read_bytes())


def dechunked(body):
    out = b""
    while True:
        line, _, body = body.partition(b"\r\n")
        size = int(line.split(b";")[0], 16)
        if size == 0:
            return out
        out, body = out + body[:size], body[size + 2 :]


def page(archive, record):
    """The page of a response record, as the server meant it."""
    whole = gzip.decompress(archive.member(record)).removesuffix(b"\r\n\r\n")
    body = whole.split(b"\r\n\r\n", 2)[2]  # after the record's and the response's heads
    if record.get("chunked"):
        body = dechunked(body)
    match record.get("content_encoding"):
        case "gzip":
            return gzip.decompress(body)
        case "deflate":
            return zlib.decompress(body)
        case "br":
            import brotli

            return brotli.decompress(body)
    return body


def html(archive):
    """A page of each kind: plain, brotli, a legacy charset that only a meta element declares."""
    chosen = {}
    for record in archive.records:
        if record["type"] != "response" or record.get("note") or record.get("truncated"):
            continue
        if record.get("status") != 200 or not 4_000 < record.get("html_chars", 0) < 40_000:
            continue
        key = (host(record), record.get("lang"))
        if key in {("pydoc.example", "en"), ("pgdoc.example", "en"), ("ruststd.example", "en"),
                   ("httpd.example", "fr"), ("httpd.example", "ja")}:
            chosen.setdefault(key, record)
    for (site, language), record in sorted(chosen.items()):
        name = record["uri"].rsplit("/", 1)[-1].removesuffix(".html")
        write(SAMPLES / f"html/{name}.{language}.html", page(archive, record))


def texts():
    documents = zstd_lines(DATA / "text/english.jsonl.zst")
    chosen = {"classic-books": 90, "cpp-docs": 60, "powershell-docs": 20, "nltk-inaugural": 12}
    lines = {source: [] for source in chosen}
    for document in documents:
        source = document["source"]
        if source in chosen and len(lines[source]) < chosen[source]:
            if len(document["text"]) < 20_000:
                lines[source].append(document)
    json_lines(lines)
    for document in lines["nltk-inaugural"][:4]:
        write(SAMPLES / f"text/inaugural-{document['id'][-4:]}.txt", document["text"].encode())


def json_lines(lines):
    def encoded(*sources):
        return b"".join(
            json.dumps(d, ensure_ascii=False).encode() + b"\n" for s in sources for d in lines[s])

    books = gzip.compress(encoded("classic-books"), 9, mtime=0)
    write(SAMPLES / "jsonl/books.jsonl.gz", books)
    manuals = subprocess.run(
        ["zstd", "-19", "-c"], input=encoded("cpp-docs", "powershell-docs"), check=True,
        capture_output=True).stdout
    write(SAMPLES / "jsonl/manuals.jsonl.zst", manuals)
    write(SAMPLES / "jsonl/addresses.jsonl", encoded("nltk-inaugural"))


for folder in ["warc", "wet", "arc", "html", "text", "jsonl"]:
    shutil.rmtree(SAMPLES / folder, ignore_errors=True)
archive = Archive()
archives(archive)
other_archives()
html(archive)
texts()
