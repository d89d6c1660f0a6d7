-- macros: sheets
-- title: 工作簿中有什么
-- What a workbook holds besides its rows: a check that misses something asks first
-- whether it could have been there.

-- Whether a submission has a column (or, in a form layout, a place) of a field.
CREATE MACRO has_column(submitted, of_form, of_field) AS
  EXISTS (FROM meta.field_cell f WHERE f.submission = submitted AND f.form = of_form AND f.field = of_field);

-- Whether a submission has a sheet of the form with a header, rows, and that column.
CREATE MACRO has_rows_with(submitted, of_form, of_field) AS
  EXISTS (FROM meta.sheet_account r JOIN meta.field_cell f ON f.submission = r.submission AND f.form = r.form AND f.sheet = r.sheet
          WHERE r.submission = submitted AND r.form = of_form AND r.header_rows > 0 AND r.read_rows > 0 AND f.field = of_field);
