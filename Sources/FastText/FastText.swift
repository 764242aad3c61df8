// Placeholder until the first file of FastText lands.
