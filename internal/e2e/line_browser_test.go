package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"oso/internal/deed"
	"oso/internal/intake"
)

// orders are what the walk in frontend/e2e is told on its standard input.
type orders struct {
	Console   string `json:"console"`
	Accounts  any    `json:"accounts"` // as the demonstration printed them
	Chromium  string `json:"chromium"`
	Pictures  string `json:"pictures"` // a folder for a picture of each page, or empty
	Failures  string `json:"failures"` // a folder for what was on the screens when a step failed
	Reference string `json:"reference"`
	Patient   string `json:"patient"`
	Records   int    `json:"records"` // how many were sealed

	Message string `json:"message"` // from the coordinator to the clinic
	Comment string `json:"comment"` // from the approver who sends the first draft back
	First   string `json:"first"`   // the assessment of that draft
	Opinion typed  `json:"opinion"` // what is signed in the end
}

// typed is what the specialist types, part by part, and what the physician
// reads as `oso opinion show` gives it.
type typed struct {
	Assessment     string        `json:"assessment"`
	Answers        []typedAnswer `json:"answers"`
	Recommendation string        `json:"recommendation"`
	Legend         string        `json:"legend"` // of the figure that is marked
}

type typedAnswer struct {
	Question string      `json:"question"`
	Answer   string      `json:"answer"`
	Parts    []typedPart `json:"parts,omitempty"`
}

type typedPart struct {
	Question string `json:"question"`
	Text     string `json:"text"`
}

// browser answers where Chromium is that has no window of its own: it takes half
// the processor. Where there is none it is people's. The test is skipped where
// neither is there, or not what drives it.
func browser(t *testing.T) string {
	t.Helper()
	return browserOf(t, os.Getenv("CHROMIUM"), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
}

// wholeBrowser is Chromium as people have it, for what is measured.
func wholeBrowser(t *testing.T) string {
	t.Helper()
	return browserOf(t, os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
}

func browserOf(t *testing.T, names ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("opens a browser")
	}
	if _, err := os.Stat("../../frontend/dist/console/index.html"); err != nil {
		t.Skip("the console's page is not built: make pages")
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("Node is not installed: build/setup.sh test")
	}
	for _, module := range []string{"playwright-core", "axe-core"} {
		if _, err := os.Stat(filepath.Join("../../frontend/node_modules", module)); err != nil {
			t.Skip("what drives the browser is not installed: build/setup.sh test")
		}
	}
	for _, name := range names {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("Chromium is not installed: build/setup.sh test")
	return ""
}

// The line with people at the real console in a real browser: what they type
// there is what the physician reads.
func TestLineInTheBrowser(t *testing.T) {
	t.Parallel()
	chromium := browser(t)
	s := serve(t)
	c := newClinic(t)
	id, records := c.begin()
	originals := c.takeIn(id, []string{records})
	c.seal(id)
	c.enrol(s)
	_, reference := c.sync().state(id)

	want := toType()
	walk(t, "console.mjs", orders{
		Console: s.Console, Accounts: s.Accounts, Chromium: chromium,
		Pictures: os.Getenv("OSO_PICTURES"), Failures: failures(),
		Reference: reference, Patient: "Eleanor Whitcombe", Records: len(originals),
		Message: "We have begun: a person looks at your case.",
		Comment: "Say why the lungs decide.",
		First:   "The lungs decide.",
		Opinion: want,
	})

	messages := 0
	c.syncUntil("an opinion", func(r lineSync) bool {
		messages += r.Received.Messages
		return len(c.opinions()) == 1
	})
	if messages != 1 {
		t.Errorf("%d messages came", messages)
	}
	c.read(s, id)
	c.compare(s, id, originals)
	var shown struct {
		Answers []typedAnswer
		Content deed.Content
	}
	c.must(&shown, 0, "opinion", "show", id)
	got := typed{Assessment: shown.Content.Assessment, Answers: shown.Answers, Recommendation: shown.Content.Recommendation}
	if len(shown.Content.Figures) != 1 || len(shown.Content.Citations) != 1 {
		t.Fatalf("the physician has %d figures and %d citations", len(shown.Content.Figures), len(shown.Content.Citations))
	}
	cited := shown.Content.Citations[0]
	want.Assessment += " [" + cited.Label + "]"
	if to := cited.Target; to.SOP == "" || to.Frame != 1 || to.X == nil || to.Y == nil {
		t.Errorf("the citation opens %+v", to)
	}
	f := shown.Content.Figures[0]
	got.Legend = f.Image.Note
	if len(f.Image.Arrows) != 1 || !f.Printed {
		t.Errorf("the figure: %+v", f)
	}
	c.printed(f)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the physician reads\n%+v\nwhere the specialist typed\n%+v", got, want)
	}
}

// failures is where pictures go of what was on the screens when a step failed.
func failures() string {
	if dir := os.Getenv("OSO_PICTURES"); dir != "" {
		return dir
	}
	return os.TempDir()
}

// toType is an opinion on the template's questions, with letters and marks that
// a page or a letter may trip over.
func toType() typed {
	o := typed{
		Assessment:     "FEV1 ≥ 60 % of predicted; the lungs decide – not the age.\n\nTwo ways are open to her [Figure 1].",
		Legend:         "The tumor, at its largest: 24 mm across, 3 mm from the fissure; no node is seen beside it.",
		Recommendation: "Discuss both ways with her & her family <before> the date is set.",
	}
	for _, q := range intake.TemplateCase().Questions {
		a := typedAnswer{Question: q.Text}
		if len(q.Parts) == 0 {
			a.Answer = "Yes, by VATS; “open” only where the fissure is fused."
		}
		for _, p := range q.Parts {
			a.Parts = append(a.Parts, typedPart{Question: p, Text: "On " + p + ": cure in 4 of 5, 10 % less FEV1."})
		}
		o.Answers = append(o.Answers, a)
	}
	return o
}

// walk runs a walk of frontend/e2e; what it finds wrong with a page fails the test.
func walk(t *testing.T, script string, o any) {
	t.Helper()
	in, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "e2e/"+script)
	cmd.Dir = "../../frontend"
	cmd.Stdin = bytes.NewReader(in)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the walk could not begin: %v\n%s", err, &said)
	}
	var told struct{ Found []string }
	decode(t, out, &told)
	for _, f := range told.Found {
		t.Error(f)
	}
	if t.Failed() {
		t.FailNow() // nothing may have come for the physician
	}
}
