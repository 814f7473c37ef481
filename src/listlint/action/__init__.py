"""The GitHub Action: what `action.yml` runs, step by step.

Nothing from the checkout is executed or imported: each step is started with `python -I`. Inputs
come only from the environment, and all text of lists is escaped on output.
"""
