package main

import (
	"context"
	"path/filepath"
	"testing"

	"oso/internal/server"
)

// What letters to a physician begin with is entered with them, and an address
// that is entered later replaces the first.
func TestClinicPersonHasWhatLettersBeginWith(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	doCommand(t, 0, nil, "admin", "keys", "--data", dir, "--root", filepath.Join(t.TempDir(), "root.key"))
	var first, second userAnswer
	person := []string{"admin", "user", "--data", dir, "--role", "physician", "--clinic", "Hill Road Clinic", "--name"}
	doCommand(t, 0, &first, append(person, "Dr. Iskra Vandenberg", "--clinic-address", "1 Hill Road; Bangor, ME 04401;; USA", "--salutation", " Dr. Vandenberg ", "--telephone", " +1 207 555 0199", "--clinic-telephone", "+1 207 555 0110")...)
	doCommand(t, 0, &second, append(person, "Dr. Otto Brandt")...)
	s, err := server.OpenStore(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c, err := s.DB.Q().GetClinic(ctx, first.Clinic)
	if err != nil || c.Address != "1 Hill Road\nBangor, ME 04401\nUSA" || second.Clinic != first.Clinic {
		t.Errorf("%+v, %v", c, err)
	}
	if p, err := s.DB.Q().GetPerson(ctx, first.ID); err != nil || p.Phone != "+1 207 555 0199" || c.Phone != "+1 207 555 0110" {
		t.Errorf("telephone %q, the clinic's %q, %v", p.Phone, c.Phone, err)
	}
	for id, want := range map[string]string{first.ID: "Dr. Vandenberg", second.ID: ""} {
		if p, err := s.DB.Q().GetPerson(ctx, id); err != nil || p.Salutation != want {
			t.Errorf("addressed as %q, %v", p.Salutation, err)
		}
	}
}
