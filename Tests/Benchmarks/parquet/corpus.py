"""Writes a corpus of Parquet files: every encoding, codec, page version, type, null pattern and nesting, by
pyarrow, polars, DuckDB, fastparquet and pandas.

    python Tests/Benchmarks/parquet/corpus.py FOLDER       (see compare.py for the environment)
"""
import datetime
import decimal
import itertools
import pathlib
import random
import sys
import uuid

import duckdb
import fastparquet
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq

CODECS = ["NONE", "SNAPPY", "GZIP", "ZSTD", "LZ4", "BROTLI"]
VERSIONS = ["1.0", "2.0"]
chance = random.Random(17)


def words(count):
    return "".join(chance.choice("abcdefghij äöü\n\"\\𝄞 ") for _ in range(count))


def with_nulls(values, pattern):
    if pattern == "none":
        return values
    if pattern == "all":
        return [None] * len(values)
    if pattern == "runs":
        return [None if i // 37 % 2 else v for i, v in enumerate(values)]
    return [None if chance.random() < 0.3 else v for v in values]


def columns(n):
    """Columns of every flat type, by name: values and type."""
    point = datetime.datetime(2024, 2, 29, 23, 59, 59, 123456)
    return {
        "bool": ([i % 3 == 0 for i in range(n)], pa.bool_()),
        "int8": ([i % 256 - 128 for i in range(n)], pa.int8()),
        "uint8": ([i % 256 for i in range(n)], pa.uint8()),
        "int16": ([i * 7 % 65536 - 32768 for i in range(n)], pa.int16()),
        "uint16": ([i * 7 % 65536 for i in range(n)], pa.uint16()),
        "int32": ([chance.randint(-2**31, 2**31 - 1) for _ in range(n)], pa.int32()),
        "uint32": ([chance.randint(0, 2**32 - 1) for _ in range(n)], pa.uint32()),
        "int64": ([chance.randint(-2**63, 2**63 - 1) for _ in range(n)], pa.int64()),
        "uint64": ([chance.randint(0, 2**64 - 1) for _ in range(n)], pa.uint64()),
        "small": ([i // 5 for i in range(n)], pa.int64()),
        "half": ([float(i % 100) / 8 for i in range(n)], pa.float16()),
        "float": ([i / 3 for i in range(n)], pa.float32()),
        "double": ([chance.choice([i / 7, -0.0, float("nan"), float("inf"), -1e300, 5e-324]) for i in range(n)], pa.float64()),
        "string": ([words(chance.randint(0, 40)) for _ in range(n)], pa.string()),
        "few": ([f"word {i % 7}" for i in range(n)], pa.string()),
        "sorted": ([f"https://example.org/page/{i:06}" for i in range(n)], pa.string()),
        "binary": ([bytes(chance.getrandbits(8) for _ in range(i % 9)) for i in range(n)], pa.binary()),
        "fixed": ([bytes(chance.getrandbits(8) for _ in range(7)) for _ in range(n)], pa.binary(7)),
        "date": ([datetime.date(1969, 12, 1) + datetime.timedelta(i) for i in range(n)], pa.date32()),
        "time_ms": ([datetime.time(i % 24, i % 60, 1, i * 1000 % 10**6) for i in range(n)], pa.time32("ms")),
        "time_us": ([datetime.time(i % 24, i % 60, 1, i) for i in range(n)], pa.time64("us")),
        "time_ns": ([i * 1_000_003 for i in range(n)], pa.time64("ns")),
        "stamp_ms": ([point - datetime.timedelta(days=i * 31) for i in range(n)], pa.timestamp("ms")),
        "stamp_us": ([point + datetime.timedelta(microseconds=i) for i in range(n)], pa.timestamp("us", tz="UTC")),
        "stamp_ns": ([1_700_000_000_000_000_000 - i * 10**16 for i in range(n)], pa.timestamp("ns")),
        "decimal9": ([decimal.Decimal(i - 50).scaleb(-2) for i in range(n)], pa.decimal128(9, 2)),
        "decimal18": ([decimal.Decimal(i * 10**12).scaleb(-5) for i in range(n)], pa.decimal128(18, 5)),
        "decimal38": ([decimal.Decimal(-i * 10**30).scaleb(-10) for i in range(n)], pa.decimal128(38, 10)),
        "decimal76": ([decimal.Decimal(i * 10**60) for i in range(n)], pa.decimal256(76, 0)),
        "uuid": ([uuid.UUID(int=chance.getrandbits(128)).bytes for _ in range(n)], pa.uuid()),
        "dictionary": ([f"entry {i % 11}" for i in range(n)], pa.dictionary(pa.int32(), pa.string())),
        "nothing": ([None] * n, pa.null()),
    }


def nested(n):
    """Columns with structures, lists and maps, to three levels and more."""
    def maybe(value):
        return None if chance.random() < 0.2 else value

    def some(make, most=4):
        return [make() for _ in range(chance.randint(0, most))]

    number = lambda: maybe(chance.randint(0, 99))
    text = lambda: maybe(words(chance.randint(0, 9)))
    message = lambda: maybe({"role": chance.choice(["user", "assistant"]), "content": text()})
    message_type = pa.struct([("role", pa.string()), ("content", pa.string())])
    point = pa.struct([("x", pa.int32()), ("deep", pa.struct([("y", pa.string()), ("z", pa.list_(pa.float64()))]))])
    make_point = lambda: maybe({"x": number(), "deep": maybe({"y": text(), "z": maybe(some(lambda: maybe(0.5)))})})
    rows = range(n)
    return {
        "list": ([maybe(some(number)) for _ in rows], pa.list_(pa.int64())),
        "texts": ([maybe(some(text)) for _ in rows], pa.list_(pa.string())),
        "list2": ([maybe(some(lambda: maybe(some(number)))) for _ in rows], pa.list_(pa.list_(pa.int32()))),
        "list3": ([maybe(some(lambda: maybe(some(lambda: maybe(some(text)))))) for _ in rows], pa.list_(pa.list_(pa.list_(pa.string())))),
        "messages": ([maybe(some(message)) for _ in rows], pa.list_(message_type)),
        "struct": ([make_point() for _ in rows], point),
        "structs": ([maybe(some(make_point)) for _ in rows], pa.list_(point)),
        "map": ([maybe([(words(5) + str(i), number()) for i in range(chance.randint(0, 3))]) for _ in rows], pa.map_(pa.string(), pa.int64())),
        "int_map": ([maybe([(i, text()) for i in range(chance.randint(0, 3))]) for _ in rows], pa.map_(pa.int32(), pa.string())),
        "map_of_lists": ([maybe([(str(i), maybe(some(number))) for i in range(chance.randint(0, 3))]) for _ in rows], pa.map_(pa.string(), pa.list_(pa.int64()))),
        "fixed_list": ([[i, i + 1] for i in rows], pa.list_(pa.int32(), 2)),
    }


def table(parts, pattern, nullable=True):
    arrays, fields = [], []
    for name, (values, type) in parts.items():
        values = with_nulls(values, pattern) if nullable else values
        storage = type.storage_type if isinstance(type, pa.BaseExtensionType) else type
        array = pa.array(values, storage)
        if storage is not type:
            array = pa.ExtensionArray.from_storage(type, array)
        arrays.append(array)
        fields.append(pa.field(name, type, nullable=nullable or type == pa.null()))
    return pa.table(arrays, schema=pa.schema(fields))


def write_pyarrow(folder):
    flat = columns(700)
    inner = nested(400)
    for codec, version, pattern in itertools.product(CODECS, VERSIONS, ["none", "some", "all", "runs"]):
        for kind, parts in (("flat", flat), ("nested", inner)):
            for dictionary in (True, False):
                pq.write_table(
                    table(parts, pattern), folder / f"pa-{kind}-{codec}-v{version[0]}-{pattern}-{'dict' if dictionary else 'plain'}.parquet",
                    compression=codec, data_page_version=version, use_dictionary=dictionary, data_page_size=1500,
                    row_group_size=230, write_page_checksum=version == "2.0", store_schema=codec != "ZSTD")
    required = {name: part for name, part in flat.items() if name != "nothing"}
    for version in VERSIONS:
        pq.write_table(table(required, "none", nullable=False), folder / f"pa-required-v{version[0]}.parquet", data_page_version=version, data_page_size=800)
    encodings = {
        "DELTA_BINARY_PACKED": ["int32", "int64", "uint32", "uint64", "small", "date", "stamp_us"],
        "DELTA_LENGTH_BYTE_ARRAY": ["string", "binary", "sorted", "few"],
        "DELTA_BYTE_ARRAY": ["string", "binary", "sorted", "few", "fixed"],
        "BYTE_STREAM_SPLIT": ["float", "double", "int32", "int64", "fixed", "half"],
        "RLE": ["bool"],
    }
    for (encoding, names), version, pattern, codec in itertools.product(encodings.items(), VERSIONS, ["none", "some", "all", "runs"], ["NONE", "ZSTD"]):
        parts = {name: flat[name] for name in names}
        pq.write_table(
            table(parts, pattern), folder / f"pa-{encoding}-v{version[0]}-{pattern}-{codec}.parquet", use_dictionary=False,
            column_encoding={name: encoding for name in names}, data_page_version=version, compression=codec, data_page_size=900)
    pq.write_table(table({"s": flat["string"]}, "some").slice(0, 0), folder / "pa-empty.parquet")
    with pq.ParquetWriter(folder / "pa-empty-groups.parquet", pa.schema([("a", pa.int64()), ("l", pa.list_(pa.string()))])) as writer:
        for rows in ([], [{"a": 1, "l": []}], [], [{"a": None, "l": ["x", None]}]):
            writer.write_table(pa.Table.from_pylist(rows, schema=writer.schema))
    huge = ["x" * 3_000_000, None, words(10) * 50_000, ""]
    pq.write_table(pa.table({"huge": huge}), folder / "pa-huge.parquet", compression="SNAPPY")
    pq.write_table(pa.table({"huge": huge}), folder / "pa-huge-lz4.parquet", compression="LZ4", use_dictionary=False)
    pq.write_table(pa.table({"t": pa.array([2**40, None, -1, 0], pa.timestamp("ns"))}), folder / "pa-int96.parquet", use_deprecated_int96_timestamps=True)
    pq.write_table(pa.table({f"c{i}": [i, None] for i in range(500)}), folder / "pa-wide.parquet")
    pq.write_table(pa.table({"j": pa.array(["{}", None], pa.json_())}), folder / "pa-json.parquet")
    pq.write_table(pa.table({"v": pa.array(["a", None], pa.string_view()), "l": pa.array(["a", "b"], pa.large_string())}), folder / "pa-views.parquet")


def write_others(folder):
    flat = table({k: v for k, v in columns(500).items() if k not in ("nothing", "decimal76", "uuid", "dictionary")}, "some")
    inner = table({k: v for k, v in nested(300).items() if "map" not in k}, "none")
    for name, data in (("flat", flat), ("nested", inner)):
        frame = polars.from_arrow(data)
        for codec in ["uncompressed", "snappy", "gzip", "zstd", "lz4", "brotli"]:
            frame.write_parquet(folder / f"polars-{name}-{codec}.parquet", compression=codec, row_group_size=150, data_page_size=2000)
    base = duckdb.connect()
    usual = flat.drop_columns([c for c in ("half", "time_ns") if c in flat.column_names])
    for name, data in (("flat", usual), ("nested", inner.drop_columns(["fixed_list"]))):
        base.register("data", data)
        for codec, version in itertools.product(["uncompressed", "snappy", "gzip", "zstd", "lz4_raw", "brotli"], ["V1", "V2"]):
            base.execute(f"copy data to '{folder}/duckdb-{name}-{codec}-{version}.parquet' (format parquet, codec '{codec}', parquet_version '{version}', row_group_size 2048)")
    base.execute(f"copy (select range as i, range::varchar as s, range % 3 = 0 as b, range / 7 as f from range(20000)) to '{folder}/duckdb-numbers.parquet' (format parquet, parquet_version 'V2')")
    simple = ["bool", "int32", "int64", "float", "double", "stamp_ms", "stamp_ns"]
    frame = flat.select(simple).to_pandas()
    for codec in [None, "SNAPPY", "GZIP", "ZSTD", "BROTLI", "LZ4_RAW"]:
        fastparquet.write(str(folder / f"fastparquet-{codec}.parquet"), frame, compression=codec, row_group_offsets=200)
    fastparquet.write(str(folder / "fastparquet-int96.parquet"), frame[["stamp_ns"]], times="int96")
    frame = flat.select(simple + ["string", "few", "binary", "date"]).to_pandas()
    for codec in [None, "snappy", "gzip", "zstd", "brotli", "lz4"]:
        frame.to_parquet(folder / f"pandas-{codec}.parquet", compression=codec, index=True)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    write_pyarrow(folder)
    write_others(folder)
    print(len(list(folder.glob("*.parquet"))), "files")


if __name__ == "__main__":
    main()
