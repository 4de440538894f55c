"""The figures that the project promises, measured: `make bench`. Not collected by pytest."""
