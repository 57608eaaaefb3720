// Package sopclass says what a stored instance is, by its SOP class (PS3.4 annex
// B). It is the one table for whoever counts images, shows them, or writes what was
// reviewed. It promises nothing of classes that nobody knows: the file itself says
// whether it holds an image.
package sopclass

import "strings"

const (
	// Directory is the class of a disc's directory (DICOMDIR and the makers' own
	// ones beside it), whatever the file is called (PS3.4 B.5).
	Directory = "1.2.840.10008.1.3.10"
	// Storage begins the classes of what is stored: images and others.
	Storage = "1.2.840.10008.5.1.4.1.1."
)

// kinds are the instances that are no images to look at by themselves.
var kinds = map[string]string{
	Directory:                  "directory",
	Storage + "4.2":            "spectroscopy",
	Storage + "66":             "raw-data",
	Storage + "66.1":           "registration",
	Storage + "66.2":           "registration", // fiducials
	Storage + "66.3":           "registration",
	Storage + "66.4":           "segmentation",
	Storage + "66.5":           "segmentation", // surfaces
	Storage + "66.7":           "segmentation", // label maps
	Storage + "67":             "real-world-values",
	Storage + "88.59":          "key-object",
	Storage + "104.1":          "pdf",
	Storage + "104.2":          "cda",
	Storage + "481.3":          "radiotherapy", // structures
	Storage + "481.4":          "radiotherapy",
	Storage + "481.5":          "radiotherapy", // a plan
	Storage + "481.6":          "radiotherapy",
	Storage + "481.7":          "radiotherapy",
	Storage + "481.8":          "radiotherapy",
	Storage + "481.9":          "radiotherapy",
	"1.2.840.10008.5.1.4.34.7": "radiotherapy",
}

// below are the same by the beginning of the class.
var below = []struct{ root, kind string }{
	{Storage + "9.", "waveform"}, {Storage + "11.", "presentation"}, {Storage + "66.", "raw-data"}, {Storage + "78.", "measurement"},
	{Storage + "79.", "measurement"}, {Storage + "88.", "report"}, {Storage + "104.", "document"},
	// Radiotherapy of the second generation; 481.1 and 481.2 themselves are images.
	{Storage + "481.1", "radiotherapy"}, {Storage + "481.2", "radiotherapy"},
}

// Kind is what an instance of a class is, where it is no image to look at by
// itself; empty for images, and for classes that nobody knows.
func Kind(class string) string {
	if k := kinds[class]; k != "" {
		return k
	}
	for _, b := range below {
		if strings.HasPrefix(class, b.root) && len(class) > len(b.root) {
			return b.kind
		}
	}
	return ""
}

// Drawn tells of a class that is no image by itself whether it is drawn as one, over
// others: segmentations made of pixels.
func Drawn(class string) bool {
	return Kind(class) == "segmentation" && class != Storage+"66.5"
}
