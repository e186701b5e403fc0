"""One module a command, each with `run(args, config) -> int`, the exit code."""
