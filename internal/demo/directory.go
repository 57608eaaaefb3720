package demo

import (
	"context"
	"database/sql"
	"time"

	"oso/internal/server"
	"oso/internal/server/directory"
	"oso/internal/server/register"
)

// entries are what the directory says of the demonstration's specialists and
// readers, by address; nobody in it exists.
func entries(until time.Time) map[string]directory.Profile {
	day := until.Format(time.DateOnly)
	entry := func(degrees, position, board, knownFor string, capacity int, languages []string, codes ...string) directory.Profile {
		return directory.Profile{
			Degrees: degrees, Position: position, Hospital: "Harborlight University Hospital", Specialties: codes, Also: []string{}, KnownFor: knownFor,
			Languages: languages, Capacity: capacity,
			Credentials: []directory.Credential{
				{Kind: directory.License, Name: "Massachusetts", Until: day}, {Kind: directory.BoardCertification, Name: board, Until: day},
				{Kind: directory.Tenure, Name: "Harborlight University"},
			},
		}
	}
	return map[string]directory.Profile{
		"specialist@oso.example":  entry("MD, PhD", "Professor of Hematology and Oncology", "Hematology", "Lymphoma and myeloma: when to treat, and when to wait.", 6, []string{"en", "nl"}, "hematology", "medical-oncology"),
		"specialist2@oso.example": entry("MD", "Professor of Neurology and Neurosurgery", "Neurology", "Tumors of the brain and the spine.", 4, []string{"en", "ig"}, "neurology", "neurosurgery"),
		"radiologist@oso.example": entry("MD", "Professor of Diagnostic Radiology", "Diagnostic radiology", "Imaging of the chest and the abdomen.", 0, []string{"en"}, "radiology", "abdominal-radiology"),
		"pathologist@oso.example": entry("MD", "Professor of Anatomic Pathology", "Anatomic pathology", "", 0, []string{"en"}, "pathology", "hematopathology"),
	}
}

// enter puts somebody's entry in force, where there is one.
func (d demonstration) enter(ctx context.Context, s *server.Server, email, person string, until time.Time) error {
	p, is := entries(until)[email]
	if !is {
		return nil
	}
	body, err := p.String()
	if err != nil {
		return err
	}
	return s.Store().DB.Tx(ctx, func(tx *sql.Tx) error { return register.Directory(person).Set(ctx, tx, body, madeUp, d.Now()) })
}
