"""Runs winnow with the parquet writer, and reads what it wrote with pyarrow, DuckDB, polars, pandas and datasets.

    venv/bin/pip install -r Tests/Benchmarks/parquet/requirements.txt
    venv/bin/python Tests/Benchmarks/parquet/read_back.py .build/release/winnow

Exit code 1 when one of them reads other rows than the JSON lines of the same run have.
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import duckdb
import pandas
import polars
import pyarrow.parquet as pq

os.environ["HF_HUB_OFFLINE"] = "1"
import datasets

TEXT = """
name: t
input: [{ jsonl: { paths: [text.jsonl] } }]
stages: []
output:
  - jsonl: { path: lines, compression: none }
  - parquet: { path: data, compression: COMPRESSION, row_group_megabytes: 1, columns: { id: string, text: string, lang: string, score: float, n: int, ok: bool } }
"""
CHAT = """
name: c
input: [{ messages: { paths: [chat.jsonl] } }]
stages: []
output:
  - jsonl: { path: lines, compression: none }
  - parquet: { path: data, columns: [id, messages] }
"""
TOKENS = """
name: k
input: [{ jsonl: { paths: [text.jsonl] } }]
stages: [tokenize: { tokenizer: { train: { vocab_size: 400 } } }]
output:
  - token_jsonl: { path: lines, attention_mask: false }
  - parquet: { path: data, columns: [id, input_ids, labels] }
"""


def inputs(folder):
    chance = random.Random(5)
    with open(folder / "text.jsonl", "w") as file:
        for n in range(3000):
            record = {"id": f"d{n}", "text": " ".join(chance.choice(["ä", "word", "\n", "data", "🙂"]) for _ in range(chance.randint(1, 300)))}
            if n % 3:
                record |= {"lang": "en" if n % 2 else "日本", "score": n / 7, "n": n - 1500, "ok": n % 5 == 0}
            file.write(json.dumps(record) + "\n")
    with open(folder / "chat.jsonl", "w") as file:
        for n in range(200):
            turns = [{"role": role, "content": f"{role} {i} \n{n}"} for i in range(n % 4 + 1) for role in ("user", "assistant")]
            file.write(json.dumps({"id": f"c{n}", "messages": turns}) + "\n")


def rows(folder, reader):
    """The rows of the run's Parquet files, by name of the program that reads them."""
    paths = sorted(str(p) for p in folder.glob("*.parquet"))
    given = {
        "pyarrow": lambda: [r for p in paths for r in pq.read_table(p, page_checksum_verification=True).to_pylist()],
        "polars": lambda: polars.read_parquet(paths).to_dicts(),
        "pandas": lambda: pandas.concat(pandas.read_parquet(p, dtype_backend="pyarrow") for p in paths).to_dict("records"),
        "datasets": lambda: list(datasets.load_dataset("parquet", data_files=paths, split="train", cache_dir=str(folder / "cache"))),
    }
    if reader == "duckdb":
        result = duckdb.sql(f"select * from read_parquet({paths})")
        return [dict(zip(result.columns, row)) for row in result.fetchall()]
    return given[reader]()


def plain(value):
    """A value without what programs differ in: arrays, missing members, NA."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if plain(v) is not None}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return None if value is None or value is pandas.NA or value != value else value


def main():
    winnow, faults = os.path.abspath(sys.argv[1]), 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        inputs(folder)
        cases = [(f"text, {c}", TEXT.replace("COMPRESSION", c)) for c in ("zst", "snappy", "none")] + [("chat", CHAT), ("tokens", TOKENS)]
        for number, (case, yaml) in enumerate(cases):
            (folder / "p.yaml").write_text(yaml)
            out = folder / f"out{number}"
            subprocess.run([winnow, "run", "p.yaml", "--output", out.name], cwd=folder, check=True, capture_output=True)
            want = [plain(json.loads(line)) for p in sorted((out / "lines").iterdir()) for line in open(p)]
            for reader in ("pyarrow", "duckdb", "polars", "pandas", "datasets"):
                try:
                    got = [plain(row) for row in rows(out / "data", reader)]
                    word = "" if got == want else f"{len(want)} rows, {len(got)} read, or they differ"
                except Exception as error:
                    word = f"{type(error).__name__}: {str(error)[:200]}"
                faults += word != ""
                print(f"{case}, {reader}: {word or 'equal'}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
