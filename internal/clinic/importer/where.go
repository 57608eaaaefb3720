package importer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/drives"
	"oso/internal/errs"
)

// looked is how many files of an import are looked for before a place counts
// as that of its source.
const looked = 20

// Finder finds the sources of imports that were ended early. The zero value is ready,
// and is kept: a drive or a network that does not answer is waited for a little,
// and is not asked again before it has answered.
type Finder struct {
	asked drives.Questions[string]
	hang  func(path string) // in tests: where a place is looked at
}

// finding is how long places are waited for.
const finding = 3 * time.Second

// Where tells where the sources of an import lie now: where they lay, or on
// another drive or mount point, as far as its own files are found there by
// name, size and time. ok is false where one of them is not found. It reads no
// file.
func (f *Finder) Where(ctx context.Context, v *casebook.Vault, id casefile.CaseID, imported string) (paths []string, ok bool, err error) {
	return f.where(ctx, v, id, imported, volumes())
}

func (f *Finder) where(ctx context.Context, v *casebook.Vault, id casefile.CaseID, imported string, drives []string) (paths []string, ok bool, err error) {
	var row casebook.Row[casebook.Import]
	var samples []excerpt
	var alike []pool
	err = v.View(ctx, id, func(tx *casebook.Tx) (err error) {
		if row, err = casebook.Get[casebook.Import](tx, casebook.KindImport, imported); err != nil {
			return err
		}
		if samples, err = sampled(tx, row.ID, &row.Value); err != nil {
			return err
		}
		alike, err = pooled(tx, row.ID, &row.Value)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	x := &row.Value
	if len(x.Places) == 0 || len(x.Places) != len(x.Sources) {
		return nil, false, nil
	}
	if x.Behind() { // nothing of them is needed
		return x.Places, true, nil
	}
	ctx, stop := context.WithTimeout(ctx, finding)
	defer stop()
	paths = make([]string, len(x.Places))
	var all sync.WaitGroup // at once, too: the time that one takes is not another's
	for k := range alike {
		all.Go(func() {
			if f.lie(ctx, imported, x, &alike[k]) {
				for _, i := range alike[k].sources {
					paths[i] = x.Places[i]
				}
			}
		})
	}
	for i, place := range x.Places {
		if slices.ContainsFunc(alike, func(p pool) bool { return slices.Contains(p.sources, i) }) {
			continue
		}
		is := func(at string) bool { return holds(at, x, i, samples[i]) }
		if !samples[i].known() { // no name of what lies in it is known
			is = func(at string) bool { return i < len(x.Roots) && x.Roots[i] != "" && rootMark(at) == x.Roots[i] }
		}
		all.Go(func() { paths[i] = f.find(ctx, fmt.Sprint(imported, "\x00", i, "\x00"), place, drives, is) })
	}
	all.Wait()
	lain := map[string]string{}
	for i, at := range paths {
		if was, taken := lain[at]; at == "" || taken && was != x.Places[i] { // two that nothing tells apart: a person may
			return nil, false, nil
		}
		lain[at] = x.Places[i]
	}
	return paths, true, nil
}

// excerpt are some files of a source, as the report has them.
type excerpt struct{ unread, read, refused []casebook.ReportFile }

func (s *excerpt) known() bool { return len(s.unread)+len(s.read)+len(s.refused) > 0 }

// sampled are samples of each of an import's sources.
func sampled(tx *casebook.Tx, imported string, x *casebook.Import) ([]excerpt, error) {
	all := make([]excerpt, len(x.Sources))
	full := 0
	for page := x.Pages - 1; page >= 0 && full < len(all); page-- { // what is left lies behind
		p, err := casebook.Page(tx, imported, page)
		if errs.Is(err, errs.Damaged) || errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, f := range p.Value.Files {
			n := x.SourceOf(&f)
			if n < 0 || f.Mark == "" || inArchive(f.Path) {
				continue
			}
			into := &all[n].read
			switch f.Outcome {
			case casebook.ReportUnread:
				into = &all[n].unread
			case casebook.ReportRejected:
				into = &all[n].refused
			}
			if len(*into) == looked {
				continue
			}
			if *into = append(*into, f); len(*into) == looked && f.Outcome == casebook.ReportUnread {
				full++
			}
		}
	}
	return all, nil
}

// inArchive tells whether a place of a report is one inside an archive.
func inArchive(stored string) bool { return strings.Contains(stored, "!/") }

// find looks for a source where it lay, then on every drive. what tells it from other
// sources.
func (f *Finder) find(ctx context.Context, what, place string, drives []string, is func(at string) bool) string {
	rest := strings.TrimPrefix(slash(place)[len(filepath.VolumeName(place)):], "/")
	before := what + "\x00" + place
	keys := []string{before} // all at once: one that does not answer keeps nobody from the others
	for _, d := range drives {
		keys = append(keys, what+d)
	}
	there := is
	is = func(at string) bool {
		if f.hang != nil {
			f.hang(at)
		}
		return there(at)
	}
	said := f.asked.Ask(ctx, keys, func(key string) string {
		if key == before {
			return placeIf(place, is(place))
		}
		drive := strings.TrimPrefix(key, what)
		for tail := rest; ; {
			if at := filepath.Join(drive, filepath.FromSlash(tail)); at != place && is(at) {
				return at
			}
			var more bool
			if _, tail, more = strings.Cut(tail, "/"); !more {
				break
			}
		}
		return placeIf(drive, drive != place && is(drive))
	})
	for _, k := range keys {
		if said[k] != "" {
			return said[k]
		}
	}
	return ""
}

func placeIf(at string, is bool) string {
	if is {
		return at
	}
	return ""
}

// holds tells whether the files of an import's nth source lie there: all that are to be
// read, and half of those that were, as two discs of one hospital have much alike.
func holds(at string, x *casebook.Import, n int, of excerpt) bool {
	if _, err := os.Lstat(at); err != nil {
		return false
	}
	found := func(files []casebook.ReportFile) (met int) {
		for i := range files {
			f := &files[i]
			rest, _ := x.Inside(f, n)
			fi, err := os.Lstat(filepath.Join(at, filepath.FromSlash(rest)))
			if err == nil && fileMark(f.Path, fi.Size(), fi.ModTime()) == f.Mark {
				met++
			}
		}
		return met
	}
	if len(of.unread)+len(of.read) == 0 {
		return found(of.refused) == len(of.refused)
	}
	return found(of.unread) == len(of.unread) && 2*found(of.read) >= len(of.read)
}
