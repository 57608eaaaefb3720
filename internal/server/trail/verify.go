package trail

import (
	"context"
	"encoding/json"
	"fmt"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
)

// Result is how far a check came, and what it found.
type Result struct {
	Chains int      `json:"chains"`
	Rows   int      `json:"rows"`
	Signed int      `json:"signed_days"`
	Broken []Broken `json:"broken"`
}

// Broken is one chain that is not whole. Seq is the first row that is wrong; 0:
// not one row.
type Broken struct {
	Chain string `json:"chain"` // a case's id, "system", or "heads of DAY"
	Seq   int64  `json:"seq"`
	What  string `json:"what"`
}

// end is where a chain ended, by the first of the days that say so.
type end struct{ day, sha256 string }

// ends are those that were signed, by chain and number.
type ends map[string]map[int64][]end

// add keeps a day's heads: an end that the last of its chain and number says already
// is left out, since most chains grow no more.
func (e ends) add(h Heads) {
	for _, x := range h.Heads {
		if e[x.Chain] == nil {
			e[x.Chain] = map[int64][]end{}
		}
		list := e[x.Chain][x.Seq]
		if len(list) == 0 || list[len(list)-1].sha256 != x.SHA256 {
			e[x.Chain][x.Seq] = append(list, end{h.Day, x.SHA256})
		}
	}
}

// signedEnds reads the signed days one by one, and says in out how many there are
// and which are broken.
func signedEnds(ctx context.Context, d Reader, trust deed.Trust, out *Result) (ends, error) {
	rows, err := d.QueryContext(ctx, "SELECT day, body, signature FROM audit_heads ORDER BY day")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	signed, bodies := ends{}, map[string]string{}
	for rows.Next() {
		var day string
		var s seal.Signed
		var h Heads
		if err := rows.Scan(&day, &s.Body, &s.Signature); err != nil {
			return nil, err
		}
		bodies[day] = seal.SHA256(s.Body)
		if _, err := trust.Open(s, deed.DomainAuditHead, &h); err != nil || h.Day != day {
			out.Broken = append(out.Broken, Broken{Chain: "heads of " + day, What: "The signature under this day's heads does not verify."})
			continue
		}
		if b := h.Before; b != nil && bodies[b.Day] != b.SHA256 {
			out.Broken = append(out.Broken, Broken{Chain: "heads of " + b.Day, What: "What was signed on this day is gone, or is not what those signed on " + day + " rest on."})
		}
		out.Signed++
		signed.add(h)
	}
	return signed, rows.Err()
}

// Verify checks that no chain was cut, changed or written anew since its head was
// signed. It reads every day and every row once, in memory that grows with the ends
// that chains had, not with the days.
func Verify(ctx context.Context, d Reader, trust deed.Trust) (Result, error) {
	const op = "verify audit"
	out := Result{Broken: []Broken{}}
	signed, err := signedEnds(ctx, d, trust, &out)
	if err != nil {
		return out, db.Err(err, op)
	}
	rows, err := d.QueryContext(ctx, "SELECT "+columns+" FROM audit ORDER BY chain, seq")
	if err != nil {
		return out, db.Err(err, op)
	}
	defer rows.Close()
	var last db.Audit
	wrong := false
	otherThan := func(chain, day string, seq int64) {
		out.Broken = append(out.Broken, Broken{chain, seq, "The chain is not the one whose end was signed on " + day + "."})
	}
	for rows.Next() {
		var r db.Audit
		if err := scan(rows, &r); err != nil {
			return out, db.Err(err, op)
		}
		if r.Chain != last.Chain {
			out.Chains++
			last, wrong = db.Audit{Chain: r.Chain}, false
		}
		out.Rows++
		if !wrong && !db.Follows(last, r) {
			wrong = true
			out.Broken = append(out.Broken, Broken{r.Chain, last.Seq + 1, fmt.Sprintf("The audit was changed from outside: entry %d does not fit the one before it. Nothing was altered by this check; tell the system administrator.", last.Seq+1)})
		}
		for _, e := range signed[r.Chain][r.Seq] {
			if e.sha256 != r.SHA256 {
				otherThan(r.Chain, e.day, r.Seq)
			}
		}
		delete(signed[r.Chain], r.Seq)
		last = r
	}
	if err := rows.Err(); err != nil {
		return out, db.Err(err, op)
	}
	for chain, ends := range signed { // rows that are not there any more
		for seq, list := range ends {
			otherThan(chain, list[0].day, seq)
		}
	}
	return out, nil
}

// Line is one row as a copy has it: every column, so that whoever has the copy can
// compute the hashes anew (db.AppendAudit says how).
type Line struct {
	Chain        string `json:"chain"`
	Seq          int64  `json:"seq"`
	ServerTime   int64  `json:"server_time"` // unix ms
	DeviceTime   int64  `json:"device_time"`
	ActorID      string `json:"actor_id"`
	Role         string `json:"role"`
	DeviceID     string `json:"device_id"`
	Event        string `json:"event"`
	FromState    string `json:"from_state"`
	ToState      string `json:"to_state"`
	Reason       string `json:"reason"`
	NoteSealed   []byte `json:"note_sealed"` // base64; ciphertext
	ObjectSHA256 string `json:"object_sha256"`
	PrevSHA256   string `json:"prev_sha256"`
	SHA256       string `json:"sha256"`
}

// LineOf is a row as a copy has it.
func LineOf(r db.Audit) ([]byte, error) {
	b, err := json.Marshal(Line(r))
	return b, errs.Op(err, "copy audit")
}
