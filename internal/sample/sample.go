// Package sample makes records of nobody: a CT-like study, a slide and two reports as
// a hospital's export would hold them, for the demonstration and for tests.
//
// It promises that no outside data is in them, that everything in them is
// named after the given patient, and that the same seed and patient give the
// same bytes. It knows just enough DICOM to write images that other readers
// take (PS3.5, PS3.10, Explicit VR Little Endian); reading is dicom's.
package sample

import (
	"fmt"
	"os"
	"path/filepath"

	"oso/internal/casefile"
)

// File is one record, its path as on the disc, with slashes.
type File struct {
	Path string
	Data []byte
}

// Slices is the number of images in the main series of a study.
const Slices = 24

// Write puts the records of a patient into a folder, laid out like an export
// from an imaging archive, and gives the number of files. The folder is made
// if need be.
func Write(dir string, patient casefile.Patient, seed uint64) (int, error) {
	files := Files(patient, seed)
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return 0, fmt.Errorf("write sample records: %w", err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			return 0, fmt.Errorf("write sample records: %w", err)
		}
	}
	return len(files), nil
}

// Files are the records that Write writes: a chest CT of 24 slices with its
// scout view, a pathology report and a laboratory report.
func Files(patient casefile.Patient, seed uint64) []File {
	study := Image{
		Patient:  patient,
		StudyUID: UID(seed, "study"), StudyDate: "20261012", StudyTime: "094210", StudyText: "CT chest without contrast", Accession: fmt.Sprintf("CT%07d", seed%10_000_000),
		Referrer: "Halloran^Deirdre^^Dr.",
		Modality: "CT", Rows: side, Columns: side, Spacing: spacing, Thickness: thickness,
	}
	var files []File
	body := newPhantom(seed)
	for i := range Slices {
		m := study
		m.SeriesUID, m.SeriesNumber, m.SeriesText = UID(seed, "axial"), 2, "Axial 5 mm"
		m.SOPInstanceUID, m.Instance = UID(seed, fmt.Sprint("axial ", i)), i+1
		m.Position = &[3]float64{-side * spacing / 2, -side * spacing / 2, float64(-i) * thickness}
		m.Pixels = body.slice(i)
		files = append(files, File{fmt.Sprintf("DICOM/ST000001/SE000002/IM%06d", i+1), DICOM(m)})
	}
	scout := study
	scout.SeriesUID, scout.SeriesNumber, scout.SeriesText = UID(seed, "scout"), 1, "Scout"
	scout.SOPInstanceUID, scout.Instance, scout.Localizer = UID(seed, "scout 1"), 1, true
	scout.Pixels = body.scout()
	files = append(files,
		File{"DICOM/ST000001/SE000001/IM000001", DICOM(scout)},
		File{"REPORTS/pathology-report.pdf", pathologyReport(patient)},
		File{"REPORTS/laboratory-report.pdf", laboratoryReport(patient)},
	)
	return files
}
