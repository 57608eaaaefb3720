// Package survey looks at a disc, a drive, an archive or a folder before
// anything of it is in a case: what is on it, whose it is, where it was made and
// which case it belongs to; and it carries out what a person then chose.
//
// It promises that it meets the files that an import would meet and understands
// them as the import does, since it looks through the importer; that looking
// stores nothing; that two people are never put together who differ by what
// identity compares; that nothing goes into a case that no person chose for it;
// and that what was chosen is carried out once, however often the program ends
// under it. What it proposes is marked as taken from the records until a person
// accepts it, which is draft's.
package survey

import (
	"context"
	"hash/fnv"
	"path"
	"sync"
	"time"

	"oso/internal/clinic/importer"
	"oso/internal/container"
	"oso/internal/dicom"
	"oso/internal/identity"
)

// Request is one look.
type Request struct {
	Paths  []string
	Avoid  []string // folders that are never read: the vault's own
	Spool  string   // folder for what is unpacked and too large for memory, sealed; empty: the system's
	PDF    []string // command line of the PDF child
	Now    func() time.Time
	Limits importer.Limits
	Tell   func() // may be nil: there is more to be seen; called from the goroutine of Run
}

// Survey is what was met so far. Its methods may be called while Run goes on.
type Survey struct {
	Paths []string

	mu       sync.Mutex
	roots    []string // marks of what lies at the paths, from before the first file was looked at
	progress importer.Progress
	done     bool
	stopped  bool
	spelled  map[string]*spelling // by what is said, letter for letter
	order    []*spelling
	nobody   []loose         // files that name nobody
	several  []loose         // files that name more than one, as they are spelled
	refused  []loose         // files that an import would not take
	locked   []loose         // of archives whose password an import asks for
	extra    []loose         // programs and leftovers
	folders  map[place][]int // which spellings have files of their own below a folder: few, each once
	dirs     []directory
	whose    map[uint64]int // of files that name one person or nobody (-1), by their marks, shortened
	groups   []*group       // of order's people, made anew when somebody is met
}

// place is where something lies in one of the sources that were given: two may
// have the same name.
type place struct {
	from int
	path string
}

func (p place) above() place { return place{p.from, path.Dir(p.path)} }
func (p place) top() bool    { return p.path == "." || p.path == "/" }

// tally counts files.
type tally struct {
	Files int
	Bytes int64
}

func (t *tally) add(size int64) { t.Files++; t.Bytes += size }

// loose is a file that no one person's name is in.
type loose struct {
	from   int    // in which of what was given
	path   string // as stored
	marks  []string
	media  string
	size   int64
	sop    uint64 // of its instance, shortened; 0: none
	why    string
	people []int // places in order
}

// spelling is one person as some files name them, and these files.
type spelling struct {
	person  identity.Person
	at      int // place in order
	files   tally
	dirs    []loose // directories of discs that name this person alone: they are nobody's records by themselves
	images  int
	pdfs    int
	other   int
	slides  int
	studies map[string]*study
	sops    []uint64 // of the instances, shortened
	docs    []document
	wrong   map[string]int // what is wrong with how many files, by sentence
	places  []string       // institutions
}

type study struct {
	uid, date, description, place string
	modalities                    []string
	series                        map[string]int
	images                        int
}

// document is a file that is no image.
type document struct {
	path string
	size int64
}

// directory is a DICOMDIR: what it promises and nobody met yet.
type directory struct {
	promised int
	ahead    map[place]bool
}

// New begins a survey of what lies at the paths.
func New(paths []string) *Survey {
	return &Survey{Paths: paths, spelled: map[string]*spelling{}, folders: map[place][]int{}, whose: map[uint64]int{}}
}

// Run looks at everything. The error is that ctx ended, or errs.NotFound: what was looked
// at is not there any more. What was met until then stays.
func (s *Survey) Run(ctx context.Context, r Request) error {
	tell := func() {
		if r.Tell != nil {
			r.Tell()
		}
	}
	// A drive that answers no more must not keep a person waiting who stopped.
	ended := context.AfterFunc(ctx, func() {
		s.mu.Lock()
		s.done, s.stopped = true, true
		s.mu.Unlock()
		tell()
	})
	defer ended()
	roots := make(chan []string, 1)
	go func() { roots <- importer.Roots(s.Paths) }()
	select {
	case lies := <-roots:
		s.mu.Lock()
		s.roots = lies
		s.mu.Unlock()
	case <-ctx.Done():
		return ctx.Err()
	}
	err := importer.Look(ctx, importer.LookRequest{
		Paths: s.Paths, Avoid: r.Avoid, Spool: r.Spool, PDF: r.PDF, Now: r.Now, Limits: r.Limits,
		Progress: func(p importer.Progress) {
			s.mu.Lock()
			s.progress = p
			s.mu.Unlock()
			tell()
		},
	}, s.see)
	s.mu.Lock()
	s.done, s.stopped = true, err != nil
	s.mu.Unlock()
	tell()
	return err
}

// see notes one file.
func (s *Survey) see(f importer.Seen) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return
	}
	s.met(place{f.From, f.Stored})
	switch {
	case f.Locked:
		s.locked = append(s.locked, loose{from: f.From, path: f.Stored, marks: f.Marks, size: f.Size, why: f.Reject})
		return
	case f.Reject != "":
		s.refused = append(s.refused, loose{from: f.From, path: f.Stored, marks: f.Marks, size: f.Size, why: f.Reject})
		return
	case f.DICOM != nil && f.DICOM.Directory != nil:
		s.directory(&f)
	case f.Extra:
		s.extra = append(s.extra, loose{from: f.From, path: f.Stored, marks: f.Marks, media: f.Type, size: f.Size})
		if len(f.People) == 0 {
			s.whose[short(f.Marks[0])] = -1
		}
		return
	}
	var who []int
	for i := range f.People {
		who = append(who, s.spell(&f.People[i]).at)
	}
	switch {
	case len(who) == 0 && f.Kept != "" && container.Opens(f.Type):
		// An archive that the look could not open: somebody may have its password.
	case len(who) == 0:
		s.whose[short(f.Marks[0])] = -1
	case len(who) == 1:
		s.whose[short(f.Marks[0])] = who[0]
	}
	switch {
	case len(who) == 0:
		s.nobody = append(s.nobody, loose{from: f.From, path: f.Stored, marks: f.Marks, media: f.Type, size: f.Size, why: f.Kept})
	case len(who) > 1:
		s.several = append(s.several, loose{from: f.From, path: f.Stored, marks: f.Marks, size: f.Size, sop: instance(&f), people: who})
	case f.DICOM != nil && f.DICOM.Directory != nil:
		x := s.order[who[0]]
		x.dirs = append(x.dirs, loose{from: f.From, path: f.Stored, marks: f.Marks, size: f.Size, sop: instance(&f)})
	default:
		s.order[who[0]].add(&f)
		s.below(place{f.From, f.Stored}, who[0])
	}
}

// spell finds a person as they are spelled.
func (s *Survey) spell(p *identity.Person) *spelling {
	key := importer.PersonMark(p)
	x := s.spelled[key]
	if x == nil {
		x = &spelling{person: *p, at: len(s.order), studies: map[string]*study{}, wrong: map[string]int{}}
		s.spelled[key] = x
		s.order = append(s.order, x)
		s.groups = nil
	}
	return x
}

// instance is a file's SOP instance, shortened; 0 where it is none.
func instance(f *importer.Seen) uint64 {
	if f.DICOM == nil || f.DICOM.SOPInstanceUID == "" {
		return 0
	}
	return short(f.DICOM.SOPInstanceUID)
}

// below notes in every folder above a file that somebody has a file there. Of
// more than two it is enough to know that they are several.
func (s *Survey) below(at place, who int) {
	for dir := at.above(); ; dir = dir.above() {
		have := s.folders[dir]
		if len(have) > 0 && have[len(have)-1] == who {
			return // and above, too
		}
		known := len(have) > 8
		for _, x := range have {
			known = known || x == who
		}
		if !known {
			s.folders[dir] = append(have, who)
		}
		if dir.top() {
			return
		}
	}
}

// add notes a file of this person.
func (x *spelling) add(f *importer.Seen) {
	x.files.add(f.Size)
	if f.Kept != "" {
		x.wrong[f.Kept]++
	}
	d := f.DICOM
	switch {
	case d == nil && f.Type == "application/pdf", d != nil && d.Document != nil:
		x.pdfs++
	case d == nil:
		x.other++
	case d.HasPixels && d.Modality == "SM":
		x.slides++
	case d.HasPixels:
		x.images++
	default:
		x.other++
	}
	if d == nil {
		x.docs = append(x.docs, document{f.Stored, f.Size})
		return
	}
	if d.SOPInstanceUID != "" {
		x.sops = append(x.sops, short(d.SOPInstanceUID))
	} else {
		x.docs = append(x.docs, document{f.Stored, f.Size})
	}
	x.places = once(x.places, d.Institution)
	if d.StudyInstanceUID != "" {
		x.study(d)
	}
}

func (x *spelling) study(d *dicom.Info) {
	st := x.studies[d.StudyInstanceUID]
	if st == nil {
		st = &study{uid: d.StudyInstanceUID, series: map[string]int{}}
		x.studies[st.uid] = st
	}
	st.date, st.description, st.place = first(st.date, d.StudyDate), first(st.description, d.StudyDescription), first(st.place, d.Institution)
	st.modalities = once(st.modalities, d.Modality)
	st.series[d.SeriesInstanceUID]++
	if d.HasPixels {
		st.images++
	}
}

func first(was, now string) string {
	if was == "" {
		return now
	}
	return was
}

func once(all []string, one string) []string {
	if one == "" {
		return all
	}
	for _, x := range all {
		if x == one {
			return all
		}
	}
	return append(all, one)
}

// short makes an identifier small enough to keep half a million.
func short(uid string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(uid))
	return h.Sum64()
}
