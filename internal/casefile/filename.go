package casefile

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// FileNames makes safe, distinct relative paths for records, from the places
// where they were found ("/media/disc.zip!/DICOM/I0001").
type FileNames struct {
	files, folders map[string]bool   // by sameName: some file systems tell neither case nor composition apart
	next           map[string]int    // by sameName: the number to try next, so that equal names by the thousand cost no search
	moved          map[string]string // folders that got another name, because a file has theirs
}

// NewFileNames begins a folder in which the given names are taken.
func NewFileNames(taken ...string) *FileNames {
	n := &FileNames{map[string]bool{}, map[string]bool{}, map[string]int{}, map[string]string{}}
	for _, t := range taken {
		n.files[sameName(t)] = true
	}
	return n
}

// Take gives a path with slashes that no earlier call gave, good on any
// system: no way up, no reserved name, at most eight levels, and an ending
// that still says what the file is.
func (n *FileNames) Take(found string) string {
	var parts []string
	all := strings.Split(found, "/")
	for i, p := range all {
		last := i == len(all)-1
		if !last {
			p = strings.TrimSuffix(p, "!") // an archive, seen from inside
		}
		if !last && (p == "" || p == "." || p == "..") {
			continue
		}
		parts = append(parts, safePart(p))
	}
	parts = parts[max(0, len(parts)-8):]
	for len(parts) > 1 && len(strings.Join(parts, "/")) > longestPath {
		parts = parts[1:] // the folders above say least
	}
	dir := ""
	for _, p := range parts[:len(parts)-1] {
		dir = n.folder(path.Join(dir, p))
	}
	base := path.Join(dir, parts[len(parts)-1])
	name := n.free(base, n.files, n.folders)
	n.files[sameName(name)] = true
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		n.folders[sameName(dir)] = true
	}
	return name
}

// folder is the name for a folder: another one where a file has it already.
func (n *FileNames) folder(dir string) string {
	same := sameName(dir)
	if to, ok := n.moved[same]; ok {
		return to
	}
	if !n.files[same] {
		return dir
	}
	to := n.free(dir, n.files, n.folders)
	n.moved[same] = to
	return to
}

// free is base, or base with a number, such that none has it.
func (n *FileNames) free(base string, taken ...map[string]bool) string {
	used := func(name string) bool {
		for _, t := range taken {
			if t[sameName(name)] {
				return true
			}
		}
		return false
	}
	ext := ending(path.Base(base))
	stem, name, same := strings.TrimSuffix(base, ext), base, sameName(base)
	for i := max(2, n.next[same]); used(name); i++ {
		name = fmt.Sprintf("%s-%d%s", stem, i, ext)
		n.next[same] = i + 1
	}
	return name
}

// sameName is equal for names that some file system holds to be one.
func sameName(s string) string { return strings.ToLower(strings.ToUpper(norm.NFC.String(s))) }

// longestPart is how many bytes a part of a path may have: far below what file
// systems take, since a number may follow.
const longestPart = 100

// longestPath is how many bytes a path has at most: Windows takes 260 with the
// folder that it lies in.
const longestPath = 180

// ending is a name's ".pdf": what follows the last dot, if it is short.
func ending(name string) string {
	ext := path.Ext(name)
	if ext == name || len(ext) > 16 || strings.ContainsRune(ext, ' ') {
		return ""
	}
	return ext
}

// safePart is one part of a path as every system takes it; never empty.
func safePart(p string) string {
	p = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, CleanName(p))
	p = strings.Trim(p, ". ")
	if len(p) > longestPart {
		ext := ending(p)
		cut := longestPart - len(ext)
		for !utf8.RuneStart(p[cut]) {
			cut--
		}
		p = strings.TrimRight(p[:cut], ". ") + ext
	}
	if p == "" {
		return "_"
	}
	if stem, _, _ := strings.Cut(p, "."); device(stem) {
		p = "_" + p
	}
	return p
}

// device tells whether Windows takes a name, with any ending, for a device.
func device(stem string) bool {
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	n, port := strings.CutPrefix(stem, "COM")
	if !port {
		n, port = strings.CutPrefix(stem, "LPT")
	}
	return port && utf8.RuneCountInString(n) == 1 && strings.Contains("0123456789\u00b9\u00b2\u00b3", n)
}

// CleanName makes a name from outside safe to show and to keep: what would
// break the line becomes an underscore, and marks that nobody sees, which can
// make "exe" look like "pdf", go.
func CleanName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return '_'
		case r == '\u200c', r == '\u200d': // joiners: Persian and Indian spelling needs them
			return r
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}
