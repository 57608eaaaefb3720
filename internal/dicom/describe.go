package dicom

import (
	"context"
	"strings"

	"oso/internal/sopclass"
)

// describe turns what was read into an Info: from the library where it could
// read the header, else from the walk.
func (w *walk) describe(ctx context.Context) Info {
	info := Info{TransferSyntax: w.syntax, HasPixels: w.pixels.present}
	get := func(t uint32) string { return string(w.values[t]) }
	if values, err := library(ctx, w.raw, w.bigEndian); err == nil {
		walked := get
		get = func(t uint32) string {
			if v, ok := values[t]; ok {
				return v
			}
			return walked(t)
		}
	} else {
		info.FromWalkOnly = true
	}

	cs := charsetOf(string(w.values[tagCharacterSet]))
	text := func(t uint32) string { return clean(cs.decode(get(t))) }
	short := func(t uint32) int {
		if b := get(t); len(b) == 2 {
			return int(orderOf(w.bigEndian).Uint16([]byte(b)))
		}
		return 0
	}
	either := func(a, b uint32) string {
		if s := uid(get(a)); s != "" {
			return s
		}
		return uid(get(b))
	}

	info.SOPClassUID = either(tagSOPClass, tagMediaSOPClass)
	info.SOPInstanceUID = either(tagSOPInstance, tagMediaSOPInstance)
	info.StudyInstanceUID = uid(get(tagStudyUID))
	info.SeriesInstanceUID = uid(get(tagSeriesUID))
	info.Modality = code(get(tagModality))
	info.StudyDate = date(get(tagStudyDate))
	info.StudyDescription = text(tagStudyDescription)
	info.SeriesDescription = text(tagSeriesDescription)
	info.Institution = text(tagInstitution)
	info.Station = text(tagStation)
	info.SeriesNumber = code(get(tagSeriesNumber))
	info.InstanceNumber = code(get(tagInstanceNumber))
	info.AccessionNumber = written(get(tagAccessionNumber), cs)
	if pn := written(get(tagReferrer), cs); strings.Trim(pn, `^=\ `) != "" {
		info.Referrer = pn
	}
	info.BodyPart = code(get(tagBodyPart))
	info.Rows, info.Columns = short(tagRows), short(tagColumns)
	var how fit
	info.Patient, how = patientOf(get, cs)
	if w.dir != nil {
		how = max(how, w.dir.letters)
	}
	w.tellLetters(how)
	info.Others = w.others
	info.Text = w.report.text(cs)

	if w.dir != nil || info.SOPClassUID == sopclass.Directory {
		info.Directory = &Directory{FileSetID: code(get(tagFileSetID))}
		if w.dir != nil {
			info.Directory.Patients, info.Directory.Files = w.dir.patients, w.dir.files
		}
	}
	if w.document != nil && strings.HasPrefix(info.SOPClassUID, sopEncapsulated) {
		w.document.MIME = strings.ToLower(text(tagDocumentMIME))
		info.Document = w.document
	}
	w.judgeImage(&info, get, short)
	info.Pixels = w.span(&info, short)
	info.Discrepancies = w.discrepancies
	return info
}

// tellLetters says how far the letters of the patient's name could be read.
func (w *walk) tellLetters(how fit) {
	switch how {
	case lost:
		w.find(LettersLost, "The name’s letters could not be read: the file names no character set for them, or the wrong one. Compare the image or the report with the patient, or ask the place that made the file.")
	case guessed:
		w.find(LettersGuessed, "The name’s letters are not in the character set that the file names; they were read as Western European. Make sure that the name is right.")
	}
}

// judgeImage says where the image is not what the header claims, or our viewer
// cannot show it. What is missing of a file that is damaged has been said.
func (w *walk) judgeImage(info *Info, get func(uint32) string, short func(uint32) int) {
	frames, given := number(get(tagFrames))
	if !given && info.HasPixels {
		frames = 1
	}
	info.NumberOfFrames = max(0, frames)
	info.Image = w.image(info, get, short)
	m := info.Image
	if m == nil || m.Why == "" {
		return
	}
	switch {
	case !info.HasPixels && short(tagBitsAllocated) == 0: // says little more than how large one would be
	case !m.Hidden && frames >= 1 && frames < m.Frames: // all are shown
	case !w.damaged(), info.HasPixels && !viewable[w.syntax]:
		w.find(NotViewable, m.Why)
	}
}

// damaged tells whether the walk ended early, so that what is missing has been
// said already.
func (w *walk) damaged() bool {
	for _, f := range w.discrepancies {
		if f.Code == Truncated || f.Code == Malformed || f.Code == Bomb {
			return true
		}
	}
	return false
}
