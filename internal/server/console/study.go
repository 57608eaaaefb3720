package console

import (
	"archive/zip"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"slices"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/images"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/fileset"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// studyZIP streams the files of the study that a record belongs to, as the
// clinic sealed them, as a file-set: a workstation imports it by its DICOMDIR. Each is checked as it goes; where one is not what it was,
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
	return k.sendZIP(w, r, f, c, it, "study", filesOf(images.ListOf(study, images.Asked{})), &fileset.Directory{})
}

// slideZIP streams a slide that its scanner wrote as several files, as they lay,
// for the scanner's own viewer.
func (k *Console) slideZIP(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	f, c, it, err := k.findRecord(r, who)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := f.must(rights.TakeStudy); err != nil {
		return err
	}
	items, err := c.Items(r.Context(), k.DB.Q())
	if err != nil {
		return err
	}
	slide := deed.Slides(deed.Each(items))[it.Record]
	if len(slide.Parts) == 0 {
		return errs.E(errs.NotFound, "save slide", "No other files belong to this record. Open or save it by itself.")
	}
	files := []studyFile{{it.Name(), it.Record}}
	for i := range items {
		if slices.Contains(slide.Parts, items[i].Record) {
			files = append(files, studyFile{deed.Beside(&it, &items[i]), items[i].Record})
		}
	}
	return k.sendZIP(w, r, f, c, it, "slide", files, nil)
}

// sendZIP streams files of a case as an archive, in the audit as taken away; the
// directory, where there is one, lists them and stands behind them.
func (k *Console) sendZIP(w http.ResponseWriter, r *http.Request, f *file, c *chart.Case, it deed.Item, name string, files []studyFile, directory *fileset.Directory) error {
	ctx := r.Context()
	items, err := c.Items(ctx, k.DB.Q())
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
	h.Set("Content-Disposition", `attachment; filename="`+name+`-`+f.row.Reference+`.zip"`)
	line := k.whileMay(w, r, it)
	reads := line.may
	line.may = func(f *file) bool { return reads(f) && f.must(rights.TakeStudy) == nil }
	out := zip.NewWriter(line)
	for _, file := range files {
		line.ask()
		body, err := out.CreateHeader(&zip.FileHeader{Name: file.name, Method: zip.Store, Modified: k.Now()})
		head, to := headOf{Writer: body}, body
		if directory != nil {
			to = &head
		}
		if err == nil {
			err = c.Copy(ctx, to, by[file.record])
		}
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		if directory != nil {
			directory.Add(ctx, file.name, head.first)
		}
	}
	if directory != nil {
		if err := k.putDirectory(out, directory); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
	if out.Close() != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// putDirectory puts a file-set's directory behind its files, and what there is to say
// of it.
func (k *Console) putDirectory(out *zip.Writer, directory *fileset.Directory) error {
	put := func(name string, write func(io.Writer) error) error {
		body, err := out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: k.Now()})
		if err != nil {
			return err
		}
		return write(body)
	}
	if directory.Files() > 0 {
		if err := put(fileset.Name, func(w io.Writer) error { _, err := directory.WriteTo(w); return err }); err != nil {
			return err
		}
	}
	if says := directory.Readme(); says != nil {
		return put(fileset.ReadmeName, func(w io.Writer) error { _, err := w.Write(says); return err })
	}
	return nil
}

// headOf keeps the beginning of what is written, for the directory.
type headOf struct {
	io.Writer
	first []byte
}

func (h *headOf) Write(p []byte) (int, error) {
	if room := fileset.Head - len(h.first); room > 0 {
		h.first = append(h.first, p[:min(len(p), room)]...)
	}
	return h.Writer.Write(p)
}

// studyFile is a file of a study's archive.
type studyFile struct {
	name   string
	record casefile.RecordID
}

// filesOf names a study's files by their place in it: nothing of a person is in
// a name, and a directory may name it (PS3.10 8.2: no more than eight letters and
// digits a part, and no ending).
func filesOf(l images.List) (out []studyFile) {
	for _, s := range l.Studies {
		for i, series := range s.Series {
			for j, e := range series.Instances {
				out = append(out, studyFile{fmt.Sprintf("DICOM/SE%06d/IM%06d", i+1, j+1), e.Record})
			}
		}
	}
	for i, e := range l.Others {
		out = append(out, studyFile{fmt.Sprintf("DICOM/OTHER/OB%06d", i+1), e.Record})
	}
	return out
}
