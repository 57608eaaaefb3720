package demo

import (
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/server"
	"oso/internal/server/auth"
	"oso/internal/server/clinicapi"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

// people is what a demonstration remembers of itself between two starts,
// in its own folder: passwords of made-up people.
type people struct {
	Accounts  []Account `json:"accounts"`
	Clinic    string    `json:"clinic"`    // id
	Physician string    `json:"physician"` // id
}

const peopleFile = "demonstration.json"

// people reads who was made before, or makes everybody.
func (d demonstration) everybody(ctx context.Context, s *server.Server) (*people, error) {
	const op = "read demonstration"
	path := filepath.Join(d.Dir, peopleFile)
	b, err := os.ReadFile(path)
	if err == nil {
		var p people
		return &p, errs.Wrap(json.Unmarshal(b, &p), errs.Damaged, op, "The demonstration's folder is not whole. Nothing was changed. Delete it and begin with a new one.")
	}
	p, err := d.makePeople(ctx, s)
	if err != nil {
		return nil, err
	}
	if b, err = json.Marshal(p); err != nil {
		return nil, errs.Op(err, op)
	}
	return p, keys.WriteSecret(path, string(b))
}

// twoRoles signs in once, writes some cases and approves others.
const twoRoles = "specialist2@oso.example"

// staff of the demonstration; every name is made up.
func staff(until time.Time) []auth.NewAccount {
	expert := func(role principal.Role, name, email, titles string, specialties ...string) auth.NewAccount {
		return auth.NewAccount{
			Role: role, Name: name, Email: email, Titles: titles, Specialties: specialties,
			Tenured: true, Licensed: true, BoardCertified: true, CredentialsUntil: until,
		}
	}
	return []auth.NewAccount{
		{Role: principal.Coordinator, Name: "Marisol Ferreira-Lindqvist", Email: "coordinator@oso.example", Titles: "RN"},
		{Role: principal.Coordinator, Name: "Tobias Halvorsen-Nwosu", Email: "coordinator2@oso.example", Titles: "RN"},
		expert(principal.Specialist, "Henrik Aalbers", "specialist@oso.example", "MD, PhD; Hematology and Oncology", "hematology", "medical-oncology"),
		expert(principal.Specialist, "Ngozi Achterberg", "specialist2@oso.example", "MD; Neurology and Neurosurgery", "neurology", "neurosurgery"),
		expert(principal.Radiologist, "Tamsin Okafor-Bell", "radiologist@oso.example", "MD; Diagnostic Radiology", "radiology"),
		expert(principal.Pathologist, "Ilse Vandermeer-Osei", "pathologist@oso.example", "MD; Anatomic Pathology", "pathology"),
		expert(principal.Approver, "Leopold Castellanos-Wray", "approver@oso.example", "MD; Medical Director", "internal medicine"),
		{Role: principal.Billing, Name: "Priyanka Thornbury", Email: "billing@oso.example"},
		{Role: principal.PartnerAdmin, Name: "Odile Marchetti", Email: "partner@harborlight.example"},
		{Role: principal.Admin, Name: "Rasmus Kjeldgaard", Email: "admin@oso.example"},
	}
}

func (d demonstration) makePeople(ctx context.Context, s *server.Server) (*people, error) {
	now := d.Now()
	p := &people{Clinic: casefile.NewID(), Physician: casefile.NewID()}
	partner := casefile.NewID()
	err := s.Store().DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.InsertClinic(ctx, db.InsertClinicParams{ID: p.Clinic, Name: "Harbor Street Clinic", CreatedAt: now.UnixMilli()}); err != nil {
			return db.Err(err, "make clinic")
		}
		if err := q.SetClinicPhone(ctx, db.SetClinicPhoneParams{ID: p.Clinic, Phone: "+1 207 555 0110"}); err != nil {
			return db.Err(err, "make clinic")
		}
		if err := q.SetClinicAddress(ctx, db.SetClinicAddressParams{ID: p.Clinic, Address: "14 Harbor Street\nPortland, ME 04101\nUSA"}); err != nil {
			return db.Err(err, "make clinic")
		}
		if err := q.Enter(ctx, db.InsertPersonParams{
			ID: p.Physician, Name: "Dr. Amara Okonkwo-Reyes", Titles: "MD; Internal Medicine", CreatedAt: now.UnixMilli(), UpdatedAt: now.UnixMilli(),
		}, principal.Held{Role: principal.Physician, Clinic: p.Clinic}, by); err != nil {
			return err
		}
		if err := q.SetSalutation(ctx, db.SetSalutationParams{ID: p.Physician, Salutation: "Dr. Okonkwo-Reyes", UpdatedAt: now.UnixMilli()}); err != nil {
			return db.Err(err, "make physician")
		}
		if err := q.InsertPartner(ctx, db.InsertPartnerParams{ID: partner, Name: "Harborlight Benefits", AcceptsEstimates: true, CreatedAt: now.UnixMilli()}); err != nil {
			return db.Err(err, "make partner")
		}
		return enterTables(ctx, q, now)
	})
	if err != nil {
		return nil, err
	}
	until := now.AddDate(3, 0, 0)
	for _, a := range staff(until) {
		a.Password, a.CodeSecret = auth.NewPassword(), auth.NewCodeSecret()
		if a.Role == principal.PartnerAdmin {
			a.Partner = partner
		}
		made, err := s.Auth().Create(ctx, a, principal.CommandLine())
		if err != nil {
			return nil, err
		}
		if err := d.enter(ctx, s, a.Email, made.ID, until); err != nil {
			return nil, err
		}
		if a.Email == twoRoles {
			if err := s.Auth().Give(ctx, made.ID, principal.Held{Role: principal.Approver}, time.Time{}, principal.CommandLine()); err != nil {
				return nil, err
			}
		}
		p.Accounts = append(p.Accounts, Account{string(a.Role), a.Name, a.Email, a.Password, a.CodeSecret})
	}
	return p, nil
}

// enterTables enters the location rules that ship and prices that are made up
// but for the base price. They hold from a month ago: the service's clock may be
// set back while the demonstration is there.
func enterTables(ctx context.Context, q *db.Queries, now time.Time) error {
	from := now.AddDate(0, -1, 0).UnixMilli()
	table := policy.Shipped()
	b, err := json.Marshal(table)
	if err != nil {
		return errs.Op(err, "make tables")
	}
	if err := q.InsertPolicyTable(ctx, db.InsertPolicyTableParams{
		Kind: string(wire.ChangePolicy), Version: 1, Body: string(b), ValidFrom: from, CreatedBy: by, CreatedAt: now.UnixMilli(),
	}); err != nil {
		return db.Err(err, "make tables")
	}
	for _, p := range []struct {
		item   policy.Item
		cents  int64
		source string
	}{
		{policy.ItemOf(casefile.SecondOpinion), 95000, "R10: base price of a second opinion"},
		{policy.ItemOf(casefile.Imaging), 40000, madeUp},
		{policy.ItemOf(casefile.Pathology), 45000, madeUp},
		{policy.ItemOf(casefile.Video), 120000, madeUp},
		{policy.ItemOf(casefile.ImagingReview), 30000, madeUp},
		{policy.ItemOf(casefile.PathologyReview), 35000, madeUp},
		{policy.ItemEmergent, 50000, madeUp},
	} {
		if err := q.InsertPrice(ctx, db.InsertPriceParams{
			ID: casefile.NewID(), Code: string(p.item), Cents: p.cents, Currency: "USD", ValidFrom: from,
			Source: p.source, CreatedBy: by, CreatedAt: now.UnixMilli(),
		}); err != nil {
			return db.Err(err, "make prices")
		}
	}
	return nil
}

const madeUp = "made up for the demonstration"

// code makes a fresh enrollment code for the demonstration's physician.
func (p *people) code(ctx context.Context, s *server.Server, now time.Time) (text string, err error) {
	err = s.Store().DB.Tx(ctx, func(tx *sql.Tx) error {
		text, err = clinicapi.Mint(ctx, tx, s.Store().Keys, clinicapi.CodeRequest{
			Clinic: p.Clinic, Person: p.Physician, By: principal.CommandLine(), Life: codeLife, TLS: s.Pin(), Demonstration: true,
		}, now)
		return err
	})
	return text, err
}
