// Placeholder until the first file of TokenShards lands.
