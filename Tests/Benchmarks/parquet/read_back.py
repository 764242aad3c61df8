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
# Folders as the Hub has them, several tasks, two splits.
HUB_TEXT = """
name: h
task_bytes: 4194304
input: [{ jsonl: { paths: [text.jsonl, big.jsonl] } }]
stages:
  - gopher_quality: { min_words: 1, min_mean_word_length: 0, min_stop_words: 0, min_alphabetic_words: 0 }
  - detect_language
  - split: { validation: 0.1 }
output:
  - jsonl: { path: lines, compression: none, measurements: true }
  - parquet: { path: hub, hub: true, columns: { id: string, text: string, n: int, gopher_quality.words: measurement, gopher_quality.mean_word_length: measurement, detect_language.language: measurement } }
"""
HUB_CHAT = CHAT.replace("{ path: data,", "{ path: hub, hub: true,")
HUB_TOKENS = TOKENS.replace("{ path: data,", "{ path: hub, hub: true,")


def hub(folder, yaml):
    """Whether datasets reads the whole folder, by its card, as the lines of the same run are."""
    (folder / "p.yaml").write_text(yaml)
    subprocess.run([winnow, "run", "p.yaml", "--output", "hub", "--force"], cwd=folder, check=True, capture_output=True)
    found = datasets.load_dataset(str(folder / "hub" / "hub"), cache_dir=str(folder / "hubcache"))
    for name, split in found.items():
        inner = folder / "hub" / "lines"
        inner = inner / name if (inner / name).is_dir() else inner
        paths = sorted(p for p in inner.iterdir() if p.is_file())
        want = [json.loads(line) for p in paths for line in open(p)]
        for row in want:
            measured = row.pop("measurements", {})
            row |= {k: v for k, v in measured.items() if k in split.column_names}
        want = [plain({k: v for k, v in row.items() if k in split.column_names}) for row in want]
        if [plain(row) for row in split] != want:
            return f"{name}: other rows"
    return "" if found else "no splits"


def inputs(folder):
    chance = random.Random(5)
    with open(folder / "text.jsonl", "w") as file:
        for n in range(3000):
            record = {"id": f"d{n}", "text": " ".join(chance.choice(["ä", "word", "\n", "data", "🙂"]) for _ in range(chance.randint(1, 300)))}
            if n % 3:
                record |= {"lang": "en" if n % 2 else "日本", "score": n / 7, "n": n - 1500, "ok": n % 5 == 0}
            file.write(json.dumps(record) + "\n")
    with open(folder / "big.jsonl", "w") as file:
        for n in range(5000):
            file.write(json.dumps({"id": f"b{n}", "text": " ".join(chance.choices(["the", "people", "of", "town"], k=500)), "n": n}) + "\n")
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


winnow = os.path.abspath(sys.argv[1])


def main():
    faults = 0
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
        for case, yaml in (("text", HUB_TEXT), ("chat", HUB_CHAT), ("tokens", HUB_TOKENS)):
            try:
                word = hub(folder, yaml)
            except Exception as error:
                word = f"{type(error).__name__}: {str(error)[:300]}"
            faults += word != ""
            print(f"{case} for the Hub, datasets: {word or 'equal'}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
