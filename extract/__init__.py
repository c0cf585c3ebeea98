"""Bytes → cells. Knows files and pages; knows nothing about money, departments or projects."""
