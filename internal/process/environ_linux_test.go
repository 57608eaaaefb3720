package process

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// What the process began with is in a file of the system's, and in memory:
// once taken, the secret is in neither, and the variables beside it are whole.
func TestTakenSecretsAreNowhereToRead(t *testing.T) {
	const secret = "a secret with spaces = and signs, 0123456789"
	if os.Getenv("OSO_PROCESS_CHILD") == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestTakenSecretsAreNowhereToRead$", "-test.v")
		cmd.Env = append(os.Environ(), "OSO_PROCESS_CHILD=1", "OSO_PROCESS_BEFORE=stays", "OSO_PROCESS_SECRET="+secret, "OSO_PROCESS_AFTER=stays too")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	before, err := os.ReadFile("/proc/self/environ")
	if err != nil || !bytes.Contains(before, []byte(secret)) {
		t.Fatal("the secret is not where it should be at first", err)
	}
	clear(before)
	if got := TakeSecrets("OSO_PROCESS_SECRET")["OSO_PROCESS_SECRET"]; got != strings.Clone(secret) {
		t.Fatalf("%d bytes were taken", len(got))
	}
	after, err := os.ReadFile("/proc/self/environ")
	if err != nil || bytes.Contains(after, []byte(secret[:8])) || bytes.Contains(after, []byte("0123456789")) {
		t.Error("the secret is still there to read", err)
	}
	for _, whole := range []string{"OSO_PROCESS_BEFORE=stays\x00", "OSO_PROCESS_AFTER=stays too\x00"} {
		if !bytes.Contains(after, []byte(whole)) {
			t.Error("a variable beside it was touched")
		}
	}
	if os.Getenv("OSO_PROCESS_AFTER") != "stays too" {
		t.Error("a variable beside it is gone")
	}
	for _, kept := range os.Environ() {
		if strings.Contains(kept, "secret with") {
			t.Error("the runtime still has it")
		}
	}
	fmt.Println("looked")
}
