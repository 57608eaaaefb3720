package casefile

import (
	"path"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whoever sends an archive chooses its names, also one name for all.
func TestEqualNamesByTheThousand(t *testing.T) {
	t.Parallel()
	n, seen := NewFileNames(), map[string]bool{}
	for range 50_000 {
		seen[n.Take("a.zip!/x.dcm")] = true
	}
	if len(seen) != 50_000 {
		t.Errorf("%d names for 50,000 files", len(seen))
	}
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	for found, want := range map[string]string{
		"disc.zip!/DICOM/I0001":                       "disc.zip/DICOM/I0001",
		"out/" + strings.Repeat("L", 100) + " of.pdf": "out/" + strings.Repeat("L", 96) + ".pdf",
		"out/" + strings.Repeat("A", 99) + ".pdf":     "out/" + strings.Repeat("A", 96) + ".pdf",
		strings.Repeat("ä", 60) + ".pdf":              strings.Repeat("ä", 48) + ".pdf",
		strings.Repeat("A", 94) + ". . . .pdf":        strings.Repeat("A", 94) + ".pdf",
		"Dr. Weber an Frau Dr. Nowak":                 "Dr. Weber an Frau Dr. Nowak",
		"COM5.txt":                                    "_COM5.txt",
		"com0":                                        "_com0",
		"LPT9":                                        "_LPT9",
		"LPT\u00b2.pdf":                               "_LPT\u00b2.pdf",
		"CONIN$":                                      "_CONIN$",
		"conout$.log":                                 "_conout$.log",
		"aux .c":                                      "_aux .c",
		"nul/x":                                       "_nul/x",
		"COMMON.txt":                                  "COMMON.txt",
		"COM10":                                       "COM10",
		"report\u202efdp.exe":                         "reportfdp.exe",
		"a:b.txt":                                     "a_b.txt",
		`a\b.txt`:                                     "a_b.txt",
		"CT!1.txt":                                    "CT!1.txt",
		"out/...":                                     "out/_",
		"out/..":                                      "out/_",
		"../../etc/passwd":                            "etc/passwd",
		"trail. ":                                     "trail",
		"line\nbreak\x1b[31m":                         "line_break_[31m",
		"broken\xffname":                              "broken\ufffdname",
		"":                                            "_",
		"/":                                           "_",
		strings.Repeat(strings.Repeat("f", 90)+"/", 4) + "x.dcm": strings.Repeat("f", 90) + "/x.dcm",
		"1/2/3/4/5/6/7/8/9/x":                          "3/4/5/6/7/8/9/x",
		"letter.a word that is no ending at all of it": "letter.a word that is no ending at all of it",
	} {
		if got := NewFileNames().Take(found); got != want {
			t.Errorf("%q: %q, want %q", found, got, want)
		}
	}
}

// A file and a folder of one name, and names that some system holds to be one.
func TestFileNamesStayApart(t *testing.T) {
	t.Parallel()
	n := NewFileNames("manifest.json")
	var got []string
	for _, found := range []string{"DICOM", "DICOM/S1/IM1", "dicom/S1/IM2", "a/b", "a", "Manifest.JSON", "M\u00fcller", "Mu\u0308ller", "x.pdf", "X.PDF"} {
		got = append(got, n.Take(found))
	}
	want := "DICOM DICOM-2/S1/IM1 DICOM-2/S1/IM2 a/b a-2 Manifest-2.JSON M\u00fcller Mu\u0308ller-2 x.pdf X-2.PDF"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func FuzzFileNames(f *testing.F) {
	f.Add("disc.zip!/DICOM/I0001", "DICOM")
	f.Add("COM5.txt", "a:b/../..")
	f.Add(strings.Repeat("\u00e4", 99)+".pdf", "...")
	f.Fuzz(func(t *testing.T, a, b string) {
		n, seen := NewFileNames(), map[string]bool{}
		for _, found := range []string{a, b, a + "/" + b, a} {
			name := n.Take(found)
			if seen[sameName(name)] || path.Clean(name) != name || strings.HasPrefix(name, "../") || path.IsAbs(name) || !utf8.ValidString(name) {
				t.Errorf("%q for %q", name, found)
			}
			seen[sameName(name)] = true
			for _, p := range strings.Split(name, "/") {
				stem, _, _ := strings.Cut(p, ".")
				if p == "" || p == "." || p == ".." || strings.TrimRight(p, ". ") != p || device(stem) || len(p) > longestPart+8 || strings.ContainsAny(p, `<>:"\|?*`) {
					t.Errorf("part %q for %q", p, found)
				}
			}
		}
	})
}
