"""Cells → facts (单元格 → 事实). Pure functions: no files of the user, no clock, no network."""
