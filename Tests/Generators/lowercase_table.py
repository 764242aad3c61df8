# Writes Sources/CByteKernels/minhash_lowercase.h: simple lower-case mappings as runs.
#
#   python3 Tests/Generators/lowercase_table.py > Sources/CByteKernels/minhash_lowercase.h
#
# A mapping to several code points (U+0130 alone) is left out. Python 3.11 has Unicode 14.
import sys

runs = []
for code in range(0x80, 0x110000):
    lower = chr(code).lower()
    if len(lower) != 1 or ord(lower) == code:
        continue
    delta = ord(lower) - code
    if runs and runs[-1][2] == delta:
        first, last, _, step = runs[-1]
        gap = code - last
        if gap <= 2 and step in (0, gap):
            runs[-1] = (first, code, delta, gap)
            continue
    runs.append((code, code, delta, 0))

print("// Lower case by runs of code points; written by Tests/Generators/lowercase_table.py.")
print("#include <stddef.h>\n#include <stdint.h>\n")
print("static const struct {\n    uint32_t first, last;\n    int32_t delta;\n    uint32_t step;")
print("} cbk_lowercase_table[] = {")
for first, last, delta, step in runs:
    print(f"    {{0x{first:X}, 0x{last:X}, {delta}, {step or 1}}},")
print("};")
print(f"static const size_t cbk_lowercase_count = {len(runs)};")
