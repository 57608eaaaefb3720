package arch

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// british are spellings that sentences of ours do not have: one spelling,
// American, in what people read. Codes, commands and fields keep theirs, and
// the lists that tell how others write are data.
var british = regexp.MustCompile(`(?i)\b(colour\w*|favour\w*|behaviour\w*|honour\w*|neighbour\w*|centres?|organis\w*|authoris\w*|recognis\w*|summaris\w*|minimis\w*|maximis\w*|catalogues?|licences?|labelled|travelled|cancelled|grey|learnt|whilst|programmes?|enrol|enrols|enrolments?)\b`)

// asCommand is a sentence that names the command.
var asCommand = regexp.MustCompile(`oso(-server)? enrol|enrol URL`)

func TestSentencesAreAmerican(t *testing.T) {
	t.Parallel()
	top := filepath.Join("..", "..")
	seen := 0
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if rel, _ := filepath.Rel(top, path); d.IsDir() && skipped(filepath.ToSlash(rel)) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_gen.go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		var s scanner.Scanner
		file := fset.AddFile(path, -1, len(src))
		s.Init(file, src, nil, 0)
		for {
			pos, tok, text := s.Scan()
			if tok == token.EOF {
				return nil
			}
			// A sentence begins with a capital and ends.
			if tok != token.STRING || !strings.HasPrefix(text, `"`) || !strings.Contains(text, " ") || !strings.ContainsAny(text, ".:?") {
				continue
			}
			seen++
			if w := british.FindString(text); w != "" && !asCommand.MatchString(text) {
				t.Errorf("%s: %q is British", fset.Position(pos), w)
			}
		}
	})
	if err != nil || seen < 500 {
		t.Errorf("%d sentences read, %v", seen, err)
	}
}
