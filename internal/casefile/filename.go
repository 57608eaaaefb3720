package casefile

import (
	"fmt"
	"path"
	"strings"
	"unicode"
)

// FileNames makes safe, distinct relative paths for records, from the places
// where they were found ("/media/disc.zip!/DICOM/I0001").
type FileNames struct {
	files, folders map[string]bool // lower case: some file systems do not tell case apart
	next           map[string]int  // by lower-case name: the number to try next, so that equal names by the thousand cost no search
}

// NewFileNames begins a folder in which the given names are taken.
func NewFileNames(taken ...string) *FileNames {
	n := &FileNames{map[string]bool{}, map[string]bool{}, map[string]int{}}
	for _, t := range taken {
		n.files[strings.ToLower(t)] = true
	}
	return n
}

// Take gives a path with slashes that no earlier call gave, good on any
// system: no way up, no reserved name, at most eight levels.
func (n *FileNames) Take(found string) string {
	var parts []string
	for _, p := range strings.FieldsFunc(found, func(r rune) bool { return strings.ContainsRune(`/\!:`, r) }) {
		if p = safePart(p); p != "" {
			parts = append(parts, p)
		}
	}
	parts = parts[max(0, len(parts)-8):]
	if len(parts) == 0 {
		parts = []string{"record"}
	}
	base := strings.Join(parts, "/")
	if n.below(base) {
		base = strings.Join(parts, "_") // a file stands where a folder is needed
	}
	ext := path.Ext(base)
	stem := strings.TrimSuffix(base, ext)
	name, low := base, strings.ToLower(base)
	for i := max(2, n.next[low]); n.files[strings.ToLower(name)] || n.folders[strings.ToLower(name)]; i++ {
		name = fmt.Sprintf("%s-%d%s", stem, i, ext)
		n.next[low] = i + 1
	}
	n.files[strings.ToLower(name)] = true
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		n.folders[strings.ToLower(dir)] = true
	}
	return name
}

// below tells whether a folder on the way is a file already.
func (n *FileNames) below(name string) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if n.files[strings.ToLower(dir)] {
			return true
		}
	}
	return false
}

func safePart(p string) string {
	p = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`<>"|?*`, r) {
			return '_'
		}
		return r
	}, p)
	p = strings.Trim(p, ". ")
	const longest = 100 // bytes
	if len(p) > longest {
		p = strings.ToValidUTF8(p[:longest], "")
	}
	stem, _, _ := strings.Cut(strings.ToUpper(p), ".")
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "LPT1", "LPT2", "LPT3":
		p = "_" + p
	}
	return p
}
