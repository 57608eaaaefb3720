// Package db keeps the server's rows, on SQLite or PostgreSQL through
// database/sql: numbered migrations, and queries that sqlc generated from
// query/*.sql, both written once for the two (docs/adr/0070).
//
// It promises that what a transaction committed survives a power cut (WAL,
// synchronous FULL, asserted on every connection; PostgreSQL's
// synchronous_commit), that writing transactions come one after the other in
// whatever process they run, that nobody reads half a
// transaction, and that an audit chain can be verified. Deciding anything is
// left to others: the state columns of cases, offers, over-reads, opinions and
// charges are written by workflow and billing alone.
//
// # What is in the clear, and why
//
// Everything clinical and everything that names a patient is in columns that
// end in _sealed: ciphertext under the case's own key, which is itself kept
// wrapped by the master key (cases.key_wrapped). Callers seal and open; this
// package never sees a key. Destroying key_wrapped shreds the case.
//
// In the clear is what lists, timers and checks need before anything can be
// opened: ids, the reference number, states and tracks, the kind of service,
// who of the staff works on the case, the partner, times, sizes and hashes of
// ciphertext, prices and charges, a reason's code (never its words: those
// are note_sealed), and what an opinion came to, as one of four codes (adr 0150). Also in the clear are the service's own people (staff,
// specialists, referring physicians: e-mail, name, credentials), clinics,
// partners, public keys and certificates; passwords only as hashes, second
// factors and private keys only sealed.
//
// # Rules for callers
//
// Write inside Tx and only through its *sql.Tx: writers wait for each other,
// so asking the DB for a second transaction inside one waits for itself. Read through Q. Times are unix milliseconds, 0 means not yet.
//
// River's own tables live in the same file and are made by package jobs.
// Regenerate after a change of query/ or migrations/ with
//
//	go run github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1 generate -f internal/server/db/sqlc.yaml
package db
