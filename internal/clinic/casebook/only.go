package casebook

import "slices"

// Only is which of the files met an import takes, where a person chose: a disc
// may hold records of several people, and each person's go to one case. It is
// kept with the import, so that whatever goes on with it later takes the same.
// Marks say nothing about whom or what they stand for.
type Only struct {
	People []string `json:"people,omitempty"` // marks of those whose files are taken, each way in which they are named
	Files  []string `json:"files,omitempty"`  // and of files that were chosen themselves, as they were then: with whom they name

	// What the look that was chosen from has found of it, to say how far an import
	// is: most of a disc may be others'. 0: not known.
	Count int   `json:"count,omitempty"` // files
	Bytes int64 `json:"bytes,omitempty"` // of them
}

// Same tells whether two imports take the same.
func (o *Only) Same(x *Only) bool {
	if o == nil || x == nil {
		return o == x
	}
	return sameMarks(o.People, x.People) && sameMarks(o.Files, x.Files)
}

func sameMarks(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

// Takes tells whether a file is taken: it was chosen itself, or it names
// somebody and nobody else than those who were chosen.
func (o *Only) Takes(people []string, file string) bool {
	if o == nil || slices.Contains(o.Files, file) {
		return true
	}
	return len(people) > 0 && !slices.ContainsFunc(people, func(p string) bool { return !slices.Contains(o.People, p) })
}
