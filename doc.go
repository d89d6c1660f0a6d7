// Package hengji holds the nouns of the house: what should arrive (Form, Field,
// Rule, CodeList), what did arrive (Submission, Sheet, Row, Cell), what was
// understood (Batch, FieldCell), what is wrong (Finding, Severity) and what is
// printed (Table). It imports nothing but the standard library, and every room
// (ingest, transform, load, localise, report, schema, home) imports it and no other room;
// they meet in night, whose run.go is the story, and in trace. It reads no file and
// refuses nothing: a value that cannot be represented exactly is told to the caller,
// who makes a finding of it.
package hengji
