package dicom

import (
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ set, value, want string }{
		"default":                   {"", "Smith^John", "Smith^John"},
		"default, Latin bytes":      {"", "M\xfcller", "Müller"},
		"default, UTF-8 bytes":      {"", "Müller", "Müller"},
		"Latin-1":                   {"ISO_IR 100", "Buc^J\xe9r\xf4me", "Buc^Jérôme"},
		"Latin-1 that is UTF-8":     {"ISO_IR 100", "Müller^Jörg", "Müller^Jörg"},
		"Latin-1 misspelled":        {"ISO-IR-100", "J\xe9r\xf4me", "Jérôme"},
		"Latin-2":                   {"ISO_IR 101", "Wa\xb3\xeasa", "Wałęsa"},
		"Latin-3":                   {"ISO_IR 109", "\xa6", "Ĥ"},
		"Latin-4":                   {"ISO_IR 110", "B\xe7rzi\xf2\xb9", "Bįrziōš"},
		"Cyrillic":                  {"ISO_IR 144", "\xbb\xee\xdace\xdc\xd1yp\xd3", "Люкceмбypг"},
		"Arabic":                    {"ISO_IR 127", "\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1", "قباني^لنزار"},
		"Greek":                     {"ISO_IR 126", "\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", "Διονυσιος"},
		"Hebrew":                    {"ISO_IR 138", "\xf9\xf8\xe5\xef", "שרון"},
		"Latin-5":                   {"ISO_IR 148", "\xddzmir \xfe\xf0", "İzmir şğ"},
		"Thai":                      {"ISO_IR 166", "\xca\xc1\xaa\xd2\xc2", "สมชาย"},
		"katakana":                  {"ISO_IR 13", "\xd4\xcf\xc0\xde^\xc0\xdb\xb3", "ﾔﾏﾀﾞ^ﾀﾛｳ"},
		"UTF-8":                     {"ISO_IR 192", "Wang^XiaoDong=王^小東", "Wang^XiaoDong=王^小東"},
		"UTF-8, broken":             {"ISO_IR 192", "\xff\xfe", "\ufffd\ufffd"},
		"UTF-8 that is Latin-1":     {"ISO_IR 192", "M\xfcller^J\xf6rg", "Müller^Jörg"},
		"UTF-8 that is GBK":         {"ISO_IR 192", "\xcd\xf5^\xd0\xa1\xb6\xab", "\ufffd\ufffd^\ufffd\ufffd\ufffd\ufffd"},
		"Latin-1 that is GBK":       {"ISO_IR 100", "Wang=\xcd\xf5^\xd0\xa1\xb6\xab", "Wang=\ufffd\ufffd^\ufffd\ufffd\ufffd\ufffd"},
		"GBK, all letters of Latin": {"", "\xc0\xee^\xc3\xf7", "\ufffd\ufffd^\ufffd\ufffd"},
		"EUC-KR, undeclared":        {"", "\xb1\xe8^\xb9\xce\xc1\xd8", "\ufffd\ufffd^\ufffd\ufffd\ufffd\ufffd"},
		"old code page, undeclared": {"", "M\x81ller^J\x94rg", "M\ufffdller^J\ufffdrg"},
		"Latin-1 with quotation":    {"ISO_IR 100", "O\x92Brien", "O’Brien"},
		"Cyrillic bytes undefined":  {"ISO_IR 127", "\xc1\xff", "ء\ufffd"},
		"windows-1251 named":        {"WINDOWS_1251", "\xc8\xe2\xe0\xed\xee\xe2\xe0", strings.Repeat("\ufffd", 7)},
		"another standard named":    {"ISO 8859-5", "\xb8\xd2\xd0\xdd", strings.Repeat("\ufffd", 4)},
		"GB18030":                   {"GB18030", "Wang=\xcd\xf5^\xd0\xa1\xb6\xab", "Wang=王^小东"},
		"GBK with a backslash byte": {"GBK", "\x95\x5c", "昞"},
		"kanji":                     {`\ISO 2022 IR 87`, "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B", "Yamada^Tarou=山田^太郎=やまだ"},
		"kanji with = in a pair":    {`\ISO 2022 IR 87`, "\x1b$B=(\x1b(B^x", "秀^x"},
		"kanji with \\ in a pair":   {`\ISO 2022 IR 87`, "\x1b$B%c\x1b(B^x", "ャ^x"},
		"kanji after katakana":      {`ISO 2022 IR 13\ISO 2022 IR 87`, "\xd4\xcf=\x1b$B;3ED\x1b(J^x", "ﾔﾏ=山田^x"},
		"supplementary kanji":       {`\ISO 2022 IR 159`, "\x1b$(D0!\x1b(B", "丂"},
		"hangul":                    {`\ISO 2022 IR 149`, "Hong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7", "Hong=洪^吉洞"},
		"hangul without its escape": {`\ISO 2022 IR 149`, "\xb1\xe8", "김"},
		"hanzi":                     {`\ISO 2022 IR 58`, "Zhang=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1", "Zhang=张^小"},
		"designation ends at ^":     {`ISO 2022 IR 100\ISO 2022 IR 144`, "\x1b-L\xbb\xee^J\xe9", "Лю^Jé"},
		"several Latins":            {`ISO 2022 IR 100\ISO 2022 IR 101`, "J\xe9 \x1b-B\xb3", "Jé ł"},
		"escape nobody knows":       {`\ISO 2022 IR 87`, "a\x1b%Zb", "a\ufffd%Zb"},
		"half a character":          {`\ISO 2022 IR 149`, "\xb1", "\ufffd"},
		"set nobody knows":          {"KLINGON", "M\xfcller", "M\ufffdller"},
		"set nobody knows, UTF-8":   {"KLINGON", "Müller", "Müller"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := charsetOf(c.set).decode(c.value); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// The physician who referred for a study is read in the letters of the file,
// and is nobody whom the file is about.
func TestReferrer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ set, value, want string }{
		"Latin":           {"ISO_IR 100", "Sch\xf6n^Inge^^Dr.", "Schön^Inge^^Dr."},
		"Japanese":        {`\ISO 2022 IR 87`, "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B", "Yamada^Tarou=山田^太郎"},
		"two":             {"ISO_IR 192", `Hall^Ann\Okafor^Bola`, `Hall^Ann\Okafor^Bola`},
		"one, twice":      {"ISO_IR 192", `Hall^Ann\Hall^Ann`, "Hall^Ann"},
		"left empty":      {"ISO_IR 192", " ^^^^ ", ""},
		"lost letters":    {"", "\xcd\xf5^\xd0\xa1", "\ufffd\ufffd^\ufffd\ufffd"},
		"written with it": {"ISO_IR 192", "Dr. Smith, Ann", "Dr. Smith, Ann"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := explicit().put(tagCharacterSet, "CS", c.set).put(tagSOPInstance, "UI", "1.2.3.4").put(tagAccessionNumber, "SH", "A-17 ").
				put(tagReferrer, "PN", c.value).put(tagPatientName, "PN", "DOE^JOHN").put(tagStudyUID, "UI", "1.2.3")
			i := read(t, file("", explicitLittle, b.Bytes()))
			if i.Referrer != c.want || i.AccessionNumber != "A-17" {
				t.Errorf("referred by %q, order %q", i.Referrer, i.AccessionNumber)
			}
			if i.Patient.Name.Family != "DOE" || len(i.Patient.Numbers) > 0 || i.Has(LettersLost) || i.Has(LettersGuessed) {
				t.Errorf("the file is about %+v, found %v", i.Patient, i.Discrepancies)
			}
		})
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"20240229": "2024-02-29", "2024.02.29": "2024-02-29", "20230229": "", "": "", "19720409 ": "1972-04-09",
		"0000": "", `19720409\19730101`: "1972-04-09",
	} {
		if got := date(in); got != want {
			t.Errorf("date(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"1.2.3\x00": "1.2.3", " 1.2 ": "1.2", "1.2;rm": "", `1.2\1.3`: "1.2"} {
		if got := realUID(in); got != want {
			t.Errorf("realUID(%q) = %q, want %q", in, got, want)
		}
	}
}

// Where an image was made is read in the letters of the file.
func TestInstitution(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ set, value, want string }{
		"Latin":       {"ISO_IR 100", "Klinik S\xfcd ", "Klinik Süd"},
		"UTF-8":       {"ISO_IR 192", "順天堂大学", "順天堂大学"},
		"left empty":  {"ISO_IR 192", "  ", ""},
		"not written": {"", "", ""},
	} {
		b := explicit().put(tagCharacterSet, "CS", c.set).put(tagSOPInstance, "UI", "1.2.3.4").put(tagInstitution, "LO", c.value).put(tagStation, "SH", c.value).put(tagStudyUID, "UI", "1.2.3")
		if i := read(t, file("", explicitLittle, b.Bytes())); i.Institution != c.want || i.Station != c.want {
			t.Errorf("%s: %q, %q", name, i.Institution, i.Station)
		}
	}
}
