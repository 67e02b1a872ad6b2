"""Papers: every document the program prints, as a PDF file or a workbook."""
