// The version of the program, in one place.

/// What `winnow --version` tells, and what a run's manifest says that it was made by.
public let programVersion = "0.2.0"
