"""The long forms of tests that `make test` runs in short: `make stress`. Not collected by pytest."""
