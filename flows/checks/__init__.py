"""The checks that `flows.checking` runs, a module for each thing that has to be consistent."""
