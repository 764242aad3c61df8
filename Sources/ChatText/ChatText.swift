// Placeholder until the first file of ChatText lands.
