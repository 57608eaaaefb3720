package survey

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// given is a source in which a table's folders are looked for.
type given struct {
	from int
	root string   // its name, as files below it are stored
	up   []string // from the table's own folder down to the source: what a folder may begin with
}

// treesBeside are the sources that a table at a path is about: those that lie in
// the table's folder or below it, and the one that the table lies in. Where there is none
// of these, the table was brought from elsewhere and may be about any. Two
// discs may well have a folder of the same name.
func (s *Survey) treesBeside(table string) []given {
	dir := filepath.Dir(absolute(table))
	var all, near []given
	for i, p := range s.Paths {
		p = absolute(p)
		t := given{from: i, root: filepath.Base(p)}
		rel, err := filepath.Rel(dir, p)
		if err == nil && filepath.IsLocal(rel) {
			t.up = parts(rel)
			near = append(near, t)
		} else if down, err := filepath.Rel(p, dir); err == nil && filepath.IsLocal(down) {
			t.root = path.Join(t.root, filepath.ToSlash(down)) // what the rows name lies beside the table
			near = append(near, t)
		}
		all = append(all, t)
	}
	if len(near) > 0 {
		return near
	}
	return all
}

func absolute(p string) string {
	if abs, err := filepath.Abs(p); err == nil {
		return abs
	}
	return p
}

// parts are the parts of a path, in lower case.
func parts(p string) []string {
	p = strings.Trim(path.Clean(strings.ToLower(strings.ReplaceAll(filepath.ToSlash(p), "\\", "/"))), "/")
	if p == "." {
		return nil
	}
	return strings.Split(p, "/")
}

// inside are the people who have files in the folder that a row names: where it
// lies as seen from the table or from the top of a source, and only where there is none
// such, deeper, wherever its name is met. Of several people the row says by name which
// it is about.
func (s *Survey) inside(snap *Snapshot, folder string, trees []given) []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	want := parts(folder)
	var exact, deeper []place
	for _, t := range trees {
		places := []string{strings.ToLower(path.Join(t.root, path.Join(want...)))}
		if rest, ok := cutParts(want, t.up); ok {
			places = append(places, strings.ToLower(path.Join(t.root, path.Join(rest...))))
		}
		tail := "/" + path.Join(want...)
		for at := range s.folders {
			if at.from != t.from {
				continue
			}
			plain := strings.TrimSuffix(strings.ReplaceAll(strings.ToLower(at.path), "!/", "/"), "!")
			switch {
			case slices.Contains(places, plain):
				exact = append(exact, at)
			case len(want) > 0 && strings.HasSuffix("/"+plain, tail):
				deeper = append(deeper, at)
			}
		}
	}
	if len(exact) == 0 {
		exact = deeper
	}
	var out []int
	for _, at := range exact {
		for i := range snap.People {
			if slices.ContainsFunc(snap.People[i].spellings, func(x *spelling) bool { return slices.Contains(s.folders[at], x.at) }) && !slices.Contains(out, i) {
				out = append(out, i)
			}
		}
	}
	slices.Sort(out)
	return out
}

// cutParts takes the parts that a path begins with.
func cutParts(p, head []string) ([]string, bool) {
	if len(head) == 0 || len(p) < len(head) || !slices.Equal(p[:len(head)], head) {
		return nil, false
	}
	return p[len(head):], true
}
