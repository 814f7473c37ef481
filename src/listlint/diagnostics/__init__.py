"""Spans, edits and findings: the vocabulary of every other package."""
