package console

import (
	"context"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/server/db"
	"oso/internal/server/fileset"
	"oso/internal/server/inbox"
	"oso/internal/server/opinion"
	"oso/internal/server/rights"
)

type recordView struct {
	ID        casefile.RecordID `json:"id"`
	Name      string            `json:"name"`
	MediaType string            `json:"media_type"`
	Bytes     int64             `json:"bytes"`
	SHA256    string            `json:"sha256"`
	Modality  string            `json:"modality"`
	Study     string            `json:"study"`
	StudyUID  string            `json:"study_uid"`
	Series    string            `json:"series"`
	SeriesUID string            `json:"series_uid"`
	Date      string            `json:"date"`
	Accession string            `json:"accession_number"`
	Referrer  string            `json:"referring_physician"` // of the study; seldom the case's
	Kept      string            `json:"kept"`
	// Parts are how many files belong to a slide that its scanner wrote as several
	// (slide.zip); they are not listed by themselves.
	Parts int `json:"parts"`
	// Origin is how it came where the clinic did not seal it.
	Origin *originView `json:"origin,omitempty"`
	// Translation is what was said of its language, Translates the record that it is
	// the translation of (R15).
	Translation *translationView  `json:"translation,omitempty"`
	Translates  casefile.RecordID `json:"translates,omitempty"`
	// Material is the declared one that a person said it is of.
	Material string `json:"material,omitempty"`
	// Unlisted: a directory has no entry for such a file of a study; it lies in
	// study.zip beside those that a workstation imports.
	Unlisted bool `json:"unlisted"`
}

// originView is how a record came that a coordinator filed from the inbox.
type originView struct {
	Item      string        `json:"item"` // for the inbox's desk
	Channel   inbox.Channel `json:"channel"`
	ArrivedAt instant       `json:"arrived_at"`
	FiledAt   moment        `json:"filed_at"`
	FiledBy   string        `json:"filed_by"`
	Material  string        `json:"material"` // the declared one that it is
	Kind      string        `json:"kind"`
	Date      string        `json:"date"`
	Foreign   bool          `json:"foreign"`
}

func (k *Console) origins(ctx context.Context, q *db.Queries, f *file, names *people) (map[casefile.RecordID]*originView, error) {
	out := map[casefile.RecordID]*originView{}
	if k.Inbox == nil {
		return out, nil
	}
	rows, err := q.ListFiledRecords(ctx, f.row.ID)
	if err != nil {
		return nil, db.Err(err, "list filed records")
	}
	of := map[string][]casefile.RecordID{}
	for _, r := range rows {
		of[r.ItemID] = append(of[r.ItemID], casefile.RecordID(r.ID))
	}
	list, err := k.Inbox.FiledOn(ctx, q, casefile.CaseID(f.row.ID))
	if err != nil {
		return nil, err
	}
	for _, i := range list {
		if i.Parcel != nil {
			i.Close()
			continue // it is no record
		}
		o := &originView{Channel: inbox.Channel(i.Row.Channel), ArrivedAt: instant(i.Row.ArrivedAt), FiledAt: moment(i.Row.DecidedAt), FiledBy: names.name(i.Row.DecidedBy), Foreign: i.Foreign}
		if p := i.Filing; p != nil {
			o.Kind, o.Date = string(p.Kind), p.Date
		}
		if _, err := inboxDesk(f.who, ""); err == nil {
			o.Item, o.Material = i.Row.ID, i.Row.MaterialID
		}
		for _, record := range of[i.Row.ID] {
			out[record] = o
		}
		i.Close()
	}
	return out, nil
}

func (k *Console) viewRecords(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	items, err := c.Items(ctx, q)
	if err != nil {
		return err
	}
	origins, err := k.origins(ctx, q, f, names)
	if err != nil {
		return err
	}
	said, err := translations(ctx, q, f, c.Case, names)
	if err != nil {
		return err
	}
	of := map[casefile.RecordID]casefile.RecordID{}
	for original, t := range said {
		of[t.Record] = original
	}
	ties, err := q.ListTies(ctx, f.row.ID)
	if err != nil {
		return db.Err(err, "read records")
	}
	tied := map[string]string{}
	for _, t := range ties {
		tied[t.RecordID] = t.MaterialID
	}
	slides := deed.Slides(deed.Each(items))
	parts := deed.PartsOf(slides)
	for _, it := range items {
		if parts[it.Record] || !mayRead(f, it) {
			continue
		}
		r := recordView{ID: it.Record, Name: it.Name(), MediaType: it.MediaType, Bytes: it.Bytes, SHA256: it.SHA256, Kept: it.Kept, Origin: origins[it.Record],
			Translation: said[it.Record], Translates: of[it.Record], Material: tied[string(it.Record)]}
		if it.Kind == deed.ItemScan {
			r.Name = "Agreement, as signed"
		}
		if d := it.DICOM; d != nil {
			r.Modality, r.Study, r.StudyUID, r.Series, r.SeriesUID, r.Date = d.Modality, d.Study, d.StudyUID, d.Series, d.SeriesUID, d.StudyDate
			r.Accession, r.Referrer = d.AccessionNumber, d.Referrer()
			r.Unlisted = d.StudyUID != "" && !fileset.Lists(d.SOPClassUID)
		}
		if s, is := slides[it.Record]; is {
			r.Parts, r.Kept = len(s.Parts), s.Says()
		}
		v.Records = append(v.Records, r)
	}
	v.KeyImages, err = c.KeyImages(ctx, q)
	return err
}

// mayRead: the scan of the agreement is the desk's to look at.
func mayRead(f *file, it deed.Item) bool {
	return it.Kind == deed.ItemRecord || it.Kind == deed.ItemScan && f.Sees(rights.Intake)
}
