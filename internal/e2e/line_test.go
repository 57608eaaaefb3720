package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oso/internal/intake"
	"oso/internal/seal"
)

// The line from a case at the clinic to the opinion that is read there, by the
// two programs alone; the staff is the demonstration's own.
func TestLine(t *testing.T) {
	t.Parallel()
	s := serve(t, "--autopilot")
	c := newClinic(t)
	c.fails("wrong-passphrase", 3, "case", "list", "--user", "Nobody")
	c.fails("usage", 2, "case", "show")
	c.fails("not-enrolled", 1, "sync")

	id, records := c.begin()
	paths := []string{records}
	if dir := corpus(); dir != "" {
		paths = append(paths, filepath.Join(dir, "dicom", "pacs-export-cd"), filepath.Join(dir, "pdf", "arturt"), filepath.Join(dir, "pdf", "ledongthuc"))
	}
	originals := c.takeIn(id, paths)
	c.fails("incomplete", 1, "seal", id, "--participate") // no agreement yet
	c.seal(id)
	c.enrol(s)
	c.fails("invalid", 1, "enrol", s.URL, "OSO1-HELLO")

	first := c.sync()
	if first.Sent.Records != len(originals) || first.Sent.Bytes == 0 {
		t.Errorf("sent %+v, %d records were there", first.Sent, len(originals))
	}
	c.syncUntil("an opinion", func(lineSync) bool { return len(c.opinions()) == 1 })
	c.read(s, id)
	c.compare(s, id, originals)

	s.kill()
	c.fails("unreachable", 4, "sync")
}

// takeIn imports and decides; it gives the SHA-256 of what will be sent.
func (c *clinic) takeIn(id string, paths []string) map[string]string {
	c.t.Helper()
	var r lineImport
	out := c.command(append([]string{"import", id}, paths...)...)
	b, code := run(c.t, out)
	decode(c.t, b, &r)
	wait := false
	on := sums(c.t, paths...)
	met := map[string]bool{}
	for _, f := range r.Files {
		met[f.Path] = true
		switch f.Outcome {
		case "imported", "kept", "duplicate":
			if path, ok := on[f.SHA256]; !ok {
				c.t.Errorf("%s has another hash in the report", path)
			}
		default:
			c.t.Errorf("%s: %s (%s)", f.Path, f.Outcome, f.Reason)
		}
	}
	files := 0
	for _, p := range paths {
		filepath.WalkDir(p, func(path string, e os.DirEntry, _ error) error {
			if !e.IsDir() {
				files++
				if !met[path] {
					c.t.Errorf("%s is not in the report", path)
				}
			}
			return nil
		})
	}
	if len(r.Files) != files {
		c.t.Errorf("%d files in the report of %d on the disk", len(r.Files), files)
	}
	var check lineCheck
	b, _ = c.run("case", "check", id)
	decode(c.t, b, &check)
	leave := map[string]bool{}
	for _, p := range check.Problems {
		wait = wait || p.Severity == "error" && len(p.Records) > 0
		if p.Code == "identity-mismatch" && len(leave) == 0 && len(p.Records) > 2 {
			leave[p.Patient] = true // one of those met is not the patient
		}
	}
	if (code == 1) != wait {
		c.t.Errorf("import ended with %d; decisions wait: %t", code, wait)
	}
	if wait {
		c.fails("incomplete", 1, "records", "decide", id, "--code", "identity-mismatch", "--accept", "--reason", "All of them.")
	}
	left := map[string]bool{}
	c.decide(id, func(p lineProblem) bool {
		if p.Code != "identity-mismatch" || !leave[p.Patient] {
			return false
		}
		for _, rec := range p.Records {
			left[rec] = true
		}
		return true
	})
	var shown struct {
		Records []struct{ ID, SHA256 string }
	}
	c.must(&shown, 0, "case", "show", id)
	for _, rec := range shown.Records {
		if _, ok := on[rec.SHA256]; !ok {
			c.t.Error("the case shows a record that was not on the disk")
		}
		if left[rec.ID] {
			delete(on, rec.SHA256)
		}
	}
	return on
}

// read is readBy for an opinion that a specialist wrote.
func (c *clinic) read(s *service, id string) {
	c.t.Helper()
	c.readBy(s, id, "specialist")
}

// readBy does with an opinion what a physician does, in this order: verify, show,
// save, export. The author signed under the role.
func (c *clinic) readBy(s *service, id, role string) {
	c.t.Helper()
	list := c.opinions()
	if list[0].ID != id || list[0].Version != 1 || list[0].Released == nil || list[0].Accessed != nil || list[0].Superseded {
		c.t.Fatalf("opinion list: %+v", list)
	}
	type proof struct {
		Valid, Superseded bool
		CurrentAsOf       string `json:"current_as_of"`
		Signers           []struct{ Name, Role, Signed string }
	}
	var p proof
	c.must(&p, 0, "opinion", "verify", id)
	if !p.Valid || p.Superseded || p.CurrentAsOf == "" || len(p.Signers) != 2 || p.Signers[0].Role != role || p.Signers[1].Role != "approver" {
		c.t.Errorf("opinion verify: %+v", p)
	}
	if list = c.opinions(); list[0].Accessed != nil {
		c.t.Error("verifying counts as access")
	}
	if state, _ := c.sync().state(id); state != "released" {
		c.t.Errorf("before it is read the case is %s", state)
	}

	var shown struct {
		Patient struct {
			Name      string
			BirthDate string `json:"birth_date"`
		}
		Answers []struct {
			Question, Answer string
			Parts            []struct{ Question, Text string }
		}
		CaseVersion int `json:"case_version"`
	}
	c.must(&shown, 0, "opinion", "show", id)
	doc := intake.TemplateCase()
	if shown.Patient.Name != "Eleanor Whitcombe" || shown.Patient.BirthDate != doc.Patient.BirthDate || len(shown.Answers) != len(doc.Questions) || shown.CaseVersion < 1 {
		c.t.Fatalf("opinion show: %+v", shown)
	}
	for i, q := range doc.Questions {
		a := shown.Answers[i]
		// People answer a question that has parts by its parts.
		if a.Question != q.Text || a.Answer == "" && len(q.Parts) == 0 || len(a.Parts) != len(q.Parts) {
			c.t.Errorf("question %d: %+v", i+1, a)
			continue
		}
		for j, part := range q.Parts {
			if a.Parts[j].Question != part || a.Parts[j].Text == "" {
				c.t.Errorf("question %d, part %d: %+v", i+1, j+1, a.Parts[j])
			}
		}
	}
	if list = c.opinions(); list[0].Accessed == nil {
		c.t.Error("showing it is no access")
	}

	for _, paper := range []string{"a4", "letter"} {
		file := filepath.Join(c.home, paper+".pdf")
		c.must(nil, 0, "opinion", "save", id, file, "--paper", paper)
		if b, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(b), "%PDF") {
			c.t.Errorf("the letter on %s: %d bytes, %v", paper, len(b), err)
		}
	}
	file := filepath.Join(c.home, "opinion.oso")
	c.must(nil, 0, "opinion", "export", id, file)
	p = proof{}
	c.must(&p, 0, "opinion", "verify", "--file", file)
	if !p.Valid || len(p.Signers) != 2 {
		c.t.Errorf("the exported package: %+v", p)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		c.t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(file, b, 0o600); err != nil {
		c.t.Fatal(err)
	}
	p = proof{}
	c.must(&p, 1, "opinion", "verify", "--file", file)
	if p.Valid {
		c.t.Error("a changed package is called valid")
	}

	c.syncUntil("the end of the case", func(r lineSync) bool {
		state, _ := r.state(id)
		return slices.Contains([]string{"completed", "closed"}, state)
	})
	charges, notices := s.ledger(id)
	if len(charges) != 1 {
		c.t.Errorf("charges: %v", charges)
	}
	for i := 1; i < len(notices); i++ {
		if notices[i] == notices[i-1] && (strings.Contains(notices[i], " to physician") || strings.Contains(notices[i], " to patient")) {
			c.t.Errorf("twice: %s", notices[i])
		}
	}
}

// compare proves that the service holds, byte for byte, what the clinic sent,
// and that the clinic's vault is whole.
func (c *clinic) compare(s *service, id string, originals map[string]string) {
	c.t.Helper()
	type exported struct {
		Files []struct {
			Path, SHA256 string
			Bytes        int64
		}
	}
	r := c.sync()
	_, reference := r.state(id)
	if len(reference) != 10 {
		c.t.Fatalf("reference %q", reference)
	}
	dir := filepath.Join(c.home, "from-service")
	var there exported
	s.admin(&there, "admin", "export-case", reference, dir)
	on := sums(c.t, dir)
	listed := map[string]bool{}
	for _, f := range there.Files {
		listed[f.SHA256] = true
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil || seal.SHA256(b) != f.SHA256 || int64(len(b)) != f.Bytes {
			c.t.Errorf("the service's manifest and its file %s differ: %v", f.Path, err)
		}
		if _, ok := originals[f.SHA256]; !ok {
			c.t.Errorf("the service has a record that was not sent: %s", f.Path)
		}
	}
	for sum, path := range originals {
		if !listed[sum] {
			c.t.Errorf("the service lacks %s", path)
		}
		if _, ok := on[sum]; !ok {
			c.t.Errorf("the service did not write %s", path)
		}
	}
	if len(there.Files) != len(originals) {
		c.t.Errorf("the service has %d records of %d", len(there.Files), len(originals))
	}

	var own exported
	out := filepath.Join(c.home, "own")
	c.must(&own, 0, "export", id, out)
	mine := sums(c.t, out)
	for sum, path := range originals {
		if _, ok := mine[sum]; !ok {
			c.t.Errorf("the clinic's export lacks %s", path)
		}
	}
	var v struct {
		Rows, Records, Chunks int
		Damaged               []any
	}
	c.must(&v, 0, "vault", "verify")
	if len(v.Damaged) != 0 || v.Records < len(originals) || v.Rows == 0 || v.Chunks < v.Records {
		c.t.Errorf("vault verify: %+v", v)
	}
}
