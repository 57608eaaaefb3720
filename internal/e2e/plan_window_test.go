package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"oso/internal/casefile"
)

// kill ends the program as a fault or somebody's hand does, with nothing said.
func (w *window) kill() {
	w.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		running := children(w.driver)
		if len(running) == 0 {
			return
		}
		for _, pid := range running {
			if n, err := strconv.Atoi(pid); err == nil {
				_ = syscall.Kill(n, syscall.SIGKILL)
			}
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("the window does not end: %v", running)
		}
	}
}

// The window is killed while it makes cases of a disc of several patients, between
// them and in their middle: opened again it goes on, by itself or by a click, and in the
// end each patient has one case with their records, once.
func TestPlanKilledInTheWindow(t *testing.T) {
	t.Parallel()
	const images = 400
	var who []casefile.Patient
	for i, name := range []string{"Okonkwo", "Lindqvist", "Marjoribanks", "Vasconcelos"} {
		who = append(who, casefile.Patient{Name: casefile.Name{Family: name, Given: "Ada"}, BirthDate: fmt.Sprintf("19%d2-03-1%d", 4+i, i), Sex: casefile.Female})
	}
	people, dir := len(who), severalPatients(t, who, images)
	for i := range who { // what names nobody would have to be given to somebody
		if err := os.Remove(filepath.Join(dir, fmt.Sprint("P", i), "note.txt")); err != nil {
			t.Fatal(err)
		}
	}
	c := newClinic(t)
	w := unlock(t, c)
	w.drop(dir)
	w.reads("What is on “MAYVIEW 0412”")
	w.await("all looked at", `return window.go.desktop.Disc.State().then(s => s.ready)`)
	w.country("United Kingdom")
	w.press("Create 4 cases and add their records")
	for _, at := range []string{
		`p.length > 0`, // between the choice and the first file
		`p.length === 0 || p[0].running && (a.files > 40 || p[0].left < p[0].total)`, // in a case
		`p.length === 0 || p[0].left < p[0].total`,                                   // behind one
	} {
		w.await("the time to kill", `return Promise.all([window.go.desktop.Disc.Plans(), window.go.desktop.Records.Adding()]).then(([p, a]) => `+at+`)`)
		w.kill()
		w = unlockAgain(t, c)
		w.reads("All cases")
		w.await("it goes on", `return window.go.desktop.Disc.Plans().then(p => {
			if (p.length === 0 || p[0].running) return true
			const b = [...document.querySelectorAll("button")].find(b => b.innerText.trim() === "Go on")
			if (b) b.click()
			return false
		})`)
	}
	w.await("all filled", `return window.go.desktop.Disc.Plans().then(p => p.length === 0)`)
	w.await("nothing waits", `return window.go.desktop.Records.Adding().then(a => a.cases === 0 && a.waiting === 0)`)
	w.close()
	got := c.taken(t, dir)
	if len(got) != people {
		t.Errorf("%d cases of %d patients", len(got), people)
	}
	for _, l := range got {
		if !strings.Contains(l, " 400 different, imports [{Found:") || !strings.Contains(l, "Imported:400 ") || !strings.Contains(l, "Duplicate:0 Refused:0 Unread:0") {
			t.Errorf("a case holds %s", l)
		}
	}
	slices.Sort(got)
	if n := len(slices.Compact(got)); n != people {
		t.Errorf("only %d are different", n)
	}
	c.undamaged(t)
}
