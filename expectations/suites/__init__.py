"""The suites (校验套件): what must be true of the rows that this program writes. Declared here, run by Great Expectations beside."""
