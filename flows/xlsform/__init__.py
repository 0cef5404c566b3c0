"""A consultation as an XLSForm workbook: read from bytes, and written. docs/xlsform.md says what goes over."""
