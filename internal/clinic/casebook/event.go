package casebook

import "time"

// Event is one thing that happened to the case. KindEvent, id EventID.
type Event struct {
	At   time.Time `json:"at"`
	Code string    `json:"code"` // created, agreed, sealed, received, amended, opened, or a state of the service's
	By   string    `json:"by,omitempty"`
	Text string    `json:"text,omitempty"`
}

// EventID orders events by their time; random makes two of one moment differ.
func EventID(at time.Time, random string) string {
	return at.UTC().Format("20060102T150405.000000000") + "-" + random
}
