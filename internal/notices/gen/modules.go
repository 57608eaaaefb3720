package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// programs are what people get, as the Makefile builds them, on each system:
// the text must not depend on who generates it.
var programs = []struct{ system, tags, pkg string }{
	{"linux", "desktop,production,webkit2_41", "."},
	{"windows", "desktop,production", "."},
	{"darwin", "desktop,production", "."},
	{"linux", "", "./app/server"},
}

// goWorks are the modules that the programs are made of, and Go's own library.
// A package's folder may have a license of its own, below the module's.
func goWorks(root string) ([]work, error) {
	texts := map[string][]string{} // by module and version
	for _, p := range programs {
		cmd := exec.Command("go", "list", "-mod=readonly", "-deps", "-tags", p.tags,
			"-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}", p.pkg)
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "GOOS="+p.system, "GOARCH=amd64", "CGO_ENABLED=1", "GOFLAGS=")
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("list modules for %s: %w: %s", p.system, err, &said)
		}
		for line := range strings.Lines(string(out)) {
			f := strings.Split(strings.TrimSpace(line), "\t")
			if len(f) != 4 {
				continue // Go's own packages have no module
			}
			name := f[0] + " " + f[1]
			if _, ok := texts[name]; !ok {
				texts[name] = nil
			}
			for dir := f[3]; ; dir = filepath.Dir(dir) {
				more, err := textsIn(dir)
				if err != nil {
					return nil, err
				}
				for _, t := range more {
					if !slices.Contains(texts[name], t) {
						texts[name] = append(texts[name], t)
					}
				}
				if dir == f[2] || len(dir) < len(f[2]) {
					break
				}
			}
		}
	}
	var works []work
	for name, t := range texts {
		if len(t) == 0 {
			return nil, fmt.Errorf("module %s comes without a license", name)
		}
		slices.Sort(t) // whichever package was met first
		works = append(works, work{name, t})
	}
	slices.SortFunc(works, func(a, b work) int { return cmp.Compare(a.name, b.name) })
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("find Go: %w", err)
	}
	own, err := textsIn(strings.TrimSpace(string(out)))
	if err == nil && len(own) == 0 {
		err = fmt.Errorf("the Go installation comes without its license")
	}
	return append(works, work{"Go, its standard library and cryptographic module", own}), err
}
