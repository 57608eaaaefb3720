package arch

import (
	"errors"
	"io/fs"
	"path"
	"strings"
)

// top is everything that the module's root may hold: it is what a person sees
// first, so nothing is put there because it had to be put somewhere.
var top = map[string]bool{
	"app": true, "frontend": true, "internal": true, "build": true, "docs": true, "testdata": true, ".ci": true,
	"main.go": true, "wails.json": true, "go.mod": true, "go.sum": true, "README.md": true, "Makefile": true, ".gitignore": true,
	".git": true, // a folder, or a file in a worktree; never part of the tree
}

// checkRoot refuses whatever else lies in the root, unless .gitignore names it
// as something that people and builds leave.
func checkRoot(root fs.FS, report reporter) error {
	entries, err := fs.ReadDir(root, ".")
	if err != nil {
		return err
	}
	left, err := ignored(root)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !top[e.Name()] && !left(e.Name()) {
			report(e.Name(), "lies in the root, which holds only what internal/arch/top.go names: give it a folder of its own")
		}
	}
	return nil
}

// ignored tells of a name in the root whether .gitignore has it. Patterns with
// a folder are about other places.
func ignored(root fs.FS) (func(name string) bool, error) {
	b, err := fs.ReadFile(root, ".gitignore")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var patterns []string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(strings.TrimSpace(line), "/")
		if line != "" && !strings.HasPrefix(line, "#") && !strings.Contains(line, "/") {
			patterns = append(patterns, line)
		}
	}
	return func(name string) bool {
		for _, p := range patterns {
			if ok, err := path.Match(p, name); ok && err == nil {
				return true
			}
		}
		return false
	}, nil
}
