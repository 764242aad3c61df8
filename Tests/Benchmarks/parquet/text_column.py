"""Reads and writes the text column of a FineWeb-like file with winnow-bench and with pyarrow, one thread each.

    swift build -c release --product winnow-bench
    venv/bin/python Tests/Benchmarks/parquet/text_column.py .build/release/winnow-bench TEXTS.jsonl.zst

TEXTS are JSON lines with a field text. Prints million bytes of text per second of processor time.
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import pyarrow as pa
import pyarrow.parquet as pq

MEGABYTES = 200


def texts(path):
    with pa.input_stream(path, compression="detect") as stream:
        for line in stream.read().splitlines():
            yield json.loads(line)["text"]


def table(path):
    """About so many MB of text, and the eight columns that FineWeb has besides."""
    given = list(texts(path))
    chance, rows, size = random.Random(1), [], 0
    while size < MEGABYTES * 10**6:
        text = chance.choice(given)
        size += len(text)
        n = len(rows)
        rows.append({
            "text": text, "id": f"<urn:uuid:{chance.getrandbits(128):032x}>", "dump": f"CC-MAIN-2024-{n % 9}",
            "url": f"https://example{n % 97}.org/page/{n}", "date": f"2024-0{1 + n % 9}-01T00:00:00Z",
            "file_path": f"s3://commoncrawl/crawl-data/{n // 1000}.warc.gz", "language": "en",
            "language_score": chance.random(), "token_count": len(text) // 4})
    return pa.Table.from_pylist(rows)


def best(work):
    times = []
    for _ in range(5):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main():
    bench, source = sys.argv[1:3]
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    data = table(source)
    with tempfile.TemporaryDirectory() as folder:
        for codec in ("zstd", "snappy"):
            path = str(pathlib.Path(folder) / f"{codec}.parquet")
            pq.write_table(data, path, compression=codec, row_group_size=10_000)
            ours = json.loads(subprocess.run([bench, "--parquet", path, "text"], check=True, capture_output=True).stdout)
            read = best(lambda: pq.read_table(path, columns=["text"], use_threads=False))
            text = data.select(["text"])
            target = str(pathlib.Path(folder) / "again.parquet")
            # Both with checksums, and zstd's level 3.
            options = {"compression_level": 3} if codec == "zstd" else {}
            write = best(lambda: pq.write_table(text, target, compression=codec, row_group_size=10_000, write_page_checksum=True, **options))
            million = ours["bytes"] / 1e6
            print(f"{codec}: read {ours['read']:.0f} MB/s, pyarrow {million / read:.0f}; "
                  f"write {ours['write_' + codec]:.0f} MB/s, pyarrow {million / write:.0f}")


if __name__ == "__main__":
    main()
