package casebook

import (
	"time"

	"oso/internal/wire"
)

// Opinion is one version of the opinion as it came. KindOpinion, id VersionID.
type Opinion struct {
	Notice   wire.OpinionNotice `json:"notice"`
	Sealed   []byte             `json:"sealed"` // the package under the opinion's own key
	Got      time.Time          `json:"got"`
	Accessed *time.Time         `json:"accessed,omitempty"` // first opening, by the workstation's clock
	By       string             `json:"by,omitempty"`       // who opened it
	// Key is the opinion's key, there once the physician has opened it and
	// delegates: sealed again by the row, so the case key opens it.
	Key          []byte     `json:"key,omitempty"`
	Acknowledged *time.Time `json:"acknowledged,omitempty"` // a correction was read
	SupersededBy int        `json:"superseded_by,omitempty"`
}

// OpinionState is what a list says about a case's newest opinion.
type OpinionState string

const (
	OpinionNone      OpinionState = ""
	OpinionArrived   OpinionState = "arrived"
	OpinionOpened    OpinionState = "opened"
	OpinionCorrected OpinionState = "corrected" // to acknowledge
)
