"""Reads every set of a folder and prints a table: schema, records, kept, repaired, refused by reason.

    python schemas.py WINNOW SFT_FOLDER

Each set goes through `messages`, `normalize_chat` with all repairs, and `filter_chat`; pairs are kept as
pairs. Needs nothing but the `zstd` program. Exit code 1 where a record is neither kept nor refused.
"""
import collections
import csv
import io
import pathlib
import subprocess
import sys
import tempfile

PIPELINE = """
name: schemas
input: [{{ messages: {{ paths: ["{path}"] }} }}]
stages:
  - normalize_chat: {{ written_calls: true, merge_turns: true, drop_empty: true, drop_leading_answers: true,
      drop_after_last_answer: true }}
  - filter_chat: {{}}
output: [{{ jsonl: {{ path: out }} }}]
"""
REPAIRS = ("written_calls", "merged_turns", "dropped_turns")


def schema(winnow, path):
    shown = subprocess.run([winnow, "chat", "check", path], capture_output=True, text=True).stdout.splitlines()
    names = [line[len(str(path)):].split("  ") for line in shown[1:] if line.startswith(str(path))]
    found = [next(part for part in parts if part).strip() for parts in names]
    return ", ".join(name for name in found if not name.startswith("refused")) or "none"


def main():
    winnow, folder = sys.argv[1:3]
    print("| set | schema | records | kept | repaired | refused |\n|---|---|---|---|---|---|")
    lost = False
    for path in sorted(pathlib.Path(folder).glob("*.jsonl.zst")):
        with tempfile.TemporaryDirectory() as scratch:
            scratch = pathlib.Path(scratch)
            (scratch / "p.yaml").write_text(PIPELINE.format(path=path))
            run = scratch / "run"
            subprocess.run([winnow, "run", scratch / "p.yaml", "--output", run, "--accept-losses"],
                           capture_output=True)
            ledger = subprocess.run([winnow, "ledger", run, "--csv"], capture_output=True, text=True, check=True)
        rows = list(csv.DictReader(io.StringIO(ledger.stdout)))
        kept = sum(row["fate"] == "kept" for row in rows)
        repaired = sum(row["fate"] == "kept" and any(float(row[f"normalize_chat.{name}"] or 0) for name in REPAIRS)
                       for row in rows)
        reasons = collections.Counter(
            row["reason"].split(":")[0] if row["fate"] == "bad" else row["rule"]
            for row in rows if row["fate"] != "kept")
        refused = ", ".join(f"{name} {count}" for name, count in reasons.most_common()) or "-"
        lost |= kept + sum(reasons.values()) != len(rows)
        print(f"| {path.name.removesuffix('.jsonl.zst')} | {schema(winnow, path)} | {len(rows)} | {kept} | {repaired} "
              f"| {refused} |", flush=True)
    raise SystemExit(lost)


if __name__ == "__main__":
    main()
