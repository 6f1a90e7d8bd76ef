"""The table of the objects that processes share."""
