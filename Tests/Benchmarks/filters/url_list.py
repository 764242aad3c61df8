"""A block list of five million domains: time and memory to load, documents judged per second.

    python Tests/Benchmarks/filters/url_list.py [WINNOW] [ENTRIES]

Runs `winnow run` over a million short documents with a list of ten domains and with the large one,
plain and gzip. What the large list costs beyond the small one is its loading and the slower
look-ups; one document instead of a million tells the two apart.
"""
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time


def run(program, folder, lists, documents):
    """User and system seconds, wall seconds, and the most memory in bytes."""
    recipe = {
        "name": "urls", "input": [{"jsonl": {"paths": [f"{folder}/{documents}.jsonl"]}}],
        "stages": [{"url_filter": {"domains": [f"{folder}/{lists}"]}}],
        "output": [{"jsonl": {"path": "text"}}],
    }
    with open(f"{folder}/urls.yaml", "w") as out:
        json.dump(recipe, out)
    output = tempfile.mkdtemp(dir=folder)
    start = time.time()
    process = subprocess.Popen(
        [program, "run", f"{folder}/urls.yaml", "--output", f"{output}/run"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit("winnow failed")
    return usage.ru_utime + usage.ru_stime, time.time() - start, usage.ru_maxrss * 1024


def name(index):
    return f"site-{index * 2654435761 % 99999989}.example"


def main():
    program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".build/release/winnow")
    entries = int(sys.argv[2]) if len(sys.argv) > 2 else 5_000_000
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/few.txt", "w") as out:
            out.writelines(name(i) + "\n" for i in range(10))
        with open(f"{folder}/many.txt", "w") as out:
            out.writelines(name(i) + "\n" for i in range(entries))
        with open(f"{folder}/many.txt", "rb") as raw, gzip.open(f"{folder}/many.gz", "wb", 1) as out:
            shutil.copyfileobj(raw, out)  # this process's own peak would hide its children's
        for count in [1, 1_000_000]:
            with open(f"{folder}/{count}.jsonl", "w") as out:
                for i in range(count):
                    url = f"https://www.{name(i * 7)}/page/{i}"
                    out.write(json.dumps({"id": str(i), "url": url, "text": "text"}) + "\n")
        base = run(program, folder, "few.txt", 1)
        for file in ["many.txt", "many.gz"]:
            cpu, wall, memory = run(program, folder, file, 1)
            print(
                f"{file}: {entries:,} entries loaded in {cpu - base[0]:.2f} processor seconds "
                f"({wall - base[1]:.2f} s by the clock), "
                f"{(memory - base[2]) / entries:.1f} bytes an entry at most")
        few = run(program, folder, "few.txt", 1_000_000)
        many = run(program, folder, "many.txt", 1_000_000)
        judged = many[0] - cpu
        print(f"1,000,000 documents, read, judged and written: {judged:.2f} processor seconds")
        print(f"the same with ten domains: {few[0] - base[0]:.2f}")


if __name__ == "__main__":
    main()
