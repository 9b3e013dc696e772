"""Starts the whole platform on one machine: ``make run``."""
