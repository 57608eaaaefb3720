package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What follows a release, at the console in a real browser: reminders that climb to a
// call, a delivery with its proof, further questions and their addendum, a correction
// that is acknowledged, the outcome by telephone, what would have changed the answer.
// The days between are seconds here.
func TestAfterReleaseInTheBrowser(t *testing.T) {
	t.Parallel()
	chromium := browser(t)
	s := serve(t)
	limits := filepath.Join(t.TempDir(), "limits.json")
	if err := os.WriteFile(limits, []byte(`{"reminders": ["1s", "2s", "3s"], "escalate_after": "1s", "outcome_after": "1s"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s.stop()
	s.admin(&struct{}{}, "admin", "limits", limits)
	s.restart()
	c := newClinic(t)
	id, records := c.begin()
	c.takeIn(id, []string{records})
	c.seal(id)
	c.enrol(s)
	_, reference := c.sync().state(id)

	further := []string{"And if it grows by spring?", "And if it shrinks?"}
	questions := filepath.Join(t.TempDir(), "further.txt")
	if err := os.WriteFile(questions, []byte(strings.Join(further, "\n\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	type desk struct {
		Bin       string            `json:"bin"`
		Args      []string          `json:"args"`
		Env       map[string]string `json:"env"`
		Case      string            `json:"case"`
		Questions string            `json:"questions"`
	}
	env := map[string]string{}
	for _, v := range c.command().Env[len(os.Environ()):] {
		name, value, _ := strings.Cut(v, "=")
		env[name] = value
	}
	walk(t, "after.mjs", struct {
		orders
		Clinic  desk     `json:"clinic"`
		Further []string `json:"further"`
		Answer  string   `json:"answer"`
		Change  string   `json:"change"`
	}{orders{
		Console: s.Console, Accounts: s.Accounts, Chromium: chromium, Pictures: os.Getenv("OSO_PICTURES"), Failures: failures(),
		Reference: reference, Patient: "Eleanor Whitcombe",
	}, desk{Bin: c.bin, Args: []string{}, Env: env, Case: id, Questions: questions}, further, "As the letter says.", "A dose was wrong."})

	if list := c.opinions(); len(list) != 3 || !list[0].Superseded || list[2].Superseded {
		t.Errorf("opinion list: %+v", list)
	}
	if charges, _ := s.ledger(id); len(charges) != 1 {
		t.Errorf("charges: %v", charges)
	}
}
