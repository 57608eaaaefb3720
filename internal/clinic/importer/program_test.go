package importer

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oso/internal/errs"
)

// What a disc's viewer is made of is left out and said once, from a folder and
// from a container alike; images, reports and what somebody may have written
// stay, and so does what was chosen by itself.
func TestProgramsAreLeftOut(t *testing.T) {
	t.Parallel()
	exe := []byte("MZ\x90\x00\x03" + strings.Repeat("\x01\x02", 50))
	disc := map[string][]byte{
		"AUTORUN.INF": []byte("[autorun]\r\nopen=viewer.exe\r\n"), "viewer.exe": exe, "VIEWER/help.chm": append([]byte("ITSF\x03\x00\x00\x00"), exe...),
		"VIEWER/core.dll": exe, "VIEWER/style.css": []byte("body { color: red }"), "VIEWER/lib.jar": packing(t, "org/C.class", "META-INF/MANIFEST.MF"),
		"DICOM/I1": slice(anna, "1", 1), "VIEWER/I2": slice(anna, "1", 2), "README.TXT": []byte("Dear colleague, this is what we found."),
	}
	for name, source := range map[string]map[string][]byte{
		"folder": disc, "zip": {"disc.zip": archive(t, disc)}, "tar": {"disc.tgz": gzipped(t, tarred(t, disc))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			dir := write(t, source)
			r := d.run(dir)
			n := outcomes(r)
			if n[LeftOut] != 6 || n[Imported] != 3 || n[Rejected] != 0 || !r.Whole() || !strings.Contains(warned(r), codePrograms) || strings.Count(warned(r), codePrograms) != 1 {
				t.Errorf("%v, warnings %q, files %+v", n, warned(r), r.Files)
			}
			for _, f := range r.Files {
				if f.Outcome == LeftOut && (f.Record != "" || f.Reason == "" || f.SHA256 != "") {
					t.Errorf("%s: %+v", f.Path, f)
				}
			}
			if again := outcomes(d.run(dir)); again[LeftOut] != 6 || again[Duplicate] != 3 {
				t.Errorf("again: %v", again)
			}
		})
	}
	d := newDesk(t, anna)
	if f := d.run(write(t, disc) + "/viewer.exe").Files[0]; f.Outcome != Kept || !bytes.Equal(d.stored(f.Record), exe) {
		t.Errorf("chosen by itself: %s %s", f.Outcome, f.Reason)
	}
}

// Text under the name of a program is no program, which holds nothing about anybody: it
// is kept, with what to do.
func TestTextNamedAsAProgram(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	r := d.run(write(t, map[string][]byte{"IMAGES.EXE": []byte("This file was removed by the hospital's mail filter."), "viewer/go.cmd": []byte("start viewer")}))
	for _, f := range r.Files {
		want, reason := LeftOut, reasonPrograms
		if filepath.Base(f.Path) == "IMAGES.EXE" {
			want, reason = Kept, reasonNoProgram
		}
		if f.Outcome != want || f.Reason != reason {
			t.Errorf("%s: %s, %s", f.Path, f.Outcome, f.Reason)
		}
	}
	if len(r.Files) != 2 || !strings.Contains(warned(r), codeNamed) {
		t.Errorf("%d files, warnings %q", len(r.Files), warned(r))
	}
}

// Where the disk is full, each file that could not be stored says so, also those that had
// been written and were lost with the last commit.
func TestLostWithAFullDisk(t *testing.T) {
	t.Parallel()
	j := newJob(Request{Now: time.Now}, &source{})
	j.report.add(&item{path: "IM1", stored: "IM1"}, Imported, "")
	j.pending = []*pendingFile{{}}
	j.failed = errs.E(errs.DiskFull, "store record", "The disk is full.")
	j.lose(errs.E(errs.Internal, "commit", "What was begun was taken back."))
	if f := j.report.Files[0]; f.Outcome != Rejected || f.Reason != reasonDiskFull {
		t.Errorf("%+v", f)
	}
}
