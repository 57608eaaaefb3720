package console

import (
	"archive/zip"
	"database/sql"
	"fmt"
	"net/http"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/images"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// studyZIP streams the files of the study that a record belongs to, as the
// clinic sealed them. Each is checked as it goes; where one is not what it was,
// the line is cut, so that nobody takes a part for the whole.
func (k *Console) studyZIP(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	f, c, it, err := k.findRecord(r, who)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := f.must(rights.TakeStudy); err != nil {
		return err
	}
	if it.DICOM == nil || it.DICOM.StudyUID == "" {
		return errs.E(errs.NotFound, "save study", "This record belongs to no study of images. Open or save it by itself.")
	}
	all, err := c.Images(ctx, q)
	if err != nil {
		return err
	}
	var study []images.Instance
	for _, x := range all {
		if x.Ref.StudyUID == it.DICOM.StudyUID {
			study = append(study, x)
		}
	}
	items, err := c.Items(ctx, q)
	if err != nil {
		return err
	}
	by := make(map[casefile.RecordID]deed.Item, len(items))
	for _, x := range items {
		by[x.Record] = x
	}
	// One byte of the first is read before anything is answered or noted: bytes
	// that are not here are a problem, not an archive that breaks off.
	if body, err := c.Read(ctx, it); err != nil {
		return err
	} else if _, err := body.ReadAt(make([]byte, 1), 0); err != nil {
		return err
	}
	row := k.aboutStudy(f, c, it, acts.Taken, f.as(rights.TakeStudy))
	if err := k.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := db.AppendAudit(ctx, tx, row)
		return err
	}); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="study-`+f.row.Reference+`.zip"`)
	line := k.whileMay(w, r, it)
	reads := line.may
	line.may = func(f *file) bool { return reads(f) && f.must(rights.TakeStudy) == nil }
	out := zip.NewWriter(line)
	for _, file := range filesOf(images.ListOf(study)) {
		line.ask()
		body, err := out.CreateHeader(&zip.FileHeader{Name: file.name, Method: zip.Store, Modified: k.Now()})
		if err == nil {
			err = c.Copy(ctx, body, by[file.record])
		}
		if err != nil {
			panic(http.ErrAbortHandler)
		}
	}
	if out.Close() != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// studyFile is a file of a study's archive.
type studyFile struct {
	name   string
	record casefile.RecordID
}

// filesOf names a study's files by their place in it: nothing of a person is in
// a name, and every system takes it.
func filesOf(l images.List) (out []studyFile) {
	for _, s := range l.Studies {
		for i, series := range s.Series {
			for j, e := range series.Instances {
				out = append(out, studyFile{fmt.Sprintf("DICOM/SE%06d/IM%06d.dcm", i+1, j+1), e.Record})
			}
		}
	}
	for i, e := range l.Others {
		out = append(out, studyFile{fmt.Sprintf("DICOM/OTHER/OB%06d.dcm", i+1), e.Record})
	}
	return out
}
