package opinion

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"oso/internal/casefile"
	"oso/internal/characters"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
)

// Seen is what an author says of something that was sent. Nothing is said for
// the author: what was opened is no proof that it was looked at.
type Seen string

const (
	SeenWhole Seen = "seen"
	SeenPart  Seen = "part"
	SeenNot   Seen = "none"
)

// Mark is an author's word about one Reviewable. Over is what it was said over: it
// does not count for what has changed since.
type Mark struct {
	Key  string `json:"key"`
	Seen Seen   `json:"seen"`
	Over string `json:"over"`
}

// marks are one author's; another's are not theirs to keep.
type marks struct {
	By   string `json:"by"`
	List []Mark `json:"list"`
}

// Reviewable is something that was sent, as its author marks it and as the
// letter names it: a study with all its series, a document, or what came by
// another way.
type Reviewable struct {
	Key     string              `json:"key"`
	Line    string              `json:"line"`
	Records []casefile.RecordID `json:"records"` // none: it came on paper, glass or a disc by mail
	Seen    Seen                `json:"seen"`    // empty: not marked
	Over    string              `json:"over"`    // changes with what is in it
	Changed bool                `json:"changed"` // marked before, and changed since

	document bool
}

// Review lists what there is to review of a version's draft, with its author's
// marks.
func (w *Working) review(ctx context.Context, q *db.Queries, author string, m *marks) ([]Reviewable, error) {
	items, err := w.Items(ctx, q)
	if err != nil {
		return nil, err
	}
	filed, err := w.Filed(ctx, q)
	if err != nil {
		return nil, err
	}
	out := w.reviewables(items)
	for i := range out {
		if slices.ContainsFunc(out[i].Records, func(r casefile.RecordID) bool { return filed[r] != "" }) {
			out[i].Line += sentBeside
		}
	}
	said := map[string]Mark{}
	if m != nil && m.By == author {
		for _, x := range m.List {
			said[x.Key] = x
		}
	}
	for i := range out {
		x, ok := said[out[i].Key]
		switch {
		case !ok || x.Seen == "":
		case x.Over == out[i].Over:
			out[i].Seen = x.Seen
		default:
			out[i].Changed = true
		}
	}
	return out, nil
}

// checkMarks refuses what a page may not say.
func checkMarks(list []Mark) error {
	for _, m := range list {
		if m.Seen != "" && m.Seen != SeenWhole && m.Seen != SeenPart && m.Seen != SeenNot || len(m.Key) > 200 || len(m.Over) > 64 {
			return errs.E(errs.Invalid, "save draft", "A record may be marked as seen, seen in part or not seen. Nothing was saved. Open the case again.")
		}
	}
	return nil
}

// state writes into the content what the marks say.
func state(c *deed.Content, list []Reviewable) {
	c.Reviewed, c.Unseen = []string{}, nil
	put := func(to *[]string, which func(Reviewable) bool) {
		documents := 0
		for _, r := range list {
			if !which(r) {
				continue
			}
			if r.document {
				if documents++; documents > maxDocuments {
					continue
				}
			}
			line := r.Line
			if r.Seen == SeenPart {
				line += " (seen in part)"
			}
			*to = append(*to, line)
		}
		if more := documents - maxDocuments; more > 0 {
			*to = append(*to, count(more, "further document", "further documents"))
		}
	}
	put(&c.Reviewed, func(r Reviewable) bool { return r.Seen == SeenWhole || r.Seen == SeenPart })
	put(&c.Unseen, func(r Reviewable) bool { return r.Seen == SeenNot })
}

// checkReviewed says whether the author has said of everything whether it was
// looked at, and looked at something.
func checkReviewed(c *deed.Content, list []Reviewable) Check {
	var open []string
	n := map[Seen]int{}
	for _, r := range list {
		if n[r.Seen]++; r.Seen == "" {
			open = append(open, r.Line)
		}
	}
	switch {
	case len(open) > 0:
		named := strings.Join(open[:min(len(open), 3)], "; ")
		if more := len(open) - 3; more > 0 {
			named += fmt.Sprintf("; and %d more", more)
		}
		return Check{Code: CheckReviewed, Detail: "Mark what you have seen: " + named}
	case len(c.Reviewed)+len(c.Also) == 0:
		return Check{Code: CheckReviewed, Detail: "Say what was reviewed"}
	case len(list) == 0:
		return Check{Code: CheckReviewed, OK: true, Detail: count(len(c.Reviewed)+len(c.Also), "record listed", "records listed")}
	}
	said := []string{fmt.Sprintf("%d seen", n[SeenWhole])}
	if n[SeenPart] > 0 {
		said = append(said, fmt.Sprintf("%d seen in part", n[SeenPart]))
	}
	if n[SeenNot] > 0 {
		said = append(said, fmt.Sprintf("%d not seen", n[SeenNot]))
	}
	return Check{Code: CheckReviewed, OK: true, Detail: "Everything sent is marked: " + strings.Join(said, ", ")}
}

// sentBeside is said of what the treating physician did not seal: it came to the
// service by another way, and a coordinator filed it.
const sentBeside = " (sent outside the sealed case)"

// maxDocuments are named one by one; what is more is counted.
const maxDocuments = 40

// reviewables lists what the clinic sealed and somebody can review: studies with
// their series and images, then documents, then what came by another way. What
// only came along on a disc is not there.
func (w *Working) reviewables(items []deed.Item) []Reviewable {
	type study struct {
		uid     string
		name    string
		date    string
		series  map[string]bool
		images  int
		others  int // reports, marks and the like: no images
		records []casefile.RecordID
		sums    []string
	}
	studies := map[string]*study{}
	var order []*study
	var documents []Reviewable
	companions, slides := deed.Companions(deed.Each(items)), deed.Slides(deed.Each(items))
	sums := map[casefile.RecordID]string{}
	for i := range items {
		sums[items[i].Record] = items[i].SHA256
	}
	for i := range items {
		it := &items[i]
		if it.Kind != deed.ItemRecord || companions[it.Record] {
			continue
		}
		d := it.DICOM
		if d == nil || d.StudyUID == "" {
			of := []string{it.SHA256}
			for _, part := range slides[it.Record].Parts {
				of = append(of, sums[part])
			}
			documents = append(documents, Reviewable{
				Key: "record/" + string(it.Record), Line: it.Name(), Records: []casefile.RecordID{it.Record}, Over: over(of...), document: true,
			})
			continue
		}
		s := studies[d.StudyUID]
		if s == nil {
			s = &study{uid: d.StudyUID, name: studyName(d), date: d.StudyDate, series: map[string]bool{}}
			studies[d.StudyUID] = s
			order = append(order, s)
		}
		s.series[d.SeriesUID] = true
		s.records, s.sums = append(s.records, it.Record), append(s.sums, it.SHA256)
		if d.Image() {
			s.images++
		} else {
			s.others++
		}
	}
	sort.SliceStable(order, func(i, j int) bool { return order[i].date < order[j].date })
	out := []Reviewable{}
	for _, s := range order {
		line := s.name
		if s.date != "" {
			line += ", " + sayPartial(s.date)
		}
		var holds []string
		if s.images > 0 {
			holds = append(holds, count(s.images, "image", "images"))
		}
		if s.others > 0 {
			holds = append(holds, count(s.others, "report or mark", "reports or marks"))
		}
		slices.Sort(s.sums)
		out = append(out, Reviewable{
			Key: "study/" + over(s.uid), Line: fmt.Sprintf("%s: %s in %s", line, strings.Join(holds, " and "), count(len(s.series), "series", "series")),
			Records: s.records, Over: over(s.sums...),
		})
	}
	sort.SliceStable(documents, func(i, j int) bool { return documents[i].Line < documents[j].Line })
	out = append(out, documents...)
	alike := map[string]int{}
	for _, m := range w.Doc.Materials {
		if what := strings.TrimSpace(m.Description); m.Channel != casefile.ByUpload && what != "" {
			sum := over(what, string(m.Channel))
			if alike[sum]++; alike[sum] > 1 { // announced in the same words, and marked by itself all the same
				sum = over(what, string(m.Channel), fmt.Sprint(alike[sum]))
			}
			out = append(out, Reviewable{Key: "sent/" + sum, Line: what + ", by " + string(m.Channel), Records: []casefile.RecordID{}, Over: sum})
		}
	}
	for i := range out { // files and studies have names in any script
		out[i].Line = characters.Set(out[i].Line)
	}
	return out
}

// studyName is what a study is called in a letter.
func studyName(d *deed.DICOMRef) string {
	name := strings.TrimSpace(d.Study)
	switch {
	case name == "":
		return strings.TrimSpace(d.Modality + " study")
	case d.Modality != "" && !strings.Contains(strings.ToUpper(name), d.Modality):
		return d.Modality + " " + name
	}
	return name
}

func over(parts ...string) string { return seal.SHA256([]byte(strings.Join(parts, "\x00")))[:32] }
