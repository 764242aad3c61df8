#!/bin/sh
# Every pipeline of Pipelines/ on Samples/, and the commands that read a run, under valgrind: no invalid
# read or write, and no branch on memory that nobody wrote.
#
#     apt-get install valgrind
#     Tests/Torture/valgrind.sh .build/release/winnow [FOLDER]
#
# Exit 1 where valgrind found something; what it found is in FOLDER. Takes about ten minutes.
set -u
cd "$(dirname "$0")/../.." || exit 1
program=$(realpath "$1")
folder=${2:-$(mktemp -d)}
mkdir -p "$folder"
# Valgrind can't read this compiler's debugging information.
strip --strip-debug -o "$folder/winnow" "$program" || exit 1
found=0

checked() {
    name=$1
    shift
    valgrind --quiet --error-exitcode=99 --suppressions=Tests/Torture/runtime.supp --num-callers=30 \
        --log-file="$folder/$name.log" "$folder/winnow" "$@" >"$folder/$name.out" 2>&1
    code=$?
    errors=$(grep -c '^==[0-9]*== [A-Z]' "$folder/$name.log")
    echo "$name: exit $code, $errors findings"
    if [ "$code" -ne 0 ] || [ "$errors" -ne 0 ]; then found=1; fi
}

for pipeline in Pipelines/*.yaml; do
    name=$(basename "$pipeline" .yaml)
    checked "$name" run "$pipeline" --output "$folder/run-$name" --force --workers 2
done
run=$folder/run-quickstart
checked ledger ledger "$run"
checked report report "$run"
checked verify verify "$run"
for name in quickstart sft; do
    checked "shards-$name" shards verify "$folder/run-$name/tokens"
done
checked extract extract Samples/html
exit $found
