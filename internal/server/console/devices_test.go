package console_test

import (
	"context"
	"database/sql"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type devicesAnswer struct {
	Clinics []struct {
		ID      string
		Devices []struct {
			ID, Program, Why, Note string
			People                 []string
			Revoked                *time.Time
		}
		People []struct {
			ID       string
			Licensed bool
		}
		Codes []struct{ Person struct{ ID string } }
	}
}

// enrolls puts a workstation of the clinic on record, whose certificate holds for
// as long.
func (w *world) enrolls(life time.Duration) string {
	w.t.Helper()
	ctx, id, now := context.Background(), casefile.NewID(), w.now.UnixMilli()
	if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.InsertDevice(ctx, db.InsertDeviceParams{ID: id, ClinicID: w.clinic, PublicKey: []byte(id), EnrolledAt: now}); err != nil {
			return err
		}
		if err := q.SeeDevice(ctx, db.SeeDeviceParams{ID: id, SeenAt: now, Program: "1.4.2"}); err != nil {
			return err
		}
		return q.InsertCertificate(ctx, db.InsertCertificateParams{
			ID: casefile.NewID(), Kind: "device", DeviceID: id, ClinicID: w.clinic, PublicKey: []byte(id), Body: []byte{}, ValidFrom: now, ValidUntil: w.now.Add(life).UnixMilli(), CreatedAt: now,
		})
	}); err != nil {
		w.t.Fatal(err)
	}
	return id
}

// TestDevices: a code is shown once and confirms a license that somebody checked; a
// workstation that is revoked says why, is in the audit, and exchanges no more.
func TestDevices(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signInAll()
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	id := w.enrolls(300 * 24 * time.Hour)

	var v devicesAnswer
	desk.get("/devices", http.StatusOK, &v)
	if len(v.Clinics) != 1 || len(v.Clinics[0].Devices) != 1 || v.Clinics[0].Devices[0].Program != "1.4.2" || v.Clinics[0].People[0].Licensed {
		t.Fatalf("%+v", v)
	}
	code := map[string]any{"person": w.doctor.id, "hours": 72}
	desk.post("/clinics/"+w.clinic+"/codes", code, http.StatusConflict, nil)
	code["license"] = true
	var made struct{ Code, Root string }
	desk.post("/clinics/"+w.clinic+"/codes", code, http.StatusOK, &made)
	if made.Code == "" || strings.Contains(w.log.String(), made.Code) {
		t.Error("no code, or one in the log")
	}
	if carried, _, err := deed.ParseCode(made.Code); err != nil || made.Root != hex.EncodeToString(carried.Root) {
		t.Errorf("the root to be read out is %s, in the code %x (%v)", made.Root, carried.Root, err)
	}
	desk.get("/devices", http.StatusOK, &v)
	if len(v.Clinics[0].Codes) != 1 || v.Clinics[0].Codes[0].Person.ID != w.doctor.id || !v.Clinics[0].People[0].Licensed {
		t.Errorf("the code waits nowhere: %+v", v.Clinics[0])
	}
	code["hours"] = 169
	desk.post("/clinics/"+w.clinic+"/codes", code, http.StatusUnprocessableEntity, nil)
	code["hours"], code["person"] = 1, w.staff[principal.Specialist].acc.ID
	desk.post("/clinics/"+w.clinic+"/codes", code, http.StatusConflict, nil) // of no clinic

	at := "/devices/" + id + "/revoke"
	admin.post(at, map[string]any{"reason": "dusty", "note": ""}, http.StatusUnprocessableEntity, nil)
	admin.post(at, map[string]any{"reason": "other", "note": " "}, http.StatusConflict, nil)
	admin.post(at, map[string]any{"reason": "lost", "note": "On a train"}, http.StatusOK, &v)
	if d := v.Clinics[0].Devices[0]; d.Revoked == nil || d.Why != "lost" || d.Note != "On a train" {
		t.Errorf("revoked: %+v", d)
	}
	// What was said beside the code is sealed: it may name somebody.
	if row, err := w.db.Q().GetDevice(context.Background(), id); err != nil || row.RevokedWhy != "lost" || strings.Contains(string(row.RevokedNoteSealed), "train") {
		t.Errorf("kept: %+v %v", row, err)
	}
	admin.post(at, map[string]any{"reason": "lost", "note": ""}, http.StatusNotFound, nil)
	rows, err := w.db.Q().ListAudit(context.Background(), db.SystemChain)
	if err != nil {
		t.Fatal(err)
	}
	last := rows[len(rows)-1]
	if last.Event != "device-revoked" || last.DeviceID != id || last.ActorID != admin.acc.ID || last.Reason != "lost" {
		t.Errorf("the audit says %+v", last)
	}
	// Whoever has a code gets the clinic's cases, and an administrator sees none.
	admin.post("/clinics/"+w.clinic+"/codes", map[string]any{"person": w.doctor.id, "hours": 1, "license": true}, http.StatusForbidden, nil)
	for role, p := range w.staff {
		if role != principal.Admin && role != principal.Coordinator {
			p.get("/devices", http.StatusForbidden, nil)
			p.post(at, map[string]any{"reason": "lost", "note": ""}, http.StatusForbidden, nil)
			p.post("/clinics/"+w.clinic+"/codes", code, http.StatusForbidden, nil)
		}
	}
}

// TestWhatEndsAtClinicsIsATask: a certificate that nobody renewed, and a contract.
func TestWhatEndsAtClinicsIsATask(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signInAll()
	w.receive(document(), workflow.Allowed)
	w.enrolls(30 * 24 * time.Hour)
	w.enrolls(200 * 24 * time.Hour)
	w.enrolls(-60 * 24 * time.Hour)
	if err := w.db.Tx(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE partners SET contract_until = ?", w.now.AddDate(0, 0, 20).UnixMilli())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	tasks := func(role principal.Role) (out []string) {
		var l struct {
			Rows []struct {
				Task *struct {
					Kind    string
					Subject *struct{ Name string }
				}
			}
		}
		w.staff[role].want(http.StatusOK, "POST", "/cases/search", map[string]any{}, &l)
		for _, r := range l.Rows {
			if r.Task != nil && r.Task.Subject != nil && r.Task.Kind != "credentials" {
				out = append(out, r.Task.Kind+" "+r.Task.Subject.Name)
			}
		}
		return out
	}
	for _, role := range []principal.Role{principal.Coordinator, principal.Admin} {
		if got := strings.Join(tasks(role), "; "); got != "partner-contract Acme Benefits; clinic-certificate Harbor Clinic" {
			t.Errorf("%s has %s", role, got)
		}
	}
	if got := tasks(principal.Specialist); len(got) != 0 {
		t.Errorf("a specialist has %v", got)
	}
}
