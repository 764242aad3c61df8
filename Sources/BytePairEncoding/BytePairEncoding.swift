// Placeholder until the first file of BytePairEncoding lands.
