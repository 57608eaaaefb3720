package console

import (
	"cmp"
	"context"
	"strings"
	"sync"

	"oso/internal/deed"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// opened remembers which studies stand in the audit as opened, by whom, today,
// so that not every frame asks the database. It is of one day.
type opened struct {
	mu  sync.Mutex
	day string
	by  map[string]bool
}

// mostOpened bounds what is remembered; more are asked for again.
const mostOpened = 100_000

func (o *opened) has(day, key string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.day == day && o.by[key]
}

func (o *opened) add(day, key string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.day != day || len(o.by) >= mostOpened {
		o.day, o.by = day, map[string]bool{}
	}
	o.by[key] = true
}

// opens puts into the case's audit that this person opened the study that a
// record belongs to, once a day, before any of it is shown.
func (k *Console) opens(ctx context.Context, f *file, c *chart.Case, it deed.Item) error {
	// What a coordinator filed may be filed wrongly: then somebody asks who saw it,
	// of this record and since it was filed. No name of it stands there: it may be
	// another patient's.
	from, err := k.DB.Q().GetRecordItem(ctx, db.GetRecordItemParams{CaseID: f.row.ID, ID: string(it.Record)})
	if err != nil {
		return db.Err(err, "find record")
	}
	if from != "" {
		row := db.Entry(f.row.ID, string(acts.OpenedRecord), f.who.As(f.seesUnder(rights.Records)), k.Now())
		row.FromState, row.ToState, row.ObjectSHA256 = f.row.State, f.row.State, seal.SHA256([]byte(it.Record))
		if err := k.onceADay(ctx, row); err != nil {
			return err
		}
	}
	if it.DICOM == nil || it.Companion() {
		return nil
	}
	row := k.aboutStudy(f, c, it, acts.Opened, f.seesUnder(rights.Records))
	return k.onceADay(ctx, row)
}

// aboutStudy is the audit's row of what a person does with the study that a
// record belongs to; the study is named by a hash, and in sealed words.
func (k *Console) aboutStudy(f *file, c *chart.Case, it deed.Item, event workflow.Event, as principal.Role) db.Audit {
	study, name := string(it.Record), it.Name()
	if it.DICOM != nil {
		study, name = cmp.Or(it.DICOM.StudyUID, study), studyName(it.DICOM)
	}
	row := db.Entry(f.row.ID, string(event), f.who.As(as), k.Now())
	row.FromState, row.ToState, row.ObjectSHA256 = f.row.State, f.row.State, seal.SHA256([]byte(study))
	row.NoteSealed = c.SealNote(name)
	return row
}

// studyName is a study in words.
func studyName(d *deed.DICOMRef) string {
	var words []string
	for _, s := range []string{d.Modality, d.StudyDate, d.Study} {
		if s != "" {
			words = append(words, s)
		}
	}
	return strings.Join(words, ", ")
}
