"""The GitHub Action: what `action.yml` runs, step by step.

Nothing of the checkout is executed or imported: each step is started with `python -I`. Inputs
come by the environment only, and what lists say leaves through an escape only.
"""
