package importer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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
type Finder struct{ asked drives.Questions[string] }

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
	var files []casebook.ReportFile
	err = v.View(ctx, id, func(tx *casebook.Tx) (err error) {
		if row, err = casebook.Get[casebook.Import](tx, casebook.KindImport, imported); err != nil {
			return err
		}
		files, err = sampled(tx, row.ID, row.Value.Pages)
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
	for i, place := range x.Places {
		is := func(at string) bool { return holds(at, x.Sources[i], files) }
		if len(files) == 0 { // no name of what lies in it is known
			if i >= len(x.Roots) || x.Roots[i] == "" {
				return nil, false, nil
			}
			is = func(at string) bool { return rootMark(at) == x.Roots[i] }
		}
		at := f.find(ctx, fmt.Sprint(imported, "\x00", i, "\x00"), place, drives, is)
		if at == "" {
			return nil, false, nil
		}
		paths = append(paths, at)
	}
	return paths, true, nil
}

// sampled are some files of a report that are to be read, or else were.
func sampled(tx *casebook.Tx, imported string, pages int) ([]casebook.ReportFile, error) {
	var unread, read []casebook.ReportFile
	for page := pages - 1; page >= 0 && len(unread) < looked; page-- { // what is left lies behind
		p, err := casebook.Page(tx, imported, page)
		if errs.Is(err, errs.Damaged) || errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, f := range p.Value.Files {
			switch {
			case f.Path == "" || f.Mark == "" || inArchive(f.Path):
			case f.Outcome == casebook.ReportUnread && len(unread) < looked:
				unread = append(unread, f)
			case f.Outcome != casebook.ReportUnread && f.Outcome != casebook.ReportRejected && len(read) < looked:
				read = append(read, f)
			}
		}
	}
	if len(unread) > 0 {
		return unread, nil
	}
	return read, nil
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

// holds tells whether a source's files lie there as they were, as far as they
// are of that source.
func holds(at, name string, files []casebook.ReportFile) bool {
	if _, err := os.Lstat(at); err != nil {
		return false
	}
	for i := range files {
		f := &files[i]
		rest, mine := strings.CutPrefix(f.Path, name)
		if !mine || rest != "" && rest[0] != '/' {
			continue
		}
		fi, err := os.Lstat(filepath.Join(at, filepath.FromSlash(rest)))
		if err != nil || fileMark(f.Path, fi.Size(), fi.ModTime()) != f.Mark {
			return false
		}
	}
	return true
}
