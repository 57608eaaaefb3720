package importer

import (
	"testing"
)

// What stands behind the end of a file is not passed over: an object of somebody
// else raises the question whose it is, one of the patient's is said.
func TestWhatStandsBehindAFile(t *testing.T) {
	t.Parallel()
	first := slice(anna, "1", 1)
	for name, c := range map[string]struct {
		behind  []byte
		want    string
		waiting int
	}{
		"another patient's image":                   {slice(reiko, "1", 1), "another-behind identity-mismatch several-patients", 2},
		"the patient's":                             {slice(anna, "1", 2), "another-behind", 1},
		"another's without its first 132 bytes":     {slice(reiko, "1", 1)[132:], "another-behind identity-mismatch several-patients", 2},
		"what nobody can read":                      {[]byte("no part of the image"), "bytes-behind", 0},
		"what writers fill up with":                 {make([]byte, 2048), "", 0},
		"another patient's image, behind a filling": {append(make([]byte, 2048), slice(reiko, "1", 1)...), "another-behind identity-mismatch several-patients", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			r := d.run(write(t, map[string][]byte{"a": append(append([]byte(nil), first...), c.behind...)}))
			if warned(r) != c.want || r.Waiting != c.waiting || len(r.Files) != 1 || r.Files[0].Outcome == Rejected {
				t.Errorf("%s, %d wait; want %s, %d", warned(r), r.Waiting, c.want, c.waiting)
			}
			if stored := d.stored(r.Files[0].Record); len(stored) != len(first)+len(c.behind) {
				t.Errorf("%d bytes are kept of %d", len(stored), len(first)+len(c.behind))
			}
		})
	}
}
