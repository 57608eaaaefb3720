package main

import (
	"context"
	"database/sql"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/server"
	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/server/register"
)

// Credentials that run out are renewed: what is named changes, the rest stays,
// and the audit has it.
func TestCredentialsAreRenewed(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	doCommand(t, 0, nil, "admin", "keys", "--data", dir, "--root", filepath.Join(t.TempDir(), "root.key"))
	var made, desk userAnswer
	doCommand(t, 0, &made, "admin", "user", "--data", dir, "--role", "specialist", "--name", "Ines Calloway", "--email", "ines@oso.example",
		"--specialties", "Hematology", "--tenured", "--licensed", "--board-certified", "--credentials-until", "2026-12-31")
	doCommand(t, 0, &desk, "admin", "user", "--data", dir, "--role", "coordinator", "--name", "Otto Brandt", "--email", "otto@oso.example")

	var got credentialsAnswer
	doCommand(t, 0, &got, "admin", "credentials", made.ID, "--data", dir)
	want := credentialsAnswer{ID: made.ID, Specialties: []string{"Hematology"}, Tenured: true, Licensed: true, BoardCertified: true, Until: "2026-12-31"}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("shown: %+v", got)
	}
	doCommand(t, 0, &got, "admin", "credentials", "Ines@oso.example", "--data", dir, "--credentials-until", "2028-06-30", "--tenured=false", "--specialties", "Hematology,Oncology")
	want.Until, want.Tenured, want.Specialties = "2028-06-30", false, []string{"Hematology", "Oncology"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("changed: %+v", got)
	}
	doCommand(t, errs.Exit(errs.Usage), nil, "admin", "credentials", made.ID, "--data", dir, "--credentials-until", "soon")
	doCommand(t, errs.Exit(errs.NotFound), nil, "admin", "credentials", "nobody@oso.example", "--data", dir, "--licensed")
	doCommand(t, errs.Exit(errs.Refused), nil, "admin", "credentials", desk.ID, "--data", dir, "--licensed")

	s, err := server.OpenStore(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p, err := s.DB.Q().GetPerson(ctx, made.ID)
	if err != nil || p.Tenured || !p.Licensed || !p.BoardCertified || p.Specialties != `["Hematology","Oncology"]` ||
		!time.UnixMilli(p.CredentialsUntil).Equal(time.Date(2028, 7, 1, 0, 0, 0, 0, time.UTC)) { // it holds through its last day
		t.Errorf("stored: %+v, %v", p, err)
	}
	rows, err := s.DB.Q().ListAudit(ctx, db.SystemChain)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range rows {
		if r.Event == "credentials-changed" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the audit has %d changes", n)
	}
	// What was renewed is a version of the entry, and what waited over the older one
	// is refused.
	kind := register.Directory(made.ID)
	versions, err := s.DB.Q().ListRegister(ctx, "directory/"+made.ID)
	if err != nil || len(versions) != 1 || versions[0].State != register.InForce || versions[0].DecidedBy != "command-line" {
		t.Fatalf("%+v, %v", versions, err)
	}
	entry, err := directory.Parse(versions[0].Body)
	if err != nil || len(entry.Credentials) != 2 {
		t.Fatalf("%+v, %v", entry, err)
	}
	entry.Credentials = append(entry.Credentials, directory.Credential{Kind: directory.Tenure, Name: "Harbor University"})
	body, err := entry.String()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
		return db.New(tx).ProposeRegister(ctx, db.ProposeRegisterParams{
			Name: "directory/" + made.ID, Body: body, Source: "Letter of the faculty", SourceSealed: []byte{}, ProposedBy: desk.ID, ProposedRole: string(principal.Coordinator), ProposedAt: 1,
		})
	}); err != nil {
		t.Fatal(err)
	}
	doCommand(t, 0, &got, "admin", "credentials", made.ID, "--data", dir, "--tenured", "--trainee")
	if !got.Tenured || !got.Trainee || got.Until != "2028-06-30" {
		t.Errorf("%+v", got)
	}
	if versions, err = s.DB.Q().ListRegister(ctx, "directory/"+made.ID); err != nil || len(versions) != 3 || versions[1].State != register.Refused || versions[2].State != register.Past {
		t.Errorf("%+v, %v", versions, err)
	}
	// What takes away is never refused for what was written down before anybody checked it.
	var old userAnswer
	doCommand(t, 0, &old, "admin", "user", "--data", dir, "--role", "specialist", "--name", "Ada Brandt", "--email", "ada@oso.example", "--specialties", "Hematology",
		"--tenured", "--licensed", "--board-certified", "--credentials-until", "2030-12-31")
	for name, row := range map[string]db.UpdatePersonEntryParams{
		"a second semicolon": {Titles: "MD; Professor of Medicine; Chief of Hematology", Specialties: `["Hematology"]`, CredentialsUntil: 1 << 42},
		"a long line":        {Titles: strings.Repeat("MD, ", 99) + ";" + strings.Repeat("é", 300), Specialties: `["Hematology"]`, CredentialsUntil: 1 << 42},
		"two lines":          {Titles: "MD\nPhD;\tProfessor", Specialties: `[" ", "a\nb"]`, CredentialsUntil: 1 << 42},
		"many specialties":   {Titles: "MD", Specialties: `["a1","a2","a3","a4","a5","a6","a7","a8","a9","b1","b2","b3","b4"]`, CredentialsUntil: 1 << 42},
		"no date":            {Titles: "MD", Specialties: `[]`},
		"a date far away":    {Titles: "MD", Specialties: `no list`, CredentialsUntil: 1 << 53},
		"a date long ago":    {Titles: "MD", Specialties: `[]`, CredentialsUntil: 1},
	} {
		for _, flag := range []string{"--licensed=false", "--board-certified=false", "--tenured=false", "--trainee"} {
			row.ID, row.Tenured, row.Licensed, row.BoardCertified = old.ID, true, true, true
			if err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
				if _, err := tx.ExecContext(ctx, "DELETE FROM register_versions WHERE name = 'directory/"+old.ID+"'"); err != nil {
					return err
				}
				return db.New(tx).UpdatePersonEntry(ctx, row)
			}); err != nil {
				t.Fatal(err)
			}
			got = credentialsAnswer{}
			doCommand(t, 0, &got, "admin", "credentials", old.ID, "--data", dir, flag)
			if got.Licensed && got.BoardCertified && got.Tenured && !got.Trainee {
				t.Errorf("%s, %s: %+v", name, flag, got)
			}
		}
	}
	doCommand(t, errs.Exit(errs.Usage), nil, "admin", "user", "--data", dir, "--role", "specialist", "--name", "X", "--email", "x@oso.example", "--titles", "MD; Professor of Medicine; Chief of Hematology")
	// One date is not written over credentials that have each its own.
	if err := s.DB.Tx(ctx, func(tx *sql.Tx) error { return kind.Set(ctx, tx, body, "s", time.UnixMilli(2)) }); err != nil {
		t.Fatal(err)
	}
	doCommand(t, errs.Exit(errs.Refused), nil, "admin", "credentials", made.ID, "--data", dir, "--credentials-until", "2030-01-01")
}
