// Placeholder until the first file of Stages lands.
