package trail

import (
	"context"
	"database/sql"
	"time"

	"oso/internal/deed"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// Heads is what is signed every night: where chains end. A month's first set has all
// of them, every other those alone that no set since has as they end now. Each names
// the set before it, so that none can be taken from among them.
type Heads struct {
	Day    string  `json:"day"`              // YYYY-MM-DD, UTC
	Whole  bool    `json:"whole,omitempty"`  // all chains
	Before *Before `json:"before,omitempty"` // nil: the first; of an older version of the program, which signed all chains each day
	Heads  []Head  `json:"heads"`
}

// Before is the set that was signed last before.
type Before struct {
	Day    string `json:"day"`
	SHA256 string `json:"sha256"` // of its body, as it is stored
}

// Head is the end of one chain.
type Head struct {
	Chain  string `json:"chain"`
	Seq    int64  `json:"seq"`
	SHA256 string `json:"sha256"`
}

// MadeAt is the day; nothing more is said of the time.
func (h Heads) MadeAt() time.Time {
	t, err := time.Parse(time.DateOnly, h.Day)
	if err != nil {
		return time.Time{}
	}
	return t
}

// all tells whether the set has every chain there was.
func (h Heads) all() bool { return h.Whole || h.Before == nil }

// Sign signs, once a day, where chains end now. There is one chain of each case that
// ever was: nobody who writes waits while they are read and signed.
func Sign(ctx context.Context, d *db.DB, k *keys.Ring, now time.Time) error {
	const op = "sign audit heads"
	issuing, err := k.Issuing()
	if err != nil {
		return err
	}
	h := Heads{Day: now.UTC().Format(time.DateOnly), Heads: []Head{}}
	done, err := h.follow(ctx, d.Reader(), k.Trust())
	if err != nil || done {
		return db.Err(err, op)
	}
	rows, err := d.Q().ListAuditHeads(ctx)
	if err != nil {
		return db.Err(err, op)
	}
	signed := map[Head]bool{}
	for _, x := range h.Heads {
		signed[x] = true
	}
	h.Heads = []Head{}
	for _, r := range rows {
		if x := (Head{r.Chain, r.Seq, r.SHA256}); !signed[x] {
			h.Heads = append(h.Heads, x)
		}
	}
	body, err := seal.SignJSON(issuing, deed.DomainAuditHead, h)
	if err != nil {
		return err
	}
	return d.Tx(ctx, func(tx *sql.Tx) error {
		return db.Err(db.New(tx).PutSignedHeads(ctx, db.PutSignedHeadsParams{
			Day: h.Day, Body: body.Body, Signature: body.Signature, KeyID: issuing.Public().ID(), CreatedAt: now.UnixMilli(),
		}), op)
	})
}

// follow says what the day's set comes after, and gathers in it the heads that are
// signed already: those of the sets back to the last whole one. Where that is another
// month's, or one of them does not verify, there are none: the day's is whole. done:
// the day's was signed before.
func (h *Heads) follow(ctx context.Context, d Reader, trust deed.Trust) (done bool, err error) {
	rows, err := d.QueryContext(ctx, "SELECT day, body, signature FROM audit_heads WHERE day <= ?1 ORDER BY day DESC", h.Day)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	h.Whole = true
	var gathered []Head
	var next *Before // what the set after it says of the one that is looked at
	for rows.Next() {
		var day string
		var s seal.Signed
		if err := rows.Scan(&day, &s.Body, &s.Signature); err != nil {
			return false, err
		}
		if day == h.Day {
			return true, nil
		}
		at := Before{day, seal.SHA256(s.Body)}
		if h.Before == nil {
			h.Before = &at
		} else if next == nil || *next != at {
			break
		}
		var old Heads
		if _, err := trust.Open(s, deed.DomainAuditHead, &old); err != nil || old.Day != day || day[:7] != h.Day[:7] {
			break
		}
		gathered, next = append(gathered, old.Heads...), old.Before
		if old.all() {
			h.Whole, h.Heads = false, gathered
			break
		}
	}
	return false, rows.Err()
}
