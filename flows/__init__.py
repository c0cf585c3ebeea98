"""WHEN things run. The only folder that knows Prefect."""
