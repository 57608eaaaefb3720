package importer

import (
	"slices"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

func TestNamesInOldCodePages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		in   encoding.Encoding
		want []string
	}{
		{"german, DOS", charmap.CodePage437, []string{"Müller/Röntgen.dcm", "Müller/Rontgän.dcm"}},
		{"german, one name", charmap.CodePage437, []string{"Größe.pdf"}},
		{"german, Windows", charmap.Windows1252, []string{"Müller/Röntgen.dcm", "Straße.pdf"}},
		{"french, DOS", charmap.CodePage850, []string{"Résumé médical.pdf", "Imágenes/año.dcm"}},
		{"french, Windows", charmap.Windows1252, []string{"Échographie/rénale.dcm", "cœur.dcm"}},
		{"danish, DOS", charmap.CodePage850, []string{"Sørensen/røntgen.dcm"}},
		{"japanese", japanese.ShiftJIS, []string{"撮影/画像１.dcm", "放射線表/予防.dcm", "ソ.dcm"}},
		{"japanese, 5C", japanese.ShiftJIS, []string{"能力表.dcm"}},
		{"japanese, kana", japanese.ShiftJIS, []string{"レポート/けんさ.pdf"}},
		{"chinese", simplifiedchinese.GBK, []string{"影像/胸部扫描.dcm", "报告单.pdf"}},
		{"taiwanese", traditionalchinese.Big5, []string{"影像/檢查報告.dcm"}},
		{"korean", korean.EUCKR, []string{"영상/검사결과보고서.dcm"}},
		{"russian, DOS", charmap.CodePage866, []string{"Снимки/Грудная клетка.dcm"}},
		{"russian, Windows", charmap.Windows1251, []string{"Снимки/Грудная клетка.dcm"}},
		{"polish, Windows", charmap.Windows1250, []string{"Zdjęcia/płuca.dcm", "Łódź.pdf"}},
		{"russian, Unix", charmap.KOI8R, []string{"Иванов Пётр/снимок.dcm", "грудь.dcm"}},
		{"russian, capitals", charmap.CodePage866, []string{"ИВАНОВ ПЕТР.dcm", "СНИМКИ.dcm"}},
		{"ukrainian, Windows", charmap.Windows1251, []string{"Шевченко Тарас/знімок.dcm"}},
		{"greek, Windows", charmap.Windows1253, []string{"Παπαδόπουλος/ακτινογραφία.dcm", "θώρακας.dcm"}},
		{"greek, small letters", charmap.Windows1253, []string{"ακτινογραφια.dcm"}},
		{"hebrew, DOS", charmap.CodePage862, []string{"כהן דוד/צילום.dcm", "חזה.dcm"}},
		{"hebrew, Windows", charmap.Windows1255, []string{"כהן דוד/צילום.dcm", "חזה.dcm"}},
		{"czech, DOS", charmap.CodePage852, []string{"Dvořák Jiří.dcm", "příloha.dcm"}},
		{"turkish, Windows", charmap.Windows1254, []string{"Yılmaz Ayşe/göğüs.dcm"}},
		{"thai", charmap.Windows874, []string{"สมชาย ใจดี.dcm"}},
		{"japanese, Unix", japanese.EUCJP, []string{"レポート/けんさ.pdf", "画像.dcm"}},
		{"letters of both", japanese.ShiftJIS, []string{"CT画像/表1.dcm"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			raw := make([]string, len(c.want))
			for i, w := range c.want {
				var err error
				if raw[i], err = c.in.NewEncoder().String(w); err != nil {
					t.Fatal(err)
				}
			}
			if got, _ := readNames(append([]string{"plain.dcm", "schön.dcm"}, raw...)); !slices.Equal(got[2:], c.want) || got[1] != "schön.dcm" {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// What can be read in one way only is sure, and what fits two pages alike is
// told. The DOS page of Greek is none of the library's.
func TestNamesThatCanBeReadInTwoWays(t *testing.T) {
	t.Parallel()
	for raw, c := range map[string]struct {
		want string
		sure bool
	}{
		"M\x81ller R\x94ntgen.dcm":                             {"Müller Röntgen.dcm", true},
		"\xd1\xed\xe8\xec\xea\xe8.dcm":                         {"Снимки.dcm", true},
		"\x8f\x98\xa7\x98\x9b\xe6\xa7\xa6\xac\xa2\xa6\xaa.dcm": {"Παπαδόπουλος.dcm", true},
		"I\x9eIK Ay\x9fe.dcm":                                  {"IŞIK Ayşe.dcm", true},
		"\xbb\xb3\xc5\xc4\xc2\xc0\xcf\xba.dcm":                 {"", false}, // a name in Japanese, or in Chinese
	} {
		got, sure := readNames([]string{raw})
		if c.want != "" && got[0] != c.want || sure != c.sure {
			t.Errorf("%q: %q, sure %t", raw, got[0], sure)
		}
	}
}

// Whatever the bytes are, names that differ stay apart and can be read.
func FuzzReadNames(f *testing.F) {
	f.Add("M\x81ller", "M\x94ller")
	f.Add("\x8e\x42\x89\x65", "\x95\x5c")
	f.Fuzz(func(t *testing.T, a, b string) {
		got, _ := readNames([]string{a, b})
		if !utf8.ValidString(got[0]) || !utf8.ValidString(got[1]) || a != b && got[0] == got[1] && !utf8.ValidString(a) && !utf8.ValidString(b) {
			t.Errorf("%q and %q are read as %q and %q", a, b, got[0], got[1])
		}
	})
}
