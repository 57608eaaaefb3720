package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Both programs say it when nobody reads their answer, and are not ended by it.
func TestAnswersIntoClosedPipes(t *testing.T) {
	t.Parallel()
	p := build(t)
	for _, bin := range []string{p.oso, p.server} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		cmd := exec.Command(bin, "version", "--json")
		var said bytes.Buffer
		cmd.Stdout, cmd.Stderr = w, &said
		err = cmd.Run()
		w.Close()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		if !cmd.ProcessState.Exited() || cmd.ProcessState.Success() || !strings.Contains(said.String(), "could not be printed") {
			t.Errorf("%s, said: %s", cmd.ProcessState, said.String())
		}
	}
}
