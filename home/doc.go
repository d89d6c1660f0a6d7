// Package home keeps what lies under --home: the archive of every file received,
// the append-only ledger, the generations of the published database and the
// lock of a run. Bytes and entries come in; they come out whole or not at all,
// for every file is written beside its place, synced and renamed. It refuses
// links, devices and paths that leave the inbox, a ledger whose chain is broken,
// and a second run at the same time; it judges no workbook and opens no database.
package home
