// Package torture is nothing but tests of the program as the bureau runs it: in
// come sample workbooks and a home, and while a night runs it is killed, starved
// of disk, lied to by the disk, watched by readers and started twice. Out comes a
// verdict on what is left: one whole database, a ledger that holds, every return
// in its region's folder, and a next run that finishes by itself. It refuses to
// look inside: it knows the command line and the files of docs/operations.md.
package torture
