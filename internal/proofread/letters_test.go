package proofread

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// called is what a letter calls the patient.
var called = regexp.MustCompile(`(?:\{Mr\}|\bMrs|\bMr|\bMs)\.? ([A-Z][\pL’'-]+)`)

// lettersIn reads vignettes that are kept as text: "== what it is of", then a line for
// each thing ("ages: 48-67", "sex: female", "measure: 3 mm | 4 mm", "source: name: text",
// "study: MR|d1|name", "letter: part: text", "asked: …", "answer: …").
func lettersIn(t *testing.T, pattern string) (out []vignette) {
	t.Helper()
	names, _ := filepath.Glob(filepath.Join("testdata", "letters", pattern))
	if len(names) == 0 {
		t.Fatalf("no letters: %s", pattern)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			line = strings.TrimSpace(line)
			key, rest, _ := strings.Cut(line, ": ")
			if strings.HasPrefix(line, "== ") {
				out = append(out, vignette{plain: line == "== plain"})
				continue
			}
			if line == "" {
				continue
			}
			v := &out[len(out)-1]
			switch key {
			case "sex":
				if v.sex = rest; rest == "F" || rest == "M" {
					v.sex = map[string]string{"F": "female", "M": "male"}[rest]
				}
			case "ages":
				from, to, _ := strings.Cut(rest, "-")
				v.from, _ = strconv.Atoi(from)
				v.to, _ = strconv.Atoi(to)
			case "measure":
				v.measures = append(v.measures, strings.Split(rest, " | "))
			case "source":
				// A report's heading is a part of it: "XR HIP {SS} 2 VIEWS: {d2}: Lucency".
				name, _, _ := strings.Cut(rest, ":")
				if at := strings.IndexAny(name, "{("); at > 0 {
					name = strings.TrimSpace(name[:at])
				}
				v.sources = append(v.sources, name+": "+rest)
			case "study":
				v.studies = append(v.studies, rest)
			case "letter":
				v.letter = append(v.letter, rest)
				if m := called.FindStringSubmatch(rest); m != nil && v.name == "" {
					v.name = m[1]
				}
			case "asked":
				v.asked = append(v.asked, rest)
			case "answer":
				v.answers = append(v.answers, rest)
			default:
				t.Fatalf("%s: what is %q?", name, line)
			}
		}
	}
	for i := range out {
		if v := &out[i]; v.to == 0 || len(v.letter) == 0 || len(v.asked) != len(v.answers) || len(v.asked) == 0 {
			t.Fatalf("%s: letter %d is not whole", pattern, i)
		}
	}
	return out
}
