package e2e

import (
	"debug/buildinfo"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// What is in a program is named by it: the modules that the linker wrote down,
// and the packages that pages may use.
func TestNoticesNameWhatIsInThePrograms(t *testing.T) {
	t.Parallel()
	bin := build(t)
	for name, path := range map[string]string{"oso": bin.oso, "oso-server": bin.server} {
		out, code := run(t, exec.Command(path, "version", "--notices", "--json"))
		var said struct{ Notices string }
		if code != 0 || json.Unmarshal(out, &said) != nil {
			t.Fatalf("%s version: exit %d: %s", name, code, tail(string(out)))
		}
		lines := map[string]bool{}
		for line := range strings.Lines(said.Notices) {
			lines[strings.TrimSpace(line)] = true
		}
		info, err := buildinfo.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(info.Deps) == 0 {
			t.Errorf("%s names no modules", name)
		}
		for _, m := range info.Deps {
			if !lines[m.Path+" "+m.Version] {
				t.Errorf("%s holds %s %s and does not name it", name, m.Path, m.Version)
			}
		}
		var front struct{ Dependencies map[string]string }
		b, err := os.ReadFile("../../frontend/package.json")
		if err != nil || json.Unmarshal(b, &front) != nil || len(front.Dependencies) == 0 {
			t.Fatalf("the pages' packages: %v", err)
		}
		for p, version := range front.Dependencies {
			if !lines[p+" "+version] {
				t.Errorf("%s does not name the pages' package %s %s", name, p, version)
			}
		}
	}
}
