package casefile

import (
	"path"
	"strings"
	"testing"
)

func TestFileNamesStayInsideAndApart(t *testing.T) {
	t.Parallel()
	n := NewFileNames("manifest.json")
	seen := map[string]bool{"manifest.json": true}
	for _, found := range []string{
		"/1/2/a/b/c/d/e/g/h/f.dcm", "/1/2/a/b/c/d/e/g/h/f.dcm", "/1/2/a/b/c/d/e/g/H/F.DCM", "../../etc/passwd", "disc.zip!/DICOM/I0001", `C:\x\NUL.txt`,
		"", "...", "a", "a/b", "x/y", "x", "manifest.json", strings.Repeat("é", 300), "with\x00zero", "dot./end. ",
	} {
		got := n.Take(found)
		key := strings.ToLower(got)
		if seen[key] {
			t.Errorf("%q: %q was given before", found, got)
		}
		for dir := path.Dir(key); dir != "."; dir = path.Dir(dir) {
			if seen[dir] {
				t.Errorf("%q: %q lies below a file", found, got)
			}
		}
		seen[key] = true
		if got == "" || strings.HasPrefix(got, "/") || path.Clean(got) != got || strings.HasPrefix(got, "..") || strings.ContainsAny(got, "\\:\x00") {
			t.Errorf("%q: %q is not safe", found, got)
		}
		if strings.Count(got, "/") > 7 {
			t.Errorf("%q: %q is too deep", found, got)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name           Name
		display, dicom string
	}{
		{Name{Family: "Nwosu-Bergström", Given: "Adaeze"}, "Adaeze Nwosu-Bergström", "Nwosu-Bergström^Adaeze"},
		{Name{Family: "Tan", Given: "Wei Ling", Ideographic: "陳慧玲"}, "Wei Ling Tan", "Tan^Wei Ling=陳慧玲"},
		{Name{Ideographic: "陳慧玲"}, "陳慧玲", "=陳慧玲"},
		{Name{Family: "Hall", Given: "Ann", Middle: "B", Prefix: "Dr.", Suffix: "Jr."}, "Dr. Ann B Hall Jr.", "Hall^Ann^B^Dr.^Jr."},
		{Name{}, "", ""},
	} {
		if got := c.name.Display(); got != c.display {
			t.Errorf("Display: %q, want %q", got, c.display)
		}
		if got := c.name.DICOM(); got != c.dicom {
			t.Errorf("DICOM: %q, want %q", got, c.dicom)
		}
		if got := NameOfDICOM(c.dicom); got != c.name {
			t.Errorf("%q reads as %+v", c.dicom, got)
		}
	}
	for pn, want := range map[string]string{"HALLORAN^ DEIRDRE ^^Dr.": "Dr. DEIRDRE HALLORAN", "Yamada^Tarou=山田^太郎=やまだ^たろう": "Tarou Yamada", "=山田^太郎": "山田 太郎", "Dr. Smith": "Dr. Smith", "a\x1bb^^^^^^x": "a b", "^^^^": ""} {
		if got := NameOfDICOM(pn).Display(); got != want {
			t.Errorf("%q is shown as %q", pn, got)
		}
	}
	if got := Reference("4417203958").String(); got != "4417 203 958" {
		t.Errorf("reference reads %q", got)
	}
}
