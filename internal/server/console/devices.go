package console

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/errs"
	"oso/internal/server/auth"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// devicesView are the clinics with their workstations.
type devicesView struct {
	Now     instant      `json:"now"`
	Clinics []deskClinic `json:"clinics"`
	Codes   bool         `json:"codes"` // whether this person makes codes here
}

type deskClinic struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Devices []deskDevice `json:"devices"` // in use first
	People  []deskPerson `json:"people"`
	Codes   []deskCode   `json:"codes"` // that nobody used yet
}

type deskDevice struct {
	ID        string    `json:"id"`
	People    []string  `json:"people"` // who enrolled there
	Enrolled  instant   `json:"enrolled"`
	Seen      moment    `json:"seen"`
	Program   string    `json:"program"` // as it said at the last exchange; empty: not said
	Until     moment    `json:"until"`   // of its certificate; null: it has none that holds
	Revoked   moment    `json:"revoked"`
	RevokedBy personRef `json:"revoked_by"`
	Why       string    `json:"why"`  // a reason's code
	Note      string    `json:"note"` // what was said beside it
}

type deskPerson struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Role     principal.Role `json:"role" ts:"string"`
	Licensed bool           `json:"licensed"` // a physician whose license was checked
	Until    moment         `json:"until"`    // of the certificate; null: none was enrolled, or it holds no more
}

type deskCode struct {
	Person  personRef `json:"person"`
	Expires instant   `json:"expires"`
	By      string    `json:"by"`
}

type codeForRequest struct {
	Person  string `json:"person"`
	Hours   int    `json:"hours"`
	License bool   `json:"license"` // who makes it has checked the license
}

// codeView is shown once: only a hash of it is kept.
type codeView struct {
	Code    string    `json:"code"`
	Person  personRef `json:"person"`
	Expires instant   `json:"expires"`
	Root    string    `json:"root"` // key, hex: the clinic's program asks whether it is this one
}

type revokeRequest struct {
	Reason string `json:"reason" ts:"'lost' | 'stolen' | 'replaced' | 'left' | 'other'"`
	Note   string `json:"note"`
}

const (
	mostCodeHours  = 7 * 24
	mostRevokeNote = 500 // characters
)

func (k *Console) devicesOf(ctx context.Context, q *db.Queries, who principal.Principal) (*devicesView, error) {
	const op = "list workstations"
	clinics, err := k.clinicsOf(ctx, q, who)
	if err != nil {
		return nil, err
	}
	devices, err := q.ListDevices(ctx)
	if err != nil {
		return nil, db.Err(err, op)
	}
	certs, err := q.ListDeskCertificates(ctx)
	if err != nil {
		return nil, db.Err(err, op)
	}
	codes, err := q.ListCodes(ctx, k.Now().UnixMilli())
	if err != nil {
		return nil, db.Err(err, op)
	}
	until := map[string]int64{} // by device, and by clinic and person
	for _, c := range certs {
		at := c.DeviceID
		if c.PersonID != "" {
			at = c.ClinicID + "/" + c.PersonID
		}
		until[at] = max(until[at], c.ValidUntil)
	}
	names, enrolled := k.names(ctx, q), map[string][]string{}
	v := &devicesView{Now: instant(k.Now().UnixMilli()), Clinics: []deskClinic{}, Codes: k.Mint != nil && makesCodes(who)}
	at := map[string]*deskClinic{}
	for _, c := range clinics.Clinics {
		v.Clinics = append(v.Clinics, deskClinic{c.ID, c.Name, []deskDevice{}, []deskPerson{}, []deskCode{}})
	}
	for i := range v.Clinics {
		at[v.Clinics[i].ID] = &v.Clinics[i]
		for _, p := range clinics.Clinics[i].People {
			one := deskPerson{p.ID, p.Name, p.Role, names.checked(p.ID), moment(until[v.Clinics[i].ID+"/"+p.ID])}
			v.Clinics[i].People = append(v.Clinics[i].People, one)
		}
	}
	for _, c := range codes {
		if c.UsedAt > 0 {
			if !slices.Contains(enrolled[c.UsedDevice], c.Person) {
				enrolled[c.UsedDevice] = append(enrolled[c.UsedDevice], c.Person)
			}
		} else if clinic, ok := at[c.ClinicID]; ok {
			clinic.Codes = append(clinic.Codes, deskCode{personRef{c.PersonID, c.Person}, instant(c.ExpiresAt), names.name(c.CreatedBy)})
		}
	}
	for _, d := range devices {
		if clinic, ok := at[d.ClinicID]; ok {
			note, err := auth.DeskNote(k.Keys, d)
			if err != nil {
				return nil, err
			}
			why, words, _ := strings.Cut(d.RevokedWhy, " ") // once both stood there
			clinic.Devices = append(clinic.Devices, deskDevice{
				d.ID, append([]string{}, enrolled[d.ID]...), instant(d.EnrolledAt), moment(d.SeenAt), d.Program, moment(until[d.ID]), moment(d.RevokedAt), names.ref(d.RevokedBy), why, cmp.Or(note, words),
			})
		}
	}
	for i := range v.Clinics {
		slices.SortStableFunc(v.Clinics[i].Devices, func(a, b deskDevice) int { return min(int(a.Revoked), 1) - min(int(b.Revoked), 1) })
	}
	return v, nil
}

// makesCodes tells who makes codes: whoever has one is at the service whom it names,
// and gets that one's cases, so it is for who sees every case anyway. An
// administrator sees none.
func makesCodes(who principal.Principal) bool {
	return who.Has(principal.Coordinator) && who.HoldsOf(principal.Coordinator, "")
}

// makeCode makes a code by which somebody of a clinic enrolls at a workstation.
func (k *Console) makeCode(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "make enrollment code"
	var in codeForRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if !makesCodes(who) {
		return errs.E(errs.Forbidden, op, "Codes are a coordinator's: whoever has one gets a clinic's cases. No code was made. Ask a coordinator.")
	}
	by := who.As(principal.Coordinator)
	if k.Mint == nil {
		return errs.E(errs.Unsupported, op, "No codes are made here. Use: oso-server admin code")
	}
	if in.Hours < 1 || in.Hours > mostCodeHours {
		return errs.E(errs.Invalid, op, "A code is good for one hour to seven days. No code was made.")
	}
	ctx := r.Context()
	var v codeView
	if err := k.DB.Tx(ctx, func(tx *sql.Tx) (err error) {
		p, row, err := db.New(tx).Who(ctx, in.Person, k.Now())
		if err != nil {
			return err
		}
		if p.At(principal.Physician, r.PathValue("clinic")) && row.LicenseCheckedAt == 0 && !in.License {
			return incomplete(op, "Nobody has checked this physician’s license. No code was made. Check it, and say so: the code confirms who the physician is.")
		}
		life := time.Duration(in.Hours) * time.Hour
		v = codeView{Person: personRef{row.ID, row.Name}, Expires: instant(k.Now().Add(life).UnixMilli()), Root: hex.EncodeToString(k.Keys.Trust().Root)}
		v.Code, err = k.Mint(ctx, tx, r.PathValue("clinic"), in.Person, life, by)
		return err
	}); err != nil {
		return err
	}
	return answer(w, v)
}

// revokeDevice ends a workstation.
func (k *Console) revokeDevice(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "revoke workstation"
	var in revokeRequest
	if err := read(r, &in); err != nil {
		return err
	}
	by, err := office(who, op)
	if err != nil {
		return err
	}
	note := strings.TrimSpace(in.Note)
	switch {
	case !slices.Contains(auth.DeskReasons(), in.Reason):
		return errs.E(errs.Invalid, op, "It is not said why the workstation is revoked. Nothing was changed. Choose a reason.")
	case in.Reason == auth.DeskOther && note == "":
		return incomplete(op, "Say why the workstation is revoked. Nothing was changed.")
	case utf8.RuneCountInString(note) > mostRevokeNote:
		return errs.E(errs.TooLarge, op, "The note is longer than 500 characters. Nothing was changed. Shorten it.")
	}
	return keep(k, w, r, k.devicesOf, who, func(ctx context.Context, tx *sql.Tx) error {
		return auth.RevokeDesk(ctx, tx, k.Keys, r.PathValue("device"), in.Reason, note, by, k.Now())
	})
}

// Before its end a workstation renews its certificates by itself, at the first
// exchange in 90 days. What ends all the same was not there for long.
const (
	deskEndsSoon = 45 * 24 * time.Hour
	deskEndedFor = 30 * 24 * time.Hour // somebody who stayed away this long has left
)

// endingElsewhere are what ends at clinics and partners unless somebody sees to it.
func (k *Console) endingElsewhere(ctx context.Context, q *db.Queries) ([]*task, error) {
	now := k.Now()
	soon := now.Add(deskEndsSoon).UnixMilli()
	desks, err := q.ListEndingDesks(ctx, db.ListEndingDesksParams{After: now.Add(-deskEndedFor).UnixMilli(), Before: soon})
	if err != nil {
		return nil, db.Err(err, "list certificates")
	}
	contracts, err := q.ListEndingContracts(ctx, db.ListEndingContractsParams{After: now.UnixMilli(), Before: now.Add(endsSoon).UnixMilli()})
	if err != nil {
		return nil, db.Err(err, "list contracts")
	}
	var out []*task
	put := func(kind, id, name string, until int64) {
		out = append(out, &task{id: kind + "/" + id, kind: kind, due: until, since: min(until-1, now.UnixMilli()), subject: personRef{id, name}})
	}
	for _, c := range desks {
		name := c.Clinic
		if c.Person != "" {
			name = c.Person + ", " + name
		}
		put(taskDesk, c.ID, name, c.ValidUntil)
	}
	for _, p := range contracts {
		put(taskContract, p.ID, p.Name, p.ContractUntil)
	}
	return out, nil
}
