"""The suites (校验套件): what must be true of the rows that this program writes. Run by Great Expectations beside."""
