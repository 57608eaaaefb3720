package clinical

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"

	"oso/internal/identity"
)

// usual are the signs between the parts of a field: component, repetition,
// escape, part of a component.
const usual = `^~\&`

// readHL7 reads the patients of version 2 messages, one or a batch: each PID
// segment, and whom MRG says to be the same person from then on (HL7 v2.5.1
// chapters 3.4.2 and 3.4.9).
func readHL7(data []byte) []identity.Person {
	var out []identity.Person
	sep, enc := "|", usual
	var letters encoding.Encoding
	for _, line := range bytes.FieldsFunc(data, func(r rune) bool { return r == '\r' || r == '\n' || r == 0x0b || r == 0x1c }) {
		line = bytes.TrimLeft(line, " \t")
		if len(line) < 4 {
			continue
		}
		switch string(line[:3]) {
		case "MSH", "BHS", "FHS":
			sep = string(line[3:4])
			fields := strings.Split(string(line), sep)
			if len(fields) > 1 {
				enc = fields[1] + usual[min(len(fields[1]), len(usual)):]
			}
			if string(line[:3]) == "MSH" && len(fields) > 17 {
				letters = lettersOf(fields[17])
			}
		case "PID", "MRG":
			if string(line[3:4]) != sep || len(out) >= most {
				continue
			}
			f := strings.Split(readable(line, letters), sep)
			if f[0] == "MRG" {
				f = merged(f)
			}
			out = append(out, pid(f, enc))
		}
	}
	return out
}

// merged are the fields of an MRG segment where PID has them: prior numbers and
// the prior name. Nothing else is said of that person.
func merged(f []string) []string {
	p := make([]string, 9)
	for from, to := range map[int]int{1: 3, 7: 5} {
		if from < len(f) {
			p[to] = f[from]
		}
	}
	return p
}

// lettersOf is the character set that MSH-18 names (HL7 table 0211).
func lettersOf(s string) encoding.Encoding {
	s, _, _ = strings.Cut(s, "~")
	switch strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "_", "", "/", "").Replace(s)) {
	case "88591", "ISO88591", "ISOIR100":
		return charmap.Windows1252
	case "88592", "ISOIR101":
		return charmap.ISO8859_2
	case "88595", "ISOIR144":
		return charmap.ISO8859_5
	case "88596", "ISOIR127":
		return charmap.ISO8859_6
	case "88597", "ISOIR126":
		return charmap.ISO8859_7
	case "88598", "ISOIR138":
		return charmap.ISO8859_8
	case "88599", "ISOIR148":
		return charmap.ISO8859_9
	case "885915", "ISOIR203":
		return charmap.ISO8859_15
	case "WINDOWS1251", "CP1251":
		return charmap.Windows1251
	case "GB180302000", "GB18030":
		return simplifiedchinese.GB18030
	case "KSX1001":
		return korean.EUCKR
	case "ISOIR87", "ISOIR13", "ISOIR14", "ISOIR159":
		return japanese.ISO2022JP
	}
	return nil
}

// readable is a segment as text: UTF-8 where it is that, else by the named
// character set; else what cannot be read shows as that.
func readable(line []byte, letters encoding.Encoding) string {
	if letters != nil && (letters == japanese.ISO2022JP || !utf8.Valid(line)) {
		if out, err := letters.NewDecoder().Bytes(line); err == nil {
			return string(out)
		}
	}
	return strings.ToValidUTF8(string(line), "\ufffd")
}

// pid reads one segment's fields; enc holds the signs between components,
// repetitions, the escape, and the sign between parts of a component.
func pid(f []string, enc string) identity.Person {
	comp, rep, esc, sub := enc[0:1], enc[1:2], enc[2:3], enc[3:4]
	plain := func(s string) string {
		s = strings.NewReplacer(esc+"F"+esc, "|", esc+"S"+esc, comp, esc+"T"+esc, sub, esc+"R"+esc, rep, esc+"E"+esc, esc).Replace(s)
		if s = strings.TrimSpace(s); s == `""` { // "delete": nothing is known
			return ""
		}
		return s
	}
	field := func(i int) string {
		if i < len(f) {
			return f[i]
		}
		return ""
	}
	at := func(parts []string, i int) string {
		if i < len(parts) {
			return plain(parts[i])
		}
		return ""
	}
	p := identity.Person{Born: plain(strings.Split(field(7), comp)[0]), Sex: plain(strings.Split(field(8), comp)[0])}
	ids := strings.Split(field(3), rep)
	if plain(field(3)) == "" {
		ids = []string{field(2)}
	}
	for _, id := range ids {
		parts := strings.Split(id, comp)
		if slices.Contains([]string{"AN", "VN", "VS", "XX"}, at(parts, 4)) { // of a stay, not of a person
			continue
		}
		giver := ""
		if len(parts) > 3 {
			for _, g := range strings.Split(parts[3], sub) {
				if giver = plain(g); giver != "" {
					break
				}
			}
		}
		number(&p, giver, at(parts, 0))
	}
	for i, name := range strings.Split(field(5), rep) {
		parts := strings.Split(name, comp)
		kind, form := at(parts, 6), at(parts, 7)
		family := ""
		if len(parts) > 0 {
			family = plain(strings.Split(parts[0], sub)[0])
		}
		switch {
		case form == "I":
			p.Name.Ideographic = strings.TrimSpace(family + " " + at(parts, 1))
		case form == "P":
			p.Name.Phonetic = strings.TrimSpace(family + " " + at(parts, 1))
		case p.Name.Family+p.Name.Given == "" && (i == 0 || kind == "L" || kind == "D" || kind == "U" || kind == ""):
			p.Name.Family, p.Name.Given, p.Name.Middle = family, at(parts, 1), at(parts, 2)
			p.Name.Suffix, p.Name.Prefix = at(parts, 3), at(parts, 4)
		}
	}
	return p
}
