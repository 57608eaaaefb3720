package deed

import (
	"slices"
	"testing"

	"oso/internal/casefile"
)

func TestWhatNobodyReviews(t *testing.T) {
	t.Parallel()
	image := &DICOMRef{StudyUID: "1.2", SOPClassUID: "1.2.840.10008.5.1.4.1.1.2"}
	for _, c := range []struct {
		path, media string
		dicom       *DICOMRef
		want        bool
	}{
		{"MAYVIEW/DICOMDIR", "application/dicom", &DICOMRef{SOPClassUID: "1.2.840.10008.1.3.10"}, true},
		{"MAYVIEW/DICOM/S1/DIRFILE", "application/dicom", &DICOMRef{SOPClassUID: "1.2.840.10008.1.3.10"}, true},
		{"MAYVIEW/IDX0001", "application/dicom", &DICOMRef{SOPClassUID: "1.2.840.10008.1.3.10"}, true},
		{"MAYVIEW/DICOMDIR", "application/dicom", nil, true},
		{"MAYVIEW/DICOM/I0001", "application/dicom", image, false},
		{"MAYVIEW/DICOM/DICOMDIR", "application/dicom", image, false}, // named like one
		{"MAYVIEW/VIEWER/start.exe", "application/vnd.microsoft.portable-executable", nil, true},
		{"disc.zip!/VIEWER/run.sh", "text/x-shellscript", nil, true},
		{"MAYVIEW/VIEWER/lib.jar", "application/java-archive", nil, true},
		{"MAYVIEW/AUTORUN.INF", "text/plain", nil, true},
		{"MAYVIEW/VIEWER/skin/help.html", "text/html", nil, true},
		{"MAYVIEW/VIEWER/skin/logo.png", "image/png", nil, true},
		{"MAYVIEW/VIEWER/skin/colors.css", "text/plain", nil, true},
		{"MAYVIEW/VIEWER/manual.pdf", "application/pdf", nil, false}, // may be the report
		{"MAYVIEW/VIEWER/report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", nil, false},
		{"MAYVIEW/VIEWER/I0002", "application/dicom", image, false},
		{"MAYVIEW/scan.jpg", "image/jpeg", nil, false},
		{"MAYVIEW/letters/photo.jpg", "image/jpeg", nil, false},
		{"MAYVIEW/letters/history.txt", "text/plain", nil, false},
		{"MAYVIEW/Thumbs.db", "application/x-thumbnail-cache", nil, true},
		{"disc.zip!/__MACOSX/._report.pdf", "application/octet-stream", nil, true},
		{"letter.config", "application/pdf", nil, false},
		{"unreadable", "application/octet-stream", nil, false},
	} {
		items := []*Item{
			{Record: "program", Kind: ItemRecord, Path: "MAYVIEW/VIEWER/start.exe", MediaType: "application/vnd.microsoft.portable-executable"},
			{Record: "top", Kind: ItemRecord, Path: "setup.exe", MediaType: "application/vnd.microsoft.portable-executable"},
			{Record: "it", Kind: ItemRecord, Path: c.path, MediaType: c.media, DICOM: c.dicom},
		}
		if got := Companions(slices.Values(items)); got["it"] != c.want {
			t.Errorf("%s (%s): %v", c.path, c.media, got["it"])
		}
	}
	scan := &Item{Record: casefile.RecordID("s"), Kind: ItemScan, Path: "a.exe"}
	if scan.Companion() {
		t.Error("the signed agreement is no companion")
	}
}

func TestWhatIsAnImage(t *testing.T) {
	t.Parallel()
	for class, want := range map[string]bool{
		"1.2.840.10008.5.1.4.1.1.2": true, "1.2.840.10008.5.1.4.1.1.88.33": false, "1.2.840.10008.5.1.4.1.1.11.1": false,
		"1.2.840.10008.5.1.4.1.1.104.1": false, "1.2.840.10008.5.1.4.1.1.481.1": true, "1.2.840.10008.5.1.4.1.1.481.3": false,
		"1.2.840.10008.5.1.4.1.1.66.4": true, "1.2.840.10008.5.1.4.1.1.9.1.1": false, "1.2.840.10008.1.3.10": false, "1.3.12.2.1107.5.9.1": true,
	} {
		if got := (&DICOMRef{SOPClassUID: class}).Image(); got != want {
			t.Errorf("%s: %v", class, got)
		}
	}
	if (&DICOMRef{Modality: "SR"}).Image() || !(&DICOMRef{Modality: "CT"}).Image() {
		t.Error("by modality")
	}
}
