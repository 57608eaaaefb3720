package console

import (
	"context"
	"database/sql"
	"strings"
	"sync"
	"time"

	"oso/internal/deed"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/rights"
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
	if it.DICOM == nil || it.Companion() {
		return nil
	}
	study := it.DICOM.StudyUID
	if study == "" {
		study = string(it.Record)
	}
	object := seal.SHA256([]byte(study))
	now := k.Now()
	day := now.In(k.Zone).Format(time.DateOnly)
	key := f.row.ID + "/" + f.who.ID + "/" + object
	if k.opened.has(day, key) {
		return nil
	}
	year, month, date := now.In(k.Zone).Date()
	since := time.Date(year, month, date, 0, 0, 0, 0, k.Zone)
	err := k.DB.Tx(ctx, func(tx *sql.Tx) error {
		n, err := db.New(tx).CountOpened(ctx, db.CountOpenedParams{
			Chain: f.row.ID, Event: string(acts.Opened), ActorID: f.who.ID, ObjectSHA256: object, Since: since.UnixMilli(),
		})
		if err != nil || n > 0 {
			return db.Err(err, "find audit")
		}
		row := db.Entry(f.row.ID, string(acts.Opened), f.who.As(f.seesUnder(rights.Records)), now)
		row.FromState, row.ToState, row.ObjectSHA256 = f.row.State, f.row.State, object
		row.NoteSealed = c.SealNote(studyName(it.DICOM))
		_, err = db.AppendAudit(ctx, tx, row)
		return err
	})
	if err == nil {
		k.opened.add(day, key)
	}
	return err
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
