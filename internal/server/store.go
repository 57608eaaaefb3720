package server

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/blob"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// Names in the data folder.
const (
	databaseFile = "oso.db"
	blobFolder   = "blobs"
	masterFile   = "master.key"
	tlsFile      = "tls-key.pem"
	lockFile     = "lock"
)

// Store is what the service keeps, opened: what its doors and an
// administrator's commands work on.
type Store struct {
	Dir     string
	DB      *db.DB
	Blobs   blob.Store
	Records *chart.Store
	Keys    *keys.Ring // nil until there are keys: see OpenKeys
}

// OpenStore is Places.Open of a folder that holds everything.
func OpenStore(ctx context.Context, dir string) (*Store, error) { return Places{Dir: dir}.Open(ctx) }

// Migrate is Places.Migrate of a folder that holds everything.
func Migrate(ctx context.Context, dir string) error { return Places{Dir: dir}.Migrate(ctx) }

// MakeFolder makes the data folder where there is none yet, as beside a PostgreSQL.
func (s *Store) MakeFolder() error { return makeFolder(s.Dir) }

// Close closes the database.
func (s *Store) Close() error { return s.DB.Close() }

// OpenKeys opens the service's keys with the master key. Called again it takes
// up those that were made since, in the ring that is in use.
func (s *Store) OpenKeys(ctx context.Context, master *keys.Master, now time.Time) error {
	stored, err := s.storedKeys(ctx)
	if err != nil {
		return err
	}
	if s.Keys != nil {
		return s.Keys.Refresh(stored, now)
	}
	s.Keys, err = keys.Open(master, stored, now)
	return err
}

func (s *Store) storedKeys(ctx context.Context) ([]keys.Stored, error) {
	rows, err := s.DB.Q().ListServiceKeys(ctx)
	if err != nil {
		return nil, db.Err(err, "read keys")
	}
	stored := make([]keys.Stored, 0, len(rows))
	for _, r := range rows {
		stored = append(stored, keys.Stored{
			ID: r.ID, Kind: r.Kind, Public: r.PublicKey, Sealed: r.PrivateSealed, Certificate: r.Certificate,
			From: time.UnixMilli(r.ValidFrom), Until: time.UnixMilli(r.ValidUntil), Retired: timeOf(r.RetiredAt),
		})
	}
	return stored, nil
}

func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// AddKeys writes new service keys and the act into the audit.
func (s *Store) AddKeys(ctx context.Context, by string, now time.Time, stored ...keys.Stored) error {
	return s.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		for _, k := range stored {
			some := func(b []byte) []byte { return append([]byte{}, b...) }
			if err := q.InsertServiceKey(ctx, db.InsertServiceKeyParams{
				ID: k.ID, Kind: k.Kind, PublicKey: k.Public, PrivateSealed: some(k.Sealed), Certificate: some(k.Certificate),
				ValidFrom: k.From.UnixMilli(), ValidUntil: k.Until.UnixMilli(), CreatedAt: now.UnixMilli(),
			}); err != nil {
				return db.Err(err, "store keys")
			}
		}
		_, err := db.AppendAudit(ctx, tx, db.Audit{Chain: db.SystemChain, ServerTime: now.UnixMilli(), ActorID: by, Role: "admin", Event: "keys-made"})
		return err
	})
}

// HasKeys tells whether the service has keys already.
func (s *Store) HasKeys(ctx context.Context) (bool, error) {
	rows, err := s.DB.Q().ListServiceKeys(ctx)
	return len(rows) > 0, db.Err(err, "read keys")
}

// FindMaster takes the master key from the environment's text, the file named,
// or the data folder's own file, in this order.
func FindMaster(dir, file, env string) (*keys.Master, error) {
	switch {
	case env != "":
		return keys.ParseMaster(env)
	case file != "":
		return keys.ReadMaster(file)
	}
	return keys.ReadMaster(MasterPath(dir))
}

// MasterPath is where the master key lies where nobody said otherwise. It is
// safer outside the data folder: a backup of the folder should not hold it.
func MasterPath(dir string) string { return filepath.Join(dir, masterFile) }

// Exists tells whether the path is there.
func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, os.ErrNotExist)
}

// CheckRoot refuses a root that is not this service's.
func (s *Store) CheckRoot(ctx context.Context, root seal.VerifyKey) error {
	rows, err := s.DB.Q().ListServiceKeys(ctx)
	if err != nil {
		return db.Err(err, "read keys")
	}
	for _, r := range rows {
		if r.Kind == keys.KindRoot && bytes.Equal(r.PublicKey, root) {
			return nil
		}
	}
	return errs.E(errs.Untrusted, "check root", "This is the root of another service. No key was made. Bring the file that was written at this service's set-up.")
}
