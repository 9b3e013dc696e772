"""IATI in and out: check, upgrade, read, compose."""
