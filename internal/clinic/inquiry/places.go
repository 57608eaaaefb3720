package inquiry

import (
	"strings"

	"oso/internal/clinic/casebook"
	"oso/internal/clinic/subject"
)

// places says which institution made what lies below a disc or folder, where
// all images there say the same one.
type places struct {
	media map[string]string // by the first part of the path; "" where they differ
	only  string            // that all of the case say
}

func placesOf(records []casebook.Record) places {
	p := places{media: map[string]string{}}
	first := true
	for i := range records {
		r := &records[i]
		place := subject.FactsOf(r).Institution
		if place == "" {
			continue
		}
		top := medium(r.Path)
		if was, met := p.media[top]; met && !strings.EqualFold(was, place) {
			p.media[top] = ""
		} else if !met {
			p.media[top] = place
		}
		switch {
		case first:
			p.only, first = place, false
		case !strings.EqualFold(p.only, place):
			p.only = ""
		}
	}
	return p
}

// medium is the disc, archive or folder that a path begins with.
func medium(path string) string {
	top, _, _ := strings.Cut(strings.ReplaceAll(path, "!/", "/"), "/")
	return top
}

// of is the place that made a series or file.
func (p places) of(s *subject.Subject) string {
	if s.Institution != "" {
		return s.Institution
	}
	if len(s.Files) == 0 {
		return p.only
	}
	return p.below(s.Files[0])
}

// below is the place that made what lies at a path.
func (p places) below(path string) string {
	if place, met := p.media[medium(path)]; met {
		return place
	}
	return p.only
}
