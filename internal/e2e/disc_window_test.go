package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/sample"
)

// drop carries files from a corner of the screen and lets go of them in the
// middle of the window.
func (w *window) drop(paths ...string) {
	w.t.Helper()
	tool, err := exec.LookPath("xdotool")
	if err != nil {
		w.t.Skip("xdotool is not installed: build/setup.sh test")
	}
	carry := filepath.Join(w.t.TempDir(), "carry")
	flags, err := exec.Command("pkg-config", "--cflags", "--libs", "gtk+-3.0").Output()
	if err != nil {
		w.t.Fatal(err)
	}
	if out, err := exec.Command("cc", append([]string{"-o", carry, "testdata/carry.c"}, strings.Fields(string(flags))...)...).CombinedOutput(); err != nil {
		w.t.Fatalf("build the drag source: %v\n%s", err, out)
	}
	cmd := exec.Command(carry, paths...)
	cmd.Env = append(os.Environ(), "DISPLAY="+w.display, "NO_AT_BRIDGE=1")
	start(w.t, cmd)
	pointer := func(args ...any) {
		w.t.Helper()
		x := exec.Command(tool, strings.Fields(fmt.Sprintln(args...))...)
		x.Env = append(os.Environ(), "DISPLAY="+w.display)
		if out, err := x.CombinedOutput(); err != nil {
			w.t.Fatalf("move the pointer: %v\n%s", err, out)
		}
		time.Sleep(50 * time.Millisecond) // a hand is no faster
	}
	pointer("search", "--sync", "--onlyvisible", "--name", "carry")
	pointer("mousemove", 30, 30, "mousedown", 1)
	for i := range 12 {
		pointer("mousemove", 30+i*50, 30+i*30)
	}
	pointer("mousemove", 640, 420)
	pointer("mousemove", 642, 421)
	pointer("mouseup", 1)
}

// acts counts what a person does: each press, each field filled, each drop.
type acts struct {
	*window
	done []string
}

func (a *acts) does(what string) { a.done = append(a.done, what) }

func (a *acts) drop(paths ...string) { a.does("drop the disc"); a.window.drop(paths...) }

func (a *acts) press(name string) { a.does("press " + name); a.window.press(name) }

func (a *acts) fill(selector, text string) {
	a.does("fill " + selector)
	a.window.fill(selector, text)
}

// country chooses where the patient lives, by typing the name.
func (a *acts) country(name string) {
	a.does("choose " + name)
	const field = `document.querySelector("aside input[aria-haspopup=listbox]")`
	a.await("the country's field", `const f = `+field+`; if (f) f.focus(); return f !== null`)
	a.window.fill("aside input[aria-haspopup=listbox]", name+"\ue007") // Enter
	a.reads("Rules of")
}

// unlock opens the desk with no case on it.
func unlock(t *testing.T, c *clinic) *acts {
	t.Helper()
	w := openWindow(t, buildWindow(t), "--data", c.data)
	w.unlock()
	w.reads("No cases yet.")
	return &acts{window: w}
}

// mostActs is how many acts may lie between a disc in the hand and a draft whose
// records are looked through.
const mostActs = 12

// A disc in the hand and no case: dropped on the list, it is a case with its
// records, what was taken from them accepted and what import asked decided, in a dozen acts.
func TestDiscInTheWindow(t *testing.T) {
	t.Parallel()
	disc := filepath.Join(os.Getenv("OSO_CORPUS"), "dicom", "pacs-export-cd")
	if os.Getenv("OSO_CORPUS") == "" {
		t.Skip("no corpus of real files here")
	}
	c := newClinic(t)
	w := unlock(t, c)
	w.drop(disc)
	w.reads("What is on “pacs-export-cd”")
	w.reads("From QMC")
	w.reads("39 images")
	w.picture("disc.png")
	w.country("United Kingdom")
	w.press("Create the case and add its records")
	w.reads("3 things here were taken from the records")
	w.picture("disc-patient.png")
	w.press("Accept all 3")
	w.press("Materials to send")
	w.reads("These materials were taken from the records")
	w.press("Accept them")
	w.press("Records")
	w.reads("Whose records these are is not clear")
	w.picture("disc-records.png")
	w.keep("The phantom of the department, by its number")
	w.await("whose records these are decided", `return window.go.desktop.Cases.Check(location.hash.split("/")[2])
		.then(c => !c.problems.some(p => p.severity === "error" && (p.records ?? []).length > 0))`)
	t.Logf("%d acts: %s", len(w.done), strings.Join(w.done, "; "))
	if len(w.done) > mostActs {
		t.Errorf("%d acts", len(w.done))
	}
	w.close()
	var list struct {
		Cases []struct{ ID, Patient string }
	}
	c.must(&list, 0, "case", "list")
	if len(list.Cases) != 1 {
		t.Fatalf("%d cases", len(list.Cases))
	}
	out, _ := c.run("case", "check", list.Cases[0].ID)
	var check struct{ Problems []casefile.Problem }
	if err := json.Unmarshal(out, &check); err != nil {
		t.Fatal(err)
	}
	for _, p := range check.Problems {
		if p.Severity == casefile.SeverityError && (len(p.Records) > 0 || p.Code == "taken-from-records") {
			t.Errorf("still open: %s of %s", p.Code, p.Field)
		}
	}
}

// keep keeps what is asked about, with a reason.
func (a *acts) keep(reason string) {
	a.press("Same person")
	a.fill("section[aria-label=Decision] textarea", reason)
	a.does("press Keep these records")
	a.await("to keep them", `const b = [...document.querySelectorAll("section[aria-label=Decision] button")].find(b => b.innerText.includes("Keep these"))
		if (b) b.click()
		return b !== undefined`)
}

// keys types on the keyboard, one key after the other, wherever the focus is.
func (a *acts) keys(all ...string) {
	a.t.Helper()
	var down []map[string]string
	for _, k := range all {
		down = append(down, map[string]string{"type": "keyDown", "value": k}, map[string]string{"type": "keyUp", "value": k})
	}
	act := map[string]any{"type": "key", "id": "keyboard", "actions": down}
	if err := request(http.MethodPost, a.base+"/actions", map[string]any{"actions": []any{act}}, nil); err != nil {
		a.t.Fatal(err)
	}
}

// The keys that a person has beside letters, as a driver names them.
const keyTab, keyEnter, keySpace = "\ue004", "\ue007", " "

// tabTo goes on with Tab to what has this name; a page that has the focus itself has
// the names of all that stand on it, and is not meant.
func (a *acts) tabTo(name string) {
	a.t.Helper()
	const has = `const e = document.activeElement, labels = e.labels ? [...e.labels] : []
		return e.tabIndex >= 0 && [e.innerText, e.getAttribute("aria-label"), e.closest("label")?.innerText, ...labels.map(l => l.innerText)].join(" ").includes(arguments[0])`
	for deadline := time.Now().Add(patience); a.run(has, name) != true; a.keys(keyTab) {
		if time.Now().After(deadline) {
			a.t.Fatalf("Tab never comes to %q; it is at %v, of\n%s", name, a.run(`return document.activeElement.outerHTML.slice(0, 300)`), a.text())
		}
	}
}

// presses is a button, link or choice reached with Tab and pressed with a key.
func (a *acts) presses(name, key string) {
	a.t.Helper()
	a.does("press " + name)
	a.tabTo(name)
	a.keys(key)
}

// The same from a folder that is chosen, with the keys alone.
func TestDiscByKeyboardInTheWindow(t *testing.T) {
	t.Parallel()
	disc := filepath.Join(os.Getenv("OSO_CORPUS"), "dicom", "pacs-export-cd")
	if os.Getenv("OSO_CORPUS") == "" {
		t.Skip("no corpus of real files here")
	}
	w := unlock(t, newClinic(t))
	w.presses("Start from a disc", keyEnter)
	w.reads("Choose a disc or folder")
	w.tabTo("Choose a disc or folder")
	// The dialog is the system's, and no driver has keys for it: a press, and a place that is typed.
	w.does("press Choose a disc or folder")
	w.does("type where it is")
	w.run(`window.go.desktop.Disc.Look(arguments[0])`, []string{disc})
	w.reads("39 images")
	w.does("choose United Kingdom")
	w.tabTo("Country")
	w.keys(append(strings.Split("United Kingdom", ""), keyEnter)...)
	w.reads("Rules of")
	w.presses("Create the case and add its records", keyEnter)
	w.reads("3 things here were taken from the records")
	w.presses("Accept all 3", keyEnter)
	w.presses("Materials to send", keyEnter)
	w.reads("These materials were taken from the records")
	w.presses("Accept them", keyEnter)
	w.presses("Records", keyEnter)
	w.reads("Whose records these are is not clear")
	w.presses("Same person", keySpace)
	w.does("say why")
	w.tabTo("How do you know?")
	w.keys(strings.Split("The phantom of the department, by its number", "")...)
	w.presses("Keep these", keyEnter)
	w.await("whose records these are decided", `return window.go.desktop.Cases.Check(location.hash.split("/")[2])
		.then(c => !c.problems.some(p => p.severity === "error" && (p.records ?? []).length > 0))`)
	t.Logf("%d acts: %s", len(w.done), strings.Join(w.done, "; "))
	if len(w.done) > mostActs {
		t.Errorf("%d acts", len(w.done))
	}
}

// A disc with two patients, put in by somebody who knows nothing of it: each has
// a case of their own afterwards, and nothing of the other in it.
func TestTwoPatientsInTheWindow(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "MAYVIEW")
	for i, p := range []casefile.Patient{
		{Name: casefile.Name{Family: "Müller", Given: "Anna"}, BirthDate: "1972-04-09", Sex: casefile.Female},
		{Name: casefile.Name{Family: "Featherstonehaugh-Wolfe", Given: "Berta"}, BirthDate: "1950-01-30", Sex: casefile.Female},
	} {
		if _, err := sample.Write(filepath.Join(dir, fmt.Sprint("PAT", i)), p, uint64(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	c := newClinic(t)
	w := unlock(t, c)
	w.drop(dir)
	w.reads("Berta Featherstonehaugh-Wolfe")
	w.reads("Where do these patients live?")
	w.picture("disc-two.png")
	w.country("United Kingdom")
	w.press("Create 2 cases and add their records")
	w.await("the list", `return location.hash === "#/"`)
	w.await("both cases filled", `return window.go.desktop.Disc.Plans().then(p => p.length === 0)`)
	w.close()
	var list struct {
		Cases []struct{ ID, Patient string }
	}
	c.must(&list, 0, "case", "list")
	for _, x := range list.Cases {
		var show struct {
			Records []struct{ Path string }
		}
		c.must(&show, 0, "case", "show", x.ID)
		own := "PAT0"
		if !strings.Contains(x.Patient, "Müller") {
			own = "PAT1"
		}
		if len(show.Records) != sample.Slices+3 {
			t.Errorf("%d records", len(show.Records))
		}
		for _, r := range show.Records {
			if !strings.HasPrefix(r.Path, "MAYVIEW/"+own+"/") {
				t.Errorf("a record of another folder is in the case")
			}
		}
	}
	if len(list.Cases) != 2 {
		t.Errorf("%d cases", len(list.Cases))
	}
}
