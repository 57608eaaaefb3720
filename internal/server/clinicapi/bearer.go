package clinicapi

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// Nonces and tokens are sealed under the master key, which all instances have:
// to make one or to read one costs no write. Never rename the purposes.
const (
	purposeNonce = "oso/server/nonce/v1" // at (device); holds when it was made
	purposeToken = "oso/server/token/v1" // holds device, its key's hash, and the end
)

// nonces makes nonces and sees to it that each is answered once. The instances
// on a PostgreSQL share what was used in a table that waits for no disk, and
// that a crash of the database empties: a nonce names the life of the table in
// which it was made, and is taken in no other. On SQLite there is one process,
// which remembers, and takes none of before its own start.
type nonces struct {
	keys   *keys.Ring
	db     *db.DB
	began  time.Time
	shared bool

	mu   sync.Mutex
	used map[string]time.Time // until when it would be good
}

func newNonces(k *keys.Ring, d *db.DB, now time.Time) *nonces {
	return &nonces{keys: k, db: d, began: now, shared: d.Kind() == db.PostgreSQL, used: map[string]time.Time{}}
}

func (n *nonces) make(ctx context.Context, device string, now time.Time) ([]byte, error) {
	text := strconv.FormatInt(now.UnixMilli(), 10)
	if n.shared {
		era, err := n.era(ctx)
		if err != nil {
			return nil, err
		}
		text += " " + strconv.FormatInt(era, 10)
	}
	return n.keys.Seal(purposeNonce, []byte(text), device), nil
}

// era is the life of the table; a number that comes after every time at which
// a nonce ends.
func (n *nonces) era(ctx context.Context) (int64, error) {
	const op = "make nonce"
	era, err := n.db.Q().NonceEra(ctx)
	if err = db.Err(err, op); !errs.Is(err, errs.NotFound) {
		return era, err
	}
	if err := n.db.Beside(ctx, func(tx *sql.Tx) error {
		return db.Err(db.New(tx).PutNonceEra(ctx, math.MaxInt64/2+rand.Int64N(math.MaxInt64/2)), op)
	}); err != nil {
		return 0, err
	}
	era, err = n.db.Q().NonceEra(ctx) // ours, or that of somebody faster
	return era, db.Err(err, op)
}

// use tells whether the nonce is this device's, in its time, and new.
func (n *nonces) use(ctx context.Context, device string, nonce []byte, now time.Time) (bool, error) {
	text, err := n.keys.Open(purposeNonce, nonce, device)
	if err != nil {
		return false, nil // not ours: no fault
	}
	made, of, _ := strings.Cut(string(text), " ")
	ms, err := strconv.ParseInt(made, 10, 64)
	if err != nil {
		return false, nil
	}
	until := time.UnixMilli(ms).Add(nonceLife)
	if !now.Before(until) || until.After(now.Add(2*nonceLife)) {
		return false, nil
	}
	sum := sha256.Sum256(nonce)
	key := hex.EncodeToString(sum[:])
	if n.shared {
		var rows int64
		err := n.db.Beside(ctx, func(tx *sql.Tx) error {
			// Nobody waits for the disk: a crash forgets more than this row.
			if _, err := tx.ExecContext(ctx, "SET LOCAL synchronous_commit TO off"); err != nil {
				return db.Err(err, "use nonce")
			}
			q := db.New(tx)
			era, err := q.NonceEra(ctx)
			if err = db.Err(err, "use nonce"); errs.Is(err, errs.NotFound) || err == nil && strconv.FormatInt(era, 10) != of {
				return nil
			} else if err != nil {
				return err
			}
			rows, err = q.UseNonce(ctx, db.UseNonceParams{SHA256: key, ExpiresAt: until.UnixMilli()})
			return db.Err(err, "use nonce")
		})
		return rows == 1, err
	}
	if ms < n.began.UnixMilli() {
		return false, nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, ok := n.used[key]; ok {
		return false, nil
	}
	if len(n.used) >= 1000 {
		for k, end := range n.used {
			if !now.Before(end) {
				delete(n.used, k)
			}
		}
	}
	n.used[key] = until
	return true, nil
}

// makeToken names the workstation and the key that it signed with: after another key
// it counts no more.
func (a *API) makeToken(d db.Device, now time.Time) string {
	text := strings.Join([]string{d.ID, keyHash(d), strconv.FormatInt(now.Add(tokenLife).UnixMilli(), 10)}, " ")
	return base64.RawURLEncoding.EncodeToString(a.keys.Seal(purposeToken, []byte(text)))
}

// openToken gives the device that a token names, if the token is ours and its
// time is not over. Whether the device is on the list is not asked here.
func (a *API) openToken(text string, now time.Time) (device, key string, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return "", "", false
	}
	b, err := a.keys.Open(purposeToken, sealed)
	if err != nil {
		return "", "", false
	}
	parts := strings.Fields(string(b))
	if len(parts) != 3 {
		return "", "", false
	}
	until, err := strconv.ParseInt(parts[2], 10, 64)
	return parts[0], parts[1], err == nil && now.UnixMilli() < until
}

func keyHash(d db.Device) string {
	sum := sha256.Sum256(d.PublicKey)
	return hex.EncodeToString(sum[:8])
}
