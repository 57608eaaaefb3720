package dicom

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"oso/internal/errs"
)

func validText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// corpus is the folder of real files, where there is one.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("OSO_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	if _, err := os.Stat(filepath.Join(dir, "MANIFEST.md")); err != nil || testing.Short() {
		t.Skip("no corpus of real files here, or -short")
	}
	return dir
}

func readFile(t testing.TB, path string) (Info, error) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return Read(context.Background(), f, fi.Size(), Limits{})
}

// manifest gives, by path, what pydicom read: transfer syntax without its
// common root, modality, rows x columns.
func manifest(t testing.TB, dir string) map[string][3]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "MANIFEST.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][3]string{}
	for _, line := range strings.Split(string(b), "\n") {
		c := strings.Split(line, "|")
		if len(c) < 11 || !strings.HasPrefix(strings.TrimSpace(c[1]), "dicom/") {
			continue
		}
		rows[strings.TrimSpace(c[1])] = [3]string{strings.TrimSpace(c[5]), strings.TrimSpace(c[6]), strings.TrimSpace(c[9])}
	}
	return rows
}

// Every real file gets an answer; what pydicom read, we read, and in little
// memory. Not parallel: what others allocate would be counted.
func TestCorpus(t *testing.T) {
	dir := corpus(t)
	want := manifest(t, dir)
	const root = "1.2.840.10008."
	met, fromLibrary := 0, 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		rel = filepath.ToSlash(rel)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		info, err := readFile(t, path)
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > 64<<20 {
			t.Errorf("%s: allocated %d MB", rel, got>>20)
		}
		row, dicom := want[rel]
		if err != nil {
			if !errs.Is(err, errs.Unreadable) {
				t.Errorf("%s: %v", rel, err)
			}
			if dicom && row[0] != "" {
				t.Errorf("%s: not read, but pydicom reads it", rel)
			}
			return nil
		}
		met++
		if !info.FromWalkOnly {
			fromLibrary++
		}
		if ts := strings.TrimPrefix(info.TransferSyntax, root); row[0] != "" && ts != row[0] {
			t.Errorf("%s: transfer syntax %s, want %s", rel, ts, row[0])
		}
		if row[1] != "" && info.Modality != row[1] {
			t.Errorf("%s: modality %q, want %q", rel, info.Modality, row[1])
		}
		for _, s := range []string{info.Patient.Name.Display(), info.Patient.Number(), info.StudyDescription, info.SeriesDescription} {
			if !validText(s) {
				t.Errorf("%s: a text is not clean UTF-8", rel)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if met < 400 || fromLibrary < met*9/10 {
		t.Errorf("%d files read, %d of them through the library", met, fromLibrary)
	}
}

func TestCorpusNames(t *testing.T) {
	t.Parallel()
	dir := corpus(t)
	for file, want := range map[string]string{ // as pydicom documents them in its own tests
		"chrArab": "قباني|لنزار||", "chrFren": "Buc|Jérôme||", "chrFrenMulti": "Buc|Jérôme||", "chrGerm": "Äneas|Rüdiger||",
		"chrGreek": "Διονυσιος|||", "chrH31": "Yamada|Tarou|山田 太郎|やまだ たろう", "chrH32": "ﾔﾏﾀﾞ|ﾀﾛｳ|山田 太郎|やまだ たろう",
		"chrHbrw": "שרון|דבורה||", "chrI2": "Hong|Gildong|洪 吉洞|홍 길동", "chrJapMulti": "やまだ|たろう||",
		"chrJapMultiExplicitIR6": "やまだ|たろう||", "chrKoreanMulti": "김희중|||", "chrRuss": "Люкceмбypг|||",
		"chrX1": "Wang|XiaoDong|王 小東|", "chrX2": "Wang|XiaoDong|王 小东|",
	} {
		info, err := readFile(t, filepath.Join(dir, "dicom", "charset", file+".dcm"))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		n := info.Patient.Name
		if got := strings.Join([]string{n.Family, n.Given, n.Ideographic, n.Phonetic}, "|"); got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
}

func TestCorpusDiscrepancies(t *testing.T) {
	t.Parallel()
	dir := corpus(t)
	for file, want := range map[string]string{
		"derived/truncated-00132.dcm": "truncated", "derived/truncated-00140.dcm": "truncated",
		"derived/truncated-00200.dcm": "truncated", "derived/truncated-00400.dcm": "truncated",
		"derived/truncated-01000.dcm": "truncated", "derived/truncated-06000.dcm": "truncated",
		"derived/truncated-20000.dcm": "truncated", "derived/truncated-39205.dcm": "truncated",
		"derived/pixeldata-vl-4gb.dcm": "truncated", "derived/private-ob-vl-2gb.dcm": "malformed",
		"derived/preamble-elf.dcm": "suspicious-preamble", "derived/preamble-pe-mz.dcm": "suspicious-preamble bytes-behind",
		"derived/preamble-shebang.dcm": "suspicious-preamble", "derived/preamble-tiff-dualheader.dcm": "",
		"derived/nested-sq-100000.dcm": "malformed", "derived/deflate-bomb-600mb.dcm": "decompression-bomb",
		"derived/numberofframes-2e9.dcm": "not-viewable", "derived/numberofframes-negative.dcm": "not-viewable",
		"derived/rows-cols-65535.dcm": "not-viewable", "derived/samples-0.dcm": "not-viewable",
		"derived/bitsallocated-0.dcm": "not-viewable", "derived/metagroup-length-2gb.dcm": "",
		"pydicom/MR_truncated.dcm": "truncated", "pydicom/rtplan_truncated.dcm": "truncated", "pydicom/CT_small.dcm": "",
		"pydicom/MR_small_padded.dcm": "", "pydicom/JPEG2000-embedded-sequence-delimiter.dcm": "", "pydicom/UN_sequence.dcm": "",
		"pydicom-data/bad_sequence.dcm": "", "pydicom-data/explicit_VR-UN.dcm": "", "pydicom-data/liver_deflate.dcm": "",
		"cornerstone/CTImage.dcm_DeflatedExplicitVRLittleEndianTransferSyntax_1.2.840.10008.1.2.1.99.dcm": "",
	} {
		info, err := readFile(t, filepath.Join(dir, "dicom", filepath.FromSlash(file)))
		if err != nil {
			t.Errorf("%s: %v", file, err)
		} else if got := codes(info); got != want {
			t.Errorf("%s: discrepancies %q, want %q", file, got, want)
		}
	}
}

func TestCorpusDirectories(t *testing.T) {
	t.Parallel()
	dir := corpus(t)
	for file, want := range map[string][2]int{ // patients, files
		"pydicom/dicomdirtests/DICOMDIR": {2, 31}, "pydicom/dicomdirtests/DICOMDIR-bigEnd": {2, 31},
		"pydicom/dicomdirtests/DICOMDIR-implicit": {2, 31}, "pydicom/dicomdirtests/DICOMDIR-reordered": {2, 31},
		"pydicom/dicomdirtests/DICOMDIR-empty.dcm": {0, 0}, "derived/dicomdir-ge/DICOMDIR": {1, 8},
	} {
		info, err := readFile(t, filepath.Join(dir, "dicom", filepath.FromSlash(file)))
		if err != nil || info.Directory == nil {
			t.Errorf("%s: directory %v, error %v", file, info.Directory, err)
			continue
		}
		if got := [2]int{len(info.Directory.Patients), len(info.Directory.Files)}; got != want {
			t.Errorf("%s: %d patients and files, want %d", file, got, want)
		}
	}
}

// BenchmarkHeaders tells how many real files a second are described.
func BenchmarkHeaders(b *testing.B) {
	var paths []string
	filepath.WalkDir(filepath.Join(corpus(b), "dicom"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.Contains(path, "derived") {
			paths = append(paths, path)
		}
		return nil
	})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		readFile(b, paths[i%len(paths)])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
}

// eachOfCorpus reads every real file.
func eachOfCorpus(t *testing.T, f func(path string, in []byte)) {
	dir := filepath.Join(corpus(t), "dicom")
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		f(filepath.ToSlash(rel), b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
