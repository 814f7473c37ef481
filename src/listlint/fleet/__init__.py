"""Thousands of lists on several processes or machines, with Dask.

`run` knows the order; `work` is what workers do, `cluster` the only module that imports Dask,
`state` the file that a run continues from, `page` and `tables` its report.
"""
