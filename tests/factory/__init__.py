"""Our own document factory: facts of self-evaluation forms → documents as a department would publish them.

``facts`` says what is true, ``notation`` how figures are printed, ``layouts`` how a region arranges the form, ``compose``
makes one rectangle of cells of it, and ``pdf``/``word``/``web_page``/``workbook``/``packed`` typeset that rectangle.
"""
