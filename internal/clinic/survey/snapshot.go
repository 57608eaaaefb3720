package survey

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/importer"
	"oso/internal/deed"
	"oso/internal/identity"
)

// Snapshot is what was met until now, for people.
type Snapshot struct {
	Done    bool     `json:"done"`    // all was looked at
	Stopped bool     `json:"stopped"` // somebody ended it before
	Stalled bool     `json:"stalled"` // the disc, drive or folder has not answered for a while
	Files   int      `json:"files"`   // looked at
	Total   int      `json:"total"`   // found; grows when an archive is opened
	Bytes   int64    `json:"bytes"`   // of all files found
	People  []Person `json:"people"`
	Loose   []Loose  `json:"loose"`
	Extra   int      `json:"extra"`   // programs and leftovers: nothing about anybody
	Missing int      `json:"missing"` // files that the disc's directory names and that are not there
	Absent  []string `json:"absent"`  // whom the directory names, and no file does
}

// Person is one patient of the disc. What stands in Patient is proposed.
type Person struct {
	Key       string              `json:"key"` // stays while more is met, as long as nothing says more about them
	Patient   casefile.Patient    `json:"patient"`
	Also      []string            `json:"also"`   // other spellings of the name
	Maybe     []string            `json:"maybe"`  // keys of others of whom it is not clear whether they are the same person, who have more files
	Births    []string            `json:"births"` // where the files do not give one day of birth: what they give
	Places    []string            `json:"places"` // institutions that made the records
	Studies   []Study             `json:"studies"`
	Files     int                 `json:"files"`
	Bytes     int64               `json:"bytes"`
	Images    int                 `json:"images"`
	Slides    int                 `json:"slides"` // microscopy
	PDFs      int                 `json:"pdfs"`
	Documents int                 `json:"documents"` // others
	Wrong     []Wrong             `json:"wrong"`
	Materials []casefile.Material `json:"materials"` // as a case announces them

	spellings []*spelling
	beside    []loose // counted with them, of no spelling: named in two, or a disc's directory
}

// Study of a person.
type Study struct {
	UID         string   `json:"uid"`
	Date        string   `json:"date"`
	Description string   `json:"description"`
	Place       string   `json:"place"`
	Modalities  []string `json:"modalities"`
	Series      int      `json:"series"`
	Images      int      `json:"images"`
}

// Wrong is something that a number of files have.
type Wrong struct {
	Message string `json:"message"`
	Files   int    `json:"files"`
}

// LooseKind says why files belong to nobody's records.
type LooseKind string

const (
	Nobody  LooseKind = "nobody"  // they name nobody
	Several LooseKind = "several" // each names more than one person
	Listing LooseKind = "listing" // a disc's directory that names somebody of whom no file is here
	Refused LooseKind = "refused" // they cannot be taken: an import tells why
	Locked  LooseKind = "locked"  // an import asks for their password
)

// Loose are files that a person must give to somebody, or leave out.
type Loose struct {
	ID     string    `json:"id"`
	Kind   LooseKind `json:"kind"`
	Beside string    `json:"beside"` // key of the only person whose files lie beside them; empty: of nobody alone
	Files  int       `json:"files"`
	Bytes  int64     `json:"bytes"`
	Names  []string  `json:"names"` // of some of them
	Why    string    `json:"why"`   // of all of them; empty where they have none, or several

	marks []string
}

// shownNames is how many files are named in a list.
const shownNames = 5

// Snapshot gives what was met until now.
func (s *Survey) Snapshot() Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := Snapshot{
		Done: s.done, Stopped: s.stopped, Stalled: s.progress.Phase == importer.Stalled && !s.done, Files: s.progress.Files, Total: s.progress.TotalFiles, Bytes: s.progress.TotalBytes,
		People: []Person{}, Loose: []Loose{}, Absent: []string{},
	}
	groupOf := make([]string, len(s.order))
	groups := s.grouped()
	for _, g := range groups {
		for _, x := range g.members {
			groupOf[x.at] = g.key
		}
	}
	own := map[string][]loose{} // files of one person, named in two spellings
	var several []loose
	for _, f := range s.several {
		key := groupOf[f.people[0]]
		if slices.ContainsFunc(f.people, func(i int) bool { return groupOf[i] != key }) {
			several = append(several, f)
		} else {
			own[key] = append(own[key], f)
		}
	}
	files := func(key string) int {
		n := 0
		for _, g := range groups {
			if g.key == key {
				for _, x := range g.members {
					n += x.files.Files
				}
			}
		}
		return n
	}
	var listings []loose
	for _, g := range groups {
		p := g.person()
		for _, o := range g.maybe {
			key := groupOf[o.members[0].at]
			if key != g.key && (files(key) > p.Files || files(key) == p.Files && key < g.key) {
				p.Maybe = once(p.Maybe, key)
			}
		}
		for _, f := range own[p.Key] {
			p.Files, p.Bytes, p.Documents = p.Files+1, p.Bytes+f.size, p.Documents+1
		}
		p.beside = own[p.Key]
		dirs := g.directories()
		if p.Files > 0 {
			for _, f := range dirs {
				p.Files, p.Bytes = p.Files+1, p.Bytes+f.size
			}
			p.beside = append(p.beside, dirs...)
		} else {
			listings = append(listings, dirs...)
		}
		if p.Files > 0 || !s.done {
			out.People = append(out.People, p)
		} else {
			out.Absent = append(out.Absent, identity.Display(p.Patient.Name))
		}
	}
	slices.SortStableFunc(out.People, func(a, b Person) int {
		return cmp.Or(cmp.Compare(b.Images+b.Slides, a.Images+a.Slides), cmp.Compare(a.Patient.Name.Family, b.Patient.Name.Family))
	})
	nobody, companions := s.companions()
	out.Extra = companions
	out.Loose = append(out.Loose, s.loose(Nobody, nobody, groupOf)...)
	out.Loose = append(out.Loose, s.loose(Several, several, groupOf)...)
	out.Loose = append(out.Loose, s.loose(Listing, listings, groupOf)...)
	out.Loose = append(out.Loose, s.loose(Locked, s.locked, groupOf)...)
	out.Loose = append(out.Loose, s.loose(Refused, s.refused, groupOf)...)
	for i := range s.dirs {
		out.Missing += len(s.dirs[i].ahead)
	}
	return out
}

// companions takes out of what names nobody what only came along on the disc: a
// viewer with its pages, a leftover. It gives how many there are.
func (s *Survey) companions() (rest []loose, n int) {
	item := func(f *loose, i int) *deed.Item {
		at := f.path
		if strings.Contains(at, "/") { // a program of one source makes nothing of another part of it
			at = strconv.Itoa(f.from) + ":" + at
		}
		return &deed.Item{Kind: deed.ItemRecord, Path: at, MediaType: f.media, Record: casefile.RecordID(strconv.Itoa(i)), Bytes: f.size}
	}
	found := deed.Companions(func(yield func(*deed.Item) bool) {
		for i := range s.nobody {
			if !yield(item(&s.nobody[i], i)) {
				return
			}
		}
		for i := range s.extra {
			if !yield(item(&s.extra[i], -i-1)) {
				return
			}
		}
	})
	for i, f := range s.nobody {
		if !found[casefile.RecordID(strconv.Itoa(i))] {
			rest = append(rest, f)
		}
	}
	return rest, len(s.extra) + len(s.nobody) - len(rest)
}

// loose puts files together by whose they lie beside, and what is not taken by the
// reason, too: each is told of its own files alone. Where a person chooses, they are one
// choice.
func (s *Survey) loose(kind LooseKind, files []loose, groupOf []string) []Loose {
	type group struct{ beside, why string }
	all := map[group]*Loose{}
	reasons := map[string]int{}
	var order []group
	for _, f := range files {
		g := group{beside: s.beside(place{f.from, f.path}, groupOf)}
		if kind == Refused || kind == Locked {
			g.why = f.why
		}
		x := all[g]
		if x == nil {
			x = &Loose{ID: string(kind) + ":" + g.beside, Kind: kind, Beside: g.beside, Why: f.why}
			if n := reasons[g.beside]; n > 0 {
				x.ID += ":" + strconv.Itoa(n+1)
			}
			reasons[g.beside]++
			all[g], order = x, append(order, g)
		}
		if x.Why != f.why {
			x.Why = ""
		}
		x.Files, x.Bytes = x.Files+1, x.Bytes+f.size
		if len(x.Names) < shownNames {
			x.Names = append(x.Names, f.path)
		}
		x.marks = append(x.marks, f.marks...)
	}
	var out []Loose
	for _, g := range order {
		out = append(out, *all[g])
	}
	return out
}

// beside is the one person whose files lie in the nearest folder above that has
// anybody's.
func (s *Survey) beside(at place, groupOf []string) string {
	for dir := at.above(); ; dir = dir.above() {
		if who := s.folders[dir]; len(who) > 0 {
			key := groupOf[who[0]]
			if slices.ContainsFunc(who, func(i int) bool { return groupOf[i] != key }) {
				return ""
			}
			return key
		}
		if dir.top() {
			return ""
		}
	}
}

// person puts a group's spellings together.
func (g *group) person() Person {
	p := Person{Key: g.key, Also: []string{}, Maybe: []string{}, Births: []string{}, Places: []string{}, Studies: []Study{}, Wrong: []Wrong{}, spellings: g.members}
	studies := map[string]int{}
	wrong := map[string]int{}
	for _, x := range g.members {
		p.Files, p.Bytes = p.Files+x.files.Files, p.Bytes+x.files.Bytes
		p.Images, p.Slides, p.PDFs, p.Documents = p.Images+x.images, p.Slides+x.slides, p.PDFs+x.pdfs, p.Documents+x.other
		for _, place := range x.places {
			p.Places = once(p.Places, place)
		}
		if n := identity.Display(x.person.Name); n != identity.Display(g.members[0].person.Name) {
			p.Also = once(p.Also, n)
		}
		p.Births = once(p.Births, x.person.Birth())
		for message, n := range x.wrong {
			wrong[message] += n
		}
		for uid, st := range x.studies {
			i, known := studies[uid]
			if !known {
				i = len(p.Studies)
				studies[uid] = i
				p.Studies = append(p.Studies, Study{UID: uid, Date: st.date, Description: st.description, Place: st.place})
			}
			o := &p.Studies[i]
			o.Series, o.Images = o.Series+len(st.series), o.Images+st.images
			for _, m := range st.modalities {
				o.Modalities = once(o.Modalities, m)
			}
		}
	}
	for i := range p.Studies {
		slices.Sort(p.Studies[i].Modalities)
	}
	slices.SortFunc(p.Studies, func(a, b Study) int { return cmp.Or(cmp.Compare(b.Date, a.Date), cmp.Compare(a.UID, b.UID)) })
	for message, n := range wrong {
		p.Wrong = append(p.Wrong, Wrong{message, n})
	}
	slices.SortFunc(p.Wrong, func(a, b Wrong) int { return cmp.Or(cmp.Compare(b.Files, a.Files), cmp.Compare(a.Message, b.Message)) })
	from := ""
	if len(p.Places) == 1 {
		from = p.Places[0]
	}
	p.Patient = g.proposed(from)
	if len(p.Births) == 1 && p.Births[0] == p.Patient.BirthDate {
		p.Births = []string{}
	}
	p.Materials = p.materials()
	return p
}

// proposed is the patient as the spelling has it that says most, with what only others
// say.
func (g *group) proposed(from string) casefile.Patient {
	out := patientOf(&g.members[0].person, from)
	for _, x := range g.members[1:] {
		more := patientOf(&x.person, from)
		out.BirthDate = first(out.BirthDate, more.BirthDate)
		out.Sex = casefile.Sex(first(string(out.Sex), string(more.Sex)))
		out.Name.Ideographic = first(out.Name.Ideographic, more.Name.Ideographic)
		for _, n := range more.Identifiers {
			if !slices.ContainsFunc(out.Identifiers, func(o casefile.Identifier) bool { return o.Value == n.Value }) {
				out.Identifiers = append(out.Identifiers, n)
			}
		}
	}
	return out
}

func validDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
