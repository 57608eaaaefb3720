package importer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"oso/internal/clinic/casebook"
)

// mostPooled is how many files of sources of one name are looked for.
const mostPooled = 200

// pool are files of sources of one name, of a report that does not say which of them a
// file lay in (ADR 104).
type pool struct {
	sources []int
	files   []casebook.ReportFile
	unread  []bool
}

// pooled are the sources of one name in a report of before; none where the report
// tells its files apart.
func pooled(tx *casebook.Tx, imported string, x *casebook.Import) ([]pool, error) {
	byName := map[string]*pool{}
	for i, name := range x.Sources {
		if byName[name] == nil {
			byName[name] = &pool{}
		}
		byName[name].sources = append(byName[name].sources, i)
	}
	if len(byName) == len(x.Sources) {
		return nil, nil
	}
	pages, err := casebook.ReportOf(tx, imported)
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		for _, f := range p.Value.Files {
			if f.Source > 0 {
				return nil, nil
			}
			n := x.SourceOf(&f)
			if n < 0 || f.Mark == "" || inArchive(f.Path) || f.Path == x.Sources[n] || f.Outcome == casebook.ReportRejected {
				continue
			}
			to := byName[x.Sources[n]]
			to.files = append(to.files, f)
			to.unread = append(to.unread, f.Outcome == casebook.ReportUnread)
		}
	}
	var all []pool
	for _, name := range sortedKeys(byName) {
		if p := byName[name]; len(p.sources) > 1 {
			p.thin()
			all = append(all, *p)
		}
	}
	return all, nil
}

// thin leaves as many files as are looked for, from everywhere in the report.
func (p *pool) thin() {
	n := len(p.files)
	if n <= mostPooled {
		return
	}
	thinned := pool{sources: p.sources}
	for k := range mostPooled {
		at := k * n / mostPooled
		thinned.files, thinned.unread = append(thinned.files, p.files[at]), append(thinned.unread, p.unread[at])
	}
	*p = thinned
}

// lie tells whether the sources of a pool lie where they lay, each in its own place. That
// is so where each is what it was by its mark; or where all files that are left to be read
// and half of the others are in one or the other, and each has some that the others lack.
func (f *Finder) lie(ctx context.Context, imported string, x *casebook.Import, p *pool) bool {
	at := map[string]int{}
	var keys []string
	for _, i := range p.sources {
		key := fmt.Sprint(imported, "\x00of before\x00", i)
		at[key] = i
		keys = append(keys, key)
	}
	said := f.asked.Ask(ctx, keys, func(key string) string {
		i := at[key]
		place := x.Places[i]
		if f.hang != nil {
			f.hang(place)
		}
		return p.found(place, x, i)
	})
	marked := 0
	for _, key := range keys {
		if said[key] == "" {
			return false
		}
		if said[key][0] == markedHere {
			marked++
		}
	}
	if marked == len(keys) {
		return true
	}
	own, read, met := map[string]bool{}, 0, 0
	for n := range p.files {
		var in []string
		for _, key := range keys {
			if said[key][1+n] == fileHere {
				in = append(in, key)
			}
		}
		if len(in) == 1 {
			own[in[0]] = true
		}
		switch {
		case p.unread[n] && len(in) == 0:
			return false
		case !p.unread[n]:
			read++
			if len(in) > 0 {
				met++
			}
		}
	}
	return len(own) == len(keys) && 2*met >= read
}

const (
	markedHere = 's'
	fileHere   = '1'
)

// found says of a place whether it has the mark of the nth source, and which of the
// files lie there; empty: nothing does.
func (p *pool) found(place string, x *casebook.Import, n int) string {
	if _, err := os.Lstat(place); err != nil {
		return ""
	}
	said := []byte{'-'}
	if n < len(x.Roots) && x.Roots[n] != "" && rootMark(place) == x.Roots[n] {
		said[0] = markedHere
	}
	for i := range p.files {
		f := &p.files[i]
		said = append(said, '0')
		fi, err := os.Lstat(filepath.Join(place, filepath.FromSlash(strings.TrimPrefix(f.Path, x.Sources[n]))))
		if err == nil && fileMark(f.Path, fi.Size(), fi.ModTime()) == f.Mark {
			said[len(said)-1] = fileHere
		}
	}
	return string(said)
}
