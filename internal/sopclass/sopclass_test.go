package sopclass

import "testing"

func TestKind(t *testing.T) {
	t.Parallel()
	for class, want := range map[string]string{
		Directory:                  "directory",
		Storage + "2":              "", // CT
		Storage + "4":              "", // MR
		Storage + "4.1":            "", // enhanced MR
		Storage + "4.2":            "spectroscopy",
		Storage + "6.1":            "", // ultrasound
		Storage + "7.4":            "", // secondary capture
		Storage + "9.1.1":          "waveform",
		Storage + "11.1":           "presentation",
		Storage + "66.4":           "segmentation",
		Storage + "66.6":           "raw-data", // tractography
		Storage + "77.1.6":         "",         // a whole slide
		Storage + "78.1":           "measurement",
		Storage + "88.33":          "report",
		Storage + "88.59":          "key-object",
		Storage + "104.1":          "pdf",
		Storage + "104.3":          "document",
		Storage + "128":            "", // PET
		Storage + "481.1":          "", // radiotherapy's own image
		Storage + "481.2":          "", // dose
		Storage + "481.3":          "radiotherapy",
		Storage + "481.10":         "radiotherapy",
		Storage + "481.23":         "radiotherapy",
		"1.2.840.10008.5.1.4.34.7": "radiotherapy",
		"1.3.12.2.1107.5.9.1":      "", // a maker's own
		"":                         "",
	} {
		if got := Kind(class); got != want {
			t.Errorf("%s: %q, want %q", class, got, want)
		}
	}
	for class, want := range map[string]bool{Storage + "66.4": true, Storage + "66.7": true, Storage + "66.5": false, Storage + "2": false, Storage + "88.33": false} {
		if got := Drawn(class); got != want {
			t.Errorf("%s is drawn: %v", class, got)
		}
	}
}
