package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"oso/internal/errs"
)

// Migrations are written once, in what both databases understand but for two
// names: see portable.
//
//go:embed migrations/*.sql
var migrations embed.FS

// formatStep is how many numbers of migrations a format of the database has. A
// newer migration of the same format only adds: an older program works on it
// (a rolling upgrade). One of a newer format is opened by no older program.
const formatStep = 1000

// Migrate brings the schema to this program's version. Several instances may
// start at once: one migrates, the others wait. A database that a newer
// program made is not touched.
func (d *DB) Migrate(ctx context.Context) error {
	if err := d.Usable(ctx); err != nil && !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Incomplete) {
		return err
	}
	p, err := d.migrations()
	if err != nil {
		return errs.Op(err, "migrate")
	}
	if _, err = p.Up(ctx); err != nil {
		return allowed(err, "migrate")
	}
	return d.begin(ctx)
}

func (d *DB) migrations() (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if d.kind == PostgreSQL {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		dialect, dir, options = goose.DialectPostgres, portable{dir}, append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, d.write, dir, options...)
}

// Usable tells whether this program may work on the database as it is, and
// writes nothing. NotFound: there is no schema yet. Refused: what is in it is
// another program's. Incomplete: it has to be migrated first. Unsupported: a newer program made it in a way that this one
// does not understand.
func (d *DB) Usable(ctx context.Context) error {
	const op = "check database"
	known, err := newest()
	if err != nil {
		return errs.Op(err, op)
	}
	tables, err := d.tables(ctx)
	if err != nil {
		return wrap(err, op)
	}
	var version sql.NullInt64
	if slices.Contains(tables, versionTable) {
		if err := d.read.QueryRowContext(ctx, "SELECT MAX(version_id) FROM "+versionTable).Scan(&version); err != nil {
			return wrap(err, op)
		}
	}
	if foreign(tables, version.Int64) {
		return errs.E(errs.Refused, op, "The tables in this database are another program's. Nothing was changed. Give the service a database of its own with --database.")
	}
	switch {
	case version.Int64 == 0:
		return errs.E(errs.NotFound, op, "There is no service's data in this database. Nothing was changed. Check --database, or make the tables with: oso-server migrate.")
	case version.Int64/formatStep > known/formatStep:
		return errs.E(errs.Unsupported, op, "This database was made by a newer version of the service, which this one does not understand. Nothing was changed. Update the service.")
	case version.Int64 < known:
		return errs.E(errs.Incomplete, op, "This database is older than the program. Nothing was changed. Bring it up to date with: oso-server migrate.")
	}
	return nil
}

// versionTable is goose's; another program may use goose as well.
const versionTable = "goose_db_version"

// foreign tells whether these tables are somebody else's: there are some, and
// not those that every database of the service has from its first migration on.
func foreign(tables []string, version int64) bool {
	if version > 0 {
		for _, name := range []string{"service_keys", "settings", "audit_heads", "doomed_blobs"} {
			if !slices.Contains(tables, name) {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(tables, func(name string) bool { return name != versionTable })
}

// tables are the names of all tables, without those that SQLite has for itself.
func (d *DB) tables(ctx context.Context) ([]string, error) {
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
	if d.kind == PostgreSQL {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
	}
	rows, err := d.read.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return texts(rows)
}

// newest is the number of the last migration that this program has.
func newest() (int64, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		return 0, errors.Join(err, errors.New("no migrations"))
	}
	return goose.NumericComponent(strings.TrimPrefix(names[len(names)-1], "migrations/"))
}

// portable gives migrations as PostgreSQL reads them. Text is compared and
// sorted by its bytes, as SQLite does it, whatever the database's language.
type portable struct{ fs.FS }

func (p portable) Open(name string) (fs.File, error) {
	f, err := p.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	b, err := io.ReadAll(f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return &translated{f, strings.NewReader(forPostgreSQL(string(b)))}, nil
}

func (p portable) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(p.FS, name) }

type translated struct {
	fs.File
	text *strings.Reader
}

func (t *translated) Read(b []byte) (int, error) { return t.text.Read(b) }

var (
	blobType = regexp.MustCompile(`\bBLOB\b`)
	textType = regexp.MustCompile(`\bTEXT\b`)
)

// only marks a line of a migration that is PostgreSQL's alone: for the others it
// is a comment.
var only = regexp.MustCompile(`(?m)^-- postgresql: `)

func forPostgreSQL(sql string) string {
	sql = only.ReplaceAllString(sql, "")
	return numbered(textType.ReplaceAllString(blobType.ReplaceAllString(sql, "BYTEA"), `TEXT COLLATE "C"`))
}
