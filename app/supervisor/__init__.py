"""The supervisor: a process of its own for each run, which launches, relays, obeys and cleans up."""
