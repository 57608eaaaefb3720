//go:build unix

package vault

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Tests that end a process, or set its limits, run this binary again as a
// child: TestChild finds the act by the variable and does it.
const childAct = "OSO_VAULT_TEST_CHILD"

func acts() map[string]func(*testing.T) {
	return map[string]func(*testing.T){
		"memory":  memoryAct,
		"needles": needleAct,
		"writer":  writerAct,
		"full":    fullAct,
	}
}

func TestChild(t *testing.T) {
	act, ok := acts()[os.Getenv(childAct)]
	if !ok {
		t.Skip("is run by other tests")
	}
	act(t)
}

// child is a running act that says lines and waits for one.
type child struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader

	said []byte // lines that meant nothing to the test
}

func startChild(t *testing.T, act string, env ...string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$", "-test.timeout=2m")
	cmd.Env = append(os.Environ(), append(env, childAct+"="+act)...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return &child{t: t, cmd: cmd, in: in, out: bufio.NewReader(out)}
}

// line gives the child's next line; empty when it has ended.
func (c *child) line() string {
	s, _ := c.out.ReadString('\n')
	return strings.TrimSpace(s)
}

func (c *child) kill() {
	c.cmd.Process.Kill()
	c.cmd.Wait()
}

// end lets a waiting child go on to its end.
func (c *child) end() {
	c.t.Helper()
	c.in.Close()
	rest, _ := io.ReadAll(c.out)
	if err := c.cmd.Wait(); err != nil {
		c.t.Fatalf("child: %v\n%s%s", err, c.said, rest)
	}
}

// wait is the child's side of end, or of a kill.
func wait() {
	done := make(chan struct{})
	go func() { io.ReadAll(os.Stdin); close(done) }()
	select {
	case <-done:
	case <-time.After(time.Minute):
	}
}
