package importer

import (
	"bytes"
	"strings"
	"testing"
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
