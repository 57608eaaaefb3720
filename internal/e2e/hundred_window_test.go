package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"oso/internal/casefile"
)

// hundred is an export of a hundred patients with a table beside it. Some are
// easily mixed up: of one name with different birth dates, of one birth date
// with different names; some names are long, or written from the right.
func hundred(t *testing.T) (dir, table string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "MAYVIEW EXPORT")
	text := "Folder,Family name,Given name,Birth date,Country,Diagnosis,Question\n"
	for p := range 100 {
		name, born := casefile.Name{Family: fmt.Sprintf("Whitcombe%02d", p), Given: "Ada"}, fmt.Sprintf("19%02d-03-%02d", 30+p/4, 1+p%28)
		switch p {
		case 10, 11:
			name, born = casefile.Name{Family: "Okonkwo", Given: "Ada"}, fmt.Sprintf("1942-03-%02d", p)
		case 12, 13:
			name, born = casefile.Name{Family: "Lindqvist", Given: []string{"Berta", "Astrid"}[p-12]}, "1951-07-19"
		case 14:
			name = casefile.Name{Family: "Featherstonehaugh-Wolfe-Cholmondeley-Marjoribanks von und zu Hohenlohe", Given: "Wilhelmina Alexandrina Bartholomea"}
		case 15:
			name = casefile.Name{Family: "الخوري", Given: "ليلى"}
		}
		who := casefile.Patient{Name: name, BirthDate: born, Sex: casefile.Female}
		at := filepath.Join(dir, fmt.Sprintf("PAT%03d", p))
		for n := range 3 {
			put(t, filepath.Join(at, fmt.Sprintf("IM%d", n)), slice(who, uint64(p+1), "", n+1))
		}
		if p != 99 { // one stands in no row
			text += fmt.Sprintf("PAT%03d,%s,%s,%s,GB,Nodule,Is it malignant?\n", p, name.Family, name.Given, born)
		}
	}
	table = filepath.Join(filepath.Dir(dir), "cases.csv")
	put(t, table, []byte(text))
	return dir, table
}

// An export of a hundred patients with a table beside it: one review, a few acts,
// and each has a case with their own records; closed on the way it goes on.
func TestHundredPatientsInTheWindow(t *testing.T) {
	t.Parallel()
	dir, table := hundred(t)
	c := newClinic(t)
	w := unlock(t, c)
	w.drop(dir, table)
	w.reads("What is on “MAYVIEW EXPORT”")
	w.await("all looked at", `return window.go.desktop.Disc.State().then(s => s.ready)`)
	w.picture("hundred-top.png")
	w.await("the end of the list", `document.querySelector("main").scrollTo(0, 1e6); return true`)
	w.picture("hundred-end.png")
	w.press("Create 99 cases")
	w.reads("Say whose case this goes into")
	w.picture("hundred-asked.png")
	w.await("no scrolling of the window itself", `return document.documentElement.scrollHeight <= innerHeight`)
	// Who is in no row is left out by a person.
	w.press("To say, 1")
	w.picture("hundred-open.png")
	w.does("leave out who is in no row")
	w.fill(`main input[aria-haspopup=listbox]`, "\ue015")
	w.await("the choices", `const o = [...document.querySelectorAll("[role=option]")].find(o => o.innerText.includes("Leave out"))
		if (o) o.click()
		return o !== undefined`)
	w.reads("Left out, 1")
	w.picture("hundred-left.png")
	w.press("Create 99 cases")
	w.await("the list", `return location.hash === "#/"`)
	w.await("some filled", `return window.go.desktop.Disc.Plans().then(p => p.length === 0 || p[0].left < 90)`)
	w.picture("hundred-list.png")
	t.Logf("%d acts: %s", len(w.done), strings.Join(w.done, "; "))
	w.close()
	w = unlockAgain(t, c)
	w.reads("All cases")
	w.await("all filled", `return window.go.desktop.Disc.Plans().then(p => p.length === 0)`)
	w.picture("hundred-done.png")
	w.close()
	var list struct{ Cases []struct{ ID string } }
	c.must(&list, 0, "case", "list")
	if len(list.Cases) != 99 {
		t.Fatalf("%d cases", len(list.Cases))
	}
	seen := map[string]bool{}
	for _, x := range list.Cases[:9] {
		var show struct {
			Records []struct{ Path string }
			Imports []struct{ Imported, Unread int }
		}
		c.must(&show, 0, "case", "show", x.ID)
		if len(show.Records) != 3 || len(show.Imports) != 1 || show.Imports[0].Unread != 0 {
			t.Errorf("%d records, imports %+v", len(show.Records), show.Imports)
		}
		folder := filepath.Dir(show.Records[0].Path)
		if seen[folder] {
			t.Error("two cases have the same records")
		}
		seen[folder] = true
		for _, r := range show.Records {
			if filepath.Dir(r.Path) != folder {
				t.Error("records of two patients are in one case")
			}
		}
	}
}

// unlockAgain opens the desk that has cases.
func unlockAgain(t *testing.T, c *clinic) *acts {
	t.Helper()
	w := openWindow(t, buildWindow(t), "--data", c.data)
	w.unlock()
	return &acts{window: w}
}
