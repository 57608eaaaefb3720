package console

import (
	"context"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/server/db"
	"oso/internal/server/fileset"
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
	// Unlisted: a directory has no entry for such a file of a study; it lies in
	// study.zip beside those that a workstation imports.
	Unlisted bool `json:"unlisted"`
}

func viewRecords(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, v *caseView) error {
	items, err := c.Items(ctx, q)
	if err != nil {
		return err
	}
	slides := deed.Slides(deed.Each(items))
	parts := deed.PartsOf(slides)
	for _, it := range items {
		if parts[it.Record] || !mayRead(f, it) {
			continue
		}
		r := recordView{ID: it.Record, Name: it.Name(), MediaType: it.MediaType, Bytes: it.Bytes, SHA256: it.SHA256, Kept: it.Kept}
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
