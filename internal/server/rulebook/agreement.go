package rulebook

import (
	"context"
	"database/sql"
	"encoding/json"

	"time"

	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

// AgreementNow is the text that patients sign: what was entered, else the one that
// the program carries; entered says which.
func AgreementNow(ctx context.Context, q *db.Queries, now time.Time) (t intake.Text, entered bool, err error) {
	row, err := q.GetPolicyTable(ctx, db.GetPolicyTableParams{Kind: string(wire.ChangeAgreement), At: now.UnixMilli()})
	if err = db.Err(err, "read agreement text"); errs.Is(err, errs.NotFound) {
		return intake.Agreement(), false, nil
	} else if err != nil {
		return t, false, err
	}
	t, err = intake.ParseText([]byte(row.Body))
	return t, true, err
}

// AgreementVersion is a text that was ever in force, by the name that a signature
// gives it; false: no text of this service's is called so.
func AgreementVersion(ctx context.Context, q *db.Queries, version string) (intake.Text, bool, error) {
	if t, ok := intake.AgreementVersion(version); ok {
		return t, true, nil
	}
	row, err := q.GetPolicyTableVersion(ctx, db.GetPolicyTableVersionParams{Kind: string(wire.ChangeAgreement), Version: intake.Text{Version: version}.Number()})
	if err = db.Err(err, "read agreement text"); errs.Is(err, errs.NotFound) {
		return intake.Text{}, false, nil
	} else if err != nil {
		return intake.Text{}, false, err
	}
	t, err := intake.ParseText([]byte(row.Body))
	return t, err == nil, err
}

// ParseAgreement reads a stored body: a text without what it gets when it is put in
// force, its version and its day. Damaged where it is none.
func ParseAgreement(body string) (intake.Text, error) {
	var t intake.Text
	err := json.Unmarshal([]byte(body), &t)
	if err == nil {
		t, err = t.Entered()
	}
	return t, errs.Wrap(err, errs.Damaged, "read agreement text", "The text of the agreement cannot be read. Nothing was changed; tell the system administrator.")
}

// StoredAgreement is a text as the register keeps it.
func StoredAgreement(t intake.Text) (string, error) { return stored(t) }

// FollowAgreement puts a text in force: it gets its version and its day, and each
// clinic is sent it.
func FollowAgreement(ctx context.Context, tx *sql.Tx, body string, by principal.Actor, now time.Time) error {
	const op = "put agreement text in force"
	t, err := ParseAgreement(body)
	if err != nil {
		return err
	}
	q := db.New(tx)
	last, err := q.LastPolicyTable(ctx, string(wire.ChangeAgreement))
	if err != nil {
		return db.Err(err, op)
	}
	n := max(last, intake.Agreement().Number()) + 1
	before, _, err := AgreementNow(ctx, q, now)
	if err != nil {
		return err
	}
	t.Version, t.Date, t.Since = intake.VersionName(n), day(now), before.Since
	if t.Again {
		t.Since = n
	}
	b, err := stored(t)
	if err != nil {
		return err
	}
	if _, err := intake.ParseText([]byte(b)); err != nil {
		return err // the desks would not take it
	}
	if err := q.InsertPolicyTable(ctx, db.InsertPolicyTableParams{
		Kind: string(wire.ChangeAgreement), Version: n, Body: b, ValidFrom: now.UnixMilli(), CreatedBy: by.Subject(), CreatedAt: now.UnixMilli(),
	}); err != nil {
		return db.Err(err, op)
	}
	return tellClinics(ctx, q, wire.ChangeAgreement, now)
}
