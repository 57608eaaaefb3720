// Package images is the images of a case as both programs list and serve them:
// the window's asset handler and the console's routes answer in the same shapes.
//
// It promises an order for looking (studies by date, series by number, images by
// place or number), an honest sentence for whatever cannot be shown, and
// answers that read no more of a record than what is asked for.
//
// It leaves to others: whose records may be read (the doors), where what is
// known of an image is kept (casebook, chart), and decoding (the page).
package images

import (
	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/dicom"
)

// Instance is one DICOM record of a case.
type Instance struct {
	Record casefile.RecordID
	Bytes  int64
	Ref    deed.DICOMRef
	Image  *dicom.Image // nil: no image is in it
	Kept   string       // why the record cannot be read or viewed
}

// List is what a case has.
type List struct {
	Studies []Study `json:"studies"`
	Others  []Entry `json:"others"` // without an image to look at
}

// Study is one study's series.
type Study struct {
	UID         string   `json:"uid"`
	Date        string   `json:"date"` // YYYY-MM-DD, or empty
	Description string   `json:"description"`
	Accession   string   `json:"accession"`
	Series      []Series `json:"series"`
}

// Series is one series' images, in the order for looking.
type Series struct {
	UID              string   `json:"uid"`
	Number           *int     `json:"number"`
	Modality         string   `json:"modality"`
	Description      string   `json:"description"`
	BodyPart         string   `json:"body_part"`
	Laterality       string   `json:"laterality"`
	FrameOfReference string   `json:"frame_of_reference"`
	Missing          [][2]int `json:"missing"` // numbers that are not here, from and to
	Quality          Passport `json:"quality"`
	Instances        []Entry  `json:"instances"`
}

// Entry is one instance.
type Entry struct {
	Record      casefile.RecordID `json:"record"`
	SOP         string            `json:"sop"` // SOP class
	UID         string            `json:"uid"`
	Number      *int              `json:"number"` // null: none
	Frames      int               `json:"frames"`
	Rows        int               `json:"rows"`
	Columns     int               `json:"columns"`
	Syntax      string            `json:"syntax"`
	Bytes       int64             `json:"bytes"`
	Position    *[3]float64       `json:"position"`    // mm, of the first frame
	Orientation *[6]float64       `json:"orientation"` // along a row, along a column
	Thickness   *float64          `json:"thickness"`
	Spacing     *[2]float64       `json:"spacing"` // mm between rows, between columns
	Shown       bool              `json:"shown"`
	Why         string            `json:"why"`            // why it is not shown, or not all of it
	Film        bool              `json:"film,omitempty"` // it is a film, which can be saved as one

	Kind        string `json:"kind,omitempty"` // of Others: report, key-object, segmentation, ...
	Study       string `json:"study,omitempty"`
	Series      string `json:"series,omitempty"`
	Modality    string `json:"modality,omitempty"`
	Description string `json:"description,omitempty"`
	Date        string `json:"date,omitempty"`
}
