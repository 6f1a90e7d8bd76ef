"""The probe, piece by piece: its modules are imported, nothing is patched."""
