package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"testing"
)

// TestBenchWriting takes how long a keystroke takes to show in the middle of a
// draft of forty pages, with spelling, marks and the draft saved by itself.
func TestBenchWriting(t *testing.T) {
	benchPlace(t)
	chromium := wholeBrowser(t)
	s := serve(t)
	c := newClinic(t)
	id, records := c.begin()
	c.takeIn(id, []string{records})
	c.seal(id)
	s.toSpecialist(c, id)
	in, err := json.Marshal(map[string]any{"console": s.Console, "accounts": s.Accounts, "chromium": chromium, "case": id, "pages": 40, "keys": 300})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "e2e/writing-bench.mjs")
	cmd.Dir = "../../frontend"
	cmd.Stdin = bytes.NewReader(in)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &said)
	}
	var got struct {
		Keys  []float64
		Chars int
		Found []string
	}
	decode(t, out, &got)
	if len(got.Found) > 0 || len(got.Keys) < 300 {
		t.Fatalf("%d keys; in the page: %q", len(got.Keys), got.Found)
	}
	slices.Sort(got.Keys)
	at := func(part int) float64 { return got.Keys[len(got.Keys)*part/100] }
	figure(t, "a keystroke, console", fmt.Sprintf("a draft of 40 pages, %d,000 characters; from the key to the end of the frame with it", got.Chars/1000), fmt.Sprintf("%.0f ms (p95), %.0f by the median, %.0f the slowest", at(95), at(50), got.Keys[len(got.Keys)-1]), "", "50 ms (p95)")
}
