package workflow

import (
	"database/sql"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
)

func TestLimitsFromSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	put := func(body string) {
		t.Helper()
		if err := w.db.Tx(w.ctx, func(tx *sql.Tx) error {
			return db.New(tx).PutSetting(w.ctx, db.PutSettingParams{Name: SettingName, Body: body})
		}); err != nil {
			t.Fatal(err)
		}
	}
	c, err := Load(w.ctx, w.db.Q(), time.UTC)
	if err != nil || c.Clock != 14*day {
		t.Fatalf("defaults: %v, %v", c.Clock, err)
	}
	put(`{"clock":"240h","reminders":["24h","48h"],"withdrawal_is_free":true,"reasons":{"hold":["holiday"]}}`)
	if c, err = Load(w.ctx, w.db.Q(), time.UTC); err != nil {
		t.Fatal(err)
	}
	if c.Clock != 10*day || len(c.Reminders) != 2 || !c.WithdrawalIsFree || c.OfferLimit != 2*day ||
		!c.ReasonKnown(Hold, "holiday") || c.ReasonKnown(Hold, "other") || !c.ReasonKnown(Withdraw, "other") {
		t.Errorf("%+v", c)
	}
	for _, body := range []string{
		`{"clock":"fast"}`, `{"clock":"-1h"}`, `{"record_limit":"721h"}`, `{"reminders":["48h","24h"]}`, `{"reasons":{"hold":[]}}`,
		`{"reasons":{"complete":["x"]}}`, `{"clok":"1h"}`, `[]`, `{`,
	} {
		put(body)
		if _, err := Load(w.ctx, w.db.Q(), time.UTC); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", body, err)
		}
	}
}
