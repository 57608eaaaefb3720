// Package arch keeps the house in order: which package may import which, and
// what every package must have.
//
// Check parses the files of a tree in this process and names every place that
// breaks a rule; the test runs it over the whole module, so that `go test`
// refuses a wrong import as it refuses a wrong result. (Asking `go list` would
// be served stale from the test cache.) It promises nothing about what the code
// does. The rules are tables in rule.go and a few plain functions beside it.
package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"sort"
	"strings"
)

// Module is the module path of the tree that is checked.
const Module = "oso"

// Problem is one place that breaks a rule.
type Problem struct {
	Where string // file with line, or folder, relative to the root of the tree
	What  string
}

func (p Problem) String() string { return p.Where + ": " + p.What }

// pkg is one folder of Go files, relative to the root; "." is the root.
type pkg struct {
	dir   string
	files []*file
}

type file struct {
	path      string
	ast       *ast.File
	lines     int
	test      bool // _test.go
	generated bool // carries Go's "Code generated ... DO NOT EDIT." line
}

// Check reads every Go file under root and answers what breaks a rule, ordered
// by place. A file that does not parse is a problem like any other.
func Check(root fs.FS) ([]Problem, error) {
	fset := token.NewFileSet()
	pkgs := map[string]*pkg{}
	var problems []Problem
	report := func(where, format string, args ...any) {
		problems = append(problems, Problem{where, fmt.Sprintf(format, args...)})
	}

	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skipped(name) {
				return fs.SkipDir
			}
			return nil
		}
		if limit := lineLimit(name); limit > 0 {
			src, err := fs.ReadFile(root, name)
			if err != nil {
				return err
			}
			n := countLines(src)
			if n > limit && !generatedText(src) {
				report(name, "%d lines, the limit is %d: ask whether it holds two things", n, limit)
			}
			if strings.HasSuffix(name, ".go") {
				f, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
				if err != nil {
					report(name, "does not parse: %v", err)
					return nil
				}
				dir := path.Dir(name)
				if pkgs[dir] == nil {
					pkgs[dir] = &pkg{dir: dir}
				}
				pkgs[dir].files = append(pkgs[dir].files, &file{
					path: name, ast: f, lines: n,
					test:      strings.HasSuffix(name, "_test.go"),
					generated: ast.IsGenerated(f),
				})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}

	if err := checkRoot(root, report); err != nil {
		return nil, err
	}
	for _, p := range pkgs {
		checkImports(fset, p, report)
		checkDoc(p, report)
		if !runsTests[p.dir] {
			checkState(fset, p, report)
		}
	}
	sort.Slice(problems, func(i, j int) bool { return problems[i].String() < problems[j].String() })
	return problems, nil
}

// skipped folders hold no code of ours: tools' caches, packages of others,
// what a build leaves, and fixtures.
func skipped(dir string) bool {
	base := path.Base(dir)
	if base == "." {
		return false
	}
	switch base {
	case "node_modules", "dist", "testdata", "wailsjs":
		return true
	}
	return strings.HasPrefix(base, ".") || dir == "build/bin"
}
