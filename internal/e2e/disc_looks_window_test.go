package e2e

import (
	"fmt"
	"path/filepath"
	"testing"

	"oso/internal/casefile"
	"oso/internal/sample"
)

// A disc with three patients and an export of a hundred are reviewed in the real
// window, in its usual size and where all is half as large again, on a light desk and
// on a dark one: nothing that a person can use lies beyond the window's edge.
func TestDiscsOfManyLookWhole(t *testing.T) {
	t.Parallel()
	program := buildWindow(t)
	three := filepath.Join(t.TempDir(), "MAYVIEW")
	for i, p := range []casefile.Patient{
		{Name: casefile.Name{Family: "Müller", Given: "Anna"}, BirthDate: "1972-04-09", Sex: casefile.Female},
		{Name: casefile.Name{Family: "Featherstonehaugh-Wolfe-Cholmondeley", Given: "Wilhelmina Alexandrina"}, BirthDate: "1950-01-30", Sex: casefile.Female},
		{Name: casefile.Name{Family: "الخوري", Given: "ليلى"}, BirthDate: "1988-11-02", Sex: casefile.Female},
	} {
		if _, err := sample.Write(filepath.Join(three, fmt.Sprint("PAT", i)), p, uint64(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	many, table := hundred(t)
	c := newClinic(t)
	for _, theme := range []struct{ name, gtk string }{{"", "Adwaita"}, {"-dark", "Adwaita:dark"}} {
		w := openOn(t, "iso_a4", theme.gtk, program, "--data", c.data)
		w.unlock()
		w.reads("No cases yet.")
		w.drop(three)
		w.reads("Wilhelmina Alexandrina")
		w.reads("Where do these patients live?")
		w.await("all looked at", `return window.go.desktop.Disc.State().then(s => s.ready)`)
		w.run(`document.activeElement.blur()`) // a list that is open is placed for the window as it was
		w.looks("three" + theme.name)
		w.run(`location.hash = "#/"`)
		w.reads("No cases yet.")
		w.drop(many, table)
		w.reads("What is on “MAYVIEW EXPORT”")
		w.await("all looked at", `return window.go.desktop.Disc.State().then(s => s.ready)`)
		w.looks("hundred" + theme.name)
		w.press("To say, 1")
		w.reads("Ada Whitcombe99")
		w.looks("hundred-to-say" + theme.name)
		w.close()
	}
}
