package e2e

import (
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What is typed into the real window is in the vault afterwards, however the
// window ends: locked at the last key, closed at the last key, or killed while
// somebody types on.
func TestTypingIsKeptHoweverTheWindowEnds(t *testing.T) {
	t.Parallel()
	program := buildWindow(t)
	const plan = "textarea[name=plan]"
	const words = "Lobectomy in the spring, after two courses; sixty-seven letters more."
	for name, end := range map[string]func(*testing.T, *clinic, *window){
		"locked": func(t *testing.T, c *clinic, w *window) {
			w.fill(plan, "\ue009l\ue000") // Ctrl L
			w.reads("Locked at")
			w.close()
		},
		"closed": func(t *testing.T, c *clinic, w *window) {
			w.run(`setTimeout(() => window.runtime.Quit())`)
		},
		"killed": func(t *testing.T, c *clinic, w *window) {
			// It is in the vault without a pause, a lock or a blur; then the program is gone in the middle of a word.
			w.await("the words in the vault", `return window.go.desktop.Cases.Get(location.hash.split("/")[2]).then(v => v.document.plan.includes("letters more."))`)
			for _, pid := range processes(program, c.data) {
				if n, err := strconv.Atoi(pid); err == nil {
					syscall.Kill(n, syscall.SIGKILL)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClinic(t)
			id, _ := c.begin()
			w := openCase(t, program, c)
			w.press("History, questions")
			w.await("the plan", `const f = document.querySelector(arguments[0]); if (f) { f.focus(); f.select() } return f !== null`, plan)
			w.fill(plan, words)
			end(t, c, w)
			var out []byte
			code := 1
			for late := time.Now().Add(patience); code != 0 && time.Now().Before(late); time.Sleep(100 * time.Millisecond) {
				out, code = c.run("case", "show", id) // refused while the window has the vault
			}
			if code != 0 || !strings.Contains(string(out), words) {
				t.Errorf("what was typed is gone (exit %d)", code)
			}
		})
	}
}
