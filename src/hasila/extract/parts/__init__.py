"""Totals and their parts: subsets, lists, breakdowns, wholes over the report, and what is told twice."""
