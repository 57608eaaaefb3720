package dicom

import "strings"

// Tags of a structured report's content (PS3.3 C.17.3).
const (
	tagCodeMeaning  = 0x00080104
	tagConceptName  = 0x0040A043
	tagContentDate  = 0x0040A121
	tagContentName  = 0x0040A123
	tagContentText  = 0x0040A160
	tagContentItems = 0x0040A730
)

// contentValue are the values of a report's entries that people read.
var contentValue = map[uint32]bool{tagCodeMeaning: true, tagContentDate: true, tagContentName: true, tagContentText: true}

// reportBytes is how much of a report is kept.
const reportBytes = 64 << 10

// report gathers the entries of a structured report as the walk meets them: the
// name of each, then what it says.
type report struct {
	entries []entry
	name    []byte // of the open entry
	size    int
}

type entry struct{ name, value []byte }

// goesInto tells whether a sequence is walked: the content at the root of the
// file and below it, and the names of its entries.
func (r *report) goesInto(t uint32, in *level) bool {
	if r.size > reportBytes {
		return false
	}
	return t == tagContentItems && (in == nil || in.content) || t == tagConceptName && in != nil && in.content
}

func (r *report) add(t uint32, b []byte) {
	if t == tagCodeMeaning {
		r.name = b
		return
	}
	if r.size > reportBytes || len(b) == 0 {
		return
	}
	r.size += len(b) + len(r.name)
	r.entries = append(r.entries, entry{r.name, b})
}

// text is the report as lines, "name: value".
func (r *report) text(cs charset) string {
	var b strings.Builder
	for _, e := range r.entries {
		if name := clean(cs.decode(string(e.name))); name != "" {
			b.WriteString(name + ": ")
		}
		for i, line := range strings.FieldsFunc(cs.decode(string(e.value)), func(r rune) bool { return r == '\r' || r == '\n' }) {
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(clean(line))
		}
		b.WriteString("\n")
	}
	return b.String()
}
