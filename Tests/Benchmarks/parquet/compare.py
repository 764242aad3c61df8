"""Compares `winnow parquet head --json` with pyarrow, value by value, over files and folders.

    python3 -m venv venv && venv/bin/pip install -r Tests/Benchmarks/parquet/requirements.txt
    venv/bin/python Tests/Benchmarks/parquet/corpus.py corpus
    venv/bin/python Tests/Benchmarks/parquet/compare.py .build/release/winnow corpus

A file that both refuse is no difference. Exit code 1 when something differs, when a program ends by a
signal or takes more than a minute, or when a file under a folder named bad_data is read that pyarrow refuses.
"""
import base64
import json
import math
import pathlib
import re
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq

POINT = re.compile(r"^([+-]?\d+)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(\+00:00)?$")
CLOCK = re.compile(r"^(\d\d):(\d\d):(\d\d)(?:\.(\d+))?$")
UNITS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def days(year, month, day):
    """Days since 1970-01-01 of the proleptic Gregorian calendar."""
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def nanoseconds(hours, minutes, seconds, fraction):
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 10**9 + int((fraction or "0").ljust(9, "0"))


def same(want, got, type, binary_text=False):
    """Whether a pyarrow scalar and a JSON value are the same."""
    if not want.is_valid:
        return got is None
    if got is None:
        return False
    kinds = pa.types
    if kinds.is_boolean(type) or kinds.is_integer(type):
        return want.as_py() == got and isinstance(got, bool) == kinds.is_boolean(type)
    if kinds.is_floating(type):
        value = float(want.as_py())
        if math.isnan(value):
            return got == "NaN"
        if math.isinf(value):
            return got == ("Infinity" if value > 0 else "-Infinity")
        return value == got and math.copysign(1, value) == math.copysign(1, got)
    if kinds.is_string(type) or kinds.is_large_string(type) or kinds.is_string_view(type):
        return want.as_py() == got
    if kinds.is_binary(type) or kinds.is_large_binary(type) or kinds.is_fixed_size_binary(type) \
            or kinds.is_binary_view(type):
        return base64.b64encode(want.as_py()).decode() == got
    if kinds.is_decimal(type):
        return format(want.as_py(), "f") == got
    if kinds.is_date(type):
        match = re.match(r"^([+-]?\d+)-(\d\d)-(\d\d)$", got)
        value = want.value if type == pa.date32() else want.value // 86400000
        return match is not None and days(*map(int, match.groups())) == value
    if kinds.is_time(type):
        match = CLOCK.match(got)
        return match is not None and nanoseconds(*match.groups()) == want.value * (10**9 // UNITS[type.unit])
    if kinds.is_timestamp(type):
        match = POINT.match(got)
        if match is None or (match.group(8) is None) != (type.tz is None):
            return False
        value = days(*map(int, match.groups()[:3])) * 86400 * 10**9 + nanoseconds(*match.groups()[3:7])
        # INT96 is read in coarser units, and beyond years that these hold pyarrow's days wrap.
        unit = 10**9 // UNITS[type.unit]
        return value // unit == want.value or abs(value // unit) >= 2**63
    if kinds.is_struct(type):
        return isinstance(got, dict) and list(got) == [f.name for f in type] and all(
            same(want[i], got[f.name], f.type) for i, f in enumerate(type))
    if kinds.is_map(type):
        return same_map(want, got, type)
    if kinds.is_list(type) or kinds.is_large_list(type) or kinds.is_fixed_size_list(type):
        return isinstance(got, list) and len(got) == len(want.values) and all(
            same(w, g, type.value_type) for w, g in zip(want.values, got))
    if kinds.is_dictionary(type):
        return same(want.index and want.dictionary[want.index.as_py()], got, type.value_type)
    if isinstance(type, pa.BaseExtensionType):
        if type.extension_name == "arrow.uuid":
            return str(want.as_py()) == got
        return same(want.value, got, type.storage_type)
    if kinds.is_duration(type):
        return want.value == got
    raise TypeError(f"no comparison for {type}")


def same_map(want, got, type):
    pairs = list(want.values)
    if kinds_string(type.key_type):
        if not isinstance(got, dict):
            return False
        last = {pair["key"].as_py(): pair["value"] for pair in pairs}
        return list(got) == list(dict.fromkeys(p["key"].as_py() for p in pairs)) and all(
            same(value, got[key], type.item_type) for key, value in last.items())
    return isinstance(got, list) and len(got) == len(pairs) and all(
        same(p["key"], g[0], type.key_type) and same(p["value"], g[1], type.item_type)
        for p, g in zip(pairs, got))


def kinds_string(type):
    return pa.types.is_string(type) or pa.types.is_large_string(type)


def shown(want):
    try:
        return str(want)[:80]
    except (OverflowError, ValueError):
        return str(want.value)


def difference(table, rows):
    """The first difference in words; None where there is none."""
    if len(rows) != table.num_rows:
        return f"{table.num_rows} rows, read as {len(rows)}"
    for name, column in zip(table.column_names, table.columns):
        for index, want in enumerate(column):
            if name not in rows[index]:
                return f"row {index} lacks {name}"
            if not same(want, rows[index][name], column.type):
                return f"row {index}, {name} ({column.type}): {shown(want)} read as {str(rows[index][name])[:80]}"
    return None


def read(path):
    return pq.read_table(
        path, page_checksum_verification=True, coerce_int96_timestamp_unit="us", partitioning=None)


def compare(winnow, path):
    """What became of a file: a word, and whether it is a fault."""
    run = subprocess.run(
        [winnow, "parquet", "head", "--json", "--rows", "100000000", str(path)], capture_output=True, timeout=60)
    error = run.stderr.decode(errors="replace").strip().splitlines()
    reason = error[0] if error else ""
    if run.returncode not in (0, 1):
        return f"ended with {run.returncode}: {reason}", True
    info = subprocess.run([winnow, "parquet", "info", str(path)], capture_output=True, timeout=60)
    if info.returncode not in (0, 1):
        return f"info ended with {info.returncode}", True
    is_bad = "bad_data" in path.parts
    try:
        table = read(path)
    except Exception as refusal:
        words = str(refusal).splitlines()[0][:70] if str(refusal) else type(refusal).__name__
        if run.returncode == 0:
            return f"read, and pyarrow refuses it: {words}", is_bad
        return f"refused by both: {reason[-150:]}", False
    if run.returncode != 0:
        return f"refused, and pyarrow reads it: {reason}", not is_bad
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    try:
        found = difference(table, rows)
    except UnicodeDecodeError:
        return "text that is not UTF-8 is read", True
    return (found, True) if found else ("", False)


def main():
    winnow, faults, count = sys.argv[1], 0, 0
    for argument in sys.argv[2:]:
        root = pathlib.Path(argument)
        for path in sorted(root.rglob("*.parquet")) if root.is_dir() else [root]:
            count += 1
            try:
                word, is_fault = compare(winnow, path)
            except subprocess.TimeoutExpired:
                word, is_fault = "takes more than a minute", True
            faults += is_fault
            if word:
                print(f"{'FAULT ' if is_fault else ''}{path.name}: {word}")
    print(f"{count} files, {faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
