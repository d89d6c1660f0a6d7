-- macros: cells
-- title: 单元格地址
-- Addresses as a spreadsheet writes them.

-- The A1 address of a cell; row and column count from 1.
CREATE MACRO cell_name(cell_row, column_number) AS
  CASE WHEN column_number > 702 THEN chr(CAST(64 + (column_number - 703) // 676 + 1 AS INTEGER)) ELSE '' END
  || CASE WHEN column_number > 26 THEN chr(CAST(65 + ((column_number - 27) // 26) % 26 AS INTEGER)) ELSE '' END
  || chr(CAST(65 + (column_number - 1) % 26 AS INTEGER)) || cell_row;
