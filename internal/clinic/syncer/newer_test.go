package syncer

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// raw lets a page carry exactly these bytes.
func (d *desk) raw(cursor int64, body string) {
	d.service.before = func(r *http.Request) (answer, bool) {
		if r.URL.Path != wire.PathChanges {
			return answer{}, false
		}
		d.service.before = nil
		c := d.service.sign(r, feed{Cursor: cursor})
		var p wire.Page
		if err := seal.ReadBody(c.Page, &p); err != nil {
			d.t.Error(err)
		}
		c.Body = []byte(body)
		p.SHA256 = seal.SHA256(c.Body)
		b, err := json.Marshal(p)
		if err != nil {
			d.t.Error(err)
		}
		// A page of tomorrow has a field more.
		b = append(b[:len(b)-1], `,"of_tomorrow":{"a":[1]}}`...)
		c.Page = seal.Signed{Body: b, Signature: d.service.issuing.Sign(deed.DomainChanges, b)}
		return answer{200, "application/json", c}, true
	}
}

// What a newer service says beside what this program knows is passed over where
// it is only read, and kept as the bytes that came where it is kept.
func TestWhatIsNewer(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	known := d.change(1, wire.ChangeStatus, map[string]any{
		"reference": "4417203958", "state": "of-tomorrow", "since": day, "epoch": d.service.epoch, "waiting": "somebody-else", "of_tomorrow": []int{1},
	})
	b, err := json.Marshal(known)
	if err != nil {
		t.Fatal(err)
	}
	more := string(b[:len(b)-1]) + `,"of_tomorrow":"x"}`
	unknown := `{"seq":2,"kind":"of-tomorrow","at":"2026-11-24T09:30:00Z","case":"` + string(d.id) + `","sealed":"a2VwdA==","of_tomorrow":{"deep":[1, 2]}}`
	other := `{"seq":3,"kind":"status","at":{"not":"a time"},"case":"` + string(d.id) + `"}`
	wide := `{"seq":4,"kind":"of-tomorrow-too","at":"2026-11-24T09:30:00Z","of_tomorrow":1}`
	d.raw(5, `{"changes":[`+more+`,`+unknown+`,`+other+`,`+wide+`],"of_tomorrow":[]}`)
	r := d.mustExchange()
	if d.at() != 5 || d.state() != "of-tomorrow" {
		t.Errorf("cursor %d, %s", d.at(), d.state())
	}
	if len(r.Waiting) != 1 || r.Waiting[0].Kind != errs.Unsupported || r.Waiting[0].ID != d.id || len(d.held()) != 1 {
		t.Errorf("told %+v, held %v", r.Waiting, d.held())
	}
	d.view(d.id, func(tx *casebook.Tx) error {
		kept, err := casebook.Get[[]byte](tx, casebook.KindDraft, "change/"+d.service.epoch+"/2")
		if err != nil || !strings.Contains(string(kept.Value), `"deep":[1, 2]`) {
			t.Errorf("the unknown kind is kept as %s, %v", kept.Value, err)
		}
		return nil
	})
	d.view("", func(tx *casebook.Tx) error {
		for id, want := range map[string]string{"3": `"not":"a time"`, "4": `"of_tomorrow":1`} {
			row, err := casebook.Get[held](tx, casebook.KindHeld, id)
			if err != nil || !strings.Contains(string(row.Value.Raw), want) {
				t.Errorf("change %s is kept as %s, %v", id, row.Value.Raw, err)
			}
		}
		return nil
	})
}

// What must be understood to go on and is not is kind unsupported, and nothing
// is changed by it.
func TestWhatMustBeUnderstood(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	before := d.at()
	d.raw(5, `[1,2]`)
	if _, err := d.exchange(); !errs.Is(err, errs.Unsupported) || d.at() != before || !strings.Contains(errs.Message(err), "Update") {
		t.Errorf("a body of another form: %v, cursor %d", err, d.at())
	}
	ours := wire.Ours()
	for says, service := range map[string]*wire.Protocols{"Update this program": {Min: ours.Max + 1, Max: ours.Max + 2}, "newer than OSO's server": {Min: 0, Max: ours.Min - 1}, "different versions": nil} {
		d.service.answers[wire.PathTrust] = answer{426, wire.ProblemType, wire.Problem{Status: 426, Kind: errs.Unsupported, Service: service}}
		if _, err := d.exchange(); !errs.Is(err, errs.Unsupported) || !strings.Contains(errs.Message(err), says) {
			t.Errorf("%+v: %v", service, err)
		}
	}
}

// What an earlier program passed over is asked for again by one that knows its kind.
func TestWhatIsKnownByNowIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for kind, want := range map[wire.ChangeKind]int{wire.ChangeAgreement: 1, "of-tomorrow": 0} {
		d := newDesk(t)
		b, err := json.Marshal(wire.Change{Seq: 7, Kind: kind, At: day})
		if err != nil {
			t.Fatal(err)
		}
		err = d.Vault.Update(t.Context(), "", func(tx *casebook.Tx) error {
			return putOnce(tx, casebook.KindHeld, "7", held{Raw: b, Why: errs.Unsupported, Since: day, Passed: true})
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := d.heldNumbers(t.Context()); err != nil || len(got) != want {
			t.Errorf("%s: asked for again %v, %v", kind, got, err)
		}
	}
}
