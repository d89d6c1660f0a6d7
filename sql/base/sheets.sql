-- macros: sheets
-- title: 工作簿中有什么
-- What a workbook holds besides its rows: a check that misses something asks first
-- whether it could have been there.

-- Whether a form is asked for in the period of a submission.
CREATE MACRO asked(submitted, of_form) AS
  submitted NOT IN (SELECT s.submission FROM meta.submission s JOIN ref.period p ON p.period = s.period
                    WHERE p.forms <> '' AND NOT list_contains(string_split(p.forms, '|'), of_form));

-- Whether a submission has a column (or, in a form layout, a place) of a field.
CREATE MACRO has_column(submitted, of_form, of_field) AS
  submitted IN (SELECT f.submission FROM meta.field_cell f WHERE f.form = of_form AND f.field = of_field);

-- Whether a submission has a sheet of the form with a header, rows, and that column.
CREATE MACRO has_rows_with(submitted, of_form, of_field) AS
  submitted IN (SELECT r.submission FROM meta.sheet_account r
                JOIN meta.field_cell f ON f.submission = r.submission AND f.form = r.form AND f.sheet = r.sheet
                WHERE r.form = of_form AND r.header_rows > 0 AND r.read_rows > 0 AND f.field = of_field);
