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
	"oso/internal/proofread"
	"oso/internal/transcript"
)

// What of the records one check reads: so much of one, so many, so much of all.
const (
	mostProofOne     = 2 << 20
	mostProofRecords = 60
	mostProofAll     = 16 << 20
)

// factsOf are what the case says that a letter is held against: its history, its
// questions, what it was sent. unread is how many records say something that is not
// read here.
func (w *Working) factsOf(ctx context.Context, d *Draft, items []deed.Item, readings []Reading, now time.Time) (f proofread.Facts, unread int) {
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
		add(r.section(w.zone).Heading, r.Report, -1)
	}
	notSeen := w.studies(&f, d, items)
	unread = w.recordTexts(ctx, &f, items)
	for _, m := range w.Doc.Materials {
		add("What was announced", m.Description, -1)
		if m.Channel != casefile.ByUpload {
			unread++
		}
	}
	f.Whole = unread == 0 && len(items) > 0
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
func (w *Working) studies(f *proofread.Facts, d *Draft, items []deed.Item) map[casefile.RecordID]string {
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
		if said := strings.TrimSpace(x.Series); said != "" && !series[x.StudyUID][said] && len(series[x.StudyUID]) < mostProofRecords {
			series[x.StudyUID][said] = true
			s := &f.Studies[at[x.StudyUID]]
			f.Sources = append(f.Sources, proofread.Source{Name: s.Name, Record: string(it.Record), Text: s.Name + ": " + said, Question: -1})
		}
	}
	return out
}

// recordTexts adds what the records say that are texts, and counts those whose text
// is not read.
func (w *Working) recordTexts(ctx context.Context, f *proofread.Facts, items []deed.Item) (unread int) {
	companions := deed.Companions(deed.Each(items))
	read, total := 0, int64(0)
	for i := range items {
		it := &items[i]
		if it.Kind != deed.ItemRecord || companions[it.Record] || it.DICOM != nil && it.DICOM.StudyUID != "" && it.DICOM.Image() {
			continue
		}
		media, _, _ := strings.Cut(it.MediaType, ";")
		if strings.HasPrefix(media, "image/") || media == "application/pdf" || it.Bytes > mostProofOne || read >= mostProofRecords || total+it.Bytes > mostProofAll {
			unread++
			continue
		}
		read, total = read+1, total+it.Bytes
		text, whole := w.recordText(ctx, it)
		if !whole {
			unread++
		}
		if text != "" {
			f.Sources = append(f.Sources, proofread.Source{Name: "“" + characters.Set(it.Name()) + "”", Record: string(it.Record), Text: text, Question: -1})
		}
	}
	return unread
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
