"""Benchmarks: our server against a naive one, in the same run on the same machine. They print ratios and the bars
they meet.
"""
