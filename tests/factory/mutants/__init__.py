"""Documents with one meaningful change each (一处改动的文件): what is typeset, the kinds of change, the judge."""
