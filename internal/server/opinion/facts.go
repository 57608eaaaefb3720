package opinion

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/characters"
	"oso/internal/deed"
	"oso/internal/pdf"
	"oso/internal/proofread"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/transcript"
)

// What of the records one check reads: so much of one, so many, so much of all.
const (
	mostProofOne     = 2 << 20
	mostProofRecords = 60
	mostProofAll     = 64 << 20
	mostProofPDF     = 32 << 20
	mostProofText    = 256 << 10       // of one PDF
	mostProofTime    = 4 * time.Second // for one that was not read before
	mostProofWait    = 8 * time.Second // for all such
)

// factsOf are what the case says that a letter is held against: its history, its
// questions, what it was sent. unread is how many records say something that is not
// read here.
func (w *Working) factsOf(ctx context.Context, q *db.Queries, d *Draft, items []deed.Item, readings []Reading, now time.Time) (f proofread.Facts, unread int) {
	c := &d.Content
	f = proofread.Facts{Name: w.Doc.Patient.Name.Family, Sex: string(w.Person.Sex), Today: dayOf(now)}
	if f.Name == "" {
		f.Name = w.Person.Name
	}
	f.Born, _ = time.Parse(time.DateOnly, w.Person.BirthDate)
	f.Also = append(f.Also, w.Physician.Name, w.Physician.Salutation, c.Addressee.Name, c.Addressee.Clinic, w.Person.Name)
	if rep := w.Doc.Patient.Representative; rep != nil {
		f.Also = append(f.Also, rep.Name)
	}
	for _, s := range c.Signers {
		f.Also = append(f.Also, s.Name)
	}
	add := func(name, text string, question int) {
		if strings.TrimSpace(text) != "" {
			f.Sources = append(f.Sources, proofread.Source{Name: name, Text: text, Question: question})
		}
	}
	n := 0
	for i := range c.Answers {
		a := &c.Answers[i]
		if len(a.Parts) == 0 {
			add(fmt.Sprintf("Question %d", i+1), a.Question, n)
			n++
		}
		for j, p := range a.Parts {
			add(fmt.Sprintf("Question %d%c", i+1, 'a'+j), a.Question+"\n"+p.Question, n)
			n++
		}
	}
	h := &w.Doc.History
	for _, x := range []struct{ name, text string }{
		{"The complaint", h.ChiefComplaint}, {"The history", h.PresentIllness}, {"The diagnosis", diagnosis(w.Doc.Diagnosis)}, {"The plan", w.Doc.Plan},
		{"The reason for asking", w.Doc.Reason}, {"The past history", h.Past}, {"The medication", h.Medication}, {"The allergies", h.Allergies},
		{"The family history", h.Family}, {"The social history", h.Social},
	} {
		add(x.name, x.text, -1)
	}
	for _, e := range h.Encounters {
		add("The history", sayPartial(e.Date)+": "+e.Text, -1)
	}
	for _, r := range readings {
		add(r.heading(), r.Report, -1)
	}
	notSeen := w.studies(ctx, q, &f, d, items)
	unread, pages := w.recordTexts(ctx, q, &f, items)
	for _, m := range w.Doc.Materials {
		add("What was announced", m.Description, -1)
		if m.Channel != casefile.ByUpload {
			unread++
		}
	}
	f.Whole = unread == 0 && !pages && len(items) > 0 // a page of a PDF may be a scan with a date of its own
	for _, x := range c.Citations {
		if name, ok := notSeen[x.Target.Record]; ok {
			f.Unseen = append(f.Unseen, proofread.Citation{Label: x.Label, Name: name, Record: string(x.Target.Record)})
		}
	}
	for i := range c.Figures {
		k := &c.Figures[i].Image
		if name, ok := notSeen[k.Record]; ok {
			f.Unseen = append(f.Unseen, proofread.Citation{Label: fmt.Sprintf("Figure %d", i+1), Name: name, Record: string(k.Record)})
		}
	}
	return f, unread
}

func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// studies adds the studies that were sent, each with what its series are called, and
// gives the records that the author has marked as not seen.
func (w *Working) studies(ctx context.Context, q *db.Queries, f *proofread.Facts, d *Draft, items []deed.Item) map[casefile.RecordID]string {
	out, not := map[casefile.RecordID]string{}, map[string]bool{}
	for _, r := range d.Review {
		if r.Seen != SeenNot {
			continue
		}
		not[r.Key] = true
		for _, id := range r.Records {
			out[id] = r.Line
		}
	}
	at, series := map[string]int{}, map[string]map[string]bool{}
	for i := range items {
		it := &items[i]
		x := it.DICOM
		if x == nil || x.StudyUID == "" {
			continue
		}
		if series[x.StudyUID] == nil {
			s := proofread.Study{Name: characters.Set(studyName(x)), Record: string(it.Record), Modality: x.Modality, Seen: !not["study/"+over(x.StudyUID)]}
			s.Date, _ = time.Parse(time.DateOnly, x.StudyDate)
			at[x.StudyUID], series[x.StudyUID] = len(f.Studies), map[string]bool{}
			f.Studies = append(f.Studies, s)
			f.Also = append(f.Also, x.Referrer())
		}
		if key := x.SeriesUID + "/" + x.Series; !series[x.StudyUID][key] && len(series[x.StudyUID]) < mostProofRecords {
			series[x.StudyUID][key] = true
			s := &f.Studies[at[x.StudyUID]]
			says := s.Name
			if said := strings.TrimSpace(x.Series); said != "" {
				says += ": " + said
			}
			if side := w.sideOf(ctx, q, it); side != "" {
				says += ", " + side
			} else if says == s.Name {
				continue
			}
			f.Sources = append(f.Sources, proofread.Source{Name: s.Name, Record: string(it.Record), Text: says, Question: -1})
		}
	}
	return out
}

// sideOf is the side that the header of a series' image names: (0020,0062), else
// (0020,0060). It is kept with all else that a look at the header found.
func (w *Working) sideOf(ctx context.Context, q *db.Queries, it *deed.Item) string {
	if !it.DICOM.Image() {
		return ""
	}
	m, err := w.Image(ctx, q, *it, nil)
	if err != nil { // one that cannot be read says nothing
		return ""
	}
	return map[string]string{"L": "left", "R": "right"}[m.Laterality]
}

// recordTexts adds what the records say that are texts, and counts those whose text
// is not read; pages tells whether one is a PDF.
func (w *Working) recordTexts(ctx context.Context, q *db.Queries, f *proofread.Facts, items []deed.Item) (unread int, pages bool) {
	companions := deed.Companions(deed.Each(items))
	// What is not read by then is read the next time: a text is kept once it is known.
	soon, cancel := context.WithTimeout(ctx, mostProofWait)
	defer cancel()
	read, total := 0, int64(0)
	for i := range items {
		it := &items[i]
		if it.Kind != deed.ItemRecord || companions[it.Record] || it.DICOM != nil && it.DICOM.StudyUID != "" && it.DICOM.Image() {
			continue
		}
		media, _, _ := strings.Cut(it.MediaType, ";")
		if strings.HasPrefix(media, "image/") || media != mediaPDF && it.Bytes > mostProofOne || it.Bytes > mostProofPDF || read >= mostProofRecords || total+it.Bytes > mostProofAll {
			unread++
			continue
		}
		read, total = read+1, total+it.Bytes
		var text string
		var whole bool
		if media == mediaPDF {
			pages = true
			text, whole = w.pdfText(ctx, soon, q, it)
		} else {
			text, whole = w.recordText(ctx, it)
		}
		if !whole {
			unread++
		}
		if text != "" {
			f.Sources = append(f.Sources, proofread.Source{Name: "“" + characters.Set(it.Name()) + "”", Record: string(it.Record), Text: text, Question: -1})
		}
	}
	return unread, pages
}

const mediaPDF = "application/pdf"

// pdfText is the text of a PDF, read once by a process of its own, and by soon;
// whole tells whether there is one, and whether it is all of it, as far as a reader
// of texts can know: one page may be a scan among others.
func (w *Working) pdfText(ctx, soon context.Context, q *db.Queries, it *deed.Item) (text string, whole bool) {
	if t, ok := w.KnownText(ctx, q, *it); ok {
		return t.Text, t.Whole
	}
	if w.PDF == nil {
		return "", false
	}
	body, err := w.Read(soon, *it)
	if err != nil {
		return "", false
	}
	info, err := pdf.Read(soon, body, it.Bytes, pdf.Options{Pool: w.PDF, Text: mostProofText, Time: mostProofTime})
	if err != nil {
		return "", false
	}
	whole = info.HasText && len(info.Text) < mostProofText && !info.Has(pdf.TextNotRead) && !info.Has(pdf.ScannedNoText) && len(info.Further) == 0
	if !info.Has(pdf.TextNotRead) { // the machine may have been busy: it is tried again
		_ = w.KeepText(ctx, *it, chart.Text{Text: info.Text, Whole: whole})
	}
	return info.Text, whole
}

// recordText is what one says; whole tells whether that is all of it. One that
// cannot be read is none that is in the way of a check.
func (w *Working) recordText(ctx context.Context, it *deed.Item) (text string, whole bool) {
	body, err := w.Read(ctx, *it)
	if err != nil {
		return "", false
	}
	t, err := transcript.Read(ctx, body, it.Bytes, transcript.Options{Media: it.MediaType})
	if err != nil {
		return "", false
	}
	out := []string{t.Title}
	for _, b := range t.Blocks {
		out = append(out, b.Text)
		for _, x := range b.Facts {
			if line := strings.TrimPrefix(x.Name+": "+x.Value, ": "); line != "" {
				out = append(out, line)
			}
		}
		for _, row := range b.Rows {
			out = append(out, strings.Join(row, " "))
		}
	}
	out = slices.DeleteFunc(out, func(s string) bool { return strings.TrimSpace(s) == "" })
	return strings.Join(out, "\n"), !t.Cut && len(t.Inner) == 0
}
