package letter

import (
	"slices"
	"strings"
	"testing"

	"oso/internal/deed"
)

// A specialty stands once, whether the position names it or not (S20).
func TestSpecialtyStandsOnce(t *testing.T) {
	t.Parallel()
	for position, want := range map[string]int{"Hematology and Oncology": 1, "Professor of Medicine": 1, "": 1, "Chief of Oncology, Hematology": 1} {
		c := short()
		c.Signers = []deed.SignerLine{{Name: "Henrik Aalbers, MD", Specialty: "Hematology and oncology", Position: position, Certification: "Board-certified"}}
		l, err := compose(t.Context(), &c, facts(1), A4)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(strings.ToLower(said(l)), "hematology"); got != want {
			t.Errorf("%q: %d times", position, got)
		}
	}
}

// What stands below a name says nothing twice, as old entries do; the directory
// shows these same lines.
func TestSignerLinesSayOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of   deed.SignerLine
		want []string
	}{
		{deed.SignerLine{Specialty: "Hematology", Position: "Hematology"}, []string{"Hematology"}},
		{deed.SignerLine{Specialty: "Hematology and oncology", Position: "Chief of Oncology, Hematology", Certification: "Board-certified"}, []string{"Chief of Oncology, Hematology", "Board-certified"}},
		{deed.SignerLine{Specialty: "Hematology", Position: "Professor", Certification: "Professor"}, []string{"Hematology", "Professor"}},
		{deed.SignerLine{}, nil},
	} {
		if got := SignerLines(c.of); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %q", c.of, got)
		}
	}
}

// The head of later pages never runs into itself, however long a name is; the
// name stands whole on the first page (S18).
func TestRunningHeadHasRoom(t *testing.T) {
	t.Parallel()
	c := variants()["team"]
	for _, name := range []string{c.Patient.Name, strings.Repeat("Nwosu-Bergström ", 12), strings.Repeat("王", 80)} {
		c.Patient.Name = strings.TrimSpace(name)
		l, err := compose(t.Context(), &c, facts(3), A4)
		if err != nil {
			t.Fatal(err)
		}
		if w := l.set.Width(l.short(c.Patient.Name, contactLine, 200), contactLine); w > 200 || w < 120 {
			t.Errorf("%.0f points wide of 200", w)
		}
		if !strings.Contains(strings.ReplaceAll(said(l), " ", ""), strings.ReplaceAll(c.Patient.Name, " ", "")) {
			t.Errorf("the first page lacks %q", c.Patient.Name)
		}
	}
}
