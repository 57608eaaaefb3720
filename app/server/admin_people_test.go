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
	doCommand(t, 0, &first, append(person, "Dr. Iskra Vandenberg", "--clinic-address", "1 Hill Road; Bangor, ME 04401;; USA", "--salutation", " Dr. Vandenberg ")...)
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
	for id, want := range map[string]string{first.ID: "Dr. Vandenberg", second.ID: ""} {
		if p, err := s.DB.Q().GetPerson(ctx, id); err != nil || p.Salutation != want {
			t.Errorf("addressed as %q, %v", p.Salutation, err)
		}
	}
}
