package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// npmWorks are the packages that the pages may be made of: everything that
// package-lock.json names and that is not for development alone. (What a
// bundler leaves out of them is named all the same.)
func npmWorks(root string) ([]work, error) {
	front := filepath.Join(root, "frontend")
	b, err := os.ReadFile(filepath.Join(front, "package-lock.json"))
	if err != nil {
		return nil, err
	}
	var lock struct {
		Packages map[string]struct {
			Version                    string
			Dev, Optional, DevOptional bool
		}
	}
	if err := json.Unmarshal(b, &lock); err != nil {
		return nil, fmt.Errorf("read package-lock.json: %w", err)
	}
	var works []work
	for where, p := range lock.Packages {
		if where == "" || p.Dev || p.Optional || p.DevOptional { // optional ones are for Node, not for pages
			continue
		}
		dir := filepath.Join(front, filepath.FromSlash(where))
		texts, err := packageTexts(dir)
		if err != nil {
			return nil, fmt.Errorf("package %s: %w", where, err)
		}
		works = append(works, work{where[strings.LastIndex(where, "node_modules/")+len("node_modules/"):] + " " + p.Version, texts})
	}
	slices.SortFunc(works, func(a, b work) int { return cmp.Compare(a.name, b.name) })
	return works, nil
}

// packageTexts are a package's legal files at any depth, for it may hold others'
// work; where there are none, what its package.json says.
func packageTexts(dir string) ([]string, error) {
	var texts []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() {
			return nil
		}
		if d.Name() == "node_modules" && path != dir {
			return fs.SkipDir
		}
		more, err := textsIn(path)
		for _, t := range more {
			if !slices.Contains(texts, t) {
				texts = append(texts, t)
			}
		}
		return err
	})
	if err != nil || len(texts) > 0 {
		return texts, err
	}
	b, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		return nil, err
	}
	var p struct {
		Name, License string
		Author        any // a text, or an object with a name
	}
	if err := json.Unmarshal(b, &p); err != nil {
		return nil, err
	}
	author, _ := p.Author.(string)
	if o, ok := p.Author.(map[string]any); ok {
		author, _ = o["name"].(string)
	}
	text, known := licenses[p.License]
	if !known {
		return nil, fmt.Errorf("no license lies in it, and %q is not one whose text is known here", p.License)
	}
	if author == "" {
		author = "the authors of " + p.Name
	}
	return []string{p.License + " License (as its package.json says; no text lies with it)\n\nCopyright (c) " + author + "\n\n" + text}, nil
}
