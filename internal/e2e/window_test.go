package e2e

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// builtWindow is the program as people get it, but for the tag that lets a
// driver in. It is built once for all tests.
var builtWindow = sync.OnceValues(func() (string, error) {
	path := filepath.Join(builtIn, "oso-window")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", stripped, "-tags", "desktop,production,webkit2_41,automation", "-o", path, ".")
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the window: %w\n%s", err, out)
	}
	return path, nil
})

func buildWindow(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("opens the real window")
	}
	if err := exec.Command("pkg-config", "--exists", "gtk+-3.0", "webkit2gtk-4.1").Run(); err != nil {
		t.Skip("the window's libraries are not installed: build/setup.sh run")
	}
	if _, err := os.Stat("../../frontend/dist/desktop/index.html"); err != nil {
		t.Skip("the window's pages are not built: make pages")
	}
	path, err := builtWindow()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// The webview itself, whatever the pages are: it shows ours only, runs no code
// but theirs, and keeps nothing on disk.
func TestWindowKeepsNothingAndShowsOnlyItsOwn(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	w := openWindow(t, buildWindow(t), "--data", data)
	w.await("a first page", `return document.querySelector("h1, h2, form, button") !== null`)
	if url := w.run(`return location.href`).(string); !strings.HasPrefix(url, "wails://wails/") {
		t.Fatalf("the window shows %s", url)
	}

	const needle = "needle-4711-in-the-page"
	w.run(`localStorage.setItem(arguments[0], arguments[0]); sessionStorage.setItem(arguments[0], arguments[0]); document.cookie = arguments[0] + "=1"`, needle)
	w.run(`window.stored = false
		const open = indexedDB.open(arguments[0], 1)
		open.onupgradeneeded = () => open.result.createObjectStore(arguments[0]).put(arguments[0], 1)
		open.onsuccess = () => { window.stored = true }`, needle)
	w.await("the page's database", `return window.stored`)

	// A foreign page: by an address, by a dropped file, in a new window, in a frame.
	before := w.run(`return document.title`).(string)
	for _, target := range []string{"https://example.com/", "file:///etc/hostname", "http://127.0.0.1:9/"} {
		w.run(`window.still = arguments[0]; window.open(arguments[0]); location.href = arguments[0]`, target)
		w.await("the same page", `return new Promise(done => setTimeout(() => done(window.still === arguments[0]), 300))`, target)
	}
	if now := w.run(`return document.title`).(string); now != before {
		t.Errorf("the page changed from %q to %q", before, now)
	}

	// Foreign code and foreign addresses.
	w.run(`window.refused = []
		document.addEventListener("securitypolicyviolation", e => window.refused.push(e.effectiveDirective))
		const s = document.createElement("script"); s.textContent = "window.injected = true"; document.body.append(s)
		try { (0, eval)("window.evaluated = true") } catch {}
		fetch("https://example.com/").catch(() => {})
		new Image().src = "https://example.com/x.png"`)
	w.await("three refusals", `return ["script-src-elem", "connect-src", "img-src"].every(d => window.refused.includes(d))`)
	if w.run(`return window.injected === true || window.evaluated === true`) != false {
		t.Error("foreign code ran in the page")
	}

	// The positive control: the same search finds what is there to be found.
	control := filepath.Join(w.home, "control")
	if err := os.WriteFile(control, []byte("a "+needle+" in a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, dir := range []string{w.home, data} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return nil // sockets and what vanished meanwhile
			}
			b, err := os.ReadFile(path)
			if err == nil && (strings.Contains(string(b), needle) || strings.Contains(path, needle) || strings.Contains(string(b), utf16(needle))) {
				found = append(found, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(found) != 1 || found[0] != control {
		t.Errorf("the page's needle is in %q, want only the control", found)
	}
}

// utf16 is s as a browser's database stores text.
func utf16(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		b.WriteByte(0)
	}
	return b.String()
}
