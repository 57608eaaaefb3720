package importer

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/dicom"
)

// declared is a DICOMDIR: what it refers to must be beside it.
type declared struct {
	rec   casefile.RecordID
	path  string // as reported; empty where an earlier import brought it
	base  string // folder of it, as reported or as stored
	files []dicom.DirectoryFile
}

// checkDirectories compares what each DICOMDIR refers to with what is here by
// now: those of this import, and those of earlier ones that missed something.
func (j *job) checkDirectories(ctx context.Context) {
	now := map[casefile.RecordID]bool{}
	for _, d := range j.older {
		if now[d.rec] || j.behind && j.report.Apart > 0 { // what others have on the disc is not known any more
			continue
		}
		if read, ok := j.readDirectory(ctx, d.rec); ok {
			d.files = read.files
			j.dirs = append(j.dirs, d)
		}
	}
	j.older = nil
	for _, d := range j.dirs {
		now[d.rec] = true
		j.checkDirectory(d, j.met)
	}
	var older []casefile.RecordID
	for _, x := range j.book.found {
		if x.code == codeDirectory && len(x.records.list) == 1 && !now[x.records.list[0]] {
			older = append(older, x.records.list[0])
		}
	}
	if len(older) == 0 {
		return
	}
	here := map[string]bool{}
	records, err := j.Vault.Records(ctx, j.Case)
	if err != nil {
		return // damage is told elsewhere; the discrepancy stays
	}
	for _, r := range records {
		here[strings.ToLower(r.Path)] = true
	}
	for i := range j.report.Files {
		if f := &j.report.Files[i]; f.Record != "" {
			here[strings.ToLower(f.stored)] = true
		}
	}
	for _, rec := range older {
		if d, ok := j.readDirectory(ctx, rec); ok {
			j.checkDirectory(d, here)
		}
	}
}

// readDirectory reads a DICOMDIR that is in the case.
func (j *job) readDirectory(ctx context.Context, rec casefile.RecordID) (d declared, ok bool) {
	r, err := j.Vault.OpenRecord(ctx, j.Case, rec)
	if err != nil {
		return d, false
	}
	defer r.Close()
	info, err := dicom.Read(ctx, r, r.Size(), dicom.Limits{})
	if err != nil || info.Directory == nil {
		return d, false
	}
	return declared{rec: rec, base: path.Dir(r.Record.Path), files: info.Directory.Files}, true
}

// root is the folder from which the directory names its files: its own, or, as
// in those that some makers write beside each series, one above it.
func (d *declared) root(here map[string]bool) string {
	for base := d.base; base != "." && base != "/"; base = path.Dir(base) {
		if slices.ContainsFunc(d.files, func(f dicom.DirectoryFile) bool { return isHere(here, path.Join(base, f.Path)) }) {
			return base
		}
	}
	return d.base
}

// isHere tells whether a file was met, however the disc's names end.
func isHere(here map[string]bool, p string) bool {
	low := strings.ToLower(p)
	return slices.ContainsFunc([]string{"", ".dcm", ";1", ".", ".;1"}, func(end string) bool { return here[low+end] })
}

// mostMissing are the files that a discrepancy about a directory names.
const mostMissing = 200

// checkDirectory notes what one DICOMDIR misses, or that nothing is missing any
// more. here are the places of what was met, in lower case.
func (j *job) checkDirectory(d declared, here map[string]bool) {
	base := d.root(here)
	var missing, named []string
	for _, f := range d.files {
		if f.SOPInstanceUID != "" && len(j.book.sops[f.SOPInstanceUID]) > 0 {
			continue
		}
		if p := path.Join(base, f.Path); !isHere(here, p) {
			missing, named = append(missing, p), append(named, f.Path)
		}
	}
	key := string(d.rec)
	if len(missing) == 0 || d.rec == "" {
		j.book.forget(codeDirectory, key, d.rec)
		return
	}
	message := fmt.Sprintf("%d of %d files that the disc's directory names are not here. Copy the whole disc, or ask for a new one.", len(missing), len(d.files))
	if !j.book.out[d.rec] {
		j.book.note(codeDirectory, key, message, "", d.rec)
		j.book.found[casebook.DiscrepancyID(codeDirectory, key)].files = named[:min(len(named), mostMissing)]
	}
	if d.path == "" {
		return
	}
	for _, p := range missing {
		j.report.warn(codeDirectory, casebook.DiscrepancyID(codeDirectory, key), message, p)
	}
}
