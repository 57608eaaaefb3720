package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// patience is how long a window may take for anything it does. It is no
// measure: a machine under load is slow, a wrong program never gets there.
const patience = 60 * time.Second

// display starts an X server of its own and answers its name (":99"). The test
// is skipped where there is none to start.
func display(t *testing.T) string {
	t.Helper()
	xvfb, err := exec.LookPath("Xvfb")
	if err != nil {
		t.Skip("Xvfb is not installed: build/setup.sh test")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	// As large as the window, so that a picture of the screen is one of the window.
	// The server picks a free number itself and writes it to the pipe once it answers.
	cmd := exec.Command(xvfb, "-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{w}
	start(t, cmd)
	w.Close()
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("the X server did not start: %v", err)
	}
	return ":" + strings.TrimSpace(number)
}

// start runs cmd until the test ends.
func start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
}

// window is the real program's window with a WebDriver at it.
type window struct {
	t       *testing.T
	display string
	home    string // HOME of the program, empty when it started
	base    string // of the driver's session
	driver  int    // the driver's process, the program's parent
}

// openWindow opens a window of the program at path with these arguments, in a
// home of its own.
func openWindow(t *testing.T, path string, args ...string) *window {
	t.Helper()
	return openOn(t, "iso_a4", "", path, args...)
}

// openOn is openWindow where this paper is in the printer, on a desk with a theme;
// "": the system's own.
func openOn(t *testing.T, paper, theme, path string, args ...string) *window {
	t.Helper()
	return openWith(t, []string{"GTK_THEME=" + theme, "OSO_PRINT_ON=" + paper}, path, args...)
}

// openWith is openWindow on a desk with this environment.
func openWith(t *testing.T, desk []string, path string, args ...string) *window {
	t.Helper()
	driver, err := exec.LookPath("WebKitWebDriver")
	if err != nil {
		t.Skip("WebKitWebDriver is not installed: build/setup.sh test")
	}
	w := &window{t: t, display: display(t), home: t.TempDir()}
	for _, dir := range []string{"run", "tmp"} {
		if err := os.Mkdir(filepath.Join(w.home, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	cmd := exec.Command(driver, "--port="+port, "--host=127.0.0.1")
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "DISPLAY=" + w.display, "LANG=C.UTF-8",
		"HOME=" + w.home, "XDG_RUNTIME_DIR=" + filepath.Join(w.home, "run"), "TMPDIR=" + filepath.Join(w.home, "tmp"),
		"NO_AT_BRIDGE=1", // no accessibility bus here to wait for
		// Mesa's cache is written by a thread that runs when nothing else does, and the
		// program ends after it: on a busy machine, minutes later.
		"MESA_SHADER_CACHE_DISABLE=true",
		"OSO_PRINT_TO=file://" + filepath.Join(w.home, printed), "OSO_PRINT_NOT=" + filepath.Join(w.home, noPrinter),
	}
	cmd.Env = append(cmd.Env, desk...)
	start(t, cmd)
	w.driver = cmd.Process.Pid
	driverAt := "http://127.0.0.1:" + port

	var session struct {
		SessionID string `json:"sessionId"`
	}
	ask := map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
		"browserName":              "oso",
		"webkitgtk:browserOptions": map[string]any{"binary": path, "args": args},
	}}}
	deadline := time.Now().Add(patience)
	for {
		err = request(http.MethodPost, driverAt+"/session", ask, &session)
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the window did not open: %v", err)
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.base = driverAt + "/session/" + session.SessionID
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the window when the test failed: %s", w.picture(t.Name()+".png"))
		}
		w.close()
	})
	return w
}

// openCase opens the clinic's program, unlocks it and goes to the first page of
// its case.
func openCase(t *testing.T, program string, c *clinic) *window {
	t.Helper()
	w := openWindow(t, program, "--data", c.data)
	w.unlock()
	w.press("Eleanor Whitcombe")
	w.await("the first page of the case", `return location.hash.split("/").length > 3`)
	return w
}

// unlock opens the locked program as its user does.
func (w *window) unlock() {
	w.t.Helper()
	w.reads("This workstation is locked")
	w.fill("input[type=password]", linePass)
	w.press("Unlock")
}

// close ends the session and with it the program. The driver answers once it has
// told the program to end; the program is waited for, because it holds its vault
// until then.
func (w *window) close() {
	w.t.Helper()
	request(http.MethodDelete, w.base, nil, nil)
	for deadline := time.Now().Add(patience); len(children(w.driver)) > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Errorf("the window did not end: %v", children(w.driver))
			return
		}
	}
}

// children are the processes that a process started and that have not ended to their
// last thread: one whose first has is a zombie, and may hold its files still.
func children(parent int) (running []string) {
	// The system's own list may miss one while others end; where it is empty all
	// processes are looked at, which takes too long to do again and again.
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
	for _, path := range lists {
		b, _ := os.ReadFile(path)
		running = append(running, strings.Fields(string(b))...)
	}
	if len(running) > 0 {
		return running
	}
	status, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range status {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // it ended meanwhile
		}
		// "pid (name) state parent ...", and a name may hold spaces and brackets.
		pid, _, _ := strings.Cut(string(b), " ")
		fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
		if len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			running = append(running, pid)
		}
	}
	return running
}

// request speaks the WebDriver protocol: the answer's value goes to out.
func request(method, url string, body, out any) error {
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		r = bytes.NewReader(b)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, url, r)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var answer struct {
		Value json.RawMessage `json:"value"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", resp.Status, answer.Value)
	}
	if out == nil || len(answer.Value) == 0 {
		return nil
	}
	return json.Unmarshal(answer.Value, out)
}

// run evaluates the body of a JavaScript function in the page.
func (w *window) run(script string, args ...any) any {
	w.t.Helper()
	if args == nil {
		args = []any{}
	}
	var v any
	if err := request(http.MethodPost, w.base+"/execute/sync", map[string]any{"script": script, "args": args}, &v); err != nil {
		w.t.Fatalf("run in the page: %v", err)
	}
	return v
}

// await waits until the script answers something that JavaScript holds for true.
func (w *window) await(what, script string, args ...any) any {
	w.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		if v := w.run(script, args...); v != nil && v != false && v != "" && v != 0.0 {
			return v
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("still not there: %s\nthe page says: %s", what, w.text())
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// text is what a person reads in the window now.
func (w *window) text() string {
	s, _ := w.run(`return document.body.innerText`).(string)
	return s
}

// picture takes the whole screen, for a person to look at, into OSO_PICTURES or
// a temporary folder, and answers where. (The driver's own screenshot hangs.)
func (w *window) picture(name string) string {
	dir := os.Getenv("OSO_PICTURES")
	if dir == "" {
		dir = os.TempDir()
	}
	path := filepath.Join(dir, strings.ReplaceAll(name, "/", "-"))
	cmd := exec.Command("import", "-window", "root", path)
	cmd.Env = append(os.Environ(), "DISPLAY="+w.display)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Sprintf("no picture: %v %s", err, out)
	}
	return path
}

// press waits for a button, a link or a row with this text and presses it; a name
// whose parts stand in boxes of their own is one text.
func (w *window) press(name string) {
	w.t.Helper()
	w.await("to press "+name, `const found = [...document.querySelectorAll("button, a, label, [role=row], tr")]
		.find(e => e.innerText && e.innerText.replace(/\s+/g, " ").includes(arguments[0]) && !e.disabled)
		if (found) found.click()
		return found !== undefined`, name)
}

// fill types into the field that the CSS selector finds, key by key. A field that
// the page drew anew between being found and being typed into is found again:
// nothing was typed then.
func (w *window) fill(selector, text string) {
	w.t.Helper()
	w.await("the field "+selector, `return document.querySelector(arguments[0]) !== null`, selector)
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		var element map[string]string
		err := request(http.MethodPost, w.base+"/element", map[string]string{"using": "css selector", "value": selector}, &element)
		for _, id := range element {
			err = request(http.MethodPost, w.base+"/element/"+id+"/value", map[string]string{"text": text}, nil)
		}
		if err == nil {
			return
		}
		if !strings.Contains(err.Error(), "stale element") || time.Now().After(deadline) {
			w.t.Fatal(err)
		}
	}
}

// reads waits until the window shows this text.
func (w *window) reads(text string) {
	w.t.Helper()
	w.await(text, `return document.body.innerText.includes(arguments[0]) || document.body.innerText.replace(/\s+/g, " ").includes(arguments[0])`, text)
}
