# Writes `records` JSON lines into in/0.jsonl and on, as many files as `files` says.
#
#   awk -v records=20000 -v files=4 -v seed=7 -v short=0.1 -f made_documents.awk
#
# A fifth of the documents is the one before with two other words; a share `short` is too short.
BEGIN {
  srand(seed)
  for (i = 0; i < records; i++) {
    if (i == 0 || rand() >= 0.2) {
      for (w = 0; w < 60; w++) words[w] = sprintf("%x", int(rand() * rand() * 65536))
    } else {
      for (w = 0; w < 2; w++) words[int(rand() * 60)] = "changed"
    }
    line = "the and of"
    for (w = 0; w < 60; w++) line = line " " words[w]
    if (short > 0 && rand() < short) line = "too short " int(rand() * 50)
    printf "{\"id\":\"%d\",\"text\":\"%s\"}\n", i, line > ("in/" int(i * files / records) ".jsonl")
  }
}
