package console

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/brand"
	"oso/internal/server/calendar"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// clinicsView are the clinics that send cases, with what letters to them begin
// with.
type clinicsView struct {
	Clinics []clinicView `json:"clinics"`
}

type clinicView struct {
	ID      string             `json:"id"`
	Name    string             `json:"name"`
	Address []string           `json:"address"` // a line each
	Phone   string             `json:"phone"`
	Zone    string             `json:"zone"` // of its clocks, like Asia/Tokyo; empty: the office's
	People  []clinicMemberView `json:"people"`
}

type clinicMemberView struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Titles     string         `json:"titles"`
	Role       principal.Role `json:"role" ts:"string"`
	Salutation string         `json:"salutation"` // as letters address a physician; empty: by the whole name
	Phone      string         `json:"phone"`
}

type addressRequest struct {
	Before  clinicContact `json:"before"` // as it was seen
	Address []string      `json:"address"`
	Phone   string        `json:"phone"`
	Zone    string        `json:"zone"`
}

type clinicContact struct {
	Address []string `json:"address"`
	Phone   string   `json:"phone"`
	Zone    string   `json:"zone"`
}

type salutationRequest struct {
	Before     memberContact `json:"before"` // as it was seen
	Salutation string        `json:"salutation"`
	Phone      string        `json:"phone"`
}

type memberContact struct {
	Salutation string `json:"salutation"`
	Phone      string `json:"phone"`
}

// Bounds of what a letter begins with.
const (
	mostAddress     = 8   // lines
	mostContactLine = 120 // characters
)

// office is who keeps what is known of clinics: administrators and the service's
// own coordinators.
func office(who principal.Principal, op string) (principal.Actor, error) {
	switch {
	case who.Has(principal.Admin):
		return who.As(principal.Admin), nil
	case who.Has(principal.Coordinator) && who.HoldsOf(principal.Coordinator, ""):
		return who.As(principal.Coordinator), nil
	}
	return principal.Actor{}, errs.E(errs.Forbidden, op, "Your role does not keep the clinics. Nothing was changed.")
}

func (k *Console) clinicsOf(ctx context.Context, q *db.Queries, who principal.Principal) (*clinicsView, error) {
	const op = "list clinics"
	if _, err := office(who, op); err != nil {
		return nil, err
	}
	list, err := q.ListClinics(ctx)
	if err != nil {
		return nil, db.Err(err, op)
	}
	v := &clinicsView{Clinics: []clinicView{}}
	at := map[string]int{}
	for _, c := range list {
		at[c.ID] = len(v.Clinics)
		v.Clinics = append(v.Clinics, clinicView{c.ID, c.Name, addressLines(c.Address), c.Phone, c.Zone, []clinicMemberView{}})
	}
	for _, role := range principal.ClinicRoles() {
		holders, err := q.Holders(ctx, role, k.Now())
		if err != nil {
			return nil, errs.Op(err, op)
		}
		for _, h := range holders {
			p := h.Row
			for _, held := range h.Roles {
				if n, ok := at[held.Clinic]; ok && held.Role == role {
					v.Clinics[n].People = append(v.Clinics[n].People, clinicMemberView{p.ID, p.Name, p.Titles, role, p.Salutation, p.Phone})
				}
			}
		}
	}
	return v, nil
}

func addressLines(s string) []string {
	out := []string{}
	for l := range strings.SplitSeq(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// setAddress keeps where a clinic is and is called, and how late it is there: what letters that are not
// signed begin with from then on.
func (k *Console) setAddress(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "set address"
	var in addressRequest
	if err := read(r, &in); err != nil {
		return err
	}
	by, err := office(who, op)
	if err != nil {
		return err
	}
	lines := addressLines(strings.Join(in.Address, "\n"))
	if len(lines) > mostAddress {
		return errs.E(errs.Invalid, op, fmt.Sprintf("The address has more than %d lines. Nothing was changed. Shorten it.", mostAddress))
	}
	for _, l := range lines {
		if err := contactLine(op, "A line of the address", l); err != nil {
			return err
		}
	}
	if err := contactPhone(op, in.Phone); err != nil {
		return err
	}
	zone := strings.TrimSpace(in.Zone)
	if _, err := calendar.Zone(zone); err != nil {
		return errs.Wrap(err, errs.Invalid, op, "This time zone is not known. Nothing was changed. Choose one of the list, like America/Chicago, or leave it empty where clocks are as at the office.")
	}
	return keep(k, w, r, k.clinicsOf, who, func(ctx context.Context, tx *sql.Tx) error {
		q := db.New(tx)
		c, err := q.GetClinic(ctx, r.PathValue("clinic"))
		if err != nil {
			return db.Err(err, op)
		}
		if !slices.Equal(addressLines(c.Address), in.Before.Address) || c.Phone != in.Before.Phone || c.Zone != in.Before.Zone {
			return changedMeanwhile(op)
		}
		if err := q.SetClinicAddress(ctx, db.SetClinicAddressParams{ID: c.ID, Address: strings.Join(lines, "\n")}); err != nil {
			return db.Err(err, op)
		}
		if err := q.SetClinicPhone(ctx, db.SetClinicPhoneParams{ID: c.ID, Phone: strings.TrimSpace(in.Phone)}); err != nil {
			return db.Err(err, op)
		}
		if err := q.SetClinicZone(ctx, db.SetClinicZoneParams{ID: c.ID, Zone: zone}); err != nil {
			return db.Err(err, op)
		}
		return k.contactChanged(ctx, tx, "clinic-contact-changed", c.ID, by)
	})
}

// setSalutation keeps how letters address somebody of a clinic, as he says it
// himself, and where he is called.
func (k *Console) setSalutation(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "set salutation"
	var in salutationRequest
	if err := read(r, &in); err != nil {
		return err
	}
	by, err := office(who, op)
	if err != nil {
		return err
	}
	if err := contactLine(op, "The salutation", in.Salutation); err != nil {
		return err
	}
	if err := contactPhone(op, in.Phone); err != nil {
		return err
	}
	return keep(k, w, r, k.clinicsOf, who, func(ctx context.Context, tx *sql.Tx) error {
		q := db.New(tx)
		person, p, err := q.Who(ctx, r.PathValue("person"), k.Now())
		if err != nil {
			return err
		}
		if !person.Of(r.PathValue("clinic")) {
			return errs.E(errs.NotFound, op, "This person is not of the clinic. Nothing was changed.")
		}
		if p.Salutation != in.Before.Salutation || p.Phone != in.Before.Phone {
			return changedMeanwhile(op)
		}
		now := k.Now().UnixMilli()
		if err := q.SetSalutation(ctx, db.SetSalutationParams{ID: p.ID, Salutation: strings.TrimSpace(in.Salutation), UpdatedAt: now}); err != nil {
			return db.Err(err, op)
		}
		if err := q.SetPhone(ctx, db.SetPhoneParams{ID: p.ID, Phone: strings.TrimSpace(in.Phone), UpdatedAt: now}); err != nil {
			return db.Err(err, op)
		}
		return k.contactChanged(ctx, tx, "person-contact-changed", p.ID, by)
	})
}

func changedMeanwhile(op string) error {
	return errs.E(errs.Conflict, op, "Somebody else changed this in the meantime. Nothing was changed; look at it again before you go on.")
}

func contactLine(op, what, text string) error {
	if utf8.RuneCountInString(text) > mostContactLine || strings.ContainsAny(text, "\r\n\t") {
		return errs.E(errs.Invalid, op, fmt.Sprintf("%s is longer than %d characters, or than one line. Nothing was changed. Shorten it.", what, mostContactLine))
	}
	return nil
}

func contactPhone(op, number string) error {
	if strings.TrimSpace(number) == "" || brand.Telephone(number) {
		return nil
	}
	return errs.E(errs.Invalid, op, "The telephone number is none that can be called: digits, blanks, hyphens, dots, brackets, and a plus before it. Nothing was changed. Enter it so, or leave it empty.")
}

// contactChanged writes who changed it.
func (k *Console) contactChanged(ctx context.Context, tx *sql.Tx, event, id string, by principal.Actor) error {
	row := db.Entry(db.SystemChain, event, by, k.Now())
	row.ObjectSHA256 = seal.SHA256([]byte(id))
	_, err := db.AppendAudit(ctx, tx, row)
	return err
}
