package console_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/server/console"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// keeper keeps the world's keys as the service does, but makes none.
func (w *world) keeper() *console.KeyKeeper {
	var mail []string
	return &console.KeyKeeper{
		Endings:      w.keys.Endings,
		Renew:        func(context.Context, *sql.Tx) error { w.renewed.Add(1); return nil },
		Addresses:    func(context.Context) ([]string, error) { return mail, nil },
		SetAddresses: func(_ context.Context, list []string, _ string) error { mail = list; return nil },
	}
}

// TestKeysPage: the office sees until when the keys hold and no key; an administrator
// alone has them looked at, and says who is told, over what the page showed.
func TestKeysPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signInAll()
	w.enrolls(300 * 24 * time.Hour)
	w.enrolls(30 * 24 * time.Hour)
	admin := w.staff[principal.Admin]
	var v struct {
		Keys []struct {
			ID, Kind string
			Current  bool
		}
		Ends []struct {
			What string
			Days int
			Due  bool
		}
		Own        bool
		Desk, Team struct{ Held, Soon int }
		Mail       []string
		Acts       bool
		Past       []struct {
			Event string
			By    struct{ ID string }
		}
	}
	now := w.now.UnixMilli()
	rows := []db.InsertServiceKeyParams{}
	for i, kind := range []string{"root", "issuing", "issuing", "receiving"} {
		rows = append(rows, db.InsertServiceKeyParams{
			ID: fmt.Sprintf("%064x", i), Kind: kind, PublicKey: []byte("PUBLIC"), PrivateSealed: []byte("PRIVATE"), Certificate: []byte("CERTIFICATE"),
			ValidFrom: now, ValidUntil: now + int64(i)*1000, CreatedAt: now,
		})
	}
	if err := w.db.Tx(context.Background(), func(tx *sql.Tx) error {
		for _, r := range rows {
			if err := db.New(tx).InsertServiceKey(context.Background(), r); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	_, b := admin.ask("GET", "/keys", nil)
	for _, secret := range []string{"PRIVATE", "UFJJVkFUR", "PUBLIC", "UFVCTElD", "CERTIFICATE", "Q0VSVElGSUNB"} {
		if strings.Contains(string(b), secret) {
			t.Errorf("the page has %s of a key", secret)
		}
	}
	admin.get("/keys", http.StatusOK, &v)
	current := 0
	for _, k := range v.Keys {
		if k.Current {
			current++
		}
	}
	if len(v.Keys) != len(rows) || current != 3 || !v.Acts || !v.Own || v.Desk.Held != 3 || v.Desk.Soon != 1 || v.Team.Held == 0 || v.Team.Soon != 0 || len(v.Ends) != 2 || v.Ends[0].Due {
		t.Errorf("%+v", v)
	}
	admin.post("/keys/renew", map[string]any{}, http.StatusOK, &v)
	if w.renewed.Load() != 1 || !slices.ContainsFunc(v.Past, func(p struct {
		Event string
		By    struct{ ID string }
	}) bool {
		return p.Event == "keys-renewal-asked" && p.By.ID == admin.acc.ID
	}) {
		t.Errorf("%d asked, %+v", w.renewed.Load(), v.Past)
	}
	admin.post("/keys/mail", map[string]any{"were": []string{}, "addresses": []string{"it@example.org"}}, http.StatusOK, &v)
	admin.post("/keys/mail", map[string]any{"were": []string{}, "addresses": []string{"other@example.org"}}, http.StatusConflict, nil)
	admin.post("/keys/mail", map[string]any{"were": []string{"it@example.org"}, "addresses": slices.Repeat([]string{"a@example.org"}, 21)}, http.StatusRequestEntityTooLarge, nil)
	if !slices.Equal(v.Mail, []string{"it@example.org"}) {
		t.Errorf("told are %v", v.Mail)
	}
	for role, p := range w.staff {
		want := http.StatusForbidden
		if role == principal.Coordinator {
			v.Acts = true
			p.get("/keys", http.StatusOK, &v)
			if v.Acts || len(v.Mail) != 0 || len(v.Keys) != len(rows) {
				t.Errorf("a coordinator has %+v", v)
			}
		} else if role != principal.Admin {
			p.get("/keys", want, nil)
		}
		if role != principal.Admin {
			p.post("/keys/renew", map[string]any{}, want, nil)
			p.post("/keys/mail", map[string]any{"were": []string{}, "addresses": []string{}}, want, nil)
		}
	}
}
